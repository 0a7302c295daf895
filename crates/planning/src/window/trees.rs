//! What the whole panel teaches about one window: boosted trees for its mean and its variance.

use crate::boosted_trees::{Binned, BoostedTrees, Objective, Targets, Training};
use crate::window::{
    features::{COLUMNS, Moments},
    rows::Rows,
};
use serde::{Deserialize, Serialize};

/// Each half of the series taught one of each; together they speak for series that taught neither.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Trees {
    means: Vec<BoostedTrees>,
    variances: Vec<BoostedTrees>,
}

const FOLDS: usize = 2;
const MEAN_ROUNDS: usize = 100;
const VARIANCE_ROUNDS: usize = 70;
/// Few and large steps: as good as twice as many of half the size, at half the cost.
const MEAN_RATE: f64 = 0.12;
const VARIANCE_RATE: f64 = 0.08;
const MEAN_LEAVES: usize = 32;
/// Of the columns, for each tree.
const COLUMN_SHARE: f64 = 0.5;
/// Keep the targets of the variance above nothing, as gamma wants them.
const OF_MEAN: f64 = 0.05;

impl Trees {
    /// Also what the trees would have said of each row without having learned from its series.
    pub(crate) fn learn(rows: &Rows) -> (Trees, Vec<Moments>) {
        let fold = |at: usize| rows.rows[at].series % FOLDS;
        let parts: Vec<Vec<usize>> =
            (0..FOLDS).map(|it| (0..rows.rows.len()).filter(|at| fold(*at) != it).collect()).collect();
        let binned: Vec<Binned> = parts.iter().map(|it| binned(rows, it)).collect();

        let training = Training {
            rounds: MEAN_ROUNDS,
            rate: MEAN_RATE,
            leaves: MEAN_LEAVES,
            column_share: COLUMN_SHARE,
            ..Training::new(Objective::Poisson)
        };
        let total: Vec<f64> = rows.rows.iter().map(|it| it.total).collect();
        let weight: Vec<f64> = rows.rows.iter().map(|it| 1.0 / (1.0 + it.base).sqrt()).collect();
        let start: Vec<f64> = rows.rows.iter().map(|it| it.base.ln()).collect();
        let means = learn_each(&binned, &parts, &training, &total, &weight, &start);
        let mean: Vec<f64> = (0..rows.rows.len())
            .map(|at| means[fold(at)].predict_from(start[at], row(&rows.columns, at)))
            .collect();

        let training = Training {
            rounds: VARIANCE_ROUNDS,
            rate: VARIANCE_RATE,
            column_share: COLUMN_SHARE,
            ..Training::new(Objective::Gamma)
        };
        let spread: Vec<f64> = (0..rows.rows.len())
            .map(|at| ((total[at] - mean[at]).powi(2) + OF_MEAN * mean[at] + 0.002) / (mean[at] + 0.02))
            .collect();
        let even = vec![1.0; rows.rows.len()];
        let variances = learn_each(&binned, &parts, &training, &spread, &even, &[]);
        let out_of_fold = (0..rows.rows.len())
            .map(|at| Moments {
                mean: mean[at],
                variance: variances[fold(at)].predict(row(&rows.columns, at)) * (mean[at] + 0.02),
            })
            .collect();
        (Trees { means, variances }, out_of_fold)
    }

    pub(crate) fn moments(&self, base: f64, columns: &[f32]) -> Moments {
        let start = base.ln();
        let of = |models: &[BoostedTrees], say: &dyn Fn(&BoostedTrees) -> f64| {
            models.iter().map(say).sum::<f64>() / models.len() as f64
        };
        let mean = of(&self.means, &|it| it.predict_from(start, columns));
        let spread = of(&self.variances, &|it| it.predict(columns));
        Moments { mean, variance: spread * (mean + 0.02) }
    }
}

fn row(columns: &[f32], at: usize) -> &[f32] {
    &columns[at * COLUMNS..(at + 1) * COLUMNS]
}

fn binned(rows: &Rows, part: &[usize]) -> Binned {
    let values: Vec<f32> = part.iter().flat_map(|at| row(&rows.columns, *at)).copied().collect();
    Binned::new(&values, COLUMNS, 127)
}

fn learn_each(
    binned: &[Binned],
    parts: &[Vec<usize>],
    training: &Training,
    values: &[f64],
    weights: &[f64],
    starts: &[f64],
) -> Vec<BoostedTrees> {
    let some = |all: &[f64], part: &[usize]| -> Vec<f64> {
        if all.is_empty() { Vec::new() } else { part.iter().map(|at| all[*at]).collect() }
    };
    let one = |it: usize| {
        let part = &parts[it];
        let (values, weights, starts) = (some(values, part), some(weights, part), some(starts, part));
        let targets = Targets { values: &values, weights: &weights, starts: &starts };
        BoostedTrees::learn(&binned[it], targets, training)
    };
    let (first, second) = rayon::join(|| one(0), || one(1));
    vec![first, second]
}
