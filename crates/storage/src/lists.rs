//! Lists of documents, page after page by the last row seen (keyset paging), never by counting.
//!
//! What a filter finds is told by alternatives, of which each has an index where that can be: who made it, or
//! who is its salesperson. They are read one by one and put together by their ids.

use crate::documents::{COLUMNS, Stored, literal, stored};
use crate::filter_sql::{Condition, alternatives, condition, condition_in_order, ranges};
use crate::json_sql::{self, Stored as Form};
use crate::{Dialect, Error, Tx, is_identifier, search};
use documents::{DocumentType, Filter, Scalar};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use values::DocumentId;

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

impl List<'_> {
    fn after(&self) -> Result<Option<Cursor>, Error> {
        let read = |text| Cursor::read(text).ok_or_else(|| Error::Fault(format!("no such page: {text}")));
        self.after.map(read).transpose()
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub rows: Vec<Stored>,
    /// Where the next page starts; `None` after the last one. A text for [`List::after`].
    pub next: Option<String>,
}

/// Totals are counted up to here.
pub const TOTAL_MAX: i64 = 10_000;

/// So many tell that there are more than [`TOTAL_MAX`].
const MORE: usize = TOTAL_MAX as usize + 1;

/// A page is put together from at most so many ranges.
const RANGES_MAX: usize = 60;

/// [`Error::Fault`] when `after` is not from the same list: ask [`Cursor::is_valid`] first.
pub fn list(tx: &mut dyn Tx, list: &List<'_>) -> Result<Page, Error> {
    let found = matching(tx, list)?;
    if found.len() > 1 {
        return Ok(list_counted(tx, list)?.0);
    }
    page(tx, list, &found)
}

/// [`list`] and [`count`] in one. Where few are found, they are found once, by whatever index there is, and
/// named from then on; where many are, one looks at them in their order until the page is full.
pub fn list_counted(tx: &mut dyn Tx, list: &List<'_>) -> Result<(Page, i64), Error> {
    let everything = *list.filter == Filter::everything();
    if everything && list.words.is_empty() {
        return Ok((self::list(tx, list)?, count(tx, list)?));
    }
    let found: Vec<i64> = if everything {
        search::hits(tx, &list.definition.name, list.words, MORE)?
    } else {
        let found = matching(tx, list)?;
        found_by(tx, &found)?
    };
    let total = found.len().min(MORE) as i64;
    let found =
        if found.len() >= MORE { in_order(tx, list)? } else { vec![named(tx, of_page(list, found)?)] };
    Ok((page(tx, list, &found)?, total))
}

pub(crate) fn page(tx: &mut dyn Tx, list: &List<'_>, alternatives: &[Condition]) -> Result<Page, Error> {
    let key = Key::of(list.definition, list.sort)
        .ok_or_else(|| Error::Fault(format!("`{}` cannot be sorted by", list.sort.field)))?;
    // One row more than asked for tells whether there is a next page.
    let wanted = list.limit + 1;
    let mut found: Vec<(Json, Stored)> = Vec::new();
    for mut select in selects(tx, &key, list, alternatives)? {
        if found.len() >= wanted {
            break;
        }
        select.push(&format!(" limit {}", wanted - found.len()));
        tx.each(&select.sql, &select.params(), &mut |row| {
            let value =
                if key.form() == Form::Text { json!(row.opt_text(12)) } else { json!(row.opt_int(12)) };
            found.push((value, stored(row)));
            Ok(())
        })?;
    }
    let more = found.len() > list.limit;
    found.truncate(list.limit);
    let next = found.last().filter(|_| more).map(|(value, row)| json!([value, row.id.0]).to_string());
    Ok(Page { rows: found.into_iter().map(|(_, row)| row).collect(), next })
}

/// The statements that read a page one after the other, until there are enough rows. Each reads one
/// range of an index in its order, for each of the alternatives.
pub(crate) fn selects(
    tx: &mut dyn Tx,
    key: &Key,
    list: &List<'_>,
    alternatives: &[Condition],
) -> Result<Vec<Condition>, Error> {
    let after = list.after()?;
    let what = key.sql(tx.dialect());
    let select = |part: Part| {
        let order = part.order(&what, list.sort.descending);
        let range = part.range(key, &what, list.sort.descending);
        let within = |one: &Condition| {
            let mut one = one.clone();
            one.add(range.clone());
            one
        };
        let found: Vec<Condition> = alternatives.iter().map(within).collect();
        let mut select = Condition::default();
        select.push(&format!("select {COLUMNS}, {what} from @.document d where "));
        select.add(any_of(found, &order, list.limit + 1));
        select.push(&order);
        select
    };
    Ok(key.parts(list.sort.descending, after).into_iter().map(select).collect())
}

/// How many there are: exact up to [`TOTAL_MAX`], one more when there are more. Looks at filter and
/// words only.
pub fn count(tx: &mut dyn Tx, list: &List<'_>) -> Result<i64, Error> {
    if *list.filter == Filter::everything() && !list.words.is_empty() {
        return Ok(search::hits(tx, &list.definition.name, list.words, MORE)?.len() as i64);
    }
    let found = ids(&matching(tx, list)?, "", MORE);
    let select = format!("select count(*) from ({}) as t", found.sql);
    Ok(tx.query(&select, &found.params())?[0].int(0).min(MORE as i64))
}

/// The ids `seq` of documents that any of these conditions finds: of each the first ones in an order.
pub(crate) fn ids(alternatives: &[Condition], order: &str, limit: usize) -> Condition {
    let mut all = Condition::default();
    for (at, one) in alternatives.iter().enumerate() {
        all.push(if at > 0 { " union select seq from (" } else { "select seq from (" });
        all.push("select d.seq from @.document d where ");
        all.add(one.clone());
        all.push(&format!("{order} limit {limit}) as t{at}"));
    }
    all
}

/// Any of these conditions, as one. Of several, each needs to find only so many of the first in an order.
pub(crate) fn any_of(mut alternatives: Vec<Condition>, order: &str, limit: usize) -> Condition {
    if alternatives.len() == 1 {
        return alternatives.remove(0);
    }
    let Condition { sql, params } = ids(&alternatives, order, limit);
    Condition { sql: format!("d.seq in ({sql})"), params }
}

/// Those of these ids that a page may show: they grow in the order in which documents are made.
fn of_page(list: &List<'_>, mut found: Vec<i64>) -> Result<Vec<i64>, Error> {
    if list.sort.field != "created_at" {
        return Ok(found);
    }
    let sign = if list.sort.descending { -1 } else { 1 };
    if let Some(after) = list.after()? {
        found.retain(|it| it * sign > after.seq * sign);
    }
    found.sort_unstable_by_key(|it| it * sign);
    found.truncate(list.limit + 1);
    Ok(found)
}

fn named(tx: &mut dyn Tx, found: Vec<i64>) -> Condition {
    let sql = format!("d.seq in {}", json_sql::among(tx.dialect()));
    Condition { sql, params: vec![Scalar::Text(json_sql::ids(found))] }
}

/// Which of these documents, all of this type, a filter finds.
pub fn among(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    filter: &Filter,
    ids: &[DocumentId],
) -> Result<BTreeSet<DocumentId>, Error> {
    let (ids, among) = (json_sql::ids(ids.iter().map(|it| it.0)), json_sql::among(tx.dialect()));
    let rows = found(tx, definition, filter, "d.seq", among, ids)?;
    Ok(rows.iter().map(|it| DocumentId(it.int(0))).collect())
}

/// Which of these numbers are of documents that a filter finds.
pub fn among_numbers(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    filter: &Filter,
    numbers: &[&str],
) -> Result<BTreeSet<String>, Error> {
    let (numbers, among) = (json!(numbers).to_string(), json_sql::among_texts(tx.dialect()));
    let rows = found(tx, definition, filter, "d.number", among, numbers)?;
    Ok(rows.iter().map(|it| it.text(0).to_owned()).collect())
}

fn found(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    filter: &Filter,
    what: &str,
    among: &str,
    wanted: String,
) -> Result<Vec<crate::Row>, Error> {
    let document_type = literal(&definition.name)?;
    let mut select = Condition::default();
    select.push(&format!(
        "select {what} from @.document d where d.type = {document_type} and {what} in {among}"
    ));
    select.params.push(Scalar::Text(wanted));
    select.push(" and ");
    select.add(condition(tx.dialect(), definition, filter));
    tx.query(&select.sql, &select.params())
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

/// Filter and words as conditions of which any will do.
pub(crate) fn matching(tx: &mut dyn Tx, list: &List<'_>) -> Result<Vec<Condition>, Error> {
    let found = alternatives(tx.dialect(), list.definition, list.filter);
    let found: Vec<Condition> =
        found.into_iter().map(|it| of_type(list, it)).collect::<Result<_, Error>>()?;
    if list.words.is_empty() {
        return Ok(found);
    }
    if found.len() > 1 {
        // A few of one's own are looked at, however many of all the words are in.
        let own = found_by(tx, &found)?;
        if own.len() < MORE {
            let own = vec![named(tx, own)];
            return with_words(tx, list, own);
        }
    }
    let hits = search::hits(tx, &list.definition.name, list.words, MORE)?;
    if hits.len() >= MORE {
        return with_words(tx, list, found);
    }
    let mut all = named(tx, hits);
    all.push(" and ");
    all.add(condition(tx.dialect(), list.definition, list.filter));
    Ok(vec![all])
}

/// Enough ids to tell whether there are more than [`TOTAL_MAX`].
fn found_by(tx: &mut dyn Tx, alternatives: &[Condition]) -> Result<Vec<i64>, Error> {
    let found = ids(alternatives, "", MORE);
    Ok(tx.query(&found.sql, &found.params())?.iter().map(|it| it.int(0)).collect())
}

/// [`matching`] where so many match that no index but that of the order helps.
pub(crate) fn in_order(tx: &mut dyn Tx, list: &List<'_>) -> Result<Vec<Condition>, Error> {
    let mut found = match list.sort.field.as_str() {
        "created_at" => ranges(tx.dialect(), list.definition, list.filter),
        _ => Vec::new(),
    };
    if !(2..=RANGES_MAX).contains(&found.len()) {
        found = vec![condition_in_order(tx.dialect(), list.definition, list.filter)];
    }
    let found = found.into_iter().map(|it| of_type(list, it)).collect::<Result<_, Error>>()?;
    with_words(tx, list, found)
}

fn of_type(list: &List<'_>, of_filter: Condition) -> Result<Condition, Error> {
    let mut all =
        Condition { sql: format!("d.type = {}", literal(&list.definition.name)?), params: Vec::new() };
    if *list.filter != Filter::everything() {
        all.push(" and ");
        all.add(of_filter);
    }
    Ok(all)
}

/// Where words are looked for in each document that is found.
fn with_words(tx: &mut dyn Tx, list: &List<'_>, mut found: Vec<Condition>) -> Result<Vec<Condition>, Error> {
    for one in found.iter_mut().filter(|_| !list.words.is_empty()) {
        push_found(tx, list, one)?;
    }
    Ok(found)
}

fn push_found(tx: &mut dyn Tx, list: &List<'_>, all: &mut Condition) -> Result<(), Error> {
    let document_type = literal(&list.definition.name)?;
    all.push(&format!(
        " and exists (select 1 from @.document_search s where s.type = {document_type} and s.seq = d.seq and "
    ));
    all.add(words_condition(tx, list.words));
    all.push(")");
    Ok(())
}

fn words_condition(tx: &mut dyn Tx, words: &[String]) -> Condition {
    let params = words.iter().cloned().map(Scalar::Text).collect();
    Condition { sql: search::contains(tx.dialect(), "s.text", words.len()), params }
}

/// What rows are ordered by, before their `seq`.
pub(crate) enum Key {
    /// `seq` alone: documents get it in the order in which they are made.
    Made,
    /// A column that is never null.
    Column { name: &'static str, form: Form },
    /// A field, blank or not.
    Value { name: String, form: Form },
}

impl Key {
    pub(crate) fn of(definition: &DocumentType, sort: &Sort) -> Option<Key> {
        Some(match sort.field.as_str() {
            "created_at" => Key::Made,
            "number" => Key::Column { name: "number", form: Form::Text },
            "state" => Key::Column { name: "state", form: Form::Text },
            "updated_at" => Key::Column { name: "updated_at", form: Form::Int },
            "created_by" => Key::Column { name: "created_by", form: Form::Int },
            name => {
                let field = definition.field(name).filter(|it| is_identifier(name) && it.kind.is_plain())?;
                // The field that is the number: its column has an index of its own.
                if definition.key_field.as_deref() == Some(name) {
                    return Some(Key::Column { name: "number", form: Form::Text });
                }
                Key::Value { name: name.to_owned(), form: Form::of(&field.kind)? }
            }
        })
    }

    fn form(&self) -> Form {
        match self {
            Key::Made => Form::Int,
            Key::Column { form, .. } | Key::Value { form, .. } => *form,
        }
    }

    fn sql(&self, dialect: Dialect) -> String {
        match self {
            Key::Made => "d.seq".to_owned(),
            Key::Column { name, .. } => format!("d.{name}"),
            Key::Value { name, form } => json_sql::value(dialect, "d.body", name, *form),
        }
    }

    /// The stretches of rows to read one after the other: those tied with the last one seen, those
    /// beyond it, and those with a blank field, which come first when ascending and last when
    /// descending.
    fn parts(&self, descending: bool, after: Option<Cursor>) -> Vec<Part> {
        let may_be_blank = matches!(self, Key::Value { .. });
        let mut parts = Vec::new();
        match (self, after) {
            (Key::Made, after) => return vec![Part::Made { after: after.map(|it| it.seq) }],
            (_, None) => parts.push(Part::Valued { beyond: None }),
            (_, Some(Cursor { value: Some(value), seq })) => {
                parts.push(Part::Tied { value: value.clone(), seq });
                parts.push(Part::Valued { beyond: Some(value) });
                if !descending {
                    return parts;
                }
            }
            (_, Some(Cursor { value: None, seq })) => {
                parts.push(Part::Blank { after: Some(seq) });
                if !descending {
                    parts.push(Part::Valued { beyond: None });
                }
                return parts;
            }
        }
        if may_be_blank {
            let at = if descending { parts.len() } else { 0 };
            parts.insert(at, Part::Blank { after: None });
        }
        parts
    }
}

enum Part {
    Made { after: Option<i64> },
    Blank { after: Option<i64> },
    Tied { value: Scalar, seq: i64 },
    Valued { beyond: Option<Scalar> },
}

impl Part {
    fn range(&self, key: &Key, what: &str, descending: bool) -> Condition {
        let beyond = if descending { "<" } else { ">" };
        let mut range = Condition::default();
        let mut test = |sql: &str, value: Option<Scalar>| {
            range.push(sql);
            range.params.extend(value);
        };
        match self {
            Part::Made { .. } => (),
            Part::Blank { .. } => test(&format!(" and {what} is null"), None),
            Part::Tied { value, .. } => test(&format!(" and {what} = ?"), Some(value.clone())),
            Part::Valued { beyond: Some(value) } => {
                test(&format!(" and {what} {beyond} ?"), Some(value.clone()));
            }
            // The same as "is not null", but SQLite sees a range of the index in it.
            Part::Valued { beyond: None } if key.form() == Form::Text => {
                test(&format!(" and {what} >= ''"), None);
            }
            Part::Valued { beyond: None } => test(&format!(" and {what} >= {}", i64::MIN), None),
        }
        let after = match self {
            Part::Made { after } | Part::Blank { after } => *after,
            Part::Tied { seq, .. } => Some(*seq),
            Part::Valued { .. } => None,
        };
        if let Some(seq) = after {
            test(&format!(" and d.seq {beyond} ?"), Some(Scalar::Int(seq)));
        }
        range
    }

    fn order(&self, what: &str, descending: bool) -> String {
        let order = if descending { " desc" } else { "" };
        match self {
            Part::Valued { .. } => format!(" order by {what}{order}, d.seq{order}"),
            _ => format!(" order by d.seq{order}"),
        }
    }
}
