//! The distribution of demand over a window, as a table that is cheap to ask again and again.
//!
//! **Invariant:** the probabilities never fall from one cell to the next, so that quantiles never
//! cross and more stock never raises the chance of a shortage.

use crate::distribution::ln_gamma;
use crate::window::calibration::Calibration;

/// A negative binomial with a share in a mixture. A mean of nothing is the certainty of nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) share: f64,
    pub(crate) mean: f64,
    pub(crate) variance: f64,
}

/// How likely each total is.
///
/// Cell `j` holds the probability of a total of at most `j` steps. Small whole numbers are counted one
/// by one; large totals, weights and lengths in steps of a sixteenth of their spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    step: f64,
    is_whole: bool,
    cdf: Vec<f64>,
}

/// A negative binomial is never narrower than this much wider than Poisson.
pub(crate) const VARIANCE_TO_MEAN_MIN: f64 = 1.02;
/// Means below a unit in ten thousand years are no demand.
const MEAN_MIN: f64 = 1e-7;
/// What may be left out of a part's tail.
const TAIL: f64 = 1e-7;
/// No table is longer.
const CELLS_MAX: usize = 1024;
/// A distribution is described well by this many steps a standard deviation.
const STEPS_PER_DEVIATION: f64 = 16.0;

impl Demand {
    /// No demand at all, for sure.
    pub fn none() -> Demand {
        Demand { step: 1.0, is_whole: true, cdf: vec![1.0] }
    }

    pub(crate) fn mixture(parts: &[Part], is_whole: bool, calibration: &Calibration) -> Demand {
        let step = step(parts, is_whole);
        let mut cdf: Vec<f64> = Vec::with_capacity(64);
        for part in parts {
            Lattice::new(part, step).add_to(&mut cdf, part.share);
        }
        if cdf.is_empty() {
            return Demand::none();
        }
        let all: f64 = cdf.iter().sum();
        let mut reached = 0.0;
        for cell in &mut cdf {
            reached += *cell / all;
            *cell = reached.min(1.0);
        }
        if let Some(last) = cdf.last_mut() {
            *last = 1.0;
        }
        calibration.apply(&mut cdf);
        Demand { step, is_whole, cdf }
    }

    /// The probability of a total of at most `quantity`.
    pub fn cdf(&self, quantity: f64) -> f64 {
        if quantity.is_nan() || quantity < 0.0 {
            return 0.0;
        }
        let last = self.cdf.len() - 1;
        let steps = quantity / self.step;
        if self.is_counted() {
            return self.cdf[(steps.floor() as usize).min(last)];
        }
        // A cell stands for half a step on both sides of its own quantity.
        let at = (steps - 0.5).max(0.0);
        let cell = at.floor() as usize;
        if cell >= last {
            return 1.0;
        }
        self.cdf[cell] + (self.cdf[cell + 1] - self.cdf[cell]) * (at - cell as f64)
    }

    /// The probability that more than `quantity` is wanted.
    pub fn chance_above(&self, quantity: f64) -> f64 {
        1.0 - self.cdf(quantity)
    }

    /// The smallest quantity with a `cdf` of at least `probability`, 0 to 1.
    pub fn quantile(&self, probability: f64) -> f64 {
        let cell = self.cdf.partition_point(|it| *it < probability - 1e-12).min(self.cdf.len() - 1);
        if self.is_counted() || cell == 0 {
            return cell as f64 * self.step;
        }
        let (before, after) = (self.cdf[cell - 1], self.cdf[cell]);
        let within = if after > before { (probability - before) / (after - before) } else { 1.0 };
        let quantity = (cell as f64 - 0.5 + within.clamp(0.0, 1.0)) * self.step;
        if self.is_whole { quantity.ceil() } else { quantity }
    }

    /// What is expected.
    pub fn mean(&self) -> f64 {
        self.step * self.cdf.iter().map(|it| 1.0 - it).sum::<f64>()
    }

    /// The expected square of the distance from the mean.
    pub fn variance(&self) -> f64 {
        let mut sum = 0.0;
        let mut squares = 0.0;
        for (j, it) in self.cdf.iter().enumerate() {
            sum += 1.0 - it;
            squares += (2 * j + 1) as f64 * (1.0 - it);
        }
        (squares - sum * sum).max(0.0) * self.step * self.step
    }

    /// The quantity of which a share of `chance`, drawn evenly from 0 to 1, stays below: a sample.
    pub fn sample(&self, random: &mut impl rand::Rng) -> f64 {
        self.quantile(random.random::<f64>())
    }

    /// Cell by cell the probability of at most that many [`Demand::step`]s; the last is 1.
    pub fn table(&self) -> &[f64] {
        &self.cdf
    }

    /// The quantity from one cell of the table to the next.
    pub fn step(&self) -> f64 {
        self.step
    }

    fn is_counted(&self) -> bool {
        self.is_whole && self.step == 1.0
    }
}

/// How wide the cells of a table are.
fn step(parts: &[Part], is_whole: bool) -> f64 {
    let some = || parts.iter().filter(|it| it.mean >= MEAN_MIN && it.share > 0.0);
    let deviation = |it: &Part| it.variance.max(it.mean * 1e-6).sqrt();
    let narrowest = some().map(deviation).fold(f64::INFINITY, f64::min);
    let top = some().map(|it| it.mean + 12.0 * deviation(it)).fold(0.0, f64::max);
    if top == 0.0 {
        return 1.0;
    }
    let wanted = (narrowest / STEPS_PER_DEVIATION).max(top / CELLS_MAX as f64);
    if is_whole { wanted.floor().max(1.0) } else { wanted.max(f64::MIN_POSITIVE) }
}

/// A negative binomial in steps, counted up from the first that is likely enough:
/// P(0) = (r/(r+µ))^r, P(k+1) = P(k)·(k+r)/(k+1)·µ/(r+µ), with r = µ²/(σ²−µ).
struct Lattice {
    mean: f64,
    size: f64,
    /// Steps before the count begins.
    sure: usize,
    first: usize,
    point: f64,
}

impl Lattice {
    fn new(part: &Part, step: f64) -> Lattice {
        let mean = part.mean / step;
        if part.mean < MEAN_MIN {
            return Lattice { mean: 0.0, size: 1.0, sure: 0, first: 0, point: 1.0 };
        }
        let variance = part.variance / (step * step);
        if step != 1.0 && variance < VARIANCE_TO_MEAN_MIN * mean {
            // Narrower than a count of such steps can be: what is sure goes ahead, the rest is counted.
            let sure = (mean - variance / VARIANCE_TO_MEAN_MIN).floor().max(0.0);
            let rest = Part { share: 1.0, mean: (mean - sure).max(MEAN_MIN), variance };
            let lattice = Lattice::new(&rest, 1.0);
            return Lattice { sure: sure as usize, ..lattice };
        }
        let variance = variance.max(VARIANCE_TO_MEAN_MIN * mean);
        let size = mean * mean / (variance - mean);
        let first = (mean - 9.0 * variance.sqrt()).floor().max(0.0);
        let point = match first == 0.0 {
            true => size * (size / (size + mean)).ln(),
            false => ln_point(first, mean, size),
        };
        Lattice { mean, size, sure: 0, first: first as usize, point: point.exp() }
    }

    fn add_to(&self, cells: &mut Vec<f64>, share: f64) {
        let ratio = self.mean / (self.size + self.mean);
        let (mut point, mut at, mut total) = (self.point, self.first, 0.0);
        while at + self.sure < CELLS_MAX {
            let cell = at + self.sure;
            if cells.len() <= cell {
                cells.resize(cell + 1, 0.0);
            }
            cells[cell] += share * point;
            total += point;
            if total > 1.0 - TAIL {
                return;
            }
            let next = at as f64;
            point *= (next + self.size) / (next + 1.0) * ratio;
            at += 1;
        }
        // What lies beyond the table belongs to its last cell.
        cells.resize(CELLS_MAX, 0.0);
        cells[CELLS_MAX - 1] += share * (1.0 - total).max(0.0);
    }
}

impl Part {
    /// The logarithm of the probability of `quantity`, seen in steps.
    pub(crate) fn ln_probability(&self, quantity: f64, step: f64) -> f64 {
        const IMPOSSIBLE: f64 = -40.0;
        let mean = self.mean / step;
        let steps = (quantity / step).round();
        if self.mean < MEAN_MIN {
            return if steps == 0.0 { 0.0 } else { IMPOSSIBLE };
        }
        let variance = (self.variance / (step * step)).max(VARIANCE_TO_MEAN_MIN * mean);
        let size = mean * mean / (variance - mean);
        ln_point(steps, mean, size).max(IMPOSSIBLE)
    }
}

fn ln_point(steps: f64, mean: f64, size: f64) -> f64 {
    ln_gamma(steps + size) - ln_gamma(size) - ln_gamma(steps + 1.0)
        + size * (size / (size + mean)).ln()
        + steps * (mean / (size + mean)).ln()
}
