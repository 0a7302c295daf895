//! Which models win, judged by forecasting the panel's own past from several origins.

use crate::{
    periods::{
        candidates::{Candidate, Field},
        past::Past,
        season::Season,
        sizes::Sizes,
    },
    series::{Panel, Series},
};
use rayon::prelude::*;

/// The future of one series as it was seen from an origin.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) series: usize,
    pub(super) origin: usize,
    /// The periods known at the origin.
    pub(super) until: usize,
    pub(super) scale: f64,
    pub(super) slots: Vec<usize>,
    /// What came, with its place among the slots.
    pub(super) came: Vec<(usize, f32)>,
    /// Slot by slot, candidate by candidate, level by level.
    pub(super) quantiles: Vec<f32>,
    /// Slot by slot, candidate by candidate; NaN where a candidate expects nothing.
    pub(super) means: Vec<f32>,
}

/// How a level is forecast.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Choice {
    pub level: f64,
    /// The models averaged, best first, each with its loss (pinball loss in mean absolute differences from
    /// period to period).
    pub chosen: Vec<(Candidate, f64)>,
    /// The best of the others.
    pub runner_up: Option<(Candidate, f64)>,
    /// What the average is multiplied by.
    pub factor: f64,
    /// The loss of the average.
    pub loss: f64,
}

/// Models this much worse than the best are not averaged with it.
const NEAR_BEST: f64 = 1.02;
const AVERAGED_MAX: usize = 3;
/// A history shorter than this says nothing about models.
pub(super) const PERIODS_MIN: usize = 10;

/// How many periods before the end the origins lie, when forecasting `horizon` periods from histories of
/// this length.
pub(super) fn origins(horizon: usize, periods: usize) -> Vec<usize> {
    let quarters: [usize; 4] = if periods >= 8 * horizon { [4, 6, 8, 12] } else { [4, 3, 2, 1] };
    let mut origins: Vec<usize> = quarters
        .iter()
        .map(|it| (it * horizon).div_ceil(4))
        .filter(|it| it + PERIODS_MIN <= periods)
        .collect();
    origins.dedup();
    origins
}

/// The length of the median series.
pub(super) fn usual_periods(panel: &Panel) -> usize {
    let mut lengths: Vec<usize> = panel.series.iter().map(|it| it.quantity.len()).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied().unwrap_or(0)
}

/// Every wanted series seen from every origin, without quantiles.
pub(super) fn cases(panel: &Panel, series: &[usize], origins: &[usize], horizon: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    for (origin, back) in origins.iter().enumerate() {
        for &index in series {
            let known = &panel.series[index].quantity;
            let Some(until) = known.len().checked_sub(*back).filter(|it| *it >= PERIODS_MIN) else {
                continue;
            };
            if known[..until].iter().filter(|it| **it > 0.0).count() < 2 {
                continue;
            }
            let came = known[until..].iter().take(horizon).map(|it| (0, *it as f32)).collect();
            cases.push(Case {
                series: index,
                origin,
                until,
                scale: 0.0,
                slots: Vec::new(),
                came,
                quantiles: Vec::new(),
                means: Vec::new(),
            });
        }
    }
    cases
}

/// How many periods were known `back` periods before the end, when they were enough to learn from.
pub(super) fn known(series: &Series, back: usize) -> Option<usize> {
    let until = series.quantity.len().checked_sub(back).filter(|it| *it >= PERIODS_MIN)?;
    let positive = series.quantity[..until].iter().filter(|it| **it > 0.0);
    (positive.take(2).count() == 2).then_some(until)
}

/// Gives each case its slots, scale and quantiles; `seasons` has one season for each origin.
pub(super) fn fill(panel: &Panel, cases: &mut [Case], seasons: &[Season], field: &Field) {
    cases.par_iter_mut().for_each(|case| {
        let season = &seasons[case.origin];
        let series = &panel.series[case.series];
        let past = Past::new(season, season.slot(series, 0), &series.quantity[..case.until]);
        case.scale = past.scale;
        case.slots = slots_ahead(&past, case.came.len());
        for (ahead, it) in case.came.iter_mut().enumerate() {
            it.0 = ahead % case.slots.len();
        }
        case.quantiles = field.quantiles(&past, &case.slots);
        let mean =
            |slot: usize, it: &Candidate| Field::mean(*it, &past, slot).map_or(f32::NAN, |it| it as f32);
        let of_slot = |slot: &usize| field.candidates().iter().map(|it| mean(*slot, it)).collect::<Vec<_>>();
        case.means = case.slots.iter().flat_map(of_slot).collect();
    });
}

/// The slots of the next periods, each once, in the order of the periods.
pub(super) fn slots_ahead(past: &Past<'_>, horizon: usize) -> Vec<usize> {
    (0..horizon.min(past.slots())).map(|ahead| past.slot_ahead(ahead)).collect()
}

/// The pinball loss of a quantile.
pub(super) fn pinball(level: f64, quantile: f64, came: f64) -> f64 {
    let above = came - quantile;
    if above > 0.0 { level * above } else { (level - 1.0) * above }
}

impl Choice {
    /// Where nothing could be judged: memories of all lengths.
    fn unjudged(level: f64) -> Choice {
        let usual = Candidate::WidePool { from: 1, is_seasonal: false };
        Choice { level, chosen: vec![(usual, 0.0)], runner_up: None, factor: 1.0, loss: 0.0 }
    }
}

impl Case {
    fn quantile(&self, field: &Field, width: usize, slot: usize, candidate: usize, level: usize) -> f64 {
        f64::from(self.quantiles[(slot * field.len() + candidate) * width + level])
    }
}

/// Chooses for each level.
pub(super) fn choose(cases: &[Case], field: &Field, levels: &[f64], candidates: &[Candidate]) -> Vec<Choice> {
    let width = levels.len();
    let losses: Vec<f64> = cases
        .par_iter()
        .filter(|it| it.scale > 0.0)
        .map(|case| {
            let mut losses = vec![0.0; candidates.len() * width];
            for &(slot, came) in &case.came {
                for candidate in 0..candidates.len() {
                    for (index, level) in levels.iter().enumerate() {
                        let quantile = case.quantile(field, width, slot, candidate, index);
                        losses[candidate * width + index] +=
                            pinball(*level, quantile, f64::from(came)) / case.scale;
                    }
                }
            }
            losses
        })
        .collect::<Vec<_>>()
        .into_iter()
        .fold(vec![0.0; candidates.len() * width], |mut sum, it| {
            sum.iter_mut().zip(it).for_each(|(a, b)| *a += b);
            sum
        });
    let count: f64 = cases.iter().filter(|it| it.scale > 0.0).map(|it| it.came.len() as f64).sum();
    let choose = |(index, level): (usize, &f64)| {
        if count == 0.0 {
            return Choice::unjudged(*level);
        }
        let loss = |candidate: usize| losses[candidate * width + index] / count;
        let mut order: Vec<usize> = (0..candidates.len()).collect();
        order.sort_by(|a, b| loss(*a).total_cmp(&loss(*b)));
        let near = |it: &&usize| loss(**it) <= NEAR_BEST * loss(order[0]);
        let chosen: Vec<usize> = order.iter().take(AVERAGED_MAX).take_while(near).copied().collect();
        let average = |case: &Case, slot: usize| {
            let sum: f64 = chosen.iter().map(|it| case.quantile(field, width, slot, *it, index)).sum();
            sum / chosen.len() as f64
        };
        let (factor, loss_of_average) = guarded_factor(cases, *level, average);
        let shown = |it: &usize| (candidates[*it], loss(*it));
        Choice {
            level: *level,
            chosen: chosen.iter().map(shown).collect(),
            runner_up: order.get(chosen.len()).map(shown),
            factor,
            loss: loss_of_average / count,
        }
    };
    levels.iter().enumerate().map(choose).collect()
}

/// The candidates whose means came closest in the square, best first, and their losses.
pub(super) fn choose_means(cases: &[Case], candidates: &[Candidate]) -> Vec<(Candidate, f64)> {
    let mut losses = vec![0.0; candidates.len()];
    let mut count = 0.0;
    for case in cases.iter().filter(|it| it.scale > 0.0) {
        for &(slot, came) in &case.came {
            count += 1.0;
            let means = &case.means[slot * candidates.len()..][..candidates.len()];
            for (loss, mean) in losses.iter_mut().zip(means) {
                *loss += (f64::from(mean - came) / case.scale).powi(2);
            }
        }
    }
    let mut order: Vec<usize> = (0..candidates.len()).filter(|it| !losses[*it].is_nan()).collect();
    order.sort_by(|a, b| losses[*a].total_cmp(&losses[*b]));
    let Some(best) = order.first().map(|it| losses[*it]).filter(|_| count > 0.0) else {
        return vec![(Candidate::WidePool { from: 1, is_seasonal: false }, 0.0)];
    };
    let near = order.iter().take(AVERAGED_MAX).take_while(|it| losses[**it] <= NEAR_BEST * best);
    near.map(|it| (candidates[*it], losses[*it] / count)).collect()
}

/// The factor that would have served best, when it served in most origins and by enough; and the loss
/// with it.
fn guarded_factor(cases: &[Case], level: f64, average: impl Fn(&Case, usize) -> f64 + Sync) -> (f64, f64) {
    const STEPS: usize = 33;
    const ENOUGH: f64 = 0.997;
    const ORIGINS_MIN: usize = 3;
    let factor = |step: usize| 0.7 + 0.025 * step as f64;
    const NONE: usize = 12;
    let origins = cases.iter().map(|it| it.origin + 1).max().unwrap_or(0);
    let losses = cases
        .par_iter()
        .filter(|it| it.scale > 0.0)
        .map(|case| {
            let mut losses = [0.0; STEPS];
            for &(slot, came) in &case.came {
                let quantile = average(case, slot);
                for (step, loss) in losses.iter_mut().enumerate() {
                    *loss += pinball(level, factor(step) * quantile, f64::from(came)) / case.scale;
                }
            }
            (case.origin, losses)
        })
        .collect::<Vec<_>>();
    let mut by_origin = vec![[0.0; STEPS]; origins];
    for (origin, losses) in losses {
        by_origin[origin].iter_mut().zip(losses).for_each(|(a, b)| *a += b);
    }
    let total = |step: usize| by_origin.iter().map(|it| it[step]).sum::<f64>();
    let best = (0..STEPS).min_by(|a, b| total(*a).total_cmp(&total(*b))).unwrap_or(NONE);
    let better = by_origin.iter().filter(|it| it[best] < it[NONE]).count();
    let serves = origins >= ORIGINS_MIN && 4 * better >= 3 * origins && total(best) <= ENOUGH * total(NONE);
    let step = if serves { best } else { NONE };
    (if step == NONE { 1.0 } else { factor(step) }, total(step))
}

/// Up to `most` series, evenly spread over the panel.
pub(super) fn sample(panel: &Panel, most: usize) -> Vec<usize> {
    let count = panel.series.len();
    let wanted = most.min(count);
    (0..wanted).map(|it| it * count / wanted).collect()
}

/// The seasons as they were known at each origin.
pub(super) fn seasons(panel: &Panel, series: &[usize], origins: &[usize]) -> Vec<Season> {
    let season = |back: &usize| {
        let known = series.iter().map(|it| {
            let series: &Series = &panel.series[*it];
            (series, series.quantity.len().saturating_sub(*back))
        });
        Season::learn(panel.frequency, known)
    };
    origins.iter().map(season).collect()
}

/// The field for a panel, and its sizes.
pub(super) fn whole_units(panel: &Panel) -> bool {
    /// A few weighed quantities do not make a panel one of weights.
    const SHARE_MIN: f64 = 0.97;
    let positive = || panel.series.iter().flat_map(|it| &it.quantity).filter(|it| **it > 0.0);
    let whole = positive().filter(|it| it.fract() == 0.0).count() as f64;
    whole >= SHARE_MIN * positive().count() as f64
}

pub(super) fn sizes(panel: &Panel) -> Sizes {
    Sizes::learn(panel)
}
