//! Whom to believe: the memories alike, and the trees as much as all of them together.
//!
//! Shares by likelihood at earlier origins were tried and made worse decisions: they believe the short
//! memories, while stock is lost on items that come back after a pause, which only the long ones know.

use crate::window::{
    demand::{Part, VARIANCE_TO_MEAN_MIN},
    features::Moments,
};

/// The share of the trees beside the memories.
const OF_TREES: f64 = 0.5;

/// A mixture of what each source says; with one more source than memories, the last is the trees.
pub(crate) fn blend(memories: &[Moments], of_trees: Option<Moments>, weight: f64, parts: &mut Vec<Part>) {
    let left = if of_trees.is_some() { 1.0 - OF_TREES } else { 1.0 };
    let share = weight * left / memories.len() as f64;
    parts.extend(memories.iter().map(|it| part(it, share)));
    parts.extend(of_trees.map(|it| part(&it, weight * OF_TREES)));
}

/// The mean logarithm of the likelihood of what came true, by the memories alone.
pub(crate) fn likelihood<'a>(seen: impl Iterator<Item = (&'a [Moments], f64, f64)>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    let mut parts = Vec::new();
    for (memories, total, step) in seen {
        parts.clear();
        blend(memories, None, 1.0, &mut parts);
        let chance: f64 = parts.iter().map(|it| it.share * it.ln_probability(total, step).exp()).sum();
        sum += (chance + 1e-12).ln();
        count += 1.0;
    }
    if count > 0.0 { sum / count } else { 0.0 }
}

fn part(it: &Moments, share: f64) -> Part {
    Part { share, mean: it.mean, variance: it.variance.max(VARIANCE_TO_MEAN_MIN * it.mean) }
}
