//! What all series of a panel share: how fast they forget, and the season they have in common.

use crate::series::{Frequency, Panel};
use serde::{Deserialize, Serialize};
use values::Day;

/// Half-lives of the memories; the last never forgets.
pub(crate) const MEMORIES: usize = 5;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Terms {
    pub(crate) frequency: Frequency,
    /// What a memory keeps from one period to the next.
    pub(crate) decays: [f64; MEMORIES],
    /// Lengths of windows whose totals are followed, rising.
    pub(crate) lengths: Vec<usize>,
    /// Factors of the phases of a season that all series have in common; empty without a season.
    pub(crate) season: Vec<f64>,
    /// Demand of a period that is next to none, in units.
    pub(crate) trifle: f64,
}

/// What the common season weighs against a series' own, in periods.
const SEASON_PRIOR_DAYS: f64 = 30.0;
const SEASON_PRIOR_MONTHS: f64 = 8.0;
/// No phase is believed to be further from the average.
const SEASON_MIN: f64 = 0.2;
const SEASON_MAX: f64 = 5.0;

impl Terms {
    pub(crate) fn new(panel: &Panel, lengths: &[usize]) -> Terms {
        let mut periods: Vec<usize> = panel.series.iter().map(|it| it.quantity.len()).collect();
        periods.sort_unstable();
        let typical = periods.get(periods.len() / 2).copied().unwrap_or(0) as f64;
        let shortest = match panel.frequency {
            Frequency::Day => (typical / 40.0).clamp(2.5, 7.0),
            Frequency::Week => (typical / 14.0).clamp(2.5, 10.0),
            Frequency::Month => 2.5,
        };
        let mut decays = [1.0; MEMORIES];
        for (doublings, it) in decays.iter_mut().take(MEMORIES - 1).enumerate() {
            *it = 0.5_f64.powf(1.0 / (shortest * f64::from(1_u32 << doublings)));
        }
        let mut means: Vec<f64> = panel.series.iter().map(mean).filter(|it| *it > 0.0).collect();
        means.sort_unstable_by(f64::total_cmp);
        let typical_mean = means.get(means.len() / 2).copied().unwrap_or(1.0);
        let mut lengths: Vec<usize> = lengths.iter().copied().filter(|it| *it > 0).collect();
        lengths.sort_unstable();
        lengths.dedup();
        if lengths.is_empty() {
            lengths.push(1);
        }
        let season = Vec::new();
        let trifle = 0.02 * typical_mean.min(1.0);
        Terms { frequency: panel.frequency, decays, lengths, season, trifle }
    }

    /// With the season that the series have in common, if periods of this length have one.
    pub(crate) fn with_season(mut self, panel: &Panel) -> Terms {
        let phases = match self.frequency {
            Frequency::Day | Frequency::Month => self.frequency.season(),
            // A year of weeks needs more years than companies keep.
            Frequency::Week => return self,
        };
        let (mut sums, mut counts) = (vec![0.0; phases], vec![0.0; phases]);
        for it in &panel.series {
            self.add_phases(it.first, &it.quantity, &it.sellable, &mut sums, &mut counts);
        }
        self.season = scaled(sums.iter().zip(&counts).map(|(sum, count)| (sum + 1.0) / (count + 1.0)));
        self
    }

    /// Demand of each phase in units of the series' mean, and how often the phase was seen.
    fn add_phases(
        &self,
        first: Day,
        quantity: &[f64],
        sellable: &[f32],
        sums: &mut [f64],
        counts: &mut [f64],
    ) {
        let exposure = |at: usize| sellable.get(at).map_or(1.0, |it| f64::from(*it));
        let seen: f64 = (0..quantity.len()).map(exposure).sum();
        let mean = quantity.iter().map(|it| it.max(0.0)).sum::<f64>() / seen.max(1e-9);
        if mean <= 0.0 || !mean.is_finite() {
            return;
        }
        for (at, it) in quantity.iter().enumerate() {
            let phase = self.phase(first, at);
            sums[phase] += it.max(0.0) / mean;
            counts[phase] += exposure(at);
        }
    }

    /// A series' own season, drawn towards the common one.
    pub(crate) fn profile_of(&self, first: Day, quantity: &[f64], sellable: &[f32]) -> Vec<f64> {
        if self.season.is_empty() {
            return Vec::new();
        }
        let phases = self.season.len();
        let (mut sums, mut counts) = (vec![0.0; phases], vec![0.0; phases]);
        self.add_phases(first, quantity, sellable, &mut sums, &mut counts);
        let prior = if self.frequency == Frequency::Month { SEASON_PRIOR_MONTHS } else { SEASON_PRIOR_DAYS };
        let own = (0..phases).map(|it| (sums[it] + prior * self.season[it]) / (counts[it] + prior));
        scaled(own)
    }

    /// The place of a period in its season, by the calendar.
    pub(crate) fn phase(&self, first: Day, period: usize) -> usize {
        match self.frequency {
            Frequency::Day => (i64::from(first.number()) + period as i64).rem_euclid(7) as usize,
            Frequency::Week => period % 52,
            Frequency::Month => (first.month() as usize - 1 + period) % 12,
        }
    }

    /// The first day of a period.
    pub(crate) fn day(&self, first: Day, period: usize) -> Day {
        self.frequency.day_of(first, period)
    }

    /// The place of the followed length nearest to this one.
    pub(crate) fn nearest(&self, length: usize) -> usize {
        let distance = |it: usize| ((self.lengths[it] as f64).ln() - (length.max(1) as f64).ln()).abs();
        (0..self.lengths.len()).min_by(|a, b| distance(*a).total_cmp(&distance(*b))).unwrap_or(0)
    }
}

fn mean(series: &crate::series::Series) -> f64 {
    series.quantity.iter().map(|it| it.max(0.0)).sum::<f64>() / series.quantity.len().max(1) as f64
}

/// To a mean of 1, within what is believed.
fn scaled(factors: impl Iterator<Item = f64>) -> Vec<f64> {
    let factors: Vec<f64> = factors.collect();
    let mean = factors.iter().sum::<f64>() / factors.len() as f64;
    factors.iter().map(|it| (it / mean).clamp(SEASON_MIN, SEASON_MAX)).collect()
}
