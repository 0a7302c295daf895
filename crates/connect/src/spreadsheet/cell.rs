//! What one cell of a table holds, before anybody says what it should hold.

use crate::spreadsheet::fault::Fault;
use std::borrow::Cow;
use values::Day;

/// One cell as its file stores it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A number of a workbook as decimal text, at the 15 significant digits that Excel keeps.
    Number(String),
    Day(Day),
    /// A local date and time; seconds count from midnight.
    DateTime(Day, u32),
    YesNo(bool),
    /// `#N/A`, `#REF!` and the like, as text.
    Error(String),
    /// A formula whose result was never stored in the file.
    FormulaWithoutValue,
}

impl Cell {
    pub fn text(text: &str) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    }

    /// Nothing but blanks.
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.chars().all(|it| it.is_whitespace() || is_invisible(it)),
            _ => false,
        }
    }

    /// The cell as a person would read it.
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty | Cell::FormulaWithoutValue => Cow::Borrowed(""),
            Cell::Text(text) | Cell::Number(text) | Cell::Error(text) => Cow::Borrowed(text),
            Cell::Day(day) => Cow::Owned(day.to_string()),
            Cell::DateTime(day, second) => {
                let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
                Cow::Owned(format!("{day} {hour:02}:{minute:02}:{second:02}"))
            }
            Cell::YesNo(yes) => Cow::Borrowed(if *yes { "TRUE" } else { "FALSE" }),
        }
    }
}

/// Characters that take no room on the screen but make two codes differ.
pub(crate) fn is_invisible(it: char) -> bool {
    matches!(it, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{00AD}')
        || (it.is_control() && !matches!(it, '\t' | '\n' | '\r'))
}

/// One row of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// As a spreadsheet program counts: from 1, blank rows included.
    pub number: u32,
    /// Trailing empty cells may be missing.
    pub cells: Vec<Cell>,
    /// Something wrong with the row itself: cut off, wrongly encoded, a quote left open.
    pub fault: Option<Fault>,
    /// How much of the file is behind this row: so much of so much, in bytes or rows.
    pub position: (u64, u64),
}

impl Row {
    pub fn is_blank(&self) -> bool {
        self.fault.is_none() && self.cells.iter().all(Cell::is_blank)
    }

    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }
}
