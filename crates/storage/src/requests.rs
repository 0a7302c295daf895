//! Answers by idempotency key.

use crate::{Error, Row, Tx, params, query_one};
use values::{Instant, UserId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// Of what was asked.
    pub fingerprint: [u8; 32],
    pub answer: String,
}

pub fn find(tx: &mut dyn Tx, member: UserId, key: &str) -> Result<Option<Remembered>, Error> {
    if let Some(found) = tx.group().and_then(|it| it.request(member, key)) {
        return Ok(found.clone());
    }
    let select = "select fingerprint, answer from @.request where member = ? and key = ?";
    query_one(tx, select, params![member, key])?.map(|row| remembered(&row, 0)).transpose()
}

/// From columns `fingerprint, answer`.
fn remembered(row: &Row, column: usize) -> Result<Remembered, Error> {
    let fingerprint = row.bytes(column).try_into();
    let fingerprint = fingerprint.map_err(|_| Error::Corrupt("a fingerprint is not 32 bytes".into()))?;
    Ok(Remembered { fingerprint, answer: row.text(column + 1).to_owned() })
}

/// Finds many keys at once for the group that will ask for them one by one.
pub(crate) fn fetch(tx: &mut dyn Tx, keys: &[(UserId, String)]) -> Result<(), Error> {
    if keys.is_empty() {
        return Ok(());
    }
    let wanted: Vec<_> = keys.iter().map(|(member, key)| (member.0, key)).collect();
    let wanted = serde_json::to_string(&wanted).expect("numbers and texts are JSON");
    let rows = tx.query(
        "select r.member, r.key, r.fingerprint, r.answer from jsonb_array_elements(?::jsonb) as w
         join @.request r on r.member = (w ->> 0)::bigint and r.key = w ->> 1",
        params![&wanted],
    )?;
    let Some(group) = tx.group() else { return Ok(()) };
    for (member, key) in keys {
        group.keep_request(*member, key, None);
    }
    for row in &rows {
        group.keep_request(UserId(row.int(0)), row.text(1), Some(remembered(row, 2)?));
    }
    Ok(())
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
    if let Some(group) = tx.group() {
        let it = Remembered { fingerprint: *fingerprint, answer: answer.to_owned() };
        group.keep_request(member, key, Some(it));
    }
    let into = "insert into @.request (member, key, fingerprint, answer, at) values";
    tx.insert_later(into, "(?, ?, ?, ?, ?)", params![member, key, fingerprint, answer, at])
}

/// Forgets keys older than `at`: nobody repeats a request after days. Returns how many.
pub fn forget_before(tx: &mut dyn Tx, at: Instant) -> Result<u64, Error> {
    tx.execute("delete from @.request where at < ?", params![at])
}
