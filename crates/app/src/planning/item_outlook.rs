//! One item's coming days, per warehouse: what is expected, how sure that is, what arrives.

use super::recompute::{HISTORY_DAYS, situation};
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::stock::{optional, require};
use crate::turn::Turn;
use planning::{RecentAverage, outlook, project};
use serde_json::{Value as Json, json};
use storage::situations::RawSituation;
use values::{Day, ItemId, WarehouseId};

const DAYS_MAX: u32 = 365;
/// As much of the past as a screen shows beside the future.
const PAST_DAYS: usize = 90;

impl App {
    pub async fn item_outlook(
        &self,
        turn: Turn,
        item: &str,
        warehouse: Option<String>,
        days: u32,
    ) -> Result<Json, Failure> {
        turn.caller.require_action(Action::Read, turn.definitions.require("item")?)?;
        let item = item.to_owned();
        let days = days.clamp(1, DAYS_MAX);
        let today = turn.today;
        let (found, names) = self
            .read(move |tx| {
                let id: ItemId = require(tx, &turn, "item", &item)?.into();
                let only: Option<WarehouseId> =
                    optional(tx, &turn, "warehouse", warehouse.as_deref())?.map(Into::into);
                let mut pairs = storage::situations::pairs_of(tx, id)?;
                pairs.retain(|it| only.is_none_or(|only| only == it.1));
                let found = storage::situations::load(tx, &pairs, turn.today, HISTORY_DAYS)?;
                let ids: Vec<_> = found.iter().map(|it| it.warehouse.into()).collect();
                Ok((found, storage::documents::names(tx, &ids)?))
            })
            .await?;
        let projected = tokio::task::spawn_blocking(move || {
            let rows = found.into_iter().map(|it| {
                let place: values::DocumentId = it.warehouse.into();
                let name = names.iter().find(|name| name.id == place);
                let mut row = told(it, today, days);
                row["warehouse"] = json!(name.map(|it| &it.number));
                row["warehouse_name"] = json!(name.map(|it| &it.title));
                row
            });
            rows.collect::<Vec<Json>>()
        });
        let rows = projected.await.map_err(|err| storage::Error::Fault(err.to_string()))?;
        Ok(json!({ "rows": rows }))
    }
}

fn told(found: RawSituation, today: Day, days: u32) -> Json {
    let situation = situation(found, today);
    let judged = outlook(&situation, &RecentAverage);
    let ahead = project(&situation, &RecentAverage, days).into_iter().map(|it| {
        json!({ "day": it.day, "expected": it.expected, "low": it.low, "high": it.high, "incoming": it.incoming })
    });
    let history = &situation.history;
    let skipped = history.days.len().saturating_sub(PAST_DAYS);
    let past = history.days.iter().enumerate().skip(skipped);
    let past =
        past.map(|(at, demand)| json!({ "day": history.start.plus_days(at as i32), "demand": demand }));
    json!({
        "days": ahead.collect::<Vec<_>>(),
        "history": past.collect::<Vec<_>>(),
        "stockout_day": judged.stockout_day,
        "reorder_point": judged.reorder_point,
        "order_up_to": judged.order_up_to,
        "safety_stock": judged.safety_stock,
        "demand_per_day": judged.demand_per_day,
    })
}
