//! What the engine did so far, for `/metrics` and for anyone who waits for news.

use crate::histogram::{Buckets, Histogram, MICROS, SIZES};
use crate::news::News;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

#[derive(Debug)]
pub(crate) struct Statistics {
    asked: AtomicU64,
    operations: AtomicU64,
    repeated: AtomicU64,
    retried: AtomicU64,
    from_replica: AtomicU64,
    sizes: Histogram,
    commits: Histogram,
    log_bytes: AtomicU64,
    pub(crate) news: Arc<News>,
}

/// Counts since the database was opened by this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Write operations that were answered, refused ones included.
    pub operations: u64,
    /// Write operations that were asked for and not answered yet.
    pub waiting: u64,
    /// Durable commits; operations ÷ groups is the size of a group.
    pub groups: u64,
    /// Groups that were run again because one operation had to be undone (SQLite).
    pub repeated: u64,
    /// Operations that were run again after a conflict with another one (PostgreSQL).
    pub retried: u64,
    /// Reports that a replica answered.
    pub from_replica: u64,
    /// Operations in each commit.
    pub sizes: Buckets,
    /// Microseconds that each commit took, by itself, without the work before it.
    pub commits: Buckets,
    /// Written to the write-ahead log (SQLite).
    pub log_bytes: u64,
}

impl Statistics {
    pub(crate) fn new() -> Statistics {
        let zero = || AtomicU64::new(0);
        Statistics {
            asked: zero(),
            operations: zero(),
            repeated: zero(),
            retried: zero(),
            from_replica: zero(),
            sizes: Histogram::new(SIZES),
            commits: Histogram::new(MICROS),
            log_bytes: zero(),
            news: Arc::new(News::new()),
        }
    }

    /// An operation is sent to the writer.
    pub(crate) fn asked(&self) {
        self.asked.fetch_add(1, Relaxed);
    }

    pub(crate) fn committed(&self, operations: usize) {
        self.operations.fetch_add(operations as u64, Relaxed);
        self.sizes.note(operations as u64);
        self.news.committed();
    }

    /// Runs a commit, and notes how long it took.
    pub(crate) fn timed<T>(&self, commit: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let done = commit();
        self.commits.note(begun.elapsed().as_micros().try_into().unwrap_or(u64::MAX));
        done
    }

    pub(crate) fn repeated(&self) {
        self.repeated.fetch_add(1, Relaxed);
    }

    pub(crate) fn retried(&self) {
        self.retried.fetch_add(1, Relaxed);
    }

    pub(crate) fn logged(&self, bytes: u64) {
        self.log_bytes.fetch_add(bytes, Relaxed);
    }

    pub(crate) fn read_from_replica(&self) {
        self.from_replica.fetch_add(1, Relaxed);
    }

    pub(crate) fn counts(&self) -> Counts {
        let operations = self.operations.load(Relaxed);
        let sizes = self.sizes.read();
        Counts {
            operations,
            waiting: self.asked.load(Relaxed).saturating_sub(operations),
            groups: sizes.count,
            repeated: self.repeated.load(Relaxed),
            retried: self.retried.load(Relaxed),
            from_replica: self.from_replica.load(Relaxed),
            sizes,
            commits: self.commits.read(),
            log_bytes: self.log_bytes.load(Relaxed),
        }
    }
}
