//! 异常库存变化: behind the write path every line that moved stock is held against what is usual for its item and its
//! partner, every correction against what was there, every count against what lies there. What is far out of line is
//! kept, and told once to whoever it concerns. `planning::unusual` judges.

use crate::app::App;
use crate::failure::Failure;
use crate::papers::{followers, tell};
use crate::turn::Turn;
use ledger::Place;
use planning::unusual::{Difference, Odd, REMEMBERED, Ratio, Usual};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::documents::Name;
use storage::events::{Event, Position};
use storage::unusual::{Moved, Unusual};
use values::{DocumentId, ItemId, Money, Quantity, UserId, WarehouseId};

const EVENTS_AT_ONCE: usize = 100;
/// Of an item, of all kinds together.
const MOVES_READ: usize = 400;
/// What is entered later than this is history that somebody brings along.
const LATE_DAYS: i32 = 31;
/// A count is of the whole warehouse when it leaves out at most a third of what it counted, and is no sample.
const COUNTED_FEWEST: usize = 8;
const MISSED_MAX: usize = 1_000;
const MISSED_NAMED: usize = 20;
pub(crate) const WATCHED_THROUGH: &str = "watched_through";

/// Reads events as the planner does, at its own pace; where there is none yet, from the oldest that is kept.
pub(crate) struct Watcher {
    app: App,
    cursor: Option<Position>,
}

#[derive(Default)]
struct Found {
    unusual: Vec<Unusual>,
    habits: BTreeMap<DocumentId, Vec<i32>>,
}

impl Watcher {
    pub(crate) fn new(app: &App) -> Watcher {
        Watcher { app: app.clone(), cursor: None }
    }

    /// True when there is more to do at once.
    pub(crate) async fn step(&mut self) -> Result<bool, Failure> {
        let known = self.cursor;
        let (from, events) = self
            .app
            .read(move |tx| {
                let stored = match known {
                    Some(_) => None,
                    None => storage::settings::get(tx, WATCHED_THROUGH)?,
                };
                let stored = stored.and_then(|it| it.as_str()?.parse().ok());
                let from = known.or(stored).unwrap_or_default();
                Ok((from, storage::events::tail(tx, from, EVENTS_AT_ONCE)?))
            })
            .await?;
        let through = events.last().map_or(from, |it| it.position);
        let moving: BTreeSet<DocumentId> =
            events.iter().filter(|it| may_have_moved(it)).filter_map(|it| it.document).collect();
        if !moving.is_empty() {
            let turn = self.app.turn_at(self.app.system_caller(), App::now());
            let judging = turn.clone();
            let documents: Vec<DocumentId> = moving.into_iter().collect();
            let found = self.app.read(move |tx| judge(tx, &judging, &documents)).await?;
            self.app.write(move |tx| keep(tx, &turn, &found, through)).await?;
        }
        self.cursor = Some(through);
        Ok(events.len() == EVENTS_AT_ONCE)
    }
}

fn may_have_moved(it: &Event) -> bool {
    let touched = it.payload["touched"].as_array().is_some_and(|it| !it.is_empty());
    it.kind == "document" && (touched || is_count(it.payload["type"].as_str().unwrap_or_default()))
}

fn is_count(document_type: &str) -> bool {
    matches!(document_type, "stock_count" | "count_task")
}

/// The warehouse whose stock a move changes, and what it is between.
fn warehouse_of(it: &Moved) -> Option<WarehouseId> {
    match (it.from, it.to) {
        (Place::Storage(warehouse), _) | (_, Place::Storage(warehouse)) => Some(warehouse),
        _ => None,
    }
}

/// Moves between like places: which warehouse is another question.
fn are_alike(one: &Moved, other: &Moved) -> bool {
    one.from.word() == other.from.word() && one.to.word() == other.to.word()
}

fn judge(tx: &mut dyn Tx, turn: &Turn, documents: &[DocumentId]) -> Result<Found, Failure> {
    let papers: BTreeMap<DocumentId, Name> =
        storage::documents::names(tx, documents)?.into_iter().map(|it| (it.id, it)).collect();
    let mut partners: BTreeMap<DocumentId, DocumentId> = BTreeMap::new();
    for role in ["customer", "supplier"] {
        partners.extend(storage::links::targets_in_role(tx, documents, role)?);
    }
    let all: Vec<DocumentId> = partners.values().copied().collect();
    let mut habits = storage::unusual::habits(tx, &all)?;
    let mut found = Found::default();
    let mut recent: (Option<ItemId>, Vec<Moved>) = (None, Vec::new());
    let mut value_of_all = None;
    let since = turn.today.plus_days(-LATE_DAYS);
    for it in storage::unusual::moved_by(tx, documents)? {
        let Some(paper) = papers.get(&it.document) else { continue };
        let Some(warehouse) = warehouse_of(&it).filter(|_| it.day >= since) else { continue };
        if paper.document_type == "opening_stock" {
            continue;
        }
        // They come item by item, so that only one item's past is held.
        if recent.0 != Some(it.item) {
            recent = (Some(it.item), storage::unusual::last_moves(tx, it.item, MOVES_READ)?);
        }
        let kept = |kind: &str, detail: Json| Unusual {
            document: it.document,
            line: it.line,
            item: it.item,
            warehouse,
            kind: kind.to_owned(),
            at: turn.now,
            quantity: it.quantity,
            value: it.value,
            detail,
        };
        let ends = [it.from, it.to];
        if ends.contains(&Place::Adjustment) || ends.contains(&Place::Scrap) {
            let all = match value_of_all {
                Some(all) => all,
                None => *value_of_all.insert(storage::unusual::value_of_all(tx)?),
            };
            let now = storage::unusual::on_hand(tx, it.item, warehouse)?;
            if let Some(before) = large_difference(&it, warehouse, now, &recent.1, all) {
                found.unusual.push(kept("difference", told_of(&it, json!({ "before": before }))));
            }
            continue;
        }
        let Some(usual) = usual_of(&it, warehouse, &recent.1) else { continue };
        let outside = ends.contains(&Place::Customer) || ends.contains(&Place::Supplier);
        let partner = partners.get(&it.document).filter(|_| outside);
        let own = partner.map_or(usual, |partner| {
            let ratios = habits.get(partner).into_iter().flatten().copied().map(Ratio);
            usual.of_partner(&ratios.collect::<Vec<_>>())
        });
        if let Some(odd) = own.judge(it.quantity) {
            let kind = if odd == Odd::More { "more" } else { "less" };
            let (low, high) = own.range();
            let by_partner = own != usual;
            let detail = json!({ "low": low, "high": high, "partner": by_partner });
            found.unusual.push(kept(kind, told_of(&it, detail)));
        }
        if let (Some(partner), Some(ratio)) = (partner, usual.ratio(it.quantity)) {
            let habit = habits.entry(*partner).or_default();
            habit.push(ratio.0);
            habit.drain(..habit.len().saturating_sub(REMEMBERED));
            found.habits.insert(*partner, habit.clone());
        }
    }
    for paper in papers.values().filter(|it| is_count(&it.document_type)) {
        found.unusual.extend(left_out(tx, turn, paper)?);
    }
    Ok(found)
}

fn told_of(it: &Moved, mut detail: Json) -> Json {
    detail["from"] = json!(it.from.word());
    detail["to"] = json!(it.to.word());
    detail
}

/// What moves like this one usually are: in this warehouse, else in any.
fn usual_of(it: &Moved, warehouse: WarehouseId, recent: &[Moved]) -> Option<Usual> {
    let before = |other: &&Moved| other.number < it.number && other.document != it.document;
    let past = |here: bool| -> Vec<Quantity> {
        let alike = recent.iter().filter(before).filter(|other| are_alike(it, other));
        let alike = alike.filter(|other| !here || warehouse_of(other) == Some(warehouse));
        alike.take(REMEMBERED).map(|it| it.quantity).collect()
    };
    Usual::of(&past(true)).or_else(|| Usual::of(&past(false)))
}

/// What the books said before, where what was corrected is much of it. `now` is there after all of `recent`.
fn large_difference(
    it: &Moved,
    warehouse: WarehouseId,
    now: Quantity,
    recent: &[Moved],
    value_of_all: Money,
) -> Option<Quantity> {
    let oldest = recent.last()?;
    if oldest.number > it.number {
        return None; // So much happened since that nobody knows.
    }
    let here = Place::Storage(warehouse);
    let before = recent.iter().filter(|other| other.number >= it.number).fold(now, |left, other| {
        match (other.from == here, other.to == here) {
            (true, false) => left.plus(other.quantity),
            (false, true) => left.minus(other.quantity),
            _ => left,
        }
    });
    let sale = Moved { from: here, to: Place::Customer, ..it.clone() };
    let leaves_at_once = usual_of(&sale, warehouse, recent).map(|it| it.typical());
    let (quantity, value) = (it.quantity, it.value);
    let difference = Difference { quantity, before, leaves_at_once, value, value_of_all };
    difference.is_large().then_some(before)
}

/// 漏盘: a count of nearly everything in a warehouse that left something out.
fn left_out(tx: &mut dyn Tx, turn: &Turn, paper: &Name) -> Result<Option<Unusual>, Failure> {
    let of = storage::links::targets_in_role(tx, &[paper.id], "warehouse")?;
    let Some(warehouse) = of.first().map(|it| WarehouseId::from(it.1)) else { return Ok(None) };
    let (counted, missed) = storage::unusual::missed(tx, paper.id, warehouse, MISSED_MAX)?;
    let Some(first) = missed.first().copied() else { return Ok(None) };
    if counted < COUNTED_FEWEST || missed.len() * 3 > counted {
        return Ok(None);
    }
    let named: Vec<i64> = missed.iter().take(MISSED_NAMED).map(|it| it.0).collect();
    Ok(Some(Unusual {
        document: paper.id,
        line: 0,
        item: first,
        warehouse,
        kind: "missed".to_owned(),
        at: turn.now,
        quantity: Quantity::ZERO,
        value: Money::ZERO,
        detail: json!({ "items": named, "missed": missed.len(), "counted": counted }),
    }))
}

/// Everything that was found is kept; of what was not known yet people are told, a paper at a time.
fn keep(tx: &mut dyn Tx, turn: &Turn, found: &Found, through: Position) -> Result<(), Failure> {
    for (partner, ratios) in &found.habits {
        storage::unusual::set_habit(tx, *partner, ratios)?;
    }
    let mut news: BTreeMap<DocumentId, Vec<&Unusual>> = BTreeMap::new();
    for it in &found.unusual {
        if storage::unusual::add(tx, it)? {
            news.entry(it.document).or_default().push(it);
        }
    }
    for (document, of) in news {
        let Some(stored) = storage::documents::load(tx, document)? else { continue };
        let mut members = followers(tx, &stored)?;
        // Who made the last step of it.
        members.extend(storage::changes::since(tx, document, stored.version - 1)?.iter().map(|it| it.by));
        members.remove(&UserId(0)); // The system reads no notices.
        tell(tx, turn, &stored, "unusual", &members, &told(of[0], of.len() - 1))?;
        // Who looks after an item hears of it at the item: the paper may be nothing for them.
        let items: BTreeSet<DocumentId> = of.iter().map(|it| it.item.into()).collect();
        for item in storage::documents::load_many(tx, &items.into_iter().collect::<Vec<_>>())? {
            let record = turn.definitions.require("item")?.from_stored(&item.body);
            let owner = record.map_err(storage::Error::Corrupt)?.member("owner");
            let owner: BTreeSet<UserId> = owner.into_iter().filter(|it| !members.contains(it)).collect();
            let own: Vec<&&Unusual> = of.iter().filter(|it| item.id == it.item.into()).collect();
            tell(tx, turn, &item, "unusual", &owner, &told(own[0], own.len() - 1))?;
        }
    }
    Ok(storage::settings::set(tx, WATCHED_THROUGH, &json!(through.to_string()))?)
}

/// One of some, for a notice.
fn told(it: &Unusual, more: usize) -> Json {
    let mut detail = it.detail.clone();
    detail["why"] = json!(it.kind);
    detail["item"] = json!(it.item.0);
    detail["quantity"] = json!(it.quantity);
    detail["more"] = json!(more);
    detail
}
