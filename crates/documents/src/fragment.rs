//! One changed value of a document, read back from its history as a record of its own, so that it
//! is shown like any other value.

use crate::{DocumentType, Field, Kind, Label, Record, Value};
use serde_json::{Value as Json, json};
use values::UserId;

/// `quantity`, `lines[3]` or `lines[3].quantity`, as [`crate::Change`] writes them.
struct Path<'a> {
    field: &'a str,
    line: Option<u64>,
    column: Option<&'a str>,
}

impl<'a> Path<'a> {
    fn read(path: &'a str) -> Path<'a> {
        let (field, rest) = path.split_once('[').unwrap_or((path, ""));
        let (line, column) = rest.split_once(']').unwrap_or(("", ""));
        Path { field, line: line.parse().ok(), column: column.strip_prefix('.') }
    }
}

impl DocumentType {
    /// The record that holds nothing but the value at `path`. A field the type no longer has, or a
    /// value that no longer fits it, gives a blank record.
    pub fn fragment(&self, path: &str, stored: &Json) -> Record {
        if stored.is_null() {
            return Record::new();
        }
        let Path { field, line, column } = Path::read(path);
        let whole = match (line, column) {
            (None, _) => json!({ field: stored }),
            (Some(line), Some(column)) => json!({ field: [{ "line": line, column: stored }] }),
            (Some(_), None) => json!({ field: [stored] }),
        };
        self.from_stored(&whole).unwrap_or_default()
    }

    /// What [`DocumentType::to_public`] made of a fragment, without the record around it.
    pub fn unwrap_fragment(path: &str, public: &Json) -> Json {
        let Path { field, line, column } = Path::read(path);
        let value = &public[field];
        match (line, column) {
            (None, _) => value.clone(),
            (Some(_), Some(column)) => value[0][column].clone(),
            (Some(_), None) => value[0].clone(),
        }
    }

    /// What people call the value at `path`; `None` for a system field or one that is gone.
    pub fn label_at(&self, path: &str) -> Option<&Label> {
        let Path { field, column, .. } = Path::read(path);
        let field: &Field = self.field(field)?;
        match column {
            Some(column) => field.column(column).map(|it| &it.label),
            None => Some(&field.label),
        }
    }

    /// Every member this record names.
    pub fn members(&self, record: &Record) -> Vec<UserId> {
        let in_fields = |fields: &[Field], record: &Record| -> Vec<UserId> {
            let named = fields.iter().filter(|it| it.kind == Kind::Member);
            named.filter_map(|it| record.member(&it.name)).collect()
        };
        let mut found = in_fields(&self.fields, record);
        for field in self.rows_fields() {
            if let Some(Value::Rows(rows)) = record.get(&field.name) {
                found.extend(rows.iter().flat_map(|row| in_fields(&field.columns, &row.record)));
            }
        }
        found
    }
}
