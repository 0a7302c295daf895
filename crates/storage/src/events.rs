//! The outbox: what happened, told to everybody in the order of commits, at least once.
//!
//! On PostgreSQL a transaction that started earlier may commit later, so an event may appear
//! *behind* one that was already read. Events are therefore ordered by (transaction, seq), and only
//! those of transactions older than any still running are told: nothing can appear before them.

use crate::{Dialect, Error, Param, Tx, params, query_one};
use serde_json::Value as Json;
use std::fmt;
use std::str::FromStr;
use values::{DocumentId, Instant};

/// A place in the stream of events. As text `7-123`, for `Last-Event-ID`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// 0 on SQLite, where the order of commits is the order of `seq`.
    pub transaction: i64,
    pub seq: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub position: Position,
    pub at: Instant,
    /// `document`, `definitions`, `shortages` …
    pub kind: String,
    pub document: Option<DocumentId>,
    pub payload: Json,
}

pub fn append(
    tx: &mut dyn Tx,
    at: Instant,
    kind: &str,
    document: Option<DocumentId>,
    payload: &Json,
) -> Result<(), Error> {
    let into = "insert into @.event (at, kind, document, payload) values";
    let payload = payload.to_string();
    tx.insert_later(into, "(?, ?, ?, json(?))", params![at, kind, document, Param::Json(&payload)])
}

/// One event for each document, in one statement.
pub fn append_many(
    tx: &mut dyn Tx,
    at: Instant,
    kind: &str,
    events: &[(DocumentId, Json)],
) -> Result<(), Error> {
    let payloads: Vec<String> = events.iter().map(|it| it.1.to_string()).collect();
    let mut rows: Vec<Param<'_>> = Vec::with_capacity(events.len() * 4);
    for ((document, _), payload) in events.iter().zip(&payloads) {
        rows.extend_from_slice(params![at, kind, *document, Param::Json(payload)]);
    }
    let into = "insert into @.event (at, kind, document, payload) values";
    tx.insert_rows(into, "(?, ?, ?, json(?))", &rows, "").map(drop)
}

/// Events after `after`, in order. A position from before a restore on another server, which this
/// one has not reached yet, counts by its `seq`.
pub fn tail(tx: &mut dyn Tx, after: Position, limit: usize) -> Result<Vec<Event>, Error> {
    const COLUMNS: &str = "transaction_id, seq, at, kind, document, json_text(payload)";
    let rows = match tx.dialect() {
        Dialect::Sqlite => tx.query(
            &format!("select {COLUMNS} from @.event where seq > ? order by seq limit ?"),
            params![after.seq, limit as i64],
        )?,
        Dialect::Postgres => {
            let not_yet = tx.query(&format!("select {NOT_YET}"), &[])?[0].int(0);
            let transaction = if after.transaction < not_yet { after.transaction } else { 0 };
            tx.query(
                &format!(
                    "select {COLUMNS} from @.event where {SETTLED} and (transaction_id, seq) > (?, ?)
                     order by transaction_id, seq limit ?"
                ),
                params![transaction, after.seq, limit as i64],
            )?
        }
    };
    let event = |row: &crate::Row| Event {
        position: Position { transaction: row.int(0), seq: row.int(1) },
        at: Instant::from_micros(row.int(2)),
        kind: row.text(3).to_owned(),
        document: row.opt_int(4).map(DocumentId),
        payload: row.json(5),
    };
    Ok(rows.iter().map(event).collect())
}

/// Where the stream ends now: what to start from when only news matter.
pub fn end(tx: &mut dyn Tx) -> Result<Position, Error> {
    let settled = if tx.dialect() == Dialect::Sqlite { "transaction_id = 0" } else { SETTLED };
    let select = format!(
        "select transaction_id, seq from @.event where {settled} order by transaction_id desc, seq desc limit 1"
    );
    let row = query_one(tx, &select, &[])?;
    Ok(row.map_or(Position::default(), |row| Position { transaction: row.int(0), seq: row.int(1) }))
}

/// How many events are after `after`, counted up to 100,000, and when the oldest of them was written.
pub fn waiting(tx: &mut dyn Tx, after: Position) -> Result<(i64, Option<Instant>), Error> {
    let select = "select count(*), min(at) from (
                    select at from @.event where seq > ? order by seq limit 100000) as waiting";
    let row = query_one(tx, select, params![after.seq])?;
    Ok(row.map_or((0, None), |it| (it.int(0), it.opt_int(1).map(Instant::from_micros))))
}

/// Whether the event at this position is there: not if it was forgotten, or is of another database.
pub fn exists(tx: &mut dyn Tx, at: Position) -> Result<bool, Error> {
    let select = "select 1 from @.event where transaction_id = ? and seq = ?";
    Ok(query_one(tx, select, params![at.transaction, at.seq])?.is_some())
}

/// Whether events follow `at` that cannot be told yet, because one that still runs may come before
/// them.
pub fn are_unsettled_after(tx: &mut dyn Tx, at: Position) -> Result<bool, Error> {
    if tx.dialect() == Dialect::Sqlite {
        return Ok(false);
    }
    let select = "select 1 from @.event where (transaction_id, seq) > (?, ?) limit 1";
    Ok(query_one(tx, select, params![at.transaction, at.seq])?.is_some())
}

/// Older than any transaction that still runs.
const SETTLED: &str = "transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
/// The first transaction that has not begun.
const NOT_YET: &str = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint";

/// Drops events older than `at`, which everybody has read. Returns how many.
pub fn forget_before(tx: &mut dyn Tx, at: Instant) -> Result<u64, Error> {
    tx.execute("delete from @.event where at < ?", params![at])
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.transaction, self.seq)
    }
}

/// Not the text of a [`Position`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPosition;

impl FromStr for Position {
    type Err = NoPosition;
    fn from_str(text: &str) -> Result<Position, NoPosition> {
        let (transaction, seq) = text.split_once('-').ok_or(NoPosition)?;
        let number = |text: &str| text.parse().map_err(|_| NoPosition);
        Ok(Position { transaction: number(transaction)?, seq: number(seq)? })
    }
}
