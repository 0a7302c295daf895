//! For those who run the server: is it alive, and what does it do all day.

use crate::Api;
use crate::problem::{Answered, Problem, language};
use axum::Extension;
use axum::Json;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Requests answered, by class of status.
#[derive(Default)]
pub(crate) struct Counts {
    by_class: [AtomicU64; 6],
}

pub(crate) async fn count(State(counts): State<Arc<Counts>>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let class = usize::from(response.status().as_u16() / 100).min(5);
    counts.by_class[class].fetch_add(1, Ordering::Relaxed);
    response
}

pub(crate) async fn healthz() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Prometheus text. From this machine alone, or with a key that may administer.
pub(crate) async fn metrics(
    State(api): State<Api>,
    address: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Answered {
    let is_local =
        address.is_some_and(|it| it.0.0.ip().is_loopback()) && !headers.contains_key("x-forwarded-for");
    if !is_local {
        let key = headers
            .get("authorization")
            .and_then(|it| it.to_str().ok())
            .and_then(|it| it.strip_prefix("Bearer "));
        let caller = match key {
            Some(key) => {
                api.app.caller_of_key(key).await.map_err(|it| Problem::new(it, language(&headers)))?
            }
            None => None,
        };
        if !caller.is_some_and(|it| it.can(app::Ability::Administer)) {
            return Err(Problem::new(app::Refused::forbidden(), language(&headers)));
        }
    }
    let mut text = String::from("# TYPE changping_http_responses_total counter\n");
    for (class, count) in api.counts.by_class.iter().enumerate().skip(1) {
        let _ = writeln!(
            text,
            "changping_http_responses_total{{class=\"{class}xx\"}} {}",
            count.load(Ordering::Relaxed)
        );
    }
    let storage = api.app.storage_counts();
    for (name, value) in [
        ("operations", storage.operations),
        ("groups", storage.groups),
        ("repeated", storage.repeated),
        ("retried", storage.retried),
    ] {
        let _ = writeln!(
            text,
            "# TYPE changping_storage_{name}_total counter\nchangping_storage_{name}_total {value}"
        );
    }
    Ok(([("content-type", "text/plain; version=0.0.4")], text).into_response())
}
