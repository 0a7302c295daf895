//! `/api/stock`.

use crate::Api;
use crate::caller::Signed;
use crate::problem::{Answered, Problem};
use crate::read::{Path, Query};
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
    let language = turn.caller.language;
    let StockQuery { item, warehouse, q, limit, after, .. } = query;
    let page = api.app.list_stock(turn, StockRequest { item, warehouse, q, limit, after }).await;
    page.map(Json).map_err(|it| Problem::new(it, language))
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
    let language = turn.caller.language;
    let PastQuery { day, item, warehouse, q, limit, after, total } = query;
    let total = total.unwrap_or(false);
    let request = PastStockRequest { day, item, warehouse, q, limit, after, total };
    api.app.stock_at(turn, request).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn item(
    State(api): State<Api>,
    Path(item): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.stock_of_item(turn, &item).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn explain(
    State(api): State<Api>,
    Path(item): Path<String>,
    Query(query): Query<StockQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    let explained = api.app.explain_stock(turn, &item, query.warehouse).await;
    explained.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn moves(
    State(api): State<Api>,
    Path(item): Path<String>,
    Query(query): Query<StockQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    let page = api.app.stock_moves(turn, &item, query.warehouse, query.limit, query.after).await;
    page.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn outlook(
    State(api): State<Api>,
    Path(item): Path<String>,
    Query(query): Query<StockQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    let projected = api.app.item_outlook(turn, &item, query.warehouse, query.days.unwrap_or(90)).await;
    projected.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn promise(
    State(api): State<Api>,
    Path(item): Path<String>,
    Query(query): Query<StockQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    let quantity = query.quantity.filter(|it| !it.is_empty()).map(|it| it.parse::<values::Quantity>());
    let quantity =
        quantity.transpose().map_err(|err| Problem::malformed(&format!("quantity: {err}"), language))?;
    let days = api.app.promisable_days(turn, &item, query.warehouse, quantity).await;
    days.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn availability(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<AvailabilityRequest>,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.availability(turn, sent).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn sourcing(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<SourcingRequest>,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.propose_sourcing(turn, sent).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn reallocate(
    State(api): State<Api>,
    Path(item): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent, key }: Body<ReallocateRequest>,
) -> Answered {
    let language = turn.caller.language;
    let answer = api.app.reallocate(turn, &item, sent, key).await;
    Ok(answered(StatusCode::OK, answer.map_err(|it| Problem::new(it, language))?))
}

pub(crate) async fn channel_synced(
    State(api): State<Api>,
    Path(channel): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.channel_synced(turn, &channel).await.map(Json).map_err(|it| Problem::new(it, language))
}
