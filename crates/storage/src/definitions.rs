//! What the company made of document types: its own ones, and overlays on the built-in ones. Every
//! version is kept.

pub use crate::shape::{apply_shape, drop_shape};
use crate::{Error, Param, Tx, params};
use serde_json::Value as Json;
use values::{Instant, UserId};

/// One version of a definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    pub name: String,
    pub version: u32,
    pub body: Json,
    pub at: Instant,
    pub by: UserId,
}

const COLUMNS: &str = "name, version, json_text(body), at, member";

/// The latest version of each definition of this kind (`type` or `overlay`), by name.
pub fn latest(tx: &mut dyn Tx, kind: &str) -> Result<Vec<Definition>, Error> {
    let select = format!(
        "select {COLUMNS} from @.definition d where kind = ? and version =
           (select max(o.version) from @.definition o where o.kind = d.kind and o.name = d.name)
         order by name"
    );
    Ok(tx.query(&select, params![kind])?.iter().map(definition).collect())
}

/// Every version of one definition, the newest first.
pub fn versions(tx: &mut dyn Tx, kind: &str, name: &str) -> Result<Vec<Definition>, Error> {
    let select =
        format!("select {COLUMNS} from @.definition where kind = ? and name = ? order by version desc");
    Ok(tx.query(&select, params![kind, name])?.iter().map(definition).collect())
}

/// Adds a version. Call [`apply_shape`] with the whole type in the same transaction.
pub fn add(
    tx: &mut dyn Tx,
    kind: &str,
    name: &str,
    version: u32,
    body: &Json,
    at: Instant,
    by: UserId,
) -> Result<(), Error> {
    tx.execute(
        "insert into @.definition (kind, name, version, body, at, member) values (?, ?, ?, json(?), ?, ?)",
        params![kind, name, version, Param::Json(&body.to_string()), at, by],
    )
    .map(drop)
}

fn definition(row: &crate::Row) -> Definition {
    Definition {
        name: row.text(0).to_owned(),
        version: row.int(1) as u32,
        body: row.json(2),
        at: Instant::from_micros(row.int(3)),
        by: UserId(row.int(4)),
    }
}
