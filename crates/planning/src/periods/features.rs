//! What the trees are told of a history: numbers without units, the same for small and large items.

use crate::periods::past::{COUNT, Past};

/// Means by memory, positive shares, deviations, and the rest.
pub(super) const WIDTH: usize = COUNT + 5 + 4 + 17;

/// The features of one slot, without the base quantiles that may stand beside.
pub(super) fn features(past: &Past<'_>, slot: usize, row: &mut Vec<f32>) {
    let before = row.len();
    let quantity = past.quantity;
    let periods = quantity.len();
    let scale = past.scale.max(f64::MIN_POSITIVE);
    let slots = past.slots();
    let factor = past.factor(true, slot);
    let memory = &past.seasonal;
    row.extend(memory.mean.map(|it| (it * factor / scale) as f32));
    row.extend([0, 1, 2, 4, 7].map(|it| past.plain.positive[it] as f32));
    row.extend([1, 3, 4, 7].map(|it| (memory.variance[it].sqrt() / scale) as f32));

    let ratio = |a: f64, b: f64| if b > 0.0 { (a / b) as f32 } else { f32::NAN };
    row.push(ratio(memory.mean[0], memory.mean[3]));
    row.push(ratio(memory.mean[2], memory.mean[7]));
    row.push((scale.ln()) as f32);
    row.push(ratio(memory.mean[7], scale).ln());
    row.push(factor as f32);
    let quiet = quantity.iter().rev().take_while(|it| **it <= 0.0).count();
    row.push(quiet as f32);
    row.push(periods as f32);
    let most = |last: usize| quantity[periods - last.min(periods)..].iter().copied().fold(0.0, f64::max);
    row.push((most(periods) / scale) as f32);
    row.push((most(13) / scale) as f32);
    row.push((quantity.last().copied().unwrap_or(0.0) / scale) as f32);
    // The same part of the season before, latest first.
    let latest = (past.first_slot + periods + slots - 1 - slot) % slots;
    let mut same = (0..4).filter_map(|it| quantity.get((periods - 1).checked_sub(latest + it * slots)?));
    let first = same.next();
    row.push(first.map_or(f32::NAN, |it| (it / scale) as f32));
    let (sum, count) = same.chain(first).fold((0.0, 0.0), |(sum, count), it| (sum + it, count + 1.0));
    row.push(if count > 0.0 { (sum / count / scale) as f32 } else { f32::NAN });
    let sizes = quantity.iter().filter(|it| **it > 0.0);
    let (count, sum, squares) =
        sizes.fold((0.0, 0.0, 0.0), |(n, sum, squares), it| (n + 1.0, sum + it, squares + it * it));
    let mean: f64 = if count > 0.0 { sum / count } else { 0.0 };
    row.push((mean / scale) as f32);
    row.push(ratio((squares / f64::max(count, 1.0) - mean * mean).max(0.0).sqrt(), mean));
    row.push(ratio(memory.mean[1], memory.mean[2]));
    row.push(quiet as f32 * past.plain.positive[7] as f32);
    row.push(((past.slots() + slot - (past.first_slot + periods) % slots) % slots) as f32);
    debug_assert_eq!(row.len() - before, WIDTH);
}
