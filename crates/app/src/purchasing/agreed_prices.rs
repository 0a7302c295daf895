//! What lines cost when they are bought: as the terms of supply say, or as the supplier quoted.

use crate::failure::Failure;
use crate::turn::Turn;
use documents::{Record, Row};
use std::collections::BTreeMap;
use storage::Tx;
use values::{DocumentId, ItemId, LineNo, UnitPrice};

/// What is agreed with the supplier of `order` about these lines, from the quantity on that they order.
/// What came before the books began cost what it cost then.
pub(crate) fn agreed_prices(
    tx: &mut dyn Tx,
    order: &Record,
    asked: &[&Row],
) -> Result<BTreeMap<LineNo, UnitPrice>, Failure> {
    let asked: Vec<&&Row> = asked.iter().filter(|it| it.record.get("came_before").is_none()).collect();
    let items: Vec<ItemId> = asked.iter().filter_map(|it| item(it)).collect();
    let Some(supplier) = order.link("supplier").filter(|_| !items.is_empty()) else {
        return Ok(BTreeMap::new());
    };
    let agreed = storage::purchasing::agreed_prices(tx, supplier.into(), &items)?;
    let price = |row: &&Row| {
        let ordered = row.record.quantity("quantity").unwrap_or_default();
        Some((row.line, agreed.get(&item(row)?)?.of(ordered)?))
    };
    Ok(asked.into_iter().filter_map(price).collect())
}

/// What the quotations that won these lines said.
pub(crate) fn quoted_prices(
    tx: &mut dyn Tx,
    turn: &Turn,
    asked: &[&Row],
) -> Result<BTreeMap<LineNo, UnitPrice>, Failure> {
    let quotations: Vec<DocumentId> = asked.iter().filter_map(|it| it.record.link("quotation")).collect();
    let definition = turn.definitions.require("supplier_quotation")?;
    let mut offered = BTreeMap::new();
    for stored in storage::documents::load_many(tx, &quotations)? {
        let record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
        for row in record.rows("lines") {
            if let Some(price) = row.record.unit_price("price") {
                offered.insert((stored.id, item(row)), price);
            }
        }
    }
    let price = |row: &&Row| {
        let price = offered.get(&(row.record.link("quotation")?, item(row)))?;
        Some((row.line, *price))
    };
    Ok(asked.iter().filter_map(price).collect())
}

fn item(row: &Row) -> Option<ItemId> {
    row.record.link("item").map(ItemId::from)
}
