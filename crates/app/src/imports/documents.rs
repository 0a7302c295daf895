//! Documents of any type from the rows of a file, through the same door as everything else.

use crate::app::App;
use crate::failure::Failure;
use crate::imports::analyse::Opened;
use crate::imports::grouping::{Group, Grouping, Together};
use crate::imports::job::{ImportOptions, Mode};
use crate::imports::lease;
use crate::imports::links::Lookup;
use crate::imports::outcome::{Outcome, problem};
use crate::imports::paper::{Done, What, write_group};
use crate::imports::rows::{Layout, each_data_row};
use crate::imports::run::{Ended, Run};
use crate::turn::Turn;
use connect::spreadsheet::note::Note;
use connect::spreadsheet::reading::Value;
use documents::{DocumentType, Label};
use serde_json::json;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;
use std::sync::Arc;
use storage::{Tx, nested};

/// Rows written in one transaction: others wait no longer than that takes.
const ROWS_AT_ONCE: usize = 200;

/// Everything that does not change while one file is imported.
pub(crate) struct Plan {
    pub(crate) turn: Turn,
    pub(crate) definition: Arc<DocumentType>,
    pub(crate) opened: Opened,
    pub(crate) layout: Layout,
    pub(crate) options: ImportOptions,
    pub(crate) together: Together,
}

impl Plan {
    pub(crate) fn new(
        turn: &Turn,
        definition: Arc<DocumentType>,
        opened: Opened,
        layout: Layout,
        options: ImportOptions,
    ) -> Plan {
        let together = Together::of(&definition, &layout);
        Plan { turn: turn.clone(), definition, opened, layout, options, together }
    }
}

/// Imports the whole file, in small transactions or in one.
pub(crate) fn import(app: &App, plan: Plan, run: &Run) -> Result<(Outcome, Ended), Failure> {
    let plan = Arc::new(plan);
    if plan.options.mode == Mode::SkipBad && !run.dry_run {
        return in_chunks(app, &plan, run);
    }
    let run = run.clone();
    app.write_blocking(move |tx| at_once(tx, &plan, &run))
}

fn in_chunks(app: &App, plan: &Arc<Plan>, run: &Run) -> Result<(Outcome, Ended), Failure> {
    let mut outcome = run.outcome(&plan.opened.header.names)?;
    let mut lookup = Lookup::default();
    // Papers with a key are recognised when they come again; others are not, so it is kept how far it is.
    let (id, is_kept) = (run.id, plan.key_fields().is_empty());
    let ended = each_chunk(plan, run, &mut outcome, |groups, last, outcome| {
        let (plan, groups) = (Arc::clone(plan), Arc::new(groups));
        let (settled, shared, leased) = (lookup.clone(), Arc::clone(&groups), app.clone());
        let (done, fresh) = app.write_blocking(move |tx| {
            let mut lookup = settled.clone();
            let done: Result<Vec<Done>, Failure> =
                shared.iter().map(|group| write_group(tx, &plan, &mut lookup, group)).collect();
            let done = done?;
            if is_kept {
                let bad = done.iter().flat_map(|it| it.bad.iter().flat_map(|(_, problems)| problems));
                let noted = json!({ "last_bad": bad.collect::<Vec<_>>() });
                storage::imports::progress(tx, id, i64::from(last), &noted, App::now())?;
            }
            lease::require(tx, &leased, id)?;
            Ok((done, lookup))
        })?;
        lookup.settle(fresh);
        groups.iter().zip(done).try_for_each(|(group, done)| record(outcome, group, done))?;
        outcome.flush()
    })?;
    outcome.finish()?;
    Ok((outcome, ended))
}

/// Undoes what was written and still tells what it came to.
enum Undone {
    Told(Outcome, Ended),
    Failed(Failure),
}

impl From<storage::Error> for Undone {
    fn from(it: storage::Error) -> Undone {
        Undone::Failed(it.into())
    }
}

/// In one transaction, kept only when it is no trial and nothing was refused.
fn at_once(tx: &mut dyn Tx, plan: &Plan, run: &Run) -> Result<(Outcome, Ended), Failure> {
    let outcome = nested(tx, |tx| {
        let (outcome, ended) = whole(tx, plan, run).map_err(Undone::Failed)?;
        let keep = !run.dry_run && outcome.bad == 0 && ended == Ended::Whole;
        if keep { Ok((outcome, ended)) } else { Err(Undone::Told(outcome, ended)) }
    });
    match outcome {
        Ok(it) => Ok(it),
        Err(Undone::Told(outcome, Ended::Whole)) if !run.dry_run => Ok((outcome, Ended::Refused)),
        Err(Undone::Told(outcome, ended)) => Ok((outcome, ended)),
        Err(Undone::Failed(failure)) => Err(failure),
    }
}

fn whole(tx: &mut dyn Tx, plan: &Plan, run: &Run) -> Result<(Outcome, Ended), Failure> {
    let mut outcome = run.outcome(&plan.opened.header.names)?;
    let mut lookup = Lookup::default();
    let ended = each_chunk(plan, run, &mut outcome, |groups, _, outcome| {
        groups.iter().try_for_each(|group| {
            let done = write_group(tx, plan, &mut lookup, group)?;
            record(outcome, group, done)
        })
    })?;
    outcome.finish()?;
    Ok((outcome, ended))
}

/// Reads the file and hands over its documents, some hundred rows at a time, with the row behind which no
/// document is left that is whole. Those that an interrupted run brought are passed over: a document is whole
/// at the same row in every run.
fn each_chunk(
    plan: &Plan,
    run: &Run,
    outcome: &mut Outcome,
    mut take: impl FnMut(Vec<Group>, u32, &mut Outcome) -> Result<(), Failure>,
) -> Result<Ended, Failure> {
    let mut grouping = Grouping::new(plan.together);
    if grouping.needs_first_pass() {
        let mut skips = plan.layout.skips();
        each_data_row(&plan.opened, |row| {
            if skips.judge(row).is_none() {
                grouping.note(&plan.layout, row, &plan.layout.read(row));
            }
            Ok(ControlFlow::Continue(()))
        })?;
    }
    let mut skips = plan.layout.skips();
    let mut repeats = Repeats::default();
    let (mut chunk, mut rows, mut last, mut ended) = (Vec::new(), 0, 0, Ended::Whole);
    each_data_row(&plan.opened, |row| {
        if run.is_cancelled() {
            ended = Ended::Cancelled;
            return Ok(ControlFlow::Break(()));
        }
        outcome.rows += 1;
        last = row.number;
        outcome.pass(row)?;
        if let Some(note) = skips.judge(row) {
            outcome.skipped += u32::from(note != Note::BlankRow);
            outcome.tallies.note(note, row.number);
            return Ok(ControlFlow::Continue(()));
        }
        let plain = plan.layout.read(row);
        outcome.tallies.notes(plain.notes, row.number);
        if let Some(group) = grouping.add(&plan.layout, row, plain)
            && row.number > run.resume_after
            && repeats.is_new(plan, &group, outcome)?
        {
            rows += group.rows.len();
            chunk.push(group);
        }
        if rows >= ROWS_AT_ONCE {
            rows = 0;
            take(std::mem::take(&mut chunk), last, outcome)?;
            run.tell(row, plan.opened.header.last_row);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if ended == Ended::Whole {
        take(chunk, last, outcome)?;
    }
    Ok(ended)
}

/// What became of a group, counted.
fn record(outcome: &mut Outcome, group: &Group, done: Done) -> Result<(), Failure> {
    match done.what {
        Some(What::Created) => outcome.created += 1,
        Some(What::Updated) => outcome.updated += 1,
        Some(What::Unchanged) => outcome.unchanged += 1,
        None => (),
    }
    for (code, label, at) in done.notes {
        outcome.tallies.other(code, || label, group.rows[at].0.number);
    }
    outcome.skipped += done.skipped;
    done.bad.into_iter().try_for_each(|(at, problems)| outcome.refuse(&group.rows[at].0, problems))
}

/// Keys that the file has brought already: by key, what the row said and where.
#[derive(Default)]
struct Repeats {
    seen: HashMap<u64, (u64, u32)>,
}

impl Repeats {
    /// The same again is skipped; the same key with something else is refused.
    fn is_new(&mut self, plan: &Plan, group: &Group, outcome: &mut Outcome) -> Result<bool, Failure> {
        let [(row, plain)] = group.rows.as_slice() else { return Ok(true) };
        if plan.together != Together::Alone || !plain.problems.is_empty() {
            return Ok(true);
        }
        let keys = plan.key_fields();
        let places: Vec<usize> = keys.iter().filter_map(|it| plan.layout.place(it)).collect();
        if keys.is_empty() || places.len() < keys.len() {
            return Ok(true);
        }
        let hash = |values: &mut dyn Iterator<Item = &Value>| {
            let mut hasher = DefaultHasher::new();
            values.for_each(|it| it.shown().hash(&mut hasher));
            hasher.finish()
        };
        let key = hash(&mut places.iter().map(|it| &plain.values[*it]));
        let content = hash(&mut plain.values.iter());
        match self.seen.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert((content, row.number));
                return Ok(true);
            }
            Entry::Occupied(entry) if entry.get().0 == content => {
                let label =
                    || Label::new("与前面的行完全相同，只导入一次", "repeats an earlier row; imported once");
                outcome.tallies.other("duplicate_rows", label, row.number);
                outcome.skipped += 1;
            }
            Entry::Occupied(entry) => {
                let first = entry.get().1;
                let label = Label::new(
                    &format!("与第 {first} 行的编码相同但内容不同：请只留一行"),
                    &format!("the same key as row {first} with other content: keep one of them"),
                );
                let field = &plan.layout.fields()[places[0]];
                outcome
                    .refuse(row, vec![problem(row, field.column, &field.field, "duplicate_key", label)])?;
            }
        }
        Ok(false)
    }
}

impl Plan {
    pub(crate) fn key_fields(&self) -> Vec<&str> {
        key_fields(&self.definition, self.layout.place("number").is_some())
    }
}

/// The fields that tell one document of the type from another: its code, or the number that the file gives
/// it. Else, for what stands as long as what it is about, and for papers without lines, the documents they
/// connect: a supply its supplier and item, a bill of materials its product. Empty when nothing tells.
pub(crate) fn key_fields(definition: &DocumentType, has_number: bool) -> Vec<&str> {
    if let Some(key) = &definition.key_field {
        return vec![key];
    }
    if has_number {
        return vec!["number"];
    }
    let stands = definition.states.first().is_some_and(|it| it.name == "active");
    if !stands && definition.rows_fields().any(|it| it.required) {
        return Vec::new();
    }
    let links = definition.fields.iter();
    links
        .filter(|it| it.required && matches!(it.kind, documents::Kind::Link(_)))
        .map(|it| it.name.as_str())
        .collect()
}
