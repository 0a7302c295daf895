//! Finds where the table starts below its titles, and what its columns are called.

use crate::spreadsheet::cell::{Cell, Row};
use crate::spreadsheet::note::Notes;
use crate::spreadsheet::reading::{Column, Expected, Value, read, text};
use crate::spreadsheet::sample::Sample;

/// Rows from the top among which a header is looked for.
const LOOKED_AT: usize = 40;

/// The rows that name the columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The first row of the header; 0 when the file has none.
    pub first_row: u32,
    /// The row above the data; 0 when there is no header.
    pub last_row: u32,
    /// By column; two-level headers joined as 单价/含税; empty where there is none.
    pub names: Vec<String>,
}

impl Header {
    /// Looks for the header; `known` tells whether a text is a name that some field goes by.
    pub fn find(sample: &Sample, known: impl Fn(&str) -> bool) -> Header {
        let usual = usual_width(sample);
        let rows: Vec<&Row> = sample.first.iter().filter(|it| !it.is_blank()).take(LOOKED_AT).collect();
        let hits = |row: &Row| texts(row).filter(|(_, it)| known(it)).count();
        let candidates: Vec<usize> = (0..rows.len())
            .filter(|at| {
                let width = texts(rows[*at]).count();
                is_all_names(rows[*at]) && width * 2 >= usual && (width > 1 || usual <= 1)
            })
            .collect();
        let most = candidates.iter().map(|at| hits(rows[*at])).max().unwrap_or(0);
        let enough = most >= usual.min(2);
        let chosen = candidates.iter().find(|at| if enough { hits(rows[**at]) == most } else { true });
        let Some(&chosen) = chosen else {
            return Header { names: vec![String::new(); sample_width(sample)], ..Header::default() };
        };
        let row = rows[chosen];
        let above = chosen.checked_sub(1).map(|at| rows[at]).filter(|it| it.number + 1 == row.number);
        let below = rows.get(chosen + 1).copied().filter(|it| it.number == row.number + 1);
        if let Some(below) = below.filter(|it| is_second_level(row, it, sample, &known)) {
            return Header::joined(row, below, sample);
        }
        match above.filter(|it| is_first_level(it, row)) {
            Some(above) => Header::joined(above, row, sample),
            None => Header::single(row, sample),
        }
    }

    /// The header that the user points at; 0 says that there is none.
    pub fn at(sample: &Sample, number: u32) -> Header {
        match sample.first.iter().find(|it| it.number == number) {
            Some(row) => Header::single(row, sample),
            None => Header { names: vec![String::new(); sample_width(sample)], ..Header::default() },
        }
    }

    fn single(row: &Row, sample: &Sample) -> Header {
        let width = sample_width(sample).max(row.cells.len());
        let names = (0..width).map(|it| name(row.cell(it))).collect();
        Header { first_row: row.number, last_row: row.number, names }
    }

    /// Two rows: a group's name stands over its first column and reaches over the blanks behind it.
    fn joined(upper: &Row, lower: &Row, sample: &Sample) -> Header {
        let mut names = Vec::new();
        let mut group = String::new();
        for index in 0..sample_width(sample).max(upper.cells.len()).max(lower.cells.len()) {
            let (above, below) = (name(upper.cell(index)), name(lower.cell(index)));
            if !above.is_empty() || below.is_empty() {
                group.clone_from(&above);
            }
            names.push(match (group.as_str(), below.as_str()) {
                (group, "") => group.to_owned(),
                ("", below) => below.to_owned(),
                (group, below) if group == below => below.to_owned(),
                (group, below) => format!("{group}/{below}"),
            });
        }
        Header { first_row: upper.number, last_row: lower.number, names }
    }

    /// The header once more, as programs print it on every page.
    pub fn is_repeated_by(&self, row: &Row) -> bool {
        let mut named = 0;
        for (index, own) in self.names.iter().enumerate() {
            let shown = row.cell(index).shown();
            if shown.trim() != own {
                // A two-level header is repeated in two rows; its lower one is enough to know it by.
                return false;
            }
            named += usize::from(!own.is_empty());
        }
        named > 1
    }
}

/// How many columns most rows fill.
fn usual_width(sample: &Sample) -> usize {
    let mut widths: Vec<usize> =
        sample.spread.iter().map(|row| row.cells.iter().filter(|it| !it.is_blank()).count()).collect();
    widths.sort_unstable();
    widths.get(widths.len() / 2).copied().unwrap_or(0)
}

fn sample_width(sample: &Sample) -> usize {
    let rows = sample.first.iter().chain(&sample.spread);
    rows.map(|it| it.cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |at| at + 1))
        .max()
        .unwrap_or(0)
}

fn name(cell: &Cell) -> String {
    let text = text::clean(&cell.shown(), &mut Notes::default()).replace('\n', " ");
    text.trim_start_matches('*').trim_end_matches('*').trim().to_owned()
}

fn texts(row: &Row) -> impl Iterator<Item = (usize, String)> {
    row.cells.iter().enumerate().filter(|(_, it)| !it.is_blank()).map(|(index, it)| (index, name(it)))
}

/// Nothing but texts that are neither numbers nor dates.
fn is_all_names(row: &Row) -> bool {
    row.fault.is_none()
        && row
            .cells
            .iter()
            .filter(|it| !it.is_blank())
            .all(|cell| matches!(cell, Cell::Text(text) if text.chars().count() <= 60) && !is_data(cell))
}

/// A number or a date, however written.
fn is_data(cell: &Cell) -> bool {
    if !matches!(cell, Cell::Text(_)) {
        return true;
    }
    let column = Column::default();
    let filled = |it: &Expected| matches!(read(cell, it, &column), Ok(it) if it.value != Value::Empty);
    filled(&Expected::Amount(6)) || filled(&Expected::Day)
}

/// `below` names parts of what stands above: it fills columns that the row above leaves blank behind
/// a group, and it is no row of data itself.
fn is_second_level(row: &Row, below: &Row, sample: &Sample, known: impl Fn(&str) -> bool) -> bool {
    let grouped = |index: usize| row.cell(index).is_blank() && index > 0 && !row.cell(index - 1).is_blank();
    if !is_all_names(below) || !texts(below).any(|(index, _)| grouped(index)) {
        return false;
    }
    let numbers_below = |index: usize| {
        let cells: Vec<&Cell> = sample.column(index, below.number).take(100).collect();
        let numbers = cells.iter().filter(|it| is_data(it)).count();
        !cells.is_empty() && numbers * 10 >= cells.len() * 7
    };
    texts(below).any(|(index, text)| known(&text) || numbers_below(index))
}

/// `above` groups the columns of `row`: several names, not one title, and none like 日期：….
fn is_first_level(above: &Row, row: &Row) -> bool {
    let groups: Vec<(usize, String)> = texts(above).collect();
    groups.len() > 1
        && is_all_names(above)
        && groups.iter().all(|(_, it)| !it.contains([':', '：']) && it.chars().count() <= 20)
        && texts(row).any(|(index, _)| above.cell(index).is_blank())
        && groups
            .iter()
            .all(|(index, _)| !row.cell(*index).is_blank() || *index >= row.cells.len() || index > &0)
}

/// A, B, … Z, AA: what a spreadsheet calls a column.
pub fn letters(index: usize) -> String {
    let mut rest = index + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.iter().rev().map(|it| char::from(*it)).collect()
}
