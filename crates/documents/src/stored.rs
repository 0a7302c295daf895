//! Records as the database keeps them, as outside programs see them, and what changed between two.

use crate::{DocumentType, Field, Kind, Record, Row, Value, scalar};
use serde_json::{Map, Value as Json, json};
use values::{DocumentId, LineNo, UserId};

/// One field that differs between two versions of a document, in stored form. A path names lines by
/// their number: `lines[3].quantity`; a whole line added or removed is `lines[3]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub path: String,
    pub before: Json,
    pub after: Json,
}

impl DocumentType {
    /// Amounts as scaled integers, links and members as ids, days as text, moments as microseconds,
    /// rows as objects with `line`. Blank fields are absent.
    pub fn to_stored(&self, record: &Record) -> Json {
        fields_to_json(&self.fields, record, &scalar::to_stored)
    }

    /// Reads what [`DocumentType::to_stored`] wrote. Fields the type no longer has are left out.
    pub fn from_stored(&self, json: &Json) -> Result<Record, String> {
        record_from_stored(&self.fields, json, "")
    }

    /// As the API shows it: amounts as text, links by number, members by `name_of_user`.
    pub fn to_public(
        &self,
        record: &Record,
        number_of: &dyn Fn(DocumentId) -> String,
        name_of_user: &dyn Fn(UserId) -> String,
    ) -> Json {
        let public = |value: &Value| DocumentType::value_to_public(value, number_of, name_of_user);
        fields_to_json(&self.fields, record, &public)
    }

    /// One value as the API shows it; rows are shown by the whole record only.
    pub fn value_to_public(
        value: &Value,
        number_of: &dyn Fn(DocumentId) -> String,
        name_of_user: &dyn Fn(UserId) -> String,
    ) -> Json {
        match value {
            Value::Link(it) => json!(number_of(*it)),
            Value::Member(it) => json!(name_of_user(*it)),
            Value::Rows(_) => Json::Null,
            other => scalar::to_public(other),
        }
    }

    /// A value in one text; empty for what points to something else.
    pub fn plain(value: &Value) -> String {
        scalar::plain(value)
    }

    /// Every document this one points to: the field or `lines.item`, the line or 0, the target.
    pub fn linked(&self, record: &Record) -> Vec<(String, LineNo, DocumentId)> {
        let mut found = Vec::new();
        for field in &self.fields {
            if let Some(id) = record.link(&field.name) {
                found.push((field.name.clone(), 0, id));
            }
            for row in record.rows(&field.name) {
                for column in &field.columns {
                    if let Some(id) = row.record.link(&column.name) {
                        found.push((format!("{}.{}", field.name, column.name), row.line, id));
                    }
                }
            }
        }
        found
    }

    /// What changed from `before` to `after`, field by field, lines matched by number.
    pub fn differences(&self, before: &Record, after: &Record) -> Vec<Change> {
        let mut changes = Vec::new();
        for field in &self.fields {
            if field.kind == Kind::Rows {
                rows_differences(&mut changes, field, before.rows(&field.name), after.rows(&field.name));
            } else {
                changes.extend(difference(&field.name, field, before, after));
            }
        }
        changes
    }

    /// What people call the document: its title field; empty when the type has none.
    pub fn title(&self, record: &Record) -> String {
        let field = self.title_field.as_deref();
        field.and_then(|it| record.text(it)).unwrap_or_default().to_owned()
    }

    /// The document's number when a field holds it (a master's code).
    pub fn key<'a>(&self, record: &'a Record) -> Option<&'a str> {
        record.text(self.key_field.as_deref()?)
    }

    /// The texts that the search box looks in: key, title, barcodes, searchable fields and columns.
    pub fn search_text<'a>(&self, record: &'a Record) -> Vec<&'a str> {
        let is_searched = |it: &Field| {
            let name = Some(&it.name);
            it.searchable
                || it.kind == Kind::Barcode
                || name == self.key_field.as_ref()
                || name == self.title_field.as_ref()
        };
        let mut found: Vec<&str> = Vec::new();
        for field in &self.fields {
            if is_searched(field) {
                found.extend(record.text(&field.name));
            }
            let columns = field.columns.iter().filter(|it| it.searchable || it.kind == Kind::Barcode);
            for column in columns {
                let rows = record.rows(&field.name);
                found.extend(rows.iter().filter_map(|row| row.record.text(&column.name)));
            }
        }
        found
    }

    /// Where the search box looks, as [`DocumentType::search_text`] reads it.
    pub fn searched(&self) -> Vec<String> {
        let is_searched = |it: &Field| it.searchable || it.kind == Kind::Barcode;
        let names = [&self.key_field, &self.title_field].into_iter().flatten().cloned();
        let found = self.all_fields().filter(|(_, it)| is_searched(it)).map(|(path, _)| path);
        let mut all: Vec<String> = found.chain(names).collect();
        all.sort();
        all.dedup();
        all
    }

    /// Blank serial-number fields take the document's number.
    pub fn give_number(&self, record: &mut Record, number: &str) {
        for field in self.fields.iter().filter(|it| it.kind == Kind::SerialNumber) {
            if record.get(&field.name).is_none() {
                record.set(&field.name, Some(Value::Text(number.to_owned())));
            }
        }
    }
}

fn fields_to_json(fields: &[Field], record: &Record, scalar: &dyn Fn(&Value) -> Json) -> Json {
    let mut out = Map::new();
    for field in fields {
        let json = match record.get(&field.name) {
            None => continue,
            Some(Value::Rows(rows)) => {
                Json::Array(rows.iter().map(|row| row_to_json(&field.columns, row, scalar)).collect())
            }
            Some(value) => scalar(value),
        };
        out.insert(field.name.clone(), json);
    }
    Json::Object(out)
}

fn row_to_json(columns: &[Field], row: &Row, scalar: &dyn Fn(&Value) -> Json) -> Json {
    let mut out = Map::new();
    out.insert("line".to_owned(), json!(row.line));
    if let Json::Object(fields) = fields_to_json(columns, &row.record, scalar) {
        out.extend(fields);
    }
    Json::Object(out)
}

fn record_from_stored(fields: &[Field], json: &Json, path: &str) -> Result<Record, String> {
    let object = json.as_object().ok_or_else(|| format!("`{path}` is not an object"))?;
    let mut record = Record::new();
    for field in fields {
        let Some(json) = object.get(&field.name).filter(|it| !it.is_null()) else { continue };
        let path = format!("{path}{}", field.name);
        let value = match (&field.kind, json) {
            (Kind::Rows, Json::Array(rows)) => rows_from_stored(field, rows, &path).map(Value::Rows),
            (kind, json) => {
                scalar::from_stored(kind, json).ok_or_else(|| format!("`{path}` is not a {kind}: {json}"))
            }
        }?;
        record.set(&field.name, Some(value));
    }
    Ok(record)
}

fn rows_from_stored(field: &Field, rows: &[Json], path: &str) -> Result<Vec<Row>, String> {
    let row = |(at, row): (usize, &Json)| {
        let line = row.get("line").and_then(Json::as_u64).and_then(|it| LineNo::try_from(it).ok());
        let line = line.ok_or_else(|| format!("`{path}[{at}]` has no line number"))?;
        Ok(Row { line, record: record_from_stored(&field.columns, row, &format!("{path}[{at}]."))? })
    };
    rows.iter().enumerate().map(row).collect()
}

fn difference(path: &str, field: &Field, before: &Record, after: &Record) -> Option<Change> {
    let (before, after) = (before.get(&field.name), after.get(&field.name));
    let json = |it: Option<&Value>| it.map_or(Json::Null, scalar::to_stored);
    (before != after).then(|| Change { path: path.to_owned(), before: json(before), after: json(after) })
}

fn rows_differences(changes: &mut Vec<Change>, field: &Field, before: &[Row], after: &[Row]) {
    let whole = |row: &Row| row_to_json(&field.columns, row, &scalar::to_stored);
    for row in before {
        let path = format!("{}[{}]", field.name, row.line);
        match after.iter().find(|it| it.line == row.line) {
            Some(now) => changes.extend(field.columns.iter().filter_map(|column| {
                difference(&format!("{path}.{}", column.name), column, &row.record, &now.record)
            })),
            None => changes.push(Change { path, before: whole(row), after: Json::Null }),
        }
    }
    for row in after.iter().filter(|row| before.iter().all(|it| it.line != row.line)) {
        let path = format!("{}[{}]", field.name, row.line);
        changes.push(Change { path, before: Json::Null, after: whole(row) });
    }
}
