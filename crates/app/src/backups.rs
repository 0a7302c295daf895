//! Backups by schedule: each is restored into a temporary place and proved before it counts.

use crate::app::{App, Options};
use crate::failure::Failure;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;
use storage::verify::{Difference, Progress};
use storage::{Error, Location};
use values::Instant;

pub(crate) const LAST_BACKUP: &str = "last_backup";

/// Where backups go, how often one is made, and how many stay.
#[derive(Clone, Debug)]
pub struct BackupPlan {
    pub folder: PathBuf,
    pub every: Duration,
    pub keep: usize,
}

/// How the last backup by schedule went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LastBackup {
    /// When it was begun.
    pub at: Instant,
    pub file: String,
    pub bytes: u64,
    pub seconds: u64,
    /// When the last one that was restored and proved was begun.
    pub good_at: Option<Instant>,
    /// Why this one is none; `None` when it is good, or still being made.
    pub error: Option<String>,
}

/// What our files are called; others in the folder are left alone.
const NAME: &str = "changping-";
const ENDING: &str = ".backup";
/// A failed backup is tried again after so long, or sooner when the schedule says so.
const TRY_AGAIN: Duration = Duration::from_secs(3600);
/// The longest wait before looking at the schedule again: another node may have made one.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

impl App {
    /// Makes a backup whenever one is due, until the task is dropped. Of several nodes one makes it.
    pub async fn back_up_by_schedule(&self, plan: BackupPlan) {
        loop {
            match self.claim_backup(&plan).await {
                Ok(Claimed::Wait(time)) => tokio::time::sleep(time.min(LOOK_AGAIN)).await,
                Ok(Claimed::Begun(last)) => {
                    let (app, plan) = (self.clone(), plan.clone());
                    let made = tokio::task::spawn_blocking(move || app.back_up_by_plan(&plan, &last)).await;
                    if let Err(error) = made {
                        tracing::error!(%error, "a backup was broken off");
                    }
                }
                Err(failure) => {
                    tracing::error!(?failure, "the schedule of backups cannot be read");
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
            }
        }
    }

    /// Takes the turn when a backup is due. A claim that came to nothing, because its node died, is
    /// taken again like a failure.
    async fn claim_backup(&self, plan: &BackupPlan) -> Result<Claimed, Failure> {
        let now = App::now();
        let every = plan.every;
        self.write(move |tx| {
            storage::settings::lock(tx, LAST_BACKUP)?;
            let stored = storage::settings::get(tx, LAST_BACKUP)?;
            let last: Option<LastBackup> = stored.and_then(|it| serde_json::from_value(it).ok());
            let due = last.as_ref().map_or(now, |it| due_after(it, every));
            if due > now {
                return Ok(Claimed::Wait(Duration::from_micros(
                    (due.micros() - now.micros()).unsigned_abs(),
                )));
            }
            let good_at = last.and_then(|it| it.good_at);
            let begun =
                LastBackup { at: now, file: String::new(), bytes: 0, seconds: 0, good_at, error: None };
            storage::settings::set(tx, LAST_BACKUP, &to_json(&begun))?;
            Ok(Claimed::Begun(begun))
        })
        .await
    }

    /// Makes one now, proves it, and drops what is older than the plan keeps. Blocks. How it went is
    /// logged, counted and remembered for the doctor.
    fn back_up_by_plan(&self, plan: &BackupPlan, begun: &LastBackup) {
        let clock = std::time::Instant::now();
        let name = format!("{NAME}{}{ENDING}", compact(begun.at));
        let file = plan.folder.join(&name);
        let made = self.make_and_prove(&file);
        let mut last = LastBackup {
            file: file.display().to_string(),
            seconds: clock.elapsed().as_secs(),
            ..begun.clone()
        };
        match made {
            Ok(bytes) => {
                (last.bytes, last.good_at) = (bytes, Some(begun.at));
                tracing::info!(
                    file = last.file,
                    bytes,
                    seconds = last.seconds,
                    "backed up, restored to try, and proved"
                );
                if let Err(error) = drop_old(&plan.folder, plan.keep) {
                    tracing::warn!(%error, "old backups cannot be removed");
                }
            }
            Err(failure) => {
                let error = in_words(&failure);
                tracing::error!(%error, file = last.file, "the backup failed");
                last.error = Some(error);
            }
        }
        self.meters().backed_up(&last);
        let told = to_json(&last);
        if let Err(failure) =
            self.write_blocking(move |tx| Ok(storage::settings::set(tx, LAST_BACKUP, &told)?))
        {
            tracing::error!(?failure, "how the backup went cannot be remembered");
        }
    }

    fn make_and_prove(&self, file: &Path) -> Result<u64, Failure> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(|it| failed(folder, &it.to_string()))?;
            remove_unfinished(folder).map_err(|it| failed(folder, &it.to_string()))?;
        }
        self.database().backup(file)?;
        let differences = App::prove_backup(file)?;
        if let Some(first) = differences.first() {
            return Err(failed(file, &format!("does not agree with itself: {first}")).into());
        }
        Ok(std::fs::metadata(file).map_or(0, |it| it.len()))
    }

    /// Restores a backup into a temporary place beside it, and recomputes everything there. Blocks.
    pub fn prove_backup(file: &Path) -> Result<Vec<Difference>, Failure> {
        App::prove_backup_watched(file, &Progress::default(), false)
    }

    /// [`App::prove_backup`] for somebody who watches.
    pub fn prove_backup_watched(
        file: &Path,
        progress: &Progress,
        deep: bool,
    ) -> Result<Vec<Difference>, Failure> {
        let progress = progress.clone();
        let folder = file.with_extension("proving");
        std::fs::create_dir_all(&folder).map_err(|it| failed(&folder, &it.to_string()))?;
        let place = Location::Sqlite(folder.join("company.db"));
        let proved = storage::restore(file, &place)
            .and_then(|it| it.read_blocking(move |tx| storage::verify::run_watched(tx, &progress, deep)));
        let removed = std::fs::remove_dir_all(&folder).map_err(|it| failed(&folder, &it.to_string()));
        let report = proved?;
        removed?;
        Ok(report.differences)
    }

    /// Before a newer program changes the schema, a copy is put aside. Returns the file, if one was
    /// needed. Blocks.
    pub(crate) fn put_aside_before_upgrade(options: &Options) -> Result<Option<PathBuf>, Failure> {
        let file = |step: i64| {
            let name = format!("before-upgrade-of-schema-{step}-{}{ENDING}", compact(App::now()));
            options.data.join(name)
        };
        // When it cannot be made, writing the file says so.
        let _ = std::fs::create_dir_all(&options.data);
        let Some(kept) = storage::put_aside_before_upgrade(&options.location, file)? else {
            return Ok(None);
        };
        tracing::info!(file = %kept.display(), "put the company aside before its schema is brought up to date");
        Ok(Some(kept))
    }
}

enum Claimed {
    Wait(Duration),
    Begun(LastBackup),
}

/// When the next one is due.
fn due_after(last: &LastBackup, every: Duration) -> Instant {
    let wait = if last.good_at == Some(last.at) { every } else { every.min(TRY_AGAIN) };
    last.at.plus_seconds(i64::try_from(wait.as_secs()).unwrap_or(i64::MAX))
}

fn to_json(last: &LastBackup) -> serde_json::Value {
    serde_json::to_value(last).expect("plain texts and numbers")
}

fn failed(path: &Path, message: &str) -> Error {
    Error::File { path: path.display().to_string(), message: message.to_owned() }
}

fn in_words(failure: &Failure) -> String {
    match failure {
        Failure::Broken(error) => error.to_string(),
        other => other.to_problem(crate::Language::En)["title"].as_str().unwrap_or_default().to_owned(),
    }
}

/// `20261122T103000Z`: sorts as time does, and is a file name everywhere.
fn compact(at: Instant) -> String {
    let whole = Instant::from_micros(at.micros().div_euclid(1_000_000) * 1_000_000).to_string();
    whole.chars().filter(|it| !matches!(it, '-' | ':')).collect()
}

/// Removes all of our backups in `folder` but the newest `keep`.
fn drop_old(folder: &Path, keep: usize) -> std::io::Result<()> {
    let mut ours: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        if name.starts_with(NAME) && name.ends_with(ENDING) {
            ours.push(path);
        }
    }
    ours.sort();
    let old = ours.len().saturating_sub(keep.max(1));
    ours.iter().take(old).try_for_each(std::fs::remove_file)
}

/// What a backup left behind that was broken off: the schedule makes one at a time.
fn remove_unfinished(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        match name.strip_prefix(NAME).and_then(|it| it.rsplit('.').next()) {
            Some("partial") => std::fs::remove_file(&path)?,
            Some("proving") => std::fs::remove_dir_all(&path)?,
            _ => (),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(good: bool) -> LastBackup {
        let at = Instant::from_micros(1_795_608_000_000_000);
        let (good_at, error) = if good { (Some(at), None) } else { (None, Some("disk full".to_owned())) };
        LastBackup { at, file: String::new(), bytes: 0, seconds: 0, good_at, error }
    }

    #[test]
    fn a_failed_backup_is_tried_again_sooner() {
        const DAY: Duration = Duration::from_secs(24 * 3600);
        assert_eq!(due_after(&last(true), DAY), last(true).at.plus_seconds(24 * 3600));
        assert_eq!(due_after(&last(false), DAY), last(false).at.plus_seconds(3600));
        assert_eq!(due_after(&last(false), Duration::from_secs(60)), last(false).at.plus_seconds(60));
    }

    #[test]
    fn the_newest_stay_and_strangers_are_left_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let names = [
            "changping-20260101T000000Z.backup",
            "changping-20260102T000000Z.backup",
            "changping-20260103T000000Z.backup",
            "mine.backup",
        ];
        names.iter().for_each(|it| std::fs::write(folder.path().join(it), "").expect("the folder is ours"));
        drop_old(folder.path(), 2).expect("they can be removed");
        let left = names.map(|it| folder.path().join(it).exists());
        assert_eq!(left, [false, true, true, true]);
    }

    #[test]
    fn what_was_broken_off_is_removed() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |it: &str| folder.path().join(it);
        std::fs::create_dir(path("changping-1.proving")).expect("the folder is ours");
        for it in [
            "changping-1.proving/company.db",
            "changping-2.backup.partial",
            "changping-1.backup",
            "my.partial",
        ] {
            std::fs::write(path(it), "").expect("the folder is ours");
        }
        remove_unfinished(folder.path()).expect("they can be removed");
        let left = ["changping-1.proving", "changping-2.backup.partial", "changping-1.backup", "my.partial"];
        assert_eq!(left.map(|it| path(it).exists()), [false, false, true, true]);
    }

    #[test]
    fn a_moment_is_a_file_name() {
        assert_eq!(compact(last(true).at), "20261125T120000Z");
    }
}
