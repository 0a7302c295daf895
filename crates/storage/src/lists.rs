//! Lists of documents, page after page by the last row seen (keyset paging), never by counting.

use crate::documents::{COLUMNS, Stored, literal, stored};
use crate::filter_sql::{Condition, condition};
use crate::json_sql::{self, Stored as Form};
use crate::{Error, Tx, is_identifier};
use documents::{DocumentType, Filter, Scalar};
use serde_json::{Value as Json, json};

/// What a list is sorted by. Ties are in the order in which documents were made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    pub field: String,
    pub descending: bool,
}

impl Sort {
    /// Reads `name` or `-created_at`; of several keys the first. `None` when the type has no such
    /// field, or it cannot be sorted by.
    pub fn from_text(definition: &DocumentType, text: &str) -> Option<Sort> {
        let first = text.split(',').next().unwrap_or_default().trim();
        let (field, descending) = match first.strip_prefix('-') {
            Some(field) => (field, true),
            None => (first, false),
        };
        let sort = Sort { field: field.to_owned(), descending };
        Key::of(definition, &sort).is_some().then_some(sort)
    }

    /// Masters by number, everything else the newest first.
    pub fn usual(definition: &DocumentType) -> Sort {
        match &definition.key_field {
            Some(_) => Sort { field: "number".to_owned(), descending: false },
            None => Sort { field: "created_at".to_owned(), descending: true },
        }
    }
}

/// Which documents of a type, and how many of them.
#[derive(Clone, Debug)]
pub struct List<'a> {
    pub definition: &'a DocumentType,
    pub filter: &'a Filter,
    /// Lower-case words that must all be found in what a document is searched by.
    pub words: &'a [String],
    pub sort: &'a Sort,
    /// [`Page::next`] of the page before.
    pub after: Option<&'a str>,
    pub limit: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub rows: Vec<Stored>,
    /// Where the next page starts; `None` after the last one. A text for [`List::after`].
    pub next: Option<String>,
}

/// Totals are counted up to here.
pub const TOTAL_MAX: i64 = 10_000;

/// With at most so many hits, a search names them; with more, most pages fill quickly anyway.
const HITS_MAX: usize = 500;

/// [`Error::Fault`] when `after` is not from the same list: ask [`Cursor::is_valid`] first.
pub fn list(tx: &mut dyn Tx, list: &List<'_>) -> Result<Page, Error> {
    let key = Key::of(list.definition, list.sort)
        .ok_or_else(|| Error::Fault(format!("`{}` cannot be sorted by", list.sort.field)))?;
    let after = match list.after {
        Some(text) => Some(Cursor::read(text).ok_or_else(|| Error::Fault(format!("no such page: {text}")))?),
        None => None,
    };
    let Some(base) = matching(tx, list)? else { return Ok(Page { rows: Vec::new(), next: None }) };
    let what = key.sql(tx.dialect());

    // One row more than asked for tells whether there is a next page.
    let wanted = list.limit + 1;
    let mut found: Vec<(Json, Stored)> = Vec::new();
    for part in key.parts(list.sort.descending, after.as_ref()) {
        if found.len() >= wanted {
            break;
        }
        let mut query = Condition::default();
        query.push(&format!("select {COLUMNS}, {what} from {} where {}", base.from, base.condition.sql));
        query.params = base.condition.params.clone();
        part.write(&mut query, &key, &what, list.sort.descending);
        query.push(&format!(" limit {}", wanted - found.len()));
        tx.each(&query.sql, &query.params(), &mut |row| {
            let value = match key {
                Key::Value { form: Form::Text, .. } | Key::Column { form: Form::Text, .. } => {
                    json!(row.opt_text(12))
                }
                _ => json!(row.opt_int(12)),
            };
            found.push((value, stored(row)));
            Ok(())
        })?;
    }
    let more = found.len() > list.limit;
    found.truncate(list.limit);
    let next = found.last().filter(|_| more).map(|(value, row)| json!([value, row.id.0]).to_string());
    Ok(Page { rows: found.into_iter().map(|(_, row)| row).collect(), next })
}

/// How many there are: exact up to [`TOTAL_MAX`], one more when there are more. Looks at filter and
/// words only.
pub fn count(tx: &mut dyn Tx, list: &List<'_>) -> Result<i64, Error> {
    let Some(base) = matching(tx, list)? else { return Ok(0) };
    let select = format!(
        "select count(*) from (select 1 from {} where {} limit {}) as t",
        base.from,
        base.condition.sql,
        TOTAL_MAX + 1
    );
    Ok(tx.query(&select, &base.condition.params())?[0].int(0))
}

/// A page's start, as a caller got it.
pub struct Cursor {
    value: Option<Scalar>,
    seq: i64,
}

impl Cursor {
    pub fn is_valid(text: &str) -> bool {
        Cursor::read(text).is_some()
    }

    fn read(text: &str) -> Option<Cursor> {
        let Ok(Json::Array(parts)) = serde_json::from_str(text) else { return None };
        let [value, seq] = parts.as_slice() else { return None };
        let value = match value {
            Json::Null => None,
            Json::String(it) => Some(Scalar::Text(it.clone())),
            it => Some(Scalar::Int(it.as_i64()?)),
        };
        Some(Cursor { value, seq: seq.as_i64()? })
    }
}

struct Base {
    from: &'static str,
    condition: Condition,
}

/// Filter and words as a condition; `None` when nothing can match.
fn matching(tx: &mut dyn Tx, list: &List<'_>) -> Result<Option<Base>, Error> {
    let document_type = literal(&list.definition.name)?;
    let mut all = Condition { sql: format!("d.type = {document_type}"), params: Vec::new() };
    if *list.filter != Filter::everything() {
        all.push(" and ");
        all.add(condition(tx.dialect(), list.definition, list.filter));
    }
    if list.words.is_empty() {
        return Ok(Some(Base { from: "@.document d", condition: all }));
    }
    let words = words_condition(tx, list.words);
    let select = format!(
        "select s.seq from @.document_search s where s.type = {document_type} and {} limit {}",
        words.sql,
        HITS_MAX + 1
    );
    let hits = tx.query(&select, &words.params())?;
    if hits.is_empty() {
        return Ok(None);
    }
    if hits.len() <= HITS_MAX {
        all.push(&format!(" and d.seq in {}", json_sql::among(tx.dialect())));
        all.params.push(Scalar::Text(json_sql::ids(hits.iter().map(|it| it.int(0)))));
    } else {
        all.push(&format!(
            " and exists (select 1 from @.document_search s where s.type = {document_type} and s.seq = d.seq and "
        ));
        all.add(words);
        all.push(")");
    }
    Ok(Some(Base { from: "@.document d", condition: all }))
}

fn words_condition(tx: &mut dyn Tx, words: &[String]) -> Condition {
    let mut out = Condition::default();
    for (at, word) in words.iter().enumerate() {
        out.push(if at > 0 { " and " } else { "" });
        out.push(&json_sql::contains(tx.dialect(), "s.text"));
        out.params.push(Scalar::Text(word.clone()));
    }
    out
}

/// What rows are ordered by, before their `seq`.
enum Key {
    /// `seq` alone: documents get it in the order in which they are made.
    Made,
    /// A column that is never null.
    Column { name: &'static str, form: Form },
    /// A field, blank or not.
    Value { name: String, form: Form },
}

impl Key {
    fn of(definition: &DocumentType, sort: &Sort) -> Option<Key> {
        Some(match sort.field.as_str() {
            "created_at" => Key::Made,
            "number" => Key::Column { name: "number", form: Form::Text },
            "state" => Key::Column { name: "state", form: Form::Text },
            "updated_at" => Key::Column { name: "updated_at", form: Form::Int },
            "created_by" => Key::Column { name: "created_by", form: Form::Int },
            name => {
                let field = definition.field(name).filter(|_| is_identifier(name))?;
                // The field that is the number: its column has an index of its own.
                if definition.key_field.as_deref() == Some(name) {
                    return Some(Key::Column { name: "number", form: Form::Text });
                }
                Key::Value { name: name.to_owned(), form: Form::of(&field.kind)? }
            }
        })
    }

    fn sql(&self, dialect: crate::Dialect) -> String {
        match self {
            Key::Made => "d.seq".to_owned(),
            Key::Column { name, .. } => format!("d.{name}"),
            Key::Value { name, form } => json_sql::value(dialect, "d.body", name, *form),
        }
    }

    /// The stretches of rows to read one after the other: blank fields come first when ascending,
    /// last when descending. Each is one range of an index.
    fn parts(&self, descending: bool, after: Option<&Cursor>) -> Vec<Part> {
        let start = |it: &Cursor| (it.value.clone(), it.seq);
        if !matches!(self, Key::Value { .. }) {
            return vec![Part::Valued { after: after.map(start) }];
        }
        let valued = |after| Part::Valued { after };
        let blank = |after| Part::Blank { after };
        match (descending, after) {
            (false, None) => vec![blank(None), valued(None)],
            (true, None) => vec![valued(None), blank(None)],
            (false, Some(Cursor { value: None, seq })) => vec![blank(Some(*seq)), valued(None)],
            (true, Some(Cursor { value: None, seq })) => vec![blank(Some(*seq))],
            (false, Some(it)) => vec![valued(Some(start(it)))],
            (true, Some(it)) => vec![valued(Some(start(it))), blank(None)],
        }
    }
}

enum Part {
    Blank { after: Option<i64> },
    Valued { after: Option<(Option<Scalar>, i64)> },
}

impl Part {
    fn write(self, query: &mut Condition, key: &Key, what: &str, descending: bool) {
        let (beyond, order) = if descending { ("<", " desc") } else { (">", "") };
        match (self, key) {
            (Part::Blank { after }, _) => {
                query.push(&format!(" and {what} is null"));
                if let Some(seq) = after {
                    query.push(&format!(" and d.seq {beyond} ?"));
                    query.params.push(Scalar::Int(seq));
                }
                query.push(&format!(" order by d.seq{order}"));
            }
            (Part::Valued { after }, Key::Made) => {
                if let Some((_, seq)) = after {
                    query.push(&format!(" and d.seq {beyond} ?"));
                    query.params.push(Scalar::Int(seq));
                }
                query.push(&format!(" order by d.seq{order}"));
            }
            (Part::Valued { after }, _) => {
                if let Key::Value { .. } = key {
                    query.push(&format!(" and {what} is not null"));
                }
                if let Some((value, seq)) = after {
                    query.push(&format!(" and ({what}, d.seq) {beyond} (?, ?)"));
                    query.params.push(value.unwrap_or(Scalar::Int(0)));
                    query.params.push(Scalar::Int(seq));
                }
                query.push(&format!(" order by {what}{order}, d.seq{order}"));
            }
        }
    }
}
