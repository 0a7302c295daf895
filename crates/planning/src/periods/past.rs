//! What a history tells of the next periods, by memories of different length.

use crate::{distribution::Moments, periods::season::Season};

/// Half-lives of the memories, in periods; the last never forgets.
pub(super) const MEMORIES: [f64; 8] = [2.5, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, f64::INFINITY];
pub(super) const COUNT: usize = MEMORIES.len();

/// The weight of a period against the one after it.
pub(super) fn fading(memory: f64) -> f64 {
    (-std::f64::consts::LN_2 / memory).exp()
}

/// Exponentially weighted means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Memory {
    pub(super) mean: [f64; COUNT],
    pub(super) variance: [f64; COUNT],
    /// The share of periods with demand.
    pub(super) positive: [f64; COUNT],
}

/// One history up to an origin.
#[derive(Clone, Debug)]
pub(super) struct Past<'a> {
    pub(super) quantity: &'a [f64],
    /// The slot of the first period.
    pub(super) first_slot: usize,
    /// How much of the average each slot holds.
    pub(super) profile: Vec<f64>,
    /// As they are, and with the profile taken out.
    pub(super) plain: Memory,
    pub(super) seasonal: Memory,
    /// The mean absolute difference from period to period: what losses are measured in.
    pub(super) scale: f64,
}

impl<'a> Past<'a> {
    pub(super) fn new(season: &Season, first_slot: usize, quantity: &'a [f64]) -> Past<'a> {
        let profile = season.own(first_slot, quantity);
        let plain = Memory::of(quantity.iter().copied());
        let seasonal = match season.slots() {
            1 => plain,
            slots => {
                let inverse: Vec<f64> = profile.iter().map(|it| 1.0 / it).collect();
                let mut slot = first_slot;
                Memory::of(quantity.iter().map(|it| {
                    let level = it * inverse[slot];
                    slot = if slot + 1 == slots { 0 } else { slot + 1 };
                    level
                }))
            }
        };
        Past { quantity, first_slot, profile, plain, seasonal, scale: scale(quantity) }
    }

    pub(super) fn slots(&self) -> usize {
        self.profile.len()
    }

    /// The slot of the period `ahead` after the last; 0 is the next.
    pub(super) fn slot_ahead(&self, ahead: usize) -> usize {
        (self.first_slot + self.quantity.len() + ahead) % self.slots()
    }

    pub(super) fn memory(&self, is_seasonal: bool) -> &Memory {
        if is_seasonal { &self.seasonal } else { &self.plain }
    }

    pub(super) fn factor(&self, is_seasonal: bool, slot: usize) -> f64 {
        if is_seasonal { self.profile[slot] } else { 1.0 }
    }
}

impl Memory {
    fn of(quantity: impl Iterator<Item = f64>) -> Memory {
        let fading = MEMORIES.map(fading);
        let (mut weight, mut sum, mut squares, mut positive) =
            ([0.0; COUNT], [0.0; COUNT], [0.0; COUNT], [0.0; COUNT]);
        for it in quantity {
            let is_positive = if it > 0.0 { 1.0 } else { 0.0 };
            for index in 0..COUNT {
                let fade = fading[index];
                weight[index] = weight[index] * fade + 1.0;
                sum[index] = sum[index] * fade + it;
                squares[index] = squares[index] * fade + it * it;
                positive[index] = positive[index] * fade + is_positive;
            }
        }
        let mut memory = Memory { mean: [0.0; COUNT], variance: [0.0; COUNT], positive: [0.0; COUNT] };
        for index in 0..COUNT {
            if weight[index] > 0.0 {
                let mean = sum[index] / weight[index];
                memory.mean[index] = mean;
                memory.variance[index] = (squares[index] / weight[index] - mean * mean).max(0.0);
                memory.positive[index] = positive[index] / weight[index];
            }
        }
        memory
    }

    pub(super) fn moments(&self, mean: usize, variance: usize) -> Moments {
        Moments { mean: self.mean[mean], variance: self.variance[variance] }
    }
}

fn scale(quantity: &[f64]) -> f64 {
    let differences = quantity.windows(2).map(|it| (it[1] - it[0]).abs());
    differences.sum::<f64>() / (quantity.len().max(2) - 1) as f64
}
