//! Answering on a socket until asked to stop.

use crate::{App, router_until};
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Serves until `stop` ends. Then no new request is taken, listeners of events are let go, and
/// requests under way get at most `patience`.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
    patience: Duration,
) -> io::Result<()> {
    let stopping = CancellationToken::new();
    let service = router_until(app, stopping.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let told = stopping.clone();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        told.cancel();
    });
    tokio::select! {
        served = serving => served,
        () = out_of_patience(stopping, patience) => Ok(()),
    }
}

async fn out_of_patience(stopping: CancellationToken, patience: Duration) {
    stopping.cancelled().await;
    tokio::time::sleep(patience).await;
    tracing::warn!("stopped in the middle of a request");
}
