//! Files with the dirt that real ones hold, and what is made of it.

mod amounts;
mod codes;
mod days;
mod export;
mod header;
mod mapping;
mod properties;
mod real_files;
mod report;
mod text_files;
mod totals;
mod workbooks;
mod zip;

use crate::spreadsheet::cell::{Cell, Row, is_invisible};
use crate::spreadsheet::fault::Unreadable;
use crate::spreadsheet::note::Notes;
use crate::spreadsheet::reading::{Column, Expected, read};
use crate::spreadsheet::sample::Sample;
use crate::spreadsheet::source::Source;
use std::ops::{ControlFlow, Deref};
use std::path::PathBuf;
use tempfile::NamedTempFile;

/// A file with these bytes, gone when dropped.
fn file(bytes: &[u8]) -> NamedTempFile {
    let file = NamedTempFile::new().expect("the temporary folder takes files");
    std::fs::write(file.path(), bytes).expect("a new file takes bytes");
    file
}

/// A source and the file it reads from.
struct Opened {
    source: Source,
    _file: NamedTempFile,
}

impl Deref for Opened {
    type Target = Source;
    fn deref(&self) -> &Source {
        &self.source
    }
}

fn open(bytes: &[u8]) -> Result<Opened, Unreadable> {
    let file = file(bytes);
    Source::open(file.path(), None).map(|source| Opened { source, _file: file })
}

fn opened(bytes: &[u8]) -> Opened {
    open(bytes).map_err(|it| it.to_string()).expect("the file is a table")
}

fn rows_of(source: &Source, sheet: Option<&str>) -> Vec<Row> {
    let mut rows = Vec::new();
    source
        .each_row(sheet, |row| {
            rows.push(row.clone());
            ControlFlow::Continue(())
        })
        .expect("the rows can be read");
    rows
}

/// Rows as lines: number, cells between bars, and the fault.
fn shown(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row.cells.iter().map(|it| it.shown().replace('\n', "⏎")).collect();
        let fault = row.fault.as_ref().map(|it| format!("  ← {}", it.code())).unwrap_or_default();
        text.push_str(&format!("{} |{}|{fault}\n", row.number, cells.join("|")));
    }
    text
}

fn sample(csv: &str) -> Sample {
    Sample::take(&opened(csv.as_bytes()), None).expect("the sample has rows")
}

/// What became of one text: the value and the notes, or the fault.
fn told(text: &str, expected: &Expected, column: &Column) -> String {
    told_of(&Cell::text(text), expected, column)
}

fn told_of(cell: &Cell, expected: &Expected, column: &Column) -> String {
    match read(cell, expected, column) {
        Ok(it) => {
            let value = match it.value.to_json() {
                serde_json::Value::String(text) => text,
                serde_json::Value::Null => "(empty)".to_owned(),
                other => other.to_string(),
            };
            let unit = match it.value {
                crate::spreadsheet::reading::Value::Quantity(_, Some(unit)) => format!(" {unit}"),
                _ => String::new(),
            };
            format!("{value}{unit}{}", notes(it.notes))
        }
        Err(fault) => format!("✗ {}", fault.code()),
    }
}

fn notes(notes: Notes) -> String {
    let codes: Vec<&str> = notes.iter().map(|it| it.code()).collect();
    if codes.is_empty() { String::new() } else { format!("  ({})", codes.join(", ")) }
}

/// `input -> what became of it`, one line each.
fn table(inputs: &[&str], expected: &Expected, column: &Column) -> String {
    inputs.iter().map(|it| format!("{} -> {}\n", visible(it), told(it, expected, column))).collect()
}

/// Characters nobody sees, spelt out.
fn visible(text: &str) -> String {
    let spelt = |it: char| match it {
        ' ' | '\n' => it.to_string(),
        it if it.is_whitespace() || is_invisible(it) => it.escape_unicode().to_string(),
        it => it.to_string(),
    };
    text.chars().map(spelt).collect()
}

/// The folder of real data next to the repository, where there is one.
fn shared_data() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    folder.is_dir().then_some(folder)
}
