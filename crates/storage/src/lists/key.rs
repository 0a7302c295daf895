//! What a list is ordered by, and where a page of it starts: stretches of an index that are read one after
//! the other.

use super::Sort;
use crate::filter_sql::Condition;
use crate::json_sql::{self, Stored as Form};
use crate::{Dialect, is_identifier};
use documents::{DocumentType, Scalar};
use serde_json::Value as Json;

/// What rows are ordered by, before their `seq`.
pub(crate) enum Key {
    /// `seq` alone: documents get it in the order in which they are made.
    Made,
    /// A column that is never null.
    Column { name: &'static str, form: Form },
    /// A field, blank or not.
    Value { name: String, form: Form },
}

impl Key {
    pub(crate) fn of(definition: &DocumentType, sort: &Sort) -> Option<Key> {
        Some(match sort.field.as_str() {
            "created_at" => Key::Made,
            "number" => Key::Column { name: "number", form: Form::Text },
            "state" => Key::Column { name: "state", form: Form::Text },
            "updated_at" => Key::Column { name: "updated_at", form: Form::Int },
            "created_by" => Key::Column { name: "created_by", form: Form::Int },
            name => {
                let field = definition.field(name).filter(|it| is_identifier(name) && it.kind.is_plain())?;
                // The field that is the number: its column has an index of its own.
                if definition.key_field.as_deref() == Some(name) {
                    return Some(Key::Column { name: "number", form: Form::Text });
                }
                Key::Value { name: name.to_owned(), form: Form::of(&field.kind)? }
            }
        })
    }

    pub(super) fn form(&self) -> Form {
        match self {
            Key::Made => Form::Int,
            Key::Column { form, .. } | Key::Value { form, .. } => *form,
        }
    }

    pub(super) fn sql(&self, dialect: Dialect) -> String {
        match self {
            Key::Made => "d.seq".to_owned(),
            Key::Column { name, .. } => format!("d.{name}"),
            Key::Value { name, form } => json_sql::value(dialect, "d.body", name, *form),
        }
    }

    /// The stretches of rows to read one after the other: those tied with the last one seen, those
    /// beyond it, and those with a blank field, which come first when ascending and last when
    /// descending.
    pub(super) fn parts(&self, descending: bool, after: Option<Cursor>) -> Vec<Part> {
        let may_be_blank = matches!(self, Key::Value { .. });
        let mut parts = Vec::new();
        match (self, after) {
            (Key::Made, after) => return vec![Part::Made { after: after.map(|it| it.seq) }],
            (_, None) => parts.push(Part::Valued { beyond: None }),
            (_, Some(Cursor { value: Some(value), seq })) => {
                parts.push(Part::Tied { value: value.clone(), seq });
                parts.push(Part::Valued { beyond: Some(value) });
                if !descending {
                    return parts;
                }
            }
            (_, Some(Cursor { value: None, seq })) => {
                parts.push(Part::Blank { after: Some(seq) });
                if !descending {
                    parts.push(Part::Valued { beyond: None });
                }
                return parts;
            }
        }
        if may_be_blank {
            let at = if descending { parts.len() } else { 0 };
            parts.insert(at, Part::Blank { after: None });
        }
        parts
    }
}

pub(super) enum Part {
    Made { after: Option<i64> },
    Blank { after: Option<i64> },
    Tied { value: Scalar, seq: i64 },
    Valued { beyond: Option<Scalar> },
}

impl Part {
    pub(super) fn range(&self, key: &Key, what: &str, descending: bool) -> Condition {
        let beyond = if descending { "<" } else { ">" };
        let mut range = Condition::default();
        let mut test = |sql: &str, value: Option<Scalar>| {
            range.push(sql);
            range.params.extend(value);
        };
        match self {
            Part::Made { .. } => (),
            Part::Blank { .. } => test(&format!(" and {what} is null"), None),
            Part::Tied { value, .. } => test(&format!(" and {what} = ?"), Some(value.clone())),
            Part::Valued { beyond: Some(value) } => {
                test(&format!(" and {what} {beyond} ?"), Some(value.clone()));
            }
            // The same as "is not null", but SQLite sees a range of the index in it.
            Part::Valued { beyond: None } if key.form() == Form::Text => {
                test(&format!(" and {what} >= ''"), None);
            }
            Part::Valued { beyond: None } => test(&format!(" and {what} >= {}", i64::MIN), None),
        }
        let after = match self {
            Part::Made { after } | Part::Blank { after } => *after,
            Part::Tied { seq, .. } => Some(*seq),
            Part::Valued { .. } => None,
        };
        if let Some(seq) = after {
            test(&format!(" and d.seq {beyond} ?"), Some(Scalar::Int(seq)));
        }
        range
    }

    pub(super) fn order(&self, what: &str, descending: bool) -> String {
        let order = if descending { " desc" } else { "" };
        match self {
            Part::Valued { .. } => format!(" order by {what}{order}, d.seq{order}"),
            _ => format!(" order by d.seq{order}"),
        }
    }
}

/// A page's start, as a caller got it.
pub struct Cursor {
    value: Option<Scalar>,
    pub(super) seq: i64,
}

impl Cursor {
    pub fn is_valid(text: &str) -> bool {
        Cursor::read(text).is_some()
    }

    pub(super) fn read(text: &str) -> Option<Cursor> {
        let Ok(Json::Array(parts)) = serde_json::from_str(text) else { return None };
        let [value, seq] = parts.as_slice() else { return None };
        let value = match value {
            Json::Null => None,
            Json::String(it) => Some(Scalar::Text(it.clone())),
            it => Some(Scalar::Int(it.as_i64()?)),
        };
        Some(Cursor { value, seq: seq.as_i64()? })
    }
}
