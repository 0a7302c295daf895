//! What a use case answered, as a response.

use crate::problem::{Answered, Problem};
use app::Failure;
use axum::Json;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::Value;

pub(crate) fn told<T>(answer: Result<T, Failure>) -> Answered<Json<T>> {
    answer.map(Json).map_err(Problem::from)
}

pub(crate) fn done<T>(answer: Result<T, Failure>) -> Answered {
    answer.map(|_| StatusCode::NO_CONTENT.into_response()).map_err(Problem::from)
}

pub(crate) fn made(answer: Result<Value, Failure>) -> Answered {
    let made = |it| (StatusCode::CREATED, Json(it)).into_response();
    answer.map(made).map_err(Problem::from)
}
