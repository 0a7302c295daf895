//! Functions on lists and columns.

use super::calls::{count, flat, numbers, sum, whole_at};
use super::evaluate::{number, order};
use super::texts::limited;
use super::{Decimal, Function, Value};
use std::cmp::Ordering;
use values::Day;

const LIST_MAX: usize = 10_000;

fn list(value: &Value) -> &[Value] {
    match value {
        Value::List(list) => list,
        _ => &[],
    }
}

pub(super) fn first_true(values: &[Value]) -> Value {
    let pairs = values.chunks_exact(2);
    let found = pairs.into_iter().find(|it| it[0] == Value::YesNo(true));
    found.map_or(Value::Blank, |it| it[1].clone())
}

pub(super) fn switch(values: &[Value]) -> Value {
    let pairs = values[1..].chunks_exact(2);
    let last = pairs.remainder().first();
    let found = values[1..].chunks_exact(2).find(|it| it[0] == values[0]);
    found.map(|it| &it[1]).or(last).cloned().unwrap_or(Value::Blank)
}

pub(super) fn call(function: Function, values: &[Value]) -> Value {
    let present = |it: &Value| list(it).iter().filter(|it| !it.is_blank()).cloned().collect::<Vec<_>>();
    match function {
        Function::Join => {
            let texts: Vec<String> = present(&values[0]).iter().map(Value::joined).collect();
            let between = values.get(1).map_or_else(|| "、".to_owned(), Value::joined);
            limited(texts.join(&between))
        }
        Function::TextJoin => {
            let skips = values[1] == Value::YesNo(true);
            let each = flat(&values[2..]);
            let texts = each.iter().filter(|it| !skips || !it.is_blank()).map(Value::joined);
            limited(texts.collect::<Vec<_>>().join(&values[0].joined()))
        }
        Function::Split => {
            let (text, between) = (values[0].joined(), values[1].joined());
            Value::List(text.split(&between).take(LIST_MAX).map(Value::text).collect())
        }
        Function::Union => {
            let mut found: Vec<Value> = Vec::new();
            for it in flat(values).iter().filter(|it| !it.is_blank()).take(LIST_MAX) {
                if !found.contains(it) {
                    found.push(it.clone());
                }
            }
            Value::List(found)
        }
        Function::Index => {
            let at = usize::try_from(whole_at(values, 1) - 1).ok();
            at.and_then(|at| list(&values[0]).get(at)).cloned().unwrap_or(Value::Blank)
        }
        Function::First => present(&values[0]).first().cloned().unwrap_or(Value::Blank),
        Function::Last => present(&values[0]).last().cloned().unwrap_or(Value::Blank),
        _ => {
            let at = list(&values[1]).iter().position(|it| *it == values[0] && !it.is_blank());
            at.map_or(Value::Blank, |at| Value::Number(count(at + 1)))
        }
    }
}

pub(super) fn summary(function: Function, values: &[Value]) -> Value {
    let first = list(&values[0]);
    match function {
        Function::CountBlank => Value::Number(count(first.iter().filter(|it| it.is_blank()).count())),
        Function::CountDistinct => {
            let mut seen = std::collections::HashSet::new();
            Value::Number(count(first.iter().filter(|it| !it.is_blank() && seen.insert(*it)).count()))
        }
        Function::Large | Function::Small => {
            let sorted = sorted(first, function == Function::Large);
            let at = usize::try_from(whole_at(values, 1) - 1).ok();
            at.and_then(|at| sorted.get(at)).map_or(Value::Blank, |it| (*it).clone())
        }
        Function::Median => number(median(&flat(values))),
        Function::Rank => {
            if values[0].is_blank() || !list(&values[1]).contains(&values[0]) {
                return Value::Blank;
            }
            let wanted =
                if values.get(2) == Some(&Value::YesNo(true)) { Ordering::Less } else { Ordering::Greater };
            let before = list(&values[1]).iter().filter(|it| order(it, &values[0]) == Some(wanted));
            Value::Number(count(before.count() + 1))
        }
        Function::CountIf => Value::Number(count(first.iter().filter(|it| meets(it, &values[1])).count())),
        Function::CountIfs => Value::Number(count(places(values, first.len()).len())),
        Function::SumIf | Function::AverageIf => {
            let summed = values.get(2).map_or(first, list);
            let chosen: Vec<Value> = (first.iter().zip(summed))
                .filter(|(it, _)| meets(it, &values[1]))
                .map(|(_, it)| it.clone())
                .collect();
            let total = sum(&chosen);
            match function {
                Function::SumIf => number(total),
                _ => number(total.and_then(|it| it.over(count(numbers(&chosen).count())))),
            }
        }
        Function::SumIfs => {
            let chosen: Vec<Value> =
                places(&values[1..], first.len()).into_iter().map(|at| first[at].clone()).collect();
            number(sum(&chosen))
        }
        Function::SumProduct => {
            let longest = values.iter().map(|it| list(it).len()).max().unwrap_or(0);
            let product = |at: usize| {
                values.iter().try_fold(Decimal::whole(1), |product, it| match list(it).get(at) {
                    Some(Value::Number(it)) => product.times(*it),
                    // A blank counts as nothing.
                    _ => Some(Decimal::ZERO),
                })
            };
            number((0..longest).try_fold(Decimal::ZERO, |total, at| total.plus(product(at)?)))
        }
        _ => {
            let values = flat(values);
            if numbers(&values).next().is_none() {
                return Value::Blank;
            }
            number(numbers(&values).try_fold(Decimal::whole(1), Decimal::times))
        }
    }
}

/// The places at which every pair of a list and a condition is met.
fn places(pairs: &[Value], most: usize) -> Vec<usize> {
    let met = |at: &usize| {
        pairs.chunks_exact(2).all(|it| list(&it[0]).get(*at).is_some_and(|value| meets(value, &it[1])))
    };
    (0..most).filter(met).collect()
}

fn sorted(values: &[Value], descending: bool) -> Vec<&Value> {
    let mut found: Vec<&Value> = values.iter().filter(|it| !it.is_blank()).collect();
    found.sort_by(|a, b| order(a, b).unwrap_or(Ordering::Equal));
    if descending {
        found.reverse();
    }
    found
}

fn median(values: &[Value]) -> Option<Decimal> {
    let mut found: Vec<Decimal> = numbers(values).collect();
    found.sort_unstable();
    let half = found.len() / 2;
    let upper = *found.get(half)?;
    if found.len() % 2 == 1 { Some(upper) } else { found[half - 1].plus(upper)?.over(Decimal::whole(2)) }
}

/// Whether a value meets a condition: equal to it, or, for a text that starts with a sign, compared
/// with what follows; texts whatever their capitals, with `*` and `?` for any characters.
fn meets(value: &Value, condition: &Value) -> bool {
    let Value::Text(text) = condition else { return value == condition };
    let signs = [("<>", 3), (">=", 2), ("<=", -2), (">", 1), ("<", -1), ("=", 0)];
    let found =
        signs.iter().find_map(|(sign, kind)| text.strip_prefix(sign).map(|rest| (*kind, rest.trim())));
    let (kind, rest) = found.unwrap_or((0, text.as_str()));
    if rest.is_empty() {
        return match kind {
            0 => value.is_blank(),
            3 => !value.is_blank(),
            _ => false,
        };
    }
    if kind == 0 || kind == 3 {
        return equals(value, rest) == (kind == 0);
    }
    let Some(order) = compared(value, rest) else { return false };
    match kind {
        1 => order.is_gt(),
        2 => order.is_ge(),
        -1 => order.is_lt(),
        _ => order.is_le(),
    }
}

fn equals(value: &Value, text: &str) -> bool {
    match value {
        Value::Text(it) => like(&lower(it), &lower(text)),
        Value::YesNo(it) => text.eq_ignore_ascii_case(if *it { "true" } else { "false" }),
        _ => compared(value, text) == Some(Ordering::Equal),
    }
}

fn lower(text: &str) -> Vec<char> {
    text.chars().map(|it| it.to_ascii_lowercase()).collect()
}

/// `*` is any number of characters, `?` is one.
fn like(text: &[char], pattern: &[char]) -> bool {
    let (mut at, mut next, mut star) = (0, 0, None);
    while at < text.len() {
        match pattern.get(next) {
            Some('*') => {
                star = Some((next, at));
                next += 1;
            }
            Some(it) if *it == '?' || *it == text[at] => {
                at += 1;
                next += 1;
            }
            _ => match star {
                Some((place, from)) => {
                    next = place + 1;
                    at = from + 1;
                    star = Some((place, at));
                }
                None => return false,
            },
        }
    }
    pattern[next..].iter().all(|it| *it == '*')
}

/// The value against what the text says, read as a value of the same type.
fn compared(value: &Value, text: &str) -> Option<Ordering> {
    match value {
        Value::Number(it) => {
            let (digits, percent) = text.strip_suffix('%').map_or((text, false), |it| (it, true));
            let parsed = match digits.strip_prefix('-') {
                Some(digits) => Decimal::parse(digits)?.negated(),
                None => Decimal::parse(digits)?,
            };
            let parsed = if percent { parsed.over(Decimal::whole(100))? } else { parsed };
            Some(it.cmp(&parsed))
        }
        Value::Date(it) => Some(it.cmp(&text.parse::<Day>().ok()?)),
        Value::DateTime(it) => Some(it.cmp(&text.parse().ok()?)),
        Value::Text(it) => Some(it.as_str().cmp(text)),
        _ => None,
    }
}
