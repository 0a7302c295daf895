//! 循环盘点: what a plan has due today becomes a task, and what was counted is compared for who approves it.

use super::count_hints::{Compared, Hint, hints};
use crate::app::App;
use crate::caller::{Ability, Action};
use crate::failure::{Failure, Refused};
use crate::gate;
use crate::once::{Answer, Key, once};
use crate::papers::{create, found};
use crate::turn::Turn;
use business::inventory::count_plan::CountPlan;
use business::inventory::count_task::{CountTask, Shelf};
use business::{Needs, World};
use documents::Record;
use ledger::{BalanceKey, Bin, Lot};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::counted::Countable;
use storage::documents::{Name, Stored};
use values::{DocumentId, Instant, ItemId, Money, Number, Quantity};

impl App {
    /// Drafts the task of what is due, what was not counted for longest first. Nothing due makes none.
    pub async fn make_count_task(&self, turn: Turn, plan: &str, key: Option<Key>) -> Result<Answer, Failure> {
        let definition = turn.definitions.require("count_plan")?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        turn.caller.require_action(Action::Create, turn.definitions.require("count_task")?)?;
        let plan = plan.to_owned();
        self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                let (stored, record) = found(tx, &turn, &definition, &plan)?;
                draft_task(tx, &turn, &stored, &record)
            })
        })
        .await
    }

    /// Every night: each plan in use whose last task nobody has to count any more gets what is due. How many.
    pub async fn make_due_count_tasks(&self, now: Instant) -> Result<usize, Failure> {
        let turn = self.turn_at(self.system_caller(), now);
        let definition = turn.definitions.require("count_plan")?.clone();
        let plans = self.read(|tx| Ok(storage::counted::idle_plans(tx)?)).await?;
        let mut made = 0;
        for plan in plans {
            let (turn, definition) = (turn.clone(), definition.clone());
            let task = self.write(move |tx| {
                // Locked, and looked at again: of two processes one makes it.
                let Some(stored) = storage::documents::lock(tx, plan)? else { return Ok(Json::Null) };
                if !storage::counted::idle_plans(tx)?.contains(&plan) {
                    return Ok(Json::Null);
                }
                let record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
                draft_task(tx, &turn, &stored, &record)
            });
            made += usize::from(!task.await?["document"].is_null());
        }
        Ok(made)
    }

    /// What was counted against the books, with what may have happened; for who may approve it.
    pub async fn count_differences(&self, turn: Turn, task: &str) -> Result<Json, Failure> {
        let definition = turn.definitions.require("count_task")?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let approve = definition.transitions.iter().find(|it| it.name == "approve");
        if !approve.is_some_and(|it| turn.caller.may_make(it, &definition)) {
            return Err(Refused::forbidden().into());
        }
        let see_cost = turn.caller.can(Ability::SeeCost);
        let task = task.to_owned();
        self.read(move |tx| {
            let (stored, record) = found(tx, &turn, &definition, &task)?;
            if stored.state != "counted" {
                return Ok(json!({ "state": stored.state, "rows": [] }));
            }
            let task = CountTask::from_record(&record);
            let compared = compare(tx, &turn, &task)?;
            let items: Vec<ItemId> = task.lines.iter().map(|it| it.item).collect();
            let bins = task.lines.iter().filter_map(|it| it.bin);
            let ids: BTreeSet<DocumentId> = items.iter().map(|it| (*it).into()).chain(bins).collect();
            let names = names(tx, &turn, &ids.into_iter().collect::<Vec<_>>())?;
            let mut rows = Vec::new();
            let mut total = Money::ZERO;
            for ((line, it), hints) in task.lines.iter().zip(&compared).zip(hints(&compared)) {
                let name = names.get(&line.item.into());
                let difference = it.counted.minus(it.expected);
                let mut row = json!({
                    "line": line.line, "item": name.map(|it| &it.number), "item_name": name.map(|it| &it.title),
                    "lot": line.lot, "bin": line.bin.and_then(|it| names.get(&it)).map(|it| &it.number),
                    "expected": it.expected, "first": line.counted, "counted": it.counted,
                    "difference": difference,
                    "hints": hints.iter().map(|it| told(it, &names)).collect::<Vec<_>>(),
                });
                if see_cost {
                    let stock = storage::stock_queries::stock(tx, line.item)?;
                    let value = stock.worth_of(difference).unwrap_or_default();
                    total = total.plus(value);
                    row["value"] = json!(value);
                }
                rows.push(row);
            }
            let mut told = json!({ "state": stored.state, "rows": rows });
            if see_cost {
                told["value"] = json!(total);
            }
            Ok(told)
        })
        .await
    }
}

fn draft_task(tx: &mut dyn Tx, turn: &Turn, stored: &Stored, record: &Record) -> Result<Json, Failure> {
    let plan = CountPlan::from_record(record);
    let due = due(&plan, storage::counted::countable(tx, plan.warehouse)?, turn);
    if due.is_empty() || stored.state != "active" {
        return Ok(json!({ "document": null, "due": due.len() }));
    }
    let lines_max = usize::try_from(plan.lines_max.raw() / Number::ONE_RAW).unwrap_or(1);
    let chosen: Vec<ItemId> = due.iter().take(lines_max).copied().collect();
    let rows = lines(tx, turn, &plan, &chosen)?;
    let counter = match plan.counter {
        Some(it) => storage::members::load(tx, it)?.map(|it| it.login),
        None => None,
    };
    let warehouse = names(tx, turn, &[plan.warehouse.into()])?.remove(&plan.warehouse.into());
    let fields = json!({
        "warehouse": warehouse.map(|it| it.number), "count_plan": stored.number, "counter": counter,
        "tolerance": plan.tolerance, "lines": rows,
    });
    let task = turn.definitions.require("count_task")?.clone();
    let made = create(tx, turn, &task, &fields, None)?.stored;
    Ok(json!({
        "document": { "type": "count_task", "id": made.uuid, "number": made.number },
        "due": due.len(), "lines": rows.len(),
    }))
}

/// Items that are due, what was never counted first, then by how long they are overdue.
fn due(plan: &CountPlan, countable: Vec<Countable>, turn: &Turn) -> Vec<ItemId> {
    let mut due: Vec<(i32, ItemId)> = countable
        .into_iter()
        .filter_map(|it| {
            let every = every_days(plan, &it.class)?;
            let overdue = it.counted_on.map_or(i32::MAX, |day| turn.today.days_since(day) - every);
            (overdue >= 0).then_some((overdue, it.item))
        })
        .collect();
    due.sort_by_key(|(overdue, item)| (std::cmp::Reverse(*overdue), *item));
    due.into_iter().map(|(_, item)| item).collect()
}

/// How often the plan wants items of this class counted, if it does.
pub(super) fn every_days(plan: &CountPlan, class: &str) -> Option<i32> {
    let row = plan.classes.iter().find(|it| it.class == class)?;
    i32::try_from(row.every_days.raw() / Number::ONE_RAW).ok()
}

/// A line for every item, and for every lot of one that is in lots. Of what lies in bins one for each bin, in
/// the order of the way, and one for what lies in none.
fn lines(tx: &mut dyn Tx, turn: &Turn, plan: &CountPlan, items: &[ItemId]) -> Result<Vec<Json>, Failure> {
    let of_items = storage::stock_queries::json_of(items.iter().copied());
    let mut places: Vec<(ItemId, Option<Lot>, Option<Bin>)> = Vec::new();
    let contents = storage::bins::contents(tx, plan.warehouse, Some(&of_items))?;
    places.extend(contents.into_iter().map(|it| (it.key.item, it.lot, Some(it.bin))));
    let in_bins: BTreeSet<ItemId> = places.iter().map(|it| it.0).collect();
    if !in_bins.is_empty() {
        let loose = storage::bins::loose(tx, plan.warehouse, Some(&of_items))?;
        let loose = loose.into_iter().filter(|it| in_bins.contains(&it.item));
        places.extend(loose.map(|it| (it.item, it.lot, None)));
    }
    let lots = storage::stock_queries::lots_of_items(tx, items)?;
    for item in items.iter().filter(|it| !in_bins.contains(it)) {
        match lots.get(&BalanceKey::new(*item, plan.warehouse)) {
            Some(lots) => places.extend(lots.iter().map(|it| (*item, Some(it.lot.clone()), None))),
            None => places.push((*item, None, None)),
        }
    }
    let ids: BTreeSet<DocumentId> =
        places.iter().flat_map(|(item, _, bin)| [Some((*item).into()), *bin]).flatten().collect();
    let names = names(tx, turn, &ids.into_iter().collect::<Vec<_>>())?;
    let number = |id: DocumentId| names.get(&id).map(|it| it.number.as_str());
    // Who walks visits each bin once; what lies in none comes last, in the order in which it is due.
    places.sort_by_key(|(_, _, bin)| (bin.is_none(), bin.and_then(number).map(str::to_owned)));
    // What may not be seen is counted by somebody else.
    let seen = places.iter().filter(|(item, _, bin)| {
        names.contains_key(&DocumentId::from(*item)) && bin.is_none_or(|it| names.contains_key(&it))
    });
    let row = |(item, lot, bin): &(ItemId, Option<Lot>, Option<Bin>)| {
        let mut row = json!({ "item": number((*item).into()) });
        if let Some(lot) = lot {
            row["lot"] = json!(lot);
        }
        if let Some(bin) = bin.and_then(number) {
            row["bin"] = json!(bin);
        }
        row
    };
    Ok(seen.map(row).collect())
}

fn names(tx: &mut dyn Tx, turn: &Turn, ids: &[DocumentId]) -> Result<BTreeMap<DocumentId, Name>, Failure> {
    Ok(gate::names(tx, turn, ids)?.into_iter().map(|it| (it.id, it)).collect())
}

fn compare(tx: &mut dyn Tx, turn: &Turn, task: &CountTask) -> Result<Vec<Compared>, Failure> {
    let items: Vec<ItemId> = task.lines.iter().map(|it| it.item).collect();
    let on_hand = storage::counted::on_hand(tx, task.warehouse, &items)?;
    let mut bins: BTreeMap<(ItemId, Option<Lot>), BTreeMap<Bin, Quantity>> = BTreeMap::new();
    let of_items = storage::stock_queries::json_of(items.iter().copied());
    for it in storage::bins::contents(tx, task.warehouse, Some(&of_items))? {
        bins.entry((it.key.item, it.lot)).or_default().insert(it.bin, it.quantity);
    }
    let at = task.counted_at.unwrap_or(turn.now);
    let key = |item| BalanceKey::new(item, task.warehouse);
    let mut world = World::new(turn.now, turn.today, turn.caller.user);
    let moved_since = task.lines.iter().map(|it| (key(it.item), it.lot.clone(), at)).collect();
    let bins_moved_since = task.lines.iter().map(|it| (key(it.item), at)).collect();
    let needs = Needs { moved_since, bins_moved_since, ..Needs::default() };
    storage::world::load_moved_since(tx, &needs, &mut world)?;
    storage::world::load_bins_moved_since(tx, &needs, &mut world)?;
    let ids: Vec<DocumentId> = items.iter().map(|it| (*it).into()).collect();
    let papers = storage::documents::load_many(tx, &ids)?;
    let definition = turn.definitions.require("item")?;
    let mut factors: BTreeMap<DocumentId, Vec<Quantity>> = BTreeMap::new();
    for it in papers {
        let record = definition.from_stored(&it.body).map_err(storage::Error::Corrupt)?;
        factors.insert(it.id, factors_of(&record));
    }
    let compared = task.lines.iter().map(|it| {
        let of = (it.item, it.lot.clone());
        let in_all = on_hand.get(&of).copied().unwrap_or_default();
        let in_bins = bins.get(&of);
        let now = match task.shelf(it) {
            Shelf::Bin(bin) => in_bins.and_then(|it| it.get(&bin)).copied().unwrap_or_default(),
            Shelf::NoBin => in_bins.into_iter().flatten().fold(in_all, |left, (_, it)| left.minus(*it)),
            Shelf::Everywhere => in_all,
        };
        let moved = world.moved_since.get(&(key(it.item), it.lot.clone())).copied().unwrap_or_default();
        Compared {
            item: it.item,
            lot: it.lot.clone(),
            bin: it.bin,
            expected: now.minus(task.moved(it, moved, &world.bins_moved_since)),
            counted: it.recounted.or(it.counted).unwrap_or_default(),
            factors: factors.get(&it.item.into()).cloned().unwrap_or_default(),
        }
    });
    Ok(compared.collect())
}

fn factors_of(item: &Record) -> Vec<Quantity> {
    item.rows("units").iter().filter_map(|it| it.record.quantity("factor")).collect()
}

fn told(hint: &Hint, names: &BTreeMap<DocumentId, Name>) -> Json {
    match hint {
        Hint::BinsMixed { bin } => {
            let name = bin.and_then(|it| names.get(&it));
            json!({ "code": "bins_mixed", "bin": name.map(|it| &it.number) })
        }
        Hint::LotsMixed { lot } => json!({ "code": "lots_mixed", "lot": lot }),
        Hint::ItemsMixed { item } => {
            let name = names.get(&DocumentId::from(*item));
            json!({ "code": "items_mixed", "item": name.map(|it| &it.number), "item_name": name.map(|it| &it.title) })
        }
        Hint::OtherUnit { factor } => json!({ "code": "other_unit", "factor": factor }),
        Hint::DigitsSwapped => json!({ "code": "digits_swapped" }),
        Hint::NothingFound => json!({ "code": "nothing_found" }),
    }
}
