//! What the engine did so far, for `/metrics` and for anyone who waits for news.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tokio::sync::watch;

#[derive(Debug)]
pub(crate) struct Statistics {
    operations: AtomicU64,
    groups: AtomicU64,
    repeated: AtomicU64,
    retried: AtomicU64,
    news: watch::Sender<u64>,
}

/// Counts since the database was opened by this process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Write operations that were answered, refused ones included.
    pub operations: u64,
    /// Durable commits; operations ÷ groups is the size of a group.
    pub groups: u64,
    /// Groups that were run again because one operation had to be undone (SQLite).
    pub repeated: u64,
    /// Operations that were run again after a conflict with another one (PostgreSQL).
    pub retried: u64,
}

impl Statistics {
    pub(crate) fn new() -> Statistics {
        let zero = || AtomicU64::new(0);
        Statistics {
            operations: zero(),
            groups: zero(),
            repeated: zero(),
            retried: zero(),
            news: watch::Sender::new(0),
        }
    }

    pub(crate) fn committed(&self, operations: usize) {
        self.operations.fetch_add(operations as u64, Relaxed);
        self.groups.fetch_add(1, Relaxed);
        self.news.send_modify(|it| *it += 1);
    }

    pub(crate) fn repeated(&self) {
        self.repeated.fetch_add(1, Relaxed);
    }

    pub(crate) fn retried(&self) {
        self.retried.fetch_add(1, Relaxed);
    }

    pub(crate) fn counts(&self) -> Counts {
        Counts {
            operations: self.operations.load(Relaxed),
            groups: self.groups.load(Relaxed),
            repeated: self.repeated.load(Relaxed),
            retried: self.retried.load(Relaxed),
        }
    }

    pub(crate) fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }
}
