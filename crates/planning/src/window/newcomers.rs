//! Series that have shown no demand yet: how often the first demand of others like them came.

use crate::series::Panel;
use crate::window::{demand::Part, trace::Trace};
use serde::{Deserialize, Serialize};

/// What a window may bring to a series without any demand before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Newcomer {
    /// The probability of any demand.
    chance: f64,
    /// The total if there is any.
    mean: f64,
    variance: f64,
}

/// Windows without demand that are taken as seen before any was.
const PRIOR_WINDOWS: f64 = 50.0;

impl Newcomer {
    /// From all windows of this length in the later half of the histories that begin before the first
    /// demand.
    pub(crate) fn learn(panel: &Panel, length: usize) -> Newcomer {
        let (mut windows, mut first, mut second, mut some) = (PRIOR_WINDOWS, 0.0, 0.0, 0.0);
        for series in &panel.series {
            let periods = series.quantity.len();
            let start = series.quantity.iter().position(|it| *it > 0.0).unwrap_or(periods);
            let Some(last) = periods.checked_sub(length) else { continue };
            // Only moments at which a history without demand stood behind.
            let from = (periods / 2).max(1);
            for origin in from..=last.min(start) {
                windows += 1.0;
                if origin + length <= start {
                    continue;
                }
                let total: f64 = series.quantity[start..origin + length].iter().map(|it| it.max(0.0)).sum();
                if total > 0.0 && total.is_finite() {
                    some += 1.0;
                    first += total;
                    second += total * total;
                }
            }
        }
        if some == 0.0 {
            return Newcomer::default();
        }
        let mean = first / some;
        Newcomer { chance: some / windows, mean, variance: (second / some - mean * mean).max(mean) }
    }

    pub(crate) fn parts(&self, share: f64) -> [Part; 2] {
        [
            Part { share: share * (1.0 - self.chance), mean: 0.0, variance: 0.0 },
            Part { share: share * self.chance, mean: self.mean, variance: self.variance },
        ]
    }

    pub(crate) fn is(trace: &Trace) -> bool {
        trace.actives() == 0
    }
}
