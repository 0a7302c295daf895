//! `/api/planning` and how suppliers deliver: what is foreseen, how well, and what would be if.

use crate::Api;
use crate::answer::told;
use crate::caller::Signed;
use crate::problem::Answered;
use crate::read::{Path, Query};
use crate::write::{Body, answered};
use app::{AcceptRequest, BacktestRequest, ClassRequest, PlanRequest, WhatIfRequest};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::Value;

pub(crate) async fn what_if(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<WhatIfRequest>,
) -> Answered<Json<Value>> {
    told(api.app.what_if(turn, sent).await)
}

pub(crate) async fn backtest(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<BacktestRequest>,
) -> Answered<Json<Value>> {
    told(api.app.backtest(turn, sent).await)
}

pub(crate) async fn plan(
    State(api): State<Api>,
    Query(query): Query<PlanRequest>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.plan(turn, query).await)
}

pub(crate) async fn accept(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, key }: Body<AcceptRequest>,
) -> Answered {
    let answer = api.app.accept_plan(turn, sent, key).await;
    Ok(answered(StatusCode::CREATED, answer?))
}

pub(crate) async fn quality(State(api): State<Api>, Signed { turn, .. }: Signed) -> Answered<Json<Value>> {
    told(api.app.forecast_quality(turn).await)
}

pub(crate) async fn classes(State(api): State<Api>, Signed { turn, .. }: Signed) -> Answered<Json<Value>> {
    told(api.app.item_classes(turn).await)
}

pub(crate) async fn classed_items(
    State(api): State<Api>,
    Query(query): Query<ClassRequest>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.classed_items(turn, query).await)
}

pub(crate) async fn performance(
    State(api): State<Api>,
    Path(supplier): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.supplier_performance(turn, &supplier).await)
}
