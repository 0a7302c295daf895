//! What this process did, counted for those who watch it. Counting takes an atomic and, for a name that
//! was counted before, a shared lock.

use crate::app::App;
use crate::backups::LastBackup;
use crate::failure::Failure;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{PoisonError, RwLock};
use values::Instant;

/// Counts by name.
#[derive(Debug)]
pub struct Counters<K> {
    by_name: RwLock<BTreeMap<K, AtomicU64>>,
}

impl<K: Ord + Clone> Counters<K> {
    pub fn count(&self, name: &K) {
        self.add(name, 1);
    }

    pub fn add(&self, name: &K, by: u64) {
        if let Some(it) = self.by_name.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            it.fetch_add(by, Relaxed);
            return;
        }
        let mut by_name = self.by_name.write().unwrap_or_else(PoisonError::into_inner);
        by_name.entry(name.clone()).or_default().fetch_add(by, Relaxed);
    }

    pub fn read(&self) -> Vec<(K, u64)> {
        let by_name = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
        by_name.iter().map(|(name, count)| (name.clone(), count.load(Relaxed))).collect()
    }
}

impl<K> Default for Counters<K> {
    fn default() -> Counters<K> {
        Counters { by_name: RwLock::default() }
    }
}

/// What happened in this process since it began.
#[derive(Debug, Default)]
pub struct Meters {
    /// Transitions made, by document type and name; `create` for a new draft.
    pub transitions: Counters<(String, String)>,
    backups: AtomicU64,
    failed_backups: AtomicU64,
    /// Seconds of the epoch; 0 before the first.
    good_backup_at: AtomicI64,
}

/// Backups by schedule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backups {
    pub made: u64,
    pub failed: u64,
    /// When the last good one was begun, by anybody; seconds of the epoch.
    pub good_at: i64,
}

impl Meters {
    /// A document of this type made this transition.
    pub fn made(&self, document_type: &str, transition: &str, times: u64) {
        if times > 0 {
            self.transitions.add(&(document_type.to_owned(), transition.to_owned()), times);
        }
    }

    pub(crate) fn backed_up(&self, last: &LastBackup) {
        let counter = if last.error.is_none() { &self.backups } else { &self.failed_backups };
        counter.fetch_add(1, Relaxed);
        let good_at = last.good_at.map_or(0, |it| it.micros() / 1_000_000);
        self.good_backup_at.fetch_max(good_at, Relaxed);
    }

    pub fn backups(&self) -> Backups {
        Backups {
            made: self.backups.load(Relaxed),
            failed: self.failed_backups.load(Relaxed),
            good_at: self.good_backup_at.load(Relaxed),
        }
    }
}

/// What is asked of the database when somebody looks at the meters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pulse {
    pub database_bytes: i64,
    /// Events that nobody followed yet, and how long the oldest of them waits.
    pub events_waiting: i64,
    pub events_lag_seconds: i64,
    /// Of the last backup by schedule that was good; 0 when there is none.
    pub good_backup_at: i64,
    pub last_backup_failed: bool,
    /// How long ago each channel was told what there is, by its code.
    pub sync_ages: Vec<(String, i64)>,
}

impl App {
    pub async fn pulse(&self) -> Result<Pulse, Failure> {
        let now = App::now();
        self.read(move |tx| {
            let followed = storage::settings::get(tx, crate::background::PLANNED_THROUGH)?;
            let followed = followed.and_then(|it| it["through"].as_str()?.parse().ok()).unwrap_or_default();
            let (events_waiting, oldest) = storage::events::waiting(tx, followed)?;
            let last = storage::settings::get(tx, crate::backups::LAST_BACKUP)?;
            let last: Option<LastBackup> = last.and_then(|it| serde_json::from_value(it).ok());
            let seconds = |it: Instant| it.micros() / 1_000_000;
            let syncs = storage::channels::syncs(tx)?;
            Ok(Pulse {
                database_bytes: storage::health::size(tx)?,
                events_waiting,
                events_lag_seconds: oldest.map_or(0, |it| (seconds(now) - seconds(it)).max(0)),
                good_backup_at: last.as_ref().and_then(|it| it.good_at).map_or(0, seconds),
                last_backup_failed: last.is_some_and(|it| it.error.is_some()),
                sync_ages: syncs
                    .into_iter()
                    .map(|(code, at)| (code, (seconds(now) - seconds(at)).max(0)))
                    .collect(),
            })
        })
        .await
    }
}
