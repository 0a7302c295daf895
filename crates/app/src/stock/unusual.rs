//! 异常库存变化, the newest first: what was found of movements and counts that are far out of line.

use super::queries::{PAGE_MAX, PAGE_USUAL, PlacesSeen, require_items};
use crate::app::App;
use crate::caller::Ability;
use crate::failure::Failure;
use crate::gate;
use crate::turn::Turn;
use ledger::BalanceKey;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::documents::Name;
use values::{DocumentId, ItemId};

/// A page of what is unusual.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct UnusualRequest {
    pub limit: Option<usize>,
    pub after: Option<i64>,
}

impl App {
    pub async fn unusual_moves(&self, turn: Turn, request: UnusualRequest) -> Result<Json, Failure> {
        require_items(&turn)?;
        let see_cost = turn.caller.can(Ability::SeeCost);
        self.report(move |tx| {
            let limit = request.limit.unwrap_or(PAGE_USUAL).clamp(1, PAGE_MAX);
            let mut found = storage::unusual::list(tx, request.after, limit + 1)?;
            let more = found.len() > limit;
            found.truncate(limit);
            let next = found.last().filter(|_| more).map(|it| it.0.to_string());
            let keys = found.iter().map(|(_, it)| BalanceKey::new(it.item, it.warehouse));
            let seen = PlacesSeen::of(tx, &turn, keys)?;
            found.retain(|(_, it)| seen.sees(BalanceKey::new(it.item, it.warehouse)));
            let named = found.iter().flat_map(|(_, it)| {
                let others = items_of(&it.detail).into_iter().map(DocumentId::from);
                [it.document, it.item.into(), it.warehouse.into()].into_iter().chain(others)
            });
            let ids: Vec<DocumentId> = named.collect::<BTreeSet<_>>().into_iter().collect();
            let names: BTreeMap<DocumentId, Name> =
                gate::names(tx, &turn, &ids)?.into_iter().map(|it| (it.id, it)).collect();
            let rows = found.iter().map(|(seq, it)| {
                let name = |id: DocumentId| names.get(&id);
                let (item, place) = (name(it.item.into()), name(it.warehouse.into()));
                let of = &it.detail;
                let others = items_of(of).into_iter().filter_map(|it| name(it.into()));
                let mut row = json!({
                    "id": seq.to_string(), "kind": it.kind, "at": it.at, "quantity": it.quantity,
                    "item": item.map(|it| &it.number), "item_name": item.map(|it| &it.title),
                    "warehouse": place.map(|it| &it.number), "warehouse_name": place.map(|it| &it.title),
                    "from": of["from"], "to": of["to"], "low": of["low"], "high": of["high"],
                    "by_partner": of["partner"] == true, "before": of["before"],
                    "missed": of["missed"], "counted": of["counted"],
                    "items": others.map(|it| json!({ "item": it.number, "item_name": it.title })).collect::<Vec<_>>(),
                    "document": name(it.document).map(|it| json!({ "type": it.document_type, "id": it.uuid, "number": it.number })),
                });
                if see_cost && it.kind != "missed" {
                    row["value"] = json!(it.value);
                }
                row
            });
            Ok(json!({ "rows": rows.collect::<Vec<_>>(), "next": next }))
        })
        .await
    }
}

/// What a count left out.
fn items_of(detail: &Json) -> Vec<ItemId> {
    detail["items"].as_array().into_iter().flatten().filter_map(Json::as_i64).map(ItemId).collect()
}
