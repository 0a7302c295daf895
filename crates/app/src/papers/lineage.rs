//! One picture of a document: what it came from, what came of it, and what it did to the books.

use super::view::{Called, found_stored};
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::gate::{self, Gate, HIDDEN, as_met, is_hidden};
use crate::turn::Turn;
use ledger::Place;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::documents::Name;
use storage::effects;
use storage::links::Use;
use values::DocumentId;

/// How far the picture reaches in each direction.
const STEPS_MAX: i64 = 4;
/// Papers in one picture.
const PAPERS_MAX: usize = 60;
/// Of one kind of effect.
const EFFECTS_MAX: usize = 100;

impl App {
    pub async fn document_lineage(&self, turn: Turn, document_type: &str, id: &str) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let id = id.to_owned();
        self.read(move |tx| {
            let stored = found_stored(tx, &turn, &definition, &id)?;
            let hidden = Gate::of(tx, &turn, &definition)?.here_at(tx, stored.id)?.hidden();
            let mut picture = Picture::default();
            let start = storage::documents::names(tx, &[stored.id])?;
            picture.nodes.extend(start.into_iter().map(|it| (it.id, (0, it))));
            if definition.key_field.is_none() {
                picture.walk(tx, &turn, stored.id, Direction::Back)?;
                picture.walk(tx, &turn, stored.id, Direction::On)?;
            }
            // Who may not see its lines is not told what they did.
            let tells = !["lines.item", "lines.quantity"].iter().any(|it| is_hidden(&hidden, it));
            let effects = if tells { effects(tx, &turn, stored.id)? } else { no_effects() };
            Ok(picture.told(&effects))
        })
        .await
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Back,
    On,
}

#[derive(Default)]
struct Picture {
    /// By step: sources are before 0, what followed is after.
    nodes: BTreeMap<DocumentId, (i64, Name)>,
    /// From source to what came of it.
    edges: BTreeSet<(DocumentId, DocumentId)>,
    is_cut: bool,
}

impl Picture {
    fn walk(
        &mut self,
        tx: &mut dyn Tx,
        turn: &Turn,
        start: DocumentId,
        direction: Direction,
    ) -> Result<(), Failure> {
        let mut front = vec![start];
        for step in 1..=STEPS_MAX {
            let mut next = Vec::new();
            for id in front {
                let document_type =
                    self.nodes.get(&id).map_or(String::new(), |it| it.1.document_type.clone());
                for it in neighbours(tx, turn, id, &document_type, direction)? {
                    if self.nodes.len() >= PAPERS_MAX && !self.nodes.contains_key(&it.id) {
                        self.is_cut = true;
                        continue;
                    }
                    let (from, to) = if direction == Direction::Back { (it.id, id) } else { (id, it.id) };
                    self.edges.insert((from, to));
                    let at = if direction == Direction::Back { -step } else { step };
                    self.nodes.entry(it.id).or_insert_with(|| {
                        next.push(it.id);
                        (at, it)
                    });
                }
            }
            front = next;
        }
        Ok(())
    }

    fn told(&self, effects: &Json) -> Json {
        let nodes = self.nodes.values().map(|(step, it)| {
            json!({
                "step": step, "type": it.document_type, "id": it.uuid, "number": it.number,
                "title": it.title, "state": it.state,
            })
        });
        let uuid = |id: &DocumentId| self.nodes[id].1.uuid;
        // Of two that point at each other the earlier came first: a request for quotation names whom it was awarded to.
        let edges = self.edges.iter().filter(|(from, to)| from < to || !self.edges.contains(&(*to, *from)));
        let edges = edges.map(|(from, to)| json!({ "from": uuid(from), "to": uuid(to) }));
        json!({
            "nodes": nodes.collect::<Vec<_>>(), "edges": edges.collect::<Vec<_>>(),
            "cut": self.is_cut, "effects": effects,
        })
    }
}

/// Papers next to this one; masters are what papers are about, not where they come from.
fn neighbours(
    tx: &mut dyn Tx,
    turn: &Turn,
    id: DocumentId,
    document_type: &str,
    direction: Direction,
) -> Result<Vec<Name>, Failure> {
    let found = match direction {
        Direction::Back => storage::links::targets(tx, id)?,
        Direction::On => storage::links::where_used(tx, id, PAPERS_MAX)?,
    };
    let is_told = |it: &Use, name: &str| {
        // A hidden field of either does not tell that they belong together.
        let pointing = match direction {
            Direction::Back => name,
            Direction::On => it.from.document_type.as_str(),
        };
        let met = turn.definitions.get(pointing).map(|on| as_met(&turn.caller, on));
        met.is_some_and(|met| met.field_at(&it.role).is_some())
    };
    let is_paper =
        |it: &Name| turn.definitions.get(&it.document_type).is_some_and(|on| on.key_field.is_none());
    let found = found.into_iter().filter(|it| is_paper(&it.from) && is_told(it, document_type));
    let ids: Vec<DocumentId> = found.map(|it| it.from.id).collect();
    gate::names(tx, turn, &ids)
}

fn no_effects() -> Json {
    json!({ "moves": [], "promises": [], "arrivals": [] })
}

fn effects(tx: &mut dyn Tx, turn: &Turn, id: DocumentId) -> Result<Json, Failure> {
    let items = turn.definitions.require("item")?;
    if !turn.caller.may(Action::Read, items) {
        return Ok(no_effects());
    }
    let moved = effects::moved(tx, id, EFFECTS_MAX)?;
    let promised = effects::promised(tx, id, EFFECTS_MAX)?;
    let expected = effects::expected(tx, id, EFFECTS_MAX)?;
    let mut papers: BTreeSet<DocumentId> = BTreeSet::new();
    papers.extend(moved.iter().map(|it| it.item));
    papers.extend(moved.iter().flat_map(|it| [it.from, it.to]).filter(|it| *it > 0).map(DocumentId));
    papers.extend(promised.iter().flat_map(|it| [it.item, it.warehouse]));
    papers.extend(expected.iter().flat_map(|it| [it.item, it.warehouse]));
    let called = Called::load(tx, turn, papers, BTreeSet::new())?;
    let sees = |id: i64| id <= 0 || called.number(DocumentId(id)) != HIDDEN;
    let item = |id: DocumentId| json!({ "number": called.number(id), "title": called.title(id) });
    let moves = moved.iter().filter(|it| sees(it.item.0) && sees(it.from) && sees(it.to)).map(|it| {
        json!({ "item": item(it.item), "from": place(&called, it.from), "to": place(&called, it.to), "quantity": it.quantity })
    });
    let promises = promised.iter().filter(|it| sees(it.item.0) && sees(it.warehouse.0)).map(|it| {
        json!({ "item": item(it.item), "warehouse": item(it.warehouse), "reserved": it.reserved, "short": it.short })
    });
    let arrivals = expected.iter().filter(|it| sees(it.item.0) && sees(it.warehouse.0)).map(|it| {
        json!({ "item": item(it.item), "warehouse": item(it.warehouse), "quantity": it.quantity, "due": it.due })
    });
    Ok(json!({
        "moves": moves.collect::<Vec<_>>(), "promises": promises.collect::<Vec<_>>(),
        "arrivals": arrivals.collect::<Vec<_>>(),
    }))
}

/// A warehouse of ours, or what lies outside, by its word.
fn place(called: &Called, code: i64) -> Json {
    let place = Place::from_code(code).expect("a move names places there are");
    match place.word() {
        Some(word) => json!({ "outside": word }),
        None => json!({ "number": called.number(DocumentId(code)), "title": called.title(DocumentId(code)) }),
    }
}
