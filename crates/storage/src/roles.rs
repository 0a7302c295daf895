//! Roles that the company made or changed. Built-in ones live in the application.

use crate::{Error, Param, Tx, params};
use serde_json::Value as Json;

#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    pub name: String,
    pub label: Json,
    /// What may be done, by document type.
    pub grants: Json,
    pub abilities: Json,
}

/// By name.
pub fn all(tx: &mut dyn Tx) -> Result<Vec<Role>, Error> {
    let select =
        "select name, json_text(label), json_text(grants), json_text(abilities) from @.role order by name";
    let rows = tx.query(select, &[])?;
    let role = |row: &crate::Row| Role {
        name: row.text(0).to_owned(),
        label: row.json(1),
        grants: row.json(2),
        abilities: row.json(3),
    };
    Ok(rows.iter().map(role).collect())
}

pub fn set(tx: &mut dyn Tx, role: &Role) -> Result<(), Error> {
    tx.execute(
        "insert into @.role (name, label, grants, abilities) values (?, json(?), json(?), json(?))
         on conflict (name) do update set label = excluded.label, grants = excluded.grants,
                                          abilities = excluded.abilities",
        params![
            &role.name,
            Param::Json(&role.label.to_string()),
            Param::Json(&role.grants.to_string()),
            Param::Json(&role.abilities.to_string())
        ],
    )
    .map(drop)
}

/// Returns whether there was one.
pub fn delete(tx: &mut dyn Tx, name: &str) -> Result<bool, Error> {
    Ok(tx.execute("delete from @.role where name = ?", params![name])? > 0)
}
