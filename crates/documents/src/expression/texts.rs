//! Functions on texts.

use super::calls::{number_at, small, whole_at};
use super::evaluate::TEXT_MAX;
use super::number::{ONE, Rounding};
use super::{Decimal, Function, Value};
use crate::Context;
use values::Day;

pub(super) fn call(function: Function, values: &[Value], context: &Context) -> Value {
    let it = values[0].joined();
    let second = || values.get(1).map(Value::joined).unwrap_or_default();
    match function {
        Function::Find => found(&values[0].joined(), &second(), whole_at(values, 2)),
        Function::Search => found(&small(&values[0]), &small(&values[1]), whole_at(values, 2)),
        Function::StartsWith => Value::YesNo(small(&values[0]).starts_with(&small(&values[1]))),
        Function::EndsWith => Value::YesNo(small(&values[0]).ends_with(&small(&values[1]))),
        Function::Exact => Value::YesNo(it == second()),
        Function::Replace => replace(&it, values),
        Function::Substitute => substitute(&it, &second(), &values[2].joined(), values),
        Function::Rept => {
            let times = usize::try_from(whole_at(values, 1).max(0)).unwrap_or(usize::MAX);
            let long = it.chars().count().saturating_mul(times) > TEXT_MAX;
            if long { Value::Blank } else { Value::text(it.repeat(times)) }
        }
        Function::Char => {
            let code = u32::try_from(whole_at(values, 0)).ok().filter(|it| *it >= 32 || *it == 10);
            code.and_then(char::from_u32).map_or(Value::Blank, |it| Value::text(it.to_string()))
        }
        Function::Code => match it.chars().next() {
            Some(first) => Value::Number(Decimal::whole(i64::from(u32::from(first)))),
            None => Value::Blank,
        },
        Function::Text => Value::text(formatted(&values[0], &second(), context)),
        Function::Value => said(&it).map_or(Value::Blank, Value::Number),
        Function::Fixed => fixed(values),
        _ => match number_at(values, 0) {
            Some(it) => rmb(it).map_or(Value::Blank, Value::text),
            None => Value::Blank,
        },
    }
}

/// Where `part` is in `text`, from a character on, counted from 1.
fn found(part: &str, text: &str, from: i64) -> Value {
    let skipped = usize::try_from(from - 1).unwrap_or(0);
    let start = text.char_indices().nth(skipped).map_or(text.len(), |(at, _)| at);
    match text[start..].find(part) {
        Some(at) => {
            let before = text[..start + at].chars().count();
            Value::Number(Decimal::whole(i64::try_from(before + 1).unwrap_or(i64::MAX)))
        }
        None => Value::Blank,
    }
}

fn replace(text: &str, values: &[Value]) -> Value {
    if values[1].is_blank() || values[2].is_blank() {
        return Value::Blank;
    }
    let place = |at| usize::try_from(whole_at(values, at).max(0)).unwrap_or(usize::MAX);
    let from = place(1).saturating_sub(1);
    let chars: Vec<char> = text.chars().collect();
    let before: String = chars.iter().take(from).collect();
    let after: String = chars.iter().skip(from.saturating_add(place(2))).collect();
    limited(before + &values[3].joined() + &after)
}

fn substitute(text: &str, old: &str, new: &str, values: &[Value]) -> Value {
    if old.is_empty() {
        return Value::text(text);
    }
    if values.len() < 4 {
        return limited(text.replace(old, new));
    }
    let wanted = usize::try_from(whole_at(values, 3)).unwrap_or(0);
    match text.match_indices(old).nth(wanted.wrapping_sub(1)) {
        Some((at, _)) => limited(format!("{}{new}{}", &text[..at], &text[at + old.len()..])),
        None => Value::text(text),
    }
}

pub(super) fn limited(text: String) -> Value {
    if text.chars().count() > TEXT_MAX { Value::Blank } else { Value::text(text) }
}

/// The number that a text says.
fn said(text: &str) -> Option<Decimal> {
    let text = text.trim().trim_start_matches(['¥', '￥']);
    let (text, percent) = text.strip_suffix('%').map_or((text, false), |it| (it, true));
    let (text, negative) = text.strip_prefix('-').map_or((text, false), |it| (it, true));
    let text = text.strip_prefix('+').filter(|_| !negative).unwrap_or(text);
    let found = Decimal::parse(&text.replace([',', '，'], ""))?;
    let found = if percent { found.over(Decimal::whole(100))? } else { found };
    Some(if negative { found.negated() } else { found })
}

fn fixed(values: &[Value]) -> Value {
    let digits = values.get(1).map_or(2, |_| whole_at(values, 1)).clamp(-18, 10);
    let Some(it) = number_at(values, 0).and_then(|it| it.rounded(digits, Rounding::Half)) else {
        return Value::Blank;
    };
    let grouped = values.get(2) != Some(&Value::YesNo(true));
    let decimals = usize::try_from(digits.max(0)).unwrap_or(0);
    Value::text(written(it, decimals, decimals, 1, grouped))
}

/// Digits of a rounded number: at least `least` decimals, at most `most`.
fn written(it: Decimal, least: usize, most: usize, digits: usize, grouped: bool) -> String {
    let size = it.abs().raw();
    let mut whole = format!("{:0digits$}", size / ONE);
    if grouped {
        let mut with = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                with.push(',');
            }
            with.push(digit);
        }
        whole = with;
    }
    let mut fraction = format!("{:010}", size % ONE);
    fraction.truncate(most);
    while fraction.len() > least && fraction.ends_with('0') {
        fraction.pop();
    }
    let sign = if it.raw() < 0 && size != 0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

fn formatted(value: &Value, format: &str, context: &Context) -> String {
    match value {
        Value::Number(it) => formatted_number(*it, format),
        Value::Date(it) => formatted_moment(*it, 0, format),
        Value::DateTime(it) => {
            let micros = it.micros() + i64::from(context.zone_seconds) * 1_000_000;
            formatted_moment(
                it.day(context.zone_seconds),
                micros.div_euclid(1_000_000).rem_euclid(86_400),
                format,
            )
        }
        other => other.joined(),
    }
}

/// `0` is a digit that is always there, `#` one that need not be; what stands around them is kept.
fn formatted_number(it: Decimal, format: &str) -> String {
    let is_place = |it: char| matches!(it, '0' | '#' | ',' | '.');
    let start = format.find(is_place).unwrap_or(format.len());
    let length = format[start..].find(|it| !is_place(it)).unwrap_or(format.len() - start);
    let (before, rest) = format.split_at(start);
    let (places, after) = rest.split_at(length);
    let (whole, fraction) = places.split_once('.').unwrap_or((places, ""));
    let zeros = |it: &str| it.chars().filter(|it| *it == '0').count();
    let most = fraction.chars().filter(|it| matches!(it, '0' | '#')).count().min(10);
    let it = if after.contains('%') { it.times(Decimal::whole(100)) } else { Some(it) };
    let rounded = it.and_then(|it| it.rounded(i64::try_from(most).unwrap_or(10), Rounding::Half));
    let Some(it) = rounded.filter(|_| !places.is_empty()) else { return format.to_owned() };
    let shown = written(
        it,
        zeros(fraction).min(most),
        most,
        zeros(whole).max(usize::from(most == 0)),
        whole.contains(','),
    );
    match shown.strip_prefix('-') {
        Some(shown) => format!("-{before}{shown}{after}"),
        None => format!("{before}{shown}{after}"),
    }
}

/// `m` is a month, but minutes after hours or before seconds.
fn formatted_moment(day: Day, seconds: i64, format: &str) -> String {
    let mut out = String::new();
    let chars: Vec<char> = format.chars().collect();
    let mut at = 0;
    let mut after_hour = false;
    while at < chars.len() {
        let first = chars[at].to_ascii_lowercase();
        let count = chars[at..].iter().take_while(|it| it.to_ascii_lowercase() == first).count();
        let next = chars[at + count..].iter().map(char::to_ascii_lowercase).find(char::is_ascii_alphabetic);
        let padded = |value: i64| if count > 1 { format!("{value:02}") } else { value.to_string() };
        match first {
            'y' if count > 2 => out += &format!("{:04}", day.year()),
            'y' => out += &format!("{:02}", day.year() % 100),
            'm' if after_hour || next == Some('s') => out += &padded(seconds / 60 % 60),
            'm' => out += &padded(i64::from(day.month())),
            'd' => out += &padded(i64::from(day.day_of_month())),
            'h' => out += &padded(seconds / 3600),
            's' => out += &padded(seconds % 60),
            _ => out.extend(&chars[at..at + count]),
        }
        if first.is_ascii_alphabetic() {
            after_hour = first == 'h';
        }
        at += count;
    }
    out
}

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];

/// 人民币大写 of an amount rounded to 分; `None` above 9,999 万亿.
fn rmb(it: Decimal) -> Option<String> {
    let cents = it.rounded(2, Rounding::Half)?.raw() / (ONE / 100);
    let size = u64::try_from(cents.abs()).ok().filter(|it| *it < 1_000_000_000_000_000_000)?;
    if size == 0 {
        return Some("零元整".to_owned());
    }
    let (yuan, jiao, fen) = (size / 100, size / 10 % 10, size % 10);
    let mut out = String::new();
    if cents < 0 {
        out.push('负');
    }
    if yuan > 0 {
        out += &chinese(yuan);
        out.push('元');
    }
    if jiao > 0 {
        out += DIGITS[usize::try_from(jiao).ok()?];
        out.push('角');
    } else if fen > 0 && yuan > 0 {
        out.push('零');
    }
    if fen > 0 {
        out += DIGITS[usize::try_from(fen).ok()?];
        out.push('分');
    } else {
        out.push('整');
    }
    Some(out)
}

/// In groups of four digits: 万, 亿, 万亿. One 零 stands for any number of zeros in between.
fn chinese(number: u64) -> String {
    const GROUPS: [&str; 4] = ["", "万", "亿", "万亿"];
    const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
    let mut out = String::new();
    let mut zero = false;
    for (group, name) in GROUPS.iter().enumerate().rev() {
        let scale = 10_000_u64.pow(u32::try_from(group).unwrap_or(0));
        let part = number / scale % 10_000;
        if part == 0 {
            zero |= !out.is_empty();
            continue;
        }
        for (place, unit) in PLACES.iter().enumerate().rev() {
            let digit = part / 10_u64.pow(u32::try_from(place).unwrap_or(0)) % 10;
            if digit == 0 {
                zero |= !out.is_empty();
                continue;
            }
            if std::mem::take(&mut zero) {
                out.push('零');
            }
            out += DIGITS[usize::try_from(digit).unwrap_or(0)];
            out += unit;
        }
        // 万亿 and 亿 together say 亿 once.
        let more = group == 3 && !(number / 100_000_000).is_multiple_of(10_000);
        out += if more { "万" } else { name };
        zero = false;
    }
    out
}
