//! What kind of item this is: by value, by how steady, by pattern, by popularity, by age; with the
//! numbers that say so. One-off orders and promotions, which need the same look at the
//! past, are beside it.

pub mod one_offs;
pub mod promotions;
#[cfg(test)]
mod tests;
mod words;

pub use self::words::Explained;

use crate::Sentence;
use serde::{Deserialize, Serialize};
use values::{Day, ItemId};

/// What is known of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub item: ItemId,
    /// Of `days[0]`: when it began to be sold, or as far back as is worth reading.
    pub first: Day,
    /// What was wanted day by day, without gaps, up to yesterday. What is negative or no number
    /// counts as none.
    pub days: Vec<f64>,
    /// What one unit brings in, in any money that is the same for all.
    pub value_per_unit: f64,
    /// Whether the company takes it out of its range.
    pub is_ending: bool,
}

/// By cumulative value of a year: the first 80 %, the next 15 %, the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Abc {
    A,
    B,
    C,
}

/// By how much demand varies from four weeks to four weeks (standard deviation over mean): up to
/// half, up to one, more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Xyz {
    X,
    Y,
    Z,
}

/// Syntetos and Boylan (2005), by weeks: average demand interval below or above 1.32, squared
/// coefficient of variation of the demand of weeks with any below or above 0.49.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pattern {
    Smooth,
    Erratic,
    Intermittent,
    Lumpy,
    /// Nothing was wanted for a year.
    None,
}

/// 爆款, 常规, 小众.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Popularity {
    Hot,
    Regular,
    Niche,
}

/// Where in its life an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    New,
    Growing,
    Mature,
    Declining,
    Ended,
}

/// The classes of one item and the numbers behind them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Classes {
    #[serde(with = "crate::stored_id")]
    pub item: ItemId,
    pub abc: Abc,
    pub xyz: Xyz,
    pub pattern: Pattern,
    pub popularity: Popularity,
    pub stage: Stage,
    /// Of a year, or since it began.
    pub value: f64,
    /// The share of all value of this item and those of more value.
    pub value_share: f64,
    /// Wanted per day in the last 90 days.
    pub per_day: f64,
    /// Among all, 1 wants most.
    pub rank: u32,
    pub of_items: u32,
    /// Standard deviation over mean of four weeks.
    pub variation: f64,
    /// Weeks per week with demand.
    pub interval_weeks: f64,
    /// Squared coefficient of variation of weeks with demand.
    pub size_variation: f64,
    pub age_days: u32,
    /// Since the last demand.
    pub quiet_days: u32,
    /// The last 90 days over those they are compared with, less one; none without anything to
    /// compare.
    pub growth: Option<f64>,
}

const YEAR_DAYS: usize = 365;
const RECENT_DAYS: usize = 90;
const NEW_DAYS: usize = 90;

/// Of all items together, as value and popularity compare them; in the order given.
pub fn classify(items: &[Item]) -> Vec<Classes> {
    let cleaned: Vec<Vec<f64>> = items.iter().map(|it| clean(&it.days)).collect();
    let mut classes: Vec<Classes> = items.iter().zip(&cleaned).map(|(it, days)| alone(it, days)).collect();
    by_value(&mut classes);
    by_popularity(&mut classes);
    classes
}

impl Classes {
    /// Each class with its name and reason.
    pub fn explained(&self) -> [Explained; 5] {
        words::explain(self)
    }

    /// One of them, by its key.
    pub fn reason(&self, key: &str) -> Option<Sentence> {
        self.explained().into_iter().find(|it| it.key == key).map(|it| it.reason)
    }
}

fn clean(days: &[f64]) -> Vec<f64> {
    days.iter().map(|it| if it.is_finite() { it.max(0.0) } else { 0.0 }).collect()
}

/// The newest `count`, or all there are.
fn newest(days: &[f64], count: usize) -> &[f64] {
    &days[days.len().saturating_sub(count)..]
}

/// Sums of whole periods, the oldest days left over.
fn periods(days: &[f64], length: usize) -> Vec<f64> {
    days[days.len() % length..].chunks(length).map(|it| it.iter().sum()).collect()
}

/// Standard deviation over mean; none below three values or without any demand.
fn variation(values: &[f64]) -> Option<f64> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    if values.len() < 3 || mean <= 0.0 {
        return None;
    }
    let squares: f64 = values.iter().map(|it| (it - mean).powi(2)).sum();
    Some((squares / (count - 1.0)).sqrt() / mean)
}

/// What needs no other item.
fn alone(item: &Item, days: &[f64]) -> Classes {
    let year = newest(days, YEAR_DAYS);
    let recent = newest(days, RECENT_DAYS);
    let per_day = recent.iter().sum::<f64>() / recent.len().max(1) as f64;
    let value_per_unit = if item.value_per_unit.is_finite() { item.value_per_unit.max(0.0) } else { 0.0 };
    let quiet_days = days.iter().rev().take_while(|it| **it <= 0.0).count();
    let weeks = periods(year, 7);
    let with_demand: Vec<f64> = weeks.iter().copied().filter(|it| *it > 0.0).collect();
    let interval_weeks = weeks.len() as f64 / with_demand.len().max(1) as f64;
    let size_variation = variation(&with_demand).unwrap_or(0.0).powi(2);
    let fours = periods(year, 28);
    // Less than three times four weeks: the weeks themselves have to do.
    let variation = variation(&fours).or_else(|| variation(&weeks)).unwrap_or(f64::from(u8::MAX));
    let growth = growth(days);
    Classes {
        item: item.item,
        abc: Abc::C,
        xyz: if variation <= 0.5 {
            Xyz::X
        } else if variation <= 1.0 {
            Xyz::Y
        } else {
            Xyz::Z
        },
        pattern: pattern(with_demand.is_empty(), interval_weeks, size_variation),
        popularity: Popularity::Regular,
        stage: stage(item, days, quiet_days, growth),
        value: year.iter().sum::<f64>() * value_per_unit,
        value_share: 1.0,
        per_day,
        rank: 0,
        of_items: 0,
        variation,
        interval_weeks,
        size_variation,
        age_days: days.len() as u32,
        quiet_days: quiet_days as u32,
        growth: growth.map(|it| it.0),
    }
}

fn pattern(is_empty: bool, interval: f64, size_variation: f64) -> Pattern {
    const INTERVAL: f64 = 1.32;
    const SIZE_VARIATION: f64 = 0.49;
    match (interval < INTERVAL, size_variation < SIZE_VARIATION) {
        _ if is_empty => Pattern::None,
        (true, true) => Pattern::Smooth,
        (true, false) => Pattern::Erratic,
        (false, true) => Pattern::Intermittent,
        (false, false) => Pattern::Lumpy,
    }
}

/// How much the last 90 days differ from the same days a year before or, without them, from the 90
/// before, and by how many standard errors. Season would pass for growth where only the latter are
/// known; such growth needs to be clearer.
fn growth(days: &[f64]) -> Option<(f64, f64)> {
    let count = days.len();
    let recent = newest(days, RECENT_DAYS);
    let before = match count {
        _ if count >= YEAR_DAYS + RECENT_DAYS => &days[count - YEAR_DAYS - RECENT_DAYS..count - YEAR_DAYS],
        _ if count >= 2 * RECENT_DAYS => &days[count - 2 * RECENT_DAYS..count - RECENT_DAYS],
        _ => return None,
    };
    let (now, then) = (periods(recent, 7), periods(before, 7));
    let sum = |it: &[f64]| it.iter().sum::<f64>();
    if sum(before) <= 0.0 {
        return (sum(recent) > 0.0).then_some((1.0, f64::from(u8::MAX)));
    }
    let variance = |weeks: &[f64]| {
        let mean = sum(weeks) / weeks.len() as f64;
        let squares: f64 = weeks.iter().map(|it| (it - mean).powi(2)).sum();
        (squares / (weeks.len() - 1) as f64 / weeks.len() as f64, mean)
    };
    let ((now_error, now), (then_error, then)) = (variance(&now), variance(&then));
    let error = (now_error + then_error).sqrt();
    let errors = if error > 0.0 { (now - then) / error } else { (now - then).signum() * f64::from(u8::MAX) };
    Some((sum(recent) / sum(before) - 1.0, if now == then { 0.0 } else { errors }))
}

fn stage(item: &Item, days: &[f64], quiet_days: usize, growth: Option<(f64, f64)>) -> Stage {
    /// A change by less is none, and one that chance makes once in a hundred times neither; where
    /// it could be the season, once in ten thousand.
    const GROWTH_MIN: f64 = 0.2;
    const ERRORS_MIN: f64 = 2.6;
    const ERRORS_MIN_WITHOUT_YEAR: f64 = 3.9;
    let sold_days = days.iter().filter(|it| **it > 0.0).count();
    // What sells every few months is quiet longer than what sells daily.
    let usual_gap = days.len().checked_div(sold_days).unwrap_or(0);
    let since_first_sale = days.len() - days.iter().take_while(|it| **it <= 0.0).count();
    if quiet_days >= RECENT_DAYS.max(4 * usual_gap) && days.len() > NEW_DAYS {
        return Stage::Ended;
    }
    if item.is_ending {
        return Stage::Declining;
    }
    if since_first_sale < NEW_DAYS {
        return Stage::New;
    }
    let errors_min = if days.len() >= YEAR_DAYS + RECENT_DAYS { ERRORS_MIN } else { ERRORS_MIN_WITHOUT_YEAR };
    match growth {
        Some((share, errors)) if share >= GROWTH_MIN && errors >= errors_min => Stage::Growing,
        Some((share, errors)) if share <= -GROWTH_MIN && errors <= -errors_min => Stage::Declining,
        _ => Stage::Mature,
    }
}

fn by_value(classes: &mut [Classes]) {
    const A: f64 = 0.8;
    const B: f64 = 0.95;
    let all: f64 = classes.iter().map(|it| it.value).sum();
    let mut order: Vec<usize> = (0..classes.len()).collect();
    order.sort_by(|&a, &b| {
        classes[b].value.total_cmp(&classes[a].value).then(classes[a].item.cmp(&classes[b].item))
    });
    let mut before = 0.0;
    for at in order {
        let it = &mut classes[at];
        // An item belongs where it begins: the one that passes 80 % is still an A.
        it.abc = match before {
            _ if it.value <= 0.0 || all <= 0.0 => Abc::C,
            share if share < A => Abc::A,
            share if share < B => Abc::B,
            _ => Abc::C,
        };
        before += if all > 0.0 { it.value / all } else { 0.0 };
        it.value_share = before.min(1.0);
    }
}

fn by_popularity(classes: &mut [Classes]) {
    /// The few that make half of all units, each wanted three times as much as the middle one.
    const HOT_SHARE: f64 = 0.5;
    const HOT_TIMES: f64 = 3.0;
    /// Less than one a week.
    const NICHE_PER_DAY: f64 = 1.0 / 7.0;
    let count = classes.len();
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&a, &b| {
        classes[b].per_day.total_cmp(&classes[a].per_day).then(classes[a].item.cmp(&classes[b].item))
    });
    let all: f64 = classes.iter().map(|it| it.per_day).sum();
    let wanted: Vec<f64> = order.iter().map(|&at| classes[at].per_day).filter(|it| *it > 0.0).collect();
    let middle = wanted.get(wanted.len() / 2).copied().unwrap_or(0.0);
    let mut before = 0.0;
    for (rank, at) in order.into_iter().enumerate() {
        let it = &mut classes[at];
        (it.rank, it.of_items) = (rank as u32 + 1, count as u32);
        it.popularity = match it.per_day {
            wanted if wanted < NICHE_PER_DAY => Popularity::Niche,
            wanted if before < HOT_SHARE * all && wanted >= HOT_TIMES * middle => Popularity::Hot,
            _ => Popularity::Regular,
        };
        before += it.per_day;
    }
}
