//! Numbers without gaps: the counter is part of the transaction that uses it.

use crate::{Error, Tx, params, query_one};

/// The next number of `document_type` in `period`, from 1. Nobody else gets one until this
/// transaction ends, so ask late.
pub fn next(tx: &mut dyn Tx, document_type: &str, period: &str) -> Result<i64, Error> {
    if let Some(next) = tx.group().and_then(|it| it.next_number(document_type, period)) {
        return Ok(next);
    }
    let rows = tx.query_aside(
        "insert into @.counter (type, period, last) values (?, ?, 1)
         on conflict (type, period) do update set last = counter.last + 1 returning last",
        params![document_type, period],
    )?;
    let last = rows.first().expect("an upsert returns its row").int(0);
    if let Some(group) = tx.group() {
        group.keep_counter(document_type, period, last);
    }
    Ok(last)
}

/// The last number given; 0 before the first.
pub fn last(tx: &mut dyn Tx, document_type: &str, period: &str) -> Result<i64, Error> {
    let select = "select last from @.counter where type = ? and period = ?";
    Ok(query_one(tx, select, params![document_type, period])?.map_or(0, |it| it.int(0)))
}

/// Makes the next number `next`. Numbers that were given already stay as they are.
pub fn set_next(tx: &mut dyn Tx, document_type: &str, period: &str, next: i64) -> Result<(), Error> {
    if let Some(group) = tx.group() {
        group.keep_counter(document_type, period, next - 1);
    }
    tx.execute(
        "insert into @.counter (type, period, last) values (?, ?, ?)
         on conflict (type, period) do update set last = excluded.last",
        params![document_type, period, next - 1],
    )
    .map(drop)
}
