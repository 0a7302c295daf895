//! Demand that comes in lumps: how often something is wanted, and how much of it then.

/// What items have in common, for those with little history of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct LumpPrior {
    /// The gamma distribution of periods with demand: so many seen …
    pub seen: f64,
    /// … in so many periods.
    pub periods: f64,
    /// Equally likely sizes of a lump as parts of the item's mean lump.
    pub ratios: Vec<f64>,
    /// The mean lump of an item that never had one.
    pub first_lump: f64,
}

/// How the past is weighed.
#[derive(Clone, Debug, PartialEq)]
pub struct LumpMemory {
    /// After so many periods a period counts half; one rate for each.
    pub half_lives: Vec<f64>,
    /// How much of what was seen is believed: below 1 the rate is less certain than its count says,
    /// since it drifts.
    pub certainty: f64,
    /// After so many periods a lump's size counts half.
    pub size_half_life: f64,
    /// How many lumps of its own the common sizes are worth.
    pub common_lumps: f64,
}

/// One item's demand: a few rates, equally likely, and the sizes of a lump.
#[derive(Clone, Debug, PartialEq)]
pub struct LumpyDemand {
    /// Lumps a period, with the shape of its gamma distribution.
    rates: Vec<(f64, f64)>,
    /// Sizes with their chances, which sum to 1.
    sizes: Vec<(f64, f64)>,
}

impl LumpPrior {
    /// Learned from many histories together by the moments of their rates.
    pub fn learn<'a>(histories: impl Iterator<Item = &'a [f64]> + Clone, first_lump: f64) -> LumpPrior {
        let rates: Vec<(f64, f64)> = histories
            .clone()
            .filter(|it| !it.is_empty())
            .map(|it| (it.iter().filter(|x| **x > 0.0).count() as f64, it.len() as f64))
            .collect();
        let count = rates.len().max(1) as f64;
        let mean = rates.iter().map(|(seen, of)| seen / of).sum::<f64>() / count;
        let periods = rates.iter().map(|it| it.1).sum::<f64>() / count;
        let variance = rates.iter().map(|(seen, of)| (seen / of - mean).powi(2)).sum::<f64>() / count;
        // The variance of what is counted is that of the rates and of the counting.
        let of_rates = (variance - mean / periods.max(1.0)).max(mean * mean * 0.1).max(1e-9);
        let shape = (mean * mean / of_rates).clamp(0.02, 10.0);
        LumpPrior { seen: shape, periods: shape / mean.max(1e-6), ratios: ratios(histories), first_lump }
    }
}

/// Sixteen quantiles of lump ÷ mean lump over all items with at least four lumps.
fn ratios<'a>(histories: impl Iterator<Item = &'a [f64]>) -> Vec<f64> {
    const QUANTILES: usize = 16;
    const LUMPS_MIN: usize = 4;
    let mut all: Vec<f64> = Vec::new();
    for history in histories {
        let lumps: Vec<f64> = history.iter().copied().filter(|it| *it > 0.0).collect();
        if lumps.len() >= LUMPS_MIN {
            let mean = lumps.iter().sum::<f64>() / lumps.len() as f64;
            all.extend(lumps.iter().map(|it| it / mean));
        }
    }
    if all.is_empty() {
        return vec![1.0];
    }
    all.sort_by(f64::total_cmp);
    let at = |q: usize| all[((2 * q + 1) * all.len() / (2 * QUANTILES)).min(all.len() - 1)];
    (0..QUANTILES).map(at).collect()
}

impl LumpyDemand {
    /// From one history, the last period last.
    pub fn learn(history: &[f64], memory: &LumpMemory, prior: &LumpPrior) -> LumpyDemand {
        let rate = |half_life: &f64| {
            let decay = (-1.0 / half_life).exp2();
            let (mut seen, mut periods) = (0.0, 0.0);
            for &demand in history {
                seen = seen * decay + f64::from(u8::from(demand > 0.0));
                periods = periods * decay + 1.0;
            }
            let (seen, periods) = (seen + prior.seen, periods + prior.periods);
            (seen / periods, seen * memory.certainty)
        };
        LumpyDemand {
            rates: memory.half_lives.iter().map(rate).collect(),
            sizes: sizes(history, memory, prior),
        }
    }

    /// Expected demand of a period.
    pub fn mean(&self) -> f64 {
        let rate = self.rates.iter().map(|it| it.0).sum::<f64>() / self.rates.len() as f64;
        rate * self.mean_lump()
    }

    pub fn mean_lump(&self) -> f64 {
        self.sizes.iter().map(|(size, chance)| size * chance).sum()
    }

    pub(super) fn largest_lump(&self) -> f64 {
        self.sizes.iter().map(|it| it.0).fold(0.0, f64::max)
    }

    /// Of demand over `periods`, rates being uncertain.
    pub(super) fn variance(&self, periods: f64) -> f64 {
        let squares: f64 = self.sizes.iter().map(|(size, chance)| size * size * chance).sum();
        let lump = self.mean_lump();
        let count = self.rates.len() as f64;
        let mean = self.rates.iter().map(|it| it.0).sum::<f64>() / count * periods;
        let of_counts = |&(rate, shape): &(f64, f64)| {
            let expected = rate * periods;
            expected * expected / shape + (expected - mean).powi(2)
        };
        mean * squares + lump * lump * self.rates.iter().map(of_counts).sum::<f64>() / count
    }

    /// Chances of a lump of 0, 1, 2 … cells; a size between two cells is shared so that its mean
    /// stays.
    pub(super) fn lump_in_cells(&self, cell: f64, cells: usize) -> Vec<f64> {
        let mut chances = vec![0.0; cells];
        for &(size, chance) in &self.sizes {
            let at = (size / cell).min(cells as f64 - 1.0);
            let (low, part) = (at.floor() as usize, at.fract());
            chances[low] += chance * (1.0 - part);
            if part > 0.0 {
                chances[low + 1] += chance * part;
            }
        }
        chances
    }

    /// Chances of a demand of 0, 1, 2 … cells over `periods`, by Panjer's recursion (1981) for each
    /// rate.
    pub(super) fn over(&self, periods: f64, lump: &[f64]) -> Vec<f64> {
        let mut sum = vec![0.0; lump.len()];
        let part = 1.0 / self.rates.len() as f64;
        let sparse: Vec<(usize, f64)> =
            lump.iter().copied().enumerate().skip(1).filter(|it| it.1 > 0.0).collect();
        for &(rate, shape) in &self.rates {
            let chances = compound(rate, shape, periods, lump[0], &sparse, lump.len());
            sum.iter_mut().zip(chances).for_each(|(sum, it)| *sum += part * it);
        }
        sum
    }
}

/// A sum of lumps whose number is binomial within the certain rate (at most one a period), which is
/// itself gamma distributed: variance m(1 − m/periods) + m²/shape, with the negative binomial,
/// Poisson or binomial of that variance.
fn compound(
    rate: f64,
    shape: f64,
    periods: f64,
    of_nothing: f64,
    lump: &[(usize, f64)],
    cells: usize,
) -> Vec<f64> {
    let mean = rate * periods;
    let mut chances = vec![0.0; cells];
    if mean <= 0.0 {
        chances[0] = 1.0;
        return chances;
    }
    let mut spread = 1.0 / shape - 1.0 / periods.max(1.0);
    if spread < 0.0 {
        // A binomial of a whole number of trials, and never surer than certain.
        spread = -1.0 / (-1.0 / spread).round().max((mean * 1.02).ceil()).max(1.0);
    }
    let is_poisson = spread.abs() < 1e-6;
    let a = if is_poisson { 0.0 } else { spread * mean / (1.0 + spread * mean) };
    let b = if is_poisson { mean } else { a * (1.0 / spread - 1.0) };
    chances[0] = if is_poisson {
        (mean * (of_nothing - 1.0)).exp()
    } else {
        (1.0 - spread * mean * (of_nothing - 1.0)).powf(-1.0 / spread)
    };
    for total in 1..cells {
        let mut sum = 0.0;
        for &(size, chance) in lump.iter().take_while(|it| it.0 <= total) {
            sum += (a + b * size as f64 / total as f64) * chance * chances[total - size];
        }
        chances[total] = (sum / (1.0 - a * of_nothing)).max(0.0);
    }
    chances
}

fn sizes(history: &[f64], memory: &LumpMemory, prior: &LumpPrior) -> Vec<(f64, f64)> {
    let decay = (-1.0 / memory.size_half_life).exp2();
    let mut weight = 1.0;
    let mut lumps: Vec<(f64, f64)> = Vec::new();
    for &demand in history.iter().rev() {
        if demand > 0.0 {
            lumps.push((demand, weight));
        }
        weight *= decay;
    }
    let total: f64 = lumps.iter().map(|it| it.1).sum();
    let mean = match lumps.is_empty() {
        true => prior.first_lump,
        false => lumps.iter().map(|(size, weight)| size * weight).sum::<f64>() / total,
    };
    let common = if lumps.is_empty() { 1.0 } else { memory.common_lumps / (memory.common_lumps + total) };
    let each = common / prior.ratios.len() as f64;
    let mut sizes: Vec<(f64, f64)> =
        lumps.iter().map(|(size, weight)| (*size, weight / total * (1.0 - common))).collect();
    if each > 0.0 {
        sizes.extend(prior.ratios.iter().map(|it| (it * mean, each)));
    }
    sizes
}
