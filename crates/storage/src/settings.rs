//! What the company chose, by name.

use crate::{Error, Param, Tx, locks, params, query_one};
use serde_json::Value as Json;

pub fn get(tx: &mut dyn Tx, name: &str) -> Result<Option<Json>, Error> {
    let select = "select json_text(value) from @.company_setting where name = ?";
    Ok(query_one(tx, select, params![name])?.map(|it| it.json(0)))
}

pub fn set(tx: &mut dyn Tx, name: &str, value: &Json) -> Result<(), Error> {
    tx.execute(
        "insert into @.company_setting (name, value) values (?, json(?))
         on conflict (name) do update set value = excluded.value",
        params![name, Param::Json(&value.to_string())],
    )
    .map(drop)
}

/// Every setting whose name starts with `prefix`, by name.
pub fn starting_with(tx: &mut dyn Tx, prefix: &str) -> Result<Vec<(String, Json)>, Error> {
    let rows = tx.query("select name, json_text(value) from @.company_setting order by name", &[])?;
    let found = rows.iter().filter(|it| it.text(0).starts_with(prefix));
    Ok(found.map(|it| (it.text(0).to_owned(), it.json(1))).collect())
}

pub fn remove(tx: &mut dyn Tx, name: &str) -> Result<(), Error> {
    tx.execute("delete from @.company_setting where name = ?", params![name]).map(drop)
}

/// Keeps every other transaction that asks for the same away until this one ends: a setting that is
/// read, judged and written by one of several nodes.
pub fn lock(tx: &mut dyn Tx, name: &str) -> Result<(), Error> {
    locks::alone(tx, name)
}
