//! 收发存明细: the moves of one item in some days, with what was there after each.

use crate::app::App;
use crate::caller::Ability;
use crate::failure::Failure;
use crate::stock::{optional, require, require_items};
use crate::turn::Turn;
use documents::Problem;
use ledger::Place;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::documents::Name;
use storage::reports::Entry;
use storage::turnover::Held;
use values::{Day, DocumentId, ItemId, Money, Quantity};

const PAGE_USUAL: usize = 100;
const PAGE_MAX: usize = 1_000;

/// Which moves: of one item, in one warehouse or everywhere.
#[derive(Clone, Debug, Default)]
pub struct LedgerRequest {
    pub item: String,
    pub warehouse: Option<String>,
    pub from: Option<String>,
    pub through: Option<String>,
    pub limit: Option<usize>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

impl App {
    /// Values are told for all places together: an item has one average cost, so that its value in one
    /// place is a share, and changes when another place receives some.
    pub async fn stock_ledger(&self, turn: Turn, request: LedgerRequest) -> Result<Json, Failure> {
        require_items(&turn)?;
        let see_cost = turn.caller.can(Ability::SeeCost);
        let through = day("through", request.through.as_deref())?.unwrap_or(turn.today);
        let first = Day::from_ymd(through.year(), through.month(), 1).unwrap_or(through);
        let from = day("from", request.from.as_deref())?.unwrap_or(first);
        let after = request.after.as_deref().filter(|it| !it.is_empty()).map(position).transpose()?;
        let limit = request.limit.unwrap_or(PAGE_USUAL).clamp(1, PAGE_MAX);
        self.report(move |tx| {
            let item: ItemId = require(tx, &turn, "item", &request.item)?.into();
            let place = optional(tx, &turn, "warehouse", request.warehouse.as_deref())?.map(|it| it.0);
            let with_value = see_cost && place.is_none();
            let opening = held(storage::turnover::at(tx, &[item], from.plus_days(-1))?, place);
            let closing = held(storage::turnover::at(tx, &[item], through)?, place);
            let mut running = opening;
            if let Some(seen) = after {
                let (quantity, value) = storage::reports::net_through(tx, item, place, from, seen)?;
                running = sum(running, quantity.raw(), value.raw());
            }
            let mut entries = storage::reports::entries(tx, item, place, [from, through], after, limit + 1)?;
            let has_more = entries.len() > limit;
            entries.truncate(limit);
            let next = entries.last().filter(|_| has_more).map(|it| format!("{}:{}", it.day, it.number));

            let places = entries.iter().flat_map(|it| [it.from_place, it.to_place]).filter(|it| *it > 0);
            let ids: Vec<DocumentId> =
                places.map(DocumentId).chain(entries.iter().map(|it| it.document)).collect();
            let names = crate::gate::names(tx, &turn, &ids)?;
            let names: BTreeMap<DocumentId, Name> = names.into_iter().map(|it| (it.id, it)).collect();
            let mut rows = Vec::new();
            for it in &entries {
                let (quantity, value) = change(it, place);
                running = sum(running, quantity, value);
                let mut row = json!({
                    "day": it.day, "lot": it.lot,
                    "from": place_name(&names, it.from_place), "to": place_name(&names, it.to_place),
                    "in": (quantity > 0).then(|| Quantity::from_raw(quantity)),
                    "out": (quantity < 0).then(|| Quantity::from_raw(-quantity)),
                    "balance": running.quantity,
                    "document": document(names.get(&it.document)),
                });
                if see_cost {
                    row["value"] = json!(it.value);
                }
                if with_value {
                    row["balance_value"] = json!(running.value);
                }
                rows.push(row);
            }
            let told = |it: Held| match with_value {
                true => json!({ "quantity": it.quantity, "value": it.value }),
                false => json!({ "quantity": it.quantity }),
            };
            Ok(json!({
                "from": from, "through": through, "opening": told(opening), "closing": told(closing),
                "rows": rows, "next": next,
            }))
        })
        .await
    }
}

fn day(path: &str, text: Option<&str>) -> Result<Option<Day>, Failure> {
    let problem = |text: &str| Failure::from(vec![Problem::new(path, "not_a_day").with("value", text)]);
    text.filter(|it| !it.is_empty()).map(|it| it.parse().map_err(|_| problem(it))).transpose()
}

fn position(text: &str) -> Result<(Day, i64), Failure> {
    let parts =
        text.split_once(':').and_then(|(day, number)| Some((day.parse().ok()?, number.parse().ok()?)));
    parts.ok_or_else(|| vec![Problem::new("after", "not_found").with("value", text)].into())
}

fn held(found: BTreeMap<ledger::BalanceKey, Held>, place: Option<i64>) -> Held {
    let here = found.into_iter().filter(|(key, _)| place.is_none_or(|it| key.warehouse.0 == it));
    here.fold(Held::default(), |all, (_, it)| sum(all, it.quantity.raw(), it.value.raw()))
}

fn sum(all: Held, quantity: i64, value: i64) -> Held {
    Held {
        quantity: Quantity::from_raw(all.quantity.raw().saturating_add(quantity)),
        value: Money::from_raw(all.value.raw().saturating_add(value)),
    }
}

/// What a move adds to what is ours, or to one place; nothing when it stays among us.
fn change(it: &Entry, place: Option<i64>) -> (i64, i64) {
    let counts = |code: i64| match place {
        Some(place) => code == place,
        None => Place::from_code(code).is_some_and(Place::is_ours),
    };
    let sign = i64::from(counts(it.to_place)) - i64::from(counts(it.from_place));
    (sign * it.quantity.raw(), sign * it.value.raw())
}

/// A warehouse's number and name; any other place by its word.
fn place_name(names: &BTreeMap<DocumentId, Name>, code: i64) -> Json {
    match Place::from_code(code).unwrap_or(Place::Adjustment).word() {
        Some(word) => json!({ "place": word }),
        None => {
            let name = names.get(&DocumentId(code));
            json!({ "number": name.map(|it| &it.number), "title": name.map(|it| &it.title) })
        }
    }
}

fn document(name: Option<&Name>) -> Json {
    name.map_or(Json::Null, |it| json!({ "type": it.document_type, "id": it.uuid, "number": it.number }))
}
