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
use business::inventory::count_task::CountTask;
use business::{Needs, World};
use documents::Record;
use ledger::BalanceKey;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::Tx;
use storage::counted::Countable;
use storage::documents::Name;
use values::{DocumentId, ItemId, Money, Number, Quantity};

impl App {
    /// Drafts the task of what is due, what was not counted for longest first. Nothing due makes none.
    pub async fn make_count_task(&self, turn: Turn, plan: &str, key: Option<Key>) -> Result<Answer, Failure> {
        let definition = turn.definitions.require("count_plan")?.clone();
        let task = turn.definitions.require("count_task")?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        turn.caller.require_action(Action::Create, &task)?;
        let plan = plan.to_owned();
        self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                let (stored, record) = found(tx, &turn, &definition, &plan)?;
                let plan = CountPlan::from_record(&record);
                let due = due(&plan, storage::counted::countable(tx, plan.warehouse)?, &turn);
                if due.is_empty() || stored.state != "active" {
                    return Ok(json!({ "document": null, "due": due.len() }));
                }
                let lines_max = usize::try_from(plan.lines_max.raw() / Number::ONE_RAW).unwrap_or(1);
                let chosen: Vec<ItemId> = due.iter().take(lines_max).copied().collect();
                let rows = lines(tx, &turn, &plan, &chosen)?;
                let counter = match plan.counter {
                    Some(it) => storage::members::load(tx, it)?.map(|it| it.login),
                    None => None,
                };
                let warehouse = names(tx, &turn, &[plan.warehouse.into()])?.remove(&plan.warehouse.into());
                let fields = json!({
                    "warehouse": warehouse.map(|it| it.number), "count_plan": stored.number, "counter": counter,
                    "tolerance": plan.tolerance, "lines": rows,
                });
                let made = create(tx, &turn, &task, &fields, None)?.stored;
                Ok(json!({
                    "document": { "type": "count_task", "id": made.uuid, "number": made.number },
                    "due": due.len(), "lines": rows.len(),
                }))
            })
        })
        .await
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
            let names = names(tx, &turn, &items.iter().map(|it| (*it).into()).collect::<Vec<_>>())?;
            let mut rows = Vec::new();
            let mut total = Money::ZERO;
            for ((line, it), hints) in task.lines.iter().zip(&compared).zip(hints(&compared)) {
                let name = names.get(&line.item.into());
                let difference = it.counted.minus(it.expected);
                let mut row = json!({
                    "line": line.line, "item": name.map(|it| &it.number), "item_name": name.map(|it| &it.title),
                    "lot": line.lot, "expected": it.expected, "first": line.counted, "counted": it.counted,
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

/// Items that are due, what was never counted first, then by how long they are overdue.
fn due(plan: &CountPlan, countable: Vec<Countable>, turn: &Turn) -> Vec<ItemId> {
    let every = |class: &str| {
        let row = plan.classes.iter().find(|it| it.class == class)?;
        Some(row.every_days.raw() / Number::ONE_RAW)
    };
    let mut due: Vec<(i64, ItemId)> = countable
        .into_iter()
        .filter_map(|it| {
            let every = every(&it.class)?;
            let overdue = match it.counted_on {
                Some(day) => i64::from(turn.today.days_since(day)) - every,
                None => i64::MAX,
            };
            (overdue >= 0).then_some((overdue, it.item))
        })
        .collect();
    due.sort_by_key(|(overdue, item)| (std::cmp::Reverse(*overdue), *item));
    due.into_iter().map(|(_, item)| item).collect()
}

/// A line for every item, and for every lot of one that is in lots.
fn lines(tx: &mut dyn Tx, turn: &Turn, plan: &CountPlan, items: &[ItemId]) -> Result<Vec<Json>, Failure> {
    let ids: Vec<DocumentId> = items.iter().map(|it| (*it).into()).collect();
    let names = names(tx, turn, &ids)?;
    let lots = storage::stock_queries::lots_of_items(tx, items)?;
    let mut rows = Vec::new();
    for item in items {
        // What may not be seen is counted by somebody else.
        let Some(number) = names.get(&DocumentId::from(*item)).map(|it| it.number.as_str()) else { continue };
        match lots.get(&BalanceKey::new(*item, plan.warehouse)) {
            Some(lots) => rows.extend(lots.iter().map(|it| json!({ "item": number, "lot": it.lot }))),
            None => rows.push(json!({ "item": number })),
        }
    }
    Ok(rows)
}

fn names(tx: &mut dyn Tx, turn: &Turn, ids: &[DocumentId]) -> Result<BTreeMap<DocumentId, Name>, Failure> {
    Ok(gate::names(tx, turn, ids)?.into_iter().map(|it| (it.id, it)).collect())
}

fn compare(tx: &mut dyn Tx, turn: &Turn, task: &CountTask) -> Result<Vec<Compared>, Failure> {
    let items: Vec<ItemId> = task.lines.iter().map(|it| it.item).collect();
    let on_hand = storage::counted::on_hand(tx, task.warehouse, &items)?;
    let at = task.counted_at.unwrap_or(turn.now);
    let key = |item| BalanceKey::new(item, task.warehouse);
    let mut world = World::new(turn.now, turn.today, turn.caller.user);
    let moved_since = task.lines.iter().map(|it| (key(it.item), it.lot.clone(), at)).collect();
    storage::world::load_moved_since(tx, &Needs { moved_since, ..Needs::default() }, &mut world)?;
    let ids: Vec<DocumentId> = items.iter().map(|it| (*it).into()).collect();
    let papers = storage::documents::load_many(tx, &ids)?;
    let definition = turn.definitions.require("item")?;
    let mut factors: BTreeMap<DocumentId, Vec<Quantity>> = BTreeMap::new();
    for it in papers {
        let record = definition.from_stored(&it.body).map_err(storage::Error::Corrupt)?;
        factors.insert(it.id, factors_of(&record));
    }
    let compared = task.lines.iter().map(|it| {
        let now = on_hand.get(&(it.item, it.lot.clone())).copied().unwrap_or_default();
        let since = world.moved_since.get(&(key(it.item), it.lot.clone())).copied().unwrap_or_default();
        Compared {
            item: it.item,
            lot: it.lot.clone(),
            expected: now.minus(since),
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
