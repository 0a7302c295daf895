//! Past sales become demand: what customers wanted, by item and day.
//!
//! What a line is, is decided from the line alone ([`Judge`]): a sale, a return, a cancellation, a
//! correction of stock, a charge that is no product. Nothing is silently dropped: every kind of line
//! that does not become demand is counted and told with example rows.

use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::imports::analyse::Opened;
use crate::imports::job::{ImportOptions, Mode};
use crate::imports::links::{Found, How, Lookup, in_base_unit};
use crate::imports::outcome::{Outcome, problem};
use crate::imports::paper::{in_words, unknown_unit};
use crate::imports::products::Products;
use crate::imports::rows::{Layout, each_data_row};
use crate::imports::run::{Ended, Run};
use crate::imports::sale::{Judge, Line, Verdict};
use crate::turn::Turn;
use connect::spreadsheet::cell::Row;
use connect::spreadsheet::note::Note;
use connect::spreadsheet::report::RowProblem;
use documents::Label;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;
use std::sync::Arc;
use storage::demand::HistoryRow;
use storage::{Tx, nested};
use values::DocumentId;

/// Lines written in one transaction.
const LINES_AT_ONCE: usize = 4_000;
/// Lines among which exact repetitions are recognised: the last one to two times as many.
const REPEATS_WITHIN: usize = 1_000_000;

/// Everything that does not change while one file is imported.
pub(crate) struct Plan {
    turn: Turn,
    opened: Opened,
    layout: Layout,
    options: ImportOptions,
    judge: Judge,
}

impl Plan {
    pub(crate) fn new(
        turn: &Turn,
        opened: Opened,
        layout: Layout,
        options: ImportOptions,
    ) -> Result<Plan, Failure> {
        if options.create_unknown {
            turn.caller.require_action(Action::Create, turn.definitions.require("item")?)?;
        }
        let codes: Vec<String> = layout.column_of("item").map_or_else(Vec::new, |column| {
            let cells = opened.sample.column(column, opened.header.last_row);
            cells.map(|it| it.shown().into_owned()).collect()
        });
        let products =
            Products::learn(codes.iter().map(String::as_str), &options.products, &options.not_products);
        let judge = Judge::new(turn, &layout, products);
        Ok(Plan { turn: turn.clone(), opened, layout, options, judge })
    }
}

/// What a batch of lines came to; places count its lines.
#[derive(Default)]
struct Written {
    created: u32,
    notes: Vec<(&'static str, &'static str, &'static str, usize)>,
    bad: Vec<(usize, RowProblem)>,
    skipped: Vec<(usize, &'static str)>,
}

/// Imports the whole file: in batches, or in one transaction when it shall be whole or not at all.
pub(crate) fn import(app: &App, plan: Plan, run: &Run) -> Result<(Outcome, Ended), Failure> {
    let plan = Arc::new(plan);
    let ended = match (run.dry_run, plan.options.mode) {
        (true, _) => try_out(app, &plan, run),
        (false, Mode::SkipBad) => in_batches(app, &plan, run),
        (false, Mode::AllOrNothing) => {
            let (plan, run) = (Arc::clone(&plan), run.clone());
            app.write_blocking(move |tx| at_once(tx, &plan, &run))
        }
    }?;
    if !run.dry_run && ended.1 != Ended::Refused && ended.0.created > 0 {
        let now = plan.turn.now;
        app.write_blocking(move |tx| {
            Ok(storage::events::append(tx, now, "demand", None, &serde_json::json!({}))?)
        })?;
    }
    Ok(ended)
}

fn in_batches(app: &App, plan: &Arc<Plan>, run: &Run) -> Result<(Outcome, Ended), Failure> {
    let mut outcome = run.outcome(&plan.opened.header.names)?;
    let mut lookup = Lookup::default();
    let id = run.id;
    let ended = each_batch(plan, run, &mut outcome, |lines, outcome| {
        let (lines, last) = (Arc::new(lines), outcome.rows + plan.opened.header.last_row);
        let (shared, inner, settled) = (Arc::clone(&lines), Arc::clone(plan), lookup.clone());
        let leased = app.clone();
        outcome.flush()?;
        let (written, fresh) = app.write_blocking(move |tx| {
            let mut lookup = settled.clone();
            let written = write_lines(tx, &inner, &mut lookup, &shared, Keep::Yes)?;
            // Where to go on, should the process end here.
            let bad: Vec<_> = written.bad.iter().map(|(_, problem)| problem).collect();
            let noted = serde_json::json!({ "last_bad": bad });
            storage::imports::progress(tx, id, i64::from(last), &noted, App::now())?;
            crate::imports::lease::require(tx, &leased, id)?;
            Ok((written, lookup))
        })?;
        lookup.settle(fresh);
        record(outcome, &lines, written)?;
        outcome.flush()
    })?;
    outcome.finish()?;
    Ok((outcome, ended))
}

fn try_out(app: &App, plan: &Arc<Plan>, run: &Run) -> Result<(Outcome, Ended), Failure> {
    let mut outcome = run.outcome(&plan.opened.header.names)?;
    let mut lookup = Lookup::default();
    let ended = each_batch(plan, run, &mut outcome, |lines, outcome| {
        let (lines, inner) = (Arc::new(lines), Arc::clone(plan));
        let (shared, settled) = (Arc::clone(&lines), lookup.clone());
        let (written, fresh) = app.read_blocking(move |tx| {
            let mut lookup = settled.clone();
            Ok((write_lines(tx, &inner, &mut lookup, &shared, Keep::No)?, lookup))
        })?;
        lookup.settle(fresh);
        record(outcome, &lines, written)
    })?;
    outcome.finish()?;
    Ok((outcome, ended))
}

/// Undoes what was written and still tells what it came to.
enum Undone {
    Told(Box<Outcome>, Ended),
    Failed(Failure),
}

impl From<storage::Error> for Undone {
    fn from(it: storage::Error) -> Undone {
        Undone::Failed(it.into())
    }
}

fn at_once(tx: &mut dyn Tx, plan: &Plan, run: &Run) -> Result<(Outcome, Ended), Failure> {
    let outcome = nested(tx, |tx| {
        let mut outcome = run.outcome(&plan.opened.header.names).map_err(Undone::Failed)?;
        let mut lookup = Lookup::default();
        let ended = each_batch(plan, run, &mut outcome, |lines, outcome| {
            let written = write_lines(tx, plan, &mut lookup, &lines, Keep::Yes)?;
            record(outcome, &lines, written)
        });
        let ended = ended.map_err(Undone::Failed)?;
        outcome.finish().map_err(Undone::Failed)?;
        let keep = outcome.bad == 0 && ended == Ended::Whole;
        if keep { Ok((outcome, ended)) } else { Err(Undone::Told(Box::new(outcome), ended)) }
    });
    match outcome {
        Ok(it) => Ok(it),
        Err(Undone::Told(outcome, Ended::Whole)) => Ok((*outcome, Ended::Refused)),
        Err(Undone::Told(outcome, ended)) => Ok((*outcome, ended)),
        Err(Undone::Failed(failure)) => Err(failure),
    }
}

/// Reads the file and hands over its sales, some thousand at a time.
fn each_batch(
    plan: &Plan,
    run: &Run,
    outcome: &mut Outcome,
    mut take: impl FnMut(Vec<(Row, Line)>, &mut Outcome) -> Result<(), Failure>,
) -> Result<Ended, Failure> {
    let mut skips = plan.layout.skips();
    let mut repeats = Repeats::default();
    let (mut batch, mut ended) = (Vec::with_capacity(LINES_AT_ONCE), Ended::Whole);
    let watches_repeats = plan.layout.column_of("document").is_some() && !plan.options.keep_duplicates;
    each_data_row(&plan.opened, |row| {
        if run.is_cancelled() {
            ended = Ended::Cancelled;
            return Ok(ControlFlow::Break(()));
        }
        outcome.rows += 1;
        if let Some(note) = skips.judge(row) {
            outcome.skipped += u32::from(note != Note::BlankRow);
            outcome.tallies.note(note, row.number);
            return Ok(ControlFlow::Continue(()));
        }
        let repeated = watches_repeats && repeats.has_seen(row);
        if row.number <= run.resume_after {
            outcome.pass(row)?;
            return Ok(ControlFlow::Continue(()));
        }
        let mut plain = plan.layout.read(row);
        outcome.tallies.notes(plain.notes, row.number);
        if !plain.problems.is_empty() {
            outcome.refuse(row, std::mem::take(&mut plain.problems))?;
            return Ok(ControlFlow::Continue(()));
        }
        match plan.judge.decide(plain.values, repeated) {
            Verdict::Line(line) => {
                line.notes.iter().for_each(|it| tell(outcome, it, row.number));
                batch.push((row.clone(), line));
            }
            Verdict::Skip(why) => {
                outcome.skipped += 1;
                tell(outcome, why, row.number);
            }
            Verdict::Bad(field, code, label) => {
                let column = plan.layout.column_of(field);
                outcome.refuse(row, vec![problem(row, column, field, code, label)])?;
            }
        }
        if batch.len() >= LINES_AT_ONCE {
            take(std::mem::replace(&mut batch, Vec::with_capacity(LINES_AT_ONCE)), outcome)?;
            run.tell(row, plan.opened.header.last_row);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if ended == Ended::Whole && !batch.is_empty() {
        take(batch, outcome)?;
    }
    Ok(ended)
}

fn tell(outcome: &mut Outcome, code: &str, row: u32) {
    outcome.tallies.other(code, || crate::imports::sale::label(code), row);
}

/// Rows that repeat an earlier one of the same document in every cell.
#[derive(Default)]
struct Repeats {
    now: HashSet<u64>,
    before: HashSet<u64>,
}

impl Repeats {
    fn has_seen(&mut self, row: &Row) -> bool {
        let mut hasher = DefaultHasher::new();
        row.cells.iter().for_each(|it| it.shown().hash(&mut hasher));
        let hash = hasher.finish();
        if self.before.contains(&hash) || !self.now.insert(hash) {
            return true;
        }
        if self.now.len() >= REPEATS_WITHIN {
            self.before = std::mem::take(&mut self.now);
        }
        false
    }
}

fn record(outcome: &mut Outcome, lines: &[(Row, Line)], written: Written) -> Result<(), Failure> {
    outcome.created += written.created;
    for (code, zh, en, at) in written.notes {
        outcome.tallies.other(code, || Label::new(zh, en), lines[at].0.number);
    }
    for (at, why) in written.skipped {
        outcome.skipped += 1;
        tell(outcome, why, lines[at].0.number);
    }
    written.bad.into_iter().try_for_each(|(at, it)| outcome.refuse(&lines[at].0, vec![it]))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keep {
    Yes,
    /// A dry run in a read transaction: nothing is made.
    No,
}

fn write_lines(
    tx: &mut dyn Tx,
    plan: &Plan,
    lookup: &mut Lookup,
    lines: &[(Row, Line)],
    keep: Keep,
) -> Result<Written, Failure> {
    let mut written = Written::default();
    let mut rows = Vec::with_capacity(lines.len());
    for (at, (row, line)) in lines.iter().enumerate() {
        match history_row(tx, plan, lookup, line, keep, at, &mut written)? {
            Ok(Some(it)) => rows.push(it),
            Ok(None) => (),
            Err((field, code, label)) => {
                let column = plan.layout.column_of(field);
                written.bad.push((at, problem(row, column, field, &code, label)));
            }
        }
    }
    written.created = rows.len() as u32;
    if keep == Keep::Yes {
        storage::demand::add_history(tx, &rows)?;
    }
    Ok(written)
}

type Refused = (&'static str, String, Label);

fn history_row(
    tx: &mut dyn Tx,
    plan: &Plan,
    lookup: &mut Lookup,
    line: &Line,
    keep: Keep,
    at: usize,
    written: &mut Written,
) -> Result<Result<Option<HistoryRow>, Refused>, Failure> {
    let mut masters = Masters { tx, plan, lookup, keep, at, written };
    if line.may_be_no_product && masters.known("item", &line.item)?.is_none() {
        written.skipped.push((at, "not_products"));
        return Ok(Ok(None));
    }
    let item = match masters.find("item", &line.item, line.item_name.as_deref().unwrap_or(""))? {
        Ok(Some(item)) => item,
        Ok(None) => {
            let label = Label::new(
                &format!("没有商品“{}”：请先导入商品，或勾选“自动新建”", line.item),
                &format!(
                    "there is no item “{}”: import the items first, or allow new ones to be made",
                    line.item
                ),
            );
            return Ok(Err(("item", "unknown_item".to_owned(), label)));
        }
        Err(failure) => {
            let (code, label) = in_words(&failure);
            return Ok(Err(("item", code, label)));
        }
    };
    let customer = masters.optional("customer", line.customer.as_deref())?;
    let channel = masters.optional("channel", line.channel.as_deref())?;
    let warehouse = masters.optional("warehouse", line.warehouse.as_deref())?;
    let mut wanted = line.wanted;
    if let Some(unit) = &line.unit {
        match in_base_unit(tx, &plan.turn, item, wanted, unit)? {
            Some(quantity) => wanted = quantity,
            None => return Ok(Err(("quantity", "unknown_unit".to_owned(), unknown_unit(unit)))),
        }
    }
    Ok(Ok(Some(HistoryRow {
        item: item.into(),
        warehouse: warehouse.map(Into::into),
        channel: channel.map(Into::into),
        customer: customer.map(Into::into),
        day: line.day,
        wanted,
        amount: line.amount,
        is_return: line.is_return,
        source_number: line.document.clone(),
    })))
}

/// Finds or makes what one line names.
struct Masters<'a> {
    tx: &'a mut dyn Tx,
    plan: &'a Plan,
    lookup: &'a mut Lookup,
    keep: Keep,
    at: usize,
    written: &'a mut Written,
}

impl Masters<'_> {
    fn known(&mut self, target: &str, text: &str) -> Result<Option<Found>, Failure> {
        self.lookup.find(self.tx, &self.plan.turn, target, text)
    }

    /// The refusal inside is the business's; outside it is ours.
    fn find(
        &mut self,
        target: &'static str,
        text: &str,
        name: &str,
    ) -> Result<Result<Option<DocumentId>, Failure>, Failure> {
        let found = if !self.plan.options.create_unknown {
            self.known(target, text)?
        } else if self.keep == Keep::No {
            Some(self.lookup.find_or_pretend(self.tx, &self.plan.turn, target, text)?)
        } else {
            let (turn, lookup) = (&self.plan.turn, &mut *self.lookup);
            match lookup.find(self.tx, turn, target, text)? {
                Some(found) => Some(found),
                None => match nested(self.tx, |tx| lookup.find_or_make(tx, turn, target, text, name)) {
                    Ok(found) => Some(found),
                    Err(Failure::Broken(error)) => return Err(Failure::Broken(error)),
                    Err(failure) => return Ok(Err(failure)),
                },
            }
        };
        let note = match (found.as_ref().map(|it| it.how), target) {
            (Some(How::Made), "item") => Some(("made_items", "自动新建了商品", "items made")),
            (Some(How::Made), "customer") => Some(("made_customers", "自动新建了客户", "customers made")),
            (Some(How::Made), _) => {
                Some(("made_others", "自动新建了渠道或仓库", "channels or warehouses made"))
            }
            (Some(How::ByCase), _) => Some((
                "other_case",
                "编码大小写不同，已认出",
                "codes in other letters, upper or lower, recognised",
            )),
            _ => None,
        };
        let at = self.at;
        self.written.notes.extend(note.map(|(code, zh, en)| (code, zh, en, at)));
        Ok(Ok(found.map(|it| it.id)))
    }

    /// What cannot be found is left out and told: the demand is real all the same.
    fn optional(&mut self, target: &'static str, text: Option<&str>) -> Result<Option<DocumentId>, Failure> {
        let Some(text) = text else { return Ok(None) };
        let found = self.find(target, text, "")?.ok().flatten();
        if found.is_none() {
            let at = self.at;
            self.written.notes.push((
                "unknown_parties",
                "没有找到的客户、渠道或仓库，按空白导入",
                "unknown customers, channels or warehouses left blank",
                at,
            ));
        }
        Ok(found)
    }
}
