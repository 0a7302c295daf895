//! 下推: a draft of the next document, with the quantities left over. Nothing is saved.

use super::view::{Called, found};
use crate::app::App;
use crate::caller::Action;
use crate::failure::{Failure, Kind, Refused};
use crate::gate::{self, Gate, hide_told};
use crate::purchasing::{drafted, refuse_drafted};
use crate::turn::Turn;
use business::{Behaviour, Paper, Source, World};
use documents::{DocumentType, Record};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use storage::documents::Stored;
use values::{DocumentId, ItemId};

impl App {
    pub async fn push_down(
        &self,
        turn: Turn,
        document_type: &str,
        id: &str,
        to: &str,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        let next = turn.definitions.require(to)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        turn.caller.require_action(Action::Create, &next)?;
        let id = id.to_owned();
        self.read(move |tx| {
            let (stored, record) = found(tx, &turn, &definition, &id)?;
            let offered = definition.push_down.iter().find(|it| it.to == next.name);
            let open = offered.is_some_and(|it| it.from_states.contains(&stored.state));
            let behaviour = business::behaviour(&definition.name).filter(|_| open);
            let world = world_of(tx, &turn, &definition, behaviour, (&stored, &record))?;
            let paper = Paper { id: stored.id, record: &record, state: &stored.state };
            let drafted = behaviour.and_then(|it| it.push_down(paper, &stored.number, &next.name, &world));
            let Some(mut draft) = drafted else {
                if open && next.name == "purchase_order" {
                    refuse_drafted(tx, &turn, stored.id)?;
                }
                return Err(Refused::new(
                    Kind::Conflict,
                    "transition_not_allowed",
                    "这个状态的单据不能下推",
                    "Nothing follows from the document in this state",
                )
                .into());
            };
            make_readable(tx, &turn, (&definition, stored.id), &next, &mut draft.fields)?;
            let elsewhere: Vec<DocumentId> = draft.elsewhere.iter().map(|it| (*it).into()).collect();
            let mut elsewhere = gate::names(tx, &turn, &elsewhere)?;
            elsewhere.sort_by(|a, b| a.number.cmp(&b.number));
            let elsewhere: Vec<String> = elsewhere.into_iter().map(|it| it.number).collect();
            Ok(json!({ "type": next.name, "fields": draft.fields, "elsewhere": elsewhere }))
        })
        .await
    }
}

/// What the next document is drafted from: what came of this one so far, and the papers it points at.
pub(crate) fn world_of(
    tx: &mut dyn storage::Tx,
    turn: &Turn,
    definition: &DocumentType,
    behaviour: Option<&dyn Behaviour>,
    (stored, record): (&Stored, &Record),
) -> Result<World, Failure> {
    let mut world = World::new(turn.now, turn.today, turn.caller.user);
    world.fulfilled = storage::fulfilments::done_of(tx, stored.id)?;
    world.returned = storage::returns::done_of(tx, &[stored.id])?;
    if definition.area == "purchasing" {
        look_around(tx, stored.id, record, &mut world)?;
    }
    if definition.name == "purchase_request" {
        world.drafted = drafted(tx, turn, stored.id, record)?;
    }
    world.credited = storage::credits::of_returns(tx, &[stored.id])?;
    world.ordered = storage::quoted::ordered_of(tx, stored.id)?;
    for claim in storage::claims::of_document(tx, stored.id)? {
        world.ledger.load_claim(claim);
    }
    let sources: Vec<DocumentId> = behaviour.iter().flat_map(|it| it.sources(record)).collect();
    for source in &sources {
        read_source(tx, turn, &mut world, *source)?;
        // What came of the order that goods were delivered for, before some of them go back.
        world.fulfilled.extend(storage::fulfilments::done_of(tx, *source)?);
    }
    world.returned.extend(storage::returns::done_of(tx, &sources)?);
    Ok(world)
}

/// Links of a draft by number, and without what the caller may not see on either paper.
pub(crate) fn make_readable(
    tx: &mut dyn storage::Tx,
    turn: &Turn,
    (definition, id): (&DocumentType, DocumentId),
    next: &DocumentType,
    fields: &mut Json,
) -> Result<(), Failure> {
    number_links(tx, turn, next, fields)?;
    let hidden_here = Gate::of(tx, turn, definition)?.here_at(tx, id)?.hidden();
    let hidden_there = Gate::of(tx, turn, next)?.new_one().hidden();
    // What may not be seen on the one paper is not read off the other.
    hide_told(fields, &hidden_here.union(&hidden_there).cloned().collect());
    Ok(())
}

/// What a document of purchasing drafts the next one from: what it moved and holds, the papers it points
/// at, and whom its items are bought from.
fn look_around(
    tx: &mut dyn storage::Tx,
    id: DocumentId,
    record: &Record,
    world: &mut World,
) -> Result<(), Failure> {
    world.replaced = storage::purchasing::replaced_of(tx, &[id])?;
    world.open_holds = storage::purchasing::open_holds(tx, id)?;
    world.moved_by_line = storage::purchasing::moved_by_line(tx, id)?;
    let items = record.rows("lines").iter().filter_map(|it| it.record.link("item").map(ItemId::from));
    world.terms = storage::purchasing::terms(tx, None, &items.collect::<Vec<_>>())?;
    Ok(())
}

/// A document that this one points at, as it stands: nothing follows from a draft yet.
fn read_source(
    tx: &mut dyn storage::Tx,
    turn: &Turn,
    world: &mut World,
    id: DocumentId,
) -> Result<(), Failure> {
    let Some(stored) = storage::documents::load(tx, id)? else { return Ok(()) };
    // What may not be seen is not read off another paper.
    if gate::visible(tx, turn, &stored.document_type, &[id])?.is_some_and(|it| !it.contains(&id)) {
        return Ok(());
    }
    let definition = turn.definitions.require(&stored.document_type)?;
    let record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
    let Stored { id, number, state, created_by: made_by, .. } = stored;
    world.sources.insert(id, Source { number, state, record, made_by });
    Ok(())
}

/// A drafted document names what it links to by id; people name it by number.
fn number_links(
    tx: &mut dyn storage::Tx,
    turn: &Turn,
    definition: &documents::DocumentType,
    fields: &mut Json,
) -> Result<(), Failure> {
    let mut ids = BTreeSet::new();
    each_link(definition, fields, &mut |it| {
        ids.extend(it.as_i64().map(DocumentId));
    });
    let called = Called::load(tx, turn, ids, BTreeSet::new())?;
    each_link(definition, fields, &mut |it| {
        if let Some(id) = it.as_i64() {
            *it = Json::String(called.number(DocumentId(id)));
        }
    });
    Ok(())
}

fn each_link(definition: &documents::DocumentType, fields: &mut Json, f: &mut dyn FnMut(&mut Json)) {
    for (path, field) in definition.all_fields() {
        if !matches!(field.kind, documents::Kind::Link(_)) {
            continue;
        }
        match path.split_once('.') {
            None => fields.get_mut(&path).into_iter().for_each(&mut *f),
            Some((rows, column)) => {
                let rows = fields.get_mut(rows).and_then(Json::as_array_mut);
                rows.into_iter().flatten().filter_map(|row| row.get_mut(column)).for_each(&mut *f);
            }
        }
    }
}
