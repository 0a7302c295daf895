//! 库龄与呆滞: how long what is there has been lying, what it is worth, and what nobody asks for.

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
use storage::Tx;
use storage::documents::Name;
use storage::layers::Aged;
use values::{Day, DocumentId, ItemId, Money, Quantity, WarehouseId};

/// What a list of ages asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct AgeRequest {
    pub warehouse: Option<String>,
    pub q: Option<String>,
    /// Only what was neither sold nor used for so many days.
    pub idle_days: Option<i64>,
    /// Only what has some that is older than so many days.
    pub older_days: Option<i64>,
    /// `value`, `age` or `idle`; the most of it first.
    pub sort: Option<String>,
    pub limit: Option<usize>,
    /// How many rows to leave out.
    pub after: Option<String>,
}

/// Up to how many days each bucket reaches; what is older stands in one more.
pub(crate) const BUCKETS: [i32; 5] = [30, 60, 90, 180, 365];
const PAGE_USUAL: usize = 50;
/// Also what an export takes at once.
const PAGE_MAX: usize = 5_000;

struct Row {
    key: BalanceKey,
    aged: Aged,
    value: Money,
    idle_days: i64,
}

impl App {
    pub async fn stock_ages(&self, turn: Turn, request: AgeRequest) -> Result<Json, Failure> {
        require_items(&turn)?;
        let see_cost = turn.caller.can(Ability::SeeCost);
        self.report(move |tx| {
            let warehouse: Option<WarehouseId> =
                optional(tx, &turn, "warehouse", request.warehouse.as_deref())?.map(Into::into);
            let mut rows = rows(tx, &turn, &request, warehouse)?;
            sort(&mut rows, request.sort.as_deref(), see_cost);
            let total = total(&rows, see_cost);
            let limit = request.limit.unwrap_or(PAGE_USUAL).clamp(1, PAGE_MAX);
            let skip = request.after.as_deref().and_then(|it| it.parse::<usize>().ok()).unwrap_or(0);
            let next = (skip + limit < rows.len()).then(|| (skip + limit).to_string());
            let page: Vec<Row> = rows.into_iter().skip(skip).take(limit).collect();
            let names = names(tx, &turn, &page)?;
            let told: Vec<Json> = page.iter().map(|it| told(it, &names, turn.today, see_cost)).collect();
            Ok(json!({ "day": turn.today, "limits": BUCKETS, "total": total, "rows": told, "next": next }))
        })
        .await
    }
}

fn rows(
    tx: &mut dyn Tx,
    turn: &Turn,
    request: &AgeRequest,
    warehouse: Option<WarehouseId>,
) -> Result<Vec<Row>, Failure> {
    let today = turn.today;
    let limits: Vec<Day> = BUCKETS.iter().map(|days| today.plus_days(-days)).collect();
    let words = search_words(request.q.as_deref().unwrap_or(""));
    let items = storage::stock_queries::items_found(tx, &words)?;
    let found = storage::layers::ages(tx, warehouse, items.as_deref(), &limits)?;
    let worth = storage::stock_queries::worth_of_all(tx)?;
    let row = |(key, aged): (BalanceKey, Aged)| {
        let value = worth.of(key, aged.on_hand);
        let since = aged.last_out.or(aged.oldest).unwrap_or(today);
        Row { key, aged, value, idle_days: i64::from(today.days_since(since)).max(0) }
    };
    let idle = |it: &Row| request.idle_days.is_none_or(|days| it.idle_days >= days);
    let old = |it: &Row| {
        let oldest = it.aged.oldest.map_or(0, |oldest| i64::from(today.days_since(oldest)));
        request.older_days.is_none_or(|days| oldest > days)
    };
    let mut rows: Vec<Row> = found.into_iter().map(row).filter(|it| idle(it) && old(it)).collect();
    let seen = PlacesSeen::of(tx, turn, rows.iter().map(|it| it.key))?;
    rows.retain(|it| seen.sees(it.key));
    Ok(rows)
}

/// By what the caller may see: who sees no value cannot learn it from an order.
fn sort(rows: &mut [Row], by: Option<&str>, see_cost: bool) {
    match by {
        Some("idle") => rows.sort_by_key(|it| (std::cmp::Reverse(it.idle_days), it.key)),
        Some("age") => rows.sort_by_key(|it| (it.aged.oldest, it.key)),
        _ if see_cost => rows.sort_by_key(|it| (std::cmp::Reverse(it.value), it.key)),
        _ => rows.sort_by_key(|it| (std::cmp::Reverse(it.aged.on_hand), it.key)),
    }
}

/// The value of each bucket of a row: they add up to the row's.
fn values_of(row: &Row) -> Vec<Money> {
    let (mut quantity, mut given) = (Quantity::ZERO, Money::ZERO);
    let part = |bucket: &Quantity| {
        quantity = quantity.plus(*bucket);
        let until_here = row.value.share(quantity, row.aged.on_hand);
        let part = until_here.minus(given);
        given = until_here;
        part
    };
    row.aged.buckets.iter().map(part).collect()
}

fn total(rows: &[Row], see_cost: bool) -> Json {
    let items: std::collections::BTreeSet<ItemId> = rows.iter().map(|it| it.key.item).collect();
    let mut total = json!({ "items": items.len(), "rows": rows.len() });
    if see_cost {
        let mut buckets = vec![Money::ZERO; BUCKETS.len() + 1];
        let mut value = Money::ZERO;
        for row in rows {
            value = value.plus(row.value);
            for (sum, part) in buckets.iter_mut().zip(values_of(row)) {
                *sum = sum.plus(part);
            }
        }
        total["value"] = json!(value);
        total["buckets"] = json!(buckets);
    }
    total
}

fn names(tx: &mut dyn Tx, turn: &Turn, rows: &[Row]) -> Result<BTreeMap<DocumentId, Name>, Failure> {
    let mut ids: Vec<DocumentId> =
        rows.iter().flat_map(|it| [it.key.item.into(), it.key.warehouse.into()]).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(gate::names(tx, turn, &ids)?.into_iter().map(|it| (it.id, it)).collect())
}

fn told(row: &Row, names: &BTreeMap<DocumentId, Name>, today: Day, see_cost: bool) -> Json {
    let (item, place) = (names.get(&row.key.item.into()), names.get(&row.key.warehouse.into()));
    let aged = &row.aged;
    let mut told = json!({
        "item": item.map(|it| &it.number), "item_name": item.map(|it| &it.title),
        "warehouse": place.map(|it| &it.number), "warehouse_name": place.map(|it| &it.title),
        "on_hand": aged.on_hand, "buckets": aged.buckets, "oldest": aged.oldest,
        "oldest_days": aged.oldest.map(|it| today.days_since(it)), "mean_age_days": aged.mean_age_days(today),
        "last_in": aged.last_in, "last_out": aged.last_out, "idle_days": row.idle_days,
    });
    if see_cost {
        told["value"] = json!(row.value);
        told["values"] = json!(values_of(row));
    }
    told
}
