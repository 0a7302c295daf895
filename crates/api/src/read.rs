//! What stands in the address of a request. Unlike axum's own, these refuse with a problem document.

use crate::Api;
use crate::problem::Problem;
use app::Failure;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// The places in braces of the route.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Api> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Path<T>, Problem> {
        refuse_nul(parts)?;
        let read = axum::extract::Path::from_request_parts(parts, api).await;
        let said = |err: axum::extract::rejection::PathRejection| err.body_text();
        read.map(|it| Path(it.0)).map_err(|err| Problem::malformed(&said(err)))
    }
}

/// What follows the question mark.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Api> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Api) -> Result<Query<T>, Problem> {
        refuse_nul(parts)?;
        let read = axum::extract::Query::try_from_uri(&parts.uri);
        read.map(|it| Query(it.0)).map_err(|err| unreadable(parts, &err.body_text()))
    }
}

/// What the reader says ends in `name: reason`; a name that is a parameter is where it is wrong.
fn unreadable(parts: &Parts, said: &str) -> Problem {
    let sent = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
    let sent = sent.map(|it| it.0).unwrap_or_default();
    let is_named = |(name, _): &&(String, String)| said.split(": ").any(|it| it == name);
    match sent.iter().find(is_named) {
        Some((name, value)) => bad_parameter(name, value),
        None => Problem::malformed(said),
    }
}

/// A parameter that holds JSON; nothing is left out.
pub(crate) fn json(name: &str, text: Option<String>) -> Result<Option<serde_json::Value>, Problem> {
    let text = text.filter(|it| !it.is_empty());
    let read = text.map(|it| serde_json::from_str(&it)).transpose();
    read.map_err(|err| bad(documents::Problem::new(name, "not_json").with("at", err.column())))
}

pub(crate) fn bad_parameter(name: &str, value: &str) -> Problem {
    bad(documents::Problem::new(name, "bad_parameter").with("value", value))
}

fn bad(problem: documents::Problem) -> Problem {
    Failure::from(vec![problem]).into()
}

/// No text of ours holds this character, and PostgreSQL takes none that does.
fn refuse_nul(parts: &Parts) -> Result<(), Problem> {
    let address = parts.uri.path_and_query().map_or("", |it| it.as_str());
    if address.contains("%00") {
        return Err(Problem::malformed("U+0000 in the address"));
    }
    Ok(())
}
