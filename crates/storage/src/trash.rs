//! The recycle bin: documents that were thrown away, whole, in a table of their own, so that no other
//! statement can see them.

use crate::documents::{COLUMNS, Name, Stored, literal, stored};
use crate::filter_sql::{Condition, condition};
use crate::{Error, Row, Tx, json_sql, params, query_one};
use documents::{DocumentType, Filter, Scalar};
use std::collections::BTreeSet;
use values::{DocumentId, Instant, UserId};

#[derive(Clone, Debug, PartialEq)]
pub struct Trashed {
    pub document: Stored,
    pub deleted_at: Instant,
    pub deleted_by: UserId,
}

const KEPT: &str = "id, type, number, title, state, body, definition_version, version, created_at,
     updated_at, created_by";

/// The bin in the form of the document table, so that a filter of documents reads it.
fn trashed_documents() -> String {
    format!("(select b.document as seq, {KEPT}, b.deleted_at, b.deleted_by from @.trash b) d")
}

fn select() -> String {
    format!("select {COLUMNS}, d.deleted_at, d.deleted_by from {}", trashed_documents())
}

/// Takes a document away, with its links and what it is found by; its history and comments stay.
/// Nothing may point at it: ask [`crate::links::where_used`] after [`crate::links::freeze`].
pub fn put(tx: &mut dyn Tx, it: &Stored, at: Instant, by: UserId) -> Result<(), Error> {
    tx.execute(
        &format!(
            "insert into @.trash (document, {KEPT}, deleted_at, deleted_by)
             select seq, {KEPT}, ?, ? from @.document where seq = ?"
        ),
        params![at, by, it.id],
    )?;
    crate::documents::delete(tx, it)
}

/// Puts a document back under its old id, as `it` says. The caller writes its links and what it is
/// found by. Constraint `document_number` when another has its number.
pub fn take_out(tx: &mut dyn Tx, it: &Stored) -> Result<(), Error> {
    // Number and version are of now, the rest is written below.
    let named = "update @.trash set number = ?, version = ? where document = ?";
    tx.execute(named, params![&it.number, it.version - 1, it.id])?;
    let back = format!(
        "insert into @.document (seq, {KEPT}) select document, {KEPT} from @.trash where document = ?"
    );
    tx.execute(&back, params![it.id])?;
    tx.execute("delete from @.trash where document = ?", params![it.id])?;
    crate::documents::update(tx, it)
}

/// By public id.
pub fn find(tx: &mut dyn Tx, id: uuid::Uuid) -> Result<Option<Trashed>, Error> {
    let select = format!("{} where d.id = ?", select());
    Ok(query_one(tx, &select, params![&id])?.as_ref().map(trashed))
}

/// Those of a type that a filter finds. What was thrown away last comes first; `before` is the last one
/// seen. Links of what is in the bin are not kept, so a filter by what a document points at finds none.
pub fn list(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    filter: &Filter,
    before: Option<(Instant, DocumentId)>,
    limit: usize,
) -> Result<Vec<Trashed>, Error> {
    let (at, id) = before.map_or((i64::MAX, i64::MAX), |it| (it.0.micros(), it.1.0));
    let mut query = Condition::default();
    query.push(&format!(
        "{} where d.type = {} and d.deleted_at <= ? and (d.deleted_at < ? or d.seq < ?) and ",
        select(),
        literal(&definition.name)?
    ));
    query.params.extend([at, at, id].map(Scalar::Int));
    query.add(condition(tx.dialect(), definition, filter));
    query.push(&format!(" order by d.deleted_at desc, d.seq desc limit {limit}"));
    Ok(tx.query(&query.sql, &query.params())?.iter().map(trashed).collect())
}

/// Those of these documents that are in the bin and that a filter finds.
pub fn among(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    filter: &Filter,
    ids: &[DocumentId],
) -> Result<BTreeSet<DocumentId>, Error> {
    let mut query = Condition::default();
    query.push(&format!(
        "select d.seq from {} where d.type = {} and d.seq in {} and ",
        trashed_documents(),
        literal(&definition.name)?,
        json_sql::among(tx.dialect())
    ));
    query.params.push(Scalar::Text(json_sql::ids(ids.iter().map(|it| it.0))));
    query.add(condition(tx.dialect(), definition, filter));
    Ok(tx.query(&query.sql, &query.params())?.iter().map(|it| DocumentId(it.int(0))).collect())
}

/// How many of a type a filter finds.
pub fn count(tx: &mut dyn Tx, definition: &DocumentType, filter: &Filter) -> Result<i64, Error> {
    let mut query = Condition::default();
    let name = literal(&definition.name)?;
    query.push(&format!("select count(*) from {} where d.type = {name} and ", trashed_documents()));
    query.add(condition(tx.dialect(), definition, filter));
    Ok(query_one(tx, &query.sql, &query.params())?.map_or(0, |it| it.int(0)))
}

/// The types of what is in the bin.
pub fn types(tx: &mut dyn Tx) -> Result<Vec<String>, Error> {
    let rows = tx.query("select distinct type from @.trash order by type", &[])?;
    Ok(rows.iter().map(|it| it.text(0).to_owned()).collect())
}

/// Whether this document is in the bin, and what it is called.
pub fn name(tx: &mut dyn Tx, id: DocumentId) -> Result<Option<(String, String)>, Error> {
    let row = query_one(tx, "select type, number from @.trash where document = ?", params![id])?;
    Ok(row.map(|it| (it.text(0).to_owned(), it.text(1).to_owned())))
}

/// Names of those of these documents that are in the bin.
pub fn names(tx: &mut dyn Tx, ids: &[DocumentId]) -> Result<Vec<Name>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let select = format!(
        "select document, id, type, number, title, state from @.trash where document in {}",
        json_sql::among(tx.dialect())
    );
    let rows = tx.query(&select, params![&json_sql::ids(ids.iter().map(|it| it.0))])?;
    Ok(rows.iter().map(crate::documents::name).collect())
}

/// Gone for good, with what was said about it. That it was deleted stays in its history.
pub fn purge(tx: &mut dyn Tx, id: DocumentId) -> Result<(), Error> {
    crate::comments::forget(tx, id)?;
    tx.execute("delete from @.notice where document = ?", params![id])?;
    tx.execute("delete from @.change where document = ? and action <> 'delete'", params![id])?;
    tx.execute("delete from @.keeper where document = ?", params![id])?;
    tx.execute("delete from @.trash where document = ?", params![id]).map(drop)
}

/// Some of those that were thrown away before `at`.
pub fn older_than(tx: &mut dyn Tx, at: Instant, limit: usize) -> Result<Vec<DocumentId>, Error> {
    let select = "select document from @.trash where deleted_at < ? order by document limit ?";
    Ok(tx.query(select, params![at, limit as i64])?.iter().map(|it| DocumentId(it.int(0))).collect())
}

fn trashed(row: &Row) -> Trashed {
    Trashed {
        document: stored(row),
        deleted_at: Instant::from_micros(row.int(12)),
        deleted_by: UserId(row.int(13)),
    }
}
