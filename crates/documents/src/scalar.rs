//! One value that is not rows: read from outside JSON, kept in the database, shown.

use crate::composite::{self, Address, FileRef};
use crate::{Field, Kind, Links, Problem, Value, formats};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use values::{AmountError, Day, DocumentId, Instant, Money, Number, Percent, Quantity, UnitPrice, UserId};

/// Characters in a text field that does not say how many.
pub(crate) const TEXT_USUAL: u32 = 2_000;
pub(crate) const TEXT_MAX: u32 = 20_000;
/// In long and rich texts that do not say how many.
const LONG_USUAL: u32 = 20_000;
pub(crate) const LONG_MAX: u32 = 200_000;
/// Digits that every JSON number can carry without loss.
const SAFE_DIGITS: usize = 15;

/// Reads `json` as a value of `field`; blank (`null`, empty text) is `Ok(None)`.
pub(crate) fn parse(field: &Field, json: &Json, path: &str, links: &Links) -> Result<Option<Value>, Problem> {
    if is_blank(json) {
        return Ok(None);
    }
    let value = match &field.kind {
        kind if kind.is_text() => text(field, json, path).map(Value::Text),
        Kind::Choice => choice(field, json, path).map(Value::Choice),
        Kind::Choices => choices(field, json, path).map(Value::Choices),
        Kind::Address => composite::address(json, path).map(Value::Address),
        Kind::Location => composite::location(json, path).map(Value::Location),
        kind if kind.is_files() => composite::files(field, json, path).map(Value::Files),
        Kind::YesNo => match json {
            Json::Bool(it) => Ok(Value::YesNo(*it)),
            _ => Err(Problem::new(path, "not_yes_no")),
        },
        Kind::Date => day(json, path).map(Value::Date),
        Kind::DateTime => {
            let parsed = json.as_str().and_then(|it| it.trim().parse().ok());
            parsed
                .map(Value::DateTime)
                .ok_or_else(|| Problem::new(path, "not_an_instant").with("value", shown(json)))
        }
        Kind::Member => {
            let found = json.as_str().and_then(|it| links.member(it.trim()));
            found.map(Value::Member).ok_or_else(|| not_found(json, path))
        }
        Kind::Link(target) => {
            let found = json.as_str().and_then(|it| links.get(target, it.trim()));
            found.map(Value::Link).ok_or_else(|| not_found(json, path))
        }
        Kind::Rows => unreachable!("rows are read line by line"),
        Kind::Lookup | Kind::LinkedTable => return Ok(None),
        _ => amount(field, json, path),
    }?;
    // An address without parts, HTML without text: blank as well.
    if value.is_blank() { Ok(None) } else { within(field, value, path).map(Some) }
}

pub(crate) fn is_blank(json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::String(it) => it.trim().is_empty(),
        Json::Array(it) => it.is_empty(),
        _ => false,
    }
}

fn not_found(json: &Json, path: &str) -> Problem {
    Problem::new(path, "not_found").with("value", shown(json))
}

/// The JSON as a person wrote it, cut short.
fn shown(json: &Json) -> String {
    let text = json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    if text.chars().count() <= 60 { text } else { text.chars().take(60).chain(['…']).collect() }
}

fn text(field: &Field, json: &Json, path: &str) -> Result<String, Problem> {
    let text = match json {
        Json::String(it) => it.trim().to_owned(),
        // Codes and barcodes are often sent as numbers.
        Json::Number(it) if it.is_i64() || it.is_u64() => it.to_string(),
        _ => return Err(Problem::new(path, "not_a_text")),
    };
    if text.chars().any(|it| it.is_control() && !matches!(it, '\n' | '\r' | '\t')) {
        return Err(Problem::new(path, "bad_character"));
    }
    let usual = if is_long(&field.kind) { LONG_USUAL } else { TEXT_USUAL };
    let most = field.max_length.unwrap_or(usual);
    if text.chars().count() > most as usize {
        return Err(Problem::new(path, "too_long").with("most", most));
    }
    let value = shown(json);
    formats::checked(&field.kind, text).map_err(|code| Problem::new(path, code).with("value", value))
}

pub(crate) fn is_long(kind: &Kind) -> bool {
    matches!(kind, Kind::LongText | Kind::RichText)
}

/// A choice by its value.
fn choice(field: &Field, json: &Json, path: &str) -> Result<String, Problem> {
    if field.choices_from.is_some() {
        // Whether other documents hold it is asked of them.
        return text(&Field { max_length: Some(200), ..field.clone() }, json, path);
    }
    let found = json.as_str().and_then(|it| field.choice(it.trim()));
    found.map(|it| it.value.clone()).ok_or_else(|| {
        let choices: Vec<&str> = field.choices.iter().map(|it| it.value.as_str()).collect();
        Problem::new(path, "unknown_choice").with("value", shown(json)).with("choices", choices.join(", "))
    })
}

/// Several, as a list of values or as one text, in which labels count too: `红、蓝`. They are kept in
/// the order of the field, each once.
fn choices(field: &Field, json: &Json, path: &str) -> Result<Vec<String>, Problem> {
    let texts: Vec<&str> = match json {
        Json::Array(list) => list.iter().map(|it| it.as_str().unwrap_or_default().trim()).collect(),
        Json::String(text) => text.split(['、', ',', '，', ';', '；', '|', '\n']).map(str::trim).collect(),
        _ => {
            return Err(Problem::new(path, "unknown_choice")
                .with("value", shown(json))
                .with("choices", "[…]"));
        }
    };
    if field.choices_from.is_some() {
        let mut found: Vec<String> = Vec::new();
        for it in texts.into_iter().filter(|it| !it.is_empty()) {
            let it = choice(field, &json!(it), path)?;
            if !found.contains(&it) {
                found.push(it);
            }
        }
        return Ok(found);
    }
    let mut chosen = vec![false; field.choices.len()];
    for text in texts.into_iter().filter(|it| !it.is_empty()) {
        let by_value = field.choices.iter().position(|it| it.value == text);
        let at = by_value
            .or_else(|| field.choices.iter().position(|it| it.label.zh == text || it.label.en == text));
        match at {
            Some(at) => chosen[at] = true,
            None => return choice(field, &json!(text), path).map(|it| vec![it]),
        }
    }
    let picked = field.choices.iter().zip(chosen).filter(|(_, it)| *it);
    Ok(picked.map(|(it, _)| it.value.clone()).collect())
}

fn day(json: &Json, path: &str) -> Result<Day, Problem> {
    let parsed = json.as_str().and_then(|it| it.trim().parse::<Day>().ok());
    parsed
        .filter(|it| (1..=9999).contains(&it.year()))
        .ok_or_else(|| Problem::new(path, "not_a_day").with("value", shown(json)))
}

fn amount(field: &Field, json: &Json, path: &str) -> Result<Value, Problem> {
    let text = match json {
        Json::String(it) => it.trim().to_owned(),
        Json::Number(it) => {
            let text = it.to_string();
            let significant = text.trim_start_matches(['-', '0', '.']);
            let digits = significant.bytes().filter(u8::is_ascii_digit).count();
            if !it.is_i64() && !it.is_u64() && digits > SAFE_DIGITS {
                return Err(Problem::new(path, "not_exact"));
            }
            text
        }
        _ => return Err(Problem::new(path, "not_a_number").with("value", shown(json))),
    };
    let too_many = |most: u32| Problem::new(path, "too_many_decimals").with("most", most);
    let value = amount_from_text(&field.kind, &text).map_err(|err| match err {
        AmountError::NotANumber => Problem::new(path, "not_a_number").with("value", shown(json)),
        AmountError::TooManyDecimals(most) => too_many(field.decimals.unwrap_or(most)),
        AmountError::OutOfRange => out_of_range(&field.kind, path),
    })?;
    if let (Some(decimals), Some(scale)) = (field.decimals, field.kind.scale()) {
        let step = 10_i64.pow(scale.saturating_sub(decimals));
        if raw(&value).is_some_and(|it| it % step != 0) {
            return Err(too_many(decimals));
        }
    }
    Ok(value)
}

fn amount_from_text(kind: &Kind, text: &str) -> Result<Value, AmountError> {
    Ok(match kind {
        Kind::Number => Value::Number(text.parse()?),
        Kind::Quantity => Value::Quantity(text.parse()?),
        Kind::Money => Value::Money(text.parse()?),
        Kind::UnitPrice => Value::UnitPrice(text.parse()?),
        Kind::Percent => Value::Percent(text.parse()?),
        _ => return Err(AmountError::NotANumber),
    })
}

/// The value whose scaled integer is `raw`; `None` when `kind` is not an amount.
pub(crate) fn amount_from_raw(kind: &Kind, raw: i64) -> Option<Value> {
    Some(match kind {
        Kind::Number => Value::Number(Number::from_raw(raw)),
        Kind::Quantity => Value::Quantity(Quantity::from_raw(raw)),
        Kind::Money => Value::Money(Money::from_raw(raw)),
        Kind::UnitPrice => Value::UnitPrice(UnitPrice::from_raw(raw)),
        Kind::Percent => Value::Percent(Percent::from_raw(raw)),
        _ => return None,
    })
}

/// The scaled integer of an amount.
pub(crate) fn raw(value: &Value) -> Option<i64> {
    match value {
        Value::Number(it) => Some(it.raw()),
        Value::Quantity(it) => Some(it.raw()),
        Value::Money(it) => Some(it.raw()),
        Value::UnitPrice(it) => Some(it.raw()),
        Value::Percent(it) => Some(it.raw()),
        _ => None,
    }
}

/// The most an amount of this kind may be: quantities as much as a line carries, others far below
/// the overflow of a sum.
fn most(kind: &Kind) -> i64 {
    match kind {
        Kind::Quantity => Quantity::LINE_MAX.raw(),
        Kind::Money => 1_000_000_000_000 * Money::ONE_RAW,
        Kind::Percent => 1_000_000 * Percent::ONE_RAW,
        _ => 1_000_000_000_000 * Number::ONE_RAW,
    }
}

pub(crate) fn out_of_range(kind: &Kind, path: &str) -> Problem {
    let most = most(kind);
    let shown = |raw| amount_from_raw(kind, raw).map(|it| plain(&it)).unwrap_or_default();
    Problem::new(path, "out_of_range").with("min", shown(-most)).with("max", shown(most))
}

/// Keeps a value only when it is within the field's bounds and those of its kind.
pub(crate) fn within(field: &Field, value: Value, path: &str) -> Result<Value, Problem> {
    let at = match (&value, raw(&value)) {
        (_, Some(raw)) if raw.unsigned_abs() > most(&field.kind).unsigned_abs() => {
            return Err(out_of_range(&field.kind, path));
        }
        (_, Some(raw)) => raw,
        (Value::Date(day), None) => i64::from(day.number()),
        _ => return Ok(value),
    };
    let bound = |text: &Option<String>| text.as_ref().and_then(|it| order_of(field, it));
    match (bound(&field.min), bound(&field.max)) {
        (Some(min), _) if at < min => {
            Err(Problem::new(path, "too_small").with("min", field.min.as_deref().unwrap_or_default()))
        }
        (_, Some(max)) if at > max => {
            Err(Problem::new(path, "too_great").with("max", field.max.as_deref().unwrap_or_default()))
        }
        _ => Ok(value),
    }
}

/// Where the text of a bound stands among the values of `field`; `None` when it is not one.
pub(crate) fn order_of(field: &Field, text: &str) -> Option<i64> {
    match field.kind {
        Kind::Date => text.parse::<Day>().ok().map(|it| i64::from(it.number())),
        _ => amount_from_text(&field.kind, text).ok().and_then(|it| raw(&it)),
    }
}

/// As kept in the database: amounts as scaled integers, references as ids, moments as microseconds.
pub(crate) fn to_stored(value: &Value) -> Json {
    match value {
        Value::Text(it) | Value::Choice(it) => json!(it),
        Value::Date(it) => json!(it.to_string()),
        Value::DateTime(it) => json!(it.micros()),
        Value::YesNo(it) => json!(it),
        Value::Member(it) => json!(it.0),
        Value::Link(it) => json!(it.0),
        Value::Choices(it) => json!(it),
        Value::Address(it) => json!(it),
        Value::Location(it) => composite::location_stored(it),
        Value::Files(it) => json!(it),
        Value::Rows(_) => unreachable!("rows are stored line by line"),
        amount => json!(raw(amount)),
    }
}

pub(crate) fn from_stored(kind: &Kind, json: &Json) -> Option<Value> {
    let text = || json.as_str().map(str::to_owned);
    match kind {
        kind if kind.is_text() => text().map(Value::Text),
        Kind::Choice => text().map(Value::Choice),
        Kind::Date => json.as_str()?.parse().ok().map(Value::Date),
        Kind::DateTime => json.as_i64().map(|it| Value::DateTime(Instant::from_micros(it))),
        Kind::YesNo => json.as_bool().map(Value::YesNo),
        Kind::Member => json.as_i64().map(|it| Value::Member(UserId(it))),
        Kind::Link(_) => json.as_i64().map(|it| Value::Link(DocumentId(it))),
        Kind::Choices => Vec::<String>::deserialize(json).ok().map(Value::Choices),
        Kind::Address => Address::deserialize(json).ok().map(Value::Address),
        Kind::Location => composite::location_from_stored(json).map(Value::Location),
        kind if kind.is_files() => Vec::<FileRef>::deserialize(json).ok().map(Value::Files),
        Kind::Rows | Kind::Lookup | Kind::LinkedTable => None,
        amount => amount_from_raw(amount, json.as_i64()?),
    }
}

/// As outside programs see a value that is not a reference.
pub(crate) fn to_public(value: &Value) -> Json {
    match value {
        Value::YesNo(_) | Value::Choices(_) | Value::Address(_) | Value::Files(_) => to_stored(value),
        Value::Location(it) => composite::location_public(it),
        other => json!(plain(other)),
    }
}

/// The value as text, for amounts, days and texts; references have none of their own.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::Text(it) | Value::Choice(it) => it.clone(),
        Value::Number(it) => it.to_string(),
        Value::Quantity(it) => it.to_string(),
        Value::Money(it) => it.to_string(),
        Value::UnitPrice(it) => it.to_string(),
        Value::Percent(it) => it.to_string(),
        Value::Date(it) => it.to_string(),
        Value::DateTime(it) => it.to_string(),
        Value::YesNo(it) => it.to_string(),
        Value::Choices(it) => it.join("、"),
        Value::Address(it) => it.to_string(),
        Value::Location(it) => it.to_string(),
        Value::Files(it) => it.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join("、"),
        Value::Member(_) | Value::Link(_) | Value::Rows(_) => String::new(),
    }
}
