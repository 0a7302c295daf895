//! Being asked to stop.

/// Ends at Ctrl-C, or at the signal that service managers send.
pub(crate) async fn asked_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminated) = terminated {
            tokio::select! {
                _ = interrupted => (),
                _ = terminated.recv() => (),
            }
            return;
        }
    }
    // Without a handler there is nothing to wait for: the system ends the program itself.
    if interrupted.await.is_err() {
        std::future::pending::<()>().await;
    }
}
