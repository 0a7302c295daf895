//! What kind of item each is, as judged last.

use crate::{Error, Param, Row, Tx, json_sql, params};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use values::{Day, ItemId, Money, Quantity};

/// One item, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemClass {
    pub item: ItemId,
    pub abc: String,
    pub xyz: String,
    pub pattern: String,
    pub popularity: String,
    pub stage: String,
    /// What it was sold for in the judged year.
    pub value: Money,
    pub per_day: Quantity,
    /// By class, a sentence each.
    pub reasons: Json,
    pub judged_on: Day,
}

const COLUMNS: &str = "c.item, c.abc, c.xyz, c.pattern, c.popularity, c.stage, c.value, c.per_day, json_text(c.reasons), c.judged_on";

/// All are judged together, so all are replaced.
pub fn replace_all(tx: &mut dyn Tx, rows: &[ItemClass]) -> Result<(), Error> {
    tx.execute("delete from @.item_class", &[])?;
    const AT_ONCE: usize = 1_000;
    for rows in rows.chunks(AT_ONCE) {
        let reasons: Vec<String> = rows.iter().map(|it| it.reasons.to_string()).collect();
        let mut params: Vec<Param<'_>> = Vec::with_capacity(rows.len() * 10);
        for (it, reasons) in rows.iter().zip(&reasons) {
            params.extend_from_slice(params![it.item, &it.abc, &it.xyz, &it.pattern, &it.popularity]);
            params.extend_from_slice(params![
                &it.stage,
                it.value,
                it.per_day,
                Param::Json(reasons),
                it.judged_on
            ]);
        }
        let into = "insert into @.item_class
            (item, abc, xyz, pattern, popularity, stage, value, per_day, reasons, judged_on) values";
        tx.insert_rows(into, "(?, ?, ?, ?, ?, ?, ?, ?, json(?), ?)", &params, "")?;
    }
    Ok(())
}

pub fn of_items(tx: &mut dyn Tx, items: &[ItemId]) -> Result<BTreeMap<ItemId, ItemClass>, Error> {
    let select =
        format!("select {COLUMNS} from @.item_class c where c.item in {}", json_sql::among(tx.dialect()));
    let rows = tx.query(&select, params![&json_sql::ids(items.iter().map(|it| it.0))])?;
    Ok(rows.iter().map(|row| (ItemId(row.int(0)), class(row))).collect())
}

fn class(row: &Row) -> ItemClass {
    let text = |at: usize| row.text(at).to_owned();
    ItemClass {
        item: ItemId(row.int(0)),
        abc: text(1),
        xyz: text(2),
        pattern: text(3),
        popularity: text(4),
        stage: text(5),
        value: Money::from_raw(row.int(6)),
        per_day: Quantity::from_raw(row.int(7)),
        reasons: row.json(8),
        judged_on: Day::from_number(row.int(9) as i32),
    }
}

/// Items of one class.
pub fn items_of(tx: &mut dyn Tx, column: &'static str, code: &str) -> Result<BTreeSet<ItemId>, Error> {
    let rows = tx.query(&format!("select item from @.item_class where {column} = ?"), params![code])?;
    Ok(rows.iter().map(|it| ItemId(it.int(0))).collect())
}

/// How many items of each kind there are, and what they sold for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub codes: Vec<String>,
    pub items: i64,
    pub value: Money,
}

/// By one or more of `abc`, `xyz`, `pattern`, `popularity`, `stage`.
pub fn counts(tx: &mut dyn Tx, by: &[&'static str]) -> Result<Vec<Count>, Error> {
    let columns = by.join(", ");
    let select = format!(
        "select {columns}, count(*), cast(sum(value) as bigint) from @.item_class group by {columns} order by {columns}"
    );
    let rows = tx.query(&select, &[])?;
    let count = |row: &Row| Count {
        codes: (0..by.len()).map(|at| row.text(at).to_owned()).collect(),
        items: row.int(by.len()),
        value: Money::from_raw(row.int(by.len() + 1)),
    };
    Ok(rows.iter().map(count).collect())
}

pub fn judged_on(tx: &mut dyn Tx) -> Result<Option<Day>, Error> {
    let rows = tx.query("select max(judged_on) from @.item_class", &[])?;
    Ok(rows.first().and_then(|it| it.opt_int(0)).map(|it| Day::from_number(it as i32)))
}

/// Those of these classes, the most valuable first; `after` is the value and item of the page before.
pub fn list(
    tx: &mut dyn Tx,
    wanted: &[(&'static str, String)],
    after: Option<(Money, ItemId)>,
    limit: usize,
) -> Result<Vec<ItemClass>, Error> {
    let mut select = format!("select {COLUMNS} from @.item_class c where c.item > 0");
    let mut params: Vec<Param<'_>> = Vec::new();
    for (column, value) in wanted {
        select.push_str(&format!(" and c.{column} = ?"));
        params.push(value.into());
    }
    if let Some((value, item)) = after {
        select.push_str(" and (c.value, c.item) < (?, ?)");
        params.extend_from_slice(params![value, item]);
    }
    select.push_str(" order by c.value desc, c.item desc limit ?");
    params.push((limit as i64).into());
    Ok(tx.query(&select, &params)?.iter().map(class).collect())
}
