//! The one way a paper is read, whoever sends it: screen, API, bulk, import. References are found,
//! other documents are asked what rules want to know of them, and the rules are kept.

use super::prices::fill_prices;
use super::resolve::links_of;
use crate::failure::Failure;
use crate::gate::Gate;
use crate::purchasing::find_contracts;
use crate::turn::Turn;
use crate::working_days::context_for;
use documents::{Answer, CHOICES_MAX, DocumentType, Links, Question, Reading, Record, Source, Told};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use storage::Tx;
use storage::lists::{List, Sort};

/// How often other documents are asked before it is too long a chain: what one answers may lead to
/// the next question.
const ROUNDS_MAX: usize = 8;

/// What a paper says before it is changed.
#[derive(Clone, Copy)]
pub(crate) struct Before<'a> {
    pub(crate) record: &'a Record,
    /// Whether it has taken effect: then its prices follow nothing any more.
    pub(crate) amends: bool,
}

/// The record to save, with what is found for its lines, or everything that is wrong with the paper.
/// Warnings are refused until the caller accepts them.
pub(crate) fn read_paper(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    fields: &Json,
    before: Option<Before<'_>>,
) -> Result<Record, Failure> {
    let record = read(tx, turn, definition, fields, before.map(|it| it.record))?;
    with_found(tx, turn, definition, record, before)
}

/// With the prices that were left blank, the contracts that hold, and what is computed from them.
pub(crate) fn with_found(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    mut record: Record,
    before: Option<Before<'_>>,
) -> Result<Record, Failure> {
    let priced = fill_prices(tx, turn, definition, before, &mut record)?;
    let called_off = find_contracts(tx, definition, before, &mut record)?;
    if !priced && !called_off {
        return Ok(record);
    }
    read(tx, turn, definition, &Json::Null, Some(&record))
}

fn read(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    fields: &Json,
    base: Option<&Record>,
) -> Result<Record, Failure> {
    let mut links = links_of(tx, turn, definition, fields, base)?;
    let reading = reading(tx, turn, definition, fields, base, &mut links)?;
    kept(turn, reading)
}

/// A record that was saved some time ago, before a transition takes it out of reach: the rules may
/// have changed since.
pub(crate) fn check_again(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    record: &Record,
) -> Result<(), Failure> {
    let reading = reading(tx, turn, definition, &Json::Null, Some(record), &mut Links::new())?;
    kept(turn, reading).map(drop)
}

fn kept(turn: &Turn, reading: Reading) -> Result<Record, Failure> {
    if !reading.problems.is_empty() {
        return Err(reading.problems.into());
    }
    if !reading.warnings.is_empty() && !turn.accept_warnings {
        return Err(reading.warnings.into());
    }
    Ok(reading.record)
}

/// What is made of a paper once everybody was asked. `links` holds the answers then.
pub(crate) fn reading(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    fields: &Json,
    base: Option<&Record>,
    links: &mut Links,
) -> Result<Reading, Failure> {
    let context = context_for(tx, turn, definition)?;
    let read = rounds(tx, turn, links, |links| (definition.read(fields, links, base, &context), ()))?;
    Ok(read.0)
}

/// [`reading`], and for every field why its value is what it is.
pub(crate) fn explained(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    fields: &Json,
    base: Option<&Record>,
    links: &mut Links,
) -> Result<(Reading, Vec<Told>), Failure> {
    let context = context_for(tx, turn, definition)?;
    rounds(tx, turn, links, |links| definition.explain(fields, links, base, &context))
}

/// [`explained`], with the prices that saving would find, as if they had been sent. A paper that is
/// not whole yet has none.
pub(crate) fn explained_with_prices(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    fields: &Json,
    before: Option<Before<'_>>,
    links: &mut Links,
) -> Result<(Reading, Vec<Told>), Failure> {
    let base = before.map(|it| it.record);
    let (reading, told) = explained(tx, turn, definition, fields, base, links)?;
    let mut priced = reading.record.clone();
    if !reading.problems.is_empty() || !fill_prices(tx, turn, definition, before, &mut priced)? {
        return Ok((reading, told));
    }
    let mut filled = fields.clone();
    let found = put_prices(&mut filled, &priced);
    let (reading, mut told) = explained(tx, turn, definition, &filled, base, links)?;
    for it in told.iter_mut().filter(|it| found.contains(&it.path)) {
        it.source = Some(Source::Agreed);
    }
    Ok((reading, told))
}

/// Writes the prices of a record over the lines that were sent without; their paths.
fn put_prices(fields: &mut Json, priced: &Record) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let Some(lines) = fields.get_mut("lines").and_then(Json::as_array_mut) else { return found };
    if lines.len() != priced.rows("lines").len() {
        return found;
    }
    for (at, (line, row)) in lines.iter_mut().zip(priced.rows("lines")).enumerate() {
        let said = |name: &str| line.get(name).is_some_and(|it| !it.is_null() && it != "");
        if said("price") || said("unit_price") {
            continue;
        }
        for name in ["price", "unit_price", "price_by"] {
            if let Some(value) = row.record.get(name) {
                line[name] = Json::String(DocumentType::plain(value));
                found.insert(format!("lines[{at}].{name}"));
            }
        }
    }
    found
}

/// Reads again until nothing is left to ask.
fn rounds<T>(
    tx: &mut dyn Tx,
    turn: &Turn,
    links: &mut Links,
    read: impl Fn(&Links) -> (Reading, T),
) -> Result<(Reading, T), Failure> {
    let mut read_once = read(links);
    for _ in 0..ROUNDS_MAX {
        let questions = std::mem::take(&mut read_once.0.questions);
        if questions.is_empty() {
            break;
        }
        for question in questions {
            let answers = answers(tx, turn, &question, question.most())?;
            links.add_answers(question, answers);
        }
        read_once = read(links);
    }
    Ok(read_once)
}

/// What matching documents hold, the first `most` of them, as far as the caller may see them together
/// with every field that is asked about: a rule must not tell what its reader may not know.
pub(crate) fn answers(
    tx: &mut dyn Tx,
    turn: &Turn,
    question: &Question,
    most: usize,
) -> Result<Vec<Answer>, Failure> {
    let Some(of) = turn.definitions.get(&question.of) else { return Ok(Vec::new()) };
    let Some(filter) = question.filter(of) else { return Ok(Vec::new()) };
    let newest = Sort { field: "created_at".to_owned(), descending: true };
    let sort = question.sort.as_deref().and_then(|it| Sort::from_text(of, it)).unwrap_or(newest);
    let mut asked: BTreeSet<String> = filter.fields().into_iter().map(ToString::to_string).collect();
    asked.extend([question.field.clone(), sort.field.clone()]);
    let Some(rows) = Gate::of(tx, turn, of)?.rows(&asked) else { return Ok(Vec::new()) };
    let filter = rows.and(filter);
    let limit = most.min(CHOICES_MAX);
    let list = List { definition: of, filter: &filter, words: &[], sort: &sort, after: None, limit };
    let mut found = Vec::new();
    for stored in storage::lists::list(tx, &list)?.rows {
        let record = of.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
        found.push(question.answered_by(of, stored.id, &stored.number, &stored.state, &record));
    }
    Ok(found)
}
