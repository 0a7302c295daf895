//! What every function does with its values. `IF` and `COALESCE` are in `evaluate`: they do not
//! compute all of theirs.

use super::evaluate::{join, number, order};
use super::number::Rounding;
use super::{Decimal, Function, Value};
use crate::Context;
use std::cmp::Ordering;
use values::Day;

pub(crate) fn call(function: Function, values: &[Value], context: &Context) -> Value {
    use Function as F;
    match function {
        F::And => all(values, false),
        F::Or => all(values, true),
        F::Sum => number(sum(values)),
        F::Count => Value::Number(count(values.iter().filter(|it| !it.is_blank()).count())),
        F::Average => {
            let counted = count(numbers(values).count());
            number(sum(values).and_then(|it| it.over(counted)))
        }
        F::Min => extreme(values, Ordering::Less),
        F::Max => extreme(values, Ordering::Greater),
        F::Len => Value::Number(count(values[0].joined().chars().count())),
        F::Concat => join(values),
        F::Contains => Value::YesNo(small(&values[0]).contains(&small(&values[1]))),
        F::IsBlank => Value::YesNo(values[0].is_blank()),
        F::In => Value::YesNo(values[1..].contains(&values[0])),
        F::Today => Value::Date(context.today),
        F::Now => Value::DateTime(context.now),
        F::User => Value::Reference(context.user.0),
        // After this point every function is blank when one of its values is.
        _ if values.iter().any(Value::is_blank) => Value::Blank,
        F::Not => match values[0] {
            Value::YesNo(it) => Value::YesNo(!it),
            _ => Value::Blank,
        },
        F::Abs | F::Int | F::Mod | F::Round | F::RoundUp | F::RoundDown => arithmetic(function, values),
        F::Left | F::Right | F::Mid | F::Trim | F::Upper | F::Lower => text(function, values),
        F::Date | F::Year | F::Month | F::Day | F::Days | F::Weekday | F::DateAdd => {
            calendar(function, values)
        }
        F::If | F::Coalesce => unreachable!("these do not compute all of their arguments"),
    }
}

/// Like filters, `CONTAINS` does not tell A from a.
fn small(it: &Value) -> String {
    it.joined().to_ascii_lowercase()
}

fn count(it: usize) -> Decimal {
    Decimal::whole(i64::try_from(it).unwrap_or(i64::MAX))
}

fn numbers(values: &[Value]) -> impl Iterator<Item = Decimal> {
    values.iter().filter_map(|it| match it {
        Value::Number(it) => Some(*it),
        _ => None,
    })
}

fn sum(values: &[Value]) -> Option<Decimal> {
    numbers(values).try_fold(Decimal::ZERO, Decimal::plus)
}

/// `decisive` decides alone; otherwise one blank leaves it unknown.
fn all(values: &[Value], decisive: bool) -> Value {
    if values.contains(&Value::YesNo(decisive)) {
        Value::YesNo(decisive)
    } else if values.iter().any(Value::is_blank) {
        Value::Blank
    } else {
        Value::YesNo(!decisive)
    }
}

fn extreme(values: &[Value], wanted: Ordering) -> Value {
    let present = values.iter().filter(|it| !it.is_blank());
    let best = present.reduce(|best, it| if order(it, best) == Some(wanted) { it } else { best });
    best.cloned().unwrap_or(Value::Blank)
}

/// The number at `at`; the type check saw to it that there is one.
fn number_at(values: &[Value], at: usize) -> Option<Decimal> {
    match values.get(at) {
        Some(Value::Number(it)) => Some(*it),
        _ => None,
    }
}

fn whole_at(values: &[Value], at: usize) -> i64 {
    number_at(values, at).unwrap_or_default().whole_part()
}

fn arithmetic(function: Function, values: &[Value]) -> Value {
    let Some(it) = number_at(values, 0) else { return Value::Blank };
    let digits = whole_at(values, 1);
    number(match function {
        Function::Abs => Some(it.abs()),
        Function::Int => it.floor(),
        Function::Mod => number_at(values, 1).and_then(|by| it.modulo(by)),
        Function::Round => it.rounded(digits, Rounding::Half),
        Function::RoundUp => it.rounded(digits, Rounding::Up),
        _ => it.rounded(digits, Rounding::Down),
    })
}

/// Spaces of every width, tabs and line breaks.
fn is_space(it: char) -> bool {
    matches!(it, ' ' | '\t' | '\r' | '\n' | '\u{a0}' | '\u{3000}')
}

fn text(function: Function, values: &[Value]) -> Value {
    let it = values[0].joined();
    let length = |at| usize::try_from(whole_at(values, at).max(0)).unwrap_or(usize::MAX);
    Value::text(match function {
        Function::Left => it.chars().take(length(1)).collect(),
        Function::Right => {
            let skipped = it.chars().count().saturating_sub(length(1));
            it.chars().skip(skipped).collect()
        }
        Function::Mid => it.chars().skip(length(1).saturating_sub(1)).take(length(2)).collect(),
        Function::Trim => it.trim_matches(is_space).to_owned(),
        Function::Upper => it.to_uppercase(),
        _ => it.to_lowercase(),
    })
}

fn day_at(values: &[Value], at: usize) -> Option<Day> {
    match values.get(at) {
        Some(Value::Date(it)) => Some(*it),
        _ => None,
    }
}

/// Days of the years 1 to 9999.
fn calendar(function: Function, values: &[Value]) -> Value {
    let part = |part: fn(Day) -> i64| day_at(values, 0).map(|it| Decimal::whole(part(it)));
    number(match function {
        Function::Date => return date(whole_at(values, 0), whole_at(values, 1), whole_at(values, 2)),
        Function::DateAdd => return date_add(values),
        Function::Year => part(|it| i64::from(it.year())),
        Function::Month => part(|it| i64::from(it.month())),
        Function::Day => part(|it| i64::from(it.day_of_month())),
        Function::Weekday => part(|it| i64::from(it.weekday()) + 1),
        _ => match (day_at(values, 0), day_at(values, 1)) {
            (Some(end), Some(start)) => Some(Decimal::whole(i64::from(end.days_since(start)))),
            _ => None,
        },
    })
}

fn date(year: i64, month: i64, day: i64) -> Value {
    let year = i16::try_from(year).ok().filter(|it| (1..=9999).contains(it));
    let parts = (year, i8::try_from(month), i8::try_from(day));
    let (Some(year), Ok(month), Ok(day)) = parts else { return Value::Blank };
    Day::from_ymd(year, month, day).map_or(Value::Blank, Value::Date)
}

fn date_add(values: &[Value]) -> Value {
    let (first, last) = (Day::from_ymd(1, 1, 1), Day::from_ymd(9999, 12, 31));
    let (Some(day), Some(first), Some(last)) = (day_at(values, 0), first, last) else { return Value::Blank };
    let number = i64::from(day.number()).saturating_add(whole_at(values, 1));
    let within = i64::from(first.number())..=i64::from(last.number());
    match i32::try_from(number) {
        Ok(it) if within.contains(&number) => Value::Date(Day::from_number(it)),
        _ => Value::Blank,
    }
}
