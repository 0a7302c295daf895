//! Imports that this process is running: how far they are, and whether somebody wants them to stop.

use crate::app::App;
use crate::failure::Failure;
use crate::imports::lease::{Asked, Lease};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

static RUNNING: Mutex<BTreeMap<Uuid, Arc<Progress>>> = Mutex::new(BTreeMap::new());

/// Shared between the thread that imports and the requests that ask.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    done: AtomicI64,
    /// 0 while unknown.
    total: AtomicI64,
    cancelled: AtomicBool,
}

impl Progress {
    pub(crate) fn set(&self, done: u32, total: Option<u32>) {
        self.done.store(i64::from(done), Ordering::Relaxed);
        self.total.store(i64::from(total.unwrap_or(0)), Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> (i64, Option<i64>) {
        let total = self.total.load(Ordering::Relaxed);
        (self.done.load(Ordering::Relaxed), (total > 0).then_some(total))
    }

    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

/// Being in the list; leaving it when dropped.
pub(crate) struct Place {
    id: Uuid,
    pub(crate) progress: Arc<Progress>,
    /// Held until this is dropped.
    lease: Option<Lease>,
}

impl Drop for Place {
    fn drop(&mut self) {
        lock().remove(&self.id);
    }
}

fn lock() -> std::sync::MutexGuard<'static, BTreeMap<Uuid, Arc<Progress>>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `None` when it runs already, here or in another process. Blocks.
pub(crate) fn enter(app: &App, id: Uuid) -> Result<Option<Place>, Failure> {
    let progress = Arc::new(Progress::default());
    {
        let mut running = lock();
        if running.contains_key(&id) {
            return Ok(None);
        }
        running.insert(id, Arc::clone(&progress));
    }
    let mut place = Place { id, progress, lease: None };
    match app.lease_import(id)? {
        Asked::Held(lease) => place.lease = Some(lease),
        Asked::NotNeeded => (),
        Asked::Taken => return Ok(None),
    }
    Ok(Some(place))
}

pub(crate) fn progress(id: Uuid) -> Option<(i64, Option<i64>)> {
    lock().get(&id).map(|it| it.get())
}

pub(crate) fn cancel(id: Uuid) {
    if let Some(it) = lock().get(&id) {
        it.cancel();
    }
}

/// Of every import that this process runs.
pub(crate) fn all() -> Vec<(i64, Option<i64>)> {
    lock().values().map(|it| it.get()).collect()
}
