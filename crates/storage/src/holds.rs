//! Holds, as the sweep sees them.

use crate::{Error, Tx, params};
use values::{DocumentId, Instant};

/// Documents with a hold whose time was over at `now`; the longest over first.
pub fn expired(tx: &mut dyn Tx, now: Instant, limit: usize) -> Result<Vec<DocumentId>, Error> {
    let rows = tx.query(
        "select document, min(expires) from @.hold where expires is not null and expires <= ?
         group by document order by 2, 1 limit ?",
        params![now, limit as i64],
    )?;
    Ok(rows.iter().map(|it| DocumentId(it.int(0))).collect())
}
