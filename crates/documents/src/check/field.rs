//! What contradicts itself in a field, whatever the rest of the definition says.

use super::{Findings, LINES_MAX};
use crate::definition::SYSTEM_FIELDS;
use crate::{Field, Kind, Links, WhenHidden, composite, scalar};
use std::collections::BTreeSet;

const COLUMNS_MAX: usize = 64;
const CHOICES_MAX: usize = 500;

impl Findings {
    pub(super) fn field(&mut self, path: &str, field: &Field, is_column: bool) {
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
}
