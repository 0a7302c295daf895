//! Answering on a socket until asked to stop.

use crate::{App, router};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How a server comes to its end: first it drains, then it stops.
#[derive(Clone, Debug, Default)]
pub struct Ending {
    /// From then on `/readyz` says that it is not ready, so that whoever spreads requests over several
    /// servers leaves this one out. It still takes them.
    pub drains: CancellationToken,
    /// From then on it takes none: streams that would never end, end, and what is under way is answered.
    pub stops: CancellationToken,
}

/// Serves until `ending` stops it. Requests under way get at most `patience`.
pub async fn serve(app: App, listener: TcpListener, ending: Ending, patience: Duration) -> io::Result<()> {
    let service = router(app, ending.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let stopped = ending.stops.clone().cancelled_owned();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stopped);
    tokio::select! {
        served = serving => served,
        () = out_of_patience(ending.stops, patience) => Ok(()),
    }
}

/// While it drains, whoever keeps a connection open is asked to make the next one elsewhere.
pub(crate) async fn leave(State(ending): State<Ending>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if ending.drains.is_cancelled() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

async fn out_of_patience(stops: CancellationToken, patience: Duration) {
    stops.cancelled().await;
    tokio::time::sleep(patience).await;
    tracing::warn!("stopped in the middle of a request");
}
