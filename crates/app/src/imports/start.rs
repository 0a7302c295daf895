//! A file arrives: it is stored, looked into, and understood as far as possible.

use crate::app::App;
use crate::caller::Ability;
use crate::failure::{Failure, Kind, Refused};
use crate::imports::analyse::{analyse, remembered};
use crate::imports::job::{ImportOptions, Job, Settings};
use crate::imports::targets::Subject;
use crate::turn::Turn;
use connect::spreadsheet::fault::Unreadable;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use storage::imports::Import;
use uuid::Uuid;

/// Uploads that nobody ran are dropped after so many days, and all of them with their reports.
const KEPT_DAYS: i64 = 30;

impl App {
    /// Where the next upload is to be written.
    pub async fn new_upload(&self) -> Result<PathBuf, Failure> {
        let folder = self.data().join("uploads");
        let made = tokio::task::spawn_blocking(move || {
            std::fs::create_dir_all(&folder)?;
            drop_old(&folder);
            Ok(folder.join(Uuid::now_v7().to_string()))
        });
        made.await.map_err(|it| broken(&it))?.map_err(|it: std::io::Error| broken(&it))
    }

    /// Takes over the file at `path`. When it is no table it is removed and the caller is told why.
    pub async fn create_import(
        &self,
        turn: Turn,
        file_name: &str,
        kind: &str,
        path: &Path,
    ) -> Result<Json, Failure> {
        let (app, file_name, kind, path) =
            (self.clone(), file_name.to_owned(), kind.to_owned(), path.to_owned());
        let made = tokio::task::spawn_blocking(move || {
            let job = app.prepare_import(&turn, &file_name, &kind, &path, None);
            if job.is_err() {
                // Nothing more can be done about a leftover.
                let _ = std::fs::remove_file(&path);
            }
            job.map(|it| it.view(turn.now, turn.caller.language.tag()))
        });
        made.await.map_err(|it| broken(&it))?
    }

    /// Looks into the file and keeps what was found. Blocks.
    pub(crate) fn prepare_import(
        &self,
        turn: &Turn,
        file_name: &str,
        kind: &str,
        path: &Path,
        options: Option<ImportOptions>,
    ) -> Result<Job, Failure> {
        turn.caller.require(Ability::Import)?;
        let subject = Subject::of(turn, kind)?;
        let before = self.read_blocking(remembered(kind))?;
        let mut settings = Settings {
            options: options.unwrap_or_else(|| ImportOptions::usual(kind)),
            fingerprint: fingerprint(path).map_err(|it| unreadable(&Unreadable::Io(it)))?,
            ..Settings::default()
        };
        settings.analysis = analyse(turn, path, &subject, &settings, &before)?;
        let size = std::fs::metadata(path).map_or(0, |it| it.len());
        let stored = Import {
            id: Uuid::now_v7(),
            member: turn.caller.user,
            kind: kind.to_owned(),
            file_name: file_name.chars().take(200).collect(),
            path: path.to_string_lossy().into_owned(),
            size: i64::try_from(size).unwrap_or(i64::MAX),
            state: "ready".to_owned(),
            done: 0,
            total: settings.analysis.rows.map(i64::from),
            settings: serde_json::to_value(&settings).expect("settings are plain data"),
            result: None,
            created_at: turn.now,
            updated_at: turn.now,
        };
        let inserted = stored.clone();
        self.write_blocking(move |tx| Ok(storage::imports::insert(tx, &inserted)?))?;
        Ok(Job { stored, settings })
    }
}

/// Of the file's content, by which it is recognised when it comes again.
fn fingerprint(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut block = vec![0; 1 << 18];
    loop {
        match file.read(&mut block)? {
            0 => break,
            read => hasher.update(&block[..read]),
        }
    }
    Ok(hasher.finalize().iter().map(|it| format!("{it:02x}")).collect())
}

/// Files are looked at again only to be reported on; after a month nobody asks.
fn drop_old(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let limit = std::time::Duration::from_secs(KEPT_DAYS.unsigned_abs() * 86_400);
    for entry in entries.flatten() {
        let age = entry.metadata().and_then(|it| it.modified()).map(|it| it.elapsed().unwrap_or_default());
        if age.is_ok_and(|it| it > limit) {
            // It stays until the next upload then.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

pub(crate) fn unreadable(why: &Unreadable) -> Failure {
    if let Unreadable::Io(error) = why {
        return broken(error);
    }
    let sentence = why.sentence();
    Refused::new(Kind::Unprocessable, why.code(), &sentence.zh, &sentence.en).into()
}

pub(crate) fn broken(error: &dyn std::fmt::Display) -> Failure {
    Failure::Broken(storage::Error::Engine(format!("import: {error}")))
}

/// Tells the screens how far an import is.
pub(crate) fn tell(app: &App, id: Uuid, state: &str, done: i64, total: Option<i64>) {
    app.announce("import", json!({ "id": id, "state": state, "done": done, "total": total }));
}
