//! Gradient-boosted trees over histograms, after LightGBM (Ke et al. 2017): leaf-wise growth, at most
//! 256 bins a column, the larger child's histogram by subtraction, missing values on the better side.
//!
//! **Invariant:** one training runs on one thread, in the order of the rows: the same rows, settings
//! and seed give the same trees on any machine and for any number of threads. Train several models at
//! once where there are cores to fill.

mod bins;
mod grow;
mod objective;
#[cfg(test)]
mod tests;

use crate::boosted_trees::{bins::MISSING, grow::Grower};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

pub use crate::boosted_trees::bins::Binned;
pub use crate::boosted_trees::objective::Objective;

/// How trees are grown. The defaults suit some ten thousand rows or more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Training {
    pub objective: Objective,
    /// Trees grown one after another.
    pub rounds: usize,
    /// Leaves of a tree at most.
    pub leaves: usize,
    /// Rows of a leaf at least.
    pub leaf_rows_min: usize,
    /// The part of each tree's correction that is taken.
    pub rate: f64,
    /// Pulls the value of a leaf with little weight towards none.
    pub l2: f64,
    /// The share of rows each tree sees, 0 to 1.
    pub row_share: f64,
    /// The share of columns each tree may split by, 0 to 1.
    pub column_share: f64,
    /// Decides which rows and columns are seen; without effect when both shares are 1.
    pub seed: u64,
}

impl Training {
    pub fn new(objective: Objective) -> Training {
        Training {
            objective,
            rounds: 150,
            leaves: 24,
            leaf_rows_min: 200,
            rate: 0.06,
            l2: 5.0,
            row_share: 1.0,
            column_share: 1.0,
            seed: 0,
        }
    }
}

/// What is learned: a start common to all rows, and trees that add to it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct BoostedTrees {
    objective: Objective,
    start: f64,
    trees: Vec<Tree>,
}

/// Forks in the order of their making; the first is the root.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
struct Tree {
    forks: Vec<Fork>,
    leaves: Vec<f32>,
}

#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Fork {
    column: u16,
    /// The last bin that goes low, for rows that are binned already.
    bin: u8,
    missing_goes_low: bool,
    /// Values up to this one go low.
    at: f32,
    /// How much the split lowered the loss.
    gain: f32,
    low: Branch,
    high: Branch,
}

#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
enum Branch {
    Fork(u16),
    Leaf(u16),
}

/// What the trees are to meet.
#[derive(Clone, Copy, Debug)]
pub struct Targets<'a> {
    /// One value a row. Poisson wants none below 0, gamma all above 0.
    pub values: &'a [f64],
    /// How much each row counts; empty says all the same.
    pub weights: &'a [f64],
    /// Where each row starts, on the scale of the scores (the logarithm for Poisson and gamma); empty
    /// says all from the best constant. Give the same start when asking.
    pub starts: &'a [f64],
}

impl BoostedTrees {
    /// Learns the targets from the rows.
    ///
    /// # Panics
    /// When `values`, or weights or starts that are not empty, do not have one entry a row.
    pub fn learn(rows: &Binned, targets: Targets<'_>, training: &Training) -> BoostedTrees {
        let count = rows.len();
        assert_eq!(targets.values.len(), count, "one target a row");
        assert!(targets.weights.is_empty() || targets.weights.len() == count, "one weight a row");
        assert!(targets.starts.is_empty() || targets.starts.len() == count, "one start a row");
        let objective = training.objective;
        let start = match targets.starts.is_empty() && count > 0 {
            true => objective.best_constant(targets.values, targets.weights),
            false => 0.0,
        };
        let mut scores = match targets.starts.is_empty() {
            true => vec![start; count],
            false => targets.starts.to_vec(),
        };
        let mut random = Pcg64Mcg::seed_from_u64(training.seed);
        let mut slopes = vec![[0.0_f32; 2]; count];
        let mut grower = Grower::new(rows, training);
        let mut trees = Vec::with_capacity(training.rounds);
        for _ in 0..training.rounds {
            objective.slopes(targets, &scores, &mut slopes);
            let is_seen: Vec<bool> = match training.row_share < 1.0 {
                true => (0..count).map(|_| random.random::<f64>() < training.row_share).collect(),
                false => Vec::new(),
            };
            let is_open: Vec<bool> =
                (0..rows.width()).map(|_| random.random::<f64>() < training.column_share).collect();
            let tree = grower.grow(&slopes, &is_seen, &is_open, |rows, sums| {
                let step = objective.leaf(targets, &scores, rows, sums, training.l2);
                (training.rate * step) as f32
            });
            if tree.forks.is_empty() && training.row_share >= 1.0 && training.column_share >= 1.0 {
                break;
            }
            for (row, score) in scores.iter_mut().enumerate() {
                *score += f64::from(tree.of_bins(rows.row(row)));
            }
            trees.push(tree);
        }
        BoostedTrees { objective, start, trees }
    }

    /// The prediction for one row that starts from the best constant.
    pub fn predict(&self, row: &[f32]) -> f64 {
        self.objective.value(self.start + self.correction(row))
    }

    /// The prediction for one row that starts from `start`, on the scale of the scores.
    pub fn predict_from(&self, start: f64, row: &[f32]) -> f64 {
        self.objective.value(start + self.correction(row))
    }

    /// How much each column lowered the loss in training.
    pub fn gains(&self, width: usize) -> Vec<f64> {
        let mut gains = vec![0.0; width];
        for fork in self.trees.iter().flat_map(|it| &it.forks) {
            gains[usize::from(fork.column)] += f64::from(fork.gain);
        }
        gains
    }

    fn correction(&self, row: &[f32]) -> f64 {
        self.trees.iter().map(|it| f64::from(it.of(row))).sum()
    }
}

impl Tree {
    fn of(&self, row: &[f32]) -> f32 {
        self.follow(|fork| {
            let value = row[usize::from(fork.column)];
            if value.is_nan() { fork.missing_goes_low } else { value <= fork.at }
        })
    }

    fn of_bins(&self, row: &[u8]) -> f32 {
        self.follow(|fork| {
            let bin = row[usize::from(fork.column)];
            if bin == MISSING { fork.missing_goes_low } else { bin <= fork.bin }
        })
    }

    fn follow(&self, goes_low: impl Fn(&Fork) -> bool) -> f32 {
        let mut at = if self.forks.is_empty() { Branch::Leaf(0) } else { Branch::Fork(0) };
        loop {
            match at {
                Branch::Leaf(leaf) => return self.leaves.get(usize::from(leaf)).copied().unwrap_or(0.0),
                Branch::Fork(fork) => {
                    let fork = &self.forks[usize::from(fork)];
                    at = if goes_low(fork) { fork.low } else { fork.high };
                }
            }
        }
    }
}
