//! `/api/sales` and `/api/families`: prices, picking, variants.

use crate::Api;
use crate::answer::told;
use crate::caller::Signed;
use crate::problem::Answered;
use crate::read::{Path, Query};
use crate::write::{Body, answered};
use app::{PriceRequest, WaveRequest};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

pub(crate) async fn prices(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<PriceRequest>,
) -> Answered<Json<Value>> {
    told(api.app.answer_prices(turn, sent).await)
}

#[derive(Deserialize)]
pub(crate) struct ToPick {
    warehouse: String,
}

pub(crate) async fn to_pick(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Query(query): Query<ToPick>,
) -> Answered<Json<Value>> {
    told(api.app.list_to_pick(turn, query.warehouse).await)
}

pub(crate) async fn make_pick_list(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    Body { sent, key }: Body<WaveRequest>,
) -> Answered {
    let answer = api.app.make_pick_list(turn, sent, key).await?;
    api.app.meters().made("pick_list", "start", u64::from(!answer.replayed));
    Ok(answered(StatusCode::CREATED, answer))
}

/// Nothing is sent: the list says it all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

pub(crate) async fn ship_picked(
    State(api): State<Api>,
    Path(id): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent: Nothing {}, key }: Body<Nothing>,
) -> Answered {
    let answer = api.app.ship_picked(turn, &id, key).await?;
    Ok(answered(StatusCode::OK, answer))
}

pub(crate) async fn suggest_again(
    State(api): State<Api>,
    Path(id): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent: Nothing {}, key }: Body<Nothing>,
) -> Answered {
    let answer = api.app.suggest_again(turn, &id, key).await?;
    Ok(answered(StatusCode::OK, answer))
}

#[derive(Deserialize)]
pub(crate) struct Place {
    warehouse: Option<String>,
}

pub(crate) async fn family(
    State(api): State<Api>,
    Path(family): Path<String>,
    Query(query): Query<Place>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.family_matrix(turn, &family, query.warehouse).await)
}

pub(crate) async fn make_family_items(
    State(api): State<Api>,
    Path(family): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent: Nothing {}, key }: Body<Nothing>,
) -> Answered {
    let answer = api.app.make_family_items(turn, &family, key).await?;
    Ok(answered(StatusCode::CREATED, answer))
}
