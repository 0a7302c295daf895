//! What was guessed about a file is corrected.

use crate::app::App;
use crate::caller::Ability;
use crate::failure::{Failure, Kind, Refused};
use crate::imports::analyse::{analyse, remembered};
use crate::imports::job::{ImportOptions, Job, SALES_HISTORY};
use crate::imports::lease;
use crate::imports::start::broken;
use crate::imports::targets::Subject;
use crate::turn::Turn;
use ::documents::Problem;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Patch {
    kind: Option<String>,
    sheet: Option<String>,
    header_row: Option<u32>,
    #[serde(default)]
    mapping: BTreeMap<String, Option<usize>>,
    #[serde(default)]
    options: Map<String, Json>,
}

impl App {
    /// Only what is sent changes; the preview is made again.
    pub async fn change_import(&self, turn: Turn, id: &str, patch: Json) -> Result<Json, Failure> {
        turn.caller.require(Ability::Import)?;
        let patch: Patch = serde_json::from_value(patch)
            .map_err(|it| Failure::from(vec![Problem::new("", "malformed").with("detail", it)]))?;
        let (app, id) = (self.clone(), id.to_owned());
        let changed = tokio::task::spawn_blocking(move || app.change_import_blocking(&turn, &id, patch));
        changed.await.map_err(|it| broken(&it))?
    }

    fn change_import_blocking(&self, turn: &Turn, id: &str, patch: Patch) -> Result<Json, Failure> {
        let loaded = (turn.clone(), id.to_owned());
        let (mut job, runs_elsewhere) = self.read_blocking(move |tx| {
            let job = Job::load(tx, &loaded.0, &loaded.1)?;
            let runs = lease::is_running(tx, job.stored.id)?;
            Ok((job, runs))
        })?;
        if runs_elsewhere || crate::imports::running::progress(job.stored.id).is_some() {
            let running =
                Refused::new(Kind::Conflict, "already_running", "导入正在运行", "The import is running");
            return Err(running.instead("等它结束，或先取消", "Wait for it, or cancel it first").into());
        }
        let reads_otherwise = patch.kind.is_some()
            || patch.sheet.is_some()
            || patch.header_row.is_some()
            || !patch.mapping.is_empty();
        if job.is_resumable() && job.stored.kind != SALES_HISTORY && reads_otherwise {
            // Read otherwise, its rows would make other papers, of which nobody knows which are in.
            return Err(half_imported("不能再改列的对应", "its columns cannot be changed any more").into());
        }
        let settings = &mut job.settings;
        if let Some(kind) = patch.kind.filter(|it| *it != job.stored.kind) {
            settings.options.create_unknown = ImportOptions::usual(&kind).create_unknown;
            settings.chosen.clear();
            job.stored.kind = kind;
        }
        if let Some(sheet) = patch.sheet.filter(|it| settings.sheet.as_ref() != Some(it)) {
            settings.sheet = Some(sheet);
            settings.header_row = None;
            settings.chosen.clear();
        }
        if patch.header_row.is_some() && patch.header_row != settings.header_row {
            settings.header_row = patch.header_row;
            settings.chosen.clear();
        }
        // A column serves one field: what takes it takes it from the other.
        for (field, column) in patch.mapping {
            if column.is_some() {
                settings.chosen.iter_mut().filter(|(_, it)| **it == column).for_each(|(_, it)| *it = None);
                for other in
                    settings.analysis.targets.iter().filter(|it| it.column == column && it.field != field)
                {
                    settings.chosen.insert(other.field.clone(), None);
                }
            }
            settings.chosen.insert(field, column);
        }
        settings.options = merged(&settings.options, patch.options)?;
        let subject = Subject::of(turn, &job.stored.kind)?;
        let before = self.read_blocking(remembered(&job.stored.kind))?;
        let path = PathBuf::from(&job.stored.path);
        job.settings.analysis = analyse(turn, &path, &subject, &job.settings, &before)?;
        job.settings.error = None;
        job.stored.result = None;
        // What went in half stays: the next run goes on behind it.
        if !job.is_resumable() {
            job.stored.state = "ready".to_owned();
            job.stored.done = 0;
        }
        job.stored.total = job.settings.analysis.rows.map(i64::from);
        let (kept, now) = (std::sync::Mutex::new(job.clone()), turn.now);
        self.write_blocking(move |tx| {
            kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner).save(tx, now)
        })?;
        Ok(job.view(turn.now, turn.caller.language.tag()))
    }
}

pub(super) fn half_imported(zh: &str, en: &str) -> Refused {
    let (zh, en) =
        (format!("这个文件已经导入了一部分，{zh}"), format!("A part of this file is imported, so {en}"));
    Refused::new(Kind::Conflict, "half_imported", &zh, &en)
        .instead("直接运行，会从停下的地方继续", "Run it: it goes on where it stopped")
}

/// Options named in `changes` replace the old ones; null brings the usual value back.
fn merged(options: &ImportOptions, changes: Map<String, Json>) -> Result<ImportOptions, Failure> {
    let mut whole = serde_json::to_value(options).expect("options are plain data");
    let all = whole.as_object_mut().expect("options are written as an object");
    for (name, value) in changes {
        if value.is_null() { drop(all.remove(&name)) } else { drop(all.insert(name, value)) }
    }
    serde_json::from_value(whole)
        .map_err(|it| vec![Problem::new("options", "malformed").with("detail", it)].into())
}
