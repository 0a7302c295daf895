//! Plans as they were made: values that can be compared and accepted.

use crate::{Error, Param, Tx, params, query_one};
use serde_json::Value as Json;
use values::{Instant, Money};

/// A plan's heading. Its moment is its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    pub made_at: Instant,
    pub budget: Option<Money>,
}

/// More than two months of daily plans are not compared with.
const KEPT: i64 = 60;

pub fn add(tx: &mut dyn Tx, heading: Heading, body: &Json) -> Result<(), Error> {
    tx.execute(
        "insert into @.plan (made_at, budget, body) values (?, ?, json(?))
         on conflict (made_at) do update set budget = excluded.budget, body = excluded.body",
        params![heading.made_at, heading.budget, Param::Json(&body.to_string())],
    )?;
    tx.execute(
        "delete from @.plan where made_at not in (select made_at from @.plan order by made_at desc limit ?)",
        params![KEPT],
    )
    .map(drop)
}

pub fn get(tx: &mut dyn Tx, made_at: Instant) -> Result<Option<(Heading, Json)>, Error> {
    let select = "select made_at, budget, json_text(body) from @.plan where made_at = ?";
    Ok(query_one(tx, select, params![made_at])?.map(|it| (heading(&it), it.json(2))))
}

/// The newest first.
pub fn list(tx: &mut dyn Tx) -> Result<Vec<Heading>, Error> {
    let rows = tx.query("select made_at, budget from @.plan order by made_at desc", &[])?;
    Ok(rows.iter().map(heading).collect())
}

fn heading(row: &crate::Row) -> Heading {
    Heading { made_at: Instant::from_micros(row.int(0)), budget: row.opt_int(1).map(Money::from_raw) }
}
