//! Untrusted JSON in, a checked record or every problem out.

use crate::{DocumentType, Field, Kind, Links, Problem, Record, Reference, Row, Value, scalar, units};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use values::{Day, Instant, LineNo, UserId};

/// Lines that `rows` may have when the field does not say.
pub const LINES_USUAL: u32 = 1_000;

/// What an expression may know besides the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    pub today: Day,
    pub now: Instant,
    pub user: UserId,
    /// Seconds that the company's clock is ahead of UTC.
    pub zone_seconds: i32,
    /// Days that are not what their weekday says: a holiday from Monday to Friday is `false`, a
    /// weekend that is worked is `true`.
    pub calendar: Arc<BTreeMap<Day, bool>>,
}

impl Context {
    /// In UTC, and without holidays.
    pub fn new(today: Day, now: Instant, user: UserId) -> Context {
        Context { today, now, user, zone_seconds: 0, calendar: Arc::default() }
    }

    pub fn is_working_day(&self, day: Day) -> bool {
        self.calendar.get(&day).copied().unwrap_or_else(|| day.weekday() < 5)
    }
}

/// A field that was not sent for a new document or line, and whose value is to be found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Pending {
    /// The `rows` field and the position in it; `None` for a header field.
    pub(crate) row: Option<(String, usize)>,
    pub(crate) field: String,
}

struct Parser<'a> {
    links: &'a Links,
    problems: Vec<Problem>,
    pending: HashSet<Pending>,
}

impl DocumentType {
    /// Every text in `fields` (and in defaults) that names another document or a member.
    pub fn references(&self, fields: &Json) -> Vec<Reference> {
        let mut found = Vec::new();
        for field in &self.fields {
            if field.kind != Kind::Rows {
                reference(&mut found, &field.name, field, fields.get(&field.name));
                continue;
            }
            let rows = fields.get(&field.name).and_then(Json::as_array);
            for (at, row) in rows.into_iter().flatten().enumerate() {
                for column in &field.columns {
                    let path = format!("{}[{at}].{}", field.name, column.name);
                    reference(&mut found, &path, column, row.get(&column.name));
                }
            }
        }
        found
    }

    /// Checks `fields` as a whole new document, or, with `base`, as a change of it: fields that are
    /// not sent stay, `null` clears. A list of rows replaces the rows, and inside it a row that
    /// carries the `line` of an old one keeps what it does not mention. Formulas are computed,
    /// defaults filled in for what is new. All problems are reported at once. Warnings, and what other
    /// documents have to say, are told by [`DocumentType::read`] only.
    pub fn parse(
        &self,
        fields: &Json,
        links: &Links,
        base: Option<&Record>,
        context: &Context,
    ) -> Result<Record, Vec<Problem>> {
        let reading = self.read(fields, links, base, context);
        if reading.problems.is_empty() { Ok(reading.record) } else { Err(reading.problems) }
    }
}

/// What was sent and what stays, before anything is computed.
pub(crate) struct Parsed {
    pub(crate) record: Record,
    pub(crate) problems: Vec<Problem>,
    pub(crate) pending: HashSet<Pending>,
}

pub(crate) fn parsed(
    it: &DocumentType,
    fields: &Json,
    links: &Links,
    base: Option<&Record>,
) -> Result<Parsed, Problem> {
    let empty = Map::new();
    let object = match fields {
        Json::Object(it) => it,
        Json::Null => &empty,
        _ => return Err(Problem::new("", "not_an_object")),
    };
    let mut parser = Parser { links, problems: Vec::new(), pending: HashSet::new() };
    let mut record = parser.fields("", None, &it.fields, object, base);
    let Parser { mut problems, pending, .. } = parser;
    units::bring_together(it, &mut record, base, links, &mut problems);
    Ok(Parsed { record, problems, pending })
}

fn reference(found: &mut Vec<Reference>, path: &str, field: &Field, json: Option<&Json>) {
    let Some(target) = field.kind.target() else { return };
    let default = field.default.as_ref().filter(|_| field.default_expression().is_none());
    if let Some(text) = json.or(default).and_then(Json::as_str).map(str::trim).filter(|it| !it.is_empty()) {
        let (path, target) = (path.to_owned(), target.to_owned());
        found.push(Reference { path, target, text: text.to_owned() });
    }
}

impl Parser<'_> {
    /// The fields of a document, or of the row at `row`.
    fn fields(
        &mut self,
        path: &str,
        row: Option<(&str, usize)>,
        fields: &[Field],
        object: &Map<String, Json>,
        base: Option<&Record>,
    ) -> Record {
        let mut record = Record::new();
        for field in fields {
            let path = format!("{path}{}", field.name);
            let old = base.and_then(|it| it.get(&field.name));
            let value = match object.get(&field.name) {
                // Other documents changed it, or will.
                _ if field.computed.is_some() => old.cloned(),
                _ if field.is_derived() => None,
                None if base.is_some() => old.cloned(),
                None => self.default(&path, row, field),
                Some(json) => self.value(&path, field, json, old),
            };
            record.set(&field.name, value);
        }
        let known = |name: &str| fields.iter().any(|it| it.name == name) || (row.is_some() && name == "line");
        for name in object.keys().filter(|name| !known(name)) {
            self.problems.push(Problem::new(format!("{path}{name}"), "unknown_field"));
        }
        record
    }

    fn value(&mut self, path: &str, field: &Field, json: &Json, old: Option<&Value>) -> Option<Value> {
        let value = if field.kind == Kind::Rows {
            self.rows(path, field, json, old).map(Value::Rows)
        } else {
            scalar::parse(field, json, path, self.links).unwrap_or_else(|problem| {
                self.problems.push(problem);
                None
            })
        };
        if field.read_only && value.as_ref() != old {
            self.problems.retain(|it| it.path != path);
            self.problems.push(Problem::new(path, "read_only"));
            return old.cloned();
        }
        value
    }

    fn default(&mut self, path: &str, row: Option<(&str, usize)>, field: &Field) -> Option<Value> {
        if field.default_expression().is_some() || field.linkage.is_some() {
            let row = row.map(|(rows, at)| (rows.to_owned(), at));
            self.pending.insert(Pending { row, field: field.name.clone() });
            return None;
        }
        let default = field.default.as_ref()?;
        scalar::parse(field, default, path, self.links).unwrap_or_else(|problem| {
            self.problems.push(problem);
            None
        })
    }

    fn rows(&mut self, path: &str, field: &Field, json: &Json, old: Option<&Value>) -> Option<Vec<Row>> {
        if scalar::is_blank(json) {
            return None;
        }
        let Json::Array(input) = json else {
            self.problems.push(Problem::new(path, "not_rows"));
            return None;
        };
        let most = field.max_lines.unwrap_or(LINES_USUAL);
        if input.len() > most as usize {
            let problem = Problem::new(path, "too_many_lines").with("most", most).with("count", input.len());
            self.problems.push(problem);
            return None;
        }
        let old: &[Row] = match old {
            Some(Value::Rows(rows)) => rows,
            _ => &[],
        };
        let lines = self.line_numbers(path, input, old);
        let empty = Map::new();
        let mut rows = Vec::with_capacity(input.len());
        for (at, (json, line)) in input.iter().zip(lines).enumerate() {
            let path = format!("{path}[{at}]");
            let object = json.as_object().unwrap_or_else(|| {
                self.problems.push(Problem::new(&path, "not_an_object"));
                &empty
            });
            let base = old.iter().find(|it| it.line == line).map(|it| &it.record);
            let place = Some((field.name.as_str(), at));
            let record = self.fields(&format!("{path}."), place, &field.columns, object, base);
            rows.push(Row { line, record });
        }
        self.unique_columns(path, field, &rows);
        Some(rows)
    }

    /// The number of every row: its own, or one above all others.
    fn line_numbers(&mut self, path: &str, input: &[Json], old: &[Row]) -> Vec<LineNo> {
        let mut last = old.iter().map(|it| it.line).max().unwrap_or(0);
        let mut seen: HashMap<LineNo, usize> = HashMap::new();
        let mut given = Vec::with_capacity(input.len());
        for (at, row) in input.iter().enumerate() {
            let json = row.get("line").filter(|it| !it.is_null());
            let number = json.and_then(Json::as_u64).and_then(|it| LineNo::try_from(it).ok());
            let number = number.filter(|it| (1..=1_000_000).contains(it));
            let path = format!("{path}[{at}].line");
            match number {
                None if json.is_some() => self.problems.push(Problem::new(path, "not_a_line")),
                Some(line) if !old.is_empty() && old.iter().all(|it| it.line != line) => {
                    self.problems.push(Problem::new(path, "unknown_line").with("line", line));
                }
                Some(line) => match seen.insert(line, at) {
                    Some(other) => {
                        self.problems.push(Problem::new(path, "not_unique_in_rows").with("other", other + 1))
                    }
                    None => last = last.max(line),
                },
                None => (),
            }
            given.push(number);
        }
        let mut next = || {
            last += 1;
            last
        };
        given.into_iter().map(|line| line.unwrap_or_else(&mut next)).collect()
    }

    fn unique_columns(&mut self, path: &str, field: &Field, rows: &[Row]) {
        for column in field.columns.iter().filter(|it| it.unique) {
            let mut seen: HashMap<String, usize> = HashMap::new();
            for (at, row) in rows.iter().enumerate() {
                let Some(value) = row.record.get(&column.name) else { continue };
                if let Some(other) = seen.insert(scalar::to_stored(value).to_string(), at) {
                    let path = format!("{path}[{at}].{}", column.name);
                    self.problems.push(Problem::new(path, "not_unique_in_rows").with("other", other + 1));
                }
            }
        }
    }
}

/// Blank required fields, except where a worse problem was found already.
pub(crate) fn required(problems: &mut Vec<Problem>, path: &str, fields: &[Field], record: &Record) {
    for field in fields {
        let path = format!("{path}{}", field.name);
        match record.get(&field.name) {
            Some(Value::Rows(rows)) => {
                for (at, row) in rows.iter().enumerate() {
                    required(problems, &format!("{path}[{at}]."), &field.columns, &row.record);
                }
            }
            Some(_) => (),
            None if field.required && problems.iter().all(|it| it.path != path) => {
                problems.push(Problem::new(path, "required"));
            }
            None => (),
        }
    }
}
