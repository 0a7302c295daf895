//! What one series has shown so far, kept so that a new period costs next to nothing.
//!
//! **Invariant:** a trace knows only the periods pushed into it; extending it period by period gives
//! what reading the whole history at once gives, but for the season's profile, which stays that of the
//! history it began with.

use crate::window::terms::{MEMORIES, Terms};
use values::Day;

/// The exponentially weighted memory of one half-life.
#[derive(Clone, Copy, Debug, Default)]
struct Memory {
    exposure: f64,
    quantity: f64,
    squares: f64,
    active: f64,
}

/// The exponentially weighted totals of windows of one length.
#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    weight: f64,
    first: f64,
    second: f64,
}

/// Half-lives of the variance of totals, as places among the memories.
pub(crate) const TOTAL_MEMORIES: [usize; 3] = [2, 3, 4];

#[derive(Clone, Debug)]
pub(crate) struct Trace {
    first: Day,
    /// Periods of the season, each as a factor of the average; empty without a profile.
    profile: Vec<f64>,
    /// Up to each period, from the first: quantities (without the season) and exposures.
    quantity: Vec<f64>,
    exposure: Vec<f64>,
    memories: [Memory; MEMORIES],
    /// By length and half-life.
    totals: Vec<[Totals; TOTAL_MEMORIES.len()]>,
    largest_totals: Vec<f64>,
    /// The first and the last period with demand, one past it.
    first_active: Option<usize>,
    last_active: usize,
    actives: usize,
    last_size: f64,
    largest: f64,
    is_whole: bool,
}

impl Trace {
    pub(crate) fn new(terms: &Terms, first: Day, quantity: &[f64], sellable: &[f32]) -> Trace {
        let profile = terms.profile_of(first, quantity, sellable);
        let mut trace = Trace {
            first,
            profile,
            quantity: Vec::with_capacity(quantity.len() + 1),
            exposure: Vec::with_capacity(quantity.len() + 1),
            memories: Default::default(),
            totals: vec![Default::default(); terms.lengths.len()],
            largest_totals: vec![0.0; terms.lengths.len()],
            first_active: None,
            last_active: 0,
            actives: 0,
            last_size: 0.0,
            largest: 0.0,
            is_whole: true,
        };
        trace.quantity.push(0.0);
        trace.exposure.push(0.0);
        for (at, it) in quantity.iter().enumerate() {
            trace.push(terms, *it, sellable.get(at).copied().unwrap_or(1.0));
        }
        trace
    }

    /// One more period.
    pub(crate) fn push(&mut self, terms: &Terms, quantity: f64, sellable: f32) {
        let wanted = if quantity.is_finite() { quantity.max(0.0) } else { 0.0 };
        self.is_whole &= wanted.fract() == 0.0;
        // Something was sold, so it could be for a little while at least.
        let exposure = f64::from(sellable).clamp(if wanted > 0.0 { 0.05 } else { 0.0 }, 1.0);
        let now = self.periods();
        let x = wanted / self.season_at(terms, now);
        if x > 0.0 {
            self.first_active.get_or_insert(now);
            self.last_active = now + 1;
            self.actives += 1;
            self.last_size = x;
            self.largest = self.largest.max(x);
        }
        for (memory, decay) in self.memories.iter_mut().zip(terms.decays) {
            memory.exposure = memory.exposure * decay + exposure;
            memory.quantity = memory.quantity * decay + x;
            memory.squares = memory.squares * decay + x * x;
            memory.active = memory.active * decay + if x > 0.0 { 1.0 } else { 0.0 };
        }
        self.quantity.push(self.quantity[now] + x);
        self.exposure.push(self.exposure[now] + exposure);
        for (at, length) in terms.lengths.iter().enumerate() {
            let Some((total, seen)) = self.last(*length) else { continue };
            self.largest_totals[at] = self.largest_totals[at].max(total);
            for (totals, memory) in self.totals[at].iter_mut().zip(TOTAL_MEMORIES) {
                let decay = terms.decays[memory];
                totals.weight = totals.weight * decay + seen;
                totals.first = totals.first * decay + seen * total;
                totals.second = totals.second * decay + seen * total * total;
            }
        }
    }

    pub(crate) fn periods(&self) -> usize {
        self.quantity.len() - 1
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Demand of the last periods, as if all of it could have been sold, and the share that could;
    /// nothing when the history is shorter or less than half could be sold.
    pub(crate) fn last(&self, length: usize) -> Option<(f64, f64)> {
        let now = self.periods();
        let before = now.checked_sub(length)?;
        let exposure = self.exposure[now] - self.exposure[before];
        let seen = exposure / length as f64;
        (seen >= 0.5).then(|| ((self.quantity[now] - self.quantity[before]).max(0.0) / seen, seen))
    }

    /// The total of the `length` periods that began `ago` periods back, as a multiple of what the
    /// periods before it let expect.
    pub(crate) fn back_then(&self, ago: usize, length: usize) -> Option<f64> {
        let start = self.periods().checked_sub(ago)?;
        let end = (start + length).min(self.periods());
        let before = start.checked_sub(2 * length)?;
        let mean = |from: usize, to: usize| {
            let exposure = self.exposure[to] - self.exposure[from];
            (exposure >= 0.5 * (to - from) as f64)
                .then(|| (self.quantity[to] - self.quantity[from]) / exposure)
        };
        let (then, usual) = (mean(start, end)?, mean(before, start)?);
        (usual > 0.0).then(|| then / usual)
    }

    /// The mean of a period by the memory of this place.
    pub(crate) fn mean(&self, memory: usize) -> f64 {
        let it = &self.memories[memory];
        if it.exposure > 1e-9 { it.quantity / it.exposure } else { 0.0 }
    }

    /// The variance of a period.
    pub(crate) fn variance(&self, memory: usize) -> f64 {
        let it = &self.memories[memory];
        let mean = self.mean(memory);
        if it.exposure > 1e-9 { (it.squares / it.exposure - mean * mean).max(0.0) } else { 0.0 }
    }

    /// The share of periods with demand.
    pub(crate) fn active(&self, memory: usize) -> f64 {
        let it = &self.memories[memory];
        if it.exposure > 1e-9 { (it.active / it.exposure).min(1.0) } else { 0.0 }
    }

    /// How many periods a memory rests on.
    pub(crate) fn weight(&self, memory: usize) -> f64 {
        self.memories[memory].exposure
    }

    /// Mean and variance of the totals of the length of this place, and how many windows side by side
    /// they rest on.
    pub(crate) fn totals(&self, terms: &Terms, length: usize, memory: usize) -> (f64, f64, f64) {
        let it = &self.totals[length][memory];
        if it.weight < 1e-9 {
            return (0.0, 0.0, 0.0);
        }
        let mean = it.first / it.weight;
        let variance = (it.second / it.weight - mean * mean).max(0.0);
        (mean, variance, it.weight / terms.lengths[length] as f64)
    }

    pub(crate) fn largest_total(&self, length: usize) -> f64 {
        self.largest_totals[length]
    }

    /// Periods since the first with demand.
    pub(crate) fn age(&self) -> usize {
        self.first_active.map_or(0, |it| self.periods() - it)
    }

    /// Periods with demand.
    pub(crate) fn actives(&self) -> usize {
        self.actives
    }

    /// Periods without demand at the end.
    pub(crate) fn quiet(&self) -> usize {
        self.periods() - self.last_active
    }

    pub(crate) fn last_size(&self) -> f64 {
        self.last_size
    }

    pub(crate) fn largest(&self) -> f64 {
        self.largest
    }

    /// What the season makes of the next periods: the mean of their factors.
    pub(crate) fn season_ahead(&self, terms: &Terms, length: usize) -> f64 {
        if self.profile.is_empty() {
            return 1.0;
        }
        let now = self.periods();
        let season = self.profile.len();
        let whole = length / season * season;
        let rest: f64 = (whole..length).map(|it| self.season_at(terms, now + it)).sum();
        (whole as f64 + rest) / length as f64
    }

    fn season_at(&self, terms: &Terms, period: usize) -> f64 {
        if self.profile.is_empty() { 1.0 } else { self.profile[terms.phase(self.first, period)] }
    }

    /// The first day of a period, which may lie ahead.
    pub(crate) fn day(&self, terms: &Terms, period: usize) -> Day {
        terms.day(self.first, period)
    }
}
