//! 自动分仓: from which warehouses to ship what a customer wants. A proposal: nothing is promised.

use super::availability::warehouses_of_channel;
use super::queries::{optional, places_seen, require_items};
use crate::app::App;
use crate::failure::Failure;
use crate::turn::Turn;
use documents::Problem;
use ledger::BalanceKey;
use planning::sourcing::{Part, Place, Strategy, source};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use storage::stock_queries::{ItemAvailability, LotRow, PlaceAvailability};
use values::{ChannelId, ItemId, Quantity, WarehouseId};

const LINES_MAX: usize = 1000;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourcingRequest {
    pub lines: Vec<SourcingLine>,
    /// `nearest`, `fewest_parcels` or `fefo`; the first when not said.
    #[serde(default)]
    pub strategy: Option<String>,
    /// Whose warehouses, in whose order, and what it may have there.
    #[serde(default)]
    pub channel: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourcingLine {
    pub item: String,
    pub quantity: Quantity,
}

impl App {
    /// For each line the warehouses that should ship it, and what none of them has.
    pub async fn propose_sourcing(&self, turn: Turn, request: SourcingRequest) -> Result<Json, Failure> {
        require_items(&turn)?;
        let strategy = strategy(&request)?;
        self.read(move |tx| {
            let channel: Option<ChannelId> =
                optional(tx, &turn, "channel", request.channel.as_deref())?.map(Into::into);
            let order = match warehouses_of_channel(tx, &turn, channel)? {
                Some(own) => own,
                None => storage::stock_queries::open_warehouses(tx)?,
            };
            let numbers: Vec<String> = request.lines.iter().map(|it| it.item.clone()).collect();
            let mut found = storage::stock_queries::availability(tx, &numbers)?;
            let there = found
                .values()
                .flat_map(|it| it.places.iter().map(move |at| (&it.number, &at.warehouse_number)));
            let bare = found.values().map(|it| (&it.number, &it.number));
            let seen = places_seen(tx, &turn, there.chain(bare))?;
            found.retain(|_, it| seen.sees("item", &it.number));
            for item in found.values_mut() {
                item.places.retain(|it| seen.sees("warehouse", &it.warehouse_number));
            }
            let unknown = request.lines.iter().enumerate().filter(|(_, it)| !found.contains_key(&it.item));
            let unknown: Vec<Problem> = unknown
                .map(|(at, it)| {
                    Problem::new(format!("lines[{at}].item"), "not_found").with("value", &it.item)
                })
                .collect();
            if !unknown.is_empty() {
                return Err(unknown.into());
            }
            let stock = places(tx, &found, &order, channel)?;
            let wanted: Vec<(ItemId, Quantity)> =
                request.lines.iter().map(|it| (found[&it.item].item, it.quantity)).collect();
            let proposed = source(strategy, &wanted, &stock);
            let names: BTreeMap<WarehouseId, &str> = found
                .values()
                .flat_map(|it| &it.places)
                .map(|it| (it.warehouse, it.warehouse_number.as_str()))
                .collect();
            let parcels: BTreeSet<&str> = proposed.iter().flatten().map(|it| names[&it.warehouse]).collect();
            let lines = request.lines.iter().zip(&proposed).map(|(line, parts)| told(line, parts, &names));
            Ok(json!({ "lines": lines.collect::<Vec<_>>(), "parcels": parcels.len(), "warehouses": parcels }))
        })
        .await
    }
}

fn strategy(request: &SourcingRequest) -> Result<Strategy, Failure> {
    let mut problems = Vec::new();
    if request.lines.len() > LINES_MAX {
        let problem = Problem::new("lines", "too_many_lines");
        problems.push(problem.with("most", LINES_MAX).with("count", request.lines.len()));
    }
    for (at, line) in request.lines.iter().enumerate() {
        if !line.quantity.is_positive() {
            let problem = Problem::new(format!("lines[{at}].quantity"), "too_small");
            problems.push(problem.with("min", "0.000001"));
        }
    }
    let strategy = match request.strategy.as_deref() {
        None | Some("" | "nearest") => Some(Strategy::Nearest),
        Some("fewest_parcels") => Some(Strategy::FewestParcels),
        Some("fefo") => Some(Strategy::Fefo),
        Some(other) => {
            problems.push(Problem::new("strategy", "not_known").with("value", other));
            None
        }
    };
    strategy.filter(|_| problems.is_empty()).ok_or_else(|| problems.into())
}

/// What each of these warehouses may give, in their order.
fn places(
    tx: &mut dyn Tx,
    found: &BTreeMap<String, ItemAvailability>,
    order: &[WarehouseId],
    channel: Option<ChannelId>,
) -> Result<BTreeMap<ItemId, Vec<Place>>, Failure> {
    let items: Vec<ItemId> = found.values().map(|it| it.item).collect();
    let rules = storage::channels::of_items(tx, &items)?;
    let mut lots: BTreeMap<BalanceKey, Vec<LotRow>> = storage::stock_queries::lots_of_items(tx, &items)?;
    let mut stock = BTreeMap::new();
    for item in found.values() {
        let mut places = Vec::new();
        for warehouse in order {
            let Some(it) = item.places.iter().find(|it| it.warehouse == *warehouse) else { continue };
            let key = BalanceKey { item: item.item, warehouse: it.warehouse };
            let rules = rules.get(&key).into_iter().flatten().copied();
            let available = ledger::available_to(&it.balance, rules, channel);
            places.push(place(it, available, lots.remove(&key).unwrap_or_default()));
        }
        stock.insert(item.item, places);
    }
    Ok(stock)
}

fn place(it: &PlaceAvailability, available: Quantity, lots: Vec<LotRow>) -> Place {
    let lots = lots.into_iter().filter_map(|it| Some((it.expiry?, it.on_hand))).collect();
    Place { warehouse: it.warehouse, available, lots, on_hand: it.balance.on_hand }
}

fn told(line: &SourcingLine, parts: &[Part], names: &BTreeMap<WarehouseId, &str>) -> Json {
    let served = parts.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.quantity));
    let told = parts.iter().map(|it| json!({ "warehouse": names[&it.warehouse], "quantity": it.quantity }));
    json!({
        "item": line.item, "quantity": line.quantity, "parts": told.collect::<Vec<_>>(),
        "short": line.quantity.minus(served),
    })
}
