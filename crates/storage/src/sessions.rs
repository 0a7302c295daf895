//! Who is logged in, from where. Only hashes of tokens are kept.

use crate::{Error, Row, Tx, params, query_one};
use values::{Instant, UserId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token in the cookie.
    pub token_hash: [u8; 32],
    /// What the list of sessions calls it.
    pub public_id: String,
    pub member: UserId,
    pub created_at: Instant,
    pub last_seen_at: Instant,
    pub expires_at: Instant,
    /// The browser, as it names itself.
    pub agent: String,
    pub address: String,
    /// Whom the member stands in for, through this session.
    pub acting_for: Option<UserId>,
}

const COLUMNS: &str =
    "token_hash, public_id, member, created_at, last_seen_at, expires_at, agent, address, acting_for";

pub fn insert(tx: &mut dyn Tx, it: &Session) -> Result<(), Error> {
    tx.execute(
        &format!("insert into @.session ({COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        params![
            &it.token_hash,
            &it.public_id,
            it.member,
            it.created_at,
            it.last_seen_at,
            it.expires_at,
            &it.agent,
            &it.address,
            it.acting_for
        ],
    )
    .map(drop)
}

/// Expired ones too: the caller knows the time.
pub fn find(tx: &mut dyn Tx, token_hash: &[u8; 32]) -> Result<Option<Session>, Error> {
    let select = format!("select {COLUMNS} from @.session where token_hash = ?");
    query_one(tx, &select, params![token_hash])?.as_ref().map(session).transpose()
}

/// Notes that it was used, and how long it lives on.
pub fn touch(
    tx: &mut dyn Tx,
    token_hash: &[u8; 32],
    seen_at: Instant,
    expires_at: Instant,
) -> Result<(), Error> {
    tx.execute(
        "update @.session set last_seen_at = ?, expires_at = ? where token_hash = ?",
        params![seen_at, expires_at, token_hash],
    )
    .map(drop)
}

/// The latest seen first.
pub fn of(tx: &mut dyn Tx, member: UserId) -> Result<Vec<Session>, Error> {
    let select = format!("select {COLUMNS} from @.session where member = ? order by last_seen_at desc");
    tx.query(&select, params![member])?.iter().map(session).collect()
}

/// Returns whether there was one.
pub fn end(tx: &mut dyn Tx, token_hash: &[u8; 32]) -> Result<bool, Error> {
    Ok(tx.execute("delete from @.session where token_hash = ?", params![token_hash])? > 0)
}

/// Ends one of the member's own sessions by its public id; returns whether there was one.
pub fn revoke(tx: &mut dyn Tx, member: UserId, public_id: &str) -> Result<bool, Error> {
    let delete = "delete from @.session where member = ? and public_id = ?";
    Ok(tx.execute(delete, params![member, public_id])? > 0)
}

/// Logs a member out everywhere; with `except`, but for one session.
pub fn end_all(tx: &mut dyn Tx, member: UserId, except: Option<&[u8; 32]>) -> Result<(), Error> {
    let nothing: &[u8] = &[];
    let except = except.map_or(nothing, |it| it.as_slice());
    tx.execute("delete from @.session where member = ? and token_hash <> ?", params![member, except])
        .map(drop)
}

/// From now on the session acts for somebody, or for its member again.
pub fn act_for(tx: &mut dyn Tx, token_hash: &[u8; 32], member: Option<UserId>) -> Result<(), Error> {
    tx.execute("update @.session set acting_for = ? where token_hash = ?", params![member, token_hash])
        .map(drop)
}

pub fn forget_expired(tx: &mut dyn Tx, now: Instant) -> Result<u64, Error> {
    tx.execute("delete from @.session where expires_at < ?", params![now])
}

fn session(row: &Row) -> Result<Session, Error> {
    let hash = row.bytes(0).try_into();
    Ok(Session {
        token_hash: hash.map_err(|_| Error::Corrupt("a session's hash is not 32 bytes".to_owned()))?,
        public_id: row.text(1).to_owned(),
        member: UserId(row.int(2)),
        created_at: Instant::from_micros(row.int(3)),
        last_seen_at: Instant::from_micros(row.int(4)),
        expires_at: Instant::from_micros(row.int(5)),
        agent: row.text(6).to_owned(),
        address: row.opt_text(7).unwrap_or_default().to_owned(),
        acting_for: row.opt_int(8).map(UserId),
    })
}
