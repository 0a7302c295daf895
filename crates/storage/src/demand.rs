//! What customers wanted, by day: from orders and from imported history.
//!
//! A return cancels demand of its own day, so that what was ordered by mistake and taken back at
//! once was never wanted; what comes back later was wanted all the same.

use crate::claims::ITEM_LINK;
use crate::{Error, Param, Row, Tx, json_sql, params};
use business::Demand;
use std::collections::BTreeMap;
use values::{ChannelId, CustomerId, Day, DocumentId, ItemId, Money, Quantity, WarehouseId};

/// One line of imported sales history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    pub item: ItemId,
    /// `None` when the history does not say.
    pub warehouse: Option<WarehouseId>,
    pub channel: Option<ChannelId>,
    pub customer: Option<CustomerId>,
    pub day: Day,
    /// Positive, also for a return.
    pub wanted: Quantity,
    pub amount: Option<Money>,
    pub is_return: bool,
    /// What the old system called the order.
    pub source_number: Option<String>,
}

/// What was wanted of an item on one day at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DailyDemand {
    pub warehouse: Option<WarehouseId>,
    pub day: Day,
    pub wanted: Quantity,
}

pub fn add_orders(tx: &mut dyn Tx, document: DocumentId, wanted: &[&Demand]) -> Result<(), Error> {
    if wanted.is_empty() {
        return Ok(());
    }
    let mut params: Vec<Param<'_>> = Vec::with_capacity(wanted.len() * 9);
    for it in wanted {
        params.extend_from_slice(params![document, it.line, it.item, it.warehouse, it.channel]);
        params.extend_from_slice(params![it.customer, it.day, it.wanted, it.amount]);
    }
    let into = "insert into @.order_demand
                (document, line, item, warehouse, channel, customer, day, wanted, amount) values";
    tx.insert_later(into, "(?, ?, ?, ?, ?, ?, ?, ?, ?)", &params)
}

/// What came back of an order.
pub fn add_returns(tx: &mut dyn Tx, document: DocumentId, back: &[&Demand]) -> Result<(), Error> {
    if back.is_empty() {
        return Ok(());
    }
    let mut params: Vec<Param<'_>> = Vec::with_capacity(back.len() * 9);
    for it in back {
        params.extend_from_slice(params![it.item, it.warehouse, it.channel, it.customer, it.day]);
        params.extend_from_slice(params![it.wanted, it.amount, document, it.line]);
    }
    let into = "insert into @.demand
                (item, warehouse, channel, customer, day, wanted, amount, kind, document, line) values";
    tx.insert_rows(into, "(?, ?, ?, ?, ?, ?, ?, 'return', ?, ?)", &params, "").map(drop)
}

/// The customer took the wish back.
pub fn forget(tx: &mut dyn Tx, document: DocumentId) -> Result<(), Error> {
    tx.execute("delete from @.order_demand where document = ?", params![document]).map(drop)
}

/// Any number of rows at once.
pub fn add_history(tx: &mut dyn Tx, rows: &[HistoryRow]) -> Result<(), Error> {
    let mut params: Vec<Param<'_>> = Vec::with_capacity(rows.len() * 9);
    for it in rows {
        let kind = if it.is_return { "return" } else { "history" };
        let source_number = it.source_number.as_ref();
        params.extend_from_slice(params![
            it.item,
            it.warehouse,
            it.channel,
            it.customer,
            it.day,
            it.wanted,
            it.amount,
            kind,
            source_number
        ]);
    }
    let into = "insert into @.demand (item, warehouse, channel, customer, day, wanted, amount, kind, source_number) values";
    tx.insert_rows(into, "(?, ?, ?, ?, ?, ?, ?, ?, ?)", &params, "").map(drop)
}

/// Demand by `item, warehouse, day` of the items that `among` selects, from a day on; the parameters
/// stand twice. Orders are found through their links: see the schema.
fn of_items(among: &str) -> String {
    format!(
        "(select item, warehouse, day, case when kind = 'return' then -wanted else wanted end as wanted
          from @.demand where item {among} and day >= ?
          union all
          select o.item, o.warehouse, o.day, o.wanted
          from @.link l join @.order_demand o on o.document = l.document and o.line = l.line
          where l.target {among} and l.role = '{ITEM_LINK}' and o.day >= ?) as d"
    )
}

/// What was wanted of `item` on each day from `since` on, days without demand left out: at
/// `warehouse`, or everywhere, with what says no warehouse.
pub fn daily(
    tx: &mut dyn Tx,
    item: ItemId,
    warehouse: Option<WarehouseId>,
    since: Day,
) -> Result<Vec<(Day, Quantity)>, Error> {
    let here = if warehouse.is_some() { "where warehouse = ?" } else { "" };
    let select = format!(
        "select day, cast(sum(wanted) as bigint) from {} {here} group by day order by day",
        of_items("= ?")
    );
    let mut params = params![item, since, item, since].to_vec();
    params.extend(warehouse.map(Param::from));
    let rows = tx.query(&select, &params)?;
    let positive = rows.iter().filter(|it| it.int(1) > 0);
    Ok(positive.map(|it| (day(it, 0), Quantity::from_raw(it.int(1)))).collect())
}

fn day(row: &Row, column: usize) -> Day {
    Day::from_number(row.int(column) as i32)
}

/// [`daily`] of many items, each place apart and by day; what says no warehouse has none.
pub fn daily_many(
    tx: &mut dyn Tx,
    items: &[ItemId],
    since: Day,
) -> Result<BTreeMap<ItemId, Vec<DailyDemand>>, Error> {
    let mut found: BTreeMap<ItemId, Vec<DailyDemand>> = BTreeMap::new();
    if items.is_empty() {
        return Ok(found);
    }
    let select = format!(
        "select item, warehouse, day, cast(sum(wanted) as bigint) from {}
         group by item, warehouse, day order by item, day",
        of_items(&format!("in {}", json_sql::among(tx.dialect())))
    );
    let items = json_sql::ids(items.iter().map(|it| it.0));
    tx.each(&select, params![&items, since, &items, since], &mut |row| {
        let wanted = Quantity::from_raw(row.int(3));
        if wanted.is_positive() {
            let warehouse = row.opt_int(1).map(WarehouseId);
            let of_day = DailyDemand { warehouse, day: day(row, 2), wanted };
            found.entry(ItemId(row.int(0))).or_default().push(of_day);
        }
        Ok(())
    })?;
    Ok(found)
}

/// [`daily_many`] of every item that was wanted from `since` on and before `until`, one after the other.
pub fn each_daily(
    tx: &mut dyn Tx,
    since: Day,
    until: Day,
    found: &mut dyn FnMut(ItemId, DailyDemand),
) -> Result<(), Error> {
    let select = "select item, warehouse, day, cast(sum(wanted) as bigint) from (
           select item, warehouse, day, case when kind = 'return' then -wanted else wanted end as wanted
           from @.demand where day >= ? and day < ?
           union all
           select item, warehouse, day, wanted from @.order_demand where day >= ? and day < ?) d
         group by item, warehouse, day order by item, warehouse, day";
    tx.each(select, params![since, until, since, until], &mut |row| {
        let wanted = Quantity::from_raw(row.int(3));
        if wanted.is_positive() {
            let warehouse = row.opt_int(1).map(WarehouseId);
            found(ItemId(row.int(0)), DailyDemand { warehouse, day: day(row, 2), wanted });
        }
        Ok(())
    })
}
