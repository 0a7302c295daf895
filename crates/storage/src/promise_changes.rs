//! What orders were promised, or lost, by what happened elsewhere. Only ever added to.

use crate::world::key;
use crate::{Error, Param, Tx, params};
use ledger::BalanceKey;
use values::{ClaimId, DocumentId, Instant, LineNo, Quantity, UserId};

/// A promise that changed, from how much to how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub claim: ClaimId,
    pub key: BalanceKey,
    pub before: Quantity,
    pub after: Quantity,
}

/// Why promises changed.
#[derive(Clone, Copy, Debug)]
pub struct Why<'a> {
    pub at: Instant,
    pub by: UserId,
    /// The document whose transition freed or took it.
    pub cause: Option<DocumentId>,
    /// In somebody's own words.
    pub reason: Option<&'a str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseChange {
    pub line: LineNo,
    pub key: BalanceKey,
    pub before: Quantity,
    pub after: Quantity,
    pub at: Instant,
    pub by: UserId,
    pub cause: Option<DocumentId>,
    pub reason: Option<String>,
}

pub fn add(tx: &mut dyn Tx, why: Why<'_>, changes: &[Moved]) -> Result<(), Error> {
    let mut params: Vec<Param<'_>> = Vec::with_capacity(changes.len() * 10);
    for it in changes {
        params.extend_from_slice(params![it.claim.document, it.claim.line, it.key.item, it.key.warehouse]);
        params.extend_from_slice(params![it.before, it.after, why.at, why.by, why.cause, why.reason]);
    }
    let into = "insert into @.promise_change
                (document, line, item, warehouse, before, after, at, member, cause, reason) values";
    tx.insert_rows(into, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &params, "").map(drop)
}

/// The newest first.
pub fn of(tx: &mut dyn Tx, document: DocumentId, limit: usize) -> Result<Vec<PromiseChange>, Error> {
    let rows = tx.query(
        "select item, warehouse, line, before, after, at, member, cause, reason from @.promise_change
         where document = ? order by seq desc limit ?",
        params![document, limit as i64],
    )?;
    let change = |row: &crate::Row| PromiseChange {
        key: key(row),
        line: row.int(2) as LineNo,
        before: Quantity::from_raw(row.int(3)),
        after: Quantity::from_raw(row.int(4)),
        at: Instant::from_micros(row.int(5)),
        by: UserId(row.int(6)),
        cause: row.opt_int(7).map(DocumentId),
        reason: row.opt_text(8).map(str::to_owned),
    };
    Ok(rows.iter().map(change).collect())
}
