//! The distribution that decides stock: all the demand of the next periods together.
//!
//! Learned from a whole panel, applied to one series at a time. Memories of several half-lives each say
//! a mean and a variance of the window's total; boosted trees over all series say another; a mixture of
//! negative binomials holds them together, with probabilities calibrated by what came true at earlier
//! origins.

mod blend;
mod calibration;
mod demand;
mod features;
mod newcomers;
mod rows;
mod terms;
#[cfg(test)]
pub(crate) mod tests;
mod trace;
mod trees;

use crate::series::{Frequency, Panel, Series};
use crate::window::{
    blend::blend,
    calibration::{Calibration, Kept},
    demand::Part,
    features::Moments,
    newcomers::Newcomer,
    rows::{Row, Rows},
    terms::{MEMORIES, Terms},
    trees::Trees,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use crate::window::demand::Demand;
pub(crate) use crate::window::trace::Trace;

/// What a panel taught about demand over windows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    terms: Terms,
    trees: Option<Trees>,
    /// By length.
    calibrations: Vec<Calibration>,
    newcomers: Vec<Newcomer>,
}

/// One earlier origin: what would have been said there, and what came true.
#[derive(Clone, Debug, PartialEq)]
pub struct LookBack {
    /// The place of the series in the panel.
    pub series: usize,
    /// The first period of the window, counted from the first of the series.
    pub origin: usize,
    /// The periods of the window.
    pub length: usize,
    /// What would have been said, without having learned from this series.
    pub demand: Demand,
    /// What was wanted in the window.
    pub total: f64,
    /// Whether anything was wanted in its last period.
    pub ends_active: bool,
}

/// How much is learned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Origins to learn from, over all series.
    pub rows_max: usize,
    /// Whether trees may be grown.
    pub trees: bool,
}

impl Default for Effort {
    fn default() -> Effort {
        Effort { rows_max: 80_000, trees: true }
    }
}

/// Fewer origins teach trees nothing that holds.
const TREE_ROWS_MIN: usize = 3_000;
/// Origins that decide the calibration of a length.
const CALIBRATION_ROWS_MAX: usize = 12_000;
/// Origins that decide whether there is a season, and what it has to gain in mean log likelihood.
const SEASON_ROWS: usize = 4_000;
const SEASON_GAIN_MIN: f64 = 0.003;
/// Origins that are looked back on.
const LOOKS_BACK_MAX: usize = 6_000;

impl Learned {
    /// Learns windows of these lengths, in periods; others will follow the nearest of them.
    pub fn learn(panel: &Panel, lengths: &[usize], effort: Effort) -> Learned {
        Learned::learn_and_look_back(panel, lengths, effort).0
    }

    /// Also what would have been said at some of the earlier origins, and what came true.
    pub fn learn_and_look_back(panel: &Panel, lengths: &[usize], effort: Effort) -> (Learned, Vec<LookBack>) {
        let terms = terms_for(panel, lengths);
        let rows = rows::rows(panel, &terms, effort.rows_max);
        let (trees, moments) = match effort.trees && rows.rows.len() >= TREE_ROWS_MIN {
            true => {
                let (trees, moments) = Trees::learn(&rows);
                (Some(trees), moments)
            }
            false => (None, Vec::new()),
        };
        let newcomers = terms.lengths.iter().map(|it| Newcomer::learn(panel, *it)).collect();
        let mut learned = Learned { terms, trees, calibrations: Vec::new(), newcomers };
        learned.calibrations =
            learned.terms.lengths.iter().map(|it| learned.calibration(&rows, &moments, *it)).collect();
        let looks_back = learned.look_back(&rows, &moments);
        (learned, looks_back)
    }

    fn look_back(&self, rows: &Rows, of_trees: &[Moments]) -> Vec<LookBack> {
        let stride = rows.rows.len().div_ceil(LOOKS_BACK_MAX).max(1);
        let chosen: Vec<usize> = (0..rows.rows.len()).step_by(stride).collect();
        chosen
            .par_iter()
            .map(|at| {
                let row = &rows.rows[*at];
                let calibration = &self.calibrations[self.terms.nearest(row.length)];
                let demand = row.demand(of_trees.get(*at), calibration);
                LookBack {
                    series: row.series,
                    origin: row.origin,
                    length: row.length,
                    demand,
                    total: row.total,
                    ends_active: row.ends_active,
                }
            })
            .collect()
    }

    fn calibration(&self, rows: &Rows, of_trees: &[Moments], length: usize) -> Calibration {
        let of_length: Vec<usize> =
            (0..rows.rows.len()).filter(|it| rows.rows[*it].length == length).collect();
        let stride = of_length.len().div_ceil(CALIBRATION_ROWS_MAX).max(1);
        let chosen: Vec<usize> = of_length.into_iter().step_by(stride).collect();
        let kept = |at: &usize| {
            let row = &rows.rows[*at];
            let demand = row.demand(of_trees.get(*at), &Calibration::default());
            let below = if row.total > 0.0 { demand.cdf(row.total - demand.step()) } else { 0.0 };
            Kept { below, up_to: demand.cdf(row.total) }
        };
        Calibration::learn(&chosen.par_iter().map(kept).collect::<Vec<_>>())
    }

    /// The demand of the next `length` periods of a series.
    pub fn demand(&self, series: &Series, length: usize) -> Demand {
        self.demand_after(&self.trace(series), length)
    }

    /// The demand of a number of periods that is not sure: lengths with their weights.
    pub fn demand_over(&self, series: &Series, lengths: &[(usize, f64)]) -> Demand {
        self.demand_of(&self.trace(series), lengths)
    }

    pub(crate) fn trace(&self, series: &Series) -> Trace {
        Trace::new(&self.terms, series.first, &series.quantity, &series.sellable)
    }

    pub(crate) fn observe(&self, trace: &mut Trace, quantity: f64, sellable: f32) {
        trace.push(&self.terms, quantity, sellable);
    }

    pub(crate) fn demand_after(&self, trace: &Trace, length: usize) -> Demand {
        self.demand_of(trace, &[(length, 1.0)])
    }

    pub(crate) fn demand_of(&self, trace: &Trace, lengths: &[(usize, f64)]) -> Demand {
        let all: f64 = lengths.iter().map(|(_, weight)| weight).sum();
        if all.is_nan() || all <= 0.0 {
            return Demand::none();
        }
        if Newcomer::is(trace) {
            let of = |(length, weight): &(usize, f64)| {
                self.newcomers[self.terms.nearest(*length)].parts(*weight / all)
            };
            let parts: Vec<Part> = lengths.iter().flat_map(of).collect();
            return Demand::mixture(&parts, trace.is_whole(), &Calibration::default());
        }
        let mut parts = Vec::with_capacity(8 * lengths.len());
        let mut columns = Vec::with_capacity(features::COLUMNS);
        for (length, weight) in lengths.iter().filter(|(length, _)| *length > 0) {
            let memories = features::memories(&self.terms, trace, *length);
            let of_trees = self.trees.as_ref().map(|trees| {
                columns.clear();
                features::columns(&self.terms, trace, *length, &mut columns);
                trees.moments(features::base(&self.terms, trace, *length), &columns)
            });
            blend(&memories, of_trees, weight / all, &mut parts);
        }
        let usual = lengths.iter().map(|(length, weight)| *length as f64 * weight).sum::<f64>() / all;
        let calibration = &self.calibrations[self.terms.nearest(usual.round() as usize)];
        Demand::mixture(&parts, trace.is_whole(), calibration)
    }
}

/// With a season if that makes what came true at earlier origins more likely.
fn terms_for(panel: &Panel, lengths: &[usize]) -> Terms {
    let flat = Terms::new(panel, lengths);
    let phases = panel.frequency.season();
    if panel.frequency == Frequency::Week || flat.lengths.iter().all(|it| it % phases == 0) {
        return flat;
    }
    let seasonal = flat.clone().with_season(panel);
    let likelihood = |terms: &Terms| {
        let rows = rows::rows(panel, terms, SEASON_ROWS).rows;
        blend::likelihood(rows.iter().map(|it| (it.memories.as_slice(), it.total, step(it))))
    };
    if likelihood(&seasonal) > likelihood(&flat) + SEASON_GAIN_MIN { seasonal } else { flat }
}

impl Row {
    fn demand(&self, of_trees: Option<&Moments>, calibration: &Calibration) -> Demand {
        let mut parts = Vec::with_capacity(MEMORIES + 1);
        blend(&self.memories, of_trees.copied(), 1.0, &mut parts);
        Demand::mixture(&parts, self.is_whole, calibration)
    }
}

/// The step in which an outcome is seen: one unit, or for weights and lengths a part of the spread.
fn step(row: &Row) -> f64 {
    if row.is_whole && row.base < 100.0 {
        return 1.0;
    }
    let spread = row.memories.iter().map(|it| it.variance.sqrt()).fold(f64::INFINITY, f64::min);
    let wanted = spread / 8.0;
    if row.is_whole { wanted.floor().max(1.0) } else { wanted.max(1e-9) }
}
