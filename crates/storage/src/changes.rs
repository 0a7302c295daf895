//! The history of documents. It outlives them.

use crate::{Error, Param, Tx, params};
use serde_json::Value as Json;
use values::{DocumentId, Instant, UserId};

/// What one version changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub version: i64,
    pub at: Instant,
    pub by: UserId,
    /// Whom a deputy did it for.
    pub on_behalf_of: Option<UserId>,
    /// `create`, `edit`, or the name of a transition.
    pub action: String,
    pub detail: Json,
}

/// Who did it, and for whom when not for themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct By {
    pub member: UserId,
    pub on_behalf_of: Option<UserId>,
}

impl From<UserId> for By {
    fn from(member: UserId) -> By {
        By { member, on_behalf_of: None }
    }
}

pub fn add(
    tx: &mut dyn Tx,
    document: DocumentId,
    version: i64,
    at: Instant,
    by: impl Into<By>,
    action: &str,
    detail: &Json,
) -> Result<(), Error> {
    let into = "insert into @.change (document, version, at, member, action, detail, for_member) values";
    let (detail, by) = (detail.to_string(), by.into());
    let row = params![document, version, at, by.member, action, Param::Json(&detail), by.on_behalf_of];
    tx.insert_later(into, "(?, ?, ?, ?, ?, json(?), ?)", row)
}

/// The newest first.
pub fn of(tx: &mut dyn Tx, document: DocumentId) -> Result<Vec<Change>, Error> {
    since(tx, document, 0)
}

/// What changed after `version`, the newest first.
pub fn since(tx: &mut dyn Tx, document: DocumentId, version: i64) -> Result<Vec<Change>, Error> {
    let rows = tx.query(
        "select version, at, member, action, json_text(detail), for_member from @.change
         where document = ? and version > ? order by version desc",
        params![document, version],
    )?;
    let change = |row: &crate::Row| Change {
        version: row.int(0),
        at: Instant::from_micros(row.int(1)),
        by: UserId(row.int(2)),
        action: row.text(3).to_owned(),
        detail: row.json(4),
        on_behalf_of: row.opt_int(5).map(UserId),
    };
    Ok(rows.iter().map(change).collect())
}
