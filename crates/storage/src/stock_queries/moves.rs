//! The moves of an item, read backwards, with what was there after each.

use super::{Page, page};
use crate::{Error, Param, Row, Tx, params, query_one};
use ledger::{Lot, Place};
use uuid::Uuid;
use values::{Day, Instant, ItemId, Money, Quantity, WarehouseId};

/// One move of the stock ledger, as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveRow {
    /// The nth move of the item.
    pub number: i64,
    pub at: Instant,
    pub day: Day,
    pub from: Place,
    /// The warehouse's code; for another place its name: `supplier`, `customer`, `transit`, …
    pub from_number: String,
    /// The warehouse's name; empty for another place.
    pub from_title: String,
    pub to: Place,
    pub to_number: String,
    pub to_title: String,
    pub lot: Option<Lot>,
    pub quantity: Quantity,
    pub value: Money,
    /// What was on hand after it: in the warehouse asked for, else everywhere and in transit.
    pub balance_after: Quantity,
    pub document_type: String,
    pub document_uuid: Uuid,
    pub document_number: String,
}

/// Newest first: of one warehouse, or all.
pub fn moves(
    tx: &mut dyn Tx,
    item: ItemId,
    warehouse: Option<WarehouseId>,
    limit: usize,
    after: Option<&str>,
) -> Result<Page<MoveRow>, Error> {
    // The cursor carries what was there, or each page would add up all moves of the pages before it.
    let cursor = after.and_then(|it| it.split_once(':'));
    let number = |text: &str| text.parse::<i64>().ok();
    let before: i64 = cursor.and_then(|(it, _)| number(it)).unwrap_or(i64::MAX);
    let (here, places) = match warehouse {
        Some(it) => ("and (m.from_place = ? or m.to_place = ?)", vec![Param::from(it); 2]),
        None => ("", Vec::new()),
    };
    let select = format!(
        "select m.number, m.at, m.day, m.from_place, m.to_place, m.lot, m.quantity, m.value,
                f.number, f.title, t.number, t.title, coalesce(d.type, ''), d.id, coalesce(d.number, '')
         from @.move m
         left join @.document f on f.seq = m.from_place
         left join @.document t on t.seq = m.to_place
         join @.document d on d.seq = m.document
         where m.item = ? and m.number < ? {here} order by m.number desc limit ?"
    );
    let mut params: Vec<Param<'_>> = params![item, before].to_vec();
    params.extend(places);
    params.push(super::limit(limit));
    let mut left = match cursor.and_then(|(_, it)| number(it)) {
        Some(raw) => Quantity::from_raw(raw),
        None => on_hand_now(tx, item, warehouse)?,
    };
    let mut rows = Vec::new();
    for row in tx.query(&select, &params)? {
        let it = move_row(&row, left)?;
        left = left.minus(net(&it, warehouse));
        rows.push(it);
    }
    Ok(page(rows, limit, |it| format!("{}:{}", it.number, it.balance_after.minus(net(it, warehouse)).raw())))
}

fn on_hand_now(tx: &mut dyn Tx, item: ItemId, warehouse: Option<WarehouseId>) -> Result<Quantity, Error> {
    let row = match warehouse {
        Some(it) => {
            let select = "select on_hand from @.balance where item = ? and warehouse = ?";
            query_one(tx, select, params![item, it])?
        }
        None => query_one(tx, "select on_hand from @.stock where item = ?", params![item])?,
    };
    Ok(row.map_or(Quantity::ZERO, |row| Quantity::from_raw(row.int(0))))
}

fn net(it: &MoveRow, warehouse: Option<WarehouseId>) -> Quantity {
    let is_here = |place: Place| warehouse.map_or(place.is_ours(), |here| place == Place::Storage(here));
    match (is_here(it.from), is_here(it.to)) {
        (false, true) => it.quantity,
        (true, false) => Quantity::ZERO.minus(it.quantity),
        _ => Quantity::ZERO,
    }
}

fn move_row(row: &Row, balance_after: Quantity) -> Result<MoveRow, Error> {
    let place = |column: usize| {
        let code = row.int(column);
        Place::from_code(code).ok_or_else(|| Error::Corrupt(format!("{code} is no place")))
    };
    let (from, to) = (place(3)?, place(4)?);
    let called = |place: Place, column: usize| match place.word() {
        None => [column, column + 1].map(|it| row.opt_text(it).unwrap_or_default().to_owned()),
        Some(word) => [word.to_owned(), String::new()],
    };
    let ([from_number, from_title], [to_number, to_title]) = (called(from, 8), called(to, 10));
    Ok(MoveRow {
        number: row.int(0),
        at: Instant::from_micros(row.int(1)),
        day: Day::from_number(row.int(2) as i32),
        from,
        from_number,
        from_title,
        to,
        to_number,
        to_title,
        lot: row.opt_text(5).map(str::to_owned),
        quantity: Quantity::from_raw(row.int(6)),
        value: Money::from_raw(row.int(7)),
        balance_after,
        document_type: row.text(12).to_owned(),
        document_uuid: row.uuid(13),
        document_number: row.text(14).to_owned(),
    })
}
