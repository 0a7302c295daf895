//! Computed fields: a sum, count, mean or end of what documents of another type hold that point here.
//! The value is stored, so that it is sorted, filtered and shown like any other.

use crate::expression::{self, Expression, FieldAt, Frame, Function, Scope, Type, Value, call};
use crate::{Context, DocumentType, Field, Kind, Problem, Record};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use values::DocumentId;

/// How the values of the linking documents become one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Summary {
    #[default]
    Sum,
    Average,
    /// Of documents or lines; with a value, of those that have one.
    Count,
    Min,
    Max,
    /// In the order in which the documents were made.
    First,
    Last,
}

/// `summary` of `value` over the documents of type `of` whose `by` points here: `by` is a link of
/// theirs, or of their lines (`lines.item`), and then each such line counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rollup {
    pub of: String,
    pub by: String,
    #[serde(default)]
    pub summary: Summary,
    /// An expression on the linking document, or its line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Only those for which it is TRUE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Only documents in these states; in any when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<String>,
}

/// One computed field while the documents that point here are read.
pub struct Rolling<'a> {
    field: &'a Field,
    rollup: &'a Rollup,
    target: DocumentId,
    context: &'a Context,
    value: Option<Expression>,
    condition: Option<Expression>,
    found: Vec<Value>,
}

impl<'a> Rolling<'a> {
    /// `None` when the field is not computed, or its expressions do not fit the type any more.
    pub fn new(
        field: &'a Field,
        of: &DocumentType,
        target: DocumentId,
        context: &'a Context,
    ) -> Option<Rolling<'a>> {
        let rollup = field.computed.as_ref()?;
        let (value, condition) = compiled(rollup, of).ok()?;
        Some(Rolling { field, rollup, target, context, value, condition, found: Vec::new() })
    }

    /// The documents come in the order in which they were made.
    pub fn take(&mut self, state: &str, record: &Record) {
        if !self.rollup.states.is_empty() && self.rollup.states.iter().all(|it| it != state) {
            return;
        }
        match self.rollup.by.split_once('.') {
            None => self.take_one(Frame { record, row: None, context: self.context }),
            Some((rows, column)) => {
                let target = Some(self.target);
                for row in record.rows(rows).iter().filter(|it| it.record.link(column) == target) {
                    self.take_one(Frame { record, row: Some(&row.record), context: self.context });
                }
            }
        }
    }

    fn take_one(&mut self, frame: Frame<'_>) {
        if self.condition.as_ref().is_some_and(|it| it.evaluate(frame) != Value::YesNo(true)) {
            return;
        }
        let value = self.value.as_ref().map_or(Value::YesNo(true), |it| it.evaluate(frame));
        if !value.is_blank() {
            self.found.push(value);
        }
    }

    /// The value as the field keeps it.
    pub fn value(self) -> Result<Option<crate::Value>, Problem> {
        let all = &self.found;
        let function = match self.rollup.summary {
            Summary::Sum => Function::Sum,
            Summary::Average => Function::Average,
            Summary::Count => Function::Count,
            Summary::Min => Function::Min,
            Summary::Max => Function::Max,
            Summary::First | Summary::Last => {
                let one = if self.rollup.summary == Summary::First { all.first() } else { all.last() };
                return expression::to_field(
                    self.field,
                    one.cloned().unwrap_or(Value::Blank),
                    &self.field.name,
                );
            }
        };
        expression::to_field(self.field, call(function, all, self.context), &self.field.name)
    }
}

impl Rollup {
    /// Fields and columns of the linking type that the value tells something of; empty when the
    /// expressions do not fit it any more.
    pub fn reads(&self, of: &DocumentType) -> BTreeSet<String> {
        let Ok((value, condition)) = compiled(self, of) else { return BTreeSet::new() };
        let rows = self.by.split_once('.').map(|(rows, _)| rows);
        let path = |at: &FieldAt| match at {
            FieldAt::Header(name) | FieldAt::Lines(name) => name.clone(),
            FieldAt::Own(column) => format!("{}.{column}", rows.unwrap_or_default()),
            FieldAt::Each { rows, column } => format!("{rows}.{column}"),
        };
        let read = value.iter().chain(&condition).flat_map(Expression::fields);
        read.map(path).chain([self.by.clone()]).collect()
    }
}

type Compiled = (Option<Expression>, Option<Expression>);

fn compiled(rollup: &Rollup, of: &DocumentType) -> Result<Compiled, Problem> {
    let rows = rollup.by.split_once('.').and_then(|(rows, _)| of.field(rows));
    let compile = |setting: &str, text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => Expression::compile(text, Scope { document: of, rows })
            .map(Some)
            .map_err(|it| Problem { path: setting.to_owned(), ..it }),
    };
    Ok((compile("value", &rollup.value)?, compile("condition", &rollup.condition)?))
}

impl DocumentType {
    /// Fields that other documents compute.
    pub fn computed_fields(&self) -> impl Iterator<Item = (&Field, &Rollup)> {
        self.fields.iter().filter_map(|it| it.computed.as_ref().map(|rollup| (it, rollup)))
    }
}

/// What is wrong with the computed fields of `it`, given all types.
pub(crate) fn problems(it: &DocumentType, all: &[DocumentType]) -> Vec<Problem> {
    let mut found = Vec::new();
    for (at, field) in it.fields.iter().enumerate() {
        let Some(rollup) = &field.computed else { continue };
        let path = format!("fields[{at}].computed");
        let Some(of) = all.iter().find(|it| it.name == rollup.of) else {
            found.push(Problem::new(format!("{path}.of"), "unknown_type").with("name", &rollup.of));
            continue;
        };
        if of.field_at(&rollup.by).is_none_or(|by| by.kind != Kind::Link(it.name.clone())) {
            found.push(Problem::new(format!("{path}.by"), "does_not_point_here"));
            continue;
        }
        if let Some(state) = rollup.states.iter().find(|state| of.state(state).is_none()) {
            found.push(Problem::new(format!("{path}.states"), "unknown_state").with("state", state));
        }
        match compiled(rollup, of) {
            Err(problem) => {
                let path = format!("{path}.{}", problem.path);
                found.push(Problem { path, ..problem });
            }
            Ok((value, condition)) => {
                let counts = rollup.summary == Summary::Count;
                let gives =
                    if counts { Some(&Type::Number) } else { value.as_ref().map(Expression::returns) };
                let wanted = expression::type_of(&field.kind);
                if gives.zip(wanted.as_ref()).is_none_or(|(gives, wanted)| gives.with(wanted).is_none()) {
                    found.push(Problem::new(format!("{path}.value"), "wrong_kind").with("name", &field.name));
                }
                if condition.is_some_and(|it| *it.returns() != Type::YesNo) {
                    found.push(Problem::new(format!("{path}.condition"), "not_a_condition"));
                }
            }
        }
        if reaches(&rollup.of, &it.name, all, 0) {
            let names = format!("{}, {}", it.name, rollup.of);
            found.push(Problem::new(path, "circular").with("names", names));
        }
    }
    found
}

/// Whether type `from` is, directly or through others, computed from `to`: then one save would lead to
/// the next without end.
fn reaches(from: &str, to: &str, all: &[DocumentType], depth: usize) -> bool {
    if from == to || depth > all.len() {
        return true;
    }
    let Some(it) = all.iter().find(|it| it.name == from) else { return false };
    it.computed_fields().any(|(_, rollup)| reaches(&rollup.of, to, all, depth + 1))
}
