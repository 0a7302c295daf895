//! Movements that are far out of line, what partners are used to take, and what judging that reads.

use crate::{Error, Param, Row, Tx, json_sql, params, query_one};
use ledger::Place;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use values::{Day, DocumentId, Instant, ItemId, LineNo, Money, Quantity, WarehouseId};

/// A line of paper that moved something: its lots together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub document: DocumentId,
    pub line: LineNo,
    pub item: ItemId,
    pub from: Place,
    pub to: Place,
    pub quantity: Quantity,
    pub value: Money,
    pub day: Day,
    /// Its first among the moves of the item.
    pub number: i64,
}

/// What these documents moved, in the order of items and moves.
pub fn moved_by(tx: &mut dyn Tx, documents: &[DocumentId]) -> Result<Vec<Moved>, Error> {
    let select = format!(
        "select document, line, item, from_place, to_place, quantity, value, day, number from @.move
         where document in {} order by item, number",
        json_sql::among(tx.dialect())
    );
    lines(&tx.query(&select, params![&json_sql::ids(documents.iter().map(|it| it.0))])?)
}

/// The last moves of an item, at most `limit`, the newest first.
pub fn last_moves(tx: &mut dyn Tx, item: ItemId, limit: usize) -> Result<Vec<Moved>, Error> {
    let select = "select document, line, item, from_place, to_place, quantity, value, day, number from @.move
                  where item = ? order by number desc limit ?";
    lines(&tx.query(select, params![item, limit as i64])?)
}

/// Neighbours of one line, from and to the same places, are one.
fn lines(rows: &[Row]) -> Result<Vec<Moved>, Error> {
    let place =
        |code: i64| Place::from_code(code).ok_or_else(|| Error::Corrupt(format!("{code} is no place")));
    let mut all: Vec<Moved> = Vec::new();
    for row in rows {
        let it = Moved {
            document: DocumentId(row.int(0)),
            line: row.int(1) as LineNo,
            item: ItemId(row.int(2)),
            from: place(row.int(3))?,
            to: place(row.int(4))?,
            quantity: Quantity::from_raw(row.int(5)),
            value: Money::from_raw(row.int(6)),
            day: Day::from_number(row.int(7) as i32),
            number: row.int(8),
        };
        let of = |it: &Moved| (it.document, it.line, it.item, it.from, it.to);
        match all.last_mut().filter(|last| of(last) == of(&it)) {
            Some(last) => {
                last.quantity = last.quantity.plus(it.quantity);
                last.value = last.value.plus(it.value);
                last.number = last.number.min(it.number);
            }
            None => all.push(it),
        }
    }
    Ok(all)
}

/// What lies in a warehouse now.
pub fn on_hand(tx: &mut dyn Tx, item: ItemId, warehouse: WarehouseId) -> Result<Quantity, Error> {
    let select = "select on_hand from @.balance where item = ? and warehouse = ?";
    let row = query_one(tx, select, params![item, warehouse])?;
    Ok(row.map_or(Quantity::ZERO, |it| Quantity::from_raw(it.int(0))))
}

/// What everything in stock is worth.
pub fn value_of_all(tx: &mut dyn Tx) -> Result<Money, Error> {
    let row = query_one(tx, "select cast(coalesce(sum(value), 0) as bigint) from @.stock", &[])?;
    Ok(Money::from_raw(row.map_or(0, |it| it.int(0))))
}

/// How many items with stock in the warehouse a document counted, and which it did not: at most `limit`.
pub fn missed(
    tx: &mut dyn Tx,
    document: DocumentId,
    warehouse: WarehouseId,
    limit: usize,
) -> Result<(usize, Vec<ItemId>), Error> {
    let count = "select count(*) from @.counted where document = ? and warehouse = ?";
    let counted = query_one(tx, count, params![document, warehouse])?.map_or(0, |it| it.int(0));
    let select = "select b.item from @.balance b where b.warehouse = ? and b.on_hand > 0
                  and not exists (select 1 from @.counted n where n.item = b.item
                                  and n.warehouse = b.warehouse and n.document = ?)
                  order by b.item limit ?";
    let rows = tx.query(select, params![warehouse, document, limit as i64])?;
    Ok((usize::try_from(counted).unwrap_or(0), rows.iter().map(|it| ItemId(it.int(0))).collect()))
}

/// The last ratios of these partners to what is usual, the oldest first.
pub fn habits(tx: &mut dyn Tx, partners: &[DocumentId]) -> Result<BTreeMap<DocumentId, Vec<i32>>, Error> {
    let select = format!(
        "select partner, json_text(ratios) from @.habit where partner in {}",
        json_sql::among(tx.dialect())
    );
    let rows = tx.query(&select, params![&json_sql::ids(partners.iter().map(|it| it.0))])?;
    let ratios = |row: &Row| serde_json::from_value(row.json(1)).unwrap_or_default();
    Ok(rows.iter().map(|row| (DocumentId(row.int(0)), ratios(row))).collect())
}

pub fn set_habit(tx: &mut dyn Tx, partner: DocumentId, ratios: &[i32]) -> Result<(), Error> {
    let ratios = serde_json::to_string(ratios).expect("numbers are JSON");
    tx.execute(
        "insert into @.habit (partner, ratios) values (?, json(?))
         on conflict (partner) do update set ratios = excluded.ratios",
        params![partner, Param::Json(&ratios)],
    )
    .map(drop)
}

/// A movement out of line, or a count that left something out.
#[derive(Clone, Debug, PartialEq)]
pub struct Unusual {
    pub document: DocumentId,
    pub line: LineNo,
    pub item: ItemId,
    pub warehouse: WarehouseId,
    /// `more`, `less`, `difference` or `missed`.
    pub kind: String,
    pub at: Instant,
    pub quantity: Quantity,
    pub value: Money,
    /// Where from, where to, and what it is compared with.
    pub detail: Json,
}

/// Keeps what was found. Whether it was not known yet.
pub fn add(tx: &mut dyn Tx, it: &Unusual) -> Result<bool, Error> {
    let detail = it.detail.to_string();
    let written = tx.execute(
        "insert into @.unusual (document, line, item, warehouse, kind, at, quantity, value, detail)
         values (?, ?, ?, ?, ?, ?, ?, ?, json(?)) on conflict (document, line, item, warehouse, kind) do nothing",
        params![
            it.document,
            it.line,
            it.item,
            it.warehouse,
            &it.kind,
            it.at,
            it.quantity,
            it.value,
            Param::Json(&detail)
        ],
    )?;
    Ok(written > 0)
}

/// The newest first, with the place of each in the list, from before `before`.
pub fn list(tx: &mut dyn Tx, before: Option<i64>, limit: usize) -> Result<Vec<(i64, Unusual)>, Error> {
    let rows = tx.query(
        "select seq, document, line, item, warehouse, kind, at, quantity, value, json_text(detail)
         from @.unusual where seq < ? order by seq desc limit ?",
        params![before.unwrap_or(i64::MAX), limit as i64],
    )?;
    let unusual = |row: &Row| Unusual {
        document: DocumentId(row.int(1)),
        line: row.int(2) as LineNo,
        item: ItemId(row.int(3)),
        warehouse: WarehouseId(row.int(4)),
        kind: row.text(5).to_owned(),
        at: Instant::from_micros(row.int(6)),
        quantity: Quantity::from_raw(row.int(7)),
        value: Money::from_raw(row.int(8)),
        detail: row.json(9),
    };
    Ok(rows.iter().map(|row| (row.int(0), unusual(row))).collect())
}

/// Drops what was found before `at`.
pub fn forget_before(tx: &mut dyn Tx, at: Instant) -> Result<u64, Error> {
    tx.execute("delete from @.unusual where at < ?", params![at])
}
