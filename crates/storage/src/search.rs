//! What documents are found by: lower-case words made by the application.

use crate::{Error, Tx, params};
use values::DocumentId;

/// Replaces what a document is found by.
pub fn set(tx: &mut dyn Tx, document_type: &str, id: DocumentId, text: &str) -> Result<(), Error> {
    tx.execute(
        "insert into @.document_search (type, seq, text) values (?, ?, ?)
         on conflict (type, seq) do update set text = excluded.text",
        params![document_type, id, text],
    )
    .map(drop)
}
