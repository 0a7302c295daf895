//! How the day of the year and of the week moves demand.

use crate::Channel;
use crate::names::{Category, SPRING_FESTIVALS};
use values::Day;

/// The factor on usual demand of a category in a channel on a day.
pub(crate) fn factor(category: &Category, channel: Channel, day: Day) -> f64 {
    season(category, day) * weekday(channel, day) * festival(category, day) * web_sale(channel, day)
}

pub(crate) fn season(category: &Category, day: Day) -> f64 {
    let new_year = Day::from_ymd(day.year(), 1, 1).expect("every year has a first day");
    let angle = (f64::from(day.days_since(new_year)) - category.peak) / 365.25 * std::f64::consts::TAU;
    1.0 + category.season * angle.cos()
}

fn weekday(channel: Channel, day: Day) -> f64 {
    match (channel, day.weekday()) {
        (Channel::Store, 5 | 6) => 1.6,
        (Channel::Store, _) => 0.8,
        (Channel::Wholesale, 5) => 0.6,
        (Channel::Wholesale, 6) => 0.2,
        (Channel::Wholesale, 0) => 1.5,
        (Channel::Wholesale, _) => 1.2,
        (_, 4 | 6) => 1.15,
        _ => 0.95,
    }
}

fn festival(category: &Category, day: Day) -> f64 {
    let new_year =
        SPRING_FESTIVALS.iter().filter_map(|&(year, month, of_month)| Day::from_ymd(year, month, of_month));
    let distance = new_year.map(|it| day.days_since(it)).min_by_key(|it| it.abs()).unwrap_or(i32::MAX);
    match distance {
        -24..=-4 if category.festive => 1.8,
        -3..=6 => 0.2,
        7..=14 => 0.6,
        _ if day.month() == 10 && day.day_of_month() <= 7 => 0.7,
        _ => 1.0,
    }
}

/// 618, 双11 and 双12.
fn web_sale(channel: Channel, day: Day) -> f64 {
    if matches!(channel, Channel::Store | Channel::Wholesale) {
        return 1.0;
    }
    match (day.month(), day.day_of_month()) {
        (6, 16..=18) => 2.6,
        (11, 10..=11) => 3.2,
        (11, 1..=9) => 1.3,
        (11, 12..=16) => 0.6,
        (12, 12) => 2.0,
        _ => 1.0,
    }
}
