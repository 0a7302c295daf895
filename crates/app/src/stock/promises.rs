//! The day for which somebody who waits can be promised: told when the order is confirmed, and again
//! whenever what comes or who waits has changed.

use super::queries::{optional, places_seen, require, require_items};
use crate::app::App;
use crate::background::Pair;
use crate::failure::Failure;
use crate::turn::Turn;
use business::AllocationPolicy;
use ledger::{BalanceKey, Claim, Coming, Promisable};
use planning::Arrival;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::{Tx, promises};
use values::{ClaimId, Day, ItemId, Quantity, WarehouseId};

/// Places looked at in one go.
const PAIRS_AT_ONCE: usize = 500;

type Days = BTreeMap<ClaimId, (BalanceKey, Day)>;

fn promisable(today: Day, available: Quantity, coming: &[Arrival], owed: Quantity) -> Promisable {
    let expected = coming.iter().map(|it| it.really_expected(today));
    let coming = expected.map(|it| Coming { day: it.day, quantity: it.quantity });
    Promisable::new(today, available, coming, owed)
}

/// Tells the claims of one document that were just left short when they can be served, behind
/// everybody who waits already. What is available they were promised, or may not have. Costs nothing
/// when nothing is short, and one query when nothing comes.
pub(crate) fn tell_new(tx: &mut dyn Tx, today: Day, short: &[&Claim]) -> Result<(), Failure> {
    let keys: Vec<BalanceKey> = short.iter().map(|it| it.key).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let coming = promises::coming(tx, &keys)?;
    if coming.is_empty() {
        return Ok(());
    }
    let owed = promises::owed(tx, &keys)?;
    let mut days = Days::new();
    for (key, coming) in &coming {
        let own: Vec<&&Claim> = short.iter().filter(|it| it.key == *key).collect();
        let all = promisable(today, Quantity::ZERO, coming, Quantity::ZERO);
        let own_short = own.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.short()));
        let mut ahead = owed.get(key).copied().unwrap_or_default().minus(own_short);
        for claim in own {
            ahead = ahead.plus(claim.short());
            days.extend(all.earliest(ahead).map(|day| (claim.id, (*key, day))));
        }
    }
    Ok(promises::tell(tx, &days)?)
}

impl App {
    /// Tells everybody who waits at these places again, where the day has changed.
    pub(crate) async fn promise_again(&self, pairs: &[Pair], today: Day) -> Result<(), Failure> {
        for pairs in pairs.chunks(PAIRS_AT_ONCE) {
            let keys: Vec<BalanceKey> =
                pairs.iter().map(|&(item, warehouse)| BalanceKey { item, warehouse }).collect();
            let (company, again) = (self.company(), self.company());
            let stale =
                self.read(move |tx| Ok(differences(tx, &keys, today, &company.allocation)?.at)).await?;
            if stale.is_empty() {
                continue;
            }
            self.write(move |tx| {
                // Looked at again under lock: who tells last has seen all that happened.
                promises::lock(tx, &stale)?;
                let found = differences(tx, &stale, today, &again.allocation)?;
                promises::take_back(tx, &found.gone)?;
                Ok(promises::tell(tx, &found.new)?)
            })
            .await?;
        }
        Ok(())
    }

    /// The earliest day for a quantity, and what can be promised by day, in one warehouse or each.
    pub async fn promisable_days(
        &self,
        turn: Turn,
        item: &str,
        warehouse: Option<String>,
        quantity: Option<Quantity>,
    ) -> Result<Json, Failure> {
        require_items(&turn)?;
        let item = item.to_owned();
        self.read(move |tx| {
            let id: ItemId = require(tx, &turn, "item", &item)?.into();
            let only: Option<WarehouseId> =
                optional(tx, &turn, "warehouse", warehouse.as_deref())?.map(Into::into);
            let places = storage::stock_queries::of_item(tx, id)?;
            let seen =
                places_seen(tx, &turn, places.iter().map(|it| (&it.item_number, &it.warehouse_number)))?;
            let places: Vec<_> = places
                .iter()
                .filter(|it| seen.sees("warehouse", &it.warehouse_number))
                .filter(|it| only.is_none_or(|only| it.warehouse == only))
                .collect();
            let keys: Vec<BalanceKey> =
                places.iter().map(|it| BalanceKey { item: id, warehouse: it.warehouse }).collect();
            let (coming, owed) = (promises::coming(tx, &keys)?, promises::owed(tx, &keys)?);
            let (mut told, mut earliest) = (Vec::new(), None::<Day>);
            for (place, key) in places.iter().zip(&keys) {
                let waiting = owed.get(key).copied().unwrap_or_default();
                let coming = coming.get(key).map_or(&[][..], Vec::as_slice);
                let it = promisable(turn.today, place.available, coming, waiting);
                let day = quantity.and_then(|wanted| it.earliest(wanted));
                earliest = [earliest, day].into_iter().flatten().min();
                let steps = it.steps().iter().map(|(day, free)| json!({ "day": day, "quantity": free }));
                told.push(json!({
                    "warehouse": place.warehouse_number, "warehouse_name": place.warehouse_title,
                    "earliest": day, "waiting": waiting, "steps": steps.collect::<Vec<_>>(),
                }));
            }
            Ok(json!({ "item": item, "quantity": quantity, "earliest": earliest, "warehouses": told }))
        })
        .await
    }
}

/// Where what was told is not what is known.
struct Differences {
    at: Vec<BalanceKey>,
    new: Days,
    /// To be told no day any more.
    gone: Vec<ClaimId>,
}

fn differences(
    tx: &mut dyn Tx,
    keys: &[BalanceKey],
    today: Day,
    policy: &AllocationPolicy,
) -> Result<Differences, Failure> {
    let told = promises::told(tx, keys)?;
    let coming = promises::coming(tx, keys)?;
    let hopeful: Vec<BalanceKey> = coming.keys().copied().collect();
    let queues = if hopeful.is_empty() { BTreeMap::new() } else { promises::queue(tx, &hopeful, policy)? };
    let mut new = Days::new();
    for (key, queue) in queues {
        let coming = coming.get(&key).map_or(&[][..], Vec::as_slice);
        let all = promisable(today, Quantity::ZERO, coming, Quantity::ZERO);
        let known = all.days_of(&queue).into_iter();
        new.extend(known.filter_map(|(claim, day)| Some((claim, (key, day?)))));
    }
    let gone: BTreeMap<ClaimId, BalanceKey> =
        told.iter().filter(|(it, _)| !new.contains_key(it)).map(|(it, told)| (*it, told.0)).collect();
    new.retain(|claim, now| told.get(claim) != Some(now));
    let at: BTreeSet<BalanceKey> = gone.values().copied().chain(new.values().map(|it| it.0)).collect();
    Ok(Differences { at: at.into_iter().collect(), new, gone: gone.into_keys().collect() })
}
