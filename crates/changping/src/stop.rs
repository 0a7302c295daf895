//! Being asked to stop.

/// By whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Ctrl-C: somebody waits at the terminal.
    ByHand,
    /// The signal that service managers send.
    ByService,
}

/// Ends when the program is asked to stop.
pub(crate) async fn asked_to_stop() -> Asked {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminated) = terminated {
            tokio::select! {
                _ = interrupted => return Asked::ByHand,
                _ = terminated.recv() => return Asked::ByService,
            }
        }
    }
    // Without a handler there is nothing to wait for: the system ends the program itself.
    if interrupted.await.is_err() {
        std::future::pending::<()>().await;
    }
    Asked::ByHand
}
