//! What a document did to the books: what it moved, what it claims, what it announced.

use crate::arrivals::OPEN;
use crate::{Error, Tx, params};
use values::{Day, DocumentId, Quantity};

/// One movement of goods. Places are documents, or negative; see `ledger::Place`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub item: DocumentId,
    pub from: i64,
    pub to: i64,
    pub quantity: Quantity,
    pub lines: i64,
}

/// Goods that are promised to the document, or that it still waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promised {
    pub item: DocumentId,
    pub warehouse: DocumentId,
    pub reserved: Quantity,
    pub short: Quantity,
}

/// Goods that are expected because of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    pub item: DocumentId,
    pub warehouse: DocumentId,
    pub quantity: Quantity,
    pub due: Day,
}

/// By item and place, the first of its lines first.
pub fn moved(tx: &mut dyn Tx, document: DocumentId, limit: usize) -> Result<Vec<Moved>, Error> {
    let rows = tx.query(
        "select item, from_place, to_place, cast(sum(quantity) as bigint), count(*) from @.move
         where document = ? group by item, from_place, to_place
         order by min(line), item, from_place, to_place limit ?",
        params![document, limit as i64],
    )?;
    let moved = |row: &crate::Row| Moved {
        item: DocumentId(row.int(0)),
        from: row.int(1),
        to: row.int(2),
        quantity: Quantity::from_raw(row.int(3)),
        lines: row.int(4),
    };
    Ok(rows.iter().map(moved).collect())
}

pub fn promised(tx: &mut dyn Tx, document: DocumentId, limit: usize) -> Result<Vec<Promised>, Error> {
    let rows = tx.query(
        "select item, warehouse, reserved, wanted - reserved from @.claim
         where document = ? order by line limit ?",
        params![document, limit as i64],
    )?;
    let promised = |row: &crate::Row| Promised {
        item: DocumentId(row.int(0)),
        warehouse: DocumentId(row.int(1)),
        reserved: Quantity::from_raw(row.int(2)),
        short: Quantity::from_raw(row.int(3)),
    };
    Ok(rows.iter().map(promised).collect())
}

pub fn expected(tx: &mut dyn Tx, document: DocumentId, limit: usize) -> Result<Vec<Expected>, Error> {
    let select = format!(
        "select a.item, a.warehouse, {OPEN}, a.due from @.arrival a
         where a.document = ? and {OPEN} > 0 order by a.line limit ?"
    );
    let rows = tx.query(&select, params![document, limit as i64])?;
    let expected = |row: &crate::Row| Expected {
        item: DocumentId(row.int(0)),
        warehouse: DocumentId(row.int(1)),
        quantity: Quantity::from_raw(row.int(2)),
        due: Day::from_number(row.int(3) as i32),
    };
    Ok(rows.iter().map(expected).collect())
}
