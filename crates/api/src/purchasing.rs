//! `/api/rfqs` and `/api/purchase-requests`: quotations compared and awarded, requests ordered.

use crate::Api;
use crate::answer::told;
use crate::caller::Signed;
use crate::problem::Answered;
use crate::read::Query;
use crate::write::{Body, answered};
use app::{AwardRequest, SupplyGapRequest};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

pub(crate) async fn comparison(
    State(api): State<Api>,
    Path(rfq): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.compare_quotations(turn, &rfq).await)
}

pub(crate) async fn award(
    State(api): State<Api>,
    Path(rfq): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent, key }: Body<AwardRequest>,
) -> Answered {
    let answer = api.app.award_rfq(turn, &rfq, sent, key).await;
    Ok(answered(StatusCode::CREATED, answer?))
}

pub(crate) async fn short_of_suppliers(
    State(api): State<Api>,
    Query(request): Query<SupplyGapRequest>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.short_of_suppliers(turn, request).await)
}

/// Nothing is sent: the request says it all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

pub(crate) async fn order_request(
    State(api): State<Api>,
    Path(request): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent: Nothing {}, key }: Body<Nothing>,
) -> Answered {
    let answer = api.app.order_request(turn, &request, key).await;
    Ok(answered(StatusCode::CREATED, answer?))
}
