//! What makes one-time codes, and what stands in when the device is lost.

use crate::{Error, Param, Tx, params, query_one};
use serde_json::json;
use std::collections::BTreeSet;
use values::{Instant, UserId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    pub secret: Vec<u8>,
    /// When a first code of it was shown; before, it counts for nothing.
    pub confirmed_at: Option<Instant>,
    /// The time step of the last code that was taken: none is taken twice.
    pub last_step: i64,
    /// Hashes of the recovery codes that are left, in hex.
    pub recovery: Vec<String>,
}

pub fn get(tx: &mut dyn Tx, member: UserId) -> Result<Option<SecondFactor>, Error> {
    let select = "select secret, confirmed_at, last_step, json_text(recovery)
                  from @.second_factor where member = ?";
    Ok(query_one(tx, select, params![member])?.map(|row| SecondFactor {
        secret: row.bytes(0).to_vec(),
        confirmed_at: row.opt_int(1).map(Instant::from_micros),
        last_step: row.int(2),
        recovery: serde_json::from_value(row.json(3)).unwrap_or_default(),
    }))
}

/// Whose counts.
pub fn members(tx: &mut dyn Tx) -> Result<BTreeSet<UserId>, Error> {
    let rows = tx.query("select member from @.second_factor where confirmed_at is not null", &[])?;
    Ok(rows.iter().map(|it| UserId(it.int(0))).collect())
}

pub fn set(tx: &mut dyn Tx, member: UserId, it: &SecondFactor) -> Result<(), Error> {
    let recovery = json!(it.recovery).to_string();
    tx.execute(
        "insert into @.second_factor (member, secret, confirmed_at, last_step, recovery)
         values (?, ?, ?, ?, json(?))
         on conflict (member) do update set secret = excluded.secret, confirmed_at = excluded.confirmed_at,
           last_step = excluded.last_step, recovery = excluded.recovery",
        params![member, &it.secret[..], it.confirmed_at, it.last_step, Param::Json(&recovery)],
    )
    .map(drop)
}

/// Takes a code of this step, unless one of it or of a later one was taken. Two who show the same code at
/// once: one of them is let in.
pub fn take_step(tx: &mut dyn Tx, member: UserId, step: i64) -> Result<bool, Error> {
    let update = "update @.second_factor set last_step = ? where member = ? and last_step < ?";
    Ok(tx.execute(update, params![step, member, step])? > 0)
}

/// Returns whether there was one.
pub fn remove(tx: &mut dyn Tx, member: UserId) -> Result<bool, Error> {
    Ok(tx.execute("delete from @.second_factor where member = ?", params![member])? > 0)
}
