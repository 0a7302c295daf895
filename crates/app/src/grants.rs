//! What a role allows on documents of a type, as companies write it down.

use crate::caller::Ability;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// A role that a company made, or a built-in one that it changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomRole {
    /// By document type; `*` is every type of which nothing is said. Of a type of which nothing is said
    /// at all, its definition says what everybody may.
    pub grants: BTreeMap<String, Granted>,
    pub abilities: BTreeSet<Ability>,
}

/// What a role allows on a type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Granted {
    /// These actions too, beside what everybody may.
    More(BTreeSet<String>),
    /// This and nothing else.
    Only(Grant),
    /// Each of these and nothing else: such as to see all, and to change one's own.
    Each(Vec<Grant>),
}

/// Actions × rows × fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// `read`, `create`, `edit`, `delete` and names of transitions; `*` is all of them.
    pub actions: BTreeSet<String>,
    #[serde(default)]
    pub rows: Rows,
    /// Fields and columns (`lines.price`) that are not seen.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub hidden: BTreeSet<String>,
    /// Those that are seen and not changed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub read_only: BTreeSet<String>,
}

/// Which documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    #[default]
    All,
    /// Made or taken over by the member, or naming the member in one of its fields.
    Own,
    /// Own, and those of the colleagues of the department.
    Department,
    /// Those of the departments below too.
    DepartmentAndBelow,
    /// A filter as in lists. A value may be `=USER()`, `=DEPARTMENT()`, `=DEPARTMENTS()` (own and
    /// below) or `=COLLEAGUES()` (members of those).
    Filter(Json),
}

impl Granted {
    pub(crate) fn adds(&self) -> bool {
        matches!(self, Granted::More(_))
    }

    pub(crate) fn grants(&self) -> Vec<Grant> {
        match self {
            Granted::More(actions) => vec![Grant { actions: actions.clone(), ..Grant::default() }],
            Granted::Only(it) => vec![it.clone()],
            Granted::Each(all) => all.clone(),
        }
    }
}

impl Grant {
    pub(crate) fn everything() -> Grant {
        Grant { actions: BTreeSet::from(["*".to_owned()]), ..Grant::default() }
    }

    pub(crate) fn allows(&self, action: &str) -> bool {
        self.actions.contains(action) || self.actions.contains("*")
    }
}
