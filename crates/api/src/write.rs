//! What a writing request sends: a JSON body, and a key that makes repeating it harmless.

use crate::Api;
use crate::problem::{Problem, language};
use app::{Key, Kind, Refused};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

/// The body of a request, read as `T`; an empty one reads as `{}`.
pub(crate) struct Body<T> {
    pub(crate) sent: T,
    pub(crate) key: Option<Key>,
}

const KEY_MAX: usize = 200;

impl<T: DeserializeOwned> FromRequest<Api> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Body<T>, Problem> {
        let language = language(request.headers());
        let is_json = request.headers().get("content-type").is_none_or(|it| {
            it.to_str().is_ok_and(|it| it.trim_start().to_ascii_lowercase().starts_with("application/json"))
        });
        let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
        let key = request.headers().get("idempotency-key").map(|it| it.to_str().map(str::to_owned));
        let key = match key {
            None => None,
            Some(Ok(it)) if !it.is_empty() && it.len() <= KEY_MAX => Some(it),
            Some(_) => return Err(Problem::malformed("Idempotency-Key: 1–200 ASCII", language)),
        };
        let bytes = Bytes::from_request(request, api).await.map_err(|rejection| {
            if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
                Problem::new(
                    Refused::new(Kind::TooLarge, "too_large", "请求太大", "The request is too large"),
                    language,
                )
            } else {
                Problem::malformed("the body ended early", language)
            }
        })?;
        if !is_json && !bytes.is_empty() {
            return Err(Problem::malformed("Content-Type: application/json", language));
        }
        let json: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        let sent =
            serde_json::from_slice(json).map_err(|err| Problem::malformed(&err.to_string(), language))?;
        let key = key.map(|key| Key::new(&key, &[method.as_bytes(), path.as_bytes(), &bytes]));
        Ok(Body { sent, key })
    }
}

/// An answer, and whether it is remembered from an earlier request with the same key.
pub(crate) fn answered(status: StatusCode, answer: app::Answer) -> Response {
    let mut response = (status, axum::Json(answer.body)).into_response();
    if answer.replayed {
        let yes = axum::http::HeaderValue::from_static("true");
        response.headers_mut().insert("idempotent-replay", yes);
    }
    response
}
