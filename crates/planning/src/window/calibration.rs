//! Probabilities as they came true: what was promised at earlier origins against what happened.

use serde::{Deserialize, Serialize};

/// A rising map of probabilities; the identity until something was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Calibration {
    true_at: [f64; LEVELS.len()],
}

/// Where promises are compared with what happened, closer where stock is decided.
const LEVELS: [f64; 14] = [0.0, 0.1, 0.25, 0.5, 0.65, 0.75, 0.85, 0.9, 0.95, 0.975, 0.99, 0.995, 0.998, 1.0];
/// Promises kept exactly that stand beside those that were seen, against chance.
const PRIOR: f64 = 200.0;

impl Default for Calibration {
    fn default() -> Calibration {
        Calibration { true_at: LEVELS }
    }
}

/// The probability promised to less than what happened, and to at most what happened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept {
    pub(crate) below: f64,
    pub(crate) up_to: f64,
}

impl Calibration {
    /// The distribution of what was promised to what happened (the probability integral transform),
    /// for counts in the form that needs no chance: Czado, Gneiting and Held (2009).
    pub(crate) fn learn(kept: &[Kept]) -> Calibration {
        let mut true_at = LEVELS;
        let count = kept.len() as f64;
        for it in true_at.iter_mut().skip(1).take(LEVELS.len() - 2) {
            let level = *it;
            let seen: f64 = kept.iter().map(|it| it.reached(level)).sum();
            *it = (seen + level * PRIOR) / (count + PRIOR);
        }
        for at in 1..LEVELS.len() {
            true_at[at] = true_at[at].max(true_at[at - 1]).min(1.0);
        }
        Calibration { true_at }
    }

    /// In place; `cdf` rises and ends with 1.
    pub(crate) fn apply(&self, cdf: &mut [f64]) {
        let mut at = 1;
        for it in cdf {
            while at + 1 < LEVELS.len() && LEVELS[at] < *it {
                at += 1;
            }
            let (low, high) = (LEVELS[at - 1], LEVELS[at]);
            let share = ((*it - low) / (high - low)).clamp(0.0, 1.0);
            *it = self.true_at[at - 1] + (self.true_at[at] - self.true_at[at - 1]) * share;
        }
    }
}

impl Kept {
    /// The share of this outcome that a promise of `level` covers.
    fn reached(&self, level: f64) -> f64 {
        if self.up_to - self.below < 1e-12 {
            return if level >= self.up_to { 1.0 } else { 0.0 };
        }
        ((level - self.below) / (self.up_to - self.below)).clamp(0.0, 1.0)
    }
}
