//! What a warehouse asks: ages, expiring lots, where a lot went.

use crate::Api;
use crate::answer::told;
use crate::caller::Signed;
use crate::problem::Answered;
use crate::read::{Path, Query};
use crate::write::{Body, answered};
use app::{AgeRequest, ExpiryRequest, PickRequest, UnusualRequest};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

pub(crate) async fn ages(
    State(api): State<Api>,
    Query(request): Query<AgeRequest>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.stock_ages(turn, request).await)
}

pub(crate) async fn expiring(
    State(api): State<Api>,
    Query(request): Query<ExpiryRequest>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.expiring_lots(turn, request).await)
}

pub(crate) async fn unusual(
    State(api): State<Api>,
    Query(request): Query<UnusualRequest>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.unusual_moves(turn, request).await)
}

#[derive(Deserialize)]
pub(crate) struct LotsQuery {
    code: Option<String>,
}

pub(crate) async fn lots(
    State(api): State<Api>,
    Query(LotsQuery { code }): Query<LotsQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.find_lots(turn, &code.unwrap_or_default()).await)
}

pub(crate) async fn trace(
    State(api): State<Api>,
    Path((item, lot)): Path<(String, String)>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.trace_lot(turn, &item, &lot).await)
}

pub(crate) async fn make_count_task(
    State(api): State<Api>,
    Path(plan): Path<String>,
    Signed { turn, .. }: Signed,
    Body { key, .. }: Body<Value>,
) -> Answered {
    let answer = api.app.make_count_task(turn, &plan, key).await;
    Ok(answered(StatusCode::OK, answer?))
}

pub(crate) async fn differences(
    State(api): State<Api>,
    Path(task): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.count_differences(turn, &task).await)
}

pub(crate) async fn bins(
    State(api): State<Api>,
    Path(warehouse): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.bins_of(turn, &warehouse).await)
}

pub(crate) async fn picks(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<PickRequest>,
) -> Answered<Json<Value>> {
    told(api.app.picks(turn, sent).await)
}

pub(crate) async fn valuation(State(api): State<Api>, Signed { turn, .. }: Signed) -> Answered<Json<Value>> {
    told(api.app.valuation(turn).await)
}

pub(crate) async fn value_by_warehouse(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { key, .. }: Body<Value>,
) -> Answered {
    let answer = api.app.value_by_warehouse(turn, key).await;
    Ok(answered(StatusCode::OK, answer?))
}
