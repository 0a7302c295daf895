//! `/api/stock`.

use crate::Api;
use crate::answer::told;
use crate::caller::Signed;
use crate::problem::Answered;
use crate::read::{Path, Query, bad_parameter};
use crate::write::{Body, answered};
use app::{AvailabilityRequest, PastStockRequest, ReallocateRequest, SourcingRequest, StockRequest};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub(crate) struct StockQuery {
    item: Option<String>,
    warehouse: Option<String>,
    q: Option<String>,
    limit: Option<usize>,
    after: Option<String>,
    days: Option<u32>,
    quantity: Option<String>,
}

pub(crate) async fn list(
    State(api): State<Api>,
    Query(query): Query<StockQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let StockQuery { item, warehouse, q, limit, after, .. } = query;
    told(api.app.list_stock(turn, StockRequest { item, warehouse, q, limit, after }).await)
}

#[derive(Deserialize)]
pub(crate) struct PastQuery {
    day: Option<String>,
    item: Option<String>,
    warehouse: Option<String>,
    q: Option<String>,
    limit: Option<usize>,
    after: Option<String>,
    total: Option<bool>,
}

pub(crate) async fn at(
    State(api): State<Api>,
    Query(query): Query<PastQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let PastQuery { day, item, warehouse, q, limit, after, total } = query;
    let total = total.unwrap_or(false);
    let request = PastStockRequest { day, item, warehouse, q, limit, after, total };
    told(api.app.stock_at(turn, request).await)
}

pub(crate) async fn item(
    State(api): State<Api>,
    Path(item): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.stock_of_item(turn, &item).await)
}

pub(crate) async fn explain(
    State(api): State<Api>,
    Path(item): Path<String>,
    Query(query): Query<StockQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.explain_stock(turn, &item, query.warehouse).await)
}

pub(crate) async fn moves(
    State(api): State<Api>,
    Path(item): Path<String>,
    Query(query): Query<StockQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.stock_moves(turn, &item, query.warehouse, query.limit, query.after).await)
}

pub(crate) async fn outlook(
    State(api): State<Api>,
    Path(item): Path<String>,
    Query(query): Query<StockQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.item_outlook(turn, &item, query.warehouse, query.days.unwrap_or(90)).await)
}

pub(crate) async fn promise(
    State(api): State<Api>,
    Path(item): Path<String>,
    Query(query): Query<StockQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let quantity = query.quantity.filter(|it| !it.is_empty());
    let quantity =
        quantity.map(|it| it.parse::<values::Quantity>().map_err(|_| bad_parameter("quantity", &it)));
    let quantity = quantity.transpose()?;
    told(api.app.promisable_days(turn, &item, query.warehouse, quantity).await)
}

pub(crate) async fn availability(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<AvailabilityRequest>,
) -> Answered<Json<Value>> {
    told(api.app.availability(turn, sent).await)
}

pub(crate) async fn sourcing(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<SourcingRequest>,
) -> Answered<Json<Value>> {
    told(api.app.propose_sourcing(turn, sent).await)
}

pub(crate) async fn reallocate(
    State(api): State<Api>,
    Path(item): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent, key }: Body<ReallocateRequest>,
) -> Answered {
    let answer = api.app.reallocate(turn, &item, sent, key).await;
    Ok(answered(StatusCode::OK, answer?))
}

pub(crate) async fn channel_synced(
    State(api): State<Api>,
    Path(channel): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.channel_synced(turn, &channel).await)
}
