//! Demand that stockouts hid: what would have been wanted on days on which the item could be sold
//! for a part of the time, or not at all.
//!
//! A day is read by its exposure, the share of the day's demand that its sellable hours usually
//! hold. Around it lies a level: what was sold per exposure on the days before and after, the near
//! ones counting more, times the weekday, times what is known of the day (a promotion), times how
//! the other items of the category fared that day. What the day itself sold moves the level up or
//! down as a gamma prior is moved by a Poisson count, so little exposure moves it little: nothing is
//! ever divided by a tiny exposure. In a long stockout the near days say nothing any more and the
//! level falls back to the item's own average.
//!
//! **Not done:** stockouts begin on strong days, so days without any stockout are weaker than the
//! level; the level is that of all days and is not corrected for it.

mod hours;
mod level;
mod replay;
#[cfg(test)]
mod tests;

use self::hours::Profiles;
use self::level::{Exposed, levels};
use crate::Series;
use crate::distribution::{Moments, Pool};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use values::Day;

/// What was sold of one item at one place, day after day without gaps.
#[derive(Clone, Debug, PartialEq)]
pub struct Sales {
    /// Items of a category share their hours of the day, their weekdays and their good and bad
    /// days. Any number that tells categories apart.
    pub category: i64,
    pub first: Day,
    /// Units; what is negative or no number counts as none.
    pub seen: Seen,
    /// By how much more than usual is known to be wanted on each day: 1.3 in a promotion. Empty
    /// says as usual always.
    pub lift: Vec<f32>,
}

/// How finely it is known when the item could be sold.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    Hours(Vec<HoursOfDay>),
    Days(Vec<ShareOfDay>),
}

/// What was sold in each hour, and the share of the hour in which it could be sold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HoursOfDay {
    pub sold: [f32; 24],
    pub sellable: [f32; 24],
}

/// What was sold on a day, and the share of the day in which it could be sold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShareOfDay {
    pub sold: f32,
    pub sellable: f32,
}

/// What may be looked at for a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The days before and after it.
    Afterwards,
    /// Only the days before it.
    Live,
}

/// One day with what was hidden.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Repaired {
    pub sold: f64,
    /// The share of a usual day's demand that could be served, 0 to 1.
    pub sellable: f64,
    /// What was wanted: never less than was sold.
    pub mean: f64,
    /// Of what was wanted and not served.
    pub variance: f64,
}

/// What items have in common.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// Variance over mean of a day's demand: how large purchases are.
    grain: f64,
    profiles: Profiles,
    weekdays: Weekdays,
    settings: Settings,
    good_days: Vec<GoodDays>,
}

/// How the past is weighed, chosen by hiding days that are known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub half_life_days: f64,
    /// How many purchases it takes to believe that a day was not as usual.
    pub purchases: f64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Weekdays {
    /// By category, Monday first, in the order of `categories`.
    categories: Vec<(i64, [f64; 7])>,
}

/// What a category sold day by day, and what its items' levels would have had it sell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct GoodDays {
    category: i64,
    first: Day,
    sold: Vec<f64>,
    expected: Vec<f64>,
}

/// In purchases: what a weekday, or a category's day, needs to be believed.
const WEEKDAY_PURCHASES: f64 = 100.0;
const GOOD_DAY_PURCHASES: f64 = 100.0;

/// Reads all series once for what they share; `seed` chooses which known days are hidden to choose
/// the settings.
pub fn learn(all: &[Sales], seed: u64) -> Learned {
    let grain = grain(all);
    let mut profiles = Profiles::new(all, grain);
    profiles.share_power = replay::share_power(all, &profiles, grain);
    let exposed: Vec<Exposed> = all.iter().map(|it| profiles.expose(it, grain)).collect();
    let weekdays = Weekdays::new(&exposed, grain);
    let settings = replay::choose(all, &profiles, &weekdays, grain, seed);
    let mut learned = Learned { grain, profiles, weekdays, settings, good_days: Vec::new() };
    learned.good_days = good_days(&exposed, &learned.weekdays, &settings);
    learned
}

impl Learned {
    /// Every day of a series with what was hidden. The series is one of those learned from, as it
    /// was or with days that came since.
    pub fn repair(&self, sales: &Sales, reading: Reading) -> Vec<Repaired> {
        let exposed = self.profiles.expose(sales, self.grain);
        let usual = levels(&exposed, &self.weekdays.of(sales.category), &self.settings, reading);
        let good_days = self.good_days.iter().find(|it| it.category == sales.category);
        let day = |at: usize| {
            let mut usual = usual[at];
            if let Some(good_days) = good_days {
                usual.mean *= good_days.of(&exposed, at, usual.mean, self.grain);
            }
            self.judge(&exposed, at, usual)
        };
        (0..exposed.sold.len()).map(day).collect()
    }

    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// A gamma prior of the day's strength around one, moved by what the day sold:
    /// E\[g\] = (a + sold) / (a + level · exposure).
    fn judge(&self, exposed: &Exposed, at: usize, usual: level::Usual) -> Repaired {
        let (sold, sellable) = (exposed.sold[at], exposed.exposure[at]);
        let hidden = 1.0 - sellable;
        let prior = self.settings.purchases * exposed.grain;
        let served = prior + usual.mean * sellable;
        if served <= 0.0 || usual.mean <= 0.0 || hidden <= 0.0 {
            return Repaired { sold, sellable, mean: sold, variance: 0.0 };
        }
        let missed = hidden * usual.mean;
        let strength = (prior + exposed.sold_open[at]) / served;
        let of_strength = exposed.grain * strength / served;
        let of_level = strength * strength * exposed.grain / (usual.mean * usual.days).max(exposed.grain);
        let variance = missed * strength * exposed.grain + missed * missed * (of_strength + of_level);
        Repaired { sold, sellable, mean: sold + missed * strength, variance }
    }
}

impl Repaired {
    /// The quantity that demand stays within with this probability.
    pub fn quantile(&self, probability: f64) -> f64 {
        if self.variance <= 0.0 {
            return self.mean;
        }
        let hidden = Moments { mean: self.mean - self.sold, variance: self.variance };
        self.sold + Pool::new(vec![hidden], false).quantile(probability.clamp(0.0, 0.9999))
    }
}

impl Sales {
    /// Of a series by days, of which only the share is known in which each could be sold.
    pub fn by_day(series: &Series, category: i64) -> Sales {
        let sellable = |at: usize| series.sellable.get(at).copied().unwrap_or(1.0);
        let day = |(at, sold): (usize, &f64)| ShareOfDay { sold: *sold as f32, sellable: sellable(at) };
        let days = series.quantity.iter().enumerate().map(day).collect();
        Sales { category, first: series.first, seen: Seen::Days(days), lift: Vec::new() }
    }

    fn len(&self) -> usize {
        match &self.seen {
            Seen::Hours(it) => it.len(),
            Seen::Days(it) => it.len(),
        }
    }

    fn lift(&self, at: usize) -> f64 {
        /// Beyond this nothing is known; somebody mistyped.
        const MOST: f64 = 50.0;
        let lift = self.lift.get(at).map_or(1.0, |it| f64::from(*it));
        if lift.is_finite() { lift.clamp(1.0 / MOST, MOST) } else { 1.0 }
    }
}

fn amount(it: f32) -> f64 {
    if it.is_finite() { f64::from(it.max(0.0)) } else { 0.0 }
}

/// What is not known to be closed was open.
fn share(it: f32) -> f64 {
    if it.is_nan() { 1.0 } else { f64::from(it.clamp(0.0, 1.0)) }
}

/// In which the item was ever to be had.
fn opening_hours(days: &[HoursOfDay]) -> [bool; 24] {
    std::array::from_fn(|hour| days.iter().any(|it| share(it.sellable[hour]) > 0.0))
}

fn is_whole(day: &HoursOfDay, opens: &[bool; 24]) -> bool {
    (0..24).all(|hour| !opens[hour] || share(day.sellable[hour]) >= 1.0)
}

/// From days after each other on which everything could be sold, so that a changing level does not
/// count.
fn grain(all: &[Sales]) -> f64 {
    const SMALLEST: f64 = 1e-6;
    let (mut sum, mut count) = (0.0, 0.0);
    for sales in all {
        let whole_days: Vec<f64> = match &sales.seen {
            Seen::Hours(days) => {
                let opens = opening_hours(days);
                let whole = days.iter().filter(|it| is_whole(it, &opens));
                whole.map(|it| it.sold.iter().map(|it| amount(*it)).sum()).collect()
            }
            Seen::Days(days) => {
                days.iter().filter(|it| share(it.sellable) >= 1.0).map(|it| amount(it.sold)).collect()
            }
        };
        let mean = whole_days.iter().sum::<f64>() / whole_days.len().max(1) as f64;
        if mean > 0.0 {
            for pair in whole_days.windows(2) {
                sum += (pair[1] - pair[0]).powi(2) / 2.0 / mean;
                count += 1.0;
            }
        }
    }
    if count > 0.0 && sum > 0.0 { (sum / count).max(SMALLEST) } else { 1.0 }
}

impl Weekdays {
    fn new(all: &[Exposed], grain: f64) -> Weekdays {
        let mut sums: BTreeMap<i64, [(f64, f64); 7]> = BTreeMap::new();
        let mut of_all = [(0.0, 0.0); 7];
        for it in all {
            let of_category = sums.entry(it.category).or_default();
            for at in 0..it.sold_open.len() {
                let weekday = usize::from(it.first.plus_days(at as i32).weekday());
                let expected = it.mean * it.exposure[at] * it.lift[at];
                for sum in [&mut of_category[weekday], &mut of_all[weekday]] {
                    *sum = (sum.0 + it.sold_open[at], sum.1 + expected);
                }
            }
        }
        let trust = WEEKDAY_PURCHASES * grain;
        let all = of_all.map(|(sold, expected)| (sold + trust) / (expected + trust));
        let of_category = |(category, sums): (i64, [(f64, f64); 7])| {
            let factor = |at: usize| (sums[at].0 + trust * all[at]) / (sums[at].1 + trust);
            (category, std::array::from_fn(factor))
        };
        Weekdays { categories: sums.into_iter().map(of_category).collect() }
    }

    fn of(&self, category: i64) -> [f64; 7] {
        let at = self.categories.binary_search_by_key(&category, |it| it.0);
        at.map_or([1.0; 7], |at| self.categories[at].1)
    }
}

fn good_days(all: &[Exposed], weekdays: &Weekdays, settings: &Settings) -> Vec<GoodDays> {
    let mut categories: BTreeMap<i64, Vec<&Exposed>> = BTreeMap::new();
    for it in all.iter().filter(|it| !it.sold.is_empty()) {
        categories.entry(it.category).or_default().push(it);
    }
    let of_category = |(category, series): (i64, Vec<&Exposed>)| {
        let first = series.iter().map(|it| it.first).min().unwrap_or_default();
        let mut good = GoodDays { category, first, sold: Vec::new(), expected: Vec::new() };
        for it in series {
            let usual = levels(it, &weekdays.of(category), settings, Reading::Afterwards);
            let from = it.first.days_since(first) as usize;
            let until = from + it.sold_open.len();
            good.sold.resize(good.sold.len().max(until), 0.0);
            good.expected.resize(good.expected.len().max(until), 0.0);
            for (at, usual) in usual.iter().enumerate() {
                good.sold[from + at] += it.sold_open[at];
                good.expected[from + at] += usual.mean * it.exposure[at];
            }
        }
        good
    };
    categories.into_iter().map(of_category).collect()
}

impl GoodDays {
    /// How the other items of the category fared, divided by their usual day.
    fn of(&self, own: &Exposed, at: usize, usual: f64, grain: f64) -> f64 {
        let day = own.first.plus_days(at as i32).days_since(self.first);
        let Some(day) = usize::try_from(day).ok().filter(|it| *it < self.sold.len()) else {
            return 1.0;
        };
        let trust = GOOD_DAY_PURCHASES * grain;
        let sold = (self.sold[day] - own.sold_open[at]).max(0.0);
        let expected = (self.expected[day] - usual * own.exposure[at]).max(0.0);
        (sold + trust) / (expected + trust)
    }
}
