//! The one write path's middle: load what the decision needs, decide, make it true.

use crate::allocation::{moved_in, serve_waiting, tell_orders};
use crate::failure::Failure;
use crate::purchasing::{agree, warnings};
use crate::refusals::{Name, Names, mentioned, told};
use crate::stock::tell_new;
use crate::turn::Turn;
use business::{Behaviour, Effect, Paper, Source, World};
use documents::{DocumentType, Record, Row, Transition, Value};
use ledger::{BalanceKey, ClaimChange};
use std::collections::BTreeSet;
use storage::documents::Stored;
use storage::{Tx, ordered};
use values::{DocumentId, ItemId, WarehouseId};

/// What a transition will do, decided but not yet written.
pub(crate) struct Decision {
    world: World,
    effects: Vec<Effect>,
    /// The balances it looked at: what is wanted of them may have changed though they have not.
    looked_at: Vec<BalanceKey>,
}

impl Decision {
    /// What it would move.
    pub(crate) fn moves(&self) -> Vec<ledger::Move> {
        self.world.ledger.changes().moves
    }

    /// The claims that the document has after it.
    pub(crate) fn claims_of(&self, id: DocumentId) -> impl Iterator<Item = &ledger::Claim> {
        self.world.ledger.claims_of(id)
    }
}

/// Locks and loads exactly what is needed, then decides. Nothing is written.
pub(crate) fn decide(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    id: DocumentId,
    record: &Record,
    state: &str,
    transition: &Transition,
) -> Result<Option<Decision>, Failure> {
    let Some(behaviour) = business::behaviour(&definition.name) else {
        return Ok(None);
    };
    let paper = Paper { id, record, state };
    let mut world = world(tx, turn, behaviour, record, state)?;
    let needs = behaviour.needs(paper, &transition.name, &world);
    storage::world::load(tx, &needs, &mut world)?;
    let decided = behaviour.post(paper, &transition.name, &mut world);
    decision(tx, turn, decided, world, needs.balances).map(Some)
}

/// What follows when a document that has taken effect is changed to say `after`; `None` for a type
/// without consequences.
pub(crate) fn decide_amendment(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    before: Paper<'_>,
    after: &Record,
) -> Result<Option<Decision>, Failure> {
    let Some(behaviour) = business::behaviour(&definition.name) else {
        return Ok(None);
    };
    let mut world = world(tx, turn, behaviour, after, before.state)?;
    let needs = behaviour.amend_needs(before, after, &world);
    storage::world::load(tx, &needs, &mut world)?;
    let decided = behaviour.amend(before, after, &mut world);
    decision(tx, turn, decided, world, needs.balances).map(Some)
}

/// The sources of a paper, locked, and who acts when.
fn world(
    tx: &mut dyn Tx,
    turn: &Turn,
    behaviour: &dyn Behaviour,
    record: &Record,
    state: &str,
) -> Result<World, Failure> {
    let mut world = empty_world(turn, state);
    for source in behaviour.sources(record) {
        load_source(tx, turn, &mut world, source)?;
    }
    Ok(world)
}

/// Who acts when, on a paper in that state.
pub(crate) fn empty_world(turn: &Turn, state: &str) -> World {
    let mut world = World::new(turn.now, turn.today, turn.caller.user);
    state.clone_into(&mut world.state);
    world.accepts_warnings = turn.accept_warnings;
    world.hold_minutes = turn.company.hold_minutes;
    world.usual_terms.over_receipt = turn.company.over_receipt;
    world.usual_terms.under_receipt = turn.company.under_receipt;
    world.clock_offset_seconds = turn.company.offset_seconds(turn.now);
    world
}

fn decision(
    tx: &mut dyn Tx,
    turn: &Turn,
    decided: Result<Vec<Effect>, business::Refusal>,
    world: World,
    looked_at: Vec<BalanceKey>,
) -> Result<Decision, Failure> {
    match decided {
        Ok(effects) => Ok(Decision { world, effects, looked_at }),
        Err(business::Refusal::FieldMissing { field }) => {
            Err(vec![documents::Problem::new(field, "required")].into())
        }
        Err(refusal) => {
            let names = names(tx, turn, &mentioned(&refusal))?;
            Err(match &refusal {
                business::Refusal::BeyondContract { beyond } => warnings(turn, beyond, &names).into(),
                refusal => told(refusal, &names).into(),
            })
        }
    }
}

fn load_source(tx: &mut dyn Tx, turn: &Turn, world: &mut World, id: DocumentId) -> Result<(), Failure> {
    let stored = storage::documents::lock(tx, id)?;
    let stored =
        stored.ok_or_else(|| storage::Error::Corrupt(format!("document {id} is linked but absent")))?;
    let definition = turn.definitions.require(&stored.document_type)?;
    let record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
    let made_by = stored.created_by;
    world.sources.insert(id, Source { number: stored.number, state: stored.state, record, made_by });
    Ok(())
}

pub(crate) fn names(tx: &mut dyn Tx, turn: &Turn, ids: &[DocumentId]) -> Result<Names, Failure> {
    let found = crate::gate::names(tx, turn, ids)?;
    let name = |it: storage::documents::Name| (it.id, Name { number: it.number, title: it.title });
    Ok(Names(found.into_iter().map(name).collect()))
}

impl Decision {
    /// Whether the document then makes another transition by itself.
    pub(crate) fn moves_on(&self, id: DocumentId) -> bool {
        self.effects.iter().any(|it| matches!(it, Effect::Make(it, _) if *it == id))
    }

    /// Whether it changes what there is to tell of the document itself: of its lines something is done, or it
    /// moves on.
    fn does_of_itself(&self, id: DocumentId) -> bool {
        let own = |it: &Effect| matches!(it, Effect::Fulfil(it) if it.ordered.document == id);
        self.moves_on(id) || self.effects.iter().any(own)
    }

    /// Writes on the paper what the transition fills in or clears; what it was before, if it changed.
    pub(crate) fn write_on(&self, record: &mut Record) -> Option<Record> {
        let writes = |it: &&Effect| {
            matches!(it, Effect::Write { .. } | Effect::WriteLine { .. } | Effect::Append { .. })
        };
        let mut writes = self.effects.iter().filter(writes).peekable();
        writes.peek()?;
        let before = record.clone();
        writes.for_each(|it| write(record, it));
        (before != *record).then_some(before)
    }
}

fn write(record: &mut Record, effect: &Effect) {
    match effect {
        Effect::Write { field, value } => record.set(field, value.clone()),
        Effect::WriteLine { line, column, value } => {
            if let Some(Value::Rows(rows)) = record.0.get_mut("lines")
                && let Some(row) = rows.iter_mut().find(|it| it.line == *line)
            {
                row.record.set(column, value.clone());
            }
        }
        Effect::Append { rows: name, record: row } => {
            let mut rows = record.rows(name).to_vec();
            let line = rows.iter().map(|it| it.line).max().unwrap_or(0) + 1;
            rows.push(Row { line, record: row.clone() });
            record.set(name, Some(Value::Rows(rows)));
        }
        _ => (),
    }
}

/// Orders whose promises this document moved by the way: its own and its source's are its own doing.
fn tell_others(tx: &mut dyn Tx, turn: &Turn, id: DocumentId, world: &World) -> Result<(), Failure> {
    let is_others = |document: DocumentId| document != id && !world.sources.contains_key(&document);
    tell_orders(tx, turn, Some(id), None, &moved_in(&world.ledger, is_others))
}

/// Makes a decision about a document true, and keeps what became of its lines if it is an order. `state` is
/// where it stood before. Returns what planning has to look at again.
pub(crate) fn apply(
    tx: &mut dyn Tx,
    turn: &Turn,
    stored: &Stored,
    state: &str,
    decision: Option<Decision>,
) -> Result<Vec<(ItemId, WarehouseId)>, Failure> {
    // Of an order that takes effect now, and of which nothing is done in the same breath, nothing is known yet.
    let is_first =
        !ordered::counts(state) && !decision.as_ref().is_some_and(|it| it.does_of_itself(stored.id));
    let touched = make_true(tx, turn, stored.id, decision)?;
    match is_first {
        true => ordered::add(tx, stored)?,
        false => ordered::follow(tx, stored)?,
    }
    Ok(touched)
}

fn make_true(
    tx: &mut dyn Tx,
    turn: &Turn,
    id: DocumentId,
    decision: Option<Decision>,
) -> Result<Vec<(ItemId, WarehouseId)>, Failure> {
    let Some(Decision { mut world, effects, looked_at }) = decision else {
        return Ok(Vec::new());
    };
    let in_storage = looked_at.iter().filter(|key| key.warehouse.0 > 0);
    let mut touched: BTreeSet<(ItemId, WarehouseId)> =
        in_storage.map(|key| (key.item, key.warehouse)).collect();
    for key in world.ledger.gained() {
        serve_waiting(tx, turn, &mut world.ledger, key)?;
    }
    let changes = world.ledger.changes();
    storage::world::write(tx, &changes)?;
    let short = changes.claims.iter().filter_map(|it| match it {
        ClaimChange::Opened(it) | ClaimChange::Changed(it) => {
            Some(it).filter(|it| it.id.document == id && it.short().is_positive())
        }
        ClaimChange::Closed(_) => None,
    });
    tell_new(tx, turn.today, &short.collect::<Vec<_>>())?;
    tell_others(tx, turn, id, &world)?;
    touched.extend(write_facts(tx, turn, id, &effects)?);
    Ok(touched.into_iter().collect())
}

/// Every kind of fact in one statement, however many lines a paper has. Returns where something is
/// expected or wanted now that was not, or the other way round.
fn write_facts(
    tx: &mut dyn Tx,
    turn: &Turn,
    id: DocumentId,
    effects: &[Effect],
) -> Result<BTreeSet<(ItemId, WarehouseId)>, Failure> {
    let mut touched = BTreeSet::new();
    let (mut expected, mut fulfilled, mut back) = (Vec::new(), Vec::new(), Vec::new());
    let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
    let mut counted = Vec::new();
    let (mut paid, mut arrived, mut make) = (Vec::new(), Vec::new(), Vec::new());
    let mut traded = Vec::new();
    let (mut replaced, mut rejected) = (Vec::new(), Vec::new());
    for effect in effects {
        match effect {
            Effect::Expect(it) => {
                touched.insert((it.key.item, it.key.warehouse));
                expected.push(it);
            }
            Effect::ExpectNothingMore(document) => touched.extend(storage::arrivals::drop_of(tx, *document)?),
            Effect::Fulfil(it) => fulfilled.push(it),
            Effect::Unfulfil(document) => storage::fulfilments::remove(tx, *document)?,
            Effect::Replace(it) => replaced.push(it),
            Effect::Reject(it) => rejected.push(it),
            Effect::Want(it) => {
                touched.insert((it.item, it.warehouse));
                wanted.push(it);
            }
            Effect::TakeBack(it) => back.push(it),
            Effect::Unwant(it) => {
                touched.insert((it.item, it.warehouse));
                unwanted.push(it);
            }
            Effect::ForgetDemand(document) => storage::demand::forget(tx, *document)?,
            Effect::Paid(it) => paid.push(it),
            Effect::Traded(it) => traded.push(it),
            Effect::Arrived(it) => arrived.push(it),
            Effect::ExpireAt(at) => storage::deadlines::set(tx, id, *at)?,
            Effect::NeverExpire => storage::deadlines::remove(tx, id)?,
            Effect::Counted(it) => counted.push(it),
            // On the paper already.
            Effect::Write { .. } | Effect::WriteLine { .. } | Effect::Append { .. } => (),
            Effect::Make(document, transition) => make.push((*document, *transition)),
            Effect::Pick(lines) => storage::picking::replace(tx, id, lines)?,
            Effect::Credit(credit) => storage::credits::replace(tx, id, *credit)?,
            Effect::Order(lines) => storage::quoted::replace(tx, id, lines)?,
            Effect::Agree(terms) => agree(tx, turn, terms)?,
            Effect::SetPrices(rules) => storage::price_rules::replace(tx, id, rules)?,
        }
    }
    storage::arrivals::add(tx, &expected)?;
    storage::fulfilments::add(tx, id, &fulfilled)?;
    storage::returns::add(tx, id, &back)?;
    storage::demand::add_orders(tx, id, &wanted)?;
    storage::demand::add_returns(tx, id, &unwanted)?;
    storage::prices::add(tx, id, &paid)?;
    storage::trades::add(tx, id, &traded)?;
    storage::lead_times::add(tx, id, &arrived)?;
    storage::counted::note(tx, id, &counted)?;
    storage::purchasing::add_replaced(tx, id, &replaced)?;
    storage::purchasing::add_rejected(tx, id, &rejected)?;
    for (document, transition) in make {
        let done = super::transition::make_system_transition(tx, turn, document, transition)?;
        touched.extend(done.unwrap_or_default());
    }
    Ok(touched)
}
