//! A clerk: saves and posts built-in papers as the application does, without its permissions.

use crate::documents::{self as papers, NewDocument};
use crate::world;
use crate::{
    Error, Tx, arrivals, counters, deadlines, demand, fulfilments, lead_times, links, nested, picking,
    price_rules, prices, purchasing, quoted, returns, search, trades,
};
use business::{Effect, Paper, Source, World, behaviour};
use documents::{Context, DocumentType, Links, Record};
use serde_json::{Value as Json, json};
use values::{Day, DocumentId, Instant, UserId};

/// When something is done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) now: Instant,
    pub(super) today: Day,
}

/// 2026-03-02 00:00 and so many minutes.
pub(super) fn at(minutes: i64) -> Moment {
    let start: Instant = "2026-03-02T00:00:00Z".parse().expect("a moment");
    let now = start.plus_seconds(minutes * 60);
    Moment { now, today: now.day(0) }
}

/// The number of what was made, or the code of the refusal.
pub(super) type Told = Result<String, &'static str>;

/// Runs one command; a refusal undoes all that it wrote.
pub(super) fn command(
    tx: &mut dyn Tx,
    run: impl FnOnce(&mut dyn Tx) -> Result<Told, Error>,
) -> Result<Told, Error> {
    enum No {
        Refused(&'static str),
        Failed(Error),
    }
    impl From<Error> for No {
        fn from(it: Error) -> No {
            No::Failed(it)
        }
    }
    match nested(tx, |tx| run(tx)?.map_err(No::Refused)) {
        Ok(number) => Ok(Ok(number)),
        Err(No::Refused(code)) => Ok(Err(code)),
        Err(No::Failed(error)) => Err(error),
    }
}

/// Saves a paper and makes a transition with it.
pub(super) fn paper(
    tx: &mut dyn Tx,
    at: Moment,
    kind: &str,
    fields: &Json,
    transition: &str,
) -> Result<Told, Error> {
    let definition = definition(kind);
    let record = read(tx, at, definition, fields)?;
    let id = papers::next_id(tx)?;
    let first = definition.states[0].name.clone();
    let decided = match transition {
        "" => None,
        name => match decide(tx, at, kind, id, &record, &first, name)? {
            Ok(decided) => Some(decided),
            Err(code) => return Ok(Err(code)),
        },
    };
    let number = match definition.key(&record) {
        Some(key) => key.to_owned(),
        None => format!("{kind}-{}", counters::next(tx, kind, "")?),
    };
    let state = definition.transition(&first, transition).map_or(first.clone(), |it| it.to.clone());
    let new = NewDocument {
        id,
        document_type: kind,
        number: &number,
        title: &definition.title(&record),
        state: &state,
        body: definition.to_stored(&record),
        definition_version: 1,
        at: at.now,
        by: UserId(1),
    };
    papers::insert(tx, new)?;
    links::replace(tx, id, &definition.linked(&record))?;
    search::set(tx, kind, id, &definition.search_text(&record).join("\n").to_lowercase())?;
    if let Some((world, effects)) = decided {
        apply(tx, at, id, &world, &effects)?;
    }
    crate::ordered::refresh(tx, &[id])?;
    Ok(Ok(number))
}

/// Makes a transition with a paper that exists.
pub(super) fn move_on(
    tx: &mut dyn Tx,
    at: Moment,
    kind: &str,
    number: &str,
    transition: &str,
) -> Result<Told, Error> {
    let stored = papers::find_locked(tx, kind, number)?.expect("a paper of this number");
    let definition = definition(kind);
    let record = definition.from_stored(&stored.body).expect("a stored record");
    let Some(to) = definition.transition(&stored.state, transition).map(|it| it.to.clone()) else {
        return Ok(Err("transition_not_allowed"));
    };
    let (world, effects) = match decide(tx, at, kind, stored.id, &record, &stored.state, transition)? {
        Ok(decided) => decided,
        Err(code) => return Ok(Err(code)),
    };
    papers::set_state(tx, stored.id, &to, stored.version + 1, at.now)?;
    apply(tx, at, stored.id, &world, &effects)?;
    crate::ordered::refresh(tx, &[stored.id])?;
    Ok(Ok(number.to_owned()))
}

fn definition(kind: &str) -> &'static DocumentType {
    behaviour(kind).expect("a built-in type").definition()
}

fn read(tx: &mut dyn Tx, at: Moment, definition: &DocumentType, fields: &Json) -> Result<Record, Error> {
    let references = definition.references(fields);
    let wanted: Vec<(&str, &str)> =
        references.iter().map(|it| (it.target.as_str(), it.text.as_str())).collect();
    let mut found = Links::new();
    for it in papers::resolve(tx, &wanted)? {
        found.add(&it.target, &it.text, it.id);
    }
    let context = Context::new(at.today, at.now, UserId(1));
    Ok(definition.parse(fields, &found, None, &context).unwrap_or_else(|it| panic!("{fields}: {it:?}")))
}

type Decided = Result<(World, Vec<Effect>), &'static str>;

fn decide(
    tx: &mut dyn Tx,
    at: Moment,
    kind: &str,
    id: DocumentId,
    record: &Record,
    state: &str,
    transition: &str,
) -> Result<Decided, Error> {
    let behaviour = behaviour(kind).expect("a built-in type");
    let paper = Paper { id, record, state };
    let mut world = World::new(at.now, at.today, UserId(1));
    state.clone_into(&mut world.state);
    for source in behaviour.sources(record) {
        let found = papers::lock(tx, source)?.expect("a source that exists");
        let record = definition(&found.document_type).from_stored(&found.body).expect("a stored record");
        let made_by = found.created_by;
        world.sources.insert(source, Source { number: found.number, state: found.state, record, made_by });
    }
    let needs = behaviour.needs(paper, transition, &world);
    world::load(tx, &needs, &mut world)?;
    let decided = behaviour.post(paper, transition, &mut world);
    Ok(decided.map(|effects| (world, effects)).map_err(|it| it.code()))
}

fn apply(
    tx: &mut dyn Tx,
    at: Moment,
    id: DocumentId,
    world: &World,
    effects: &[Effect],
) -> Result<(), Error> {
    world::write(tx, &world.ledger.changes())?;
    for effect in effects {
        match effect {
            Effect::Expect(it) => arrivals::add(tx, &[it])?,
            Effect::ExpectNothingMore(document) => drop(arrivals::drop_of(tx, *document)?),
            Effect::Fulfil(it) => fulfilments::add(tx, id, &[it])?,
            Effect::Want(it) => demand::add_orders(tx, id, &[it])?,
            Effect::TakeBack(it) => returns::add(tx, id, &[it])?,
            Effect::Unwant(it) => demand::add_returns(tx, id, &[it])?,
            Effect::ForgetDemand(document) => demand::forget(tx, *document)?,
            Effect::Paid(it) => prices::add(tx, id, &[it])?,
            Effect::Traded(it) => trades::add(tx, id, &[it])?,
            Effect::Arrived(it) => lead_times::add(tx, id, &[it])?,
            Effect::Make(document, transition) => {
                let source = papers::load(tx, *document)?.expect("the document to move on");
                let made = move_on(tx, at, &source.document_type, &source.number, transition)?;
                assert!(made.is_ok() || *transition != "complete", "an order that has all can be completed");
            }
            // No stock, no money: terms are papers.
            Effect::Agree(_) => (),
            Effect::SetPrices(rules) => price_rules::replace(tx, id, rules)?,
            Effect::Order(lines) => quoted::replace(tx, id, lines)?,
            Effect::Credit(credit) => crate::credits::replace(tx, id, *credit)?,
            Effect::Pick(lines) => picking::replace(tx, id, lines)?,
            Effect::ExpireAt(moment) => deadlines::set(tx, id, *moment)?,
            Effect::NeverExpire => deadlines::remove(tx, id)?,
            Effect::Counted(it) => crate::counted::note(tx, id, &[it])?,
            Effect::Unfulfil(document) => fulfilments::remove(tx, *document)?,
            Effect::Replace(it) => purchasing::add_replaced(tx, id, &[it])?,
            Effect::Reject(it) => purchasing::add_rejected(tx, id, &[it])?,
            // What is written on the paper these tests do not read.
            Effect::Write { .. } | Effect::WriteLine { .. } | Effect::Append { .. } => (),
        }
    }
    Ok(())
}

/// Warehouses W1 and W2, a supplier, two customers; tea and oil, milk by lot, phones by serial
/// number.
pub(super) fn open(tx: &mut dyn Tx) -> Result<(), Error> {
    let masters = [
        ("warehouse", json!({ "code": "W1", "name": "主仓" })),
        ("warehouse", json!({ "code": "W2", "name": "门店" })),
        ("supplier", json!({ "code": "S1", "name": "茶厂" })),
        ("customer", json!({ "code": "C1", "name": "锦绣商行", "level": "vip" })),
        ("customer", json!({ "code": "C2", "name": "散客" })),
        (
            "item",
            json!({ "code": "tea", "name": "龙井", "unit": "盒", "category": "茶", "sale_price": "30" }),
        ),
        ("item", json!({ "code": "oil", "name": "菜油", "unit": "桶" })),
        ("item", json!({ "code": "milk", "name": "牛奶", "unit": "箱", "tracking": "lot" })),
        ("item", json!({ "code": "phone", "name": "手机", "tracking": "serial" })),
    ];
    for (kind, fields) in masters {
        paper(tx, at(0), kind, &fields, "")?.expect("a master moves nothing");
    }
    Ok(())
}

pub(super) fn id(tx: &mut dyn Tx, kind: &str, number: &str) -> Result<DocumentId, Error> {
    Ok(papers::find(tx, kind, number)?.unwrap_or_else(|| panic!("no {kind} {number}")).id)
}
