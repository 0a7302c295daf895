//! How much stock: one price of stock for all items, or a service of each item's own.
//!
//! An equal quantile for every item wastes stock: the last unit on a slow item protects a sale that
//! hardly ever comes. By one price, each unit goes where it prevents most for what it ties up
//! (marginal allocation; Sherbrooke, *Optimal Inventory Modeling of Systems*, chapter 2).
//!
//! **Invariant:** a lower price, or a higher service, never gives less stock.

#[cfg(test)]
mod tests;

use crate::window::Demand;

/// What one item's stock is to achieve.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    pub demand: &'a Demand,
    /// What preventing one shortage is worth; see [`benefit`].
    pub benefit: f64,
    /// What one unit of stock ties up: its cost, its volume, or 1.
    pub weight: f64,
}

/// Exponent of the mean demand in the worth of preventing a shortage: 0 counts every short line alike,
/// 1 counts units. A little of the latter costs hardly a line and saves many units.
pub const BENEFIT_EXPONENT: f64 = 0.15;

/// What preventing one shortage of an item is worth by the demand it usually has in the window.
pub fn benefit(mean: f64) -> f64 {
    mean.max(0.1).powf(BENEFIT_EXPONENT)
}

impl Item<'_> {
    /// The stock that is worth most at each price: the smallest k with the least
    /// benefit·P(D > k) + price·weight·E\[(k − D)⁺\]. `prices` in any order.
    pub fn by_prices(&self, prices: &[f64], levels: &mut Vec<f64>) {
        levels.clear();
        let (cdf, step) = (self.demand.table(), self.demand.step());
        for price in prices {
            let price = price * self.weight * step;
            let (mut best, mut least) = (0, f64::INFINITY);
            let mut left_over = 0.0;
            for (k, reached) in cdf.iter().enumerate() {
                let cost = self.benefit * (1.0 - reached) + price * left_over;
                if cost < least {
                    (best, least) = (k, cost);
                } else if price * left_over >= least {
                    break;
                }
                left_over += reached;
            }
            levels.push(best as f64 * step);
        }
    }

    /// The stock that is worth most at one price.
    pub fn by_price(&self, price: f64) -> f64 {
        let mut levels = Vec::with_capacity(1);
        self.by_prices(&[price], &mut levels);
        levels[0]
    }
}

/// A level that falls at once and rises by a part of the way at each review.
///
/// What was raised by chance cannot be taken back before it is sold; what was lowered by chance is
/// raised again tomorrow. So the first is worth a second look.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Steady {
    level: Option<f64>,
}

/// The part of a rise that waits for the next review.
const WAITS: f64 = 0.6;

impl Steady {
    /// The level to use now that `level` is the best.
    pub fn next(&mut self, level: f64) -> f64 {
        let next = match self.level {
            Some(before) if level > before => before * WAITS + level * (1.0 - WAITS),
            _ => level,
        };
        self.level = Some(next);
        next
    }
}

/// The smallest stock that lasts through the window with this probability.
pub fn by_cycle_service(demand: &Demand, service: f64) -> f64 {
    demand.quantile(service)
}

/// The smallest stock from which this share of the wanted units is expected to be served.
pub fn by_unit_fill(demand: &Demand, fill: f64) -> f64 {
    let wanted = fill.clamp(0.0, 1.0) * demand.mean();
    let mut served = 0.0;
    for (k, reached) in demand.table().iter().enumerate() {
        // Written so that a fill of 1 ends at the table's end in spite of rounding.
        if served >= wanted - 1e-12 {
            return k as f64 * demand.step();
        }
        served += (1.0 - reached) * demand.step();
    }
    (demand.table().len() - 1) as f64 * demand.step()
}

/// The stock at which one more unit costs as much as it saves: the quantile c/(c + h) of what a lost
/// unit costs and what a unit left over costs (the newsvendor's).
pub fn by_cost(demand: &Demand, lost_unit: f64, left_over_unit: f64) -> f64 {
    let (lost, left_over) = (lost_unit.max(0.0), left_over_unit.max(1e-12));
    demand.quantile(lost / (lost + left_over))
}

/// The price of stock at which `amount`, which falls as the price rises, comes next to `wanted`.
pub fn price_for(wanted: f64, amount: impl Fn(f64) -> f64) -> f64 {
    const PRICE_MIN: f64 = 1e-9;
    const PRICE_MAX: f64 = 1e3;
    let (mut low, mut high) = (PRICE_MIN.ln(), PRICE_MAX.ln());
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if amount(middle.exp()) >= wanted { low = middle } else { high = middle }
    }
    low.exp()
}

/// The price of stock at which the levels of all items together weigh `wanted`.
pub fn price_for_stock(items: &[Item<'_>], wanted: f64) -> f64 {
    price_for(wanted, |price| items.iter().map(|it| it.weight * it.by_price(price)).sum())
}

/// The price of stock at which the expected share of windows that stock lasts through, each item counting
/// by `counts`, is `service`.
pub fn price_for_service(items: &[Item<'_>], counts: &[f64], service: f64) -> f64 {
    let all: f64 = counts.iter().sum();
    price_for(service * all, |price| {
        items.iter().zip(counts).map(|(it, count)| count * it.demand.cdf(it.by_price(price))).sum()
    })
}
