//! What there was at the end of a past day, and what it was worth.

use super::queries::{PAGE_MAX, PAGE_USUAL, optional, places_seen, require_items};
use crate::app::App;
use crate::caller::Ability;
use crate::failure::Failure;
use crate::gate;
use crate::search_text::search_words;
use crate::turn::Turn;
use documents::Problem;
use serde_json::{Value as Json, json};
use storage::stock_queries::{PastQuery, PastRow};
use values::Day;

/// What a list of past stock asks for.
#[derive(Clone, Debug, Default)]
pub struct PastStockRequest {
    /// `YYYY-MM-DD`; today when not said.
    pub day: Option<String>,
    pub item: Option<String>,
    pub warehouse: Option<String>,
    pub q: Option<String>,
    pub limit: Option<usize>,
    pub after: Option<String>,
    /// Also the number of items with stock and their value, over all pages.
    pub total: bool,
}

impl App {
    pub async fn stock_at(&self, turn: Turn, request: PastStockRequest) -> Result<Json, Failure> {
        require_items(&turn)?;
        let see_cost = turn.caller.can(Ability::SeeCost);
        let day = match request.day.as_deref().filter(|it| !it.is_empty()) {
            None => turn.today,
            Some(text) => {
                text.parse::<Day>().map_err(|_| vec![Problem::new("day", "not_a_day").with("value", text)])?
            }
        };
        self.report(move |tx| {
            let warehouse = optional(tx, &turn, "warehouse", request.warehouse.as_deref())?.map(Into::into);
            let query = PastQuery {
                day,
                item: optional(tx, &turn, "item", request.item.as_deref())?.map(Into::into),
                warehouse,
                words: search_words(request.q.as_deref().unwrap_or("")),
                limit: request.limit.unwrap_or(PAGE_USUAL).clamp(1, PAGE_MAX),
                after: request.after.clone(),
            };
            let page = storage::stock_queries::past(tx, &query)?;
            let seen =
                places_seen(tx, &turn, page.rows.iter().map(|it| (&it.item_number, &it.warehouse_number)))?;
            let rows = page.rows.iter().filter(|it| seen.place(&it.item_number, &it.warehouse_number));
            let rows: Vec<Json> = rows.map(|it| row(it, see_cost)).collect();
            let mut told = json!({ "day": day, "rows": rows, "next": page.next });
            // A sum over what may not be seen would tell of it.
            if request.total && gate::sees_all_of(&turn, &["item", "warehouse"]) {
                let (items, value) = storage::turnover::total_at(tx, warehouse, day)?;
                told["total"] = json!({ "items": items });
                if see_cost {
                    told["total"]["value"] = json!(value);
                }
            }
            Ok(told)
        })
        .await
    }
}

fn row(it: &PastRow, see_cost: bool) -> Json {
    let mut told = json!({
        "item": it.item_number, "item_name": it.item_title,
        "warehouse": it.warehouse_number, "warehouse_name": it.warehouse_title, "on_hand": it.on_hand,
    });
    if see_cost {
        told["value"] = json!(it.value);
    }
    told
}
