//! Where a lot came from and where it went: its moves, and those of what was made of it.

use crate::world::{MOVE, read_move};
use crate::{Error, Param, Tx, json_sql, params};
use ledger::{BalanceKey, Move};
use std::collections::BTreeMap;
use values::{Day, DocumentId, ItemId, Quantity, WarehouseId};

/// Every move of a lot, in the order in which they were made; at most `limit`.
pub fn moves_of_lot(tx: &mut dyn Tx, item: ItemId, lot: &str, limit: usize) -> Result<Vec<Move>, Error> {
    let select = format!("select {MOVE} from @.move where item = ? and lot = ? order by number limit ?");
    let rows = tx.query(&select, params![item, lot, limit as i64])?;
    rows.iter().map(read_move).collect()
}

/// Every move that one document made; at most `limit`.
pub fn moves_of_document(tx: &mut dyn Tx, id: DocumentId, limit: usize) -> Result<Vec<Move>, Error> {
    let select = format!("select {MOVE} from @.move where document = ? order by line, item, number limit ?");
    let rows = tx.query(&select, params![id, limit as i64])?;
    rows.iter().map(read_move).collect()
}

/// Where there is some of a lot now; −6 is in transit, −7 on loan.
pub fn places_of_lot(
    tx: &mut dyn Tx,
    item: ItemId,
    lot: &str,
) -> Result<Vec<(WarehouseId, Quantity)>, Error> {
    let rows = tx.query(
        "select warehouse, on_hand from @.lot_balance where item = ? and lot = ? and on_hand > 0
         order by warehouse",
        params![item, lot],
    )?;
    Ok(rows.iter().map(|it| (WarehouseId(it.int(0)), Quantity::from_raw(it.int(1)))).collect())
}

/// Who is on the other side of each document: the supplier or customer it names, or that a document it
/// points at names. Before each stands the document that names it.
pub fn partners(
    tx: &mut dyn Tx,
    documents: &[DocumentId],
) -> Result<BTreeMap<DocumentId, (DocumentId, DocumentId)>, Error> {
    let among = json_sql::among(tx.dialect());
    let named = "('supplier', 'customer')";
    let ids = json_sql::ids(documents.iter().map(|it| it.0));
    let mut found = BTreeMap::new();
    let hop = format!(
        "select l.document, p.document, p.target from @.link l join @.link p on p.document = l.target and p.line = 0
         where l.document in {among} and l.line = 0 and l.role in ('purchase_order', 'sales_order', 'loan')
           and p.role in {named}"
    );
    let own = format!(
        "select l.document, l.document, l.target from @.link l where l.document in {among} and l.line = 0 and l.role in {named}"
    );
    for select in [hop, own] {
        for row in tx.query(&select, params![&ids])? {
            found.insert(DocumentId(row.int(0)), (DocumentId(row.int(1)), DocumentId(row.int(2))));
        }
    }
    Ok(found)
}

/// A lot with stock in a warehouse, good until a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiring {
    pub key: BalanceKey,
    pub lot: String,
    pub expiry: Day,
    pub on_hand: Quantity,
}

/// What lies in warehouses and is good until `through` at most, what expires first first; at most `limit`.
pub fn expiring(
    tx: &mut dyn Tx,
    warehouse: Option<WarehouseId>,
    items: Option<&str>,
    through: Day,
    limit: usize,
) -> Result<Vec<Expiring>, Error> {
    let mut select = "select item, warehouse, lot, expiry, on_hand from @.lot_balance
                      where expiry is not null and on_hand > 0 and warehouse > 0 and expiry <= ?"
        .to_owned();
    let mut params: Vec<Param<'_>> = params![through].to_vec();
    if let Some(it) = warehouse {
        select.push_str(" and warehouse = ?");
        params.push(it.into());
    }
    if let Some(items) = items {
        select.push_str(&format!(" and item in {}", json_sql::among(tx.dialect())));
        params.push(Param::Text(items));
    }
    select.push_str(" order by expiry, item, warehouse, lot limit ?");
    params.push(Param::Int(limit as i64));
    let rows = tx.query(&select, &params)?;
    let lot = |row: &crate::Row| Expiring {
        key: crate::world::key(row),
        lot: row.text(2).to_owned(),
        expiry: Day::from_number(row.int(3) as i32),
        on_hand: Quantity::from_raw(row.int(4)),
    };
    Ok(rows.iter().map(lot).collect())
}

/// A lot that is or was somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotFound {
    pub item: ItemId,
    pub lot: String,
    pub expiry: Option<Day>,
    pub on_hand: Quantity,
}

/// Lots with `code` in theirs, the very one first; at most `limit`.
pub fn find_lots(tx: &mut dyn Tx, code: &str, limit: usize) -> Result<Vec<LotFound>, Error> {
    let contains = json_sql::contains(tx.dialect(), "lot");
    let select = format!(
        "select item, lot, max(expiry), cast(sum(on_hand) as bigint) from @.lot_balance where {contains}
         group by item, lot order by case when lot = ? then 0 else 1 end, lot, item limit ?"
    );
    let rows = tx.query(&select, params![code, code, limit as i64])?;
    let lot = |row: &crate::Row| LotFound {
        item: ItemId(row.int(0)),
        lot: row.text(1).to_owned(),
        expiry: row.opt_int(2).map(|it| Day::from_number(it as i32)),
        on_hand: Quantity::from_raw(row.int(3)),
    };
    Ok(rows.iter().map(lot).collect())
}
