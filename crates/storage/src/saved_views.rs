//! Ways to look at the documents of a type that people saved. What a view means the application knows.

use crate::{Error, Param, Row, Tx, params, query_one};
use serde_json::Value as Json;
use values::{Instant, UserId};

#[derive(Clone, Debug, PartialEq)]
pub struct SavedView {
    pub id: i64,
    pub document_type: String,
    pub name: String,
    pub owner: UserId,
    /// Roles; `*` is everybody. Without any it is the owner's alone.
    pub shared: Vec<String>,
    pub body: Json,
    /// Grows by one with every change.
    pub version: i64,
    pub updated_at: Instant,
}

const COLUMNS: &str = "seq, type, name, owner, json_text(shared), json_text(body), version, updated_at";

/// `id` of `new` is not looked at.
pub fn insert(tx: &mut dyn Tx, new: &SavedView) -> Result<i64, Error> {
    let row = query_one(
        tx,
        "insert into @.saved_view (type, name, owner, shared, body, version, updated_at)
         values (?, ?, ?, json(?), json(?), 1, ?) returning seq",
        params![
            &new.document_type,
            &new.name,
            new.owner,
            Param::Json(&texts(&new.shared)),
            Param::Json(&new.body.to_string()),
            new.updated_at
        ],
    )?;
    Ok(row.expect("an insert returns its row").int(0))
}

/// False when somebody changed or removed it since `version`, which is the one before this.
pub fn update(tx: &mut dyn Tx, it: &SavedView) -> Result<bool, Error> {
    let written = tx.execute(
        "update @.saved_view set name = ?, shared = json(?), body = json(?), version = ?, updated_at = ?
         where seq = ? and version = ?",
        params![
            &it.name,
            Param::Json(&texts(&it.shared)),
            Param::Json(&it.body.to_string()),
            it.version,
            it.updated_at,
            it.id,
            it.version - 1
        ],
    )?;
    Ok(written == 1)
}

pub fn remove(tx: &mut dyn Tx, id: i64) -> Result<(), Error> {
    tx.execute("delete from @.saved_view where seq = ?", params![id]).map(drop)
}

pub fn load(tx: &mut dyn Tx, id: i64) -> Result<Option<SavedView>, Error> {
    let select = format!("select {COLUMNS} from @.saved_view where seq = ?");
    Ok(query_one(tx, &select, params![id])?.as_ref().map(view))
}

/// All views of a type, whosever, by age.
pub fn of_type(tx: &mut dyn Tx, document_type: &str) -> Result<Vec<SavedView>, Error> {
    let select = format!("select {COLUMNS} from @.saved_view where type = ? order by seq");
    Ok(tx.query(&select, params![document_type])?.iter().map(view).collect())
}

fn texts(all: &[String]) -> String {
    serde_json::to_string(all).expect("texts are JSON")
}

fn view(row: &Row) -> SavedView {
    SavedView {
        id: row.int(0),
        document_type: row.text(1).to_owned(),
        name: row.text(2).to_owned(),
        owner: UserId(row.int(3)),
        shared: serde_json::from_value(row.json(4)).unwrap_or_default(),
        body: row.json(5),
        version: row.int(6),
        updated_at: Instant::from_micros(row.int(7)),
    }
}
