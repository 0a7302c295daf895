//! What documents are found by: lower-case words made by the application.

use crate::{Error, Tx, params};
use values::DocumentId;

/// What a new document is found by.
pub fn add(tx: &mut dyn Tx, document_type: &str, id: DocumentId, text: &str) -> Result<(), Error> {
    let into = "insert into @.document_search (type, seq, text) values";
    tx.insert_later(into, "(?, ?, ?)", params![document_type, id, text])
}

/// Replaces what a document is found by.
pub fn set(tx: &mut dyn Tx, document_type: &str, id: DocumentId, text: &str) -> Result<(), Error> {
    tx.execute(
        "insert into @.document_search (type, seq, text) values (?, ?, ?)
         on conflict (type, seq) do update set text = excluded.text",
        params![document_type, id, text],
    )
    .map(drop)
}
