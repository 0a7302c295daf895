//! `/api/shortages`: what runs out, and the orders against it.

use crate::Api;
use crate::answer::told;
use crate::caller::Signed;
use crate::problem::Answered;
use crate::read::Query;
use crate::write::{Body, answered};
use app::{OrderRequest, ShortageRequest};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::Value;

pub(crate) async fn list(
    State(api): State<Api>,
    Query(query): Query<ShortageRequest>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.list_shortages(turn, query).await)
}

pub(crate) async fn order(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, key }: Body<OrderRequest>,
) -> Answered {
    let answer = api.app.order_shortages(turn, sent, key).await;
    Ok(answered(StatusCode::CREATED, answer?))
}
