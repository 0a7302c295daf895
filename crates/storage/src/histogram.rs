//! How often something took how long, or was how large: a few buckets of atomics, cheap to count into.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counts by upper bound. What is larger than the last bound is counted in the total only.
#[derive(Debug)]
pub struct Histogram {
    bounds: &'static [u64],
    buckets: Vec<AtomicU64>,
    count: AtomicU64,
    sum: AtomicU64,
}

/// What a [`Histogram`] held when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buckets {
    /// Upper bound, and how many were at most that.
    pub up_to: Vec<(u64, u64)>,
    pub count: u64,
    pub sum: u64,
}

/// Microseconds, for whatever a person or a disk waits for.
pub const MICROS: &[u64] =
    &[500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 5_000_000];
/// Operations in one commit.
pub(crate) const SIZES: &[u64] = &[1, 2, 4, 8, 16, 32, 64, 128, 256];

impl Histogram {
    pub fn new(bounds: &'static [u64]) -> Histogram {
        let zero = || AtomicU64::new(0);
        Histogram { bounds, buckets: bounds.iter().map(|_| zero()).collect(), count: zero(), sum: zero() }
    }

    pub fn note(&self, value: u64) {
        if let Some(at) = self.bounds.iter().position(|bound| value <= *bound) {
            self.buckets[at].fetch_add(1, Relaxed);
        }
        self.count.fetch_add(1, Relaxed);
        self.sum.fetch_add(value, Relaxed);
    }

    pub fn read(&self) -> Buckets {
        let mut so_far = 0;
        let counted = self.bounds.iter().zip(&self.buckets).map(|(bound, count)| {
            so_far += count.load(Relaxed);
            (*bound, so_far)
        });
        Buckets { up_to: counted.collect(), count: self.count.load(Relaxed), sum: self.sum.load(Relaxed) }
    }
}

#[cfg(test)]
mod tests {
    use super::Histogram;

    #[test]
    fn each_bound_counts_all_that_is_not_more() {
        let histogram = Histogram::new(&[1, 10]);
        [0, 1, 2, 10, 11].iter().for_each(|it| histogram.note(*it));
        let read = histogram.read();
        assert_eq!((read.up_to, read.count, read.sum), (vec![(1, 2), (10, 4)], 5, 24));
    }
}
