//! When an item could not be sold at a place.

use crate::outlooks::pairs;
use crate::situations::Pair;
use crate::{Error, Param, Tx, json_sql, params};
use std::collections::{BTreeMap, BTreeSet};
use values::{Instant, ItemId, WarehouseId};

/// A time without stock to sell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stockout {
    pub began: Instant,
    /// `None` while it lasts.
    pub ended: Option<Instant>,
}

/// Notes which of these places have nothing to sell at `now`, and which have again.
pub fn note(tx: &mut dyn Tx, places: &[(Pair, bool)], now: Instant) -> Result<(), Error> {
    if places.is_empty() {
        return Ok(());
    }
    let keys: Vec<Pair> = places.iter().map(|it| it.0).collect();
    let select = format!(
        "select s.item, s.warehouse from {} k cross join @.stockout s
         where s.item = k.item and s.warehouse = k.warehouse and s.ended_at is null",
        json_sql::pairs(tx.dialect())
    );
    let rows = tx.query(&select, params![&pairs(&keys)])?;
    let open: BTreeSet<Pair> = rows.iter().map(|it| (ItemId(it.int(0)), WarehouseId(it.int(1)))).collect();
    let begun = places.iter().filter(|(key, is_out)| *is_out && !open.contains(key));
    let begun: Vec<Param<'_>> =
        begun.flat_map(|((item, warehouse), _)| [(*item).into(), (*warehouse).into(), now.into()]).collect();
    if !begun.is_empty() {
        let into = "insert into @.stockout (item, warehouse, began_at) values";
        tx.insert_rows(into, "(?, ?, ?)", &begun, "on conflict (item, warehouse, began_at) do nothing")?;
    }
    let over: Vec<Pair> =
        places.iter().filter(|(key, is_out)| !*is_out && open.contains(key)).map(|it| it.0).collect();
    if !over.is_empty() {
        let update = format!(
            "update @.stockout set ended_at = ? where ended_at is null and (item, warehouse) in
             (select k.item, k.warehouse from {} k)",
            json_sql::pairs(tx.dialect())
        );
        tx.execute(&update, params![now, &pairs(&over)])?;
    }
    Ok(())
}

/// What of the time from `since` on these items were out, by place, the oldest first.
pub fn of_items(
    tx: &mut dyn Tx,
    items: &[ItemId],
    since: Instant,
) -> Result<BTreeMap<Pair, Vec<Stockout>>, Error> {
    let among = json_sql::among(tx.dialect());
    let found = format!(
        "select item, warehouse, began_at, ended_at from @.stockout
         where item in {among} and (ended_at is null or ended_at > ?) order by item, warehouse, began_at"
    );
    let mut all = BTreeMap::new();
    tx.each(&found, params![&json_sql::ids(items.iter().map(|it| it.0)), since], &mut |row| {
        collect(&mut all, row);
        Ok(())
    })?;
    Ok(all)
}

/// [`of_items`] of every item.
pub fn all(tx: &mut dyn Tx, since: Instant) -> Result<BTreeMap<Pair, Vec<Stockout>>, Error> {
    let found = "select item, warehouse, began_at, ended_at from @.stockout
         where ended_at is null or ended_at > ? order by item, warehouse, began_at";
    let mut all = BTreeMap::new();
    tx.each(found, params![since], &mut |row| {
        collect(&mut all, row);
        Ok(())
    })?;
    Ok(all)
}

fn collect(all: &mut BTreeMap<Pair, Vec<Stockout>>, row: &crate::Row) {
    let key = (ItemId(row.int(0)), WarehouseId(row.int(1)));
    let began = Instant::from_micros(row.int(2));
    let ended = row.opt_int(3).map(Instant::from_micros);
    all.entry(key).or_default().push(Stockout { began, ended });
}

/// For companies that bring their past along: times that were noted elsewhere.
pub fn add(tx: &mut dyn Tx, past: &[(Pair, Stockout)]) -> Result<(), Error> {
    if past.is_empty() {
        return Ok(());
    }
    let mut params: Vec<Param<'_>> = Vec::with_capacity(past.len() * 4);
    for ((item, warehouse), it) in past {
        params.extend_from_slice(params![*item, *warehouse, it.began, it.ended]);
    }
    let into = "insert into @.stockout (item, warehouse, began_at, ended_at) values";
    tx.insert_rows(into, "(?, ?, ?, ?)", &params, "on conflict (item, warehouse, began_at) do nothing")
        .map(drop)
}
