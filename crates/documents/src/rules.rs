//! Where the value of a field comes from, and when it is asked for, shown or fixed: what a
//! definition says beside the field itself.

use crate::FieldPath;
use serde::{Deserialize, Serialize};

/// Where a value can come from, the strongest first. The first that has one to give wins, for every
/// field, whoever asks: see `docs/decisions/0026-one-precedence-of-values.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The field is hidden, and its definition clears it then.
    Hidden,
    /// Its formula. What is sent for it does not count.
    Formula,
    /// What was sent: typed, pushed down, imported, or by a program; all are the same.
    Sent,
    /// What the document held before.
    Kept,
    /// A matching document.
    Linkage,
    /// Its default, a value or an expression.
    Default,
    /// What was agreed, such as the price in the terms of supply. Nobody asks for it by a rule.
    Agreed,
}

/// What becomes of the value of a field that is not shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenHidden {
    /// It stays what it is.
    #[default]
    Keep,
    /// It is blank.
    Clear,
    /// It is what linkage or default give, whatever was sent.
    Recompute,
}

/// 数据联动: a new document or line, for which nothing was sent, takes the value from the first
/// document of type `of` that matches. The matching reads as the company, not as the caller: who
/// made the rule decided what it tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linkage {
    pub of: String,
    /// All must hold.
    #[serde(default)]
    pub conditions: Vec<Matching>,
    /// What is taken of it: a field of `of`, `number`, `state`, or `id` for a link to the document itself.
    pub field: String,
    /// Only when no other matches: with two there is something to choose.
    #[serde(default, skip_serializing_if = "is_false")]
    pub only: bool,
    /// As the list API takes it; the newest first when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}

fn is_false(it: &bool) -> bool {
    !it
}

/// The choices of a field are the values of a field of the documents of type `of` that match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoicesFrom {
    pub of: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Matching>,
    pub field: String,
}

/// `field` of the other document compared with an expression of this one; unknown, and so without a
/// match, while that is blank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matching {
    /// A field, `lines.item`, a system field, or `id`: which document it is.
    pub field: String,
    /// `=`, `!=`, `<`, `<=`, `>`, `>=`, `contains` or `starts_with`; `=` when not said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub op: String,
    pub value: String,
}

impl Matching {
    pub(crate) fn path(&self) -> FieldPath {
        FieldPath::from_text(&self.field)
    }

    pub(crate) fn op(&self) -> &str {
        if self.op.is_empty() { "=" } else { &self.op }
    }
}

/// Whether a check that fails stops a save, or is told and may be accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    #[default]
    Error,
    Warning,
}

impl Severity {
    pub(crate) fn is_error(&self) -> bool {
        *self == Severity::Error
    }
}
