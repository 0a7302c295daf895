//! What came back of what was shipped.

use crate::{Error, Param, Tx, json_sql, params};
use business::Fulfilment;
use std::collections::BTreeMap;
use values::{ClaimId, DocumentId, ItemId, Money, Quantity};

/// `document` is the return.
pub fn add(tx: &mut dyn Tx, document: DocumentId, done: &[&Fulfilment]) -> Result<(), Error> {
    if done.is_empty() {
        return Ok(());
    }
    let mut params: Vec<Param<'_>> = Vec::with_capacity(done.len() * 6);
    for it in done {
        params.extend_from_slice(params![document, it.line, it.ordered.document, it.ordered.line]);
        params.extend_from_slice(params![it.quantity, it.day]);
    }
    let into = "insert into @.returned (document, line, source_document, source_line, quantity, day) values";
    tx.insert_rows(into, "(?, ?, ?, ?, ?, ?)", &params, "").map(drop)
}

/// How much of each line of these orders came back; lines of which nothing did are absent.
pub fn done_of(tx: &mut dyn Tx, orders: &[DocumentId]) -> Result<BTreeMap<ClaimId, Quantity>, Error> {
    if orders.is_empty() {
        return Ok(BTreeMap::new());
    }
    let select = format!(
        "select source_document, source_line, cast(sum(quantity) as bigint) from @.returned
         where source_document in {} group by source_document, source_line",
        json_sql::among(tx.dialect())
    );
    let rows = tx.query(&select, params![&json_sql::ids(orders.iter().map(|it| it.0))])?;
    let id = |document: i64, line: i64| ClaimId { document: DocumentId(document), line: line as u32 };
    Ok(rows.iter().map(|it| (id(it.int(0), it.int(1)), Quantity::from_raw(it.int(2)))).collect())
}

/// How much of each item left for an order, or with one shipment, and what it was worth.
pub fn left_with(
    tx: &mut dyn Tx,
    order: DocumentId,
    shipment: Option<DocumentId>,
) -> Result<BTreeMap<ItemId, (Quantity, Money)>, Error> {
    let (which, id) = match shipment {
        Some(shipment) => ("= ?", shipment),
        None => ("in (select f.document from @.fulfilment f where f.source_document = ?)", order),
    };
    let select = format!(
        "select m.item, cast(sum(m.quantity) as bigint), cast(sum(m.value) as bigint) from @.move m
         where m.document {which} group by m.item"
    );
    let rows = tx.query(&select, params![id])?;
    let worth = |it: &crate::Row| (Quantity::from_raw(it.int(1)), Money::from_raw(it.int(2)));
    Ok(rows.iter().map(|it| (ItemId(it.int(0)), worth(it))).collect())
}
