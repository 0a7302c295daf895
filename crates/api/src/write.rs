//! What a writing request sends: a JSON body, and a key that makes repeating it harmless.

use crate::problem::Problem;
use crate::{Api, BODY_MAX};
use app::{Key, Kind, Refused};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

/// The body of a request, read as `T`; an empty one reads as `{}`.
pub(crate) struct Body<T> {
    pub(crate) sent: T,
    pub(crate) key: Option<Key>,
}

const KEY_MAX: usize = 200;

impl<T: DeserializeOwned> FromRequest<Api> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Api) -> Result<Body<T>, Problem> {
        let is_json = request.headers().get("content-type").is_none_or(|it| {
            it.to_str().is_ok_and(|it| it.trim_start().to_ascii_lowercase().starts_with("application/json"))
        });
        let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
        let key = request.headers().get("idempotency-key").map(|it| it.to_str().map(str::to_owned));
        let key = match key {
            None => None,
            Some(Ok(it)) if !it.is_empty() && it.len() <= KEY_MAX => Some(it),
            Some(_) => return Err(Problem::malformed("Idempotency-Key: 1–200 ASCII")),
        };
        let bytes = read_body(request.into_body()).await.map_err(|it| match it {
            Unread::TooLarge => Problem::from(Refused::new(
                Kind::TooLarge,
                "too_large",
                "请求太大",
                "The request is too large",
            )),
            Unread::Ended => Problem::malformed("the body ended early"),
        })?;
        if !is_json && !bytes.is_empty() {
            return Err(Problem::malformed("Content-Type: application/json"));
        }
        let json: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        if holds_nul(json) {
            return Err(Problem::malformed("U+0000 in a text"));
        }
        let sent = serde_json::from_slice(json).map_err(|err| Problem::malformed(&err.to_string()))?;
        let key = key.map(|key| Key::new(&key, &[method.as_bytes(), path.as_bytes(), &bytes]));
        Ok(Body { sent, key })
    }
}

enum Unread {
    TooLarge,
    Ended,
}

/// The rest of a body that is too large is taken in and thrown away, up to a limit: who is cut off
/// in the middle of sending never reads why.
async fn read_body(body: axum::body::Body) -> Result<Vec<u8>, Unread> {
    const PATIENCE: usize = 8 * BODY_MAX;
    let (mut stream, mut bytes, mut count) = (body.into_data_stream(), Vec::new(), 0);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Unread::Ended)?;
        count += chunk.len();
        if count <= BODY_MAX {
            bytes.extend_from_slice(&chunk);
        } else if count > PATIENCE {
            break;
        }
    }
    if count > BODY_MAX { Err(Unread::TooLarge) } else { Ok(bytes) }
}

/// Whether a JSON text writes U+0000, which no text of ours holds and PostgreSQL does not take.
fn holds_nul(json: &[u8]) -> bool {
    const NUL: &[u8] = br"\u0000";
    json.windows(NUL.len()).enumerate().filter(|(_, it)| *it == NUL).any(|(at, _)| {
        let backslashes = json[..at].iter().rev().take_while(|it| **it == b'\\').count();
        backslashes % 2 == 0
    })
}

/// An answer, and whether it is remembered from an earlier request with the same key.
pub(crate) fn answered(status: StatusCode, answer: app::Answer) -> Response {
    let json = [(axum::http::header::CONTENT_TYPE, "application/json")];
    let mut response = (status, json, answer.body).into_response();
    if answer.replayed {
        let yes = axum::http::HeaderValue::from_static("true");
        response.headers_mut().insert("idempotent-replay", yes);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::holds_nul;

    #[test]
    fn an_escaped_backslash_is_no_escape() {
        for (json, holds) in [
            (r#""a\u0000b""#, true),
            (r#""a\\u0000b""#, false),
            (r#""a\\\u0000b""#, true),
            (r#""u0000""#, false),
        ] {
            assert_eq!(holds_nul(json.as_bytes()), holds, "{json}");
        }
    }
}
