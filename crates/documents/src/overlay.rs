//! What a company adds to a document type it did not define.

use crate::{
    Check, DocumentType, Field, Kind, Label, Linkage, Problem, Reminder, WhenHidden, check, defaults,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// It may add, tighten, relabel, hide and reorder; never remove, loosen or retype, so that typed
/// code written against the base type stays true. Columns are named `lines.note`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// Names start with `x_`.
    #[serde(default, alias = "field")]
    pub fields: Vec<Field>,
    /// Added columns by `rows` field; names start with `x_`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, Vec<Field>>,
    #[serde(default)]
    pub also_required: Vec<String>,
    #[serde(default)]
    pub labels: BTreeMap<String, Label>,
    #[serde(default)]
    pub hidden: Vec<String>,
    /// Rules for fields of the base type, by path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rules: BTreeMap<String, FieldRules>,
    /// Beside those of the base type.
    #[serde(default, alias = "check", skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Beside those of the base type; names start with `x_`.
    #[serde(default, alias = "reminder", skip_serializing_if = "Vec::is_empty")]
    pub reminders: Vec<Reminder>,
    /// Replaces what a list shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<Vec<String>>,
}

/// Where a field of the base type gets its value, and when it is shown, asked for or fixed. A field that
/// the base type requires is always shown: its code relies on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldRules {
    /// Instead of that of the base type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<serde_json::Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkage: Option<Linkage>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_when: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_when: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_only_when: Option<String>,
    #[serde(default)]
    pub when_hidden: WhenHidden,
}

impl Overlay {
    /// Refuses unknown kinds and settings, each at its path.
    pub fn from_json(json: &serde_json::Value) -> Result<Overlay, Vec<Problem>> {
        let problems = check::kinds(json);
        if !problems.is_empty() {
            return Err(problems);
        }
        Overlay::deserialize(json).map_err(|err| vec![Problem::new("", "malformed").with("detail", err)])
    }
}

impl DocumentType {
    /// The type as this company sees it. Paths of problems are those of the overlay.
    pub fn extended_by(&self, overlay: &Overlay) -> Result<DocumentType, Vec<Problem>> {
        let mut it = self.clone();
        let mut problems = Vec::new();
        for (at, field) in overlay.fields.iter().enumerate() {
            add(&mut problems, &format!("fields[{at}]"), &mut it.fields, field);
        }
        for (rows, columns) in &overlay.columns {
            match it.fields.iter_mut().find(|it| it.name == *rows && it.kind == Kind::Rows) {
                Some(field) => columns.iter().enumerate().for_each(|(at, column)| {
                    add(&mut problems, &format!("columns.{rows}[{at}]"), &mut field.columns, column);
                }),
                None => problems.push(Problem::new(format!("columns.{rows}"), "unknown_field")),
            }
        }
        for (at, path) in overlay.also_required.iter().enumerate() {
            match field_mut(&mut it, path) {
                Some(field) => field.required = true,
                None => problems.push(Problem::new(format!("also_required[{at}]"), "unknown_field")),
            }
        }
        for (path, label) in &overlay.labels {
            match field_mut(&mut it, path) {
                Some(_) if label.is_empty() => {
                    problems.push(Problem::new(format!("labels.{path}"), "label_missing"));
                }
                Some(field) => field.label.clone_from(label),
                None => problems.push(Problem::new(format!("labels.{path}"), "unknown_field")),
            }
        }
        for (at, path) in overlay.hidden.iter().enumerate() {
            match field_mut(&mut it, path) {
                Some(field) => field.hidden = true,
                None => problems.push(Problem::new(format!("hidden[{at}]"), "unknown_field")),
            }
        }
        for (path, rules) in &overlay.rules {
            match field_mut(&mut it, path) {
                Some(field) => {
                    let FieldRules {
                        default,
                        linkage,
                        show_when,
                        required_when,
                        read_only_when,
                        when_hidden,
                    } = rules.clone();
                    if linkage.is_some() || default.is_some() {
                        (field.linkage, field.default) = (linkage, default.or(field.default.take()));
                    }
                    field.show_when = show_when.or(field.show_when.take());
                    field.required_when = required_when.or(field.required_when.take());
                    field.read_only_when = read_only_when.or(field.read_only_when.take());
                    field.when_hidden = when_hidden;
                }
                None => problems.push(Problem::new(format!("rules.{path}"), "unknown_field")),
            }
        }
        it.checks.extend(overlay.checks.iter().cloned());
        for (at, reminder) in overlay.reminders.iter().enumerate() {
            if !reminder.name.starts_with("x_") {
                problems.push(Problem::new(format!("reminders[{at}].name"), "added_name"));
            }
        }
        it.reminders.extend(overlay.reminders.iter().cloned());
        if let Some(list) = overlay.list.as_ref().filter(|it| !it.is_empty()) {
            it.list.clone_from(list);
        }
        defaults::fill_in(&mut it);
        if problems.is_empty() {
            let (fields, reminders) = (self.fields.len(), self.reminders.len());
            let moved = |it| moved(moved(it, "fields", fields), "reminders", reminders);
            problems = check::problems(&it).into_iter().map(moved).collect();
        }
        if problems.is_empty() { Ok(it) } else { Err(problems) }
    }
}

fn add(problems: &mut Vec<Problem>, path: &str, fields: &mut Vec<Field>, field: &Field) {
    if !field.name.starts_with("x_") {
        problems.push(Problem::new(format!("{path}.name"), "added_name"));
    } else if fields.iter().any(|it| it.name == field.name) {
        problems.push(Problem::new(format!("{path}.name"), "duplicate").with("name", &field.name));
    } else {
        let mut field = Field { added: true, ..field.clone() };
        field.columns.iter_mut().for_each(|it| it.added = true);
        fields.push(field);
    }
}

fn field_mut<'a>(it: &'a mut DocumentType, path: &str) -> Option<&'a mut Field> {
    let (name, column) = match path.split_once('.') {
        Some((rows, column)) => (rows, Some(column)),
        None => (path, None),
    };
    let field = it.fields.iter_mut().find(|it| it.name == name)?;
    match column {
        Some(column) => field.columns.iter_mut().find(|it| it.name == column),
        None => Some(field),
    }
}

/// `fields[12].min` of the extended type is `fields[0].min` of the overlay when 12 fields were
/// there before.
fn moved(mut problem: Problem, list: &str, base: usize) -> Problem {
    if let Some(rest) = problem.path.strip_prefix(&format!("{list}["))
        && let Some((at, rest)) = rest.split_once(']')
        && let Ok(at) = at.parse::<usize>()
        && at >= base
    {
        problem.path = format!("{list}[{}]{rest}", at - base);
    }
    problem
}
