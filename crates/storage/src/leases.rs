//! What only one process of a company may do at a time: its name, who does it, and until when.
//!
//! Time is the database's, because the clocks of several machines differ.

use crate::{Dialect, Error, Tx, params, query_one};
use std::time::Duration;

/// Now, in microseconds.
fn now(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "cast(unixepoch('subsec') * 1000000 as integer)",
        Dialect::Postgres => "(extract(epoch from clock_timestamp()) * 1000000)::bigint",
    }
}

/// Takes a lease that is free, has ended, or is `holder`'s already. Returns whether it is his now.
pub fn take(tx: &mut dyn Tx, name: &str, holder: i64, length: Duration) -> Result<bool, Error> {
    let now = now(tx.dialect());
    let taken = tx.execute(
        &format!(
            "insert into @.lease (name, holder, until_at) values (?, ?, {now} + ?)
             on conflict (name) do update set holder = excluded.holder, until_at = excluded.until_at
             where lease.holder = excluded.holder or lease.until_at < {now}"
        ),
        params![name, holder, i64::try_from(length.as_micros()).unwrap_or(i64::MAX / 2)],
    )?;
    Ok(taken > 0)
}

/// Who holds it now.
pub fn holder(tx: &mut dyn Tx, name: &str) -> Result<Option<i64>, Error> {
    let select = format!("select holder from @.lease where name = ? and until_at >= {}", now(tx.dialect()));
    Ok(query_one(tx, &select, params![name])?.map(|it| it.int(0)))
}

pub fn give_back(tx: &mut dyn Tx, name: &str, holder: i64) -> Result<(), Error> {
    tx.execute("delete from @.lease where name = ? and holder = ?", params![name, holder]).map(drop)
}
