//! The days one order takes.

use super::product_limit::{Weighted, quantile, slices};
use crate::{Interval, Sentence};

/// What a distribution rests on; orders count by age, so they are not whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Basis {
    /// This item of this supplier, with the supplier's other items behind it.
    Item { orders: f64, of_supplier: f64 },
    /// All the supplier delivered, but never this item.
    Supplier { orders: f64 },
    /// All suppliers together.
    Everyone,
    /// Nothing but the promise.
    Promise,
}

/// How likely each number of days from order to receipt is.
#[derive(Clone, Debug, PartialEq)]
pub struct LeadTime {
    basis: Basis,
    promised: Option<u32>,
    /// Whole days with their probability, sorted.
    days: Vec<(u32, f64)>,
}

impl LeadTime {
    pub(super) fn new(basis: Basis, points: &[Weighted], promised: Option<u32>) -> LeadTime {
        let all: f64 = points.iter().map(|it| it.1).sum();
        let mut rounded: Vec<(u32, f64)> =
            points.iter().map(|it| (it.0.round() as u32, it.1 / all)).collect();
        rounded.sort_by_key(|it| it.0);
        let mut days: Vec<(u32, f64)> = Vec::new();
        for (day, share) in rounded {
            match days.last_mut().filter(|it| it.0 == day) {
                Some(last) => last.1 += share,
                None => days.push((day, share)),
            }
        }
        LeadTime { basis, promised, days }
    }

    /// The least number of days within which it comes with this probability.
    pub fn quantile(&self, probability: f64) -> u32 {
        let points: Vec<Weighted> = self.days.iter().map(|&(day, share)| (f64::from(day), share)).collect();
        quantile(&points, probability) as u32
    }

    /// How likely it comes within so many days.
    pub fn within(&self, days: u32) -> f64 {
        self.days.iter().take_while(|it| it.0 <= days).map(|it| it.1).sum::<f64>().min(1.0)
    }

    pub fn mean(&self) -> f64 {
        self.days.iter().map(|&(day, share)| f64::from(day) * share).sum()
    }

    /// Whole days with their probability, sorted: the histogram.
    pub fn days(&self) -> &[(u32, f64)] {
        &self.days
    }

    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// Fifteen equally likely numbers of days, for the planner.
    pub fn interval(&self) -> Interval {
        const LIKELY: usize = 15;
        // Cut exactly into fifteen, also where fewer numbers of days are possible.
        let fine: Vec<Weighted> = self
            .days
            .iter()
            .flat_map(|&(day, share)| {
                let parts = (share * 8.0 * LIKELY as f64).ceil().max(1.0);
                std::iter::repeat_n((f64::from(day), share / parts), parts as usize)
            })
            .collect();
        Interval::of(slices(&fine, LIKELY).iter().map(|it| it.0.round() as u32).collect())
    }

    /// Why it is thought to take so long.
    pub fn reason(&self) -> Sentence {
        let (half, most) = (self.quantile(0.5), self.quantile(0.9));
        let days_zh = if half == most {
            format!("{half} 天")
        } else {
            format!("{half} 天，九成在 {most} 天内")
        };
        let plural = if most == 1 { "day" } else { "days" };
        let days_en = match half == most {
            true => format!("{half} {plural}"),
            false => format!("{half} days, nine of ten within {most}"),
        };
        let (zh, en) = match self.basis {
            Basis::Item { orders, of_supplier } => (
                format!("按本商品近期约 {} 次、该供应商共约 {} 次到货", count(orders), count(of_supplier)),
                format!(
                    "from about {} recent orders of the item and {} of the supplier",
                    count(orders),
                    count(of_supplier)
                ),
            ),
            Basis::Supplier { orders } => (
                format!("本商品尚无到货，按该供应商近期约 {} 次到货", count(orders)),
                format!(
                    "nothing received of the item yet, from about {} recent orders of the supplier",
                    count(orders)
                ),
            ),
            Basis::Everyone => (
                "该供应商尚无到货，按所有供应商".to_owned(),
                "nothing received from the supplier yet, from all suppliers".to_owned(),
            ),
            Basis::Promise => {
                ("尚无到货，按承诺".to_owned(), "nothing received yet, from the promise".to_owned())
            }
        };
        let (promise_zh, promise_en) = match self.promised {
            Some(promised) if self.basis != Basis::Promise => {
                (format!("（承诺 {promised} 天）"), format!(" (promised {promised})"))
            }
            _ => (String::new(), String::new()),
        };
        Sentence {
            zh: format!("通常 {days_zh}{promise_zh}：{zh}。"),
            en: format!("Usually {days_en}{promise_en}: {en}."),
        }
    }
}

fn count(orders: f64) -> u32 {
    orders.round().max(1.0) as u32
}
