//! Failures as RFC 9457 problem documents, in the caller's language.

use crate::meters::Code;
use app::{Failure, Kind, Language, Refused};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// A failure that is answered; [`say`] knows in which language.
pub(crate) struct Problem(Failure);

pub(crate) type Answered<T = Response> = Result<T, Problem>;

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Problem {
        Problem(failure)
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        Problem(refused.into())
    }
}

impl Problem {
    /// The body is not what the route takes.
    pub(crate) fn malformed(detail: &str) -> Problem {
        let refused = Refused::new(
            Kind::Unprocessable,
            "malformed",
            "请求内容读不懂",
            "The body of the request cannot be read",
        );
        refused.instead(detail, detail).into()
    }
}

/// What the body says as `code`.
fn code(failure: &Failure) -> &'static str {
    match failure {
        Failure::Invalid(_) => "invalid",
        Failure::Refused(it) => it.code,
        Failure::Broken(_) => "internal",
    }
}

/// What browsers ask for; Chinese when they ask for nothing we speak.
pub(crate) fn language(headers: &HeaderMap) -> Language {
    let tag = headers.get(header::ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok());
    tag.map_or(Language::Zh, Language::from_tag)
}

/// What the body of a response is still to say.
#[derive(Clone)]
struct Unsaid(Arc<Failure>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Failure::Broken(error) = &self.0 {
            tracing::error!(%error, "a request failed");
        }
        let status = StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE || status == StatusCode::TOO_MANY_REQUESTS {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response.extensions_mut().insert(Code(code(&self.0)));
        response.extensions_mut().insert(Unsaid(Arc::new(self.0)));
        response
    }
}

/// Says a problem in the language that was asked for.
pub(crate) async fn say(request: Request, next: Next) -> Response {
    let language = language(request.headers());
    let mut response = next.run(request).await;
    if let Some(Unsaid(failure)) = response.extensions_mut().remove() {
        *response.body_mut() = Body::from(failure.to_problem(language).to_string());
        let media_type = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    }
    response
}
