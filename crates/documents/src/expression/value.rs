//! What an expression computes with, and how that relates to the values of fields.

use super::Decimal;
use crate::{Field, Kind, Links, Problem, Record, scalar};
use std::fmt;
use values::{Day, DocumentId, Instant, UserId};

/// A value of the language. Empty text is blank.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    Blank,
    Number(Decimal),
    Text(String),
    YesNo(bool),
    Date(Day),
    DateTime(Instant),
    /// A linked document or a member: can be compared and asked whether it is blank.
    Reference(i64),
    /// Several values of one type, in order; blanks may be among them.
    List(Vec<Value>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Only `""`: fits everywhere.
    Blank,
    Number,
    Text,
    YesNo,
    Date,
    DateTime,
    /// To a document type, or `member`.
    Reference(String),
    List(Box<Type>),
}

impl Value {
    pub fn text(it: impl Into<String>) -> Value {
        let it = it.into();
        if it.is_empty() { Value::Blank } else { Value::Text(it) }
    }

    pub fn is_blank(&self) -> bool {
        *self == Value::Blank
    }

    /// As `&` joins it: numbers without trailing zeros, days as 2026-11-22, TRUE or FALSE.
    pub(crate) fn joined(&self) -> String {
        match self {
            Value::Blank | Value::Reference(_) => String::new(),
            Value::Number(it) => it.to_string(),
            Value::Text(it) => it.clone(),
            Value::YesNo(it) => if *it { "TRUE" } else { "FALSE" }.to_owned(),
            Value::Date(it) => it.to_string(),
            Value::DateTime(it) => it.to_string(),
            Value::List(it) => it.iter().map(Value::joined).collect::<Vec<_>>().join("、"),
        }
    }
}

impl Type {
    /// The common type of two operands or branches.
    pub(crate) fn with(&self, other: &Type) -> Option<Type> {
        match (self, other) {
            (Type::Blank, it) | (it, Type::Blank) => Some(it.clone()),
            _ => (self == other).then(|| self.clone()),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type::Blank => "blank",
            Type::Number => "number",
            Type::Text => "text",
            Type::YesNo => "yes_no",
            Type::Date => "date",
            Type::DateTime => "date_time",
            Type::List(of) => return write!(f, "list of {of}"),
            Type::Reference(target) => return write!(f, "link:{target}"),
        })
    }
}

/// The type of a field's value; rows have none.
pub(crate) fn type_of(kind: &Kind) -> Option<Type> {
    Some(match kind {
        kind if kind.is_text() => Type::Text,
        Kind::Choice | Kind::Address | Kind::Location => Type::Text,
        Kind::Number | Kind::Quantity | Kind::Money | Kind::UnitPrice | Kind::Percent => Type::Number,
        Kind::YesNo => Type::YesNo,
        Kind::Date => Type::Date,
        Kind::DateTime => Type::DateTime,
        Kind::Member | Kind::Link(_) => Type::Reference(kind.target()?.to_owned()),
        Kind::Choices => Type::List(Box::new(Type::Text)),
        kind if kind.is_files() => Type::List(Box::new(Type::Text)),
        Kind::Rows | Kind::Lookup | Kind::LinkedTable => return None,
        _ => Type::Text, // The other texts.
    })
}

/// The value of a field. A percent field of 12.5 is the number 0.125.
pub(crate) fn from_record(record: &Record, field: &str) -> Value {
    use crate::Value as Stored;
    let Some(stored) = record.get(field) else { return Value::Blank };
    match stored {
        Stored::Text(it) | Stored::Choice(it) => Value::text(it.clone()),
        Stored::YesNo(it) => Value::YesNo(*it),
        Stored::Date(it) => Value::Date(*it),
        Stored::DateTime(it) => Value::DateTime(*it),
        Stored::Member(it) => Value::Reference(it.0),
        Stored::Link(it) => Value::Reference(it.0),
        Stored::Money(it) => Value::Number(Decimal::from_scaled(it.raw(), 4)),
        Stored::Percent(it) => Value::Number(Decimal::from_scaled(it.raw(), 6)),
        Stored::Number(it) => Value::Number(Decimal::from_scaled(it.raw(), 6)),
        Stored::Quantity(it) => Value::Number(Decimal::from_scaled(it.raw(), 6)),
        Stored::UnitPrice(it) => Value::Number(Decimal::from_scaled(it.raw(), 6)),
        Stored::Address(it) => Value::text(it.in_one()),
        Stored::Location(it) => Value::text(it.to_string()),
        Stored::Choices(it) => Value::List(it.iter().map(Value::text).collect()),
        // Files are known by their names.
        Stored::Files(it) => Value::List(it.iter().map(|it| Value::text(it.name.as_str())).collect()),
        Stored::Rows(_) => Value::Blank,
    }
}

/// A computed value as a value of `field`: amounts rounded half away from zero to its decimals,
/// everything within its bounds.
pub(crate) fn to_field(field: &Field, value: Value, path: &str) -> Result<Option<crate::Value>, Problem> {
    use crate::Value as Stored;
    let stored = match value {
        Value::Blank => return Ok(None),
        Value::Number(it) => return amount(field, it, path).map(Some),
        Value::Text(it) => return scalar::parse(field, &it.into(), path, &Links::new()),
        Value::List(it) => {
            let texts: Vec<String> = it.iter().filter(|it| !it.is_blank()).map(Value::joined).collect();
            return scalar::parse(field, &texts.into(), path, &Links::new());
        }
        Value::YesNo(it) => Stored::YesNo(it),
        Value::Date(it) => Stored::Date(it),
        Value::DateTime(it) => Stored::DateTime(it),
        Value::Reference(it) if field.kind == Kind::Member => Stored::Member(UserId(it)),
        Value::Reference(it) => Stored::Link(DocumentId(it)),
    };
    scalar::within(field, stored, path).map(Some)
}

fn amount(field: &Field, value: Decimal, path: &str) -> Result<crate::Value, Problem> {
    let raw = to_raw(field, value);
    let stored = raw.and_then(|it| scalar::amount_from_raw(&field.kind, it));
    stored
        .ok_or_else(|| scalar::out_of_range(&field.kind, path))
        .and_then(|it| scalar::within(field, it, path))
}

/// The scaled integer that `field` keeps for a number.
pub(crate) fn to_raw(field: &Field, value: Decimal) -> Option<i64> {
    let (kept, scale) = (field.kind.scale()?, field.scale()?);
    let value = if field.kind == Kind::Percent { value.times(Decimal::whole(100))? } else { value };
    value.to_scaled(scale)?.checked_mul(10_i64.pow(kept - scale))
}
