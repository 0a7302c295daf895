//! 待拣: what is promised in a warehouse and on no pick list yet, order by order.

use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::gate::{self, Gate, hide};
use crate::stock::require;
use crate::turn::Turn;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::picking::ToPick;
use values::{DocumentId, Quantity};

/// More are told when these are picked.
const LINES_MAX: usize = 5_000;

impl App {
    pub async fn list_to_pick(&self, turn: Turn, warehouse: String) -> Result<Json, Failure> {
        let orders = turn.definitions.require("sales_order")?.clone();
        turn.caller.require_action(Action::Read, turn.definitions.require("pick_list")?)?;
        turn.caller.require_action(Action::Read, &orders)?;
        self.read(move |tx| {
            let warehouse = require(tx, &turn, "warehouse", &warehouse)?;
            let open = storage::picking::open_at(tx, warehouse.into(), None, LINES_MAX)?;
            let mut by_order: BTreeMap<DocumentId, Vec<ToPick>> = BTreeMap::new();
            for it in open {
                by_order.entry(it.claim.document).or_default().push(it);
            }
            let mut ids: Vec<DocumentId> = by_order.keys().copied().collect();
            if let Some(seen) = gate::visible(tx, &turn, "sales_order", &ids)? {
                ids.retain(|it| seen.contains(it));
            }
            let (own, whole) = (Gate::of(tx, &turn, &orders)?, turn.caller.sees_all(&orders));
            let mut rows = Vec::with_capacity(ids.len());
            let mut names: BTreeSet<DocumentId> = BTreeSet::new();
            let mut papers = Vec::with_capacity(ids.len());
            for stored in storage::documents::load_many(tx, &ids)? {
                let mut record = orders.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
                if !whole {
                    hide(&mut record, &own.here_at(tx, stored.id)?.hidden());
                }
                names.extend(record.link("customer"));
                names.extend(record.link("channel"));
                names.extend(by_order[&stored.id].iter().map(|it| DocumentId::from(it.item)));
                papers.push((stored, record));
            }
            let names = gate::names(tx, &turn, &names.into_iter().collect::<Vec<_>>())?;
            let names: BTreeMap<DocumentId, storage::documents::Name> =
                names.into_iter().map(|it| (it.id, it)).collect();
            let title = |id: Option<DocumentId>| id.and_then(|it| names.get(&it)).map(|it| &it.title);
            for (stored, record) in &papers {
                let lines = &by_order[&stored.id];
                let quantity = lines.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.quantity));
                let short = lines.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.short));
                let told = lines.iter().map(|it| {
                    let name = names.get(&it.item.into());
                    json!({
                        "line": it.claim.line, "item": name.map(|it| &it.number),
                        "item_name": name.map(|it| &it.title), "quantity": it.quantity,
                    })
                });
                rows.push(json!({
                    "id": stored.uuid, "number": stored.number,
                    "customer": title(record.link("customer")), "channel": title(record.link("channel")),
                    "due": record.day("due"), "ordered_on": record.day("ordered_on"),
                    "address": record.text("delivery_address"),
                    "quantity": quantity, "short": short, "lines": told.collect::<Vec<_>>(),
                }));
            }
            // Who is due first stands first; who said no day comes after, the oldest first.
            rows.sort_by_key(|it| (it["due"].is_null(), it["due"].to_string(), it["ordered_on"].to_string()));
            Ok(json!({ "rows": rows }))
        })
        .await
    }
}
