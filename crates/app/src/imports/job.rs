//! One import as it is kept between requests, and as the outside sees it.

use crate::app::App;
use crate::failure::{Failure, Refused};
use crate::imports::outcome::Outcome;
use crate::imports::running;
use crate::turn::Turn;
use connect::spreadsheet::mapping::Confidence;
use connect::spreadsheet::reading::day::DayOrder;
use connect::spreadsheet::report::RowProblem;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::Tx;
use storage::imports::Import;
use uuid::Uuid;
use values::Instant;

/// The one kind that is not a document type.
pub const SALES_HISTORY: &str = "sales-history";

/// A running import that says nothing for so long has lost its process.
const SILENT_MICROS_MAX: i64 = 15 * 60 * 1_000_000;

/// What people decide about an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImportOptions {
    pub mode: Mode,
    /// Make masters that the file names and the company does not have.
    pub create_unknown: bool,
    /// The transition that every new document makes at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transition: Option<String>,
    /// Of a text file, when the detected one is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// When a column of dates does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_order: Option<DayOrder>,
    /// Values for fields that the file has no column for.
    pub constants: BTreeMap<String, String>,
    /// Lines that repeat one of the same document in everything: counted once or as often as they
    /// stand there.
    pub keep_duplicates: bool,
    /// Codes that are no products although they look like one.
    pub not_products: Vec<String>,
    /// Codes that are products although they do not look like one.
    pub products: Vec<String>,
    /// Import sales history again from a file that was imported before.
    pub again: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Bad rows are left out and reported.
    #[default]
    SkipBad,
    /// One bad row and nothing is imported.
    AllOrNothing,
}

impl Default for ImportOptions {
    fn default() -> ImportOptions {
        ImportOptions {
            mode: Mode::SkipBad,
            create_unknown: false,
            transition: None,
            encoding: None,
            day_order: None,
            constants: BTreeMap::new(),
            keep_duplicates: false,
            not_products: Vec::new(),
            products: Vec::new(),
            again: false,
        }
    }
}

impl ImportOptions {
    /// Past sales name items that a new company does not have yet.
    pub(crate) fn usual(kind: &str) -> ImportOptions {
        ImportOptions { create_unknown: kind == SALES_HISTORY, ..ImportOptions::default() }
    }
}

/// Everything about an import that is kept as its settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    pub(crate) sheet: Option<String>,
    /// Chosen by a person; without it the header is looked for.
    pub(crate) header_row: Option<u32>,
    /// Chosen by a person: the column of a field, or that it has none.
    pub(crate) chosen: BTreeMap<String, Option<usize>>,
    pub(crate) options: ImportOptions,
    pub(crate) dry_run: bool,
    /// SHA-256 of the file.
    pub(crate) fingerprint: String,
    pub(crate) analysis: Analysis,
    /// Why the last run failed: a problem document.
    pub(crate) error: Option<Json>,
}

/// What looking into the file brought.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Analysis {
    pub(crate) encoding: Option<String>,
    pub(crate) sheets: Vec<String>,
    pub(crate) sheet: Option<String>,
    pub(crate) header_row: u32,
    pub(crate) rows: Option<u32>,
    pub(crate) columns: Vec<SeenColumn>,
    pub(crate) targets: Vec<SeenTarget>,
    pub(crate) preview: Json,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct SeenColumn {
    pub(crate) index: usize,
    pub(crate) header: String,
    pub(crate) samples: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SeenTarget {
    pub(crate) field: String,
    pub(crate) label: documents::Label,
    pub(crate) required: bool,
    pub(crate) column: Option<usize>,
    pub(crate) confidence: Confidence,
}

/// An import with its settings read.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) stored: Import,
    pub(crate) settings: Settings,
}

impl Job {
    /// The caller's own import; administrators reach everybody's.
    pub(crate) fn load(tx: &mut dyn Tx, turn: &Turn, id: &str) -> Result<Job, Failure> {
        let absent = || Refused::not_found("导入", "import");
        let id = Uuid::try_parse(id).map_err(|_| absent())?;
        let stored = storage::imports::load(tx, id)?.ok_or_else(absent)?;
        if stored.member != turn.caller.user && !turn.caller.is_administrator() {
            return Err(absent().into());
        }
        let settings = serde_json::from_value(stored.settings.clone())
            .map_err(|it| storage::Error::Corrupt(format!("settings of import {id}: {it}")))?;
        Ok(Job { stored, settings })
    }

    pub(crate) fn save(&mut self, tx: &mut dyn Tx, now: Instant) -> Result<(), Failure> {
        self.stored.settings = serde_json::to_value(&self.settings).expect("settings are plain data");
        self.stored.updated_at = now;
        Ok(storage::imports::update(tx, &self.stored)?)
    }

    /// Lines of past sales and papers without a number have no key, so an interrupted run is not begun again
    /// but continued. How far it came is kept only of these.
    pub(crate) fn is_resumable(&self) -> bool {
        matches!(self.stored.state.as_str(), "running" | "failed" | "cancelled")
            && self.stored.done > 0
            && !self.settings.dry_run
    }

    /// What was wrong with the rows that were committed last, where the run did not come to its end: who died
    /// behind the commit may not have written them down anywhere else.
    pub(crate) fn last_bad(&self) -> Vec<RowProblem> {
        let noted = self.stored.result.as_ref().map(|it| it["last_bad"].clone());
        noted.and_then(|it| serde_json::from_value(it).ok()).unwrap_or_default()
    }

    pub(crate) fn set_outcome(&mut self, outcome: &Outcome, state: &str) {
        self.stored.result = Some(outcome.to_json());
        self.stored.done = i64::from(outcome.rows);
        self.stored.total = Some(i64::from(outcome.rows));
        state.clone_into(&mut self.stored.state);
    }

    /// As `GET /api/imports/{id}` answers.
    pub(crate) fn view(&self, now: Instant, language: &str) -> Json {
        let (it, settings, seen) = (&self.stored, &self.settings, &self.settings.analysis);
        let progress = running::progress(it.id);
        let silent = it.state == "running"
            && progress.is_none()
            && now.micros() - it.updated_at.micros() > SILENT_MICROS_MAX;
        let (done, total) = progress.unwrap_or((it.done, it.total));
        // Until it came to an end there is no result, only what the next run has to know.
        let result = it.result.clone().filter(|result| it.state != "running" && result.get("rows").is_some());
        let result = result.map(|result| Outcome::in_language(result, language));
        json!({
            "id": it.id, "kind": it.kind, "file_name": it.file_name, "size": it.size,
            "encoding": seen.encoding, "sheet": seen.sheet, "sheets": seen.sheets,
            "header_row": seen.header_row, "columns": seen.columns, "targets": seen.targets,
            "preview": preview_in(&seen.preview, language), "options": settings.options,
            "state": if silent { "failed" } else { it.state.as_str() },
            "dry_run": settings.dry_run, "done": done, "total": total, "result": result,
            "error": if silent { Some(interrupted(language)) } else { settings.error.clone() },
            "created_at": it.created_at, "updated_at": it.updated_at,
        })
    }
}

/// The messages of the preview in one language.
fn preview_in(preview: &Json, language: &str) -> Json {
    let mut preview = preview.clone();
    for row in preview.as_array_mut().into_iter().flatten() {
        for problem in row["problems"].as_array_mut().into_iter().flatten() {
            problem["message"] = crate::imports::outcome::text_in(&problem["message"], language);
        }
    }
    if preview.is_null() { json!([]) } else { preview }
}

/// Why an import failed whose process is gone.
pub(crate) fn interrupted(language: &str) -> Json {
    let refused = Refused::new(
        crate::failure::Kind::Conflict,
        "interrupted",
        "导入中途停止了（程序重启过）",
        "The import stopped half-way: the program was restarted",
    )
    .instead("请重新运行；已导入的行会被认出来", "Run it again; rows that went in are recognised");
    Failure::from(refused).to_problem(crate::caller::Language::from_tag(language))
}

impl App {
    /// The caller's imports, the newest first; an administrator sees everybody's.
    pub async fn list_imports(&self, turn: Turn) -> Result<Json, Failure> {
        const SHOWN_MAX: usize = 100;
        turn.caller.require(crate::caller::Ability::Import)?;
        self.read(move |tx| {
            let language = turn.caller.language.tag();
            let mut rows = Vec::new();
            for stored in storage::imports::latest(tx, SHOWN_MAX)? {
                if stored.member != turn.caller.user && !turn.caller.is_administrator() {
                    continue;
                }
                let settings = serde_json::from_value(stored.settings.clone()).unwrap_or_default();
                let mut row = Job { stored, settings }.view(turn.now, language);
                if let Some(it) = row.as_object_mut() {
                    // A list shows how far each is, not what is in it.
                    ["columns", "targets", "preview"].iter().for_each(|name| drop(it.remove(*name)));
                }
                rows.push(row);
            }
            Ok(json!({ "rows": rows }))
        })
        .await
    }

    pub async fn get_import(&self, turn: Turn, id: &str) -> Result<Json, Failure> {
        turn.caller.require(crate::caller::Ability::Import)?;
        let id = id.to_owned();
        self.read(move |tx| {
            let job = Job::load(tx, &turn, &id)?;
            Ok(job.view(turn.now, turn.caller.language.tag()))
        })
        .await
    }
}
