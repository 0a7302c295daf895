//! The first model: recent weighted averages, pooled.
//!
//! Exponentially weighted mean and variance of the daily demand at three half-lives give one
//! distribution each (negative binomial for items sold in whole units, gamma otherwise); the
//! forecast is the average of the three. Pooling short and long memories keeps slow items and
//! changes of level both covered. Weekdays and seasons are ignored.

use super::{DemandForecast, DemandModel, Source};
use crate::DemandHistory;
use crate::distribution::{Moments, Pool};
use crate::plain::units;
use values::Quantity;

/// Exponentially weighted averages of recent demand at three half-lives.
#[derive(Clone, Copy, Debug, Default)]
pub struct RecentAverage;

/// What was not wanted for a year is not expected to be wanted.
const REMEMBERED_DAYS: usize = 365;
const LONG_HISTORY_DAYS: usize = 100;
const HALF_LIVES: [f64; 3] = [14.0, 28.0, 112.0];
const HALF_LIVES_OF_SHORT_HISTORY: [f64; 3] = [5.0, 10.0, 20.0];

impl DemandModel for RecentAverage {
    fn forecast(&self, history: &DemandHistory, _horizon_days: u32) -> DemandForecast {
        let days = &history.days[history.days.len().saturating_sub(REMEMBERED_DAYS)..];
        let half_lives = match days.len() {
            LONG_HISTORY_DAYS.. => HALF_LIVES,
            _ => HALF_LIVES_OF_SHORT_HISTORY,
        };
        let is_whole = days.iter().all(|it| it.raw() % Quantity::ONE_RAW == 0);
        let pool = Pool::new(weighted_moments(days, half_lives).to_vec(), is_whole);
        DemandForecast::of(Source::Pool(pool))
    }
}

/// Mean and variance of one day, weighting the demand of `a` days ago with 2^(−a / half-life).
/// A day with more returns than sales counts as a day without demand.
fn weighted_moments(days: &[Quantity], half_lives: [f64; 3]) -> [Moments; 3] {
    let decays = half_lives.map(|it| (-1.0 / it).exp2());
    let mut weight = [0.0; 3];
    let mut sum = [0.0; 3];
    let mut squares = [0.0; 3];
    for day in days {
        let demand = units(*day).max(0.0);
        for (at, decay) in decays.iter().enumerate() {
            weight[at] = weight[at] * decay + 1.0;
            sum[at] = sum[at] * decay + demand;
            squares[at] = squares[at] * decay + demand * demand;
        }
    }
    std::array::from_fn(|at| {
        if weight[at] == 0.0 {
            return Moments { mean: 0.0, variance: 0.0 };
        }
        let mean = sum[at] / weight[at];
        Moments { mean, variance: (squares[at] / weight[at] - mean * mean).max(0.0) }
    })
}
