//! Cumulated probabilities of several negative binomials or gammas side by side, and the quantiles of
//! averages of them.

use crate::distribution::Moments;

/// The cumulated probabilities of some parts at growing quantities.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    parts: usize,
    at: Vec<f64>,
    /// Quantity by quantity.
    cdf: Vec<f64>,
    is_counted: bool,
    is_whole: bool,
}

/// A negative binomial is never narrower than this much wider than Poisson.
const VARIANCE_TO_MEAN_MIN: f64 = 1.02;
/// Counting further than this costs more than a grid loses.
const COUNTED_MAX: f64 = 400.0;
/// Points of a grid, closer together near zero.
const GRID: usize = 160;
/// How many standard deviations a grid reaches.
const REACH: f64 = 12.0;
const MEAN_MIN: f64 = 1e-7;

impl Table {
    /// Up to where every part has at least the probability `most`.
    pub(super) fn new(parts: &[Moments], is_whole: bool, most: f64) -> Table {
        let parts: Vec<Moments> = parts.iter().map(|it| floored(*it, is_whole)).collect();
        let far = |it: &Moments| it.mean + 8.0 * it.variance.sqrt();
        match is_whole && parts.iter().map(far).fold(0.0, f64::max) <= COUNTED_MAX {
            true => Self::counted(&parts, most),
            false => Self::grid(&parts, is_whole),
        }
    }

    /// Whether quantities may be multiplied afterwards: gammas keep their form, counts do not.
    pub(super) fn is_counted(&self) -> bool {
        self.is_counted
    }

    fn counted(parts: &[Moments], most: f64) -> Table {
        let mut table = Table { parts: parts.len(), is_counted: true, is_whole: true, ..Table::default() };
        let mut state: Vec<[f64; 4]> = parts.iter().map(negative_binomial).collect();
        let mut at = 0.0;
        loop {
            table.at.push(at);
            table.cdf.extend(state.iter().map(|it| it[1].min(1.0)));
            if state.iter().all(|it| it[1] >= most) || at >= 4.0 * COUNTED_MAX {
                return table;
            }
            for [point, total, size, ratio] in &mut state {
                *point *= (at + *size) / (at + 1.0) * *ratio;
                *total += *point;
            }
            at += 1.0;
        }
    }

    fn grid(parts: &[Moments], is_whole: bool) -> Table {
        let reach = |it: &Moments| it.mean + REACH * it.variance.sqrt();
        let last = parts.iter().map(reach).fold(0.0, f64::max);
        let mut table = Table { parts: parts.len(), is_counted: false, is_whole, ..Table::default() };
        for point in 0..=GRID {
            let share = point as f64 / GRID as f64;
            let at = last * share * share;
            table.at.push(at);
            let edge = if is_whole { at + 0.5 } else { at };
            table.cdf.extend(parts.iter().map(|it| it.gamma_cdf(edge)));
        }
        table
    }

    /// The smallest quantities at which the average of the `chosen` parts reaches each of the ascending
    /// `levels`, times `factor` where the table is not counted.
    pub(super) fn quantiles(&self, chosen: &[usize], levels: &[f64], factor: f64, out: &mut [f32]) {
        let share = 1.0 / chosen.len() as f64;
        let (mut before_at, mut before) = (0.0, 0.0);
        let mut rows = self.at.iter().zip(self.cdf.chunks_exact(self.parts));
        let mut reached = None;
        for (level, out) in levels.iter().zip(out) {
            let (at, cdf) = loop {
                let (at, cdf) = match reached {
                    Some(it) => it,
                    None => match rows.next() {
                        Some((at, row)) => (*at, share * chosen.iter().map(|it| row[*it]).sum::<f64>()),
                        None => break (before_at, 1.0),
                    },
                };
                reached = Some((at, cdf));
                if cdf >= *level {
                    break (at, cdf);
                }
                (before_at, before) = (at, cdf);
                reached = None;
            };
            let quantile = if self.is_counted {
                at
            } else {
                let rise = cdf - before;
                let part = if rise > 0.0 { ((level - before) / rise).clamp(0.0, 1.0) } else { 1.0 };
                let between = factor * (before_at + part * (at - before_at));
                if self.is_whole { between.round() } else { between }
            };
            *out = quantile as f32;
        }
    }
}

fn floored(it: Moments, is_whole: bool) -> Moments {
    let mean = it.mean.max(MEAN_MIN);
    let least = if is_whole { VARIANCE_TO_MEAN_MIN * mean } else { mean * mean * 1e-4 };
    Moments { mean, variance: it.variance.max(least) }
}

/// Probability of 0, twice (the second is cumulated), size and ratio of
/// P(0) = (r/(r+µ))^r, P(k+1) = P(k)·(k+r)/(k+1)·µ/(r+µ), with r = µ²/(σ²−µ).
fn negative_binomial(&Moments { mean, variance }: &Moments) -> [f64; 4] {
    let size = mean * mean / (variance - mean);
    let none = (size * (size / (size + mean)).ln()).exp();
    [none, none, size, mean / (size + mean)]
}
