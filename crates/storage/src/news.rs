//! Who hears that something was committed: everybody in this process at once, and on PostgreSQL the
//! other processes on the same company.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use tokio::sync::{broadcast, watch};

/// What came from another process on the same company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// As it was given to [`Database::say`](crate::Database::say).
    Said(String),
    /// Nothing could be heard for a while, so something may have been missed.
    Gap,
}

/// The longest text that can be said: PostgreSQL takes 8,000 bytes, some of which name the speaker.
pub const SAID_MAX: usize = 7_900;

/// Who cannot listen fast enough hears of a gap instead.
const UNHEARD_MAX: usize = 256;
/// What waits to be said; more is dropped, and whoever needed it looks into the tables.
const UNSAID_MAX: usize = 256;

#[derive(Debug)]
pub(crate) struct News {
    commits: watch::Sender<u64>,
    heard: broadcast::Sender<Heard>,
    /// To the thread that tells the other processes; `None` where there are none, or at the end.
    sayings: Mutex<Option<SyncSender<Saying>>>,
    commit_waits: AtomicBool,
}

/// What the other processes are to hear.
#[derive(Debug)]
pub(crate) enum Saying {
    /// Something was committed; it stands for every commit since.
    Commit,
    Text(String),
}

impl News {
    pub(crate) fn new() -> News {
        News {
            commits: watch::Sender::new(0),
            heard: broadcast::channel(UNHEARD_MAX).0,
            sayings: Mutex::new(None),
            commit_waits: AtomicBool::new(false),
        }
    }

    /// From now on, what is said can be taken here. It ends after [`News::fall_silent`].
    pub(crate) fn sayings(&self) -> Receiver<Saying> {
        let (send, receive) = sync_channel(UNSAID_MAX);
        *self.lock() = Some(send);
        receive
    }

    pub(crate) fn fall_silent(&self) {
        *self.lock() = None;
    }

    pub(crate) fn committed(&self) {
        self.commits.send_modify(|it| *it += 1);
        // One saying stands for every commit until it is taken.
        if !self.commit_waits.swap(true, Ordering::AcqRel) {
            self.say(Saying::Commit);
        }
    }

    /// What is committed after this is said anew.
    pub(crate) fn takes_commit(&self) {
        self.commit_waits.store(false, Ordering::Release);
    }

    pub(crate) fn say(&self, saying: Saying) {
        if let Some(sayings) = &*self.lock() {
            // Nobody waits for a saying: what finds no room is found in the tables later.
            let _ = sayings.try_send(saying);
        }
    }

    /// Another process committed something.
    pub(crate) fn committed_elsewhere(&self) {
        self.commits.send_modify(|it| *it += 1);
    }

    pub(crate) fn heard(&self, heard: Heard) {
        // Nobody listening is fine.
        let _ = self.heard.send(heard);
    }

    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    pub(crate) fn hear(&self) -> broadcast::Receiver<Heard> {
        self.heard.subscribe()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<SyncSender<Saying>>> {
        self.sayings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
