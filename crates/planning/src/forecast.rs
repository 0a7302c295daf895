//! Demand as a distribution, behind the interface that models fill.
//!
//! **Invariant:** amounts go in and out exact; floating point never leaves this module.

mod learned;
mod recent_average;
#[cfg(test)]
mod tests;

pub use self::learned::LearnedDemand;
pub use self::recent_average::RecentAverage;

use self::learned::Learned;
use crate::DemandHistory;
use crate::distribution::Pool;
use crate::levels;
use crate::plain::{share, units};
use values::{Percent, Quantity};

/// Judges from the past what customers will want.
pub trait DemandModel {
    /// A forecast of the days from today on; it will not be asked beyond `horizon_days`.
    fn forecast(&self, history: &DemandHistory, horizon_days: u32) -> DemandForecast;
}

/// How many days something takes: a list of possibilities, equally likely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Sorted, never empty.
    days: Vec<u32>,
}

impl Interval {
    pub fn exactly(days: u32) -> Interval {
        Interval { days: vec![days] }
    }

    /// No possibility at all is read as no time at all.
    pub fn of(mut days: Vec<u32>) -> Interval {
        if days.is_empty() {
            days.push(0);
        }
        days.sort_unstable();
        Interval { days }
    }

    #[must_use]
    pub fn plus(&self, days: u32) -> Interval {
        Interval { days: self.days.iter().map(|it| it.saturating_add(days)).collect() }
    }

    /// Each possibility shorter by so many days, none below zero.
    #[must_use]
    pub fn minus(&self, days: u32) -> Interval {
        Interval { days: self.days.iter().map(|it| it.saturating_sub(days)).collect() }
    }

    /// The median; of two middle ones the longer.
    pub fn typical(&self) -> u32 {
        self.days[self.days.len() / 2]
    }

    /// The smallest number of days that at least this percentage of the possibilities stay within.
    pub fn quantile(&self, percent: usize) -> u32 {
        let rank = (self.days.len() * percent.min(100)).div_ceil(100).max(1);
        self.days[rank - 1]
    }

    /// Every possibility, the shortest first.
    pub fn days(&self) -> &[u32] {
        &self.days
    }

    pub fn shortest(&self) -> u32 {
        self.days[0]
    }

    pub fn longest(&self) -> u32 {
        self.days[self.days.len() - 1]
    }

    /// Mean and variance of the number of days.
    fn moments(&self) -> (f64, f64) {
        let count = self.days.len() as f64;
        let mean = self.days.iter().map(|&it| f64::from(it)).sum::<f64>() / count;
        let squares = self.days.iter().map(|&it| (f64::from(it) - mean).powi(2)).sum::<f64>();
        (mean, squares / count)
    }
}

/// The distribution of demand over any number of days from today on.
#[derive(Clone, Debug)]
pub struct DemandForecast {
    source: Source,
    /// Of what the past says; see [`DemandForecast::scaled`].
    factor: f64,
}

#[derive(Clone, Debug)]
enum Source {
    Pool(Pool),
    Learned(Box<Learned>),
}

impl DemandForecast {
    /// Expected demand of one day, to 10⁻⁴.
    pub fn per_day(&self) -> Quantity {
        to_quantity(self.mean_per_day(), 1e4)
    }

    fn mean_per_day(&self) -> f64 {
        let by_the_past = match &self.source {
            Source::Pool(pool) => pool.mean_per_day(),
            Source::Learned(learned) => learned.mean_per_day(),
        };
        by_the_past * self.factor
    }

    fn of(source: Source) -> DemandForecast {
        DemandForecast { source, factor: 1.0 }
    }

    /// The coming days are like the past, but every demand is `factor` times as much: a season, a
    /// promotion, what somebody expects.
    #[must_use]
    pub fn scaled(self, factor: Percent) -> DemandForecast {
        let factor = share(factor).max(FACTOR_MIN);
        DemandForecast { factor, ..self }
    }

    /// As the past alone says.
    #[must_use]
    pub fn unscaled(&self) -> DemandForecast {
        DemandForecast { factor: 1.0, ..self.clone() }
    }

    /// Expected demand of the next `days` days together.
    pub fn mean(&self, days: u32) -> Quantity {
        to_quantity(self.mean_per_day() * f64::from(days), 1e4)
    }

    /// Expected demand over an interval of uncertain length.
    pub fn mean_over(&self, interval: &Interval) -> Quantity {
        to_quantity(self.mean_per_day() * interval.moments().0, 1e4)
    }

    /// The smallest quantity that demand over the interval stays within, with probability
    /// `probability` (clamped to 0…99.99 %); weights and lengths to 10⁻³.
    pub fn quantile(&self, interval: &Interval, probability: Percent) -> Quantity {
        let probability = share(probability).clamp(0.0, 0.9999);
        let units = match &self.source {
            Source::Pool(pool) => pool.over(interval.moments()).quantile(probability),
            Source::Learned(learned) => learned.over(interval).quantile(probability),
        };
        let units = units * self.factor;
        to_quantity(if self.factor != 1.0 && self.is_whole() { units.ceil() } else { units }, 1e3)
    }

    /// The stock worth most for the interval when a unit on the shelf costs `price` against a line it
    /// serves, in units; see `levels`.
    pub(crate) fn by_price(&self, interval: &Interval, price: f64) -> f64 {
        let units = match &self.source {
            // Nothing is learned yet, no price either.
            Source::Pool(pool) => pool.over(interval.moments()).quantile(UNPRICED),
            Source::Learned(learned) => {
                let demand = learned.over(interval);
                let benefit = levels::benefit(demand.mean());
                levels::Item { demand: &demand, benefit, weight: 1.0 }.by_price(price * self.factor)
            }
        };
        units * self.factor
    }

    /// How likely demand over the interval is more than `quantity`, to 0.01 %.
    pub fn chance_above(&self, interval: &Interval, quantity: Quantity) -> Percent {
        if quantity.is_negative() {
            return Percent::whole(100);
        }
        let units = units(quantity) / self.factor;
        let within = match &self.source {
            Source::Pool(pool) => pool.over(interval.moments()).cdf(units),
            Source::Learned(learned) => learned.over(interval).cdf(units),
        };
        let ten_thousandths = ((1.0 - within).clamp(0.0, 1.0) * 10_000.0).round() as i64;
        Percent::from_raw(ten_thousandths * (Percent::ONE_RAW / 100))
    }

    /// Whether the item is sold in whole units only.
    pub fn is_whole(&self) -> bool {
        match &self.source {
            Source::Pool(pool) => pool.is_whole(),
            Source::Learned(learned) => learned.is_whole(),
        }
    }
}

/// No expectation makes demand vanish altogether: nothing could be divided by it.
const FACTOR_MIN: f64 = 1e-6;
const UNPRICED: f64 = 0.95;
const UNIT_RAW: f64 = Quantity::ONE_RAW as f64;

/// Rounded to one of `parts` of a unit (a power of ten up to 10⁶). The cast saturates, and no
/// demand comes near the limit.
fn to_quantity(units: f64, parts: f64) -> Quantity {
    Quantity::from_raw(((units * parts).round() * (UNIT_RAW / parts)) as i64)
}
