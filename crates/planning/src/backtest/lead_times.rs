//! How long orders take: always the same, or one of several lengths.

use rand::Rng;

/// Periods from an order to its arrival, each with how likely it is.
#[derive(Clone, Debug, PartialEq)]
pub struct LeadTimes {
    /// At least 1 period each, rising; weights above 0.
    lengths: Vec<(usize, f64)>,
}

impl LeadTimes {
    /// Always the same; an order never arrives before the period after it.
    pub fn fixed(periods: usize) -> LeadTimes {
        LeadTimes { lengths: vec![(periods.max(1), 1.0)] }
    }

    /// Lengths with their weights; nothing when none has a weight above 0.
    pub fn weighted(lengths: &[(usize, f64)]) -> Option<LeadTimes> {
        let mut all: Vec<(usize, f64)> = Vec::new();
        let mut sorted: Vec<(usize, f64)> = lengths.to_vec();
        sorted.sort_by_key(|(periods, _)| *periods);
        for (periods, weight) in sorted.into_iter().filter(|(_, it)| *it > 0.0 && it.is_finite()) {
            match all.last_mut() {
                Some((last, sum)) if *last == periods.max(1) => *sum += weight,
                _ => all.push((periods.max(1), weight)),
            }
        }
        (!all.is_empty()).then_some(LeadTimes { lengths: all })
    }

    /// The lengths that were seen, each as likely as the others.
    pub fn observed(lengths: &[usize]) -> Option<LeadTimes> {
        LeadTimes::weighted(&lengths.iter().map(|it| (*it, 1.0)).collect::<Vec<_>>())
    }

    pub fn longest(&self) -> usize {
        self.lengths.last().map_or(1, |(periods, _)| *periods)
    }

    pub fn mean(&self) -> f64 {
        let all: f64 = self.lengths.iter().map(|(_, weight)| weight).sum();
        self.lengths.iter().map(|(periods, weight)| *periods as f64 * weight).sum::<f64>() / all
    }

    pub fn lengths(&self) -> &[(usize, f64)] {
        &self.lengths
    }

    pub(super) fn draw(&self, random: &mut impl Rng) -> usize {
        let all: f64 = self.lengths.iter().map(|(_, weight)| weight).sum();
        let mut left = random.random::<f64>() * all;
        for (periods, weight) in &self.lengths {
            left -= weight;
            if left < 0.0 {
                return *periods;
            }
        }
        self.longest()
    }
}
