//! The one table of all papers.

use crate::filter_sql::param;
use crate::group::Group;
use crate::json_sql::{self, Stored as Form};
use crate::{Dialect, Error, Param, Row, Tx, is_identifier, locks, params, query_one};
use documents::{DocumentType, Field, Record, Scalar, Value};
use serde_json::Value as Json;
use uuid::{NoContext, Timestamp, Uuid};
use values::{DocumentId, Instant, UserId};

/// A document as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub id: DocumentId,
    /// What the outside calls it.
    pub uuid: Uuid,
    pub document_type: String,
    pub number: String,
    /// What people call it: the title field of a master, else empty.
    pub title: String,
    pub state: String,
    /// In the form of `DocumentType::to_stored`.
    pub body: Json,
    pub definition_version: u32,
    /// Grows by one with every change.
    pub version: i64,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub created_by: UserId,
}

#[derive(Clone, Debug)]
pub struct NewDocument<'a> {
    /// From [`next_id`].
    pub id: DocumentId,
    pub document_type: &'a str,
    pub number: &'a str,
    pub title: &'a str,
    pub state: &'a str,
    pub body: Json,
    pub definition_version: u32,
    pub at: Instant,
    pub by: UserId,
}

/// Enough of a document to name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub id: DocumentId,
    pub uuid: Uuid,
    pub document_type: String,
    pub number: String,
    pub title: String,
    pub state: String,
}

/// A reference that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    pub target: String,
    pub text: String,
    pub id: DocumentId,
    pub number: String,
}

pub(crate) const COLUMNS: &str = "d.seq, d.id, d.type, d.number, d.title, d.state, json_text(d.body), \
     d.definition_version, d.version, d.created_at, d.updated_at, d.created_by";
const NAME: &str = "d.seq, d.id, d.type, d.number, d.title, d.state";

/// The id that the next document will have. Nothing is written, so a refusal after it costs
/// nothing: insert the document before asking for another id.
pub fn next_id(tx: &mut dyn Tx) -> Result<DocumentId, Error> {
    if let Some(next) = tx.group().and_then(Group::next_id) {
        return Ok(DocumentId(next));
    }
    let next = match tx.dialect() {
        Dialect::Sqlite => {
            "select coalesce((select seq from sqlite_sequence where name = 'document'), 0) + 1"
        }
        Dialect::Postgres => NEXT_ID,
    };
    let rows = tx.query_aside(next, &[])?;
    Ok(DocumentId(rows.first().expect("a select without from has one row").int(0)))
}

const NEXT_ID: &str = "select nextval(({schema} || '.document_seq_seq')::regclass)";

/// Takes ids for the documents that a group will make.
pub(crate) fn fetch_ids(tx: &mut dyn Tx, count: usize) -> Result<(), Error> {
    let rows = tx.query(&format!("{NEXT_ID} from generate_series(1, ?)"), params![count as i64])?;
    if let Some(group) = tx.group() {
        group.keep_ids(rows.iter().map(|it| it.int(0)));
    }
    Ok(())
}

/// Constraint `document_number` when the type has the number already.
pub fn insert(tx: &mut dyn Tx, new: NewDocument<'_>) -> Result<Stored, Error> {
    let uuid = uuid_at(new.at);
    tx.insert_later(
        "insert into @.document (seq, id, type, number, title, state, body, definition_version, version,
                                 created_at, updated_at, created_by) values",
        "(?, ?, ?, ?, ?, ?, json(?), ?, 1, ?, ?, ?)",
        params![
            new.id,
            &uuid,
            new.document_type,
            new.number,
            new.title,
            new.state,
            Param::Json(&new.body.to_string()),
            new.definition_version,
            new.at,
            new.at,
            new.by
        ],
    )?;
    Ok(Stored {
        id: new.id,
        uuid,
        document_type: new.document_type.to_owned(),
        number: new.number.to_owned(),
        title: new.title.to_owned(),
        state: new.state.to_owned(),
        body: new.body,
        definition_version: new.definition_version,
        version: 1,
        created_at: new.at,
        updated_at: new.at,
        created_by: new.by,
    })
}

/// Grows with time, so that its index stays small where it is written.
fn uuid_at(at: Instant) -> Uuid {
    let micros = u64::try_from(at.micros()).unwrap_or(0);
    let nanos = (micros % 1_000_000) as u32 * 1_000;
    Uuid::new_v7(Timestamp::from_unix(NoContext, micros / 1_000_000, nanos))
}

pub fn load(tx: &mut dyn Tx, id: DocumentId) -> Result<Option<Stored>, Error> {
    let row = query_one(tx, &format!("select {COLUMNS} from @.document d where d.seq = ?"), params![id])?;
    Ok(row.as_ref().map(stored))
}

/// [`load`] for changing it: nobody else changes it until this transaction ends.
pub fn lock(tx: &mut dyn Tx, id: DocumentId) -> Result<Option<Stored>, Error> {
    let lock = locks::suffix(tx.dialect());
    let select = format!("select {COLUMNS} from @.document d where d.seq = ?{lock}");
    Ok(query_one(tx, &select, params![id])?.as_ref().map(stored))
}

/// By number or code, or else by public id.
pub fn find(tx: &mut dyn Tx, document_type: &str, text: &str) -> Result<Option<Stored>, Error> {
    find_with(tx, document_type, text, "")
}

/// [`find`] for changing it.
pub fn find_locked(tx: &mut dyn Tx, document_type: &str, text: &str) -> Result<Option<Stored>, Error> {
    let lock = locks::suffix(tx.dialect());
    find_with(tx, document_type, text, lock)
}

fn find_with(tx: &mut dyn Tx, document_type: &str, text: &str, lock: &str) -> Result<Option<Stored>, Error> {
    let by_number = format!("select {COLUMNS} from @.document d where d.type = ? and d.number = ?{lock}");
    if let Some(row) = query_one(tx, &by_number, params![document_type, text])? {
        return Ok(Some(stored(&row)));
    }
    let Ok(uuid) = Uuid::try_parse(text) else { return Ok(None) };
    let by_uuid = format!("select {COLUMNS} from @.document d where d.id = ? and d.type = ?{lock}");
    Ok(query_one(tx, &by_uuid, params![&uuid, document_type])?.as_ref().map(stored))
}

/// References `(type, number, code or public id)`, all at once; what is not found is left out.
pub fn resolve(tx: &mut dyn Tx, wanted: &[(&str, &str)]) -> Result<Vec<Resolved>, Error> {
    let mut found = match tx.dialect() {
        Dialect::Sqlite => resolve_one_by_one(tx, wanted)?,
        Dialect::Postgres => resolve_at_once(tx, wanted)?,
    };
    for (target, text) in wanted {
        let Ok(uuid) = Uuid::try_parse(text) else { continue };
        if found.iter().any(|it| it.target == *target && it.text == *text) {
            continue;
        }
        let select = "select d.seq, d.number from @.document d where d.id = ? and d.type = ?";
        let row = query_one(tx, select, params![&uuid, *target])?;
        found.extend(row.map(|row| resolved(target, text, row.int(0), row.text(1))));
    }
    Ok(found)
}

fn resolve_one_by_one(tx: &mut dyn Tx, wanted: &[(&str, &str)]) -> Result<Vec<Resolved>, Error> {
    let mut found = Vec::with_capacity(wanted.len());
    for (target, text) in wanted {
        let select = "select d.seq from @.document d where d.type = ? and d.number = ?";
        let row = query_one(tx, select, params![*target, *text])?;
        found.extend(row.map(|row| resolved(target, text, row.int(0), text)));
    }
    Ok(found)
}

fn resolve_at_once(tx: &mut dyn Tx, wanted: &[(&str, &str)]) -> Result<Vec<Resolved>, Error> {
    let wanted = serde_json::to_string(wanted).expect("texts are JSON");
    let rows = tx.query(
        "select d.type, d.number, d.seq from jsonb_array_elements(?::jsonb) as w
         join @.document d on d.type = w ->> 0 and d.number = w ->> 1",
        params![&wanted],
    )?;
    Ok(rows.iter().map(|row| resolved(row.text(0), row.text(1), row.int(2), row.text(1))).collect())
}

fn resolved(target: &str, text: &str, id: i64, number: &str) -> Resolved {
    Resolved {
        target: target.to_owned(),
        text: text.to_owned(),
        id: DocumentId(id),
        number: number.to_owned(),
    }
}

/// Names of these documents, in any order; what does not exist is left out.
pub fn names(tx: &mut dyn Tx, ids: &[DocumentId]) -> Result<Vec<Name>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let among = json_sql::among(tx.dialect());
    let select = format!("select {NAME} from @.document d where d.seq in {among}");
    let rows = tx.query(&select, params![&json_sql::ids(ids.iter().map(|it| it.0))])?;
    Ok(rows.iter().map(name).collect())
}

/// Whole documents by id, in any order; what does not exist is left out.
pub fn load_many(tx: &mut dyn Tx, ids: &[DocumentId]) -> Result<Vec<Stored>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let among = json_sql::among(tx.dialect());
    let select = format!("select {COLUMNS} from @.document d where d.seq in {among}");
    let rows = tx.query(&select, params![&json_sql::ids(ids.iter().map(|it| it.0))])?;
    Ok(rows.iter().map(stored).collect())
}

/// Any document of the type whose `field` (a header field, not rows) has this value.
pub fn with_value(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    field: &Field,
    value: &Value,
) -> Result<Option<Name>, Error> {
    let Some(form) = Form::of(&field.kind).filter(|_| is_identifier(&field.name)) else {
        return Err(Error::Fault(format!("`{}` cannot be looked up by value", field.name)));
    };
    let mut record = Record::new();
    record.set(&field.name, Some(value.clone()));
    let scalar = match &definition.to_stored(&record)[&field.name] {
        Json::Bool(it) => Scalar::Bool(*it),
        Json::String(it) => Scalar::Text(it.clone()),
        it => Scalar::Int(it.as_i64().ok_or_else(|| Error::Fault(format!("no value to look up: {it}")))?),
    };
    let what = json_sql::value(tx.dialect(), "d.body", &field.name, form);
    let document_type = literal(&definition.name)?;
    let select =
        format!("select {NAME} from @.document d where d.type = {document_type} and {what} = ? limit 1");
    Ok(query_one(tx, &select, &[param(&scalar)])?.as_ref().map(name))
}

/// Writes what the program computed. The version stays: who is editing the document is not disturbed.
pub fn set_body(tx: &mut dyn Tx, id: DocumentId, body: &Json) -> Result<(), Error> {
    let update = "update @.document set body = json(?) where seq = ?";
    let written = tx.execute(update, params![Param::Json(&body.to_string()), id])?;
    expect_one(written, id)
}

/// Writes a changed document. The caller holds its lock and gives the new `version`.
pub fn update(tx: &mut dyn Tx, it: &Stored) -> Result<(), Error> {
    let written = tx.execute(
        "update @.document set number = ?, title = ?, state = ?, body = json(?), definition_version = ?,
                version = ?, updated_at = ? where seq = ? and version = ?",
        params![
            &it.number,
            &it.title,
            &it.state,
            Param::Json(&it.body.to_string()),
            it.definition_version,
            it.version,
            it.updated_at,
            it.id,
            it.version - 1
        ],
    )?;
    expect_one(written, it.id)
}

/// Writes a new state. The caller holds the lock and gives the new `version`.
pub fn set_state(
    tx: &mut dyn Tx,
    id: DocumentId,
    state: &str,
    version: i64,
    at: Instant,
) -> Result<(), Error> {
    let written = tx.execute(
        "update @.document set state = ?, version = ?, updated_at = ? where seq = ? and version = ?",
        params![state, version, at, id, version - 1],
    )?;
    expect_one(written, id)
}

fn expect_one(written: u64, id: DocumentId) -> Result<(), Error> {
    match written {
        1 => Ok(()),
        _ => Err(Error::Fault(format!("document {id} was changed without its lock"))),
    }
}

/// Takes a document away, with its links and what it is found by; its history stays. Nothing may
/// point at it: ask [`crate::links::where_used`] after [`crate::links::freeze`].
pub fn delete(tx: &mut dyn Tx, it: &Stored) -> Result<(), Error> {
    tx.execute("delete from @.link where document = ?", params![it.id])?;
    crate::search::remove(tx, &it.document_type, it.id)?;
    tx.execute("delete from @.document where seq = ?", params![it.id]).map(drop)
}

pub(crate) fn stored(row: &Row) -> Stored {
    Stored {
        id: DocumentId(row.int(0)),
        uuid: row.uuid(1),
        document_type: row.text(2).to_owned(),
        number: row.text(3).to_owned(),
        title: row.text(4).to_owned(),
        state: row.text(5).to_owned(),
        body: row.json(6),
        definition_version: row.int(7) as u32,
        version: row.int(8),
        created_at: Instant::from_micros(row.int(9)),
        updated_at: Instant::from_micros(row.int(10)),
        created_by: UserId(row.int(11)),
    }
}

pub(crate) fn name(row: &Row) -> Name {
    Name {
        id: DocumentId(row.int(0)),
        uuid: row.uuid(1),
        document_type: row.text(2).to_owned(),
        number: row.text(3).to_owned(),
        title: row.text(4).to_owned(),
        state: row.text(5).to_owned(),
    }
}

/// A type's name as SQL text: partial indexes are only used when they see it.
pub(crate) fn literal(document_type: &str) -> Result<String, Error> {
    if is_identifier(document_type) {
        Ok(format!("'{document_type}'"))
    } else {
        Err(Error::Fault(format!("`{document_type}` is no name of a document type")))
    }
}

/// Whether nothing has been written yet.
pub fn is_empty(tx: &mut dyn Tx) -> Result<bool, Error> {
    Ok(tx.query("select seq from @.document limit 1", &[])?.is_empty())
}
