//! All expressions of a definition, read once, in the order in which they are computed.

use crate::expression::{self, Expression, FieldAt, Function, Scope, Type};
use crate::rules::Matching;
use crate::{Check, DocumentType, Field, Kind, Problem, WhenHidden};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// The plan of a definition, made when it is first asked for.
#[derive(Default)]
pub(crate) struct Cache(OnceLock<Arc<Plan>>);

impl Clone for Cache {
    fn clone(&self) -> Cache {
        Cache::default()
    }
}

impl PartialEq for Cache {
    fn eq(&self, _: &Cache) -> bool {
        true
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cache")
    }
}

#[derive(Default)]
pub(crate) struct Plan {
    /// Fields whose value may come from elsewhere than from who sends it; what others read first.
    pub(crate) computed: Vec<Computed>,
    /// Fields with rules about being shown, required or fixed.
    pub(crate) ruled: Vec<Ruled>,
    pub(crate) checks: Vec<Checked>,
    uses_calendar: bool,
}

/// A field, by its position in the definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) rows: Option<usize>,
    pub(crate) field: usize,
}

pub(crate) struct Computed {
    pub(crate) place: Place,
    pub(crate) formula: Option<Expression>,
    pub(crate) default: Option<Expression>,
    pub(crate) linkage: Option<Vec<Expression>>,
    /// Only when hiding changes the value.
    pub(crate) show: Option<Expression>,
}

pub(crate) struct Ruled {
    pub(crate) place: Place,
    pub(crate) show: Option<Expression>,
    pub(crate) required: Option<Expression>,
    pub(crate) read_only: Option<Expression>,
    /// The values of the conditions of `choices_from`.
    pub(crate) choices: Option<Vec<Expression>>,
}

pub(crate) struct Checked {
    /// Its position among the checks of the definition.
    pub(crate) at: usize,
    pub(crate) expression: Expression,
}

impl Place {
    /// The field, and the rows it is a column of.
    pub(crate) fn of(self, it: &DocumentType) -> (Option<&Field>, &Field) {
        match self.rows {
            None => (None, &it.fields[self.field]),
            Some(rows) => (Some(&it.fields[rows]), &it.fields[rows].columns[self.field]),
        }
    }

    fn path(self) -> String {
        match self.rows {
            None => format!("fields[{}]", self.field),
            Some(rows) => format!("fields[{rows}].columns[{}]", self.field),
        }
    }
}

impl DocumentType {
    pub(crate) fn plan(&self) -> Arc<Plan> {
        let made = || Arc::new(Plan::of(self, &mut Vec::new()));
        Arc::clone(self.plan.0.get_or_init(made))
    }

    /// Whether a formula counts working days.
    pub fn uses_calendar(&self) -> bool {
        self.plan().uses_calendar
    }
}

impl DocumentType {
    /// These fields and columns, and whatever is computed from them: who may not see a price must not
    /// find it in an amount. A hidden `rows` field takes its columns along.
    pub fn with_what_follows(&self, mut paths: BTreeSet<String>) -> BTreeSet<String> {
        if paths.is_empty() {
            return paths;
        }
        let plan = self.plan();
        loop {
            let is_in = |at: &FieldAt, own: Option<&Field>| match at {
                FieldAt::Header(name) | FieldAt::Lines(name) => paths.contains(name),
                FieldAt::Own(column) => own.is_some_and(|rows| holds(&paths, &rows.name, column)),
                FieldAt::Each { rows, column } => holds(&paths, rows, column),
            };
            let follows = |it: &&Computed| {
                let rows = it.place.of(self).0;
                let mut read = it.formula.iter().flat_map(Expression::fields);
                read.any(|at| is_in(at, rows)) && !paths.contains(&name(self, it))
            };
            let more: Vec<String> = plan.computed.iter().filter(follows).map(|it| name(self, it)).collect();
            if more.is_empty() {
                return paths;
            }
            paths.extend(more);
        }
    }

    /// Which of the checks look at none of these fields and columns.
    pub fn checks_without(&self, paths: &BTreeSet<String>) -> Vec<Check> {
        let plan = self.plan();
        let looks = |at: usize, check: &Check| {
            let checked = plan.checks.iter().filter(|it| it.at == at);
            checked.flat_map(|it| it.expression.fields()).any(|it| match it {
                FieldAt::Header(name) | FieldAt::Lines(name) => paths.contains(name),
                FieldAt::Own(column) => check.rows.as_ref().is_some_and(|rows| holds(paths, rows, column)),
                FieldAt::Each { rows, column } => holds(paths, rows, column),
            })
        };
        let without = self.checks.iter().enumerate().filter(|(at, check)| !looks(*at, check));
        without.map(|(_, check)| check.clone()).collect()
    }
}

fn holds(paths: &BTreeSet<String>, rows: &str, column: &str) -> bool {
    paths.contains(rows) || paths.contains(&format!("{rows}.{column}"))
}

/// What is wrong with the expressions of a definition.
pub(crate) fn problems(it: &DocumentType) -> Vec<Problem> {
    let mut problems = Vec::new();
    Plan::of(it, &mut problems);
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
    }
    problems
}

impl Plan {
    /// What does not compile, and what waits for itself, is a problem and left out.
    fn of(it: &DocumentType, problems: &mut Vec<Problem>) -> Plan {
        let mut reader = Reader { document: it, problems };
        let mut plan = Plan::default();
        for (at, field) in it.fields.iter().enumerate() {
            reader.field(&mut plan, Place { rows: None, field: at }, None, field);
            for (column_at, column) in field.columns.iter().enumerate() {
                reader.field(&mut plan, Place { rows: Some(at), field: column_at }, Some(field), column);
            }
        }
        for (at, check) in it.checks.iter().enumerate() {
            let compiled = reader.check(&format!("checks[{at}].expression"), check);
            plan.checks.extend(compiled.map(|expression| Checked { at, expression }));
        }
        match in_order(it, std::mem::take(&mut plan.computed)) {
            Ok(ordered) => plan.computed = ordered,
            Err(circle) => problems.push(circle),
        }
        let counts =
            |it: &Expression| it.calls(&|it| matches!(it, Function::NetWorkdays | Function::Workday));
        plan.uses_calendar = plan.computed.iter().flat_map(Computed::expressions).any(counts)
            || plan.ruled.iter().flat_map(Ruled::expressions).any(counts)
            || plan.checks.iter().any(|it| counts(&it.expression));
        plan
    }
}

struct Reader<'a> {
    document: &'a DocumentType,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn field(&mut self, plan: &mut Plan, place: Place, rows: Option<&Field>, field: &Field) {
        let path = place.path();
        let show = self.condition(&path, "show_when", rows, field.show_when.as_deref());
        let computed = Computed {
            place,
            formula: self.value(&path, "formula", rows, field, field.formula.as_deref()),
            default: match field.formula {
                None => self.value(&path, "default", rows, field, field.default_expression()),
                Some(_) => None,
            },
            linkage: field
                .linkage
                .as_ref()
                .and_then(|it| self.matching(&path, "linkage", rows, &it.conditions)),
            show: show.clone().filter(|_| field.when_hidden != WhenHidden::Keep),
        };
        let Computed { formula, default, linkage, show: hides, .. } = &computed;
        if formula.is_some() || default.is_some() || linkage.is_some() || hides.is_some() {
            plan.computed.push(computed);
        }
        let required = self.condition(&path, "required_when", rows, field.required_when.as_deref());
        let read_only = self.condition(&path, "read_only_when", rows, field.read_only_when.as_deref());
        let choices = field
            .choices_from
            .as_ref()
            .and_then(|it| self.matching(&path, "choices_from", rows, &it.conditions));
        if show.is_some() || required.is_some() || read_only.is_some() || choices.is_some() {
            plan.ruled.push(Ruled { place, show, required, read_only, choices });
        }
    }

    fn compile(&mut self, path: String, rows: Option<&Field>, text: &str) -> Option<Expression> {
        match Expression::compile(text, Scope { document: self.document, rows }) {
            Ok(expression) => Some(expression),
            Err(problem) => {
                self.problems.push(Problem { path, ..problem });
                None
            }
        }
    }

    fn value(
        &mut self,
        path: &str,
        setting: &str,
        rows: Option<&Field>,
        field: &Field,
        text: Option<&str>,
    ) -> Option<Expression> {
        let path = format!("{path}.{setting}");
        let expression = self.compile(path.clone(), rows, text?)?;
        let expected = expression::type_of(&field.kind)?;
        if expression.returns().with(&expected).is_none() {
            self.problems.push(wrong_type(&path, &expression, &expected.to_string()));
        }
        Some(expression)
    }

    fn condition(
        &mut self,
        path: &str,
        setting: &str,
        rows: Option<&Field>,
        text: Option<&str>,
    ) -> Option<Expression> {
        let path = format!("{path}.{setting}");
        let expression = self.compile(path.clone(), rows, text?)?;
        if *expression.returns() != Type::YesNo {
            self.problems.push(wrong_type(&path, &expression, "yes_no"));
        }
        Some(expression)
    }

    fn matching(
        &mut self,
        path: &str,
        setting: &str,
        rows: Option<&Field>,
        all: &[Matching],
    ) -> Option<Vec<Expression>> {
        let each = all.iter().enumerate().map(|(at, it)| {
            self.compile(format!("{path}.{setting}.conditions[{at}].value"), rows, &it.value)
        });
        each.collect()
    }

    fn check(&mut self, path: &str, check: &Check) -> Option<Expression> {
        let rows = match &check.rows {
            None => None,
            Some(name) => match self.document.rows_fields().find(|it| it.name == *name) {
                None => {
                    self.problems.push(Problem::new(path, "unknown_name").with("name", name));
                    return None;
                }
                found => found,
            },
        };
        let expression = self.compile(path.to_owned(), rows, &check.expression)?;
        if *expression.returns() != Type::YesNo {
            self.problems.push(wrong_type(path, &expression, "yes_no"));
        }
        Some(expression)
    }
}

fn wrong_type(path: &str, expression: &Expression, expected: &str) -> Problem {
    Problem::new(path, "wrong_type").with("found", expression.returns()).with("expected", expected)
}

/// What is computed first stands first; fields that wait for each other are a problem.
fn in_order(it: &DocumentType, mut waiting: Vec<Computed>) -> Result<Vec<Computed>, Problem> {
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready = |one: &Computed| !waiting.iter().any(|other| reads(it, one, other));
        let flags: Vec<bool> = waiting.iter().map(ready).collect();
        if !flags.contains(&true) {
            let names: Vec<String> = waiting.iter().map(|one| name(it, one)).collect();
            let path = format!("{}.{}", waiting[0].place.path(), setting(&waiting[0]));
            return Err(Problem::new(path, "circular").with("names", names.join(", ")));
        }
        let mut flags = flags.into_iter();
        let (now, later) = waiting.into_iter().partition(|_| flags.next() == Some(true));
        ordered.extend::<Vec<Computed>>(now);
        waiting = later;
    }
    Ok(ordered)
}

fn setting(it: &Computed) -> &'static str {
    match (&it.formula, &it.default, &it.linkage) {
        (Some(_), ..) => "formula",
        (None, Some(_), _) => "default",
        (None, None, Some(_)) => "linkage",
        (None, None, None) => "show_when",
    }
}

fn name(it: &DocumentType, one: &Computed) -> String {
    match one.place.of(it) {
        (Some(rows), field) => format!("{}.{}", rows.name, field.name),
        (None, field) => field.name.clone(),
    }
}

impl Computed {
    fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let linkage = self.linkage.iter().flatten();
        self.formula.iter().chain(&self.default).chain(&self.show).chain(linkage)
    }
}

impl Ruled {
    fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let choices = self.choices.iter().flatten();
        self.show.iter().chain(&self.required).chain(&self.read_only).chain(choices)
    }
}

fn reads(it: &DocumentType, one: &Computed, other: &Computed) -> bool {
    let (rows, _) = one.place.of(it);
    let (other_rows, other_field) = other.place.of(it);
    one.expressions().flat_map(Expression::fields).any(|at| match at {
        FieldAt::Header(name) => other_rows.is_none() && other_field.name == *name,
        FieldAt::Own(column) => {
            other_rows.is_some_and(|other| rows.is_some_and(|rows| rows.name == other.name))
                && other_field.name == *column
        }
        FieldAt::Each { rows, column } => {
            other_rows.is_some_and(|it| it.name == *rows) && other_field.name == *column
        }
        FieldAt::Lines(_) => false,
    })
}

/// Kinds that a rule can read from another document into a field of kind `into`.
pub(crate) fn fits(from: &Kind, into: &Kind) -> bool {
    let is_text = |it: &Kind| it.is_text() || *it == Kind::Choice;
    from == into || (from.is_amount() && into.is_amount()) || (is_text(from) && is_text(into))
}
