//! 款式: the items of a family as a matrix, and those it lacks made at once.

use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::gate;
use crate::once::{Answer, Key, once};
use crate::papers::{create, found, locked};
use crate::stock::optional;
use crate::turn::Turn;
use business::catalog::item_family::ItemFamily;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use values::{DocumentId, Quantity, WarehouseId};

impl App {
    /// Rows and columns, and in each place the item with what there is of it, everywhere or in one
    /// warehouse.
    pub async fn family_matrix(
        &self,
        turn: Turn,
        family: &str,
        warehouse: Option<String>,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require("item_family")?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        turn.caller.require_action(Action::Read, turn.definitions.require("item")?)?;
        let family = family.to_owned();
        self.read(move |tx| {
            let (stored, record) = found(tx, &turn, &definition, &family)?;
            let only: Option<WarehouseId> =
                optional(tx, &turn, "warehouse", warehouse.as_deref())?.map(Into::into);
            let family = ItemFamily::from_record(&record);
            let mut items = storage::families::items_of(tx, stored.id)?;
            let ids: Vec<DocumentId> = items.iter().map(|it| it.item.into()).collect();
            if let Some(seen) = gate::visible(tx, &turn, "item", &ids)? {
                items.retain(|it| seen.contains(&it.item.into()));
            }
            let numbers: Vec<String> = items.iter().map(|it| it.number.clone()).collect();
            let there = storage::stock_queries::availability(tx, &numbers)?;
            let told = items.iter().map(|it| {
                let places = there.get(&it.number).into_iter().flat_map(|it| &it.places);
                let here = places.filter(|it| only.is_none_or(|only| it.warehouse == only));
                let mut sums = [Quantity::ZERO; 3];
                for place in here {
                    let parts = [place.balance.on_hand, place.balance.available(), place.incoming];
                    sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum = sum.plus(part));
                }
                json!({
                    "item": it.number, "name": it.title, "one": it.one, "two": it.two,
                    "sale_price": it.sale_price,
                    "on_hand": sums[0], "available": sums[1], "incoming": sums[2],
                })
            });
            let items: Vec<Json> = told.collect();
            let missing = missing(&family, &items);
            let value = |code: &str, name: &str| json!({ "code": code, "name": name });
            let one: Vec<Json> = family.values_one.iter().map(|it| value(&it.code, &it.name)).collect();
            let two: Vec<Json> = family.values_two.iter().map(|it| value(&it.code, &it.name)).collect();
            Ok(json!({
                "id": stored.uuid, "number": stored.number, "title": stored.title, "unit": family.unit,
                "axis_one": family.axis_one, "axis_two": family.axis_two,
                "values_one": one, "values_two": two, "items": items, "missing": missing,
            }))
        })
        .await
    }

    /// One item for each combination that has none yet.
    pub async fn make_family_items(
        &self,
        turn: Turn,
        family: &str,
        key: Option<Key>,
    ) -> Result<Answer, Failure> {
        let families = turn.definitions.require("item_family")?.clone();
        let definition = turn.definitions.require("item")?.clone();
        turn.caller.require_action(Action::Create, &definition)?;
        let family = family.to_owned();
        self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                let (stored, record) = locked(tx, &turn, &families, &family, None)?;
                let family = ItemFamily::from_record(&record);
                let there = storage::families::items_of(tx, stored.id)?;
                let has: BTreeSet<(String, Option<String>)> =
                    there.into_iter().map(|it| (it.one, it.two)).collect();
                let mut made = Vec::new();
                for it in family.variants() {
                    if has.contains(&(it.one.clone(), it.two.clone())) {
                        continue;
                    }
                    let fields = json!({
                        "code": it.code, "name": it.name, "specification": it.specification,
                        "barcode": it.barcode, "category": family.category, "unit": family.unit,
                        "sale_price": family.sale_price, "family": stored.number,
                        "value_one": it.one, "value_two": it.two,
                    });
                    made.push(create(tx, &turn, &definition, &fields, None)?.stored.number);
                }
                Ok(json!({ "family": stored.number, "made": made }))
            })
        })
        .await
    }
}

/// How many combinations have no item.
fn missing(family: &ItemFamily, items: &[Json]) -> usize {
    let has =
        |one: &str, two: Option<&str>| items.iter().any(|it| it["one"] == one && it["two"].as_str() == two);
    family.variants().iter().filter(|it| !has(&it.one, it.two.as_deref())).count()
}
