//! The values that nobody sent: formulas, linkage, defaults, in the one order of their sources.

use crate::expression::{self, Expression, Frame, Value};
use crate::outside::Question;
use crate::parse::Pending;
use crate::plan::{Computed, Plan};
use crate::rules::{Linkage, Matching, Source};
use crate::{Context, DocumentType, Field, Links, Problem, Record, Row, Severity, WhenHidden, scalar};
use std::collections::HashSet;

/// What computing needs beside the record, and what it finds out.
pub(crate) struct Run<'a> {
    pub(crate) definition: &'a DocumentType,
    pub(crate) links: &'a Links,
    pub(crate) context: &'a Context,
    pub(crate) pending: &'a HashSet<Pending>,
    pub(crate) problems: Vec<Problem>,
    /// What has to be asked of other documents, and was not answered yet.
    pub(crate) questions: Vec<Question>,
}

impl Run<'_> {
    /// Computes every formula, the linkage and default of every field in `pending`, and what hidden
    /// fields hold.
    pub(crate) fn fill_in(&mut self, plan: &Plan, record: &mut Record) {
        for it in &plan.computed {
            let (rows, field) = it.place.of(self.definition);
            let Some(rows) = rows else {
                let waits = self.pending.contains(&Pending { row: None, field: field.name.clone() });
                if let Some(value) = self.value(
                    it,
                    field,
                    &field.name,
                    Frame { record, row: None, context: self.context },
                    waits,
                ) {
                    record.set(&field.name, value);
                }
                continue;
            };
            let count = record.rows(&rows.name).len();
            let mut values = Vec::with_capacity(count);
            for at in 0..count {
                let row = Some((rows.name.clone(), at));
                let waits = self.pending.contains(&Pending { row, field: field.name.clone() });
                let row = Some(&record.rows(&rows.name)[at].record);
                let path = format!("{}[{at}].{}", rows.name, field.name);
                let frame = Frame { record, row, context: self.context };
                if let Some(value) = self.value(it, field, &path, frame, waits) {
                    values.push((at, value));
                }
            }
            let lines = rows_mut(record, &rows.name);
            for (at, value) in values {
                lines[at].record.set(&field.name, value);
            }
        }
    }

    /// The value a field gets; `None` when it keeps the one it has. The order is that of [`Source`].
    fn value(
        &mut self,
        it: &Computed,
        field: &Field,
        path: &str,
        frame: Frame<'_>,
        waits: bool,
    ) -> Option<Option<crate::Value>> {
        let hidden = it.show.as_ref().is_some_and(|show| show.evaluate(frame) != Value::YesNo(true));
        if hidden && field.when_hidden == WhenHidden::Clear {
            return Some(None);
        }
        if let Some(formula) = &it.formula {
            return Some(self.kept(field, path, formula.evaluate(frame)));
        }
        let recomputed = hidden && field.when_hidden == WhenHidden::Recompute;
        if !waits && !recomputed {
            return None;
        }
        let linked = self.linked(it, field, path, frame);
        if linked.is_some() {
            return Some(linked);
        }
        Some(self.default(it, field, path, frame))
    }

    pub(crate) fn linked(
        &mut self,
        it: &Computed,
        field: &Field,
        path: &str,
        frame: Frame<'_>,
    ) -> Option<crate::Value> {
        let (linkage, values) = (field.linkage.as_ref()?, it.linkage.as_ref()?);
        let question = linkage_question(linkage, values, frame)?;
        let Some(answers) = self.links.answers(&question) else {
            self.questions.push(question);
            return None;
        };
        let found = question.answer(answers)?;
        found.for_field(field, path).unwrap_or_else(|problem| {
            self.problems.push(problem);
            None
        })
    }

    pub(crate) fn default(
        &mut self,
        it: &Computed,
        field: &Field,
        path: &str,
        frame: Frame<'_>,
    ) -> Option<crate::Value> {
        if let Some(expression) = &it.default {
            return self.kept(field, path, expression.evaluate(frame));
        }
        let written = field.default.as_ref().filter(|_| field.default_expression().is_none())?;
        scalar::parse(field, written, path, self.links).unwrap_or_else(|problem| {
            self.problems.push(problem);
            None
        })
    }

    fn kept(&mut self, field: &Field, path: &str, value: Value) -> Option<crate::Value> {
        expression::to_field(field, value, path).unwrap_or_else(|problem| {
            self.problems.push(problem);
            None
        })
    }

    /// The question is kept when nobody answered it yet: then nothing is decided.
    pub(crate) fn asked(&mut self, question: Question) -> Option<&[crate::Answer]> {
        if self.links.answers(&question).is_none() {
            self.questions.push(question);
            return None;
        }
        self.links.answers(&question)
    }
}

pub(crate) fn linkage_question(
    linkage: &Linkage,
    values: &[Expression],
    frame: Frame<'_>,
) -> Option<Question> {
    let conditions = conditions(&linkage.conditions, values, frame)?;
    let Linkage { of, field, sort, only, .. } = linkage;
    Some(Question { of: of.clone(), conditions, field: field.clone(), sort: sort.clone(), only: *only })
}

/// With a blank there is nothing to look for.
pub(crate) fn conditions(
    all: &[Matching],
    values: &[Expression],
    frame: Frame<'_>,
) -> Option<Vec<(String, String, Value)>> {
    let pairs = all.iter().zip(values).map(|(it, value)| {
        let value = value.evaluate(frame);
        (!value.is_blank()).then(|| (it.field.clone(), it.op().to_owned(), value))
    });
    pairs.collect()
}

fn rows_mut<'a>(record: &'a mut Record, name: &str) -> &'a mut [Row] {
    match record.0.get_mut(name) {
        Some(crate::Value::Rows(rows)) => rows,
        _ => &mut [],
    }
}

/// Every check of `severity` that is FALSE, at its field.
pub(crate) fn checks(
    it: &DocumentType,
    record: &Record,
    context: &Context,
    severity: Severity,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let code = if severity == Severity::Error { "check_failed" } else { "check_warning" };
    for checked in &it.plan().checks {
        let check = &it.checks[checked.at];
        if check.severity != severity {
            continue;
        }
        let mut ask = |path: String, row: Option<&Record>| {
            if checked.expression.evaluate(Frame { record, row, context }) == Value::YesNo(false) {
                let text = |language| check.message.text(language);
                let problem = Problem::new(path, code);
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
    problems
}

/// The sources that could give a field its value, the strongest first.
pub(crate) const SOURCES: [Source; 6] =
    [Source::Hidden, Source::Formula, Source::Sent, Source::Kept, Source::Linkage, Source::Default];
