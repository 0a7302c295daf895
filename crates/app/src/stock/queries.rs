//! What there is, why it is not all for sale, and how it came about.

use super::diagnose::diagnoses;
use crate::app::App;
use crate::caller::{Ability, Action};
use crate::failure::{Failure, Refused};
use crate::gate::{self, Seen};
use crate::papers::found;
use crate::search_text::search_words;
use crate::turn::Turn;
use ledger::{Balance, BalanceKey, ChannelStock, Place};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::stock_queries::BalanceRow;
use values::{ChannelId, DocumentId, ItemId, WarehouseId};

/// What a list of balances asks for.
#[derive(Clone, Debug, Default)]
pub struct StockRequest {
    pub item: Option<String>,
    pub warehouse: Option<String>,
    pub q: Option<String>,
    pub limit: Option<usize>,
    pub after: Option<String>,
}

/// Who waits, as far as a screen shows them.
const WAITING_MAX: usize = 100;
pub(super) const PAGE_USUAL: usize = 50;
pub(super) const PAGE_MAX: usize = 500;

impl App {
    pub async fn list_stock(&self, turn: Turn, request: StockRequest) -> Result<Json, Failure> {
        require_items(&turn)?;
        let see_cost = turn.caller.can(Ability::SeeCost);
        self.report(move |tx| {
            let query = storage::stock_queries::StockQuery {
                item: optional(tx, &turn, "item", request.item.as_deref())?.map(Into::into),
                warehouse: optional(tx, &turn, "warehouse", request.warehouse.as_deref())?.map(Into::into),
                words: search_words(request.q.as_deref().unwrap_or("")),
                limit: request.limit.unwrap_or(PAGE_USUAL).clamp(1, PAGE_MAX),
                after: request.after.clone(),
            };
            let page = storage::stock_queries::list(tx, &query)?;
            let seen =
                places_seen(tx, &turn, page.rows.iter().map(|it| (&it.item_number, &it.warehouse_number)))?;
            let rows = page.rows.iter().filter(|it| seen.place(&it.item_number, &it.warehouse_number));
            let rows: Vec<Json> = rows.map(|it| balance(it, see_cost)).collect();
            Ok(json!({ "rows": rows, "next": page.next }))
        })
        .await
    }

    pub async fn stock_of_item(&self, turn: Turn, item: &str) -> Result<Json, Failure> {
        require_items(&turn)?;
        let item = item.to_owned();
        let see_cost = turn.caller.can(Ability::SeeCost);
        self.read(move |tx| {
            let definition = turn.definitions.require("item")?.clone();
            let (stored, record) = found(tx, &turn, &definition, &item)?;
            let id: ItemId = stored.id.into();
            let lots = storage::stock_queries::lots_of(tx, id)?;
            let channels = Channels::load(tx, &turn, id)?;
            let mut balances = Vec::new();
            let places = storage::stock_queries::of_item(tx, id)?;
            let seen = places_seen(tx, &turn, places.iter().map(|it| (&it.item_number, &it.warehouse_number)))?;
            for it in places.into_iter().filter(|it| seen.sees("warehouse", &it.warehouse_number)) {
                let mut told = balance(&it, see_cost);
                let own = lots.iter().filter(|lot| lot.warehouse == it.warehouse);
                told["lots"] = own
                    .map(|lot| json!({ "lot": lot.lot, "on_hand": lot.on_hand, "expiry": lot.expiry }))
                    .collect();
                told["channels"] = channels.told(&it);
                balances.push(told);
            }
            let mut told = json!({
                "item": { "id": stored.uuid, "number": stored.number, "title": stored.title, "unit": record.text("unit") },
                "balances": balances,
            });
            if see_cost {
                let stock = storage::stock_queries::stock(tx, id)?;
                told["average_cost"] = json!(stock.average_cost());
                told["value"] = json!(stock.value);
            }
            Ok(told)
        })
        .await
    }

    /// Why available is not on hand: every promise, hold and arrival, with its age and owner.
    pub async fn explain_stock(
        &self,
        turn: Turn,
        item: &str,
        warehouse: Option<String>,
    ) -> Result<Json, Failure> {
        require_items(&turn)?;
        let item = item.to_owned();
        self.read(move |tx| {
            let id = require(tx, &turn, "item", &item)?;
            let warehouse: Option<WarehouseId> = optional(tx, &turn, "warehouse", warehouse.as_deref())?.map(Into::into);
            let explained = storage::stock_queries::explain(tx, id.into(), warehouse)?;
            let waiting = storage::promises::waiting(tx, id.into(), warehouse, &turn.company.allocation, WAITING_MAX)?;
            let papers = explained.parts.iter().map(|it| (it.document_type.as_str(), it.document_number.as_str()));
            let waits = waiting.iter().map(|it| (it.document.document_type.as_str(), it.document.number.as_str()));
            let places = explained.parts.iter().map(|it| ("warehouse", it.warehouse_number.as_str()));
            let waits_at = waiting.iter().map(|it| ("warehouse", it.warehouse_number.as_str()));
            let all = Seen::of(tx, &turn, papers.chain(waits).chain(places).chain(waits_at))?;
            let orders = explained.parts.iter().map(|it| it.document).chain(waiting.iter().map(|it| it.document.id));
            let whose = gate::partners_named(tx, &turn, &orders.collect::<Vec<DocumentId>>())?;
            let parts = explained.parts.iter().filter(|it| all.sees("warehouse", &it.warehouse_number)).map(|it| {
                let seen = all.sees(&it.document_type, &it.document_number);
                let named = whose.contains(&it.document);
                let document = seen.then(|| json!({ "type": it.document_type, "id": it.document_uuid, "number": it.document_number }));
                json!({
                    "kind": it.kind, "warehouse": it.warehouse_number, "quantity": it.quantity,
                    "since": it.since, "age_days": it.since.map(|since| turn.today.days_since(turn.company.day_at(since))),
                    "owner": Some(&it.owner).filter(|_| seen), "due": it.due, "until": it.until,
                    "reason": reason(&turn, it).filter(|_| seen),
                    "document": document, "customer": it.customer_title.as_ref().filter(|_| seen && named),
                })
            });
            let waiting = waiting.iter().filter(|it| all.sees("warehouse", &it.warehouse_number)).map(|it| {
                let seen = all.sees(&it.document.document_type, &it.document.number);
                let named = seen && whose.contains(&it.document.id);
                let document = seen.then(|| json!({ "type": it.document.document_type, "id": it.document.uuid, "number": it.document.number }));
                json!({
                    "warehouse": it.warehouse_number, "short": it.short, "promised_on": it.promised_on,
                    "document": document, "customer": it.customer.as_ref().filter(|_| named),
                })
            });
            let waiting: Vec<Json> = waiting.collect();
            let diagnoses = diagnoses(tx, &turn, id.into(), warehouse)?;
            Ok(json!({
                "waiting": waiting, "diagnoses": diagnoses,
                "item": item, "on_hand": explained.on_hand, "reserved": explained.reserved, "held": explained.held,
                "available": explained.available, "parts": parts.collect::<Vec<_>>(),
            }))
        })
        .await
    }

    /// Newest first, with what was there after each.
    pub async fn stock_moves(
        &self,
        turn: Turn,
        item: &str,
        warehouse: Option<String>,
        limit: Option<usize>,
        after: Option<String>,
    ) -> Result<Json, Failure> {
        require_items(&turn)?;
        let see_cost = turn.caller.can(Ability::SeeCost);
        let item = item.to_owned();
        self.report(move |tx| {
            let id = require(tx, &turn, "item", &item)?;
            let warehouse: Option<WarehouseId> = optional(tx, &turn, "warehouse", warehouse.as_deref())?.map(Into::into);
            let limit = limit.unwrap_or(PAGE_USUAL).clamp(1, PAGE_MAX);
            let page = storage::stock_queries::moves(tx, id.into(), warehouse, limit, after.as_deref())?;
            let papers = page.rows.iter().map(|it| (it.document_type.as_str(), it.document_number.as_str()));
            let ends = page.rows.iter().flat_map(|it| [&it.from_number, &it.to_number]);
            let ends = ends.map(|it| ("warehouse", it.as_str()));
            let all = Seen::of(tx, &turn, papers.chain(ends))?;
            let rows = page.rows.iter().map(|it| {
                let seen = all.sees(&it.document_type, &it.document_number);
                let document = seen.then(|| json!({ "type": it.document_type, "id": it.document_uuid, "number": it.document_number }));
                let named = |place: Place, number: &str| !matches!(place, Place::Storage(_)) || all.sees("warehouse", number);
                let from = Some(&it.from_number).filter(|number| named(it.from, number));
                let to = Some(&it.to_number).filter(|number| named(it.to, number));
                let mut told = json!({
                    "seq": it.number, "at": it.at, "day": it.day,
                    "from": from, "from_name": from.map(|_| &it.from_title),
                    "to": to, "to_name": to.map(|_| &it.to_title),
                    "quantity": it.quantity, "lot": it.lot, "balance_after": it.balance_after,
                    "document": document,
                });
                if see_cost {
                    told["value"] = json!(it.value);
                }
                told
            });
            Ok(json!({ "rows": rows.collect::<Vec<_>>(), "next": page.next }))
        })
        .await
    }
}

/// Why stock is held, in the caller's language.
fn reason(turn: &Turn, part: &storage::stock_queries::Part) -> Option<String> {
    let reason = part.reason.as_deref()?;
    // Other papers hold for reasons that a stock hold has too.
    let of = |document_type: &str| {
        let field = turn.definitions.get(document_type).and_then(|it| it.field("reason"));
        field.and_then(|it| it.choices.iter().find(|it| it.value == reason))
    };
    let choice = of(&part.document_type).or_else(|| of("stock_hold"));
    Some(choice.map_or(reason, |it| it.label.text(turn.caller.language.tag())).to_owned())
}

pub(crate) fn require_items(turn: &Turn) -> Result<(), Failure> {
    let items = turn.definitions.require("item")?;
    Ok(turn.caller.require_action(Action::Read, items)?)
}

/// A document by number, as if it were not there when it may not be seen.
pub(crate) fn require(tx: &mut dyn Tx, turn: &Turn, kind: &str, text: &str) -> Result<DocumentId, Failure> {
    let definition = turn.definitions.require(kind)?;
    let found = storage::documents::find(tx, kind, text)?;
    let label = &definition.label;
    let absent = || Refused::not_found(&format!("{} {text}", label.zh), &format!("{} {text}", label.en));
    let found = found.ok_or_else(absent)?;
    match gate::visible(tx, turn, kind, &[found.id])? {
        Some(seen) if seen.is_empty() => Err(absent().into()),
        _ => Ok(found.id),
    }
}

pub(crate) fn optional(
    tx: &mut dyn Tx,
    turn: &Turn,
    kind: &str,
    text: Option<&str>,
) -> Result<Option<DocumentId>, Failure> {
    text.filter(|it| !it.is_empty()).map(|it| require(tx, turn, kind, it)).transpose()
}

/// Which balances may be seen: `None` is all of the type.
pub(super) struct PlacesSeen {
    items: Option<BTreeSet<DocumentId>>,
    warehouses: Option<BTreeSet<DocumentId>>,
}

impl PlacesSeen {
    pub(super) fn of(
        tx: &mut dyn Tx,
        turn: &Turn,
        keys: impl Iterator<Item = BalanceKey>,
    ) -> Result<PlacesSeen, Failure> {
        let (mut items, mut warehouses) = (BTreeSet::new(), BTreeSet::new());
        for key in keys {
            items.insert(DocumentId::from(key.item));
            warehouses.insert(DocumentId::from(key.warehouse));
        }
        let (items, warehouses): (Vec<_>, Vec<_>) =
            (items.into_iter().collect(), warehouses.into_iter().collect());
        Ok(PlacesSeen {
            items: gate::visible(tx, turn, "item", &items)?,
            warehouses: gate::visible(tx, turn, "warehouse", &warehouses)?,
        })
    }

    pub(super) fn sees(&self, key: BalanceKey) -> bool {
        let sees = |all: &Option<BTreeSet<DocumentId>>, id| all.as_ref().is_none_or(|it| it.contains(&id));
        sees(&self.items, key.item.into()) && sees(&self.warehouses, key.warehouse.into())
    }
}

/// What of these items and warehouses may be seen.
pub(super) fn places_seen<'n>(
    tx: &mut dyn Tx,
    turn: &Turn,
    places: impl Iterator<Item = (&'n String, &'n String)>,
) -> Result<Seen, Failure> {
    let named =
        places.flat_map(|(item, warehouse)| [("item", item.as_str()), ("warehouse", warehouse.as_str())]);
    Seen::of(tx, turn, named)
}

fn balance(it: &storage::stock_queries::BalanceRow, see_cost: bool) -> Json {
    let mut told = json!({
        "item": it.item_number, "item_name": it.item_title, "unit": it.unit,
        "warehouse": it.warehouse_number, "warehouse_name": it.warehouse_title,
        "on_hand": it.on_hand, "reserved": it.reserved, "held": it.held, "available": it.available,
        "incoming": it.incoming,
    });
    if see_cost {
        told["value"] = json!(it.value);
    }
    told
}

/// Channels with a rule on an item, and what they are called.
struct Channels {
    rules: Vec<(BalanceKey, ChannelId, ChannelStock)>,
    names: BTreeMap<DocumentId, storage::documents::Name>,
}

impl Channels {
    fn load(tx: &mut dyn Tx, turn: &Turn, item: ItemId) -> Result<Channels, Failure> {
        let rules = storage::channels::of_item(tx, item)?;
        let origins = rules.iter().filter_map(|it| it.2.rule).map(|it| it.origin);
        let ids: Vec<DocumentId> = rules.iter().map(|it| it.1.into()).chain(origins).collect();
        let names = gate::names(tx, turn, &ids)?.into_iter().map(|it| (it.id, it)).collect();
        Ok(Channels { rules, names })
    }

    /// What each channel with a rule may still be promised of one balance, and what any other may;
    /// nothing where there are no rules.
    fn told(&self, balance: &BalanceRow) -> Json {
        let of = Balance {
            on_hand: balance.on_hand,
            reserved: balance.reserved,
            held: balance.held,
            ..Balance::default()
        };
        let here = || self.rules.iter().filter(|it| it.0.warehouse == balance.warehouse);
        let available = |channel| ledger::available_to(&of, here().map(|it| (it.1, it.2)), channel);
        let mut told: Vec<Json> = here().map(|(_, channel, it)| {
            let name = self.names.get(&DocumentId::from(*channel));
            let rule = it.rule.unwrap_or_default();
            let origin = self.names.get(&rule.origin);
            json!({
                "channel": name.map(|it| &it.number), "channel_name": name.map(|it| &it.title),
                "protected": rule.protected, "share_percent": rule.share, "buffer": rule.buffer,
                "reserved": it.reserved, "available": available(Some(*channel)),
                "document": origin.map(|it| json!({ "type": it.document_type, "id": it.uuid, "number": it.number })),
            })
        }).collect();
        if !told.is_empty() {
            told.push(json!({ "channel": null, "available": available(None) }));
        }
        told.into()
    }
}
