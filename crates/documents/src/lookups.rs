//! What a definition shows of other documents: fields without a value of their own.

use crate::expression::{Expression, Scope};
use crate::{DocumentType, Field, FieldPath, Kind, Problem, Record, outside, plan};
use values::DocumentId;

/// Settings that name other types, checked when all types are known.
pub(crate) fn problems(it: &DocumentType, all: &[DocumentType]) -> Vec<Problem> {
    let mut found = Vec::new();
    for (at, field) in it.fields.iter().enumerate() {
        let path = format!("fields[{at}]");
        shown(&mut found, it, all, None, field, &path);
        for (column_at, column) in field.columns.iter().enumerate() {
            let path = format!("{path}.columns[{column_at}]");
            shown(&mut found, it, all, Some(field), column, &path);
        }
    }
    found
}

fn shown(
    found: &mut Vec<Problem>,
    it: &DocumentType,
    all: &[DocumentType],
    rows: Option<&Field>,
    field: &Field,
    path: &str,
) {
    if let Some(lookup) = &field.lookup {
        match it.lookup_target(rows, field) {
            None => found.push(Problem::new(format!("{path}.lookup.link"), "unknown_field")),
            Some(target) => {
                let target = all.iter().find(|it| it.name == target);
                // Members are shown by their name only.
                let shows = target.and_then(|it| it.field(&lookup.field)).is_some_and(can_be_shown);
                if target.is_some() && !shows {
                    found.push(Problem::new(format!("{path}.lookup.field"), "unknown_field"));
                }
            }
        }
    }
    matched(found, it, all, rows, field, path);
    let Some(linked) = &field.linked else { return };
    let Some(of) = all.iter().find(|it| it.name == linked.of) else {
        found.push(Problem::new(format!("{path}.linked.of"), "unknown_type").with("name", &linked.of));
        return;
    };
    let points_here = of.field_at(&linked.by).is_some_and(|by| by.kind == Kind::Link(it.name.clone()));
    if !points_here {
        found.push(Problem::new(format!("{path}.linked.by"), "does_not_point_here"));
    }
    for (at, column) in linked.columns.iter().enumerate() {
        let known = FieldPath::from_text(column).is_system() || of.field(column).is_some_and(can_be_shown);
        if !known {
            found.push(Problem::new(format!("{path}.linked.columns[{at}]"), "unknown_field"));
        }
    }
}

/// The other types that linkage and choices read from.
fn matched(
    found: &mut Vec<Problem>,
    it: &DocumentType,
    all: &[DocumentType],
    rows: Option<&Field>,
    field: &Field,
    path: &str,
) {
    let linkage = field.linkage.as_ref().map(|it| ("linkage", &it.of, &it.field, &it.conditions));
    let choices = field.choices_from.as_ref().map(|it| ("choices_from", &it.of, &it.field, &it.conditions));
    for (setting, name, read, conditions) in [linkage, choices].into_iter().flatten() {
        let path = format!("{path}.{setting}");
        let Some(of) = all.iter().find(|it| it.name == *name) else {
            found.push(Problem::new(format!("{path}.of"), "unknown_type").with("name", name));
            continue;
        };
        let system = ["number", "state"].contains(&read.as_str());
        let itself = Kind::Link(of.name.clone());
        let stored = of.field(read).filter(|it| can_be_shown(it)).map(|it| &it.kind);
        let kind = match read.as_str() {
            "id" if setting == "linkage" => Some(&itself),
            _ if system => Some(&Kind::Text),
            _ => stored,
        };
        match kind {
            None => found.push(Problem::new(format!("{path}.field"), "unknown_field")),
            Some(kind) => {
                let into = if setting == "linkage" { &field.kind } else { &Kind::Text };
                if !plan::fits(kind, into) {
                    found.push(Problem::new(format!("{path}.field"), "wrong_kind").with("name", read));
                }
            }
        }
        for (at, condition) in conditions.iter().enumerate() {
            let scope = Scope { document: it, rows };
            let Ok(value) = Expression::compile(&condition.value, scope) else { continue };
            if !outside::comparable(of, &condition.path(), condition.op(), value.returns()) {
                let problem = Problem::new(format!("{path}.conditions[{at}]"), "cannot_compare");
                found.push(problem.with("name", &condition.field));
            }
        }
    }
}

/// A lookup of a lookup would be read link by link without end.
fn can_be_shown(field: &Field) -> bool {
    field.kind.is_stored() && field.kind != Kind::Rows
}

impl DocumentType {
    /// The type that a lookup reads from; `rows` is the table that it is a column of.
    pub fn lookup_target<'a>(&'a self, rows: Option<&'a Field>, field: &'a Field) -> Option<&'a str> {
        let link = &field.lookup.as_ref()?.link;
        let own = rows.and_then(|it| it.column(link));
        match &own.or_else(|| self.field(link))?.kind {
            Kind::Link(target) => Some(target),
            _ => None,
        }
    }

    /// The document that a lookup reads from, in `record` or in its line `row`.
    pub fn looked_up(field: &Field, record: &Record, row: Option<&Record>) -> Option<DocumentId> {
        let link = &field.lookup.as_ref()?.link;
        row.and_then(|it| it.link(link)).or_else(|| record.link(link))
    }
}
