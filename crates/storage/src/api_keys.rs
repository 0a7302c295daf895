//! Keys for programs. Only their hashes are kept.

use crate::{Error, Row, Tx, params, query_one};
use values::{Instant, UserId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    pub id: i64,
    /// Whose rights it has.
    pub member: UserId,
    pub name: String,
    pub created_at: Instant,
    pub last_used_at: Option<Instant>,
    pub revoked_at: Option<Instant>,
}

const COLUMNS: &str = "seq, member, name, created_at, last_used_at, revoked_at";

pub fn insert(
    tx: &mut dyn Tx,
    key_hash: &[u8; 32],
    member: UserId,
    name: &str,
    at: Instant,
) -> Result<i64, Error> {
    let row = query_one(
        tx,
        "insert into @.api_key (key_hash, member, name, created_at) values (?, ?, ?, ?) returning seq",
        params![key_hash, member, name, at],
    )?;
    Ok(row.expect("an insert returns its row").int(0))
}

/// Revoked ones are not found.
pub fn find(tx: &mut dyn Tx, key_hash: &[u8; 32]) -> Result<Option<ApiKey>, Error> {
    let select = format!("select {COLUMNS} from @.api_key where key_hash = ? and revoked_at is null");
    Ok(query_one(tx, &select, params![key_hash])?.as_ref().map(api_key))
}

pub fn touch(tx: &mut dyn Tx, id: i64, at: Instant) -> Result<(), Error> {
    tx.execute("update @.api_key set last_used_at = ? where seq = ?", params![at, id]).map(drop)
}

/// Returns whether it was valid until now.
pub fn revoke(tx: &mut dyn Tx, id: i64, at: Instant) -> Result<bool, Error> {
    let update = "update @.api_key set revoked_at = ? where seq = ? and revoked_at is null";
    Ok(tx.execute(update, params![at, id])? > 0)
}

/// Revoked ones too, the newest first.
pub fn all(tx: &mut dyn Tx) -> Result<Vec<ApiKey>, Error> {
    let rows = tx.query(&format!("select {COLUMNS} from @.api_key order by seq desc"), &[])?;
    Ok(rows.iter().map(api_key).collect())
}

fn api_key(row: &Row) -> ApiKey {
    ApiKey {
        id: row.int(0),
        member: UserId(row.int(1)),
        name: row.text(2).to_owned(),
        created_at: Instant::from_micros(row.int(3)),
        last_used_at: row.opt_int(4).map(Instant::from_micros),
        revoked_at: row.opt_int(5).map(Instant::from_micros),
    }
}
