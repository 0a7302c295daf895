//! Finds everything by which a definition contradicts itself.

use crate::definition::{BUILT_IN_ROLES, EVERYONE, SYSTEM, SYSTEM_FIELDS};
use crate::{
    Context, DocumentType, Field, Kind, Links, Problem, WhenHidden, composite, lookups, plan, rollup, scalar,
};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use values::{Day, Instant, UserId};

const NAME_MAX: usize = 40;
const FIELDS_MAX: usize = 500;
const COLUMNS_MAX: usize = 64;
const STATES_MAX: usize = 50;
const TRANSITIONS_MAX: usize = 200;
const CHOICES_MAX: usize = 500;
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

    fn field(&mut self, path: &str, field: &Field, is_column: bool) {
        self.name(&format!("{path}.name"), &field.name);
        let reserved = SYSTEM_FIELDS.contains(&field.name.as_str())
            || ["id", "type", "version", "line", "fields"].contains(&field.name.as_str());
        if reserved {
            self.push_with(format!("{path}.name"), "reserved_name", "name", &field.name);
        }
        self.label(&format!("{path}.label"), field.label.is_empty());
        if let Kind::Link(target) = &field.kind {
            if target.is_empty() {
                self.push(format!("{path}.target"), "target_missing");
            } else {
                self.name(&format!("{path}.target"), target);
            }
        }
        self.rows(path, field, is_column);
        self.shown(path, field, is_column);
        if is_column && field.computed.is_some() {
            self.push_with(format!("{path}.computed"), "does_not_apply", "kind", field.kind.name());
        }
        self.choices(path, field);
        self.settings(path, field);
        self.bounds(path, field);
        if let Some(default) = &field.default
            && field.default_expression().is_none()
            && field.kind.target().is_none()
            && let Err(problem) = scalar::parse(field, default, "", &Links::new())
        {
            self.push_with(format!("{path}.default"), "bad_default", "detail", &problem.message("en"));
        }
        let has_value =
            field.default.is_some() || field.formula.is_some() || field.linkage.is_some() || field.read_only;
        if field.hidden && field.required && !has_value {
            self.push(format!("{path}.hidden"), "hidden_required");
        }
    }

    fn rows(&mut self, path: &str, field: &Field, is_column: bool) {
        if field.kind != Kind::Rows {
            if !field.columns.is_empty() {
                self.push(format!("{path}.columns"), "columns_unexpected");
            }
            return;
        }
        if is_column {
            self.push(format!("{path}.kind"), "rows_in_rows");
            return;
        }
        if field.columns.is_empty() {
            self.push(format!("{path}.columns"), "columns_missing");
        }
        self.most(&format!("{path}.columns"), field.columns.len(), COLUMNS_MAX);
        self.unique(&format!("{path}.columns"), field.columns.iter().map(|it| &it.name));
        for (at, column) in field.columns.iter().enumerate() {
            self.field(&format!("{path}.columns[{at}]"), column, true);
        }
    }

    fn choices(&mut self, path: &str, field: &Field) {
        let made = field.choices_from.is_some() || field.choices_of.is_some();
        if field.kind.has_choices() && field.choices.is_empty() && !made {
            self.push(format!("{path}.choices"), "choices_missing");
        }
        self.most(&format!("{path}.choices"), field.choices.len(), CHOICES_MAX);
        let mut seen = BTreeSet::new();
        for (at, choice) in field.choices.iter().enumerate() {
            let path = format!("{path}.choices[{at}].value");
            if choice.value.trim().is_empty() || choice.value.trim() != choice.value {
                self.push(&path, "label_missing");
            }
            if !seen.insert(&choice.value) {
                self.push_with(path, "duplicate", "name", &choice.value);
            }
        }
    }

    /// Settings that mean nothing for the field's kind.
    fn settings(&mut self, path: &str, field: &Field) {
        let kind = &field.kind;
        let bounded = kind.is_amount() || *kind == Kind::Date;
        let computable = kind.is_plain() && kind.target().is_none();
        let has_default =
            kind.is_plain() && *kind != Kind::Qr || matches!(kind, Kind::Choices | Kind::Address);
        let strange = [
            ("choices", !field.choices.is_empty() && !kind.has_choices()),
            ("decimals", field.decimals.is_some() && !kind.is_amount()),
            ("max_length", field.max_length.is_some() && !kind.is_text()),
            ("min", field.min.is_some() && !bounded),
            ("max", field.max.is_some() && !bounded),
            ("max_lines", field.max_lines.is_some() && *kind != Kind::Rows),
            ("default", field.default.is_some() && (!has_default || field.formula.is_some())),
            ("formula", field.formula.is_some() && !computable),
            (
                "unique",
                field.unique
                    && (!kind.is_plain()
                        || matches!(kind, Kind::YesNo | Kind::LongText | Kind::RichText | Kind::Qr)),
            ),
            (
                "searchable",
                field.searchable
                    && !(kind.is_short_text() || *kind == Kind::LongText || *kind == Kind::Choice),
            ),
            (
                "indexed",
                field.indexed
                    && (!kind.is_plain() || matches!(kind, Kind::LongText | Kind::RichText | Kind::Qr)),
            ),
            ("required", field.required && !kind.is_stored()),
            ("max_files", field.max_files.is_some() && !matches!(kind, Kind::Attachment | Kind::Image)),
            ("max_bytes", field.max_bytes.is_some() && !kind.is_files()),
            ("accept", !field.accept.is_empty() && !kind.is_files()),
            ("lookup", field.lookup.is_some() && *kind != Kind::Lookup),
            ("show_when", field.show_when.is_some() && field.required),
            ("required_when", field.required_when.is_some() && !kind.is_stored()),
            ("read_only_when", field.read_only_when.is_some() && (field.is_derived() || *kind == Kind::Rows)),
            (
                "when_hidden",
                field.when_hidden != WhenHidden::Keep && (field.show_when.is_none() || *kind == Kind::Rows),
            ),
            ("computed", field.computed.is_some() && (!computable || field.formula.is_some())),
            ("default", field.default.is_some() && field.computed.is_some()),
            ("linkage", field.linkage.is_some() && (field.is_derived() || *kind == Kind::Rows)),
            ("choices_from", field.choices_from.is_some() && !(kind.is_short_text() || kind.has_choices())),
            ("choices_from", field.choices_from.is_some() && !field.choices.is_empty()),
            (
                "choices_of",
                field.choices_of.is_some() && !(kind.has_choices() && field.choices_from.is_none()),
            ),
            ("linked", field.linked.is_some() && *kind != Kind::LinkedTable),
        ];
        for (setting, _) in strange.into_iter().filter(|(_, is)| *is) {
            self.push_with(format!("{path}.{setting}"), "does_not_apply", "kind", kind.name());
        }
        let most = kind.scale().unwrap_or_default();
        if field.decimals.is_some_and(|it| kind.is_amount() && it > most) {
            self.push_with(format!("{path}.decimals"), "too_many", "most", &most.to_string());
        }
        let longest = if scalar::is_long(kind) { scalar::LONG_MAX } else { scalar::TEXT_MAX };
        if field.max_length.is_some_and(|it| it == 0 || it > longest) {
            self.push_with(format!("{path}.max_length"), "too_many", "most", &longest.to_string());
        }
        self.files(path, field);
        if field.linkage.as_ref().is_some_and(|it| it.conditions.is_empty()) {
            self.push(format!("{path}.linkage.conditions"), "required");
        }
        if field.max_lines.is_some_and(|it| it == 0 || it > LINES_MAX) {
            self.push_with(format!("{path}.max_lines"), "too_many", "most", &LINES_MAX.to_string());
        }
    }

    fn files(&mut self, path: &str, field: &Field) {
        let most = |found: &mut Findings, setting: &str, is: bool, most: u64| {
            if is {
                found.push_with(format!("{path}.{setting}"), "too_many", "most", &most.to_string());
            }
        };
        let (files, bytes) = (composite::FILES_MAX, composite::BYTES_MAX);
        most(self, "max_files", field.max_files.is_some_and(|it| it == 0 || it > files), files.into());
        most(self, "max_bytes", field.max_bytes.is_some_and(|it| it == 0 || it > bytes), bytes);
        for (at, it) in field.accept.iter().enumerate().filter(|(_, it)| !composite::is_file_type(it)) {
            self.push_with(format!("{path}.accept[{at}]"), "bad_file_type", "value", it);
        }
    }

    /// Kinds without a value say what they show.
    fn shown(&mut self, path: &str, field: &Field, is_column: bool) {
        match field.kind {
            Kind::Lookup => match &field.lookup {
                Some(it) if !it.link.is_empty() && !it.field.is_empty() => (),
                _ => _ = self.push(format!("{path}.lookup"), "lookup_missing"),
            },
            Kind::LinkedTable if is_column => _ = self.push(format!("{path}.kind"), "rows_in_rows"),
            Kind::LinkedTable => match &field.linked {
                Some(it) if !it.of.is_empty() && !it.by.is_empty() => (),
                _ => _ = self.push(format!("{path}.linked"), "linked_missing"),
            },
            _ => (),
        }
    }

    fn bounds(&mut self, path: &str, field: &Field) {
        let mut bound = |setting: &str, text: &Option<String>| {
            let text = text.as_ref()?;
            let found = scalar::order_of(field, text);
            if found.is_none() {
                self.push_with(format!("{path}.{setting}"), "bad_bound", "value", text);
            }
            found
        };
        let (min, max) = (bound("min", &field.min), bound("max", &field.max));
        if let (Some(min), Some(max)) = (min, max)
            && min > max
        {
            self.push(format!("{path}.min"), "min_above_max");
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

/// What the generic tests ask of every definition, given all of them: links resolve, states are
/// reachable, labels are in both languages, roles exist, values survive the round trip. Empty when
/// all is well.
pub fn check_definition(it: &DocumentType, all: &[DocumentType]) -> Vec<String> {
    let mut complaints: Vec<String> = problems(it).iter().map(ToString::to_string).collect();
    let known = |name: &str| name == "member" || all.iter().any(|it| it.name == name);
    for (path, field) in it.all_fields() {
        if let Some(target) = field.kind.target()
            && !known(target)
        {
            complaints.push(format!("{path}: links to `{target}`, which is not a document type"));
        }
    }
    complaints.extend(rollup::problems(it, all).iter().map(ToString::to_string));
    complaints.extend(lookups::problems(it, all).iter().map(ToString::to_string));
    for push in it.push_down.iter().filter(|push| !known(&push.to)) {
        complaints.push(format!("push_down: `{}` is not a document type", push.to));
    }
    complaints.extend(
        labels(it)
            .filter(|(_, label)| label.zh.is_empty() || label.en.is_empty())
            .map(|(path, _)| format!("{path}: needs a label in zh and en")),
    );
    let is_role = |it: &str| BUILT_IN_ROLES.contains(&it) || it == EVERYONE || it == SYSTEM;
    for role in roles(it).filter(|it| !is_role(it)) {
        complaints.push(Problem::new("roles", "unknown_role").with("role", role).to_string());
    }
    complaints.extend(round_trip(it).err());
    complaints
}

fn labels(it: &DocumentType) -> impl Iterator<Item = (String, &crate::Label)> {
    let fields = it.all_fields().map(|(path, field)| (path, &field.label));
    let helps = it.all_fields().filter_map(|(path, it)| Some((format!("{path}.help"), it.help.as_ref()?)));
    let states = it.states.iter().map(|it| (format!("state {}", it.name), &it.label));
    let transitions = it.transitions.iter().map(|it| (format!("transition {}", it.name), &it.label));
    let checks = it.checks.iter().map(|it| (format!("check {}", it.expression), &it.message));
    let reminders = it.reminders.iter().map(|it| (format!("reminder {}", it.name), &it.label));
    let choices = it.all_fields().flat_map(|(path, field)| {
        field.choices.iter().map(move |it| (format!("{path} = {}", it.value), &it.label))
    });
    std::iter::once(("label".to_owned(), &it.label))
        .chain(fields)
        .chain(helps)
        .chain(states)
        .chain(transitions)
        .chain(checks)
        .chain(reminders)
        .chain(choices)
}

fn roles(it: &DocumentType) -> impl Iterator<Item = &str> {
    let access = [&it.access.read, &it.access.create, &it.access.edit, &it.access.delete];
    let transitions = it.transitions.iter().map(|it| &it.roles);
    access.into_iter().chain(transitions).flatten().map(String::as_str)
}

/// A sample of every field is stored and read back, shown and submitted again.
fn round_trip(it: &DocumentType) -> Result<(), String> {
    let (sample, links) = crate::sample::record(it);
    let back = it.from_stored(&it.to_stored(&sample))?;
    if back != sample {
        return Err(format!("stored and read back: {sample:?} became {back:?}"));
    }
    let number_of = |id| links.number_of(id).unwrap_or_default().to_owned();
    let public = it.to_public(&sample, &number_of, &|id: UserId| format!("U{id}"));
    let context = Context::new(Day::from_number(20_000), Instant::from_micros(0), UserId(1));
    let mut fields = public.clone();
    for (name, field) in it.fields.iter().map(|it| (&it.name, it)) {
        if field.read_only
            && let Some(fields) = fields.as_object_mut()
        {
            fields.remove(name);
        }
    }
    // The sample knows nothing of the rules between its fields.
    let rules = ["check_failed", "read_only", "required", "not_among_choices"];
    let own_checks = |it: &Problem| !rules.contains(&it.code);
    match it.parse(&fields, &links, None, &context) {
        Ok(_) => Ok(()),
        Err(problems) => match problems.iter().find(|it| own_checks(it)) {
            Some(problem) => Err(format!("shown and submitted again: {problem}")),
            None => Ok(()),
        },
    }
}
