//! What an import did with every kind of dirt, and the bad rows to be corrected and imported again.

use crate::spreadsheet::cell::{Cell, Row};
use crate::spreadsheet::export::{Format, Heading, Out, Table};
use crate::spreadsheet::fault::Unreadable;
use crate::spreadsheet::note::{Note, Notes};
use crate::spreadsheet::reading::text::is_marked;
use crate::spreadsheet::source::Source;
use documents::Label;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufWriter};
use std::ops::ControlFlow;
use std::path::Path;

/// Rows named as examples of each kind of dirt.
const EXAMPLES_MAX: usize = 5;
/// Problems kept for the screen; the file of bad rows has them all.
pub const PROBLEMS_SHOWN: usize = 200;

/// One kind of dirt and how often it was met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub code: String,
    pub label: Label,
    pub count: u64,
    pub example_rows: Vec<u32>,
}

/// Counts kinds of dirt, in the order in which they were first met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies {
    tallies: Vec<Tally>,
    /// Where each note is in `tallies`, for speed: notes come by the million.
    places: std::collections::BTreeMap<Note, usize>,
}

impl Tallies {
    /// One more of a kind of dirt that reading understood.
    pub fn note(&mut self, note: Note, row: u32) {
        let place = match self.places.get(&note) {
            Some(place) => *place,
            None => {
                self.tallies.push(Tally::new(note.code(), note.label()));
                self.places.insert(note, self.tallies.len() - 1);
                self.tallies.len() - 1
            }
        };
        self.tallies[place].add(row);
    }

    pub fn notes(&mut self, notes: Notes, row: u32) {
        if !notes.is_empty() {
            notes.iter().for_each(|it| self.note(it, row));
        }
    }

    /// One more of a kind that only the importer of this kind of file knows.
    pub fn other(&mut self, code: &str, label: impl FnOnce() -> Label, row: u32) {
        let place = match self.tallies.iter().position(|it| it.code == code) {
            Some(place) => place,
            None => {
                self.tallies.push(Tally::new(code, label()));
                self.tallies.len() - 1
            }
        };
        self.tallies[place].add(row);
    }

    pub fn all(&self) -> &[Tally] {
        &self.tallies
    }

    pub fn count(&self, code: &str) -> u64 {
        self.tallies.iter().find(|it| it.code == code).map_or(0, |it| it.count)
    }
}

impl Tally {
    fn new(code: &str, label: Label) -> Tally {
        Tally { code: code.to_owned(), label, count: 0, example_rows: Vec::new() }
    }

    fn add(&mut self, row: u32) {
        self.count += 1;
        if self.example_rows.len() < EXAMPLES_MAX && self.example_rows.last() != Some(&row) {
            self.example_rows.push(row);
        }
    }
}

/// What is wrong with one cell or, without a column, with the whole row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowProblem {
    pub row: u32,
    /// As a spreadsheet calls it: `C`.
    pub column: Option<String>,
    pub field: Option<String>,
    /// What was read there.
    pub value: String,
    pub code: String,
    /// What is wrong and what to do.
    pub message: Label,
}

/// The file of bad rows: the cells as they were, and behind them the row's number and what is wrong.
/// Corrected, it can be imported again; the columns keep their places.
pub struct BadRows {
    table: Table<BufWriter<File>>,
    width: usize,
    language: String,
}

impl BadRows {
    /// Starts the file. CSV, because its rows come while the import runs; see [`as_workbook`].
    pub fn create(path: &Path, names: &[String], language: &str) -> io::Result<BadRows> {
        let english = language.starts_with("en");
        let (row, reason) =
            if english { ("Row in file", "What is wrong") } else { ("原文件行号", "错误原因") };
        let headings: Vec<Heading> =
            names.iter().map(String::as_str).chain([row, reason]).map(Heading::text).collect();
        let table = Table::start(Format::Csv, BufWriter::new(File::create(path)?), "bad", &headings)?;
        Ok(BadRows { table, width: names.len(), language: language.to_owned() })
    }

    /// Goes on with the file of a run that was interrupted: with what stands there of rows that `keeps` says yes
    /// to, which are told with what was wrong. Without a file it is started.
    pub fn resume(
        path: &Path,
        names: &[String],
        language: &str,
        keeps: impl Fn(u32) -> bool,
    ) -> Result<(BadRows, Vec<(u32, String)>), Unreadable> {
        let mut known: Vec<(u32, String)> = Vec::new();
        let mut rows: Vec<Vec<Out>> = Vec::new();
        if path.is_file() {
            let source = Source::open(path, Some("utf-8"))?;
            source.each_row(None, |row| {
                let number = row.cell(names.len()).shown().parse::<u32>().ok();
                if let Some(number) = number.filter(|it| keeps(*it)) {
                    known.push((number, row.cell(names.len() + 1).shown().into_owned()));
                    rows.push((0..names.len() + 2).map(|at| unguarded(row.cell(at))).collect());
                }
                ControlFlow::Continue(())
            })?;
        }
        let mut bad_rows = BadRows::create(path, names, language)?;
        rows.iter().try_for_each(|it| bad_rows.table.row(it))?;
        bad_rows.flush()?;
        Ok((bad_rows, known))
    }

    /// What was added outlives the program from now on.
    pub fn flush(&mut self) -> io::Result<()> {
        self.table.flush()
    }

    pub fn add(&mut self, row: &Row, problems: &[RowProblem]) -> io::Result<()> {
        let reasons: Vec<String> = problems
            .iter()
            .map(|it| {
                let message = it.message.text(&self.language);
                it.column.as_ref().map_or_else(|| message.to_owned(), |column| format!("{column}: {message}"))
            })
            .collect();
        let cells = (0..self.width).map(|it| out(row.cell(it)));
        let behind = [Out::Number(row.number.to_string()), Out::Text(reasons.join("; "))];
        let cells: Vec<Out> = cells.chain(behind).collect();
        self.table.row(&cells)
    }

    pub fn finish(self) -> io::Result<()> {
        self.table.finish().map(drop)
    }
}

fn out(cell: &Cell) -> Out {
    match cell {
        Cell::Empty | Cell::FormulaWithoutValue => Out::Empty,
        Cell::Number(text) => Out::Number(text.clone()),
        other => Out::Text(other.shown().into_owned()),
    }
}

/// Writes a CSV file of bad rows once more, as a workbook.
pub fn as_workbook(csv: &Path, to: &Path) -> Result<(), Unreadable> {
    let source = Source::open(csv, Some("utf-8"))?;
    let mut table: Option<Table<BufWriter<File>>> = None;
    let mut failed = None;
    source.each_row(None, |row| {
        let written = match &mut table {
            None => {
                let headings: Vec<Heading> = row.cells.iter().map(|it| Heading::text(&it.shown())).collect();
                File::create(to).and_then(|file| {
                    table = Some(Table::start(Format::Xlsx, BufWriter::new(file), "bad", &headings)?);
                    Ok(())
                })
            }
            Some(table) => table.row(&row.cells.iter().map(unguarded).collect::<Vec<_>>()),
        };
        failed = written.err();
        if failed.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    match (failed, table) {
        (Some(error), _) => Err(error.into()),
        (None, Some(table)) => table.finish().map(drop).map_err(Unreadable::Io),
        (None, None) => Err(Unreadable::Empty),
    }
}

/// In a workbook a text is a text: it needs no apostrophe.
fn unguarded(cell: &Cell) -> Out {
    let shown = cell.shown();
    let guarded = shown.strip_prefix('\'').filter(|it| is_marked(it));
    Out::Text(guarded.unwrap_or(&shown).to_owned())
}
