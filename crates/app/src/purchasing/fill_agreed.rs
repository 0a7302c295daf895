//! The price of a line that a buyer left blank is the one that is agreed with the supplier.

use crate::failure::Failure;
use crate::sales::by_unit;
use documents::{Record, Row, Value};
use storage::Tx;
use values::ItemId;

/// Of new lines only: a price that somebody took away stays away, and what came before the books began cost
/// what it cost then.
pub(crate) fn fill_agreed(
    tx: &mut dyn Tx,
    before: Option<&Record>,
    order: &mut Record,
) -> Result<bool, Failure> {
    let is_new = |row: &Row| {
        let old = before.and_then(|it| it.rows("lines").iter().find(|old| old.line == row.line));
        old.is_none_or(|old| old.record.link("item") != row.record.link("item"))
    };
    let is_asked = |row: &Row| {
        let blank = |name: &str| row.record.get(name).is_none();
        blank("price") && blank("came_before") && is_new(row)
    };
    let mut rows = order.rows("lines").to_vec();
    let items: Vec<ItemId> = rows.iter().filter(|it| is_asked(it)).filter_map(item).collect();
    let Some(supplier) = order.link("supplier").filter(|_| !items.is_empty()) else { return Ok(false) };
    let agreed = storage::purchasing::agreed_prices(tx, supplier.into(), &items)?;
    for row in rows.iter_mut().filter(|it| is_asked(it)) {
        if let Some(price) = item(row).and_then(|it| agreed.get(&it)).copied() {
            row.record.set("price", Some(Value::UnitPrice(price)));
            row.record.set("unit_price", by_unit(&row.record, price).map(Value::UnitPrice));
        }
    }
    let changed = rows != order.rows("lines");
    order.set("lines", Some(Value::Rows(rows)));
    Ok(changed)
}

fn item(row: &Row) -> Option<ItemId> {
    row.record.link("item").map(ItemId::from)
}
