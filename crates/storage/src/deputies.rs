//! Who stands in for whom, from a day to a day.

use crate::{Error, Tx, params, query_one};
use values::{Day, Instant, UserId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deputy {
    pub seq: i64,
    pub member: UserId,
    /// Who acts for the member.
    pub deputy: UserId,
    pub first_day: Day,
    pub last_day: Day,
    pub made_by: UserId,
    pub made_at: Instant,
}

const COLUMNS: &str = "seq, member, deputy, first_day, last_day, made_by, made_at";

/// `seq` of `new` is not looked at.
pub fn add(tx: &mut dyn Tx, new: &Deputy) -> Result<i64, Error> {
    let row = query_one(
        tx,
        "insert into @.deputy (member, deputy, first_day, last_day, made_by, made_at)
         values (?, ?, ?, ?, ?, ?) returning seq",
        params![
            new.member,
            new.deputy,
            &new.first_day.to_string(),
            &new.last_day.to_string(),
            new.made_by,
            new.made_at
        ],
    )?;
    Ok(row.expect("an insert returns its row").int(0))
}

/// The latest first.
pub fn all(tx: &mut dyn Tx) -> Result<Vec<Deputy>, Error> {
    let rows = tx.query(&format!("select {COLUMNS} from @.deputy order by seq desc"), &[])?;
    rows.iter().map(deputy).collect()
}

/// Whether `deputy` acts for `member` on this day.
pub fn acts_for(tx: &mut dyn Tx, deputy: UserId, member: UserId, day: Day) -> Result<bool, Error> {
    let day = day.to_string();
    let select =
        "select 1 from @.deputy where deputy = ? and member = ? and first_day <= ? and last_day >= ?";
    Ok(!tx.query(select, params![deputy, member, &day, &day])?.is_empty())
}

/// Returns whether there was one.
pub fn remove(tx: &mut dyn Tx, seq: i64) -> Result<bool, Error> {
    Ok(tx.execute("delete from @.deputy where seq = ?", params![seq])? > 0)
}

/// Of somebody who left: neither side holds any more.
pub fn remove_of(tx: &mut dyn Tx, member: UserId) -> Result<u64, Error> {
    tx.execute("delete from @.deputy where member = ? or deputy = ?", params![member, member])
}

fn deputy(row: &crate::Row) -> Result<Deputy, Error> {
    let day =
        |text: &str| text.parse::<Day>().map_err(|_| Error::Corrupt(format!("a deputy's day reads {text}")));
    Ok(Deputy {
        seq: row.int(0),
        member: UserId(row.int(1)),
        deputy: UserId(row.int(2)),
        first_day: day(row.text(3))?,
        last_day: day(row.text(4))?,
        made_by: UserId(row.int(5)),
        made_at: Instant::from_micros(row.int(6)),
    })
}
