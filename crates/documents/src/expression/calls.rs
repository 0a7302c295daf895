//! What every function does with its values. `IF` and `COALESCE` are in `evaluate`: they do not
//! compute all of theirs.

use super::evaluate::{join, number, order};
use super::number::Rounding;
use super::{Decimal, Function, Value, dates, irrational, lists, texts};
use crate::Context;
use std::borrow::Cow;
use std::cmp::Ordering;
use values::Day;

pub(crate) fn call(function: Function, values: &[Value], context: &Context) -> Value {
    use Function as F;
    if !function.keeps_blanks() && values.iter().any(Value::is_blank) {
        return Value::Blank;
    }
    match function {
        F::And => all(&flat(values), false),
        F::Or => all(&flat(values), true),
        F::Xor => {
            let odd = flat(values).iter().filter(|it| **it == Value::YesNo(true)).count() % 2 == 1;
            Value::YesNo(odd)
        }
        F::Not => match values[0] {
            Value::YesNo(it) => Value::YesNo(!it),
            _ => Value::Blank,
        },
        F::True => Value::YesNo(true),
        F::False => Value::YesNo(false),
        F::Ifs => lists::first_true(values),
        F::Switch => lists::switch(values),
        F::Sum => number(sum(&flat(values))),
        F::Count => Value::Number(count(flat(values).iter().filter(|it| !it.is_blank()).count())),
        F::Average => {
            let values = flat(values);
            let counted = count(numbers(&values).count());
            number(sum(&values).and_then(|it| it.over(counted)))
        }
        F::Min => extreme(&flat(values), Ordering::Less),
        F::Max => extreme(&flat(values), Ordering::Greater),
        F::Len => Value::Number(count(values[0].joined().chars().count())),
        F::Concat => join(&flat(values)),
        F::Contains => Value::YesNo(small(&values[0]).contains(&small(&values[1]))),
        F::IsBlank => Value::YesNo(match &values[0] {
            Value::List(list) => list.iter().all(Value::is_blank),
            it => it.is_blank(),
        }),
        F::In => Value::YesNo(values[1..].contains(&values[0])),
        F::Today => Value::Date(context.today),
        F::Now => Value::DateTime(context.now),
        F::User => Value::Reference(context.user.0),
        F::Abs | F::Int | F::Mod | F::Round | F::RoundUp | F::RoundDown => arithmetic(function, values),
        F::Left | F::Right | F::Mid | F::Trim | F::Upper | F::Lower => text(function, values),
        F::Date | F::Year | F::Month | F::Day | F::Days | F::Weekday | F::DateAdd => {
            calendar(function, values)
        }
        F::Find
        | F::Search
        | F::StartsWith
        | F::EndsWith
        | F::Exact
        | F::Replace
        | F::Substitute
        | F::Rept
        | F::Char
        | F::Code
        | F::Text
        | F::Value
        | F::Fixed
        | F::RmbCap => texts::call(function, values, context),
        F::Join | F::TextJoin | F::Split | F::Union | F::Index | F::First | F::Last | F::Match => {
            lists::call(function, values)
        }
        F::CountBlank
        | F::CountDistinct
        | F::Large
        | F::Small
        | F::Median
        | F::Rank
        | F::CountIf
        | F::CountIfs
        | F::SumIf
        | F::SumIfs
        | F::AverageIf
        | F::SumProduct
        | F::Product => lists::summary(function, values),
        F::Sign
        | F::Trunc
        | F::Quotient
        | F::MRound
        | F::Ceiling
        | F::Floor
        | F::Sqrt
        | F::Power
        | F::Exp
        | F::Ln
        | F::Log
        | F::Pi
        | F::Sin
        | F::Cos
        | F::Tan
        | F::Cot
        | F::Radians
        | F::Degrees => number(mathematics(function, values)),
        F::DateValue
        | F::ToDate
        | F::Quarter
        | F::Hour
        | F::Minute
        | F::Second
        | F::WeekNum
        | F::IsoWeekNum
        | F::Days360
        | F::EDate
        | F::EoMonth
        | F::DateDif
        | F::NetWorkdays
        | F::Workday
        | F::Timestamp => dates::call(function, values, context),
        F::If | F::Coalesce => unreachable!("these do not compute all of their arguments"),
    }
}

/// Lists among the values as if their values had been given one by one.
pub(super) fn flat(values: &[Value]) -> Cow<'_, [Value]> {
    if !values.iter().any(|it| matches!(it, Value::List(_))) {
        return Cow::Borrowed(values);
    }
    let each = values.iter().flat_map(|it| match it {
        Value::List(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    });
    Cow::Owned(each.cloned().collect())
}

fn mathematics(function: Function, values: &[Value]) -> Option<Decimal> {
    let it = number_at(values, 0).unwrap_or_default();
    let by = number_at(values, 1);
    let step = by.unwrap_or(Decimal::whole(1));
    match function {
        Function::Sign => Some(Decimal::whole(i64::from(it > Decimal::ZERO) - i64::from(it < Decimal::ZERO))),
        Function::Trunc => it.rounded(whole_at(values, 1), Rounding::Down),
        Function::Quotient => {
            let by = by?.raw();
            if by == 0 { None } else { Decimal::from_raw((it.raw() / by).checked_mul(super::number::ONE)?) }
        }
        Function::MRound => it.to_multiple(step, Rounding::Half),
        Function::Ceiling => it.stepped(step, true),
        Function::Floor => it.stepped(step, false),
        Function::Sqrt => irrational::sqrt(it),
        Function::Power => irrational::power(it, step),
        Function::Exp => irrational::exp(it),
        Function::Ln => irrational::ln(it),
        Function::Log => irrational::log(it, by),
        Function::Sin => irrational::sin(it),
        Function::Cos => irrational::cos(it),
        Function::Tan => irrational::tan(it),
        Function::Cot => irrational::cot(it),
        Function::Radians => irrational::radians(it),
        Function::Degrees => irrational::degrees(it),
        _ => irrational::pi(),
    }
}

/// Like filters, `CONTAINS` does not tell A from a.
pub(super) fn small(it: &Value) -> String {
    it.joined().to_ascii_lowercase()
}

pub(super) fn count(it: usize) -> Decimal {
    Decimal::whole(i64::try_from(it).unwrap_or(i64::MAX))
}

pub(super) fn numbers(values: &[Value]) -> impl Iterator<Item = Decimal> {
    values.iter().filter_map(|it| match it {
        Value::Number(it) => Some(*it),
        _ => None,
    })
}

pub(super) fn sum(values: &[Value]) -> Option<Decimal> {
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
pub(super) fn number_at(values: &[Value], at: usize) -> Option<Decimal> {
    match values.get(at) {
        Some(Value::Number(it)) => Some(*it),
        _ => None,
    }
}

pub(super) fn whole_at(values: &[Value], at: usize) -> i64 {
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
pub(super) fn is_space(it: char) -> bool {
    matches!(it, ' ' | '\t' | '\r' | '\n' | '\u{a0}' | '\u{3000}')
}

fn text(function: Function, values: &[Value]) -> Value {
    let it = values[0].joined();
    let length = |at| match values.get(at) {
        None => 1,
        Some(_) => usize::try_from(whole_at(values, at).max(0)).unwrap_or(usize::MAX),
    };
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

pub(super) fn day_at(values: &[Value], at: usize) -> Option<Day> {
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
        Function::Weekday => {
            let counted = values.get(1).map_or(1, |_| whole_at(values, 1));
            day_at(values, 0).and_then(|it| weekday(it, counted)).map(Decimal::whole)
        }
        _ => match (day_at(values, 0), day_at(values, 1)) {
            (Some(end), Some(start)) => Some(Decimal::whole(i64::from(end.days_since(start)))),
            _ => None,
        },
    })
}

/// Counted as in Excel: 1 and 17 from Sunday, 2 and 11 from Monday, 12 to 16 from the days between,
/// each from 1; 3 from Monday, from 0.
fn weekday(day: Day, counted: i64) -> Option<i64> {
    let from_monday = i64::from(day.weekday());
    let first = match counted {
        3 => return Some(from_monday),
        1 => 6,
        2 => 0,
        11..=17 => counted - 11,
        _ => return None,
    };
    Some((from_monday - first).rem_euclid(7) + 1)
}

pub(super) fn date(year: i64, month: i64, day: i64) -> Value {
    let year = i16::try_from(year).ok().filter(|it| (1..=9999).contains(it));
    let parts = (year, i8::try_from(month), i8::try_from(day));
    let (Some(year), Ok(month), Ok(day)) = parts else { return Value::Blank };
    Day::from_ymd(year, month, day).map_or(Value::Blank, Value::Date)
}

fn date_add(values: &[Value]) -> Value {
    let Some(day) = day_at(values, 0) else { return Value::Blank };
    day_numbered(i64::from(day.number()).saturating_add(whole_at(values, 1)))
}

/// The day of that number, of the years 1 to 9999.
pub(super) fn day_numbered(number: i64) -> Value {
    let (first, last) = (Day::from_ymd(1, 1, 1), Day::from_ymd(9999, 12, 31));
    let (Some(first), Some(last)) = (first, last) else { return Value::Blank };
    let within = i64::from(first.number())..=i64::from(last.number());
    match i32::try_from(number) {
        Ok(it) if within.contains(&number) => Value::Date(Day::from_number(it)),
        _ => Value::Blank,
    }
}
