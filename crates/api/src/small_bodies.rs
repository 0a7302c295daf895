//! Small bodies are read before anything is decided. A connection on which a body was left unread is closed, also
//! when the answer was a good one, and what its caller asks next on it is lost.

use crate::problem::Problem;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// What is longer belongs to handlers that read it, or is refused for its length.
const SMALL: usize = 64 * 1024;

pub(crate) async fn read(request: Request, next: Next) -> Response {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    if length.is_none_or(|it| it == 0 || it > SMALL) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match to_bytes(body, SMALL).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(error) => Problem::malformed(&error.to_string()).into_response(),
    }
}
