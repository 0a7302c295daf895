//! What a member is told of the documents that concern them.

use crate::{Error, Param, Row, Tx, params, query_one};
use serde_json::Value as Json;
use values::{DocumentId, Instant, UserId};

#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub id: i64,
    /// `mention`, `comment`, `change`, `reminder`, `unusual`, `suppliers` or `count_overdue`.
    pub kind: String,
    pub document: DocumentId,
    /// Who did the last of it.
    pub by: UserId,
    pub at: Instant,
    /// How often since the member last read.
    pub count: i64,
    pub detail: Json,
    pub read_at: Option<Instant>,
}

const COLUMNS: &str = "seq, kind, document, actor, at, count, json_text(detail), read_at";

/// What happened, to be told.
#[derive(Clone, Copy, Debug)]
pub struct News<'a> {
    pub kind: &'a str,
    pub document: DocumentId,
    pub by: UserId,
    pub at: Instant,
    pub detail: &'a Json,
}

/// Tells a member. What they have not read yet of the same kind and document becomes one with it, so
/// that a busy document is one line; mentions and what is unusual stay apart.
pub fn tell(tx: &mut dyn Tx, member: UserId, news: News<'_>) -> Result<(), Error> {
    let detail = news.detail.to_string();
    if !matches!(news.kind, "mention" | "unusual") {
        let joined = tx.execute(
            "update @.notice set actor = ?, at = ?, count = count + 1, detail = json(?)
             where member = ? and document = ? and kind = ? and read_at is null",
            params![news.by, news.at, Param::Json(&detail), member, news.document, news.kind],
        )?;
        if joined > 0 {
            return Ok(());
        }
    }
    tx.execute(
        "insert into @.notice (member, kind, document, actor, at, count, detail, read_at)
         values (?, ?, ?, ?, ?, 1, json(?), null)",
        params![member, news.kind, news.document, news.by, news.at, Param::Json(&detail)],
    )
    .map(drop)
}

/// The newest first, from before `before`.
pub fn list(
    tx: &mut dyn Tx,
    member: UserId,
    unread: bool,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Notice>, Error> {
    let only = if unread { " and read_at is null" } else { "" };
    let select = format!(
        "select {COLUMNS} from @.notice where member = ? and seq < ?{only} order by seq desc limit ?"
    );
    let rows = tx.query(&select, params![member, before.unwrap_or(i64::MAX), limit as i64])?;
    Ok(rows.iter().map(notice).collect())
}

/// Those not read yet, by id and document, counted up to `most`.
pub fn unread(tx: &mut dyn Tx, member: UserId, most: usize) -> Result<Vec<(i64, DocumentId)>, Error> {
    let select = "select seq, document from @.notice where member = ? and read_at is null limit ?";
    let rows = tx.query(select, params![member, most as i64])?;
    Ok(rows.iter().map(|it| (it.int(0), DocumentId(it.int(1)))).collect())
}

/// One of them was read; `None` is all.
pub fn read(tx: &mut dyn Tx, member: UserId, id: Option<i64>, at: Instant) -> Result<u64, Error> {
    match id {
        Some(id) => tx.execute(
            "update @.notice set read_at = ? where seq = ? and member = ? and read_at is null",
            params![at, id, member],
        ),
        None => tx.execute(
            "update @.notice set read_at = ? where member = ? and read_at is null",
            params![at, member],
        ),
    }
}

/// Everything about one document was read.
pub fn read_of(tx: &mut dyn Tx, member: UserId, document: DocumentId, at: Instant) -> Result<u64, Error> {
    tx.execute(
        "update @.notice set read_at = ? where member = ? and document = ? and read_at is null",
        params![at, member, document],
    )
}

/// Whether there is one that was not read of this document.
pub fn is_unread(tx: &mut dyn Tx, member: UserId, document: DocumentId) -> Result<bool, Error> {
    let select = "select 1 from @.notice where member = ? and document = ? and read_at is null limit 1";
    Ok(query_one(tx, select, params![member, document])?.is_some())
}

/// Drops what is older than `at`, read or not.
pub fn forget_before(tx: &mut dyn Tx, at: Instant) -> Result<u64, Error> {
    tx.execute("delete from @.notice where at < ?", params![at])
}

fn notice(row: &Row) -> Notice {
    Notice {
        id: row.int(0),
        kind: row.text(1).to_owned(),
        document: DocumentId(row.int(2)),
        by: UserId(row.int(3)),
        at: Instant::from_micros(row.int(4)),
        count: row.int(5),
        detail: row.json(6),
        read_at: row.opt_int(7).map(Instant::from_micros),
    }
}
