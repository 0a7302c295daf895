//! Files that were uploaded, and what became of them.

use crate::{Error, Param, Row, Tx, params, query_one};
use serde_json::Value as Json;
use uuid::Uuid;
use values::{Instant, UserId};

#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    pub id: Uuid,
    pub member: UserId,
    /// A document type, or `sales-history`.
    pub kind: String,
    pub file_name: String,
    /// Where the file is kept.
    pub path: String,
    pub size: i64,
    /// `ready`, `running`, `done`, `failed` or `cancelled`.
    pub state: String,
    /// Rows so far.
    pub done: i64,
    pub total: Option<i64>,
    /// Sheet, header row, mapping, options: whatever the application keeps.
    pub settings: Json,
    pub result: Option<Json>,
    pub created_at: Instant,
    pub updated_at: Instant,
}

const COLUMNS: &str = "id, member, kind, file_name, path, size, state, done, total, json_text(settings), \
     json_text(result), created_at, updated_at";

pub fn insert(tx: &mut dyn Tx, it: &Import) -> Result<(), Error> {
    let result = it.result.as_ref().map(Json::to_string);
    tx.execute(
        "insert into @.import_job (id, member, kind, file_name, path, size, state, done, total, settings,
                                   result, created_at, updated_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, json(?), json(?), ?, ?)",
        params![
            &it.id,
            it.member,
            &it.kind,
            &it.file_name,
            &it.path,
            it.size,
            &it.state,
            it.done,
            it.total,
            Param::Json(&it.settings.to_string()),
            result.as_deref().map_or(Param::Null, Param::Json),
            it.created_at,
            it.updated_at
        ],
    )
    .map(drop)
}

/// Writes everything but who, when and which file.
pub fn update(tx: &mut dyn Tx, it: &Import) -> Result<(), Error> {
    let result = it.result.as_ref().map(Json::to_string);
    tx.execute(
        "update @.import_job set kind = ?, state = ?, done = ?, total = ?, settings = json(?),
                result = json(?), updated_at = ? where id = ?",
        params![
            &it.kind,
            &it.state,
            it.done,
            it.total,
            Param::Json(&it.settings.to_string()),
            result.as_deref().map_or(Param::Null, Param::Json),
            it.updated_at,
            &it.id
        ],
    )
    .map(drop)
}

/// How far it is and what the next run has to know if this one ends here, without touching what else is
/// written.
pub fn progress(tx: &mut dyn Tx, id: Uuid, done: i64, result: &Json, at: Instant) -> Result<(), Error> {
    let update = "update @.import_job set done = ?, result = json(?), updated_at = ? where id = ?";
    tx.execute(update, params![done, Param::Json(&result.to_string()), at, &id]).map(drop)
}

pub fn load(tx: &mut dyn Tx, id: Uuid) -> Result<Option<Import>, Error> {
    let row = query_one(tx, &format!("select {COLUMNS} from @.import_job where id = ?"), params![&id])?;
    Ok(row.as_ref().map(import))
}

/// The newest first.
pub fn latest(tx: &mut dyn Tx, limit: usize) -> Result<Vec<Import>, Error> {
    let select = format!("select {COLUMNS} from @.import_job order by seq desc limit ?");
    Ok(tx.query(&select, params![limit as i64])?.iter().map(import).collect())
}

/// Those that are marked as running.
pub fn running(tx: &mut dyn Tx) -> Result<Vec<Import>, Error> {
    let select = format!("select {COLUMNS} from @.import_job where state = 'running' order by seq");
    Ok(tx.query(&select, &[])?.iter().map(import).collect())
}

fn import(row: &Row) -> Import {
    Import {
        id: row.uuid(0),
        member: UserId(row.int(1)),
        kind: row.text(2).to_owned(),
        file_name: row.text(3).to_owned(),
        path: row.text(4).to_owned(),
        size: row.int(5),
        state: row.text(6).to_owned(),
        done: row.int(7),
        total: row.opt_int(8),
        settings: row.json(9),
        result: row.opt_text(10).map(|_| row.json(10)),
        created_at: Instant::from_micros(row.int(11)),
        updated_at: Instant::from_micros(row.int(12)),
    }
}
