//! 临期: what will not be good much longer, what of it will not be sold in time, and what to do.

use super::queries::{PlacesSeen, optional, require_items};
use crate::app::App;
use crate::caller::Ability;
use crate::failure::Failure;
use crate::gate;
use crate::search_text::search_words;
use crate::turn::Turn;
use ledger::BalanceKey;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::trace::Expiring;
use values::{Day, DocumentId, ItemId, Money, Quantity, WarehouseId};

/// What a list of expiring lots asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ExpiryRequest {
    /// Good for at most so many days from today.
    pub days: Option<i32>,
    pub warehouse: Option<String>,
    pub q: Option<String>,
}

const DAYS_USUAL: i32 = 90;
const DAYS_MAX: i32 = 3_660;
/// More lots than people look through; what expires later is left out, and it is said so.
const LOTS_MAX: usize = 5_000;

impl App {
    pub async fn expiring_lots(&self, turn: Turn, request: ExpiryRequest) -> Result<Json, Failure> {
        require_items(&turn)?;
        let see_cost = turn.caller.can(Ability::SeeCost);
        let days = request.days.unwrap_or(DAYS_USUAL).clamp(0, DAYS_MAX);
        self.report(move |tx| {
            let warehouse: Option<WarehouseId> =
                optional(tx, &turn, "warehouse", request.warehouse.as_deref())?.map(Into::into);
            let words = search_words(request.q.as_deref().unwrap_or(""));
            let items = storage::stock_queries::items_found(tx, &words)?;
            let through = turn.today.plus_days(days);
            let mut lots = storage::trace::expiring(tx, warehouse, items.as_deref(), through, LOTS_MAX + 1)?;
            let cut = lots.len() > LOTS_MAX;
            lots.truncate(LOTS_MAX);
            let seen = PlacesSeen::of(tx, &turn, lots.iter().map(|it| it.key))?;
            lots.retain(|it| seen.sees(it.key));

            let mut pairs: Vec<(ItemId, WarehouseId)> =
                lots.iter().map(|it| (it.key.item, it.key.warehouse)).collect();
            pairs.sort_unstable();
            pairs.dedup();
            let outlooks = storage::outlooks::get(tx, &pairs)?;
            let per_day: BTreeMap<BalanceKey, Quantity> = outlooks
                .iter()
                .map(|it| (BalanceKey::new(it.item, it.warehouse), it.demand_per_day))
                .collect();
            let mut ids: Vec<DocumentId> =
                pairs.iter().flat_map(|(item, place)| [(*item).into(), (*place).into()]).collect();
            ids.sort_unstable();
            ids.dedup();
            let names: BTreeMap<DocumentId, storage::documents::Name> =
                gate::names(tx, &turn, &ids)?.into_iter().map(|it| (it.id, it)).collect();
            let worth = storage::stock_queries::worth_of_all(tx)?;
            let surplus = surplus(&lots, &per_day, turn.today);

            let (mut value_of_all, mut value_expired) = (Money::ZERO, Money::ZERO);
            let mut rows = Vec::with_capacity(lots.len());
            for (it, surplus) in lots.iter().zip(surplus) {
                let value = worth.of(it.key, it.on_hand);
                let left = turn.today.days_since(it.expiry);
                let days_left = -i64::from(left);
                value_of_all = value_of_all.plus(value);
                if days_left < 0 {
                    value_expired = value_expired.plus(value);
                }
                let (item, place) = (names.get(&it.key.item.into()), names.get(&it.key.warehouse.into()));
                let mut row = json!({
                    "item": item.map(|it| &it.number), "item_name": item.map(|it| &it.title),
                    "warehouse": place.map(|it| &it.number), "warehouse_name": place.map(|it| &it.title),
                    "lot": it.lot, "expiry": it.expiry, "days_left": days_left, "on_hand": it.on_hand,
                    "per_day": per_day.get(&it.key), "surplus": surplus,
                    "suggestion": suggestion(days_left, surplus),
                });
                if see_cost {
                    row["value"] = json!(value);
                }
                rows.push(row);
            }
            let mut total = json!({ "lots": rows.len(), "cut": cut });
            if see_cost {
                total["value"] = json!(value_of_all);
                total["expired_value"] = json!(value_expired);
            }
            Ok(json!({ "day": turn.today, "through": through, "total": total, "rows": rows }))
        })
        .await
    }
}

/// What of each lot will still be there on its last day, when customers take what expires first at the
/// pace that is expected; all of what is past it. `lots` are in the order of their expiry.
fn surplus(lots: &[Expiring], per_day: &BTreeMap<BalanceKey, Quantity>, today: Day) -> Vec<Quantity> {
    let mut taken: BTreeMap<BalanceKey, Quantity> = BTreeMap::new();
    let left_over = |it: &Expiring| {
        let days = -today.days_since(it.expiry);
        if days < 0 {
            return it.on_hand;
        }
        let pace = per_day.get(&it.key).copied().unwrap_or_default();
        let sold = i128::from(pace.raw()) * i128::from(days + 1);
        let sold = Quantity::from_raw(i64::try_from(sold).unwrap_or(i64::MAX));
        let before = taken.entry(it.key).or_default();
        let of_this = sold.minus(*before).max(Quantity::ZERO).min(it.on_hand);
        *before = before.plus(of_this);
        it.on_hand.minus(of_this)
    };
    lots.iter().map(left_over).collect()
}

/// A code that the screen has words for.
fn suggestion(days_left: i64, surplus: Quantity) -> &'static str {
    match days_left {
        ..0 => "scrap",
        _ if surplus.is_positive() => "promote",
        _ => "first",
    }
}

#[cfg(test)]
mod tests {
    use super::surplus;
    use ledger::BalanceKey;
    use std::collections::BTreeMap;
    use storage::trace::Expiring;
    use values::{Day, ItemId, Quantity, WarehouseId};

    #[test]
    fn what_expires_first_is_sold_first() {
        let key = BalanceKey::new(ItemId(1), WarehouseId(2));
        let lot = |day: i32, on_hand: i64| Expiring {
            key,
            lot: day.to_string(),
            expiry: Day::from_number(day),
            on_hand: Quantity::whole(on_hand),
        };
        let lots = [lot(99, 3), lot(101, 5), lot(103, 5), lot(110, 5)];
        let pace = BTreeMap::from([(key, Quantity::whole(2))]);
        let left = surplus(&lots, &pace, Day::from_number(100));
        // Expired: all. By 101 four of five; by 103 eight in all, four of them before; then the rest.
        assert_eq!(left, [3, 1, 1, 0].map(Quantity::whole));
        assert_eq!(
            surplus(&lots, &BTreeMap::new(), Day::from_number(100)),
            [3, 5, 5, 5].map(Quantity::whole)
        );
    }
}
