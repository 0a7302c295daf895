//! An import is run: tried or made true, in the background or for the command line.

use crate::app::App;
use crate::caller::Ability;
use crate::failure::{Failure, Kind, Refused};
use crate::imports::analyse::{Opened, analyse, remembered};
use crate::imports::change::half_imported;
use crate::imports::job::{ImportOptions, Job, Settings};
use crate::imports::memory::Remembered;
use crate::imports::outcome::Outcome;
use crate::imports::rows::Layout;
use crate::imports::running::{self, Place, Progress};
use crate::imports::start::{broken, tell};
use crate::imports::targets::Subject;
use crate::imports::{documents, history};
use crate::turn::Turn;
use ::documents::Kind as FieldKind;
use connect::spreadsheet::cell::Row;
use connect::spreadsheet::mapping::named_column;
use connect::spreadsheet::report::RowProblem;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use storage::lists::{List, Sort};
use uuid::Uuid;

/// How often screens hear of progress, in microseconds.
const TELL_EVERY: i64 = 400_000;

/// How an import came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Whole,
    /// All or nothing, and something was bad.
    Refused,
    Cancelled,
}

/// What the importing thread needs beside the plan.
#[derive(Clone)]
pub(crate) struct Run {
    app: App,
    pub(crate) id: Uuid,
    pub(crate) dry_run: bool,
    /// Rows up to here were imported by a run that was interrupted.
    pub(crate) resume_after: u32,
    /// What was wrong with the rows that it committed last.
    last_bad: Vec<RowProblem>,
    progress: Arc<Progress>,
    total: Option<u32>,
    bad_rows: PathBuf,
    language: &'static str,
    told_at: Arc<AtomicI64>,
}

impl Run {
    pub(crate) fn outcome(&self, names: &[String]) -> Result<Outcome, Failure> {
        match self.resume_after {
            0 => Outcome::keeping_bad_rows(&self.bad_rows, names, self.language),
            after => Outcome::going_on(&self.bad_rows, names, self.language, after, self.last_bad.clone()),
        }
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.progress.is_cancelled()
    }

    /// `row` is done.
    pub(crate) fn tell(&self, row: &Row, header_row: u32) {
        let done = row.number.saturating_sub(header_row);
        let (behind, whole) = row.position;
        let estimated = (behind > 0).then(|| u64::from(done) * whole / behind);
        let total = self.total.or(estimated.and_then(|it| u32::try_from(it).ok())).map(|it| it.max(done));
        self.progress.set(done, total);
        let now = App::now().micros();
        if now - self.told_at.load(Ordering::Relaxed) >= TELL_EVERY {
            self.told_at.store(now, Ordering::Relaxed);
            let (done, total) = self.progress.get();
            tell(&self.app, self.id, "running", done, total);
        }
    }
}

/// A file that the command line imports, from where it lies.
#[derive(Clone, Debug)]
pub struct LocalImport {
    pub path: PathBuf,
    pub kind: String,
    /// Fields and the columns they shall take: a header, a letter, or `#` and a number.
    pub mapping: Vec<(String, String)>,
    pub options: ImportOptions,
    pub dry_run: bool,
}

impl App {
    /// Starts the import in the background and answers at once.
    pub async fn run_import(&self, turn: Turn, id: &str, dry_run: bool) -> Result<Json, Failure> {
        turn.caller.require(Ability::Import)?;
        if !dry_run {
            self.audit(&turn.caller, "import", id, serde_json::json!({})).await?;
        }
        let (app, id) = (self.clone(), id.to_owned());
        let started = tokio::task::spawn_blocking(move || {
            let loaded = (turn.clone(), id);
            let mut job = app.read_blocking(move |tx| Job::load(tx, &loaded.0, &loaded.1))?;
            let place = app.begin_import(&turn, &mut job, dry_run)?;
            let view = job.view(turn.now, turn.caller.language.tag());
            let worker = std::thread::Builder::new().name("import".to_owned());
            worker.spawn(move || app.finish_import(&turn, job, place)).map_err(|it| broken(&it))?;
            Ok(view)
        });
        started.await.map_err(|it| broken(&it))?
    }

    /// Imports a file and waits for the result, as `GET /api/imports/{id}` shows it.
    pub fn import_file(&self, turn: &Turn, local: &LocalImport) -> Result<Json, Failure> {
        let name = local.path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        let path = std::path::absolute(&local.path).map_err(|it| broken(&it))?;
        let mut job = self.prepare_import(turn, &name, &local.kind, &path, Some(local.options.clone()))?;
        if !local.mapping.is_empty() {
            job.settings.chosen = chosen(turn, &path, &local.kind, &job.settings, &local.mapping)?;
            let before = self.read_blocking(remembered(&local.kind))?;
            let subject = Subject::of(turn, &local.kind)?;
            job.settings.analysis = analyse(turn, &path, &subject, &job.settings, &before)?;
        }
        let place = self.begin_import(turn, &mut job, local.dry_run)?;
        let job = self.finish_import(turn, job, place);
        Ok(job.view(App::now(), turn.caller.language.tag()))
    }

    /// How far an import of this process is: rows done, and rows in all when known.
    pub fn import_progress(&self) -> Vec<(i64, Option<i64>)> {
        running::all()
    }

    /// Checks that it can run, and marks it as running.
    pub(crate) fn begin_import(&self, turn: &Turn, job: &mut Job, dry_run: bool) -> Result<Place, Failure> {
        let place = running::enter(self, job.stored.id)?.ok_or_else(|| {
            Refused::new(
                Kind::Conflict,
                "already_running",
                "这个导入正在运行",
                "This import is running already",
            )
        })?;
        self.fill_single_choices(turn, job)?;
        require_mapping(job)?;
        if !dry_run {
            self.refuse_again(turn, job)?;
        }
        if dry_run && job.is_resumable() {
            return Err(half_imported("不能再试运行", "it cannot be tried any more").into());
        }
        if !job.is_resumable() {
            job.stored.done = 0;
        }
        job.settings.dry_run = dry_run;
        job.settings.error = None;
        // What an interrupted run committed last is known until this one commits.
        if !job.is_resumable() {
            job.stored.result = None;
        }
        job.stored.state = "running".to_owned();
        self.save_import(job)?;
        Ok(place)
    }

    /// Runs to the end and keeps what came of it.
    pub(crate) fn finish_import(&self, turn: &Turn, mut job: Job, place: Place) -> Job {
        match self.execute_import(turn, &job, &place) {
            Ok((outcome, ended)) => {
                job.set_outcome(&outcome, if ended == Ended::Cancelled { "cancelled" } else { "done" });
                if ended == Ended::Refused {
                    job.stored.state = "failed".to_owned();
                    let refused = nothing_imported(outcome.bad);
                    job.settings.error = Some(Failure::from(refused).to_problem(turn.caller.language));
                }
            }
            Err(failure) => {
                if let Failure::Broken(error) = &failure {
                    tracing::error!(%error, import = %job.stored.id, "an import failed");
                }
                job.stored.state = "failed".to_owned();
                job.stored.result = None;
                job.settings.error = Some(failure.to_problem(turn.caller.language));
            }
        }
        if job.stored.state != "done" && !job.settings.dry_run {
            self.note_where_it_stopped(&mut job);
        }
        if let Err(failure) = self.save_import(&mut job) {
            tracing::error!(?failure, import = %job.stored.id, "the result of an import was not kept");
        }
        let id = job.stored.id;
        drop(place);
        tell(self, id, &job.stored.state, job.stored.done, job.stored.total);
        job
    }

    /// Batches that are committed stay, so the next run goes on behind the last of them.
    fn note_where_it_stopped(&self, job: &mut Job) {
        let id = job.stored.id;
        let stored = self.read_blocking(move |tx| Ok(storage::imports::load(tx, id)?));
        if let Ok(Some(stored)) = stored {
            job.stored.done = stored.done;
            job.stored.result = job.stored.result.take().or(stored.result);
        }
    }

    fn execute_import(&self, turn: &Turn, job: &Job, place: &Place) -> Result<(Outcome, Ended), Failure> {
        let path = Path::new(&job.stored.path);
        let subject = Subject::of(turn, &job.stored.kind)?;
        let opened = Opened::new(turn, path, &subject, &job.settings)?;
        let layout = Layout::new(turn, &opened, &job.settings.analysis.targets, &job.settings.options);
        let run = Run {
            app: self.clone(),
            id: job.stored.id,
            dry_run: job.settings.dry_run,
            resume_after: u32::try_from(job.stored.done).unwrap_or(0),
            last_bad: job.last_bad(),
            progress: Arc::clone(&place.progress),
            total: opened.sample.rows.map(|it| it.saturating_sub(opened.header.last_row)),
            bad_rows: self.bad_rows_path(job.stored.id)?,
            language: turn.caller.language.tag(),
            told_at: Arc::default(),
        };
        let (header, targets) = (opened.header.clone(), opened.targets.clone());
        let options = job.settings.options.clone();
        let ended = match subject {
            Subject::History => {
                history::import(self, history::Plan::new(turn, opened, layout, options)?, &run)
            }
            Subject::Documents(definition) => {
                let plan = documents::Plan::new(turn, definition, opened, layout, options);
                documents::import(self, plan, &run)
            }
        }?;
        if !run.dry_run && ended.1 == Ended::Whole {
            let kind = job.stored.kind.clone();
            let seen = job.settings.analysis.targets.iter();
            let mapping: BTreeMap<String, usize> =
                seen.filter_map(|it| Some((it.field.clone(), it.column?))).collect();
            self.write_blocking(move |tx| Remembered::save(tx, &kind, &header, &targets, &mapping))?;
        }
        Ok(ended)
    }

    pub(crate) fn bad_rows_path(&self, id: Uuid) -> Result<PathBuf, Failure> {
        let folder = self.data().join("uploads");
        std::fs::create_dir_all(&folder).map_err(|it| broken(&it))?;
        Ok(folder.join(format!("{id}.bad.csv")))
    }

    fn save_import(&self, job: &mut Job) -> Result<(), Failure> {
        let now = App::now();
        let kept = std::sync::Mutex::new(job.clone());
        self.write_blocking(move |tx| {
            let mut job = kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            job.save(tx, now)
        })
    }

    /// A required link that has no column is no question when there is only one to choose.
    fn fill_single_choices(&self, turn: &Turn, job: &mut Job) -> Result<(), Failure> {
        let Some(definition) = turn.definitions.get(&job.stored.kind).cloned() else { return Ok(()) };
        for seen in job.settings.analysis.targets.clone() {
            let unfilled = seen.column.is_none() && !job.settings.options.constants.contains_key(&seen.field);
            let Some(FieldKind::Link(target)) = definition.field_at(&seen.field).map(|it| &it.kind) else {
                continue;
            };
            if !seen.required || !unfilled {
                continue;
            }
            let Some(target) = turn.definitions.get(target).cloned() else { continue };
            let found = self.read_blocking(move |tx| {
                let (filter, sort) = (::documents::Filter::everything(), Sort::usual(&target));
                let list = List {
                    definition: &target,
                    filter: &filter,
                    words: &[],
                    sort: &sort,
                    after: None,
                    limit: 2,
                };
                Ok(storage::lists::list(tx, &list)?.rows)
            })?;
            if let [only] = found.as_slice() {
                job.settings.options.constants.insert(seen.field.clone(), only.number.clone());
            }
        }
        Ok(())
    }

    /// What has no key by which a second import would be recognised, like past sales and opening stock: the
    /// file itself has.
    fn refuse_again(&self, turn: &Turn, job: &Job) -> Result<(), Failure> {
        const LOOKED_AT: usize = 1000;
        let numbered =
            || job.settings.analysis.targets.iter().any(|it| it.field == "number" && it.column.is_some());
        let definition = turn.definitions.get(&job.stored.kind);
        let has_key = definition.is_some_and(|it| !documents::key_fields(it, numbered()).is_empty());
        if has_key || job.settings.options.again {
            return Ok(());
        }
        let brought = |state: &str, result: &Option<Json>, settings: &Settings| {
            let count = |name: &str| result.as_ref().and_then(|it| it[name].as_u64()).unwrap_or(0);
            state == "done" && !settings.dry_run && count("created") + count("resumed_after") > 0
        };
        let (id, kind, fingerprint) =
            (job.stored.id, job.stored.kind.clone(), job.settings.fingerprint.clone());
        let again = brought(&job.stored.state, &job.stored.result, &job.settings);
        let before = self.read_blocking(move |tx| {
            let latest = storage::imports::latest(tx, LOOKED_AT)?.into_iter().filter(|it| it.id != id);
            let read = latest.filter(|it| it.kind == kind).map(|stored| {
                let settings = serde_json::from_value(stored.settings.clone()).unwrap_or_default();
                Job { stored, settings }
            });
            let same = read.filter(|it| it.settings.fingerprint == fingerprint);
            let took =
                |it: &Job| it.is_resumable() || brought(&it.stored.state, &it.stored.result, &it.settings);
            Ok({ same }.find(took))
        })?;
        if let Some(half) = before.as_ref().filter(|it| it.is_resumable()) {
            let name = &half.stored.file_name;
            return Err(Refused::new(
                Kind::Conflict,
                "half_imported",
                &format!("这个文件已经导入了一部分（{name}），从头再导会记两遍"),
                &format!(
                    "A part of this file was imported before ({name}); from the start it would count twice"
                ),
            )
            .instead(
                "打开那次导入，运行它：会从停下的地方继续",
                "Open that import and run it: it goes on where it stopped",
            )
            .with(json!({ "import": half.stored.id }))
            .into());
        }
        let Some(name) =
            before.map(|it| it.stored.file_name).or_else(|| again.then(|| job.stored.file_name.clone()))
        else {
            return Ok(());
        };
        Err(Refused::new(
            Kind::Conflict,
            "already_imported",
            &format!("这个文件已经导入过（{name}），再导一次会记两遍"),
            &format!(
                "This file was imported before ({name}); importing it again would count everything twice"
            ),
        )
        .instead("确实需要时，打开“再次导入”", "Choose to import it again if you mean to")
        .into())
    }
}

fn nothing_imported(bad: u32) -> Refused {
    Refused::new(
        Kind::Unprocessable,
        "nothing_imported",
        &format!("有 {bad} 行有误，按“全部或不导入”的选择，一行也没有导入"),
        &format!("{bad} rows are bad, so as you chose nothing was imported"),
    )
    .instead("改正这些行，或选择跳过有误的行", "Correct these rows, or choose to skip bad rows")
    .with(json!({ "bad": bad }))
}

fn require_mapping(job: &Job) -> Result<(), Failure> {
    let constants = &job.settings.options.constants;
    let missing: Vec<_> = job
        .settings
        .analysis
        .targets
        .iter()
        .filter(|it| it.required && it.column.is_none() && !constants.contains_key(&it.field))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = |language| missing.iter().map(|it| it.label.text(language)).collect::<Vec<_>>().join(", ");
    let fields: Vec<&str> = missing.iter().map(|it| it.field.as_str()).collect();
    Err(Refused::new(
        Kind::Unprocessable,
        "mapping_incomplete",
        &format!("还没有指定这些列：{}", names("zh")),
        &format!("These fields have no column yet: {}", names("en")),
    )
    .instead("请为它们选择文件里的列", "Choose their columns in the file")
    .with(json!({ "fields": fields }))
    .into())
}

/// Columns that the command line names.
fn chosen(
    turn: &Turn,
    path: &Path,
    kind: &str,
    settings: &Settings,
    mapping: &[(String, String)],
) -> Result<BTreeMap<String, Option<usize>>, Failure> {
    let subject = Subject::of(turn, kind)?;
    let opened = Opened::new(turn, path, &subject, settings)?;
    let mut chosen = BTreeMap::new();
    for (field, column) in mapping {
        if !opened.targets.iter().any(|it| it.field == *field) {
            let fields: Vec<&str> = opened.targets.iter().map(|it| it.field.as_str()).collect();
            return Err(Refused::new(
                Kind::Unprocessable,
                "unknown_field",
                &format!("没有字段“{field}”，可用：{}", fields.join(", ")),
                &format!("There is no field “{field}”; there are: {}", fields.join(", ")),
            )
            .into());
        }
        if column.is_empty() {
            chosen.insert(field.clone(), None);
            continue;
        }
        let place = named_column(&opened.header, column).ok_or_else(|| {
            Refused::new(
                Kind::Unprocessable,
                "unknown_column",
                &format!("文件里没有列“{column}”，有：{}", opened.header.names.join(", ")),
                &format!("The file has no column “{column}”; it has: {}", opened.header.names.join(", ")),
            )
        })?;
        chosen.insert(field.clone(), Some(place));
    }
    Ok(chosen)
}
