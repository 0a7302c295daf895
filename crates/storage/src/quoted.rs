//! What was ordered of what was quoted: a table of the shape of `fulfilment`.

use crate::{Error, Tx, fulfilments, params};
use business::Fulfilment;
use std::collections::BTreeMap;
use values::{ClaimId, DocumentId, Quantity};

const TABLE: &str = "quoted";

/// The order `document` takes up this and nothing else.
pub fn replace(tx: &mut dyn Tx, document: DocumentId, lines: &[Fulfilment]) -> Result<(), Error> {
    tx.execute("delete from @.quoted where document = ?", params![document])?;
    fulfilments::add_to(tx, TABLE, document, &lines.iter().collect::<Vec<_>>())
}

/// How much of each line of a quotation was ordered; lines of which nothing was are absent.
pub fn ordered_of(tx: &mut dyn Tx, quotation: DocumentId) -> Result<BTreeMap<ClaimId, Quantity>, Error> {
    fulfilments::done_in(tx, TABLE, &[quotation])
}
