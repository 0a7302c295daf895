//! What a warehouse asks: ages, expiring lots, where a lot went.

use crate::Api;
use crate::caller::Signed;
use crate::problem::{Answered, Problem};
use crate::read::{Path, Query};
use crate::write::{Body, answered};
use app::{AgeRequest, ExpiryRequest, PickRequest};
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
    let language = turn.caller.language;
    api.app.stock_ages(turn, request).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn expiring(
    State(api): State<Api>,
    Query(request): Query<ExpiryRequest>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.expiring_lots(turn, request).await.map(Json).map_err(|it| Problem::new(it, language))
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
    let language = turn.caller.language;
    let found = api.app.find_lots(turn, &code.unwrap_or_default()).await;
    found.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn trace(
    State(api): State<Api>,
    Path((item, lot)): Path<(String, String)>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.trace_lot(turn, &item, &lot).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn make_count_task(
    State(api): State<Api>,
    Path(plan): Path<String>,
    Signed { turn, .. }: Signed,
    Body { key, .. }: Body<Value>,
) -> Answered {
    let language = turn.caller.language;
    let answer = api.app.make_count_task(turn, &plan, key).await;
    Ok(answered(StatusCode::OK, answer.map_err(|it| Problem::new(it, language))?))
}

pub(crate) async fn differences(
    State(api): State<Api>,
    Path(task): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.count_differences(turn, &task).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn bins(
    State(api): State<Api>,
    Path(warehouse): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.bins_of(turn, &warehouse).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn picks(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<PickRequest>,
) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.picks(turn, sent).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn valuation(State(api): State<Api>, Signed { turn, .. }: Signed) -> Answered<Json<Value>> {
    let language = turn.caller.language;
    api.app.valuation(turn).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn value_by_warehouse(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { key, .. }: Body<Value>,
) -> Answered {
    let language = turn.caller.language;
    let answer = api.app.value_by_warehouse(turn, key).await;
    Ok(answered(StatusCode::OK, answer.map_err(|it| Problem::new(it, language))?))
}
