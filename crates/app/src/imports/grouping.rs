//! Which rows of the file belong to one document.
//!
//! The rows of a document usually stand together, but need not. A first pass over the file notes the
//! last row of every document, so that the second can let each go as soon as it is whole: memory
//! holds only documents that are still open.

use crate::imports::rows::{Layout, PlainRow};
use connect::spreadsheet::cell::Row;
use connect::spreadsheet::reading::Value;
use documents::DocumentType;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Rows that make one document.
pub(crate) struct Group {
    pub(crate) rows: Vec<(Row, PlainRow)>,
}

/// By what rows are held together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Together {
    /// Every row is a document.
    Alone,
    /// The value at this place names the document: a code or a number.
    Named(usize),
    /// Rows that agree in all fields of the header, in documents of at most so many lines.
    SameHeader(usize),
}

impl Together {
    pub(crate) fn of(definition: &DocumentType, layout: &Layout) -> Together {
        let name = definition.key_field.as_deref().unwrap_or("number");
        let has_lines = layout.fields().iter().any(|it| it.field.contains('.'));
        match (has_lines, layout.place(name)) {
            (false, _) => Together::Alone,
            (true, Some(place)) => Together::Named(place),
            (true, None) => {
                let most = definition.rows_fields().filter_map(|it| it.max_lines).min();
                Together::SameHeader(most.unwrap_or(documents::LINES_USUAL) as usize)
            }
        }
    }

    /// A row that names no document stands alone.
    fn key(self, layout: &Layout, row: &PlainRow) -> Option<u64> {
        let mut hasher = DefaultHasher::new();
        match self {
            Together::Alone => return None,
            Together::Named(place) => match &row.values[place] {
                Value::Empty => return None,
                value => value.shown().hash(&mut hasher),
            },
            Together::SameHeader(_) => {
                let header =
                    layout.fields().iter().zip(&row.values).filter(|(field, _)| !field.field.contains('.'));
                header.for_each(|(_, value)| value.shown().hash(&mut hasher));
            }
        }
        Some(hasher.finish())
    }
}

/// Lets groups go when they are whole.
pub(crate) struct Grouping {
    together: Together,
    /// The last row of each document.
    last_rows: HashMap<u64, u32>,
    open: HashMap<u64, Group>,
}

impl Grouping {
    pub(crate) fn new(together: Together) -> Grouping {
        Grouping { together, last_rows: HashMap::new(), open: HashMap::new() }
    }

    /// Rows need a first pass when they can belong together.
    pub(crate) fn needs_first_pass(&self) -> bool {
        self.together != Together::Alone
    }

    /// First pass.
    pub(crate) fn note(&mut self, layout: &Layout, row: &Row, plain: &PlainRow) {
        if let Some(key) = self.together.key(layout, plain) {
            self.last_rows.insert(key, row.number);
        }
    }

    /// Second pass: gives the group that is whole with this row.
    pub(crate) fn add(&mut self, layout: &Layout, row: &Row, plain: PlainRow) -> Option<Group> {
        let Some(key) = self.together.key(layout, &plain) else {
            return Some(Group { rows: vec![(row.clone(), plain)] });
        };
        let last = self.last_rows.get(&key).copied().unwrap_or(row.number);
        let group = self.open.entry(key).or_insert_with(|| Group { rows: Vec::new() });
        group.rows.push((row.clone(), plain));
        let full = matches!(self.together, Together::SameHeader(most) if group.rows.len() >= most);
        if row.number >= last || full { self.open.remove(&key) } else { None }
    }
}
