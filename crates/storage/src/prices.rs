//! What was paid for an item, by supplier and day.

use crate::{Error, Param, Tx, params};
use business::PricePaid;
use values::DocumentId;

/// `document` is the receipt.
pub fn add(tx: &mut dyn Tx, document: DocumentId, paid: &[&PricePaid]) -> Result<(), Error> {
    if paid.is_empty() {
        return Ok(());
    }
    let mut params: Vec<Param<'_>> = Vec::with_capacity(paid.len() * 7);
    for it in paid {
        params.extend_from_slice(params![document, it.line, it.item, it.supplier, it.day]);
        params.extend_from_slice(params![it.price, it.quantity]);
    }
    let into = "insert into @.price_paid (document, line, item, supplier, day, price, quantity) values";
    tx.insert_rows(into, "(?, ?, ?, ?, ?, ?, ?)", &params, "").map(drop)
}
