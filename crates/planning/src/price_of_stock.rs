//! What a unit on the shelf has to cost for a wanted share of all lines to be served: learned from
//! windows of the past, where it is known what came true.

use crate::levels::{self, Item};
use crate::window::LookBack;
use serde::{Deserialize, Serialize};

/// One price for all items at each share of lines served. Without unit; see `levels`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PricesOfStock {
    /// Shares of lines, rising, each with the price that served it; prices never rise.
    points: Vec<(f64, f64)>,
}

/// The shares that are learned; those between lie on a line through their logarithms.
const SERVICES: [f64; 9] = [0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995];
/// Fewer lines teach no price.
const LINES_MIN: usize = 200;

impl PricesOfStock {
    /// `weight` is what a unit of a series ties up against the average one. `None` when too little
    /// was ever wanted to learn from.
    pub fn learn(looks_back: &[LookBack], weight: impl Fn(usize) -> f64) -> Option<PricesOfStock> {
        let lines: Vec<(&LookBack, Item<'_>)> = looks_back
            .iter()
            .filter(|it| it.ends_active)
            .map(|it| {
                let benefit = levels::benefit(it.demand.mean());
                (it, Item { demand: &it.demand, benefit, weight: weight(it.series) })
            })
            .collect();
        if lines.len() < LINES_MIN {
            return None;
        }
        let served = |price: f64| {
            lines.iter().filter(|(back, item)| back.total <= item.by_price(price)).count() as f64
        };
        let mut lowest = f64::INFINITY;
        let point = |service: f64| {
            lowest = levels::price_for(service * lines.len() as f64, served).min(lowest);
            (service, lowest)
        };
        Some(PricesOfStock { points: SERVICES.into_iter().map(point).collect() })
    }

    /// The price at which this share of lines, 0 to 1, is served; outside what was learned that of
    /// the nearest share.
    pub fn at(&self, service: f64) -> f64 {
        let after = self.points.partition_point(|it| it.0 < service);
        let (Some(above), Some(below)) = (self.points.get(after), self.points.get(after.wrapping_sub(1)))
        else {
            let end = if after == 0 { self.points.first() } else { self.points.last() };
            return end.map_or(0.0, |it| it.1);
        };
        let part = (service - below.0) / (above.0 - below.0);
        (below.1.ln() + (above.1.ln() - below.1.ln()) * part).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_two_shares_lies_a_price_between_theirs() {
        let prices = PricesOfStock { points: vec![(0.9, 0.01), (0.99, 0.0001)] };
        assert_eq!((prices.at(0.5), prices.at(0.999)), (0.01, 0.0001));
        let between = prices.at(0.945);
        assert!((between - 0.001).abs() < 1e-9, "the middle of the logarithms: {between}");
    }
}
