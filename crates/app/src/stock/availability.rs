//! Whether many items are there, in one call: what a shop's page asks before it shows its prices.

use super::queries::{optional, places_seen, require_items};
use crate::app::App;
use crate::failure::{Failure, Kind, Refused};
use crate::turn::Turn;
use ledger::BalanceKey;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::Tx;
use values::{ChannelId, ItemId, Quantity, WarehouseId};

const ITEMS_MAX: usize = 1000;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AvailabilityRequest {
    /// Their codes.
    pub items: Vec<String>,
    #[serde(default)]
    pub warehouse: Option<String>,
    /// Only where this channel sells from, and what it may have there.
    #[serde(default)]
    pub channel: Option<String>,
}

impl App {
    /// One row for each item asked for, in order; `null` in place of one that there is not.
    pub async fn availability(&self, turn: Turn, request: AvailabilityRequest) -> Result<Json, Failure> {
        require_items(&turn)?;
        if request.items.len() > ITEMS_MAX {
            let most = Refused::new(
                Kind::TooLarge,
                "too_large",
                &format!("一次最多 {ITEMS_MAX} 种商品"),
                &format!("At most {ITEMS_MAX} items at once"),
            );
            return Err(most.with(json!({ "most": ITEMS_MAX })).into());
        }
        self.read(move |tx| {
            let only: Option<WarehouseId> =
                optional(tx, &turn, "warehouse", request.warehouse.as_deref())?.map(Into::into);
            let channel: Option<ChannelId> =
                optional(tx, &turn, "channel", request.channel.as_deref())?.map(Into::into);
            let sells_from = warehouses_of_channel(tx, &turn, channel)?;
            let found = storage::stock_queries::availability(tx, &request.items)?;
            let places = found.values().flat_map(|it| it.places.iter().map(move |at| (&it.number, &at.warehouse_number)));
            let bare = found.values().map(|it| (&it.number, &it.number));
            let seen = places_seen(tx, &turn, places.chain(bare))?;
            let rules = match channel {
                None => BTreeMap::new(),
                Some(_) => {
                    let items: Vec<ItemId> = found.values().map(|it| it.item).collect();
                    storage::channels::of_items(tx, &items)?
                }
            };
            let rows = request.items.iter().map(|text| {
                let item = found.get(text).filter(|it| seen.sees("item", &it.number))?;
                let here = item.places.iter().filter(|it| {
                    seen.sees("warehouse", &it.warehouse_number)
                        && only.is_none_or(|only| it.warehouse == only)
                        && sells_from.as_ref().is_none_or(|some| some.contains(&it.warehouse))
                });
                let (mut all, mut incoming, mut places) = (Quantity::ZERO, Quantity::ZERO, Vec::new());
                for it in here {
                    let key = BalanceKey { item: item.item, warehouse: it.warehouse };
                    let available = match rules.get(&key) {
                        None => it.balance.available(),
                        Some(rules) => ledger::available_to(&it.balance, rules.iter().copied(), channel),
                    };
                    (all, incoming) = (all.plus(available), incoming.plus(it.incoming));
                    places.push(json!({
                        "warehouse": it.warehouse_number, "on_hand": it.balance.on_hand,
                        "available": available, "incoming": it.incoming,
                    }));
                }
                Some(json!({ "item": item.number, "available": all, "incoming": incoming, "warehouses": places }))
            });
            Ok(json!({ "rows": rows.collect::<Vec<Option<Json>>>() }))
        })
        .await
    }
}

/// Where a channel sells from; `None` is everywhere.
pub(crate) fn warehouses_of_channel(
    tx: &mut dyn Tx,
    turn: &Turn,
    channel: Option<ChannelId>,
) -> Result<Option<Vec<WarehouseId>>, Failure> {
    let Some(id) = channel else { return Ok(None) };
    let definition = turn.definitions.require("channel")?;
    let stored = storage::documents::load(tx, id.into())?;
    let stored = stored.ok_or_else(|| Refused::not_found("渠道", "channel"))?;
    let record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
    let mut rows = business::partners::channel::Channel::from_record(&record).warehouses;
    rows.sort_by_key(|it| (it.priority.is_none(), it.priority, it.line));
    Ok(Some(rows.into_iter().map(|it| it.warehouse).collect()).filter(|it: &Vec<_>| !it.is_empty()))
}
