//! Failures as RFC 9457 problem documents, in the caller's language.

use crate::meters::Code;
use app::{Failure, Kind, Language, Refused};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A failure and the language to say it in.
pub(crate) struct Problem {
    failure: Failure,
    language: Language,
}

pub(crate) type Answered<T = Response> = Result<T, Problem>;

impl Problem {
    pub(crate) fn new(failure: impl Into<Failure>, language: Language) -> Problem {
        Problem { failure: failure.into(), language }
    }

    /// The body is not what the route takes.
    pub(crate) fn malformed(detail: &str, language: Language) -> Problem {
        let refused = Refused::new(
            Kind::Unprocessable,
            "malformed",
            "请求内容读不懂",
            "The body of the request cannot be read",
        );
        Problem::new(refused.instead(detail, detail), language)
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

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Failure::Broken(error) = &self.failure {
            tracing::error!(%error, "a request failed");
        }
        let status = StatusCode::from_u16(self.failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = self.failure.to_problem(self.language).to_string();
        let mut response = (status, body).into_response();
        response.extensions_mut().insert(Code(code(&self.failure)));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::SERVICE_UNAVAILABLE || status == StatusCode::TOO_MANY_REQUESTS {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
