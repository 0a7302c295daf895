//! What trees are grown to lower.

use crate::boosted_trees::Targets;

/// A loss. Poisson and gamma work on logarithms, so that their predictions are positive.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Objective {
    /// The mean, by squared error.
    Squared,
    /// The mean of counts, by the Poisson likelihood.
    Poisson,
    /// The mean of positive quantities, by the gamma likelihood.
    Gamma,
    /// The quantile at this probability, by pinball loss.
    Quantile(f64),
}

/// Widens the second derivative of Poisson, so that no step is too long (as LightGBM does).
const POISSON_CAUTION: f64 = 0.7;
/// No leaf moves a logarithm further than this at once.
const LOGARITHM_STEP_MAX: f64 = 3.0;
/// The least mean whose logarithm is taken.
const MEAN_MIN: f64 = 1e-9;

impl Objective {
    /// From a score to what is predicted.
    pub(super) fn value(self, score: f64) -> f64 {
        match self {
            Objective::Squared | Objective::Quantile(_) => score,
            Objective::Poisson | Objective::Gamma => score.exp(),
        }
    }

    /// The score that meets all targets best when none differs from another.
    pub(super) fn best_constant(self, values: &[f64], weights: &[f64]) -> f64 {
        let weight = |row: usize| weights.get(row).copied().unwrap_or(1.0);
        if let Objective::Quantile(q) = self {
            return weighted_quantile(values.iter().enumerate().map(|(row, it)| (*it, weight(row))), q);
        }
        let total: f64 = (0..values.len()).map(weight).sum();
        let sum: f64 = values.iter().enumerate().map(|(row, it)| it * weight(row)).sum();
        let mean = if total > 0.0 { sum / total } else { 0.0 };
        match self {
            Objective::Poisson | Objective::Gamma => mean.max(MEAN_MIN).ln(),
            Objective::Squared | Objective::Quantile(_) => mean,
        }
    }

    /// First and second derivative of the loss at each row's score.
    pub(super) fn slopes(self, targets: Targets<'_>, scores: &[f64], slopes: &mut [[f32; 2]]) {
        for (row, (slope, score)) in slopes.iter_mut().zip(scores).enumerate() {
            let value = targets.values[row];
            let weight = targets.weights.get(row).copied().unwrap_or(1.0);
            let [first, second] = match self {
                Objective::Squared => [score - value, 1.0],
                Objective::Quantile(q) => [if value > *score { -q } else { 1.0 - q }, 1.0],
                Objective::Poisson => [score.exp() - value, (score + POISSON_CAUTION).exp()],
                Objective::Gamma => {
                    let ratio = value * (-score).exp();
                    [1.0 - ratio, ratio]
                }
            };
            *slope = [(weight * first) as f32, (weight * second) as f32];
        }
    }

    /// The best step for the rows of one leaf, whose slopes sum to `sums`.
    pub(super) fn leaf(
        self,
        targets: Targets<'_>,
        scores: &[f64],
        rows: &[u32],
        [first, second]: [f64; 2],
        l2: f64,
    ) -> f64 {
        let newton = -first / (second + l2).max(MEAN_MIN);
        match self {
            Objective::Squared => newton,
            Objective::Poisson | Objective::Gamma => newton.clamp(-LOGARITHM_STEP_MAX, LOGARITHM_STEP_MAX),
            Objective::Quantile(q) => {
                let residual = |row: &u32| {
                    let row = *row as usize;
                    let weight = targets.weights.get(row).copied().unwrap_or(1.0);
                    (targets.values[row] - scores[row], weight)
                };
                let weight: f64 = match targets.weights.is_empty() {
                    true => rows.len() as f64,
                    false => rows.iter().map(|it| targets.weights[*it as usize]).sum(),
                };
                weighted_quantile(rows.iter().map(residual), q) * weight / (weight + l2).max(MEAN_MIN)
            }
        }
    }
}

/// The smallest value up to which at least the share `q` of all weight lies; 0 of nothing.
fn weighted_quantile(values: impl Iterator<Item = (f64, f64)>, q: f64) -> f64 {
    let mut values: Vec<(f64, f64)> = values.collect();
    let mut wanted = q * values.iter().map(|it| it.1).sum::<f64>();
    let mut rest = &mut values[..];
    // Quickselect by weight: halve around a pivot, keep the side that holds the wanted weight.
    loop {
        match rest {
            [] => return 0.0,
            [only] => return only.0,
            _ => {}
        }
        let middle = (rest.len() - 1) / 2;
        let (low, pivot, _) = rest.select_nth_unstable_by(middle, |a, b| a.0.total_cmp(&b.0));
        let (pivot, below) = (*pivot, low.iter().map(|it| it.1).sum::<f64>());
        if below >= wanted && middle > 0 {
            rest = &mut rest[..middle];
        } else if below + pivot.1 >= wanted || middle + 1 == rest.len() {
            return rest[middle].0;
        } else {
            wanted -= below + pivot.1;
            rest = &mut rest[middle + 1..];
        }
    }
}
