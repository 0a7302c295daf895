//! What is looked at before anything is decided: the first rows, and rows from all over the file.

use crate::spreadsheet::cell::{Cell, Row};
use crate::spreadsheet::fault::Unreadable;
use crate::spreadsheet::source::Source;
use std::ops::ControlFlow;

/// Rows kept from the start, where titles, header and preview are.
pub const FIRST_ROWS: usize = 200;
/// Rows kept from all over; when more come, every other one is dropped.
pub const SPREAD_ROWS: usize = 2_000;
/// Rows behind which nothing is looked at before the import itself.
const ROWS_LOOKED_AT: u32 = 400_000;

/// Rows of a file, enough to judge it by.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    pub first: Vec<Row>,
    /// Evenly spread, blank ones left out.
    pub spread: Vec<Row>,
    /// How many rows the file has, when it was read to its end.
    pub rows: Option<u32>,
}

impl Sample {
    pub fn take(source: &Source, sheet: Option<&str>) -> Result<Sample, Unreadable> {
        let mut sample = Sample::default();
        let (mut seen, mut step) = (0_u32, 1_u32);
        source.each_row(sheet, |row| {
            seen = row.number;
            if sample.first.len() < FIRST_ROWS {
                sample.first.push(row.clone());
            }
            if row.number.is_multiple_of(step) && !row.is_blank() {
                sample.spread.push(row.clone());
                if sample.spread.len() > SPREAD_ROWS {
                    step *= 2;
                    sample.spread.retain(|it| it.number.is_multiple_of(step));
                }
            }
            if seen >= ROWS_LOOKED_AT { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        sample.rows = (seen < ROWS_LOOKED_AT).then_some(seen);
        if sample.spread.is_empty() && sample.first.iter().all(Row::is_blank) {
            return Err(Unreadable::Empty);
        }
        Ok(sample)
    }

    /// Sampled cells of a column behind `row`, blank ones left out.
    pub fn column(&self, index: usize, row: u32) -> impl Iterator<Item = &Cell> {
        let behind = self.spread.iter().filter(move |it| it.number > row && it.fault.is_none());
        behind.map(move |it| it.cell(index)).filter(|it| !it.is_blank())
    }
}
