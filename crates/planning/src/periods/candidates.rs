//! The models that compete: each gives quantiles for every slot of a season.

use crate::{
    distribution::Moments,
    periods::{
        law::Table,
        past::{COUNT, MEMORIES, Past, fading},
        sizes::Sizes,
    },
};

/// One competing model. Memories are numbers in [`MEMORIES`], from the first to before the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Candidate {
    /// The average of negative binomials (gammas for weights and lengths), one for each memory.
    Pool { from: usize, to: usize, variance: Variance, is_seasonal: bool },
    /// As before, of every other memory, and of the one that never forgets.
    WidePool { from: usize, is_seasonal: bool },
    /// What was seen, recent periods counting more.
    Seen { from: usize, to: usize, season: SeenSeason },
    /// Whether there is demand, by recent periods; how much, by all that was seen, drawn to the panel.
    Hurdle { from: usize, to: usize, size_memory: usize },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variance {
    /// Each memory's own.
    Own,
    /// That of the longest memory for all.
    Longest,
}

/// How what was seen in another part of the season counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeenSeason {
    /// The same.
    Same,
    /// A third.
    Less,
    /// The same, after the season is taken out and put back.
    Scaled,
}

/// What the same part of the season counts more, for [`SeenSeason::Less`].
const SAME_SLOT: f64 = 3.0;

impl Candidate {
    /// All that compete where there are seasons or not, and periods are whole units or not.
    pub(super) fn all(has_seasons: bool) -> Vec<Candidate> {
        let mut all = Vec::new();
        for is_seasonal in [false, true] {
            if is_seasonal && !has_seasons {
                continue;
            }
            for from in 0..COUNT - 2 {
                let to = from + 3;
                for variance in [Variance::Own, Variance::Longest] {
                    all.push(Candidate::Pool { from, to, variance, is_seasonal });
                }
            }
            for from in 0..COUNT - 4 {
                all.push(Candidate::Pool { from, to: from + 5, variance: Variance::Own, is_seasonal });
            }
            for from in 0..COUNT - 3 {
                all.push(Candidate::WidePool { from, is_seasonal });
            }
        }
        for from in 0..COUNT - 2 {
            all.push(Candidate::Seen { from, to: from + 3, season: SeenSeason::Same });
            if has_seasons {
                all.push(Candidate::Seen { from, to: from + 3, season: SeenSeason::Less });
                all.push(Candidate::Seen { from, to: from + 3, season: SeenSeason::Scaled });
            }
            for size_memory in [4, COUNT - 1] {
                all.push(Candidate::Hurdle { from, to: from + 3, size_memory });
            }
        }
        for from in 0..COUNT - 4 {
            all.push(Candidate::Seen { from, to: from + 5, season: SeenSeason::Same });
        }
        all
    }

    /// Means and variances by their memories.
    fn parts(self) -> (bool, Vec<(usize, usize)>) {
        match self {
            Candidate::Pool { from, to, variance: Variance::Own, is_seasonal } => {
                (is_seasonal, (from..to).map(|it| (it, it)).collect())
            }
            Candidate::Pool { from, to, variance: Variance::Longest, is_seasonal } => {
                (is_seasonal, (from..to).map(|it| (it, to - 1)).collect())
            }
            Candidate::WidePool { from, is_seasonal } => {
                (is_seasonal, [from, from + 2, COUNT - 1].map(|it| (it, it)).to_vec())
            }
            Candidate::Seen { .. } | Candidate::Hurdle { .. } => (false, Vec::new()),
        }
    }
}

/// Candidates in the order in which their quantiles are wanted, and what they share.
#[derive(Clone, Debug)]
pub(super) struct Field {
    candidates: Vec<Candidate>,
    /// For each candidate its places in the parts.
    chosen: Vec<Vec<usize>>,
    /// Without and with season.
    parts: [Vec<(usize, usize)>; 2],
    levels: Vec<f64>,
    is_whole: bool,
    fading: [f64; COUNT],
    sizes: Sizes,
}

impl Field {
    pub(super) fn new(candidates: &[Candidate], levels: &[f64], is_whole: bool, sizes: Sizes) -> Field {
        let mut field = Field {
            candidates: candidates.to_vec(),
            chosen: Vec::new(),
            parts: [Vec::new(), Vec::new()],
            levels: levels.to_vec(),
            is_whole,
            fading: MEMORIES.map(fading),
            sizes,
        };
        for candidate in candidates {
            let (is_seasonal, wanted) = candidate.parts();
            let parts = &mut field.parts[usize::from(is_seasonal)];
            let place = |it: (usize, usize)| {
                parts.iter().position(|known| *known == it).unwrap_or_else(|| {
                    parts.push(it);
                    parts.len() - 1
                })
            };
            field.chosen.push(wanted.into_iter().map(place).collect());
        }
        field
    }

    pub(super) fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    pub(super) fn len(&self) -> usize {
        self.candidates.len()
    }

    /// What a candidate expects of a slot; `None` for those that look at quantiles only.
    pub(super) fn mean(candidate: Candidate, past: &Past<'_>, slot: usize) -> Option<f64> {
        let (is_seasonal, parts) = candidate.parts();
        if parts.is_empty() {
            return None;
        }
        let memory = past.memory(is_seasonal);
        let sum: f64 = parts.iter().map(|it| memory.mean[it.0]).sum();
        Some(past.factor(is_seasonal, slot) * sum / parts.len() as f64)
    }

    /// Quantiles of the wanted slots: slot by slot, candidate by candidate, level by level.
    pub(super) fn quantiles(&self, past: &Past<'_>, slots: &[usize]) -> Vec<f32> {
        let width = self.levels.len();
        let mut all = vec![0.0; slots.len() * self.len() * width];
        if past.quantity.is_empty() {
            return all;
        }
        self.pools(past, slots, &mut all);
        if self.candidates.iter().any(|it| matches!(it, Candidate::Seen { .. } | Candidate::Hurdle { .. })) {
            self.seen(past, slots, &mut all);
        }
        all
    }

    fn place(&self, slot: usize, candidate: usize) -> std::ops::Range<usize> {
        let from = (slot * self.len() + candidate) * self.levels.len();
        from..from + self.levels.len()
    }

    fn pools(&self, past: &Past<'_>, slots: &[usize], all: &mut [f32]) {
        let most = self.levels.last().copied().unwrap_or(0.5);
        for is_seasonal in [false, true] {
            let parts = &self.parts[usize::from(is_seasonal)];
            if parts.is_empty() {
                continue;
            }
            let memory = past.memory(is_seasonal);
            let table = |factor: f64| {
                let scaled = |&(mean, variance): &(usize, usize)| {
                    let Moments { mean, variance } = memory.moments(mean, variance);
                    Moments { mean: mean * factor, variance: variance * factor * factor }
                };
                let parts: Vec<Moments> = parts.iter().map(scaled).collect();
                Table::new(&parts, self.is_whole, most)
            };
            let mut level = table(1.0);
            for (index, slot) in slots.iter().enumerate() {
                let factor = past.factor(is_seasonal, *slot);
                if is_seasonal && level.is_counted() {
                    level = table(factor);
                }
                for (candidate, chosen) in self.chosen.iter().enumerate() {
                    let own = match self.candidates[candidate] {
                        Candidate::Pool { is_seasonal, .. } | Candidate::WidePool { is_seasonal, .. } => {
                            Some(is_seasonal)
                        }
                        Candidate::Seen { .. } | Candidate::Hurdle { .. } => None,
                    };
                    if own == Some(is_seasonal) {
                        let place = self.place(index, candidate);
                        level.quantiles(chosen, &self.levels, factor, &mut all[place]);
                    }
                }
            }
        }
    }

    fn seen(&self, past: &Past<'_>, slots: &[usize], all: &mut [f32]) {
        let periods = past.quantity.len();
        let sorted = |value: &dyn Fn(usize) -> f64| {
            let mut sorted: Vec<(f64, u32)> = (0..periods).map(|it| (value(it), it as u32)).collect();
            sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            sorted
        };
        let slot_of = |period: usize| (past.first_slot + period) % past.slots();
        let plain = sorted(&|it| past.quantity[it]);
        let scaled = match past.slots() {
            1 => Vec::new(),
            _ => sorted(&|it| past.quantity[it] / past.profile[slot_of(it)]),
        };
        let mut weights = Vec::new();
        for (candidate, model) in self.candidates.iter().enumerate() {
            match *model {
                Candidate::Pool { .. } | Candidate::WidePool { .. } => {}
                Candidate::Seen { from, to, season } => {
                    self.weights(from..to, periods, &mut weights);
                    let observations = if season == SeenSeason::Scaled { &scaled } else { &plain };
                    for (index, slot) in slots.iter().enumerate() {
                        let place = self.place(index, candidate);
                        if index > 0 && season == SeenSeason::Same {
                            let first = self.place(0, candidate);
                            all.copy_within(first, place.start);
                            continue;
                        }
                        let weight = |it: u32| {
                            let more = season == SeenSeason::Less && slot_of(it as usize) == *slot;
                            weights[it as usize] * if more { SAME_SLOT } else { 1.0 }
                        };
                        let factor = past.factor(season == SeenSeason::Scaled, *slot);
                        let out = &mut all[place];
                        seen_quantiles(observations, weight, &self.levels, out);
                        out.iter_mut().for_each(|it| *it *= factor as f32);
                        if self.is_whole && season == SeenSeason::Scaled {
                            out.iter_mut().for_each(|it| *it = it.round());
                        }
                    }
                }
                Candidate::Hurdle { from, to, size_memory } => {
                    let chance = past.plain.positive[from..to].iter().sum::<f64>() / (to - from) as f64;
                    self.weights(size_memory..size_memory + 1, periods, &mut weights);
                    let place = self.place(0, candidate);
                    let first = &mut all[place.clone()];
                    self.sizes.quantiles(&plain, &weights, chance, &self.levels, first);
                    if self.is_whole {
                        first.iter_mut().for_each(|it| *it = it.round());
                    }
                    for index in 1..slots.len() {
                        all.copy_within(place.clone(), self.place(index, candidate).start);
                    }
                }
            }
        }
    }

    /// How much each period counts, on average over some memories; all together 1.
    fn weights(&self, memories: std::ops::Range<usize>, periods: usize, weights: &mut Vec<f64>) {
        weights.clear();
        weights.resize(periods, 0.0);
        let share = 1.0 / memories.len() as f64;
        for memory in memories {
            let fading = self.fading[memory];
            let whole = match fading < 1.0 {
                true => (1.0 - fading.powi(periods as i32)) / (1.0 - fading),
                false => periods as f64,
            };
            let mut weight = share / whole;
            for it in weights.iter_mut().rev() {
                *it += weight;
                weight *= fading;
            }
        }
    }
}

/// The smallest values up to which the ascending levels of all weight lie.
fn seen_quantiles(sorted: &[(f64, u32)], weight: impl Fn(u32) -> f64, levels: &[f64], out: &mut [f32]) {
    let total: f64 = sorted.iter().map(|it| weight(it.1)).sum();
    let mut rows = sorted.iter();
    let (mut reached, mut value) = (0.0, 0.0);
    for (level, out) in levels.iter().zip(out) {
        while reached < level * total - 1e-12 {
            let Some((next, period)) = rows.next() else { break };
            value = *next;
            reached += weight(*period);
        }
        *out = value as f32;
    }
}
