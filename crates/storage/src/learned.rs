//! What was learned from all items together, as text that planning wrote.

use crate::{Error, Tx, params, query_one};
use values::Day;

/// One kind of knowledge, and the day of its last lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    pub learned_on: Day,
    pub body: String,
}

pub fn get(tx: &mut dyn Tx, kind: &str) -> Result<Option<Learned>, Error> {
    let row = query_one(tx, "select learned_on, body from @.learned where kind = ?", params![kind])?;
    Ok(row.map(|it| Learned { learned_on: Day::from_number(it.int(0) as i32), body: it.text(1).to_owned() }))
}

/// The day of the last lesson, without reading it.
pub fn learned_on(tx: &mut dyn Tx, kind: &str) -> Result<Option<Day>, Error> {
    let row = query_one(tx, "select learned_on from @.learned where kind = ?", params![kind])?;
    Ok(row.map(|it| Day::from_number(it.int(0) as i32)))
}

pub fn set(tx: &mut dyn Tx, kind: &str, it: &Learned) -> Result<(), Error> {
    tx.execute(
        "insert into @.learned (kind, learned_on, body) values (?, ?, ?)
         on conflict (kind) do update set learned_on = excluded.learned_on, body = excluded.body",
        params![kind, it.learned_on, &it.body],
    )
    .map(drop)
}
