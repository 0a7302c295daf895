//! Finds everything by which a definition contradicts itself.

mod field;
pub(crate) mod whole;

use crate::definition::SYSTEM_FIELDS;
use crate::{DocumentType, Field, Kind, Problem, plan};
use serde_json::Value as Json;
use std::collections::BTreeSet;

const NAME_MAX: usize = 40;
const FIELDS_MAX: usize = 500;
const STATES_MAX: usize = 50;
const TRANSITIONS_MAX: usize = 200;
const CHECKS_MAX: usize = 100;
const REMINDERS_MAX: usize = 20;
const REMINDER_DAYS_MAX: i32 = 365;
pub(crate) const LINES_MAX: u32 = 10_000;

const AREAS: [&str; 9] =
    ["catalog", "partners", "purchasing", "sales", "inventory", "finance", "planning", "care", "custom"];

/// Kinds are looked at before anything else is read, so that each has its own path.
pub(crate) fn kinds(definition: &Json) -> Vec<Problem> {
    let mut problems = Vec::new();
    let list = |it: &Json, plural: &str, singular: &str| -> Vec<Json> {
        it.get(plural).or_else(|| it.get(singular)).and_then(Json::as_array).cloned().unwrap_or_default()
    };
    for (at, field) in list(definition, "fields", "field").iter().enumerate() {
        kind(&mut problems, &format!("fields[{at}]"), field);
        for (column_at, column) in list(field, "columns", "column").iter().enumerate() {
            kind(&mut problems, &format!("fields[{at}].columns[{column_at}]"), column);
        }
    }
    problems
}

fn kind(problems: &mut Vec<Problem>, path: &str, field: &Json) {
    let kind = field.get("kind").and_then(Json::as_str).unwrap_or_default();
    let has_target = field.get("target").is_some_and(Json::is_string);
    if kind == "link" && !has_target {
        problems.push(Problem::new(format!("{path}.target"), "target_missing"));
    } else if kind != "link" && kind.parse::<Kind>().is_err() {
        problems.push(Problem::new(format!("{path}.kind"), "unknown_kind").with("kind", kind));
    }
}

pub(crate) fn problems(it: &DocumentType) -> Vec<Problem> {
    let mut found = Findings::default();
    found.name("name", &it.name);
    found.label("label", it.label.is_empty());
    if !AREAS.contains(&it.area.as_str()) {
        found.push("area", "unknown_area").params.push(("area".to_owned(), it.area.clone()));
    }
    found.most("fields", it.fields.len(), FIELDS_MAX);
    found.most("checks", it.checks.len(), CHECKS_MAX);
    found.unique("fields", it.fields.iter().map(|field| &field.name));
    for (at, field) in it.fields.iter().enumerate() {
        found.field(&format!("fields[{at}]"), field, false);
    }
    found.states(it);
    found.transitions(it);
    found.lists(it);
    found.key_and_title(it);
    found.reminders(it);
    if found.problems.is_empty() {
        found.problems.extend(plan::problems(it));
    }
    found.problems
}

#[derive(Default)]
struct Findings {
    problems: Vec<Problem>,
}

impl Findings {
    fn push(&mut self, path: impl Into<String>, code: &'static str) -> &mut Problem {
        self.problems.push(Problem::new(path, code));
        self.problems.last_mut().expect("just pushed")
    }

    fn push_with(&mut self, path: impl Into<String>, code: &'static str, name: &str, value: &str) {
        self.push(path, code).params.push((name.to_owned(), value.to_owned()));
    }

    fn name(&mut self, path: &str, name: &str) {
        let first = name.bytes().next().is_some_and(|it| it.is_ascii_lowercase());
        let rest = name.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_');
        if !first || !rest || name.len() > NAME_MAX {
            self.push(path, "bad_name");
        }
    }

    fn label(&mut self, path: &str, is_empty: bool) {
        if is_empty {
            self.push(path, "label_missing");
        }
    }

    fn most(&mut self, path: &str, count: usize, most: usize) {
        if count > most {
            self.push_with(path, "too_many", "most", &most.to_string());
        }
    }

    fn unique<'a>(&mut self, path: &str, names: impl Iterator<Item = &'a String>) {
        let mut seen = BTreeSet::new();
        for (at, name) in names.enumerate() {
            if !seen.insert(name) {
                self.push_with(format!("{path}[{at}].name"), "duplicate", "name", name);
            }
        }
    }

    fn states(&mut self, it: &DocumentType) {
        self.most("states", it.states.len(), STATES_MAX);
        self.unique("states", it.states.iter().map(|it| &it.name));
        let mut reached = BTreeSet::from([it.states[0].name.as_str()]);
        let mut before = 0;
        while before < reached.len() {
            before = reached.len();
            for step in &it.transitions {
                if step.from.iter().any(|from| reached.contains(from.as_str())) {
                    reached.insert(&step.to);
                }
            }
        }
        for (at, state) in it.states.iter().enumerate() {
            self.name(&format!("states[{at}].name"), &state.name);
            self.label(&format!("states[{at}].label"), state.label.is_empty());
            if !reached.contains(state.name.as_str()) {
                self.push_with(format!("states[{at}]"), "unreachable_state", "state", &state.name);
            }
        }
    }

    fn transitions(&mut self, it: &DocumentType) {
        self.most("transitions", it.transitions.len(), TRANSITIONS_MAX);
        let mut leaving = BTreeSet::new();
        for (at, step) in it.transitions.iter().enumerate() {
            let path = format!("transitions[{at}]");
            self.name(&format!("{path}.name"), &step.name);
            self.label(&format!("{path}.label"), step.label.is_empty());
            if step.from.is_empty() {
                self.push(format!("{path}.from"), "required");
            }
            for from in &step.from {
                self.known_state(&format!("{path}.from"), it, from);
                if !leaving.insert((&step.name, from)) {
                    self.push_with(&path, "ambiguous_transition", "state", from);
                }
            }
            self.known_state(&format!("{path}.to"), it, &step.to);
        }
        for (at, push) in it.push_down.iter().enumerate() {
            let path = format!("push_down[{at}]");
            self.name(&format!("{path}.to"), &push.to);
            for from in &push.from_states {
                self.known_state(&format!("{path}.from_states"), it, from);
            }
        }
        for (at, field) in it.fields.iter().enumerate() {
            for state in &field.asked_in {
                self.known_state(&format!("fields[{at}].asked_in"), it, state);
            }
        }
    }

    fn known_state(&mut self, path: &str, it: &DocumentType, state: &str) {
        if it.state(state).is_none() {
            self.push_with(path, "unknown_state", "state", state);
        }
    }

    fn lists(&mut self, it: &DocumentType) {
        for (at, name) in it.list.iter().enumerate() {
            let known = SYSTEM_FIELDS.contains(&name.as_str())
                || it.field(name).is_some_and(|field| !matches!(field.kind, Kind::Rows | Kind::LinkedTable));
            if !known {
                self.push(format!("list[{at}]"), "unknown_field");
            }
        }
    }

    fn reminders(&mut self, it: &DocumentType) {
        self.most("reminders", it.reminders.len(), REMINDERS_MAX);
        self.unique("reminders", it.reminders.iter().map(|it| &it.name));
        for (at, reminder) in it.reminders.iter().enumerate() {
            let path = format!("reminders[{at}]");
            self.name(&format!("{path}.name"), &reminder.name);
            self.label(&format!("{path}.label"), reminder.label.is_empty());
            self.of_kind(format!("{path}.day"), it, &reminder.day, &Kind::Date);
            if let Some(due) = &reminder.due {
                self.of_kind(format!("{path}.due"), it, due, &Kind::Date);
            }
            for (at, name) in reminder.members.iter().enumerate() {
                self.of_kind(format!("{path}.members[{at}]"), it, name, &Kind::Member);
            }
            for state in &reminder.states {
                self.known_state(&format!("{path}.states"), it, state);
            }
            let most = REMINDER_DAYS_MAX;
            if !(-most..=most).contains(&reminder.days_before) {
                let found = self.push(format!("{path}.days_before"), "out_of_range");
                found.params.push(("min".to_owned(), (-most).to_string()));
                found.params.push(("max".to_owned(), most.to_string()));
            }
        }
    }

    /// A field of the header, of this kind.
    fn of_kind(&mut self, path: String, it: &DocumentType, name: &str, kind: &Kind) {
        match it.field(name) {
            None => _ = self.push(path, "unknown_field"),
            Some(field) if field.kind != *kind => self.push_with(path, "wrong_kind", "name", name),
            Some(_) => (),
        }
    }

    fn key_and_title(&mut self, it: &DocumentType) {
        if let Some(name) = &it.key_field {
            let fits = |it: &Field| it.required && it.kind.is_short_text() && it.formula.is_none();
            match it.field(name) {
                None => _ = self.push("key_field", "unknown_field"),
                Some(field) if !fits(field) => _ = self.push("key_field", "not_a_key"),
                Some(_) => (),
            }
        }
        if let Some(name) = &it.title_field {
            match it.field(name) {
                None => _ = self.push("title_field", "unknown_field"),
                Some(field) if !field.kind.is_short_text() => _ = self.push("title_field", "not_a_title"),
                Some(_) => (),
            }
        }
    }
}
