//! Lists of documents, page after page by the last row seen (keyset paging), never by counting.
//!
//! What a filter finds is told by alternatives, of which each has an index where that can be: who made it, or
//! who is its salesperson. They are read one by one and put together by their ids.

mod key;

pub use key::Cursor;
pub(crate) use key::Key;

use crate::documents::{COLUMNS, Stored, literal, stored};
use crate::filter_sql::{Condition, alternatives, condition, condition_in_order, ranges};
use crate::json_sql::{self, Stored as Form};
use crate::{Dialect, Error, Tx, search};
use documents::{DocumentType, Filter, Scalar};
use key::Part;
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

/// So many of one's own are looked at for words; where nearly all are found by them, it is enough.
const LOOKED_AT: usize = MORE * 5 / 4;
/// These are looked at first.
const SAMPLED: usize = 500;

/// A page is put together from at most so many ranges.
const RANGES_MAX: usize = 60;

/// What a list finds.
enum Found {
    /// These, which are fewer than [`MORE`].
    Few(Vec<i64>),
    /// At least [`MORE`].
    Many,
    /// What any of these conditions finds.
    Any(Vec<Condition>),
}

impl Found {
    fn of(ids: Vec<i64>) -> Found {
        if ids.len() < MORE { Found::Few(ids) } else { Found::Many }
    }
}

/// [`Error::Fault`] when `after` is not from the same list: ask [`Cursor::is_valid`] first.
pub fn list(tx: &mut dyn Tx, list: &List<'_>) -> Result<Page, Error> {
    match find(tx, list)? {
        Found::Any(one) if one.len() == 1 => page(tx, list, &one),
        found => Ok(page_of(tx, list, found)?.0),
    }
}

/// [`list`] and [`count`] in one. Where few are found, they are found once, by whatever index there is, and
/// named from then on; where many are, one looks at them in their order until the page is full.
pub fn list_counted(tx: &mut dyn Tx, list: &List<'_>) -> Result<(Page, i64), Error> {
    if *list.filter == Filter::everything() && list.words.is_empty() {
        return Ok((self::list(tx, list)?, count(tx, list)?));
    }
    let found = find(tx, list)?;
    page_of(tx, list, found)
}

fn page_of(tx: &mut dyn Tx, list: &List<'_>, found: Found) -> Result<(Page, i64), Error> {
    let found = match found {
        Found::Any(any) => Found::of(found_by(tx, &any, MORE)?),
        found => found,
    };
    if let Found::Few(ids) = found {
        let total = ids.len() as i64;
        let named = named(tx, of_page(list, ids)?);
        return Ok((page(tx, list, &[named])?, total));
    }
    let many = in_order(tx, list)?;
    Ok((page(tx, list, &many)?, MORE as i64))
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
    let (after, dialect) = (list.after()?, tx.dialect());
    let what = key.sql(dialect);
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
        select.add(any_of(dialect, found, &order, list.limit + 1));
        select.push(&order);
        select
    };
    Ok(key.parts(list.sort.descending, after).into_iter().map(select).collect())
}

/// How many there are: exact up to [`TOTAL_MAX`], one more when there are more. Looks at filter and
/// words only.
pub fn count(tx: &mut dyn Tx, list: &List<'_>) -> Result<i64, Error> {
    let any = match find(tx, list)? {
        Found::Few(ids) => return Ok(ids.len() as i64),
        Found::Many => return Ok(MORE as i64),
        Found::Any(any) => ids(&any, "", MORE),
    };
    let select = format!("select count(*) from ({}) as t", any.sql);
    Ok(tx.query(&select, &any.params())?[0].int(0).min(MORE as i64))
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
pub(crate) fn any_of(
    dialect: Dialect,
    mut alternatives: Vec<Condition>,
    order: &str,
    limit: usize,
) -> Condition {
    if alternatives.len() == 1 {
        return alternatives.remove(0);
    }
    let Condition { sql, params } = ids(&alternatives, order, limit);
    let sql = match dialect {
        Dialect::Sqlite => format!("d.seq in ({sql})"),
        // An array is looked up; joined to what it knows to be many, it would rather read a million rows.
        Dialect::Postgres => format!("d.seq = any(array({sql}))"),
    };
    Condition { sql, params }
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

/// Filter and words as conditions of which any will do.
pub(crate) fn matching(tx: &mut dyn Tx, list: &List<'_>) -> Result<Vec<Condition>, Error> {
    match find(tx, list)? {
        Found::Any(any) => Ok(any),
        Found::Few(ids) => Ok(vec![named(tx, ids)]),
        Found::Many => {
            let found = filtered(tx, list)?;
            with_words(tx, list, found)
        }
    }
}

fn filtered(tx: &mut dyn Tx, list: &List<'_>) -> Result<Vec<Condition>, Error> {
    let found = alternatives(tx.dialect(), list.definition, list.filter);
    found.into_iter().map(|it| of_type(list, it)).collect()
}

fn find(tx: &mut dyn Tx, list: &List<'_>) -> Result<Found, Error> {
    let found = filtered(tx, list)?;
    if list.words.is_empty() {
        return Ok(Found::Any(found));
    }
    let document_type = &list.definition.name;
    if found.len() > 1 {
        // One's own are looked at, where they are few or nearly all of some are found: however many of all are.
        let own = found_by(tx, &found, LOOKED_AT)?;
        let are_all = own.len() < LOOKED_AT;
        let mut looked_at = |own: &[i64]| search::among(tx, document_type, list.words, own);
        if are_all || looked_at(&own[..SAMPLED])?.len() * LOOKED_AT >= SAMPLED * MORE {
            let hits = looked_at(&own)?;
            if are_all || hits.len() >= MORE {
                return Ok(Found::of(hits));
            }
        }
    }
    let hits = search::hits(tx, document_type, list.words, MORE)?;
    if *list.filter == Filter::everything() {
        return Ok(Found::of(hits));
    }
    if hits.len() >= MORE {
        return Ok(Found::Any(with_words(tx, list, found)?));
    }
    let mut all = named(tx, hits);
    all.push(" and ");
    all.add(condition(tx.dialect(), list.definition, list.filter));
    Ok(Found::Any(vec![all]))
}

/// So many ids of documents that any of these conditions finds.
fn found_by(tx: &mut dyn Tx, alternatives: &[Condition], limit: usize) -> Result<Vec<i64>, Error> {
    let found = ids(alternatives, "", limit);
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
