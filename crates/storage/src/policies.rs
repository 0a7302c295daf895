//! Papers that say how to stock: policies, overrides and the calendar, as they are in force.

use crate::{Error, Tx, params};
use serde_json::Value as Json;
use uuid::Uuid;
use values::DocumentId;

/// A paper in force and what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct InForce {
    pub document: DocumentId,
    pub uuid: Uuid,
    pub number: String,
    pub title: String,
    pub body: Json,
}

/// Papers of these types in the state in which they count, the oldest first.
fn in_state(tx: &mut dyn Tx, document_type: &str, state: &str) -> Result<Vec<InForce>, Error> {
    let rows = tx.query(
        "select seq, number, title, json_text(body), id from @.document where type = ? and state = ? order by seq",
        params![document_type, state],
    )?;
    let in_force = |row: &crate::Row| InForce {
        document: DocumentId(row.int(0)),
        number: row.opt_text(1).unwrap_or_default().to_owned(),
        title: row.opt_text(2).unwrap_or_default().to_owned(),
        body: row.json(3),
        uuid: row.uuid(4),
    };
    Ok(rows.iter().map(in_force).collect())
}

/// 备货策略.
pub fn policies(tx: &mut dyn Tx) -> Result<Vec<InForce>, Error> {
    in_state(tx, "stock_policy", "active")
}

/// 备货线调整, those whose time is over among them.
pub fn overrides(tx: &mut dyn Tx) -> Result<Vec<InForce>, Error> {
    in_state(tx, "level_override", "active")
}

/// 活动与日历.
pub fn events(tx: &mut dyn Tx) -> Result<Vec<InForce>, Error> {
    in_state(tx, "calendar_event", "active")
}
