//! How much is wanted when anything is: the sizes of one history, drawn to the form all share.

use crate::series::Panel;

/// The form of sizes over the whole panel.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Sizes {
    /// Sizes against the own mean size at evenly spaced probabilities, ascending.
    form: Vec<f32>,
}

/// Points of the form.
const POINTS: usize = 40;
/// The panel's form weighs as much as this many sizes of its own.
const SIZES_TO_BELIEVE: f64 = 4.0;
/// A form needs this many sizes to be more than chance.
const SIZES_MIN: usize = 400;

impl Sizes {
    pub(super) fn learn(panel: &Panel) -> Sizes {
        /// More would only cost time.
        const SIZES_MAX: usize = 100_000;
        let mut ratios = Vec::new();
        for series in &panel.series {
            let positive = || series.quantity.iter().filter(|it| **it > 0.0);
            let count = positive().count();
            if count >= 3 && ratios.len() < SIZES_MAX {
                let mean = positive().sum::<f64>() / count as f64;
                ratios.extend(positive().map(|it| (it / mean) as f32));
            }
        }
        if ratios.len() < SIZES_MIN {
            return Sizes::default();
        }
        ratios.sort_unstable_by(f32::total_cmp);
        let point = |index: usize| ratios[(2 * index + 1) * ratios.len() / (2 * POINTS)];
        Sizes { form: (0..POINTS).map(point).collect() }
    }

    /// Quantiles of demand that is there with a chance, from quantities in ascending order and the weight
    /// of each period.
    pub(super) fn quantiles(
        &self,
        sorted: &[(f64, u32)],
        weights: &[f64],
        chance: f64,
        levels: &[f64],
        out: &mut [f32],
    ) {
        let own = &sorted[sorted.partition_point(|it| it.0 <= 0.0)..];
        out.fill(0.0);
        if own.is_empty() || chance <= 0.0 {
            return;
        }
        let mean = own.iter().map(|it| it.0).sum::<f64>() / own.len() as f64;
        let total: f64 = own.iter().map(|it| weights[it.1 as usize]).sum();
        let count = own.len() as f64;
        let believe = if self.form.is_empty() { 0.0 } else { SIZES_TO_BELIEVE };
        let each = believe / (count + believe) / self.form.len().max(1) as f64;
        let own_share = count / (count + believe) / total.max(f64::MIN_POSITIVE);
        let mut own = own.iter().map(|it| (it.0, own_share * weights[it.1 as usize])).peekable();
        let mut form = self.form.iter().map(|it| (f64::from(*it) * mean, each)).peekable();
        let mut next = || match (own.peek(), form.peek()) {
            (Some(a), Some(b)) if a.0 > b.0 => form.next(),
            (Some(_), _) => own.next(),
            (None, _) => form.next(),
        };
        let (mut reached, mut size) = (0.0, 0.0);
        for (level, out) in levels.iter().zip(out) {
            let wanted = (level - (1.0 - chance)) / chance;
            while reached < wanted - 1e-9 {
                let Some((value, weight)) = next() else { break };
                size = value;
                reached += weight;
            }
            *out = if wanted > 0.0 { size as f32 } else { 0.0 };
        }
    }
}
