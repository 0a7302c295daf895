//! What was paid for an item, by supplier and day.

use crate::{Error, Tx, params};
use business::PricePaid;
use values::DocumentId;

/// `document` is the receipt.
pub fn add(tx: &mut dyn Tx, document: DocumentId, it: &PricePaid) -> Result<(), Error> {
    tx.execute(
        "insert into @.price_paid (document, line, item, supplier, day, price, quantity)
         values (?, ?, ?, ?, ?, ?, ?)",
        params![document, it.line, it.item, it.supplier, it.day, it.price, it.quantity],
    )
    .map(drop)
}
