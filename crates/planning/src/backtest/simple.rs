//! The policies in common use, as references: formulas of one item's recent past.

use std::collections::VecDeque;

/// Days from which each looks back.
const FIXED_PERIODS: usize = 180;
const AVERAGE_PERIODS: usize = 30;
const NORMAL_PERIODS: usize = 90;
const EMPIRICAL_PERIODS: usize = 180;

/// A line set once: the mean of 180 periods × (lead time + cover).
pub(super) struct Fixed {
    mean: f64,
    lead: f64,
}

impl Fixed {
    pub(super) fn new(history: &[f64], lead: f64) -> Fixed {
        let recent = &history[history.len().saturating_sub(FIXED_PERIODS)..];
        Fixed { mean: recent.iter().sum::<f64>() / recent.len().max(1) as f64, lead }
    }

    pub(super) fn level(&self, cover: f64) -> f64 {
        self.mean * (self.lead + cover)
    }
}

/// Sums of the last periods.
pub(super) struct Recent {
    length: usize,
    values: VecDeque<f64>,
}

impl Recent {
    pub(super) fn average(history: &[f64]) -> Recent {
        Recent::new(history, AVERAGE_PERIODS)
    }

    pub(super) fn normal(history: &[f64]) -> Recent {
        Recent::new(history, NORMAL_PERIODS)
    }

    fn new(history: &[f64], length: usize) -> Recent {
        Recent { length, values: history[history.len().saturating_sub(length)..].iter().copied().collect() }
    }

    pub(super) fn observe(&mut self, quantity: f64) {
        self.values.push_back(quantity);
        if self.values.len() > self.length {
            self.values.pop_front();
        }
    }

    pub(super) fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / self.values.len().max(1) as f64
    }

    pub(super) fn deviation(&self) -> f64 {
        let mean = self.mean();
        let squares: f64 = self.values.iter().map(|it| (it - mean).powi(2)).sum();
        (squares / self.values.len().max(1) as f64).sqrt()
    }
}

/// The totals of all windows in the last 180 periods and a lead time, in order of size.
pub(super) struct Windows {
    window: usize,
    kept: usize,
    recent: VecDeque<f64>,
    totals: VecDeque<f64>,
    sorted: Vec<f64>,
}

impl Windows {
    pub(super) fn new(history: &[f64], window: usize) -> Windows {
        let kept = EMPIRICAL_PERIODS;
        let mut windows =
            Windows { window, kept, recent: VecDeque::new(), totals: VecDeque::new(), sorted: Vec::new() };
        let from = history.len().saturating_sub(kept + window - 1);
        history[from..].iter().for_each(|it| windows.observe(*it));
        windows
    }

    pub(super) fn observe(&mut self, quantity: f64) {
        self.recent.push_back(quantity);
        if self.recent.len() > self.window {
            self.recent.pop_front();
        }
        if self.recent.len() < self.window {
            return;
        }
        let total: f64 = self.recent.iter().sum();
        self.totals.push_back(total);
        let at = self.sorted.partition_point(|it| *it < total);
        self.sorted.insert(at, total);
        if self.totals.len() > self.kept
            && let Some(oldest) = self.totals.pop_front()
        {
            let at = self.sorted.partition_point(|it| *it < oldest);
            self.sorted.remove(at);
        }
    }

    /// Between the two totals next to the place of the quantile.
    pub(super) fn quantile(&self, probability: f64) -> f64 {
        let Some(last) = self.sorted.len().checked_sub(1) else { return 0.0 };
        let at = probability.clamp(0.0, 1.0) * last as f64;
        let (low, share) = (at.floor() as usize, at.fract());
        let high = (low + 1).min(last);
        self.sorted[low] + (self.sorted[high] - self.sorted[low]) * share
    }
}
