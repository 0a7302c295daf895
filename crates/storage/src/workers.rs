//! Threads that share one bounded queue of jobs.

use crate::job::Job;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// How many jobs may wait before a new one is told that the database is busy.
pub(crate) const QUEUE_MAX: usize = 1_024;

/// The waiting end of a queue, shared by the threads that serve it.
#[derive(Clone)]
pub(crate) struct Queue {
    waiting: Arc<Mutex<Receiver<Box<dyn Job>>>>,
}

impl Queue {
    pub(crate) fn new() -> (SyncSender<Box<dyn Job>>, Queue) {
        let (send, waiting) = sync_channel(QUEUE_MAX);
        (send, Queue { waiting: Arc::new(Mutex::new(waiting)) })
    }

    /// Waits for a job; `None` when nobody can send any more.
    pub(crate) fn next(&self) -> Option<Box<dyn Job>> {
        // Nothing can panic while the lock is held, and a receiver has no state to spoil.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
    }
}
