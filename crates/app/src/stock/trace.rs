//! 追溯: from a lot or serial number back to who supplied it and forward to everybody who has it, through
//! whatever was made of it.

use super::queries::{require, require_items};
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::gate;
use crate::turn::Turn;
use ledger::{Lot, Move, Place};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use storage::Tx;
use storage::documents::Name;
use values::{Day, DocumentId, ItemId, Quantity};

/// Moves that one answer looks at: more than any recall is made of. What is left out is said.
const MOVES_MAX: usize = 20_000;
/// Products of products of products.
const DEPTH_MAX: u32 = 12;
const LOTS_FOUND_MAX: usize = 20;

type Batch = (ItemId, Lot);

/// An item's lot, a paper, or who is on its other side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Lot(ItemId, Option<Lot>),
    Paper(DocumentId),
    Partner(DocumentId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Back,
    Forward,
}

/// Some of a lot that came from or went to the world outside.
struct Outside {
    paper: DocumentId,
    batch: Batch,
    quantity: Quantity,
    day: Day,
    /// The customer brought it back.
    back: bool,
}

#[derive(Default)]
struct Found {
    edges: BTreeMap<(Node, Node), (Quantity, Day)>,
    came_from: Vec<Outside>,
    went_to: Vec<Outside>,
    lots: BTreeSet<Batch>,
    looked_at: usize,
    cut: bool,
}

impl App {
    /// Everything that a lot came from and went to.
    pub async fn trace_lot(&self, turn: Turn, item: &str, lot: &str) -> Result<Json, Failure> {
        require_items(&turn)?;
        let (item, lot) = (item.to_owned(), lot.to_owned());
        self.report(move |tx| {
            let item: ItemId = require(tx, &turn, "item", &item)?.into();
            let found = follow(tx, (item, lot.clone()))?;
            told(tx, &turn, (item, &lot), &found)
        })
        .await
    }

    /// Lots and serial numbers with this in their code, wherever they are or were.
    pub async fn find_lots(&self, turn: Turn, code: &str) -> Result<Json, Failure> {
        require_items(&turn)?;
        let code = code.trim().to_owned();
        self.report(move |tx| {
            if code.is_empty() {
                return Ok(json!({ "rows": [] }));
            }
            let found = storage::trace::find_lots(tx, &code, LOTS_FOUND_MAX)?;
            let ids: Vec<DocumentId> = found.iter().map(|it| it.item.into()).collect();
            let names = names(tx, &turn, &ids)?;
            let row = |it: &storage::trace::LotFound| {
                let name = names.get(&it.item.into());
                json!({
                    "item": name.map(|it| &it.number), "item_name": name.map(|it| &it.title),
                    "lot": it.lot, "expiry": it.expiry, "on_hand": it.on_hand,
                })
            };
            let seen = found.iter().filter(|it| names.contains_key(&it.item.into()));
            Ok(json!({ "rows": seen.map(row).collect::<Vec<_>>() }))
        })
        .await
    }
}

fn follow(tx: &mut dyn Tx, root: Batch) -> Result<Found, Failure> {
    let mut found = Found::default();
    let mut seen: BTreeSet<(Batch, Way)> = BTreeSet::new();
    let mut queue = VecDeque::from([(root.clone(), Way::Back, 0_u32), (root, Way::Forward, 0)]);
    while let Some((batch, way, depth)) = queue.pop_front() {
        if !seen.insert((batch.clone(), way)) {
            continue;
        }
        if found.looked_at >= MOVES_MAX || depth > DEPTH_MAX {
            found.cut = true;
            break;
        }
        let moves = storage::trace::moves_of_lot(tx, batch.0, &batch.1, MOVES_MAX - found.looked_at)?;
        found.looked_at += moves.len();
        if way == Way::Forward {
            found.lots.insert(batch.clone());
        }
        for next in step(tx, &mut found, &batch, way, &moves)? {
            queue.push_back((next, way, depth + 1));
        }
    }
    Ok(found)
}

/// One lot, one way: what is known of it now, and the lots to follow next.
fn step(
    tx: &mut dyn Tx,
    found: &mut Found,
    batch: &Batch,
    way: Way,
    moves: &[Move],
) -> Result<Vec<Batch>, Failure> {
    let own = Node::Lot(batch.0, Some(batch.1.clone()));
    let mut through: BTreeSet<DocumentId> = BTreeSet::new();
    for it in moves {
        let paper = Node::Paper(it.origin.document);
        let (comes, goes) = (!it.from.is_ours(), !it.to.is_ours());
        let outside = |back| Outside {
            paper: it.origin.document,
            batch: batch.clone(),
            quantity: it.quantity,
            day: it.day,
            back,
        };
        match way {
            Way::Back if comes && it.from != Place::Customer => {
                found.join(paper, own.clone(), it);
                if it.from == Place::Production {
                    through.insert(it.origin.document);
                } else {
                    found.came_from.push(outside(false));
                }
            }
            Way::Forward if goes => {
                found.join(own.clone(), paper, it);
                match it.to {
                    Place::Production => drop(through.insert(it.origin.document)),
                    _ => found.went_to.push(outside(false)),
                }
            }
            Way::Forward if it.from == Place::Customer => found.went_to.push(outside(true)),
            _ => (),
        }
    }
    let mut next = Vec::new();
    for document in through {
        let moves =
            storage::trace::moves_of_document(tx, document, MOVES_MAX - found.looked_at.min(MOVES_MAX - 1))?;
        found.looked_at += moves.len();
        for it in &moves {
            let (paper, other) = (Node::Paper(document), Node::Lot(it.item, it.lot.clone()));
            match way {
                Way::Back if it.to == Place::Production => found.join(other, paper, it),
                Way::Forward if it.from == Place::Production => found.join(paper, other, it),
                _ => continue,
            }
            next.extend(it.lot.clone().map(|lot| (it.item, lot)));
        }
    }
    Ok(next)
}

impl Found {
    fn join(&mut self, from: Node, to: Node, it: &Move) {
        let edge = self.edges.entry((from, to)).or_insert((Quantity::ZERO, it.day));
        edge.0 = edge.0.plus(it.quantity);
    }
}

fn names(tx: &mut dyn Tx, turn: &Turn, ids: &[DocumentId]) -> Result<BTreeMap<DocumentId, Name>, Failure> {
    Ok(gate::names(tx, turn, ids)?.into_iter().map(|it| (it.id, it)).collect())
}

/// What the caller may see of it: a paper they may not read has no number, and its partner no name.
struct Telling<'a> {
    turn: &'a Turn,
    names: BTreeMap<DocumentId, Name>,
    partners: BTreeMap<DocumentId, (DocumentId, DocumentId)>,
    /// Papers that may tell their partners.
    named: BTreeSet<DocumentId>,
}

impl Telling<'_> {
    fn may_read(&self, id: DocumentId) -> bool {
        let kind = self.names.get(&id).map(|it| it.document_type.as_str()).unwrap_or_default();
        self.turn.definitions.get(kind).is_some_and(|it| self.turn.caller.may(Action::Read, it))
    }

    fn paper(&self, id: DocumentId) -> Option<Json> {
        let it = self.names.get(&id).filter(|_| self.may_read(id))?;
        Some(json!({ "type": it.document_type, "id": it.uuid, "number": it.number }))
    }

    fn partner(&self, paper: DocumentId) -> Option<DocumentId> {
        let (naming, partner) = self.partners.get(&paper).copied()?;
        (self.may_read(paper) && self.named.contains(&naming)).then_some(partner)
    }

    fn title(&self, id: impl Into<DocumentId>) -> &str {
        let name = self.names.get(&id.into());
        name.map_or("", |it| if it.title.is_empty() { &it.number } else { &it.title })
    }

    fn number(&self, id: impl Into<DocumentId>) -> &str {
        self.names.get(&id.into()).map_or("", |it| it.number.as_str())
    }

    /// Whether the caller may know of the item at all.
    fn sees(&self, item: ItemId) -> bool {
        self.names.contains_key(&item.into())
    }

    fn outside(&self, it: &Outside) -> Json {
        let partner = self.partner(it.paper);
        json!({
            "document": self.paper(it.paper), "kind": self.kind(it.paper),
            "partner": partner.map(|id| self.number(id)), "partner_name": partner.map(|id| self.title(id)),
            "item": self.number(it.batch.0), "item_name": self.title(it.batch.0), "lot": it.batch.1,
            "quantity": it.quantity, "day": it.day, "back": it.back,
        })
    }

    fn kind(&self, id: DocumentId) -> Option<&str> {
        self.names.get(&id).map(|it| it.document_type.as_str())
    }

    fn node(&self, node: &Node, at: usize) -> Json {
        match node {
            Node::Lot(item, lot) => {
                let lot = lot.as_ref().filter(|_| self.sees(*item));
                json!({ "id": at, "kind": "lot", "item": self.number(*item), "title": self.title(*item), "lot": lot })
            }
            Node::Paper(id) => json!({
                "id": at, "kind": "paper", "type": self.kind(*id), "document": self.paper(*id),
                "title": self.paper(*id).map(|_| self.number(*id)),
            }),
            Node::Partner(id) => json!({ "id": at, "kind": "partner", "title": self.title(*id) }),
        }
    }
}

fn told(tx: &mut dyn Tx, turn: &Turn, root: (ItemId, &str), found: &Found) -> Result<Json, Failure> {
    let mut papers: BTreeSet<DocumentId> = BTreeSet::new();
    let mut ids: BTreeSet<DocumentId> = BTreeSet::from([root.0.into()]);
    for node in found.edges.keys().flat_map(|(from, to)| [from, to]) {
        match node {
            Node::Lot(item, _) => drop(ids.insert((*item).into())),
            Node::Paper(id) => drop(papers.insert(*id)),
            Node::Partner(_) => (),
        }
    }
    papers.extend(found.went_to.iter().map(|it| it.paper));
    let partners = storage::trace::partners(tx, &papers.iter().copied().collect::<Vec<_>>())?;
    let mut here = Vec::new();
    for (item, lot) in &found.lots {
        for (place, quantity) in storage::trace::places_of_lot(tx, *item, lot)? {
            ids.extend([DocumentId::from(*item), place.into()]);
            here.push((*item, lot, place, quantity));
        }
    }
    ids.extend(papers.iter().copied());
    ids.extend(partners.values().map(|it| it.1));
    let naming: Vec<DocumentId> = partners.values().map(|it| it.0).collect();
    let named = gate::partners_named(tx, turn, &naming)?;
    let ids: Vec<DocumentId> = ids.into_iter().filter(|it| it.0 > 0).collect();
    let say = Telling { turn, names: names(tx, turn, &ids)?, partners, named };

    let mut edges: Vec<(Node, Node, Option<Quantity>, Option<Day>)> = Vec::new();
    for ((from, to), (quantity, day)) in &found.edges {
        edges.push((from.clone(), to.clone(), Some(*quantity), Some(*day)));
        match (from, to) {
            (Node::Paper(id), _) => {
                edges.extend(say.partner(*id).map(|it| (Node::Partner(it), from.clone(), None, None)))
            }
            (_, Node::Paper(id)) => {
                edges.extend(say.partner(*id).map(|it| (to.clone(), Node::Partner(it), None, None)));
            }
            _ => (),
        }
    }
    let root_node = Node::Lot(root.0, Some(root.1.to_owned()));
    let mut nodes: BTreeMap<Node, usize> = BTreeMap::from([(root_node, 0)]);
    let mut number = |node: &Node| {
        let next = nodes.len();
        *nodes.entry(node.clone()).or_insert(next)
    };
    let edges: Vec<Json> = edges
        .iter()
        .map(|(from, to, quantity, day)| json!({ "from": number(from), "to": number(to), "quantity": quantity, "day": day }))
        .collect();
    let nodes: Vec<Json> = nodes.iter().map(|(node, at)| say.node(node, *at)).collect();
    let place = |code: i64| match Place::from_code(code) {
        Some(Place::Transit) => "transit",
        Some(Place::Loan) => "loan",
        _ => "storage",
    };
    let here: Vec<Json> = here
        .iter()
        .filter(|(item, ..)| say.sees(*item))
        .map(|(item, lot, at, quantity)| {
            json!({
                "item": say.number(*item), "item_name": say.title(*item), "lot": lot, "quantity": quantity,
                "place": place(at.0), "warehouse": say.number(*at), "warehouse_name": say.title(*at),
            })
        })
        .collect();
    let outside = |of: &[Outside]| {
        of.iter().filter(|it| say.sees(it.batch.0)).map(|it| say.outside(it)).collect::<Vec<_>>()
    };
    Ok(json!({
        "item": say.number(root.0), "item_name": say.title(root.0), "lot": root.1,
        "nodes": nodes, "edges": edges, "came_from": outside(&found.came_from),
        "went_to": outside(&found.went_to), "here": here, "cut": found.cut,
    }))
}
