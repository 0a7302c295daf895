//! How demand differs by weekday or by month, learned from all series and drawn to that for each.

use crate::series::{Frequency, Panel, Series};

/// The slots of a season, and how much of the average each holds over the whole panel.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Season {
    frequency: Frequency,
    /// One value a slot, 1 on average.
    pooled: Vec<f64>,
}

/// Observations of a slot that weigh as much as the panel's profile: measured on open data sets.
const MONTHS_TO_BELIEVE: f64 = 8.0;
const DAYS_TO_BELIEVE: f64 = 30.0;
/// No slot is believed to hold less or more than this share of the average.
const LEAST: f64 = 0.2;
const MOST: f64 = 5.0;

impl Season {
    /// The profile of all series together, each counting the same however much it sells. Only the periods
    /// before `until` of each series are looked at.
    pub(super) fn learn<'a>(
        frequency: Frequency,
        series: impl Iterator<Item = (&'a Series, usize)>,
    ) -> Season {
        let mut season = Season { frequency, pooled: vec![1.0; slots(frequency)] };
        let mut sums = vec![0.0; season.slots()];
        let mut counts = vec![0.0; season.slots()];
        for (series, until) in series {
            let quantity = &series.quantity[..until];
            let mean = quantity.iter().sum::<f64>() / quantity.len().max(1) as f64;
            if mean > 0.0 {
                let first = season.slot(series, 0);
                for (at, it) in quantity.iter().enumerate() {
                    let slot = (first + at) % season.slots();
                    sums[slot] += it.max(0.0) / mean;
                    counts[slot] += 1.0;
                }
            }
        }
        for (slot, pooled) in season.pooled.iter_mut().enumerate() {
            *pooled = if counts[slot] > 0.0 { sums[slot] / counts[slot] } else { 1.0 };
        }
        to_mean_one(&mut season.pooled);
        season
    }

    pub(super) fn of_panel(panel: &Panel) -> Season {
        Self::learn(panel.frequency, panel.series.iter().map(|it| (it, it.quantity.len())))
    }

    /// How many slots a season has; 1 says there are no seasons.
    pub(super) fn slots(&self) -> usize {
        self.pooled.len()
    }

    /// The slot of a series' period.
    pub(super) fn slot(&self, series: &Series, period: usize) -> usize {
        let first = match self.frequency {
            Frequency::Day => usize::from(series.first.weekday()),
            Frequency::Month => usize::from(series.first.month().unsigned_abs().max(1)) - 1,
            Frequency::Week => 0,
        };
        (first + period) % self.slots()
    }

    /// The profile of one history whose first period is in slot `first`.
    pub(super) fn own(&self, first: usize, quantity: &[f64]) -> Vec<f64> {
        let mean = quantity.iter().sum::<f64>() / quantity.len().max(1) as f64;
        if mean <= 0.0 || self.slots() == 1 {
            return vec![1.0; self.slots()];
        }
        let believe = match self.frequency {
            Frequency::Day => DAYS_TO_BELIEVE,
            Frequency::Week | Frequency::Month => MONTHS_TO_BELIEVE,
        };
        let mut sums: Vec<f64> = self.pooled.iter().map(|it| believe * it).collect();
        let mut counts = vec![believe; self.slots()];
        let mut slot = first;
        for it in quantity {
            sums[slot] += it / mean;
            counts[slot] += 1.0;
            slot = if slot + 1 == self.slots() { 0 } else { slot + 1 };
        }
        let mut own: Vec<f64> = sums.iter().zip(&counts).map(|(sum, count)| sum / count).collect();
        to_mean_one(&mut own);
        own.iter_mut().for_each(|it| *it = it.clamp(LEAST, MOST));
        own
    }
}

fn slots(frequency: Frequency) -> usize {
    match frequency {
        Frequency::Day | Frequency::Month => frequency.season(),
        // A year of weeks is longer than most histories.
        Frequency::Week => 1,
    }
}

fn to_mean_one(profile: &mut [f64]) {
    let mean = profile.iter().sum::<f64>() / profile.len() as f64;
    if mean > 0.0 {
        profile.iter_mut().for_each(|it| *it /= mean);
    }
}
