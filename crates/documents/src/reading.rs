//! A submitted paper, read: its record, what is wrong or doubtful, what must be asked of others, and
//! where each value comes from.

use crate::compute::{self, Run, SOURCES};
use crate::expression::{Expression, FieldAt, Frame, Value as Computing};
use crate::parse::{self, Parsed};
use crate::plan::{Computed, Plan, Ruled};
use crate::{
    Context, DocumentType, Field, Kind, Links, Problem, Question, Record, Row, Severity, Source, Value,
    WhenHidden, scalar,
};
use serde_json::Value as Json;
use values::DocumentId;

/// What was made of a paper. Without problems and questions the record is one to keep; warnings have
/// to be accepted by who sends it.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    pub record: Record,
    pub problems: Vec<Problem>,
    pub warnings: Vec<Problem>,
    /// Add their answers to the links and read again.
    pub questions: Vec<Question>,
}

/// One field of a paper: where its value comes from, and what rules say of it now.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// `due` or `lines[0].price`.
    pub path: String,
    /// In the definition: `due` or `lines.price`.
    pub field: String,
    /// `None` when nothing gave it a value.
    pub source: Option<Source>,
    pub value: Option<Value>,
    /// What the winning source read, by path in the definition.
    pub inputs: Vec<(String, Option<Value>)>,
    /// The document that linkage took it from.
    pub from: Option<DocumentId>,
    /// Sources that had something else to give, the stronger first.
    pub others: Vec<(Source, Option<Value>)>,
    pub shown: bool,
    pub required: bool,
    pub read_only: bool,
}

/// One paper while its rules are asked.
struct Asking<'a> {
    run: Run<'a>,
    fields: &'a Json,
    base: Option<&'a Record>,
    record: &'a Record,
}

/// A place in a record: the header, or one line.
#[derive(Clone, Copy)]
struct At<'a> {
    row: Option<(&'a Field, usize, &'a Row)>,
}

impl DocumentType {
    /// Reads `fields` like [`DocumentType::parse`], and says everything there is to say about them.
    pub fn read(&self, fields: &Json, links: &Links, base: Option<&Record>, context: &Context) -> Reading {
        self.read_and(fields, links, base, context, |_, _| ()).0
    }

    /// [`DocumentType::read`], and for every field why its value is what it is.
    pub fn explain(
        &self,
        fields: &Json,
        links: &Links,
        base: Option<&Record>,
        context: &Context,
    ) -> (Reading, Vec<Told>) {
        self.read_and(fields, links, base, context, |asking, plan| asking.told(plan))
    }

    fn read_and<T: Default>(
        &self,
        fields: &Json,
        links: &Links,
        base: Option<&Record>,
        context: &Context,
        and: impl FnOnce(&mut Asking<'_>, &Plan) -> T,
    ) -> (Reading, T) {
        let plan = self.plan();
        let Parsed { mut record, problems, pending } = match parse::parsed(self, fields, links, base) {
            Ok(parsed) => parsed,
            Err(problem) => return (Reading { problems: vec![problem], ..Reading::default() }, T::default()),
        };
        let mut run =
            Run { definition: self, links, context, pending: &pending, problems, questions: Vec::new() };
        run.fill_in(&plan, &mut record);
        parse::required(&mut run.problems, "", &self.fields, &record);
        let mut asking = Asking { run, fields, base, record: &record };
        asking.rules(&plan);
        let told = and(&mut asking, &plan);
        let Run { mut problems, mut questions, .. } = asking.run;
        let mut warnings = Vec::new();
        if problems.is_empty() {
            problems = compute::checks(self, &record, context, Severity::Error);
            warnings = compute::checks(self, &record, context, Severity::Warning);
        }
        questions.dedup();
        (Reading { record, problems, warnings, questions }, told)
    }

    /// What the choices of `field` (or `lines.grade`, in line `line` counted from 0) are asked by;
    /// `None` while a condition is blank.
    pub fn choices_question(
        &self,
        path: &str,
        line: Option<usize>,
        record: &Record,
        context: &Context,
    ) -> Result<Option<Question>, Problem> {
        let unknown = || Problem::new("field", "unknown_field");
        let plan = self.plan();
        let is_it = |rows: Option<&Field>, field: &Field| match (rows, path.split_once('.')) {
            (Some(rows), Some((of, column))) => rows.name == of && field.name == column,
            (None, None) => field.name == path,
            _ => false,
        };
        let ruled = plan.ruled.iter().find(|it| {
            let (rows, field) = it.place.of(self);
            is_it(rows, field)
        });
        let ruled = ruled.ok_or_else(unknown)?;
        let (rows, field) = ruled.place.of(self);
        let (from, values) = field.choices_from.as_ref().zip(ruled.choices.as_ref()).ok_or_else(unknown)?;
        let row = match rows {
            None => None,
            Some(rows) => {
                let row = line.and_then(|at| record.rows(&rows.name).get(at));
                Some(&row.ok_or_else(|| Problem::new("line", "unknown_line"))?.record)
            }
        };
        let conditions = compute::conditions(&from.conditions, values, Frame { record, row, context });
        Ok(conditions.map(|conditions| Question {
            of: from.of.clone(),
            conditions,
            field: from.field.clone(),
            sort: Some(from.field.clone()),
            only: false,
        }))
    }

    /// Whether a record that was saved some time ago keeps the rules as they are now.
    pub fn check_again(&self, record: &Record, links: &Links, context: &Context) -> Reading {
        self.read(&Json::Null, links, Some(record), context)
    }
}

impl<'a> At<'a> {
    fn frame<'c>(self, record: &'c Record, context: &'c Context) -> Frame<'c>
    where
        'a: 'c,
    {
        Frame { record, row: self.row.map(|(_, _, row)| &row.record), context }
    }

    fn path(self, field: &Field) -> String {
        match self.row {
            None => field.name.clone(),
            Some((rows, at, _)) => format!("{}[{at}].{}", rows.name, field.name),
        }
    }

    fn value<'c>(self, record: &'c Record, field: &Field) -> Option<&'c Value>
    where
        'a: 'c,
    {
        match self.row {
            None => record.get(&field.name),
            Some((_, _, row)) => row.record.get(&field.name),
        }
    }
}

impl<'a> Asking<'a> {
    fn places(&self, rows: Option<&'a Field>) -> Vec<At<'a>> {
        match rows {
            None => vec![At { row: None }],
            Some(rows) => {
                let lines = self.record.rows(&rows.name).iter().enumerate();
                lines.map(|(at, row)| At { row: Some((rows, at, row)) }).collect()
            }
        }
    }

    fn is(&self, condition: Option<&Expression>, at: At<'_>) -> Option<bool> {
        let value = condition?.evaluate(at.frame(self.record, self.run.context));
        Some(value == Computing::YesNo(true))
    }

    /// The JSON that was sent for a field; `None` when it was not.
    fn sent(&self, at: At<'_>, field: &Field) -> Option<&'a Json> {
        match at.row {
            None => self.fields.get(&field.name),
            Some((rows, at, _)) => self.fields.get(&rows.name)?.get(at)?.get(&field.name),
        }
    }

    /// What the document held at this place before; the outer `None` when it, or the line, is new.
    fn before(&self, at: At<'_>, field: &Field) -> Option<Option<&'a Value>> {
        let base = self.base?;
        match at.row {
            None => Some(base.get(&field.name)),
            Some((rows, _, row)) => {
                let old = base.rows(&rows.name).iter().find(|it| it.line == row.line)?;
                Some(old.record.get(&field.name))
            }
        }
    }
}

impl<'a> Asking<'a> {
    /// What `required_when`, `read_only_when` and `choices_from` refuse.
    fn rules(&mut self, plan: &Plan) {
        let definition: &'a DocumentType = self.run.definition;
        for ruled in &plan.ruled {
            let (rows, field) = ruled.place.of(definition);
            for at in self.places(rows) {
                self.rule(plan, ruled, field, at);
            }
        }
    }

    fn rule(&mut self, plan: &Plan, ruled: &Ruled, field: &'a Field, at: At<'a>) {
        let path = at.path(field);
        let value = at.value(self.record, field);
        let known = self.run.problems.iter().any(|it| it.path == path);
        let shown = self.is(ruled.show.as_ref(), at) != Some(false);
        if shown && self.is(ruled.required.as_ref(), at) == Some(true) && value.is_none() && !known {
            self.run.problems.push(Problem::new(&path, "required"));
        }
        if self.is(ruled.read_only.as_ref(), at) == Some(true) && !known && self.sent(at, field).is_some() {
            let given = match self.before(at, field) {
                Some(before) => before.cloned(),
                None => self.given(plan, ruled, field, at),
            };
            if given.as_ref() != value {
                self.run.problems.push(Problem::new(&path, "read_only"));
            }
        }
        if let (Some(from), Some(values)) = (&field.choices_from, &ruled.choices)
            && self.before(at, field).flatten() != value
        {
            let frame = at.frame(self.record, self.run.context);
            let conditions = compute::conditions(&from.conditions, values, frame);
            for chosen in chosen(value) {
                let asked = conditions.clone().map(|conditions| Question {
                    of: from.of.clone(),
                    conditions,
                    field: from.field.clone(),
                    sort: None,
                    only: false,
                });
                let answers = match asked {
                    Some(question) => self.run.asked(question.with_value(&chosen)),
                    None => Some(&[][..]),
                };
                if answers.is_some_and(<[_]>::is_empty) {
                    let problem = Problem::new(&path, "not_among_choices").with("value", chosen);
                    self.run.problems.push(problem);
                }
            }
        }
    }

    /// What a new field would hold had nobody sent anything.
    fn given(&mut self, plan: &Plan, ruled: &Ruled, field: &Field, at: At<'a>) -> Option<Value> {
        match plan.computed.iter().find(|it| it.place == ruled.place) {
            Some(computed) => {
                let frame = at.frame(self.record, self.run.context);
                let linked = self.run.linked(computed, field, "", frame);
                linked.or_else(|| self.run.default(computed, field, "", frame))
            }
            None => scalar::parse(field, field.default.as_ref()?, "", self.run.links).ok().flatten(),
        }
    }

    fn told(&mut self, plan: &Plan) -> Vec<Told> {
        let definition: &'a DocumentType = self.run.definition;
        let mut told = Vec::new();
        for (index, field) in definition.fields.iter().enumerate() {
            told.push(self.told_of(plan, (None, index), field, At { row: None }));
            for at in self.places(Some(field)) {
                for (column_at, column) in field.columns.iter().enumerate() {
                    told.push(self.told_of(plan, (Some(index), column_at), column, at));
                }
            }
        }
        told
    }

    fn told_of(
        &mut self,
        plan: &Plan,
        (rows, index): (Option<usize>, usize),
        field: &'a Field,
        at: At<'a>,
    ) -> Told {
        let is_here = |place: crate::plan::Place| place.rows == rows && place.field == index;
        let computed = plan.computed.iter().find(|it| is_here(it.place));
        let ruled = plan.ruled.iter().find(|it| is_here(it.place));
        let shown = self.is(ruled.and_then(|it| it.show.as_ref()), at) != Some(false);
        let required = field.required || self.is(ruled.and_then(|it| it.required.as_ref()), at) == Some(true);
        let fixed = self.is(ruled.and_then(|it| it.read_only.as_ref()), at) == Some(true);
        let candidates = self.candidates(computed, field, at, shown);
        let value = at.value(self.record, field).cloned();
        let winner = candidates.first().map(|(source, _)| *source);
        let (inputs, from) = self.inputs(computed, winner, field, at);
        let others = candidates.into_iter().skip(1).filter(|(_, it)| *it != value).collect();
        Told {
            path: at.path(field),
            field: at.row.map_or_else(String::new, |(rows, ..)| format!("{}.", rows.name)) + &field.name,
            source: winner.filter(|it| value.is_some() || matches!(it, Source::Hidden | Source::Formula)),
            value: value.filter(|_| field.kind != Kind::Rows),
            inputs,
            from,
            others,
            shown,
            required: required && shown,
            read_only: field.read_only || field.is_derived() || fixed,
        }
    }

    /// Every source that has something to give, in the order in which they are heard.
    fn candidates(
        &mut self,
        computed: Option<&Computed>,
        field: &Field,
        at: At<'a>,
        shown: bool,
    ) -> Vec<(Source, Option<Value>)> {
        let hidden = |how| !shown && field.when_hidden == how;
        let mut found = Vec::new();
        for source in SOURCES {
            let frame = at.frame(self.record, self.run.context);
            let value = match source {
                Source::Hidden => hidden(WhenHidden::Clear).then_some(None),
                Source::Formula => field.formula.as_ref().map(|_| at.value(self.record, field).cloned()),
                Source::Sent | Source::Kept if hidden(WhenHidden::Recompute) || field.kind == Kind::Rows => {
                    None
                }
                Source::Sent => self
                    .sent(at, field)
                    .map(|json| scalar::parse(field, json, "", self.run.links).unwrap_or_default()),
                Source::Kept => self.before(at, field).map(Option::<&Value>::cloned).filter(Option::is_some),
                Source::Linkage => computed.and_then(|it| self.run.linked(it, field, "", frame)).map(Some),
                Source::Default => match computed {
                    Some(it) => self.run.default(it, field, "", frame).map(Some),
                    None => {
                        let written = field.default.as_ref();
                        written
                            .and_then(|it| scalar::parse(field, it, "", self.run.links).ok().flatten())
                            .map(Some)
                    }
                },
                // Who keeps the agreements tells of it; a definition knows of none.
                Source::Agreed => None,
            };
            found.extend(value.map(|it| (source, it)));
        }
        found
    }

    fn inputs(
        &self,
        computed: Option<&Computed>,
        winner: Option<Source>,
        field: &Field,
        at: At<'a>,
    ) -> (Vec<(String, Option<Value>)>, Option<DocumentId>) {
        let Some(computed) = computed else { return (Vec::new(), None) };
        let expressions: Vec<&Expression> = match winner {
            Some(Source::Hidden) => computed.show.iter().collect(),
            Some(Source::Formula) => computed.formula.iter().collect(),
            Some(Source::Linkage) => computed.linkage.iter().flatten().collect(),
            Some(Source::Default) => computed.default.iter().collect(),
            _ => Vec::new(),
        };
        let mut inputs: Vec<(String, Option<Value>)> = Vec::new();
        for read in expressions.iter().flat_map(|it| it.fields()) {
            let (path, value) = match read {
                FieldAt::Header(name) | FieldAt::Lines(name) => (name.clone(), self.record.get(name)),
                FieldAt::Own(name) => {
                    let rows = at.row.map_or("", |(rows, ..)| rows.name.as_str());
                    (format!("{rows}.{name}"), at.row.and_then(|(_, _, row)| row.record.get(name)))
                }
                FieldAt::Each { rows, column } => (format!("{rows}.{column}"), None),
            };
            if inputs.iter().all(|(it, _)| *it != path) {
                inputs.push((path, value.filter(|it| !matches!(it, Value::Rows(_))).cloned()));
            }
        }
        let from = match (winner, &field.linkage, &computed.linkage) {
            (Some(Source::Linkage), Some(linkage), Some(values)) => {
                let frame = at.frame(self.record, self.run.context);
                compute::linkage_question(linkage, values, frame).and_then(|question| {
                    let answers = self.run.links.answers(&question)?;
                    question.answer(answers).map(|it| it.from)
                })
            }
            _ => None,
        };
        (inputs, from)
    }
}

fn chosen(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Choices(it)) => it.clone(),
        Some(Value::Text(it) | Value::Choice(it)) => vec![it.clone()],
        _ => Vec::new(),
    }
}
