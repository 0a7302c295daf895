//! Makes a value of a cell, or says what is wrong with it and what to do.

pub mod amount;
pub mod code;
pub mod column;
pub mod day;
pub mod text;

use crate::spreadsheet::cell::Cell;
use crate::spreadsheet::fault::Fault;
use crate::spreadsheet::note::{Note, Notes};
use amount::Decimal;
pub use column::Column;
use documents::Label;
use values::{Day, Instant};

/// What a field expects of its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Names and remarks.
    Text,
    /// Codes, numbers of documents, names of other documents: text that must match exactly.
    Code,
    Barcode,
    /// An amount kept with so many decimals.
    Amount(u32),
    /// An amount that may carry its unit: 12箱.
    Quantity,
    Percent,
    Day,
    Instant,
    YesNo,
    /// Values and what people call them.
    Choice(Vec<(String, Label)>),
}

/// A value and the dirt it was found under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read<T> {
    pub value: T,
    pub notes: Notes,
}

/// What a cell turned out to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Empty,
    Text(String),
    Amount(Decimal),
    Quantity(Decimal, Option<String>),
    Day(Day),
    Instant(Instant),
    YesNo(bool),
    Choice(String),
}

impl Value {
    /// As a person would write it.
    pub fn shown(&self) -> String {
        match self {
            Value::Empty => String::new(),
            Value::Text(text) | Value::Choice(text) => text.clone(),
            Value::Amount(amount) | Value::Quantity(amount, None) => amount.to_string(),
            Value::Quantity(amount, Some(unit)) => format!("{amount} {unit}"),
            Value::Day(day) => day.to_string(),
            Value::Instant(instant) => instant.to_string(),
            Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        }
    }

    /// As the API takes it: amounts and days as text, nothing as null. A unit is not part of it.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Value::Empty => serde_json::Value::Null,
            Value::Text(text) | Value::Choice(text) => text.as_str().into(),
            Value::Amount(amount) | Value::Quantity(amount, _) => amount.to_string().into(),
            Value::Day(day) => day.to_string().into(),
            Value::Instant(instant) => instant.to_string().into(),
            Value::YesNo(yes) => (*yes).into(),
        }
    }
}

/// Reads one cell. `column` is what was learnt from the whole column.
pub fn read(cell: &Cell, expected: &Expected, column: &Column) -> Result<Read<Value>, Fault> {
    let mut notes = Notes::NONE;
    let value = match expected {
        Expected::Text => text::read(cell, &mut notes)?.map(Value::Text),
        Expected::Code => code::read(cell, &mut notes)?.map(Value::Text),
        Expected::Barcode => code::barcode(cell, &mut notes)?.map(Value::Text),
        Expected::Amount(scale) => amount::amount(cell, *scale, column, &mut notes)?.map(Value::Amount),
        Expected::Quantity => {
            amount::quantity(cell, column, &mut notes)?.map(|(amount, unit)| Value::Quantity(amount, unit))
        }
        Expected::Percent => amount::percent(cell, column, &mut notes)?.map(Value::Amount),
        Expected::Day => day::day(cell, column, &mut notes)?.map(Value::Day),
        Expected::Instant => day::instant(cell, column, &mut notes)?.map(Value::Instant),
        Expected::YesNo => yes_no(cell, column, &mut notes)?.map(Value::YesNo),
        Expected::Choice(choices) => choice(cell, choices, &mut notes)?.map(Value::Choice),
    };
    Ok(Read { value: value.unwrap_or(Value::Empty), notes })
}

/// Cells that hold no value whatever is expected.
fn refuse_error(cell: &Cell) -> Result<(), Fault> {
    match cell {
        Cell::Error(_) => Err(Fault::ErrorValue),
        Cell::FormulaWithoutValue => Err(Fault::FormulaWithoutValue),
        Cell::Text(text) if is_error_text(text) => Err(Fault::ErrorValue),
        _ => Ok(()),
    }
}

/// A formula error that a program wrote out as text. `#N/A` in words means "no value" and is not one.
fn is_error_text(text: &str) -> bool {
    text.starts_with('#')
        && matches!(text.trim(), "#REF!" | "#VALUE!" | "#DIV/0!" | "#NAME?" | "#NUM!" | "#NULL!" | "#SPILL!")
}

/// What people and programs write for "nothing" in columns of numbers and dates.
fn means_nothing(text: &str) -> bool {
    if text.len() > 6 {
        return false;
    }
    let plain = text.to_ascii_lowercase();
    matches!(
        plain.as_str(),
        "-" | "--"
            | "---"
            | "—"
            | "——"
            | "－"
            | "/"
            | "\\"
            | "无"
            | "暂无"
            | "n/a"
            | "na"
            | "#n/a"
            | "nil"
            | "null"
            | "none"
            | "nan"
            | "nat"
            | "?"
            | "？"
    )
}

fn yes_no(cell: &Cell, column: &Column, notes: &mut Notes) -> Result<Option<bool>, Fault> {
    refuse_error(cell)?;
    let text = match cell {
        Cell::YesNo(yes) => return Ok(Some(*yes)),
        other => other.shown(),
    };
    let text = text::plain(&text, notes);
    let lower = text.to_lowercase();
    match lower.as_str() {
        "" => Ok(None),
        "是" | "有" | "对" | "真" | "启用" | "开" | "已关闭" | "业务关闭" | "已结案" | "closed" | "√"
        | "✓" | "✔" | "☑" | "y" | "yes" | "true" | "t" | "1" | "1.0" | "on" | "x" => Ok(Some(true)),
        "否" | "无" | "没有" | "错" | "假" | "停用" | "关" | "未关闭" | "未结案" | "open" | "×" | "✗"
        | "✘" | "☐" | "n" | "no" | "false" | "f" | "0" | "0.0" | "off" | "-" => Ok(Some(false)),
        "正常" if column.tells_what_is_closed => Ok(Some(false)),
        _ => Err(Fault::NotYesNo),
    }
}

fn choice(cell: &Cell, choices: &[(String, Label)], notes: &mut Notes) -> Result<Option<String>, Fault> {
    refuse_error(cell)?;
    let shown = cell.shown();
    let text = text::plain(&shown, notes);
    if text.is_empty() {
        return Ok(None);
    }
    let wanted = text::folded(&text);
    let same = |it: &&(String, Label)| {
        [&it.0, &it.1.zh, &it.1.en].into_iter().any(|name| text::folded(name) == wanted)
    };
    if let Some((value, _)) = choices.iter().find(same) {
        return Ok(Some(value.clone()));
    }
    if means_nothing(&text) {
        notes.add(Note::DashEmpty);
        return Ok(None);
    }
    let names: Vec<&str> = choices.iter().map(|(_, label)| label.text("zh")).collect();
    Err(Fault::NotAChoice(names.join("、")))
}
