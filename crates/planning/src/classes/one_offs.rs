//! One-off orders: a project, a typing error, a reseller. They are shown and left out only with a
//! trace of which day, how much, and why.

use super::clean;
use crate::Sentence;
use values::Day;

/// A day that was far out of line.
#[derive(Clone, Debug, PartialEq)]
pub struct OneOff {
    pub day: Day,
    /// What was wanted.
    pub quantity: f64,
    /// What is kept as demand.
    pub kept: f64,
    pub reason: Sentence,
}

/// A day must pass all of: so many times the largest usual day, so many robust standard deviations
/// of the logarithm above the middle of days with demand.
const TIMES: f64 = 3.0;
const DEVIATIONS: f64 = 6.0;
/// Days of unlike sizes are told apart by at least so much, whatever the middle says: a sale of
/// two is not out of line because all others were of one.
const DEVIATION_MIN: f64 = 0.5;
/// One day in so many may be out of line; where there are more, that is how the item sells.
const ONE_IN: usize = 50;
const DAYS_MIN: usize = 12;
const YEAR_DAYS: usize = 365;
/// A day this near to where another was a year before is a season.
const SEASON_DAYS: usize = 10;

/// The days of `days`, from `first` on, that were far out of line, oldest first. Days that have
/// their explanation, an event or a promotion, are named by `is_explained`.
pub fn recognise(first: Day, days: &[f64], is_explained: impl Fn(Day) -> bool) -> Vec<OneOff> {
    let days = clean(days);
    let mut sizes: Vec<f64> = days.iter().copied().filter(|it| *it > 0.0).collect();
    sizes.sort_by(f64::total_cmp);
    if sizes.len() < DAYS_MIN {
        return Vec::new();
    }
    let middle = sizes[sizes.len() / 2];
    let mut distances: Vec<f64> = sizes.iter().map(|it| (it / middle).ln().abs()).collect();
    distances.sort_by(f64::total_cmp);
    /// The median of absolute deviations is 0.6745 standard deviations of a normal distribution.
    const OF_NORMAL: f64 = 0.674_5;
    let deviation = (distances[distances.len() / 2] / OF_NORMAL).max(DEVIATION_MIN);
    let usual_most = sizes[(sizes.len() - 1) * 19 / 20];
    let limit = (TIMES * usual_most).max(middle * (DEVIATIONS * deviation).exp());
    let is_out = |at: usize| days[at] > limit && !is_explained(first.plus_days(at as i32));
    let out: Vec<usize> = (0..days.len()).filter(|it| is_out(*it)).collect();
    if out.len() * ONE_IN > days.len().max(ONE_IN) {
        return Vec::new();
    }
    let comes_yearly = |at: usize| {
        out.iter().any(|&other| {
            let apart = at.abs_diff(other);
            apart > YEAR_DAYS / 2
                && (apart % YEAR_DAYS < SEASON_DAYS || apart % YEAR_DAYS > YEAR_DAYS - SEASON_DAYS)
        })
    };
    let one_off = |&at: &usize| {
        let times = days[at] / middle;
        OneOff {
            day: first.plus_days(at as i32),
            quantity: days[at],
            kept: usual_most,
            reason: Sentence {
                zh: format!(
                    "当日 {:.0}，是平常有需求日（{middle:.0}）的 {times:.0} 倍，按一次性订单计，预测只计 {usual_most:.0}",
                    days[at]
                ),
                en: format!(
                    "{:.0} on that day, {times:.0} times a usual day with demand ({middle:.0}): taken as a one-off order, \
                     forecasts read {usual_most:.0}",
                    days[at]
                ),
            },
        }
    };
    out.iter().filter(|it| !comes_yearly(**it)).map(one_off).collect()
}

/// The days with what is kept of them.
pub fn without(first: Day, days: &[f64], one_offs: &[OneOff]) -> Vec<f64> {
    let mut days = days.to_vec();
    for it in one_offs {
        let at = usize::try_from(it.day.days_since(first)).ok();
        if let Some(day) = at.and_then(|at| days.get_mut(at)) {
            *day = it.kept;
        }
    }
    days
}
