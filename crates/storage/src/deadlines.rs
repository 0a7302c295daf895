//! When documents expire by themselves. A row for each that does, and none for the others.

use crate::{Error, Tx, params, query_one};
use values::{DocumentId, Instant};

/// Replaces the moment the document had before.
pub fn set(tx: &mut dyn Tx, document: DocumentId, at: Instant) -> Result<(), Error> {
    tx.execute(
        "insert into @.deadline (document, at) values (?, ?)
         on conflict (document) do update set at = excluded.at",
        params![document, at],
    )
    .map(drop)
}

pub fn remove(tx: &mut dyn Tx, document: DocumentId) -> Result<(), Error> {
    tx.execute("delete from @.deadline where document = ?", params![document]).map(drop)
}

/// Whether the document is to expire at `now` or before.
pub fn is_due(tx: &mut dyn Tx, document: DocumentId, now: Instant) -> Result<bool, Error> {
    let select = "select 1 from @.deadline where document = ? and at <= ?";
    Ok(query_one(tx, select, params![document, now])?.is_some())
}

/// What is due at `now`, the earliest first, after `after` of the page before.
pub fn due(
    tx: &mut dyn Tx,
    now: Instant,
    after: Option<(Instant, DocumentId)>,
    limit: usize,
) -> Result<Vec<(Instant, DocumentId)>, Error> {
    let (from, document) = after.unwrap_or((Instant::from_micros(i64::MIN), DocumentId(0)));
    let rows = tx.query(
        "select at, document from @.deadline where at <= ? and (at, document) > (?, ?)
         order by at, document limit ?",
        params![now, from, document, limit as i64],
    )?;
    Ok(rows.iter().map(|it| (Instant::from_micros(it.int(0)), DocumentId(it.int(1)))).collect())
}
