//! Judges places again and keeps what was judged.

use crate::app::App;
use crate::background::Pair;
use crate::failure::Failure;
use planning::{DemandHistory, Policy, RecentAverage, Situation, Suggestion, outlook};
use std::collections::BTreeMap;
use storage::outlooks::OutlookRow;
use storage::situations::RawSituation;
use values::{Day, DocumentId, Instant, Quantity};

/// Small enough that screens hear of the first ones soon.
pub(crate) const PAIRS_AT_ONCE: usize = 500;
/// How far back demand is read.
pub(super) const HISTORY_DAYS: u32 = 365;

impl App {
    /// Returns the ids of the places that were judged, as the API calls them.
    pub(crate) async fn recompute(
        &self,
        pairs: Vec<Pair>,
        today: Day,
        now: Instant,
    ) -> Result<Vec<String>, Failure> {
        let found =
            self.read(move |tx| Ok(storage::situations::load(tx, &pairs, today, HISTORY_DAYS)?)).await?;
        let judged = tokio::task::spawn_blocking(move || {
            found.into_iter().map(|it| judge(it, today, now)).collect::<Vec<OutlookRow>>()
        });
        let rows = judged.await.map_err(|err| storage::Error::Fault(err.to_string()))?;
        self.write(move |tx| {
            let ids: Vec<DocumentId> =
                rows.iter().flat_map(|it| [it.item.into(), it.warehouse.into()]).collect();
            let names = storage::documents::names(tx, &ids)?;
            let numbers: BTreeMap<DocumentId, &str> =
                names.iter().map(|it| (it.id, it.number.as_str())).collect();
            // What was deleted while it was judged stays away.
            let is_there = |it: &OutlookRow| {
                numbers.contains_key(&it.item.into()) && numbers.contains_key(&it.warehouse.into())
            };
            let rows: Vec<OutlookRow> = rows.iter().filter(|it| is_there(it)).cloned().collect();
            storage::outlooks::replace(tx, &rows)?;
            let number = |id: DocumentId| numbers.get(&id).copied().unwrap_or_default();
            let id = |it: &OutlookRow| format!("{}:{}", number(it.item.into()), number(it.warehouse.into()));
            Ok(rows.iter().map(id).collect())
        })
        .await
    }
}

fn judge(found: RawSituation, today: Day, now: Instant) -> OutlookRow {
    let (item, warehouse, category) = (found.item, found.warehouse, found.category.clone());
    let situation = situation(found, today);
    let outlook = outlook(&situation, &RecentAverage);
    let supplier = match &outlook.suggestion {
        Some(Suggestion::Purchase { supplier, .. }) => Some(*supplier),
        _ => None,
    };
    OutlookRow {
        item,
        warehouse,
        on_hand: situation.on_hand,
        available: situation.available,
        category,
        supplier,
        outlook,
        computed_at: now,
    }
}

/// What the books know, as planning reads it. Demand that does not say its warehouse belongs to the
/// first one that has the item: imported history often knows none.
pub(super) fn situation(found: RawSituation, today: Day) -> Situation {
    let mut demand: BTreeMap<i32, Quantity> = BTreeMap::new();
    let is_home = found.warehouses.first() == Some(&found.warehouse);
    let nowhere = found.demand_nowhere.into_iter().filter(|_| is_home);
    for (day, quantity) in found.demand.into_iter().chain(nowhere) {
        let sum = demand.entry(day.number()).or_default();
        *sum = sum.plus(quantity);
    }
    let start = demand.keys().next().copied().unwrap_or(today.number());
    let days = (start..today.number()).map(|day| demand.get(&day).copied().unwrap_or_default());
    Situation {
        today,
        history: DemandHistory { start: Day::from_number(start), days: days.collect() },
        on_hand: found.on_hand,
        available: found.available,
        incoming: found.incoming,
        claims: found.claims,
        supplies: found.supplies,
        elsewhere: found.elsewhere,
        unit_price: found.unit_price,
        policy: Policy { service: found.service.unwrap_or(Policy::default().service), ..Policy::default() },
    }
}
