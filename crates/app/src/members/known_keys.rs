//! Who the keys of programs stand for, remembered for a moment: a program asks thousands of times with
//! the same key.
//!
//! **Invariant:** what this process revokes or changes holds from the next request on; what another
//! process does, after [`TRUSTED_FOR`].

use crate::app::{ACCESS, App};
use crate::caller::Caller;
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use values::UserId;

#[derive(Default)]
pub(crate) struct KnownKeys {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Grows when anything was forgotten: what was read before that is not remembered any more.
    generation: u64,
    callers: HashMap<[u8; 32], (Caller, Instant)>,
}

const TRUSTED_FOR: Duration = Duration::from_secs(1);
const KEYS_MAX: usize = 10_000;

impl App {
    /// What somebody may, or whether they are let in at all, was changed: it holds from the next request
    /// on, and for who listens to events at once.
    pub(super) fn access_changed(&self, member: UserId) {
        self.known_keys().forget();
        self.announce(ACCESS, json!({ "member": member.0 }));
    }
}

impl KnownKeys {
    /// The caller, or the generation to give to [`KnownKeys::remember`].
    pub(super) fn recall(&self, hash: &[u8; 32]) -> Result<Caller, u64> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        match inner.callers.get(hash) {
            Some((caller, read)) if read.elapsed() <= TRUSTED_FOR => Ok(caller.clone()),
            _ => Err(inner.generation),
        }
    }

    pub(super) fn remember(&self, hash: [u8; 32], caller: &Caller, generation: u64) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.generation != generation {
            return;
        }
        if inner.callers.len() >= KEYS_MAX {
            inner.callers.clear();
        }
        inner.callers.insert(hash, (caller.clone(), Instant::now()));
    }

    /// Called after a key was revoked, or a member or role changed.
    pub(crate) fn forget(&self) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.generation += 1;
        inner.callers.clear();
    }
}
