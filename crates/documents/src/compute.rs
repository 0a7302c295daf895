//! Formulas, defaults that are expressions, and checks.

use crate::expression::{self, Expression, FieldAt, Frame, Scope, Type, Value};
use crate::parse::Pending;
use crate::{Check, Context, DocumentType, Field, Problem, Record, Row};
use std::collections::{BTreeSet, HashSet};

/// A field whose value is computed.
struct Computed<'a> {
    rows: Option<&'a Field>,
    field: &'a Field,
    /// Where the expression is written, for problems of the definition.
    path: String,
    is_formula: bool,
    expression: Expression,
}

/// What is wrong with the expressions of a definition.
pub(crate) fn problems(it: &DocumentType) -> Vec<Problem> {
    let mut problems = Vec::new();
    let computed = all(it, &mut problems);
    for it in &computed {
        let expected = expression::type_of(&it.field.kind);
        if expected.as_ref().is_some_and(|expected| it.expression.returns().with(expected).is_none()) {
            let expected = expected.map(|it| it.to_string()).unwrap_or_default();
            problems.push(wrong_type(&it.path, &it.expression, &expected));
        }
    }
    for (at, check) in it.checks.iter().enumerate() {
        if check.message.is_empty() {
            problems.push(Problem::new(format!("checks[{at}].message"), "label_missing"));
        }
        let shown_at = match (&check.rows, &check.field) {
            (Some(rows), Some(field)) => Some(format!("{rows}.{field}")),
            (None, field) => field.clone(),
            (Some(_), None) => None,
        };
        if shown_at.is_some_and(|path| it.field_at(&path).is_none()) {
            problems.push(Problem::new(format!("checks[{at}].field"), "unknown_field"));
        }
        let path = format!("checks[{at}].expression");
        match compile_check(it, check) {
            Ok(expression) if *expression.returns() == Type::YesNo => (),
            Ok(expression) => problems.push(wrong_type(&path, &expression, "yes_no")),
            Err(problem) => problems.push(Problem { path, ..problem }),
        }
    }
    if let Err(circle) = in_order(computed) {
        problems.push(circle);
    }
    problems
}

fn wrong_type(path: &str, expression: &Expression, expected: &str) -> Problem {
    Problem::new(path, "wrong_type").with("found", expression.returns()).with("expected", expected)
}

fn compile_check(it: &DocumentType, check: &Check) -> Result<Expression, Problem> {
    let rows = match &check.rows {
        None => None,
        Some(name) => match it.rows_fields().find(|it| it.name == *name) {
            None => return Err(Problem::new("", "unknown_name").with("name", name)),
            found => found,
        },
    };
    Expression::compile(&check.expression, Scope { document: it, rows })
}

/// Every computed field; what does not compile is a problem instead.
fn all<'a>(it: &'a DocumentType, problems: &mut Vec<Problem>) -> Vec<Computed<'a>> {
    let mut found = Vec::new();
    let mut take = |rows: Option<&'a Field>, field: &'a Field, path: String| {
        let (text, setting, is_formula) = match (&field.formula, field.default_expression()) {
            (Some(text), _) => (text.as_str(), "formula", true),
            (None, Some(text)) => (text, "default", false),
            (None, None) => return,
        };
        let path = format!("{path}.{setting}");
        match Expression::compile(text, Scope { document: it, rows }) {
            Ok(expression) => found.push(Computed { rows, field, path, is_formula, expression }),
            Err(problem) => problems.push(Problem { path, ..problem }),
        }
    };
    for (at, field) in it.fields.iter().enumerate() {
        take(None, field, format!("fields[{at}]"));
        for (column_at, column) in field.columns.iter().enumerate() {
            take(Some(field), column, format!("fields[{at}].columns[{column_at}]"));
        }
    }
    found
}

/// What is computed first stands first; fields that wait for each other are a problem.
fn in_order(mut waiting: Vec<Computed<'_>>) -> Result<Vec<Computed<'_>>, Problem> {
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready = |it: &Computed<'_>| !waiting.iter().any(|other| reads(it, other));
        let flags: Vec<bool> = waiting.iter().map(ready).collect();
        if !flags.contains(&true) {
            let names: Vec<String> = waiting.iter().map(path_of).collect();
            return Err(Problem::new(waiting[0].path.clone(), "circular").with("names", names.join(", ")));
        }
        let mut flags = flags.into_iter();
        let (now, later) = waiting.into_iter().partition(|_| flags.next() == Some(true));
        ordered.extend::<Vec<Computed<'_>>>(now);
        waiting = later;
    }
    Ok(ordered)
}

impl DocumentType {
    /// These fields and columns, and whatever is computed from them: who may not see a price must not
    /// find it in an amount. A hidden `rows` field takes its columns along.
    pub fn with_what_follows(&self, mut paths: BTreeSet<String>) -> BTreeSet<String> {
        if paths.is_empty() {
            return paths;
        }
        let computed = all(self, &mut Vec::new());
        loop {
            let is_in = |at: &FieldAt, own: Option<&Field>| match at {
                FieldAt::Header(name) | FieldAt::Lines(name) => paths.contains(name),
                FieldAt::Own(column) => own.is_some_and(|rows| holds(&paths, &rows.name, column)),
                FieldAt::Each { rows, column } => holds(&paths, rows, column),
            };
            let follows = |it: &&Computed<'_>| {
                let reads = it.expression.fields().into_iter().any(|at| is_in(at, it.rows));
                it.is_formula && reads && !paths.contains(&path_of(it))
            };
            let more: Vec<String> = computed.iter().filter(follows).map(path_of).collect();
            if more.is_empty() {
                return paths;
            }
            paths.extend(more);
        }
    }

    /// Which of the checks look at none of these fields and columns.
    pub fn checks_without(&self, paths: &BTreeSet<String>) -> Vec<Check> {
        let looks = |it: &&Check| match compile_check(self, it) {
            Ok(expression) => !expression.fields().into_iter().any(|at| match at {
                FieldAt::Header(name) | FieldAt::Lines(name) => paths.contains(name),
                FieldAt::Own(column) => it.rows.as_ref().is_some_and(|rows| holds(paths, rows, column)),
                FieldAt::Each { rows, column } => holds(paths, rows, column),
            }),
            Err(_) => true,
        };
        self.checks.iter().filter(looks).cloned().collect()
    }
}

fn holds(paths: &BTreeSet<String>, rows: &str, column: &str) -> bool {
    paths.contains(rows) || paths.contains(&format!("{rows}.{column}"))
}

fn path_of(it: &Computed<'_>) -> String {
    match it.rows {
        Some(rows) => format!("{}.{}", rows.name, it.field.name),
        None => it.field.name.clone(),
    }
}

fn reads(it: &Computed<'_>, other: &Computed<'_>) -> bool {
    let rows_of = |it: &Computed<'_>| it.rows.map(|rows| rows.name.clone());
    it.expression.fields().into_iter().any(|at| match at {
        FieldAt::Header(name) => other.rows.is_none() && other.field.name == *name,
        FieldAt::Own(column) => {
            other.rows.is_some() && rows_of(it) == rows_of(other) && other.field.name == *column
        }
        FieldAt::Each { rows, column } => {
            rows_of(other).as_ref() == Some(rows) && other.field.name == *column
        }
        FieldAt::Lines(_) => false,
    })
}

/// Computes every formula, and the default of every field in `pending`.
pub(crate) fn fill_in(
    it: &DocumentType,
    record: &mut Record,
    pending: &HashSet<Pending>,
    context: &Context,
    problems: &mut Vec<Problem>,
) {
    let computed = in_order(all(it, &mut Vec::new())).expect("the definition was checked for circles");
    for it in computed {
        let Some(rows) = it.rows else {
            let waits = pending.contains(&Pending { row: None, field: it.field.name.clone() });
            if it.is_formula || waits {
                let value = it.expression.evaluate(Frame { record, row: None, context });
                let value = kept(problems, it.field, &it.field.name, value);
                record.set(&it.field.name, value);
            }
            continue;
        };
        let count = record.rows(&rows.name).len();
        let mut values = Vec::with_capacity(count);
        for at in 0..count {
            let row = Some((rows.name.clone(), at));
            let waits = pending.contains(&Pending { row, field: it.field.name.clone() });
            if it.is_formula || waits {
                let row = Some(&record.rows(&rows.name)[at].record);
                let value = it.expression.evaluate(Frame { record, row, context });
                let path = format!("{}[{at}].{}", rows.name, it.field.name);
                values.push((at, kept(problems, it.field, &path, value)));
            }
        }
        let lines = rows_mut(record, &rows.name);
        for (at, value) in values {
            lines[at].record.set(&it.field.name, value);
        }
    }
}

fn kept(problems: &mut Vec<Problem>, field: &Field, path: &str, value: Value) -> Option<crate::Value> {
    expression::to_field(field, value, path).unwrap_or_else(|problem| {
        problems.push(problem);
        None
    })
}

fn rows_mut<'a>(record: &'a mut Record, name: &str) -> &'a mut [Row] {
    match record.0.get_mut(name) {
        Some(crate::Value::Rows(rows)) => rows,
        _ => &mut [],
    }
}

/// Every check that is FALSE, at its field.
pub(crate) fn checks(it: &DocumentType, record: &Record, context: &Context, problems: &mut Vec<Problem>) {
    for check in &it.checks {
        let expression = compile_check(it, check).expect("the definition was checked");
        let mut ask = |path: String, row: Option<&Record>| {
            if expression.evaluate(Frame { record, row, context }) == Value::YesNo(false) {
                let text = |language| check.message.text(language);
                let problem = Problem::new(path, "check_failed");
                problems.push(problem.with("message_zh", text("zh")).with("message_en", text("en")));
            }
        };
        let field = check.field.as_deref().unwrap_or_default();
        match &check.rows {
            None => ask(field.to_owned(), None),
            Some(rows) => {
                for (at, row) in record.rows(rows).iter().enumerate() {
                    let separator = if field.is_empty() { "" } else { "." };
                    ask(format!("{rows}[{at}]{separator}{field}"), Some(&row.record));
                }
            }
        }
    }
}
