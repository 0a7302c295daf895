//! What is on its way in: one row per ordered line, its open part is what nothing has fulfilled yet.

use crate::{Error, Tx, params, world};
use business::{Arrival, ArrivalKind};
use values::{DocumentId, ItemId, WarehouseId};

/// The open part of an arrival aliased `a`.
pub(crate) const OPEN: &str =
    "(a.quantity - coalesce((select cast(sum(f.quantity) as bigint) from @.fulfilment f
     where f.source_document = a.document and f.source_line = a.line), 0))";

/// What is expected somewhere has a balance there, even of nothing, so that it is on the lists.
pub fn add(tx: &mut dyn Tx, it: &Arrival) -> Result<(), Error> {
    world::expect_balances(tx, [it.key])?;
    tx.execute(
        "insert into @.arrival (document, line, item, warehouse, supplier, kind, quantity, due)
         values (?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            it.line.document,
            it.line.line,
            it.key.item,
            it.key.warehouse,
            it.supplier,
            name(it.kind),
            it.quantity,
            it.due
        ],
    )
    .map(drop)
}

fn name(kind: ArrivalKind) -> &'static str {
    match kind {
        ArrivalKind::Purchase => "purchase",
        ArrivalKind::Transfer => "transfer",
    }
}

/// Nothing more is expected of `document`. Returns where something was.
pub fn drop_of(tx: &mut dyn Tx, document: DocumentId) -> Result<Vec<(ItemId, WarehouseId)>, Error> {
    let select = "select distinct item, warehouse from @.arrival where document = ? order by item, warehouse";
    let rows = tx.query(select, params![document])?;
    tx.execute("delete from @.arrival where document = ?", params![document])?;
    Ok(rows.iter().map(|it| (ItemId(it.int(0)), WarehouseId(it.int(1)))).collect())
}
