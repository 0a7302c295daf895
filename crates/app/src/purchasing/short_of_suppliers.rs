//! 缺少备选供应商: items of class A need at least two suppliers in force; which have fewer, and who is told of it.

use crate::app::App;
use crate::caller::{Ability, Action};
use crate::failure::{Failure, Refused};
use crate::gate;
use crate::papers::{followers, tell};
use crate::turn::Turn;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::documents::Name;
use storage::supply_gaps::Short;
use values::{DocumentId, Instant, ItemId, UserId};

/// With one, nothing is left when it fails.
const WANTED: i64 = 2;
const PAGE_USUAL: usize = 50;
const PAGE_MAX: usize = 500;
/// More than anybody looks for suppliers of.
const TOLD_MAX: usize = 5_000;
const REMINDER: &str = "short_of_suppliers";

/// A page of items that too few suppliers deliver.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct SupplyGapRequest {
    pub limit: Option<usize>,
    pub after: Option<i64>,
}

impl App {
    pub async fn short_of_suppliers(&self, turn: Turn, request: SupplyGapRequest) -> Result<Json, Failure> {
        turn.caller.require(Ability::Plan)?;
        for kind in ["item", "supply", "supplier"] {
            turn.caller.require_action(Action::Read, turn.definitions.require(kind)?)?;
        }
        if gate::sees_some_only(&turn, "supply") {
            // How many there are would tell of those that may not be seen.
            return Err(Refused::forbidden().into());
        }
        let see_cost = turn.caller.can(Ability::SeeCost);
        self.report(move |tx| {
            let limit = request.limit.unwrap_or(PAGE_USUAL).clamp(1, PAGE_MAX);
            let after = match request.after.map(ItemId) {
                Some(item) => {
                    storage::item_classes::of_items(tx, &[item])?.get(&item).map(|it| (it.value, item))
                }
                None => None,
            };
            let mut found = storage::supply_gaps::list(tx, WANTED, after, limit + 1)?;
            let more = found.len() > limit;
            found.truncate(limit);
            let next = found.last().filter(|_| more).map(|it| it.item.0.to_string());
            let items: Vec<ItemId> = found.iter().map(|it| it.item).collect();
            let in_force = storage::supply_gaps::in_force(tx, &items)?;
            let ids: BTreeSet<DocumentId> =
                items.iter().map(|it| (*it).into()).chain(in_force.iter().map(|it| it.supplier)).collect();
            let ids: Vec<DocumentId> = ids.into_iter().collect();
            let names: BTreeMap<DocumentId, Name> =
                gate::names(tx, &turn, &ids)?.into_iter().map(|it| (it.id, it)).collect();
            found.retain(|it| names.contains_key(&it.item.into()));
            let row = |it: &Short| {
                let name = names.get(&it.item.into());
                let suppliers = in_force.iter().filter(|terms| terms.item == it.item).filter_map(|terms| {
                    let of = names.get(&terms.supplier)?;
                    Some(json!({ "supplier": of.number, "supplier_name": of.title, "class": terms.class }))
                });
                json!({
                    "item": name.map(|it| &it.number), "item_name": name.map(|it| &it.title),
                    "per_day": it.per_day, "value": Some(it.value).filter(|_| see_cost),
                    "suppliers": suppliers.collect::<Vec<_>>(), "missing": WANTED - it.suppliers,
                })
            };
            Ok(json!({ "wanted": WANTED, "rows": found.iter().map(row).collect::<Vec<_>>(), "next": next }))
        })
        .await
    }

    /// Every night. Who looks after items that became short of suppliers is told of them, in one notice each. How
    /// many items.
    pub async fn tell_of_supply_gaps(&self, now: Instant) -> Result<usize, Failure> {
        let turn = self.turn_at(self.system_caller(), now);
        let definition = turn.definitions.require("item")?.clone();
        self.write(move |tx| {
            let short = storage::supply_gaps::list(tx, WANTED, None, TOLD_MAX)?;
            let is: BTreeSet<DocumentId> = short.iter().map(|it| it.item.into()).collect();
            let told = storage::reminders::told(tx, REMINDER)?;
            let cured: Vec<DocumentId> = told.difference(&is).copied().collect();
            storage::reminders::forget(tx, REMINDER, &cured)?;
            let new: Vec<DocumentId> =
                short.iter().map(|it| it.item.into()).filter(|it| !told.contains(it)).collect();
            if new.is_empty() {
                return Ok(0);
            }
            let stored: BTreeMap<DocumentId, _> =
                storage::documents::load_many(tx, &new)?.into_iter().map(|it| (it.id, it)).collect();
            let mut whose: BTreeMap<UserId, Vec<DocumentId>> = BTreeMap::new();
            for item in new.iter().filter_map(|it| stored.get(it)) {
                let record = definition.from_stored(&item.body).map_err(storage::Error::Corrupt)?;
                // Who looks after it; where nobody is named, whose it is.
                let members = match record.member("owner") {
                    Some(owner) => BTreeSet::from([owner]),
                    None => followers(tx, item)?,
                };
                members.into_iter().for_each(|it| whose.entry(it).or_default().push(item.id));
            }
            for (member, items) in whose {
                // The most valuable stands for all.
                let Some(first) = items.first().and_then(|it| stored.get(it)) else { continue };
                let detail = json!({ "item": first.id.0, "more": items.len() - 1 });
                tell(tx, &turn, first, "suppliers", &BTreeSet::from([member]), &detail)?;
            }
            storage::reminders::note_for_good(tx, REMINDER, &new)?;
            Ok(new.len())
        })
        .await
    }
}
