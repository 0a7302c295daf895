//! Functions on days and moments.

use super::calls::{day_at, day_numbered, whole_at};
use super::{Decimal, Function, Value};
use crate::Context;
use std::collections::BTreeSet;
use values::{Day, Instant};

/// Working days that are looked for at most: about 27 years.
const SEARCH_MAX: i64 = 10_000;
const DAY_MICROS: i64 = 86_400_000_000;

pub(super) fn call(function: Function, values: &[Value], context: &Context) -> Value {
    let whole = |it: Option<i64>| it.map_or(Value::Blank, |it| Value::Number(Decimal::whole(it)));
    let seconds = || match values[0] {
        Value::DateTime(it) => {
            let micros = it.micros() + i64::from(context.zone_seconds) * 1_000_000;
            Some(micros.div_euclid(1_000_000).rem_euclid(86_400))
        }
        _ => None,
    };
    let day = day_at(values, 0);
    match function {
        Function::DateValue => said(&values[0].joined()).map_or(Value::Blank, Value::Date),
        Function::ToDate => match values[0] {
            Value::DateTime(it) => Value::Date(it.day(context.zone_seconds)),
            _ => Value::Blank,
        },
        Function::Quarter => whole(day.map(|it| (i64::from(it.month()) + 2) / 3)),
        Function::Hour => whole(seconds().map(|it| it / 3600)),
        Function::Minute => whole(seconds().map(|it| it / 60 % 60)),
        Function::Second => whole(seconds().map(|it| it % 60)),
        Function::WeekNum => whole(day.and_then(week)),
        Function::IsoWeekNum => whole(day.and_then(iso_week)),
        Function::Days360 => whole(
            day.zip(day_at(values, 1))
                .map(|(start, end)| days_360(start, end, values.get(2) == Some(&Value::YesNo(true)))),
        ),
        Function::EDate => months_later(day, whole_at(values, 1)).map_or(Value::Blank, Value::Date),
        Function::EoMonth => {
            let first = day.and_then(|it| Day::from_ymd(it.year(), it.month(), 1));
            let next = whole_at(values, 1).checked_add(1).and_then(|it| months_later(first, it));
            next.map_or(Value::Blank, |it| Value::Date(it.plus_days(-1)))
        }
        Function::DateDif => whole(between(&values[0], &values[1], &values[2].joined(), context)),
        Function::NetWorkdays | Function::Workday => {
            if values[0].is_blank() || values[1].is_blank() {
                return Value::Blank;
            }
            let off = match values.get(2) {
                Some(Value::List(days)) => days.iter().filter_map(day_of).collect(),
                _ => BTreeSet::new(),
            };
            let works = |day: Day| context.is_working_day(day) && !off.contains(&day);
            match (function, day, day_at(values, 1)) {
                (Function::NetWorkdays, Some(start), Some(end)) => whole(working_days(start, end, works)),
                (_, Some(start), _) => working_day(start, whole_at(values, 1), works),
                _ => Value::Blank,
            }
        }
        _ => {
            let micros = match values[0] {
                Value::DateTime(it) => Some(it.micros()),
                Value::Date(it) => Some(midnight(it, context)),
                _ => None,
            };
            whole(micros.map(|it| it.div_euclid(1_000)))
        }
    }
}

fn day_of(it: &Value) -> Option<Day> {
    match it {
        Value::Date(it) => Some(*it),
        _ => None,
    }
}

fn midnight(day: Day, context: &Context) -> i64 {
    i64::from(day.number()) * DAY_MICROS - i64::from(context.zone_seconds) * 1_000_000
}

/// `2026-11-22`, `2026/1/5`, `2026年1月5日`, `20260105`.
fn said(text: &str) -> Option<Day> {
    let text = text.trim().trim_end_matches('日');
    let digits = text.bytes().all(|it| it.is_ascii_digit());
    if text.len() == 8 && digits {
        return Day::from_ymd(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?)
            .filter(|it| it.year() >= 1);
    }
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let plain = |it: &str| !it.is_empty() && it.len() <= 4 && it.bytes().all(|it| it.is_ascii_digit());
    if !plain(year) || !plain(month) || !plain(day) {
        return None;
    }
    Day::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).filter(|it| it.year() >= 1)
}

/// The first week holds 1 January, and weeks start on Sunday.
fn week(day: Day) -> Option<i64> {
    let first = Day::from_ymd(day.year(), 1, 1)?;
    let sunday_based = (i64::from(first.weekday()) + 1) % 7;
    Some((i64::from(day.days_since(first)) + sunday_based) / 7 + 1)
}

/// The first week holds the first Thursday, and weeks start on Monday.
fn iso_week(day: Day) -> Option<i64> {
    let thursday = day.plus_days(3 - i32::from(day.weekday()));
    let first = Day::from_ymd(thursday.year(), 1, 1)?;
    Some(i64::from(thursday.days_since(first)) / 7 + 1)
}

fn days_360(start: Day, end: Day, european: bool) -> i64 {
    let last_of_february = |it: Day| it.month() == 2 && it.plus_days(1).month() == 3;
    let (mut from, mut to) = (i64::from(start.day_of_month()), i64::from(end.day_of_month()));
    if european {
        from = from.min(30);
        to = to.min(30);
    } else {
        if last_of_february(start) {
            if last_of_february(end) {
                to = 30;
            }
            from = 30;
        }
        if to == 31 && from >= 30 {
            to = 30;
        }
        from = from.min(30);
    }
    let months = |it: Day| i64::from(it.year()) * 12 + i64::from(it.month());
    (months(end) - months(start)) * 30 + to - from
}

fn months_later(day: Option<Day>, months: i64) -> Option<Day> {
    let day = day?;
    let all = (i64::from(day.year()) * 12 + i64::from(day.month()) - 1).checked_add(months)?;
    let year = i16::try_from(all.div_euclid(12)).ok().filter(|it| (1..=9999).contains(it))?;
    let month = i8::try_from(all.rem_euclid(12) + 1).ok()?;
    (1..=day.day_of_month()).rev().find_map(|last| Day::from_ymd(year, month, last))
}

/// Whole units from one to the other; negative when the second is earlier.
fn between(from: &Value, to: &Value, unit: &str, context: &Context) -> Option<i64> {
    let moment = |it: &Value| match it {
        Value::Date(it) => Some(Instant::from_micros(midnight(*it, context))),
        Value::DateTime(it) => Some(*it),
        _ => None,
    };
    let (mut from, mut to) = (moment(from)?, moment(to)?);
    let backwards = to < from;
    if backwards {
        std::mem::swap(&mut from, &mut to);
    }
    let micros = to.micros() - from.micros();
    let in_day =
        |it: Instant| (it.micros() + i64::from(context.zone_seconds) * 1_000_000).rem_euclid(DAY_MICROS);
    let months = || {
        let (first, last) = (from.day(context.zone_seconds), to.day(context.zone_seconds));
        let all = |it: Day| i64::from(it.year()) * 12 + i64::from(it.month());
        let short = (last.day_of_month(), in_day(to)) < (first.day_of_month(), in_day(from));
        all(last) - all(first) - i64::from(short)
    };
    let found = match unit {
        "y" | "Y" => months() / 12,
        "M" => months(),
        "d" | "D" => micros / DAY_MICROS,
        "h" | "H" => micros / 3_600_000_000,
        "m" => micros / 60_000_000,
        "s" | "S" => micros / 1_000_000,
        _ => return None,
    };
    Some(if backwards { -found } else { found })
}

/// Both ends counted; negative when the second is earlier.
fn working_days(start: Day, end: Day, works: impl Fn(Day) -> bool) -> Option<i64> {
    let (first, last) = (start.min(end), start.max(end));
    let days = i64::from(last.days_since(first));
    if days > SEARCH_MAX {
        return None;
    }
    let count = (0..=i32::try_from(days).ok()?).filter(|it| works(first.plus_days(*it))).count();
    let count = i64::try_from(count).ok()?;
    Some(if end < start { -count } else { count })
}

fn working_day(start: Day, days: i64, works: impl Fn(Day) -> bool) -> Value {
    let step = if days < 0 { -1 } else { 1 };
    let (mut left, mut number) = (days.abs(), i64::from(start.number()));
    for _ in 0..SEARCH_MAX {
        if left == 0 {
            return day_numbered(number);
        }
        number += step;
        let Value::Date(day) = day_numbered(number) else { return Value::Blank };
        left -= i64::from(works(day));
    }
    Value::Blank
}
