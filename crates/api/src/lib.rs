//! JSON over HTTP: the only crate that knows it. Handlers read what was sent, call one use case and
//! write down its answer; they decide nothing.
//!
//! **Invariant:** every route is in `routes.rs`, with who may call it. From that table come the
//! router, the OpenAPI description and the tests that try every route with every role.

mod answer;
mod assets;
mod caller;
mod documents_api;
mod events;
mod files;
mod foresight;
mod health;
mod imports;
mod limits;
mod meters;
mod openapi;
mod planning;
mod problem;
mod purchasing;
mod read;
mod records;
mod reports;
mod routes;
mod sales;
mod serve;
mod session;
mod settings;
mod small_bodies;
mod stock;
mod warehouse;
mod write;

use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use std::sync::Arc;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

pub use crate::routes::{Access, Route, routes};
pub use crate::serve::{Ending, serve};

/// What every handler shares.
#[derive(Clone)]
pub struct Api {
    pub(crate) app: App,
    pub(crate) limits: Arc<limits::Limits>,
    pub(crate) meters: Arc<meters::Meters>,
    pub(crate) ending: Ending,
}

/// A JSON body may have so many bytes; uploads have their own limit.
pub(crate) const BODY_MAX: usize = 8 * 1024 * 1024;

/// Everything that is served: the API and the pages.
fn router(app: App, ending: Ending) -> Router {
    let routes = routes();
    let meters = Arc::new(meters::Meters::new(&routes));
    let api = Api { app, limits: Arc::default(), meters: Arc::clone(&meters), ending: ending.clone() };
    let mut router: Router<Api> = Router::new();
    for route in routes {
        router = router.route(route.path, route.handler);
    }
    router
        .fallback(assets::serve)
        .layer(axum::middleware::from_fn(small_bodies::read))
        .layer(axum::middleware::from_fn(problem::say))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(CompressionLayer::new())
        .layer(axum::middleware::from_fn_with_state(meters, meters::count))
        .layer(axum::middleware::from_fn_with_state(ending, serve::leave))
        // What is answered to one person stays with them; pages say themselves how long they keep.
        .layer(header_layer(header::CACHE_CONTROL, "no-store"))
        .layer(header_layer(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header_layer(header::REFERRER_POLICY, "same-origin"))
        .layer(header_layer(header::X_FRAME_OPTIONS, "DENY"))
        .layer(header_layer(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .with_state(api)
}

/// Only our own scripts run. Styles are written into the page by the component library.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

fn header_layer(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}
