//! What each place of an item is worth, where a company values by warehouse; and the day on which it began.

use crate::{Error, Param, Tx, json_sql, locks, params, settings, turnover};
use ledger::{BalanceKey, Ledger};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use values::{Day, ItemId, Money, Quantity};

/// `{"by": "item_and_warehouse", "since": "2026-03-01"}`; absent while each item has one average.
const SETTING: &str = "valuation";

/// Since when each place of an item has an average of its own; `None` while it has none.
pub fn since(tx: &mut dyn Tx) -> Result<Option<Day>, Error> {
    let stored: Option<Json> = settings::get(tx, SETTING)?;
    Ok(stored.and_then(|it| it["since"].as_str().and_then(|it| it.parse().ok())))
}

/// Of these balances; the stocks of their items are locked.
pub(crate) fn load(tx: &mut dyn Tx, keys: &[BalanceKey], ledger: &mut Ledger) -> Result<(), Error> {
    if keys.is_empty() {
        return Ok(());
    }
    let pairs = json_sql::pairs(tx.dialect());
    let rows = tx.query(
        &format!(
            "select w.item, w.warehouse, w.value from {pairs} k cross join @.worth w
             where w.item = k.item and w.warehouse = k.warehouse"
        ),
        params![&locks::pairs(keys)],
    )?;
    let mut known: BTreeMap<BalanceKey, Money> =
        rows.iter().map(|row| (crate::world::key(row), Money::from_raw(row.int(2)))).collect();
    for key in keys {
        ledger.load_worth(*key, known.remove(key).unwrap_or_default());
    }
    Ok(())
}

pub(crate) fn write(tx: &mut dyn Tx, worths: &[(BalanceKey, Money)]) -> Result<(), Error> {
    let mut params: Vec<Param<'_>> = Vec::with_capacity(worths.len() * 3);
    for (key, value) in worths {
        params.extend_from_slice(params![key.item, key.warehouse, *value]);
    }
    let into = "insert into @.worth (item, warehouse, value, opened) values";
    let update = "on conflict (item, warehouse) do update set value = excluded.value";
    tx.insert_rows(into, "(?, ?, ?, 0)", &params, update).map(drop)
}

/// What a place is worth now, and what it was worth beyond its moves when that began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worth {
    pub value: Money,
    pub opened: Money,
}

/// Of every place that has an average of its own: of these items, as JSON ids, or of all.
pub fn of_items(tx: &mut dyn Tx, items: Option<&str>) -> Result<BTreeMap<BalanceKey, Worth>, Error> {
    let these = items.map_or(String::new(), |_| format!(" where item in {}", json_sql::among(tx.dialect())));
    let params: Vec<Param<'_>> = items.map(Param::Text).into_iter().collect();
    let mut found = BTreeMap::new();
    tx.each(&format!("select item, warehouse, value, opened from @.worth{these}"), &params, &mut |row| {
        let worth = Worth { value: Money::from_raw(row.int(2)), opened: Money::from_raw(row.int(3)) };
        found.insert(crate::world::key(row), worth);
        Ok(())
    })?;
    Ok(found)
}

/// From now on each place of an item has an average of its own. What an item is worth now is divided among
/// its places by quantity, without a rest; no move is made, and days before `today` keep what they were.
pub fn value_by_place(tx: &mut dyn Tx, today: Day) -> Result<(), Error> {
    locks::alone(tx, "valuation")?;
    let rows = tx.query("select item from @.stock order by item", &[])?;
    let items: Vec<ItemId> = rows.iter().map(|it| ItemId(it.int(0))).collect();
    const AT_ONCE: usize = 1_000;
    for items in items.chunks(AT_ONCE) {
        let stocks: BTreeMap<ItemId, Money> = locks::stocks(tx, items)?
            .iter()
            .map(|it| (ItemId(it.int(0)), Money::from_raw(it.int(2))))
            .collect();
        // Every move there is, on whatever day: what each place is worth by its moves alone.
        let places = turnover::at(tx, items, Day::from_number(i32::MAX))?;
        let mut params: Vec<Param<'_>> = Vec::new();
        for (item, value) in &stocks {
            let here: Vec<_> = places.iter().filter(|(key, _)| key.item == *item).collect();
            let all = here.iter().fold(Quantity::ZERO, |sum, (_, it)| sum.plus(it.quantity));
            let (mut so_far, mut given) = (Quantity::ZERO, Money::ZERO);
            for (key, held) in here {
                so_far = so_far.plus(held.quantity);
                let until_here = if all.is_positive() { value.share(so_far, all) } else { Money::ZERO };
                let worth = until_here.minus(given);
                given = until_here;
                params.extend_from_slice(params![key.item, key.warehouse, worth, worth.minus(held.value)]);
            }
        }
        let into = "insert into @.worth (item, warehouse, value, opened) values";
        tx.insert_rows(into, "(?, ?, ?, ?)", &params, "")?;
    }
    tx.execute("update @.stock set by_place = 1", &[])?;
    settings::set(tx, SETTING, &json!({ "by": "item_and_warehouse", "since": today }))
}
