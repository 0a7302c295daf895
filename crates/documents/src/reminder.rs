//! Days that people are told of by themselves.

use crate::Label;
use serde::{Deserialize, Serialize};

/// Whoever follows a document is told once when a day of its fields has come, or is about to. When the day is
/// moved, they are told again.
///
/// ```toml
/// [[reminder]]
/// name = "ending"
/// label = { zh = "快到期了", en = "Ends soon" }
/// day = "valid_until"
/// days_before = 30
/// states = ["active"]
/// members = ["owner"]
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminder {
    pub name: String,
    /// What they are told; the day stands behind it.
    pub label: Label,
    /// A date of the header.
    pub day: String,
    /// Told so many days before that day; −1 is the day after it.
    #[serde(default)]
    pub days_before: i32,
    /// The date they are told, where `day` says only when to tell of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// Only in these states; in any when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<String>,
    /// Members of the header who are told beside those who follow the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
}

impl Reminder {
    /// The field with the day that it is about.
    pub fn about(&self) -> &str {
        self.due.as_deref().unwrap_or(&self.day)
    }
}
