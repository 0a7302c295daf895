//! What an import did: counted, explained, and its bad rows kept for correction.

use crate::failure::Failure;
use crate::imports::start::unreadable;
use connect::spreadsheet::cell::Row;
use connect::spreadsheet::header::letters;
use connect::spreadsheet::report::{BadRows, PROBLEMS_SHOWN, RowProblem, Tallies};
use documents::Label;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Grows row by row.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) rows: u32,
    pub(crate) created: u32,
    pub(crate) updated: u32,
    pub(crate) unchanged: u32,
    /// Rows that hold nothing to import: totals, cancellations of nothing, duplicates.
    pub(crate) skipped: u32,
    /// Rows that were refused, in a run that was interrupted too.
    pub(crate) bad: u32,
    /// The last row that an interrupted run brought; whatever else is counted came behind it.
    pub(crate) resumed_after: u32,
    pub(crate) tallies: Tallies,
    problems: Vec<RowProblem>,
    bad_rows: Option<BadRows>,
    /// Rows that an interrupted run refused, and died before they were in the file of bad rows.
    missed: BTreeMap<u32, Vec<RowProblem>>,
}

impl Outcome {
    /// Bad rows are written to `path` as they come.
    pub(crate) fn keeping_bad_rows(
        path: &Path,
        names: &[String],
        language: &str,
    ) -> Result<Outcome, Failure> {
        let bad_rows = BadRows::create(path, names, language).map_err(file_failed)?;
        Ok(Outcome { bad_rows: Some(bad_rows), ..Outcome::default() })
    }

    /// [`Outcome::keeping_bad_rows`] of a run that goes on behind row `after`, where one was interrupted: what
    /// was bad until then stays in the file. `last` is what was wrong with the rows it committed last.
    pub(crate) fn going_on(
        path: &Path,
        names: &[String],
        language: &str,
        after: u32,
        last: Vec<RowProblem>,
    ) -> Result<Outcome, Failure> {
        let mut missed: BTreeMap<u32, Vec<RowProblem>> = BTreeMap::new();
        for it in last {
            missed.entry(it.row).or_default().push(it);
        }
        let keeps = |row: u32| row <= after && !missed.contains_key(&row);
        let (bad_rows, known) =
            BadRows::resume(path, names, language, keeps).map_err(|it| unreadable(&it))?;
        let bad = u32::try_from(known.len()).unwrap_or(u32::MAX);
        let told = known.into_iter().take(PROBLEMS_SHOWN).map(|(row, why)| RowProblem {
            row,
            column: None,
            field: None,
            value: String::new(),
            code: "before".to_owned(),
            message: Label::new(&why, &why),
        });
        let problems = told.collect();
        Ok(Outcome {
            bad,
            problems,
            bad_rows: Some(bad_rows),
            resumed_after: after,
            missed,
            ..Outcome::default()
        })
    }

    /// A row that an interrupted run brought is passed.
    pub(crate) fn pass(&mut self, row: &Row) -> Result<(), Failure> {
        match self.missed.remove(&row.number) {
            Some(problems) => self.refuse(row, problems),
            None => Ok(()),
        }
    }

    /// Bad rows so far are in the file, whatever happens next.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        self.bad_rows.as_mut().map_or(Ok(()), BadRows::flush).map_err(file_failed)
    }

    pub(crate) fn refuse(&mut self, row: &Row, problems: Vec<RowProblem>) -> Result<(), Failure> {
        self.bad += 1;
        if let Some(bad_rows) = &mut self.bad_rows {
            bad_rows.add(row, &problems).map_err(file_failed)?;
        }
        let room = PROBLEMS_SHOWN.saturating_sub(self.problems.len());
        self.problems.extend(problems.into_iter().take(room));
        Ok(())
    }

    /// Completes the file of bad rows.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        // Groups are refused when they are whole, which may be behind later rows.
        self.problems.sort_by_key(|it| it.row);
        self.bad_rows.take().map_or(Ok(()), BadRows::finish).map_err(file_failed)
    }

    pub(crate) fn to_json(&self) -> Json {
        json!({
            "rows": self.rows, "created": self.created, "updated": self.updated,
            "unchanged": self.unchanged, "skipped": self.skipped, "bad": self.bad,
            "resumed_after": self.resumed_after,
            "notes": self.tallies.all(), "problems": self.problems,
        })
    }

    /// Stored with both languages, shown in one.
    pub(crate) fn in_language(mut result: Json, language: &str) -> Json {
        for problem in result["problems"].as_array_mut().into_iter().flatten() {
            problem["message"] = text_in(&problem["message"], language);
        }
        result
    }
}

pub(crate) fn text_in(label: &Json, language: &str) -> Json {
    let label: Option<Label> = serde_json::from_value(label.clone()).ok();
    label.map_or(Json::Null, |it| it.text(language).into())
}

pub(crate) fn file_failed(error: std::io::Error) -> Failure {
    Failure::Broken(storage::Error::Engine(format!("writing the report of an import: {error}")))
}

/// What is wrong in one cell.
pub(crate) fn problem(
    row: &Row,
    column: Option<usize>,
    field: &str,
    code: &str,
    message: Label,
) -> RowProblem {
    RowProblem {
        row: row.number,
        column: column.map(letters),
        field: (!field.is_empty()).then(|| field.to_owned()),
        value: column.map(|it| row.cell(it).shown().chars().take(200).collect()).unwrap_or_default(),
        code: code.to_owned(),
        message,
    }
}
