//! Numbers as people write them: 1,234.5 １２ ￥12.00 12.5元 1.2万 (12) 12- 12% 12箱.

use crate::spreadsheet::cell::Cell;
use crate::spreadsheet::fault::Fault;
use crate::spreadsheet::note::{Note, Notes};
use crate::spreadsheet::reading::{Column, means_nothing, refuse_error, text};
use std::fmt;
use values::{Quantity, round_div};

/// Digits of a number that is still taken for one.
const DIGITS_MAX: usize = 30;
const CURRENCIES: [&str; 14] =
    ["HK$", "US$", "NT$", "RMB", "CNY", "USD", "EUR", "GBP", "HKD", "￥", "¥", "$", "€", "£"];
/// Longer first.
const COUNTED_MONEY: [&str; 5] = ["人民币", "元整", "块钱", "元", "块"];

/// An exact decimal number: `mantissa × 10⁻ˢᶜᵃˡᵉ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    mantissa: i128,
    scale: u32,
}

impl Decimal {
    pub const ZERO: Decimal = Decimal { mantissa: 0, scale: 0 };

    /// The stored integer at `scale` decimals; `None` when it does not fit. Surplus decimals are
    /// rounded half away from zero, which `true` tells.
    pub fn raw(self, scale: u32) -> Option<(i64, bool)> {
        let (value, rounded) = self.at_scale(scale)?;
        i64::try_from(value).ok().map(|it| (it, rounded))
    }

    fn at_scale(self, scale: u32) -> Option<(i128, bool)> {
        if self.scale <= scale {
            let factor = 10_i128.checked_pow(scale - self.scale)?;
            return self.mantissa.checked_mul(factor).map(|it| (it, false));
        }
        let step = 10_i128.checked_pow(self.scale - scale)?;
        Some((round_div(self.mantissa, step), self.mantissa % step != 0))
    }

    fn shifted(self, zeros: i32) -> Option<Decimal> {
        let scale = self.scale as i32 - zeros;
        if scale >= 0 {
            return (scale <= 60).then_some(Decimal { mantissa: self.mantissa, scale: scale as u32 });
        }
        let factor = 10_i128.checked_pow(scale.unsigned_abs())?;
        Some(Decimal { mantissa: self.mantissa.checked_mul(factor)?, scale: 0 })
    }

    /// Plain digits with at most one point and a leading minus.
    fn plain(text: &str) -> Option<Decimal> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mut mantissa, mut scale, mut count) = (0_i128, 0, 0);
        let mut point = false;
        for byte in digits.bytes() {
            match byte {
                b'0'..=b'9' => {
                    mantissa = mantissa * 10 + i128::from(byte - b'0');
                    scale += u32::from(point);
                    count += 1;
                }
                b'.' if !point => point = true,
                _ => return None,
            }
            if count > DIGITS_MAX {
                return None;
            }
        }
        (count > 0).then_some(Decimal { mantissa: if negative { -mantissa } else { mantissa }, scale })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs().to_string();
        let scale = self.scale as usize;
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

/// What was found around the digits.
struct Found {
    number: Decimal,
    percent: bool,
    unit: String,
}

/// An amount with at most `scale` decimals kept; more are rounded and noted.
pub fn amount(cell: &Cell, scale: u32, column: &Column, notes: &mut Notes) -> Result<Option<Decimal>, Fault> {
    let Some(found) = find(cell, column, notes)? else { return Ok(None) };
    if found.percent {
        return Err(Fault::PercentHere);
    }
    if !found.unit.is_empty() {
        return Err(Fault::UnitInAmount(found.unit));
    }
    fit(found.number, scale, notes).map(Some)
}

/// A quantity and, when one is written behind it, its unit.
pub fn quantity(
    cell: &Cell,
    column: &Column,
    notes: &mut Notes,
) -> Result<Option<(Decimal, Option<String>)>, Fault> {
    let Some(found) = find(cell, column, notes)? else { return Ok(None) };
    if found.percent {
        return Err(Fault::PercentHere);
    }
    let number = fit(found.number, Quantity::SCALE, notes)?;
    if found.unit.is_empty() {
        return Ok(Some((number, None)));
    }
    notes.add(Note::UnitSplit);
    Ok(Some((number, Some(found.unit))))
}

/// A percent: `12%` and `12` are 12; a fraction is one when the whole column is made of fractions.
pub fn percent(cell: &Cell, column: &Column, notes: &mut Notes) -> Result<Option<Decimal>, Fault> {
    let Some(found) = find(cell, column, notes)? else { return Ok(None) };
    if !found.unit.is_empty() {
        return Err(Fault::UnitInAmount(found.unit));
    }
    let mut number = found.number;
    if found.percent {
        notes.add(Note::PercentSign);
    } else if column.percent_as_fraction {
        notes.add(Note::PercentFraction);
        number = number.shifted(2).ok_or(Fault::OutOfRange)?;
    }
    fit(number, 4, notes).map(Some)
}

fn fit(number: Decimal, scale: u32, notes: &mut Notes) -> Result<Decimal, Fault> {
    let (raw, rounded) = number.raw(scale).ok_or(Fault::OutOfRange)?;
    if rounded {
        notes.add(Note::Rounded);
        return Ok(Decimal { mantissa: i128::from(raw), scale });
    }
    Ok(number)
}

fn find(cell: &Cell, column: &Column, notes: &mut Notes) -> Result<Option<Found>, Fault> {
    refuse_error(cell)?;
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Number(text) => {
            let number = Decimal::plain(text).ok_or(Fault::OutOfRange)?;
            return Ok(Some(Found { number, percent: false, unit: String::new() }));
        }
        Cell::Text(text) => text,
        _ => return Err(Fault::NotANumber),
    };
    if !column.decimal_comma
        && let Some(number) = Decimal::plain(text)
    {
        return Ok(Some(Found { number, percent: false, unit: String::new() }));
    }
    let plain = text::unescaped(text::plain(text, notes), notes);
    if plain.is_empty() {
        return Ok(None);
    }
    if means_nothing(&plain) {
        notes.add(Note::DashEmpty);
        return Ok(None);
    }
    let (number, percent, unit) = parse(&plain, column, notes)?;
    Ok(Some(Found { number, percent, unit }))
}

fn parse(text: &str, column: &Column, notes: &mut Notes) -> Result<(Decimal, bool, String), Fault> {
    let mut rest = text;
    let mut negative = false;
    if let Some(inner) = rest.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
        notes.add(Note::Parentheses);
        negative = true;
        rest = inner.trim();
    }
    let mut signed = false;
    loop {
        let before = rest;
        if !signed && let Some(it) = rest.strip_prefix('-') {
            (negative, signed, rest) = (!negative, true, it.trim_start());
        } else if !signed && let Some(it) = rest.strip_prefix('+') {
            (signed, rest) = (true, it.trim_start());
        }
        let money = |it: &&&str| {
            rest.len() >= it.len()
                && rest.is_char_boundary(it.len())
                && rest[..it.len()].eq_ignore_ascii_case(it)
        };
        if let Some(sign) = CURRENCIES.iter().chain(&["人民币"]).find(money) {
            notes.add(Note::Currency);
            rest = rest[sign.len()..].trim_start();
        }
        if rest == before {
            break;
        }
    }
    let digits_end = rest
        .char_indices()
        .find(|(_, it)| !(it.is_ascii_digit() || matches!(it, '.' | ',' | '\'' | '_' | ' ')))
        .map_or(rest.len(), |(at, _)| at);
    let (digits, mut tail) = rest.split_at(digits_end);
    let mut number = separated(digits.trim(), column, notes)?;
    if let Some((exponent, behind)) = exponent(tail) {
        notes.add(Note::Scientific);
        number = number.shifted(exponent).ok_or(Fault::OutOfRange)?;
        tail = behind;
    }
    tail = tail.trim();
    for (word, zeros) in [("亿", 8), ("万", 4), ("千", 3), ("百", 2)] {
        // 千克 and 百合 are not multiples of something.
        let behind = tail.strip_prefix(word).filter(|it| zeros >= 4 || it.is_empty() || *it == "元");
        if let Some(behind) = behind {
            notes.add(Note::TenThousand);
            number = number.shifted(zeros).ok_or(Fault::OutOfRange)?;
            tail = behind.trim_start();
            break;
        }
    }
    if let Some(before) = tail.strip_suffix('-') {
        if signed || negative {
            return Err(Fault::NotANumber);
        }
        notes.add(Note::TrailingMinus);
        negative = true;
        tail = before.trim_end();
    }
    let percent = tail.strip_suffix('%');
    tail = percent.unwrap_or(tail).trim();
    let money = CURRENCIES.iter().chain(&COUNTED_MONEY).find_map(|it| tail.strip_prefix(it));
    if let Some(behind) = money.filter(|it| it.is_empty() || it.starts_with('/')) {
        notes.add(Note::Currency);
        // 12元/箱 is a price per unit: the unit belongs to the price, not to the number.
        tail = behind.trim_start_matches('/');
    }
    if negative {
        number.mantissa = -number.mantissa;
    }
    let unit = tail.trim_end_matches('.');
    if !unit.chars().all(is_unit_letter) || unit.chars().count() > 12 {
        return Err(Fault::NotANumber);
    }
    Ok((number, percent.is_some(), unit.to_owned()))
}

fn is_unit_letter(it: char) -> bool {
    it.is_alphabetic() || matches!(it, '²' | '³' | '℃')
}

/// `E+12` behind the digits.
fn exponent(tail: &str) -> Option<(i32, &str)> {
    let rest = tail.strip_prefix(['e', 'E'])?;
    let sign = usize::from(rest.starts_with(['+', '-']));
    let digits = rest[sign..].bytes().take_while(u8::is_ascii_digit).count();
    let value: i32 = rest[..sign + digits].parse().ok().filter(|it: &i32| it.abs() <= 40)?;
    Some((value, &rest[sign + digits..]))
}

/// Decides which of the points and commas are separators of thousands.
fn separated(digits: &str, column: &Column, notes: &mut Notes) -> Result<Decimal, Fault> {
    if let Some(number) = Decimal::plain(digits).filter(|_| !column.decimal_comma) {
        return Ok(number);
    }
    let (commas, points) = (digits.matches(',').count(), digits.matches('.').count());
    let decimal = match (commas, points) {
        (0, 0) => None,
        (1.., 1..) => digits.rfind([',', '.']).map(|at| (at, digits.as_bytes()[at])),
        (1, 0) if column.decimal_comma => digits.find(',').map(|at| (at, b',')),
        (1, 0) if !grouped(digits, ',') => return Err(Fault::DecimalComma),
        (0, 1) if !(column.decimal_comma && grouped(digits, '.')) => digits.find('.').map(|at| (at, b'.')),
        _ => None,
    };
    let (whole, fraction) = match decimal {
        Some((at, _)) => (&digits[..at], &digits[at + 1..]),
        None => (digits, ""),
    };
    let separators = [',', '.', '\'', '_', ' '];
    let separator = whole.chars().find(|it| separators.contains(it));
    if separator.is_some_and(|it| !grouped(whole, it)) {
        return Err(Fault::NotANumber);
    }
    if separator.is_some() {
        notes.add(Note::Thousands);
    }
    let plain: String = whole.chars().filter(|it| !separators.contains(it)).collect();
    Decimal::plain(&format!("{plain}.{fraction}")).ok_or(Fault::NotANumber)
}

/// Groups of three behind a first group of one to three; Indian groups of two in between are read too.
fn grouped(whole: &str, separator: char) -> bool {
    let groups: Vec<&str> = whole.split(separator).collect();
    let Some((last, groups)) = groups.split_last() else { return false };
    let Some((first, middle)) = groups.split_first() else { return false };
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    digits(first)
        && first.len() <= 3
        && digits(last)
        && last.len() == 3
        && middle.iter().all(|it| digits(it) && (it.len() == 3 || it.len() == 2))
}
