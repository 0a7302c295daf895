//! The write-ahead log: how long it is, and who copies it back into the file.
//!
//! Copying is done beside the writer, so that nobody waits for it; only a log that grew far too long is
//! copied by the writer itself, after it let its answers go, because only then can the log begin anew.

use super::error;
use crate::Error;
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

/// A page of the log: a page of the file and its frame.
const PAGE_BYTES: u64 = 4096 + 24;
/// Copied beside the writer as soon as there is so much: 16 MiB.
const COPY_PAGES: u64 = 4_000;
/// Copied by the writer: 200 MiB.
const TOO_LONG_PAGES: u64 = 50_000;

/// The log of one file, as its one writer sees it.
pub(super) struct Log {
    /// Pages in the log after the last commit, told by the engine.
    pages: Arc<AtomicU64>,
    counted: u64,
    copied: u64,
    copier: SyncSender<()>,
}

impl Log {
    /// `copier` is told when there is something to copy.
    pub(super) fn watch(connection: &mut Connection) -> Result<(Log, Receiver<()>), Error> {
        let (pages, (copier, told)) = (Arc::new(AtomicU64::new(0)), sync_channel(1));
        let seen = Arc::clone(&pages);
        let hook = move |_: &mut rusqlite::hooks::Wal, pages: i32| {
            seen.store(u64::try_from(pages).unwrap_or(0), Relaxed);
            Ok(())
        };
        connection.wal_hook(Some(hook)).map_err(error)?;
        Ok((Log { pages, counted: 0, copied: 0, copier }, told))
    }

    /// After a commit: how many bytes it added.
    pub(super) fn grown(&mut self) -> u64 {
        let pages = self.pages.load(Relaxed);
        // A log that is shorter than it was began anew.
        let grown = if pages >= self.counted { pages - self.counted } else { pages };
        if pages < self.counted {
            self.copied = 0;
        }
        self.counted = pages;
        grown * PAGE_BYTES
    }

    /// Sees to it that the log is copied in time.
    pub(super) fn keep_short(&mut self, connection: &Connection) {
        if self.counted >= TOO_LONG_PAGES {
            copy(connection);
            self.copied = self.counted;
        } else if self.counted >= self.copied + COPY_PAGES {
            self.copied = self.counted;
            match self.copier.try_send(()) {
                Ok(()) | Err(TrySendError::Full(()) | TrySendError::Disconnected(())) => (),
            }
        }
    }
}

/// Copies the log whenever told to, until nobody can tell any more.
pub(crate) fn copy_log(connection: &Connection, told: &Receiver<()>) {
    while told.recv().is_ok() {
        copy(connection);
    }
}

/// A log that cannot be copied only grows; the next try may do better.
fn copy(connection: &Connection) {
    let copied = connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()));
    if let Err(failure) = copied {
        tracing::warn!(%failure, "the log was not copied");
    }
}
