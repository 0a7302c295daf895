//! Demand over an interval, as levels are made from it.

use crate::plain::{percent, share, units};
use crate::{DemandForecast, Interval};
use values::Quantity;

/// The distribution of demand from now on over an interval of certain or uncertain length, in units.
pub trait Demand {
    fn mean(&self, over: &Interval) -> f64;
    /// The smallest quantity that demand stays within with this probability, 0 to 1.
    fn quantile(&self, over: &Interval, probability: f64) -> f64;
    /// How likely demand is at most `quantity`.
    fn cdf(&self, over: &Interval, quantity: f64) -> f64;
    /// Whether the item is sold in whole units only.
    fn is_whole(&self) -> bool;

    /// The stock worth most when a unit on the shelf costs `price` against a line it serves.
    fn by_price(&self, over: &Interval, price: f64) -> f64;

    /// The units expected to find no stock where there are `stock`: ∫ P(D > x) dx from `stock` on.
    fn expected_short(&self, over: &Interval, stock: f64) -> f64 {
        /// Beyond this quantile nothing is counted.
        const LAST: f64 = 0.9999;
        const STEPS: u32 = 64;
        let last = self.quantile(over, LAST);
        let start = if self.is_whole() { stock.floor() } else { stock };
        let span = last - start;
        if span <= 0.0 {
            return 0.0;
        }
        let above = |x: f64| 1.0 - self.cdf(over, x);
        if self.is_whole() && span <= f64::from(STEPS) {
            return (0..span as u32).map(|it| above(start + f64::from(it))).sum();
        }
        // Narrow steps first, where the curve is steep; the trapezium rule on each.
        let at = |step: u32| start + span * (f64::from(step) / f64::from(STEPS)).powi(2);
        let mut before = above(at(0));
        let mut sum = 0.0;
        for step in 1..=STEPS {
            let after = above(at(step));
            sum += (before + after) / 2.0 * (at(step) - at(step - 1));
            before = after;
        }
        sum
    }
}

impl Demand for DemandForecast {
    fn mean(&self, over: &Interval) -> f64 {
        units(self.mean_over(over))
    }

    fn quantile(&self, over: &Interval, probability: f64) -> f64 {
        units(DemandForecast::quantile(self, over, percent(probability)))
    }

    fn cdf(&self, over: &Interval, quantity: f64) -> f64 {
        if quantity < 0.0 {
            return 0.0;
        }
        let raw = (quantity * Quantity::ONE_RAW as f64).round() as i64;
        1.0 - share(self.chance_above(over, Quantity::from_raw(raw)))
    }

    fn is_whole(&self) -> bool {
        DemandForecast::is_whole(self)
    }

    fn by_price(&self, over: &Interval, price: f64) -> f64 {
        DemandForecast::by_price(self, over, price)
    }
}

/// Demand times a factor: a season, a holiday, a promotion, or "what if".
#[derive(Clone, Copy)]
pub struct Scaled<'a> {
    pub demand: &'a dyn Demand,
    /// Positive.
    pub factor: f64,
}

impl Demand for Scaled<'_> {
    fn mean(&self, over: &Interval) -> f64 {
        self.demand.mean(over) * self.factor
    }

    fn quantile(&self, over: &Interval, probability: f64) -> f64 {
        self.demand.quantile(over, probability) * self.factor
    }

    fn cdf(&self, over: &Interval, quantity: f64) -> f64 {
        self.demand.cdf(over, quantity / self.factor)
    }

    fn is_whole(&self) -> bool {
        self.demand.is_whole()
    }

    /// What a line more or less is worth stays; a unit of the scaled demand is `factor` of them.
    fn by_price(&self, over: &Interval, price: f64) -> f64 {
        self.demand.by_price(over, price * self.factor) * self.factor
    }
}
