//! What came back of what was shipped: a table of the shape of `fulfilment`.

use crate::{Error, Tx, fulfilments, params};
use business::Fulfilment;
use std::collections::BTreeMap;
use values::{ClaimId, DocumentId, ItemId, Money, Quantity};

const TABLE: &str = "returned";

/// `document` is the return.
pub fn add(tx: &mut dyn Tx, document: DocumentId, done: &[&Fulfilment]) -> Result<(), Error> {
    fulfilments::add_to(tx, TABLE, document, done)
}

/// How much of each line of these orders came back; lines of which nothing did are absent.
pub fn done_of(tx: &mut dyn Tx, orders: &[DocumentId]) -> Result<BTreeMap<ClaimId, Quantity>, Error> {
    fulfilments::done_in(tx, TABLE, orders)
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
