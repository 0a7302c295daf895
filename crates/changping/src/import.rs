//! `changping import`

use crate::company::Company;
use crate::said::{language, said};
use anyhow::{Result, bail};
use app::{App, ImportOptions, LocalImport, Mode, SALES_HISTORY};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value as Json;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Import a CSV, XLSX or XLS file, as the import page does
///
/// Bad rows are left out and reported, unless --all-or-nothing.
#[derive(Args)]
pub(crate) struct Import {
    file: PathBuf,
    #[command(flatten)]
    company: Company,
    /// `sales-history`, or a document type: item, supplier, purchase_order, …
    #[arg(long)]
    kind: String,
    /// Which column fills which field, by its heading, letter, or # and number: `item=货号,quantity=D`
    #[arg(long, value_name = "FIELD=COLUMN,…", value_delimiter = ',', value_parser = pair)]
    map: Vec<(String, String)>,
    /// Values for fields that the file has no column for: `warehouse=W1`
    #[arg(long, value_name = "FIELD=VALUE,…", value_delimiter = ',', value_parser = pair)]
    set: Vec<(String, String)>,
    /// Decide everything and keep nothing
    #[arg(long)]
    dry_run: bool,
    /// Leave out bad rows and report them (what happens unless --all-or-nothing)
    #[arg(long)]
    skip_bad: bool,
    /// One bad row and nothing is imported
    #[arg(long, conflicts_with = "skip_bad")]
    all_or_nothing: bool,
    /// Make items, customers, … that the file names and the company does not have; sales history does
    #[arg(long)]
    create_unknown: bool,
    /// Let each new document take effect: `confirm`
    #[arg(long, value_name = "NAME")]
    transition: Option<String>,
    /// Of a text file, when it is not recognised: utf-8, gb18030, …
    #[arg(long)]
    encoding: Option<String>,
    /// Import a sales history again that was imported before
    #[arg(long)]
    again: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (field, column) = text.split_once('=').ok_or_else(|| format!("`{text}` is not FIELD=COLUMN"))?;
    Ok((field.trim().to_owned(), column.trim().to_owned()))
}

impl Import {
    pub(crate) fn run(self) -> Result<ExitCode> {
        if !self.file.is_file() {
            bail!("{} is not a file", self.file.display());
        }
        let app = self.company.open_or_make()?;
        let mut turn = app.turn(app.system_caller());
        turn.caller.language = language();
        let import = LocalImport {
            path: self.file.clone(),
            kind: self.kind.clone(),
            mapping: self.map,
            options: ImportOptions {
                mode: if self.all_or_nothing { Mode::AllOrNothing } else { Mode::SkipBad },
                create_unknown: self.create_unknown || self.kind == SALES_HISTORY,
                transition: self.transition,
                encoding: self.encoding,
                constants: self.set.into_iter().collect(),
                again: self.again,
                ..ImportOptions::default()
            },
            dry_run: self.dry_run,
        };
        let imported = watched(&app, || app.import_file(&turn, &import)).map_err(said)?;
        print!("{}", report(&imported));
        if imported["state"] == "done" {
            return Ok(ExitCode::SUCCESS);
        }
        let error = &imported["error"];
        bail!("{}", error["title"].as_str().unwrap_or("the import did not come to its end"));
    }
}

/// Runs `work` while a bar shows how far it is.
fn watched<T>(app: &App, work: impl FnOnce() -> T) -> T {
    const LOOK_EVERY: Duration = Duration::from_millis(200);
    let (done, ended) = channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let bar = ProgressBar::no_length();
            let style = ProgressStyle::with_template("{wide_bar} {human_pos} / {human_len} rows, {eta} left");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            while ended.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
                if let Some((rows, total)) = app.import_progress().first() {
                    bar.set_position(rows.unsigned_abs());
                    total.iter().for_each(|it| bar.set_length(it.unsigned_abs()));
                }
            }
            bar.finish_and_clear();
        });
        let outcome = work();
        drop(done);
        outcome
    })
}

/// What came of it: the counts, what was met on the way, and the first bad rows.
fn report(imported: &Json) -> String {
    const PROBLEMS_MAX: usize = 20;
    let result = &imported["result"];
    let counts = ["created", "updated", "unchanged", "skipped", "bad"]
        .map(|name| format!("{} {name}", result[name].as_i64().unwrap_or(0)));
    let tried = if imported["dry_run"] == true { "dry run, nothing was kept: " } else { "" };
    let mut text = format!("{tried}{}\n", counts.join(", "));
    let tag = language().tag();
    for note in result["notes"].as_array().into_iter().flatten() {
        let label = note["label"][tag].as_str().or(note["label"].as_str()).or(note["code"].as_str());
        text += &format!("  {:>9}  {}\n", note["count"].to_string(), label.unwrap_or_default());
    }
    let problems = result["problems"].as_array().map(Vec::as_slice).unwrap_or_default();
    for it in problems.iter().take(PROBLEMS_MAX) {
        let said = |name: &str| it[name].as_str().unwrap_or_default().to_owned();
        text += &format!("  row {}: {} {} `{}`\n", it["row"], said("column"), said("message"), said("value"));
    }
    let bad = result["bad"].as_i64().unwrap_or(0);
    if bad > problems.len().min(PROBLEMS_MAX) as i64 {
        text += "  …\n";
    }
    if let (true, Some(id)) = (bad > 0, imported["id"].as_str()) {
        text += &format!(
            "the bad rows, to be mended and imported again: uploads/{id}.bad.csv in the data folder\n"
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_says_what_came_of_each_row() {
        let imported = serde_json::json!({
            "id": "7", "dry_run": true,
            "result": {
                "created": 2, "bad": 1,
                "notes": [{ "code": "cancelled", "count": 3, "label": { "zh": "退货", "en": "cancelled" } }],
                "problems": [{ "row": 4, "column": "单价", "value": "many", "message": "is not a number" }],
            },
        });
        let report = report(&imported);
        for wanted in [
            "dry run",
            "2 created, 0 updated",
            "1 bad",
            "3  ",
            "row 4: 单价 is not a number `many`",
            "7.bad.csv",
        ] {
            assert!(report.contains(wanted), "{wanted} in {report}");
        }
    }
}
