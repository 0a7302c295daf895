//! What has been done of another document's line.

use crate::{Error, Param, Tx, json_sql, ordered, params};
use business::Fulfilment;
use std::collections::{BTreeMap, BTreeSet};
use values::{ClaimId, DocumentId, Quantity};

const TABLE: &str = "fulfilment";

/// `document` is the receipt or shipment that did it.
pub fn add(tx: &mut dyn Tx, document: DocumentId, done: &[&Fulfilment]) -> Result<(), Error> {
    if done.is_empty() {
        return Ok(());
    }
    add_to(tx, TABLE, document, done)?;
    let orders: BTreeSet<DocumentId> = done.iter().map(|it| it.ordered.document).collect();
    ordered::refresh(tx, &orders.into_iter().collect::<Vec<_>>())
}

/// [`add`] to a table of this shape: what came back of what was shipped has one of its own.
pub(crate) fn add_to(
    tx: &mut dyn Tx,
    table: &str,
    document: DocumentId,
    done: &[&Fulfilment],
) -> Result<(), Error> {
    if done.is_empty() {
        return Ok(());
    }
    let mut params: Vec<Param<'_>> = Vec::with_capacity(done.len() * 6);
    for it in done {
        params.extend_from_slice(params![document, it.line, it.ordered.document, it.ordered.line]);
        params.extend_from_slice(params![it.quantity, it.day]);
    }
    let into =
        format!("insert into @.{table} (document, line, source_document, source_line, quantity, day) values");
    tx.insert_rows(&into, "(?, ?, ?, ?, ?, ?)", &params, "").map(drop)
}

/// What `document` did of others does not count any more.
pub fn remove(tx: &mut dyn Tx, document: DocumentId) -> Result<(), Error> {
    let orders: BTreeSet<DocumentId> = done_by(tx, document)?.keys().map(|it| it.document).collect();
    tx.execute("delete from @.fulfilment where document = ?", params![document])?;
    ordered::refresh(tx, &orders.into_iter().collect::<Vec<_>>())
}

/// What `document` did of each line of others.
pub(crate) fn done_by(tx: &mut dyn Tx, document: DocumentId) -> Result<BTreeMap<ClaimId, Quantity>, Error> {
    let select = "select source_document, source_line, cast(sum(quantity) as bigint) from @.fulfilment
                  where document = ? group by source_document, source_line";
    let rows = tx.query(select, params![document])?;
    let id = |it: &crate::Row| ClaimId { document: DocumentId(it.int(0)), line: it.int(1) as u32 };
    Ok(rows.iter().map(|it| (id(it), Quantity::from_raw(it.int(2)))).collect())
}

/// How much has been done of each line of `source`; lines of which nothing was done are absent.
pub fn done_of(tx: &mut dyn Tx, source: DocumentId) -> Result<BTreeMap<ClaimId, Quantity>, Error> {
    done_of_many(tx, &[source])
}

pub(crate) fn done_of_many(
    tx: &mut dyn Tx,
    sources: &[DocumentId],
) -> Result<BTreeMap<ClaimId, Quantity>, Error> {
    done_in(tx, TABLE, sources)
}

/// [`done_of_many`] in a table of this shape.
pub(crate) fn done_in(
    tx: &mut dyn Tx,
    table: &str,
    sources: &[DocumentId],
) -> Result<BTreeMap<ClaimId, Quantity>, Error> {
    if sources.is_empty() {
        return Ok(BTreeMap::new());
    }
    let select = format!(
        "select source_document, source_line, cast(sum(quantity) as bigint) from @.{table}
         where source_document in {} group by source_document, source_line",
        json_sql::among(tx.dialect())
    );
    let rows = tx.query(&select, params![&json_sql::ids(sources.iter().map(|it| it.0))])?;
    let id = |document: i64, line: i64| ClaimId { document: DocumentId(document), line: line as u32 };
    Ok(rows.iter().map(|it| (id(it.int(0), it.int(1)), Quantity::from_raw(it.int(2)))).collect())
}
