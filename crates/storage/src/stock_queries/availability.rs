//! What is available of many items at once, in one statement.

use crate::arrivals::OPEN;
use crate::{Dialect, Error, Row, Tx, params, world};
use ledger::Balance;
use std::collections::BTreeMap;
use values::{ItemId, Quantity, WarehouseId};

/// One item and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemAvailability {
    pub item: ItemId,
    pub number: String,
    /// By warehouse: every place where it ever was, or is expected or wanted.
    pub places: Vec<PlaceAvailability>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceAvailability {
    pub warehouse: WarehouseId,
    pub warehouse_number: String,
    pub balance: Balance,
    pub incoming: Quantity,
}

/// By the code that was asked for; what does not exist is absent.
pub fn availability(
    tx: &mut dyn Tx,
    numbers: &[String],
) -> Result<BTreeMap<String, ItemAvailability>, Error> {
    let wanted = match tx.dialect() {
        Dialect::Sqlite => "(select distinct k.value as number from json_each(?) as k)",
        Dialect::Postgres => {
            "(select distinct t.value as number from jsonb_array_elements_text(?::jsonb) as t(value))"
        }
    };
    let select = format!(
        "select i.seq, coalesce(b.warehouse, 0), coalesce(b.on_hand, 0), coalesce(b.reserved, 0),
                coalesce(b.held, 0), i.number, w.number,
                (select coalesce(cast(sum({OPEN}) as bigint), 0) from @.arrival a
                 where a.item = b.item and a.warehouse = b.warehouse)
         from {wanted} k cross join @.document i
         left join @.balance b on b.item = i.seq and b.warehouse > 0
         left join @.document w on w.seq = b.warehouse
         where i.type = 'item' and i.number = k.number order by i.seq, b.warehouse"
    );
    let numbers = serde_json::to_string(numbers).expect("texts are JSON");
    let mut found: BTreeMap<String, ItemAvailability> = BTreeMap::new();
    for row in tx.query(&select, params![&numbers])? {
        let number = row.text(5).to_owned();
        let item = found.entry(number.clone()).or_insert_with(|| ItemAvailability {
            item: ItemId(row.int(0)),
            number,
            places: Vec::new(),
        });
        item.places.extend(place(&row));
    }
    Ok(found)
}

fn place(row: &Row) -> Option<PlaceAvailability> {
    Some(PlaceAvailability {
        warehouse: world::key(row).warehouse,
        warehouse_number: row.opt_text(6)?.to_owned(),
        balance: world::balance(row),
        incoming: Quantity::from_raw(row.int(7)),
    })
}
