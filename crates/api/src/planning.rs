//! `/api/shortages`: what runs out, and the orders against it.

use crate::Api;
use crate::caller::Signed;
use crate::problem::{Answered, Problem};
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
    let language = turn.caller.language;
    api.app.list_shortages(turn, query).await.map(Json).map_err(|it| Problem::new(it, language))
}

pub(crate) async fn order(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, key }: Body<OrderRequest>,
) -> Answered {
    let language = turn.caller.language;
    let answer = api.app.order_shortages(turn, sent, key).await;
    Ok(answered(StatusCode::CREATED, answer.map_err(|it| Problem::new(it, language))?))
}
