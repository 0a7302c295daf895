//! Answers by idempotency key.

use crate::{Error, Tx, params, query_one};
use values::{Instant, UserId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// Of what was asked.
    pub fingerprint: [u8; 32],
    pub answer: String,
}

pub fn find(tx: &mut dyn Tx, member: UserId, key: &str) -> Result<Option<Remembered>, Error> {
    let select = "select fingerprint, answer from @.request where member = ? and key = ?";
    let row = query_one(tx, select, params![member, key])?;
    row.map(|row| {
        let fingerprint = row.bytes(0).try_into();
        let fingerprint = fingerprint.map_err(|_| Error::Corrupt("a fingerprint is not 32 bytes".into()))?;
        Ok(Remembered { fingerprint, answer: row.text(1).to_owned() })
    })
    .transpose()
}

/// Constraint `request_key` when the key was used at the same moment (PostgreSQL): the caller
/// repeats, and finds it.
pub fn remember(
    tx: &mut dyn Tx,
    member: UserId,
    key: &str,
    fingerprint: &[u8; 32],
    answer: &str,
    at: Instant,
) -> Result<(), Error> {
    tx.execute(
        "insert into @.request (member, key, fingerprint, answer, at) values (?, ?, ?, ?, ?)",
        params![member, key, fingerprint, answer, at],
    )
    .map(drop)
}

/// Forgets keys older than `at`: nobody repeats a request after days. Returns how many.
pub fn forget_before(tx: &mut dyn Tx, at: Instant) -> Result<u64, Error> {
    tx.execute("delete from @.request where at < ?", params![at])
}
