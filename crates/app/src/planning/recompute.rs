//! Judges places again and keeps what was judged.

use super::knowledge::{Reading, find};
use crate::app::App;
use crate::background::Pair;
use crate::failure::Failure;
use planning::{DemandModel, Suggestion, outlook};
use std::collections::BTreeMap;
use storage::outlooks::OutlookRow;
use storage::situations::RawSituation;
use values::{Day, DocumentId, Instant};

/// Small enough that screens hear of the first ones soon.
pub(crate) const PAIRS_AT_ONCE: usize = 500;

impl App {
    /// Returns the ids of the places that were judged, as the API calls them.
    pub(crate) async fn recompute(
        &self,
        pairs: Vec<Pair>,
        today: Day,
        now: Instant,
    ) -> Result<Vec<String>, Failure> {
        let found = self.read(move |tx| Ok(find(tx, &pairs, today)?)).await?;
        let learned = self.learned().await?;
        let clock = self.clock(now);
        let judged = tokio::task::spawn_blocking(move || {
            let reading = Reading::new(&found, &learned, clock, today);
            let model = reading.model();
            found.places.iter().map(|it| judge(it, reading, model.as_ref())).collect::<Vec<OutlookRow>>()
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
            let is_out = |it: &OutlookRow| ((it.item, it.warehouse), !it.available.is_positive());
            storage::stockouts::note(tx, &rows.iter().map(is_out).collect::<Vec<_>>(), now)?;
            storage::level_history::note(tx, &rows, today)?;
            storage::outlooks::replace(tx, &rows)?;
            let number = |id: DocumentId| numbers.get(&id).copied().unwrap_or_default();
            let id = |it: &OutlookRow| format!("{}:{}", number(it.item.into()), number(it.warehouse.into()));
            Ok(rows.iter().map(id).collect())
        })
        .await
    }
}

fn judge(found: &RawSituation, reading: Reading<'_>, model: &dyn DemandModel) -> OutlookRow {
    let situation = reading.situation(found);
    let outlook = outlook(&situation, model);
    let supplier = match &outlook.suggestion {
        Some(Suggestion::Purchase { supplier, .. }) => Some(*supplier),
        _ => None,
    };
    OutlookRow {
        item: found.item,
        warehouse: found.warehouse,
        on_hand: situation.on_hand,
        available: situation.available,
        category: found.category.clone(),
        supplier,
        outlook,
        computed_at: reading.clock.now,
    }
}
