//! What series teach one another: trees that correct the winners' quantiles.

use crate::{
    boosted_trees::{Binned, BoostedTrees, Objective, Targets, Training},
    periods::{
        Base,
        compete::{self, Case, PERIODS_MIN, pinball},
        features::{self, features},
        past::Past,
    },
    series::Panel,
};
use rayon::prelude::*;

/// Trees for each level, and how far they are believed.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Boosted {
    /// Of which quantiles are averaged; each has one model a level.
    models: Vec<Vec<BoostedTrees>>,
    /// 0 leaves the winners' quantiles as they are, 1 takes the trees'.
    weight: f64,
}

/// What believing the trees this far would have lost.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Belief {
    /// 0 leaves the winners' quantiles as they are, 1 takes the trees'.
    pub weight: f64,
    /// Mean pinball loss of all levels, in mean absolute differences from period to period.
    pub loss: f64,
}

/// Rows beyond these cost time and teach little.
const ROWS_MAX: usize = 80_000;
/// Enough to judge trees by.
const ROWS_TO_JUDGE: usize = 40_000;
/// Fewer rows than this teach chance.
const ROWS_MIN: usize = 2_000;
/// Origins from which rows are taken.
const ORIGINS_MAX: usize = 24;
/// Rows of one origin and series.
const ROWS_PER_ORIGIN: usize = 6;
/// How far the outermost quantiles may be moved, as a factor.
const FURTHEST: f64 = 1.5;
const WEIGHTS: [f64; 3] = [0.0, 0.5, 1.0];

fn training(level: f64, seed: u64) -> Training {
    // Boosting starts from good quantiles: more rounds than this fit chance.
    Training { rounds: 40, leaves: 16, leaf_rows_min: 100, seed, ..Training::new(Objective::Quantile(level)) }
}

/// Rows to learn from, the same for all levels. Quantities are in scales of their series.
#[derive(Default)]
struct Rows {
    features: Vec<f32>,
    base: Vec<f64>,
    came: Vec<f64>,
}

impl Boosted {
    /// Learns trees, judges them by the newest origin (on trees that did not see it) and says what each
    /// weight would have lost there.
    pub(super) fn learn(panel: &Panel, base: &Base, cases: &[Case]) -> (Boosted, Vec<Belief>) {
        let early = Rows::gather(panel, base, base.wanted.horizon, ROWS_TO_JUDGE).learn(base);
        if early.is_empty() {
            return (Boosted::default(), Vec::new());
        }
        let early = Boosted { models: vec![early], weight: 1.0 };
        let beliefs = early.judge(panel, base, cases);
        let weight = believed(&beliefs);
        let models =
            if weight > 0.0 { vec![Rows::gather(panel, base, 0, ROWS_MAX).learn(base)] } else { Vec::new() };
        (Boosted { models, weight }, beliefs)
    }

    fn judge(&self, panel: &Panel, base: &Base, cases: &[Case]) -> Vec<Belief> {
        let newest: Vec<&Case> = cases.iter().filter(|it| it.origin == 0 && it.scale > 0.0).collect();
        let lost = |case: &&Case| {
            let series = &panel.series[case.series];
            let first = base.season.slot(series, 0);
            let past = Past::new(&base.season, first, &series.quantity[..case.until]);
            let before = base.quantiles(&past, &case.slots);
            let corrected = |(before, slot): (&Vec<f64>, &usize)| self.corrected(&past, *slot, before);
            let after: Vec<Vec<f64>> = before.iter().zip(&case.slots).map(corrected).collect();
            WEIGHTS.map(|weight| {
                let one = |(slot, came): &(usize, f32)| {
                    let both = before[*slot].iter().zip(&after[*slot]).zip(&base.wanted.levels);
                    let loss = |((a, b), level): ((&f64, &f64), &f64)| {
                        pinball(*level, (a + weight * (b - a)).max(0.0), f64::from(*came))
                    };
                    both.map(loss).sum::<f64>()
                };
                case.came.iter().map(one).sum::<f64>() / case.scale
            })
        };
        let losses: Vec<[f64; 3]> = newest.par_iter().map(lost).collect();
        let count: usize = newest.iter().map(|it| it.came.len() * base.wanted.levels.len()).sum();
        let total = |index: usize| losses.iter().map(|it| it[index]).sum::<f64>() / count.max(1) as f64;
        WEIGHTS
            .iter()
            .enumerate()
            .map(|(index, weight)| Belief { weight: *weight, loss: total(index) })
            .collect()
    }

    /// The quantiles of one slot, corrected as far as the trees are believed.
    pub(super) fn mixed(&self, past: &Past<'_>, slot: usize, base: &[f64]) -> Vec<f64> {
        if self.models.is_empty() || past.scale <= 0.0 {
            return base.to_vec();
        }
        let corrected = self.corrected(past, slot, base);
        base.iter().zip(corrected).map(|(a, b)| a + self.weight * (b - a)).collect()
    }

    fn corrected(&self, past: &Past<'_>, slot: usize, base: &[f64]) -> Vec<f64> {
        let mut row = Vec::with_capacity(features::WIDTH + base.len());
        append(past, slot, base, &mut row);
        let level = |(level, quantile): (usize, &f64)| {
            let one = |models: &Vec<BoostedTrees>| models[level].predict_from(quantile / past.scale, &row);
            let moved = past.scale * self.models.iter().map(one).sum::<f64>() / self.models.len() as f64;
            // No further than the next levels: what is far off is more often chance than knowledge.
            let least = level.checked_sub(1).map_or(quantile / FURTHEST, |it| base[it]);
            let most = base.get(level + 1).map_or(quantile * FURTHEST, |it| *it);
            moved.clamp(least, most.max(least))
        };
        base.iter().enumerate().map(level).collect()
    }
}

/// The best weight, none only when half is worse by more than chance: even trees that lose a little alone
/// make an average better.
fn believed(beliefs: &[Belief]) -> f64 {
    const CHANCE: f64 = 1.005;
    let [none, half, full] = beliefs else { return 0.0 };
    match () {
        () if half.loss > CHANCE * none.loss => none.weight,
        () if full.loss < half.loss => full.weight,
        () => half.weight,
    }
}

/// The features of a slot and its base quantiles.
fn append(past: &Past<'_>, slot: usize, base: &[f64], row: &mut Vec<f32>) {
    features(past, slot, row);
    row.extend(base.iter().map(|it| (it / past.scale) as f32));
}

impl Rows {
    /// Histories cut at many origins and what came after, as it was known `skip` periods before the end; about
    /// `most` rows.
    fn gather(panel: &Panel, base: &Base, skip: usize, most: usize) -> Rows {
        let horizon = base.wanted.horizon;
        let usual = compete::usual_periods(panel);
        let oldest = usual.saturating_sub((usual / 3).max(PERIODS_MIN));
        // The newest origins know only a part of what came: what is newest counts most.
        let backs: Vec<usize> = (0..ORIGINS_MAX)
            .map(|it| skip + (horizon / 4).max(1) + it * (horizon / 3).max(1))
            .take_while(|it| *it <= oldest)
            .collect();
        let per_origin = ROWS_PER_ORIGIN.max(base.season.slots()).min(horizon);
        let wanted = most.div_ceil(per_origin);
        let all = panel.series.len() * backs.len();
        let wanted = wanted.min(all);
        let pairs: Vec<(usize, usize)> = (0..wanted)
            .map(|it| it * all / wanted)
            .map(|it| (it / panel.series.len(), it % panel.series.len()))
            .collect();
        let series = compete::sample(panel, super::SERIES_MAX);
        let seasons = compete::seasons(panel, &series, &backs);
        let rows = |(number, &(origin, index)): (usize, &(usize, usize))| {
            let mut rows = Rows::default();
            let series = &panel.series[index];
            let back = backs[origin];
            let Some(until) = compete::known(series, back) else { return rows };
            let season = &seasons[origin];
            let past = Past::new(season, season.slot(series, 0), &series.quantity[..until]);
            if past.scale <= 0.0 {
                return rows;
            }
            let came = &series.quantity[until..][..horizon.min(back - skip)];
            let slots = compete::slots_ahead(&past, came.len());
            let quantiles = base.quantiles(&past, &slots);
            let each = (ROWS_PER_ORIGIN / slots.len()).max(1);
            for (at, (slot, quantiles)) in slots.iter().zip(&quantiles).enumerate() {
                let of_slot = (came.len() - at).div_ceil(slots.len());
                let each = each.min(of_slot);
                for pick in 0..each {
                    let nth = (number + at + pick * of_slot / each) % of_slot;
                    append(&past, *slot, quantiles, &mut rows.features);
                    rows.base.extend(quantiles.iter().map(|it| it / past.scale));
                    rows.came.push(came[at + nth * slots.len()] / past.scale);
                }
            }
            rows
        };
        let parts: Vec<Rows> = pairs.par_iter().enumerate().map(rows).collect();
        parts.into_iter().fold(Rows::default(), |mut all, it| {
            all.features.extend(it.features);
            all.base.extend(it.base);
            all.came.extend(it.came);
            all
        })
    }

    /// A model for each level; none from too few rows.
    fn learn(&self, base: &Base) -> Vec<BoostedTrees> {
        if self.came.len() < ROWS_MIN {
            return Vec::new();
        }
        let levels = &base.wanted.levels;
        let binned = Binned::new(&self.features, features::WIDTH + levels.len(), 63);
        let learn = |(index, level): (usize, &f64)| {
            let starts: Vec<f64> = self.base.iter().skip(index).step_by(levels.len()).copied().collect();
            let targets = Targets { values: &self.came, weights: &[], starts: &starts };
            BoostedTrees::learn(&binned, targets, &training(*level, base.wanted.seed))
        };
        levels.par_iter().enumerate().map(learn).collect()
    }
}
