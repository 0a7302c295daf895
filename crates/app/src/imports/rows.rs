//! Rows of the file as values of fields, with what is wrong and what was understood.

use crate::failure::Failure;
use crate::imports::analyse::Opened;
use crate::imports::job::{ImportOptions, SeenTarget};
use crate::imports::outcome::problem;
use crate::imports::start::unreadable;
use crate::turn::Turn;
use connect::spreadsheet::cell::{Cell, Row};
use connect::spreadsheet::fault::Fault;
use connect::spreadsheet::header::Header;
use connect::spreadsheet::mapping::Target;
use connect::spreadsheet::note::Notes;
use connect::spreadsheet::reading::day::DayOrder;
use connect::spreadsheet::reading::{Column, Expected, Value, read};
use connect::spreadsheet::report::RowProblem;
use connect::spreadsheet::totals::Skips;
use std::ops::ControlFlow;

/// How the columns of one file are read.
pub(crate) struct Layout {
    header: Header,
    /// Only fields that a column or a constant fills.
    fields: Vec<FilledField>,
}

/// A field and where its values come from.
pub(crate) struct FilledField {
    pub(crate) field: String,
    expected: Expected,
    required: bool,
    pub(crate) column: Option<usize>,
    /// When there is no column.
    constant: Cell,
    learnt: Column,
}

/// A row as values, in the order of [`Layout::fields`].
pub(crate) struct PlainRow {
    pub(crate) values: Vec<Value>,
    pub(crate) problems: Vec<RowProblem>,
    pub(crate) notes: Notes,
}

impl Layout {
    pub(crate) fn new(turn: &Turn, opened: &Opened, seen: &[SeenTarget], options: &ImportOptions) -> Layout {
        let offset_seconds = offset_seconds(turn);
        let filled = opened.targets.iter().zip(seen).filter_map(|(target, seen)| {
            let constant = options.constants.get(&target.field).map_or(Cell::Empty, |it| Cell::text(it));
            let filled = seen.column.is_some() || constant != Cell::Empty;
            filled.then(|| FilledField {
                field: target.field.clone(),
                expected: target.expected.clone(),
                required: target.required,
                column: seen.column,
                constant,
                learnt: learnt(target, seen.column, opened, options, offset_seconds),
            })
        });
        Layout { fields: filled.collect(), header: opened.header.clone() }
    }

    pub(crate) fn fields(&self) -> &[FilledField] {
        &self.fields
    }

    /// The place of a field's value in [`PlainRow::values`].
    pub(crate) fn place(&self, field: &str) -> Option<usize> {
        self.fields.iter().position(|it| it.field == field)
    }

    pub(crate) fn column_of(&self, field: &str) -> Option<usize> {
        self.fields.iter().find(|it| it.field == field)?.column
    }

    pub(crate) fn skips(&self) -> Skips {
        let amounts =
            self.fields.iter().filter(|it| matches!(it.expected, Expected::Amount(_) | Expected::Quantity));
        let columns: Vec<(usize, Column)> = amounts.filter_map(|it| Some((it.column?, it.learnt))).collect();
        Skips::new(&self.header, &columns)
    }

    pub(crate) fn read(&self, row: &Row) -> PlainRow {
        let mut plain = PlainRow {
            values: Vec::with_capacity(self.fields.len()),
            problems: Vec::new(),
            notes: Notes::NONE,
        };
        if let Some(fault) = &row.fault {
            plain.problems.push(problem(row, None, "", fault.code(), fault.sentence()));
            plain.values.resize(self.fields.len(), Value::Empty);
            return plain;
        }
        for field in &self.fields {
            let cell = field.column.map_or(&field.constant, |it| row.cell(it));
            let fault = match read(cell, &field.expected, &field.learnt) {
                Ok(it) => {
                    plain.notes = plain.notes.and(it.notes);
                    let missing = field.required && it.value == Value::Empty;
                    plain.values.push(it.value);
                    missing.then_some(Fault::Required)
                }
                Err(fault) => {
                    plain.values.push(Value::Empty);
                    Some(fault)
                }
            };
            if let Some(fault) = fault {
                plain.problems.push(problem(row, field.column, &field.field, fault.code(), fault.sentence()));
            }
        }
        plain
    }
}

/// Of the company's clock, east of UTC.
fn offset_seconds(turn: &Turn) -> i32 {
    let zone = jiff::tz::TimeZone::get(&turn.company.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let now = jiff::Timestamp::from_microsecond(turn.now.micros()).unwrap_or(jiff::Timestamp::MAX);
    zone.to_offset(now).seconds()
}

fn learnt(
    target: &Target,
    column: Option<usize>,
    opened: &Opened,
    options: &ImportOptions,
    offset_seconds: i32,
) -> Column {
    let mut learnt = match column {
        Some(index) => Column::learn(&target.expected, opened.sample.column(index, opened.header.last_row)),
        None => Column::default(),
    };
    learnt.offset_seconds = offset_seconds;
    learnt.tells_what_is_closed = target.field.ends_with("close_rest");
    if let Some(order) = options.day_order.filter(|it| *it != DayOrder::Unknown) {
        learnt.day_order = order;
    }
    learnt
}

/// Hands every row behind the header to `take`, until it breaks or fails.
pub(crate) fn each_data_row(
    opened: &Opened,
    mut take: impl FnMut(&Row) -> Result<ControlFlow<()>, Failure>,
) -> Result<(), Failure> {
    let mut failed = None;
    let read = opened.source.each_row(opened.sheet.as_deref(), |row| {
        if row.number <= opened.header.last_row {
            return ControlFlow::Continue(());
        }
        take(row).unwrap_or_else(|failure| {
            failed = Some(failure);
            ControlFlow::Break(())
        })
    });
    match failed {
        Some(failure) => Err(failure),
        None => read.map_err(|it| unreadable(&it)),
    }
}
