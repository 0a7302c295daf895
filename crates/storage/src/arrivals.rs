//! What is on its way in: one row per ordered line, its open part is what nothing has fulfilled yet.

use crate::documents::{Name, name};
use crate::{Error, Param, Tx, json_sql, locks, params, world};
use business::{Arrival, ArrivalKind};
use ledger::BalanceKey;
use std::collections::{BTreeMap, BTreeSet};
use values::{DocumentId, ItemId, WarehouseId};

/// The open part of an arrival aliased `a`; nothing where more came than was ordered.
pub(crate) const OPEN: &str = "(a.quantity - coalesce((select case when sum(f.quantity) > a.quantity
     then a.quantity else cast(sum(f.quantity) as bigint) end from @.fulfilment f
     where f.source_document = a.document and f.source_line = a.line), 0))";

/// What is expected somewhere has a balance there, even of nothing, so that it is on the lists.
pub fn add(tx: &mut dyn Tx, expected: &[&Arrival]) -> Result<(), Error> {
    if expected.is_empty() {
        return Ok(());
    }
    world::expect_balances(tx, expected.iter().map(|it| it.key).collect::<BTreeSet<_>>())?;
    let mut params: Vec<Param<'_>> = Vec::with_capacity(expected.len() * 8);
    for it in expected {
        let kind = kind_name(it.kind);
        params.extend_from_slice(params![it.line.document, it.line.line, it.key.item, it.key.warehouse]);
        params.extend_from_slice(params![it.supplier, kind, it.quantity, it.due]);
    }
    let into =
        "insert into @.arrival (document, line, item, warehouse, supplier, kind, quantity, due) values";
    tx.insert_rows(into, "(?, ?, ?, ?, ?, ?, ?, ?)", &params, "").map(drop)
}

fn kind_name(kind: ArrivalKind) -> &'static str {
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

/// The order or transfer that arrives next at each of these, where there is one.
pub fn next_order(
    tx: &mut dyn Tx,
    keys: &[(ItemId, WarehouseId)],
) -> Result<BTreeMap<(ItemId, WarehouseId), Name>, Error> {
    let keys: Vec<BalanceKey> =
        keys.iter().map(|&(item, warehouse)| BalanceKey { item, warehouse }).collect();
    if keys.is_empty() {
        return Ok(BTreeMap::new());
    }
    let select = format!(
        "select d.seq, d.id, d.type, d.number, d.title, d.state, a.item, a.warehouse
         from {} k cross join @.arrival a join @.document d on d.seq = a.document
         where a.item = k.item and a.warehouse = k.warehouse and {OPEN} > 0
         order by a.due desc, a.document desc",
        json_sql::pairs(tx.dialect())
    );
    let rows = tx.query(&select, params![&locks::pairs(&keys)])?;
    // The last of a key is the next to arrive.
    Ok(rows.iter().map(|row| ((ItemId(row.int(6)), WarehouseId(row.int(7))), name(row))).collect())
}
