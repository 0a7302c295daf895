//! The stock levels of the days on which they changed.

use crate::outlooks::{OutlookRow, pairs};
use crate::situations::Pair;
use crate::{Error, Param, Tx, json_sql, params};
use std::collections::BTreeMap;
use values::{Day, ItemId, Quantity, WarehouseId};

/// The levels of one place from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levels {
    pub day: Day,
    pub safety_stock: Quantity,
    pub reorder_point: Quantity,
    pub order_up_to: Quantity,
    pub upper_limit: Option<Quantity>,
}

/// Keeps the levels of these rows where they are not what they were. Called before the rows replace
/// the older ones.
pub fn note(tx: &mut dyn Tx, rows: &[OutlookRow], today: Day) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let keys: Vec<Pair> = rows.iter().map(|it| (it.item, it.warehouse)).collect();
    let select = format!(
        "select o.item, o.warehouse, o.safety_stock, o.reorder_point, o.order_up_to, o.upper_limit
         from {} k cross join @.outlook o where o.item = k.item and o.warehouse = k.warehouse",
        json_sql::pairs(tx.dialect())
    );
    let found = tx.query(&select, params![&pairs(&keys)])?;
    let old: BTreeMap<Pair, Levels> =
        found.iter().map(|it| ((ItemId(it.int(0)), WarehouseId(it.int(1))), levels(it, today, 2))).collect();
    let mut params: Vec<Param<'_>> = Vec::new();
    for it in rows {
        let new = Levels {
            day: today,
            safety_stock: it.outlook.safety_stock,
            reorder_point: it.outlook.reorder_point,
            order_up_to: it.outlook.order_up_to,
            upper_limit: it.outlook.upper_limit,
        };
        if old.get(&(it.item, it.warehouse)) != Some(&new) {
            params.extend_from_slice(params![it.item, it.warehouse, today, new.safety_stock]);
            params.extend_from_slice(params![new.reorder_point, new.order_up_to, new.upper_limit]);
        }
    }
    if params.is_empty() {
        return Ok(());
    }
    let into = "insert into @.level_history
                (item, warehouse, day, safety_stock, reorder_point, order_up_to, upper_limit) values";
    let update = "on conflict (item, warehouse, day) do update set safety_stock = excluded.safety_stock,
                  reorder_point = excluded.reorder_point, order_up_to = excluded.order_up_to,
                  upper_limit = excluded.upper_limit";
    tx.insert_rows(into, "(?, ?, ?, ?, ?, ?, ?)", &params, update).map(drop)
}

/// The levels of a place, the oldest first.
pub fn of(tx: &mut dyn Tx, (item, warehouse): Pair, since: Day) -> Result<Vec<Levels>, Error> {
    let rows = tx.query(
        "select day, safety_stock, reorder_point, order_up_to, upper_limit from @.level_history
         where item = ? and warehouse = ? and day >= ? order by day",
        params![item, warehouse, since],
    )?;
    Ok(rows.iter().map(|it| levels(it, Day::from_number(it.int(0) as i32), 1)).collect())
}

fn levels(row: &crate::Row, day: Day, from: usize) -> Levels {
    let quantity = |at| Quantity::from_raw(row.int(from + at));
    Levels {
        day,
        safety_stock: quantity(0),
        reorder_point: quantity(1),
        order_up_to: quantity(2),
        upper_limit: row.opt_int(from + 3).map(Quantity::from_raw),
    }
}

pub fn forget_before(tx: &mut dyn Tx, day: Day) -> Result<(), Error> {
    tx.execute("delete from @.level_history where day < ?", params![day]).map(drop)
}
