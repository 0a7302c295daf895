//! What lies in which bin of a warehouse, and how it came there.

use crate::world::key;
use crate::{Error, Param, Row, Tx, json_sql, locks, params};
use business::BinKey;
use ledger::{BalanceKey, Bin, BinMove, Changes, Ledger, Lot};
use std::collections::BTreeMap;
use values::{Day, DocumentId, Instant, ItemId, Quantity, WarehouseId};

fn lot(row: &Row, column: usize) -> Option<Lot> {
    Some(row.text(column)).filter(|it| !it.is_empty()).map(str::to_owned)
}

/// Every bin of these balances, which are locked. People walk in the order of the bins' codes.
pub(crate) fn load(tx: &mut dyn Tx, keys: &[BalanceKey], ledger: &mut Ledger) -> Result<(), Error> {
    if keys.is_empty() {
        return Ok(());
    }
    let pairs = json_sql::pairs(tx.dialect());
    let rows = tx.query(
        &format!(
            "select b.item, b.warehouse, b.lot, b.bin, b.quantity from {pairs} k
             cross join @.bin_balance b join @.document d on d.seq = b.bin
             where b.item = k.item and b.warehouse = k.warehouse order by d.number"
        ),
        params![&locks::pairs(keys)],
    )?;
    for (walk, row) in (0..).zip(&rows) {
        ledger.load_bin(key(row), lot(row, 2), DocumentId(row.int(3)), walk, Quantity::from_raw(row.int(4)));
    }
    Ok(())
}

pub(crate) fn write(tx: &mut dyn Tx, changes: &Changes) -> Result<(), Error> {
    let mut full: Vec<Param<'_>> = Vec::new();
    for (key, lot, bin, quantity) in &changes.bins {
        let lot = lot.as_deref().unwrap_or_default();
        if quantity.is_zero() {
            let empty = "delete from @.bin_balance where item = ? and warehouse = ? and lot = ? and bin = ?";
            tx.execute(empty, params![key.item, key.warehouse, lot, *bin])?;
        } else {
            full.extend_from_slice(params![key.item, key.warehouse, lot, *bin, *quantity]);
        }
    }
    let into = "insert into @.bin_balance (item, warehouse, lot, bin, quantity) values";
    let update = "on conflict (item, warehouse, lot, bin) do update set quantity = excluded.quantity";
    tx.insert_rows(into, "(?, ?, ?, ?, ?)", &full, update)?;

    let mut moves: Vec<Param<'_>> = Vec::with_capacity(changes.bin_moves.len() * 9);
    for it in &changes.bin_moves {
        let BinMove { key, lot, from, to, quantity, origin } = it;
        moves.extend_from_slice(params![key.item, key.warehouse, lot.as_deref().unwrap_or_default()]);
        moves.extend_from_slice(params![*from, *to, *quantity, changes.at, origin.document, origin.line]);
    }
    let into = "insert into @.bin_move
                (item, warehouse, lot, from_bin, to_bin, quantity, at, document, line) values";
    tx.insert_rows(into, "(?, ?, ?, ?, ?, ?, ?, ?, ?)", &moves, "").map(drop)
}

/// Some of an item in a bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub key: BalanceKey,
    pub lot: Option<Lot>,
    pub bin: Bin,
    pub quantity: Quantity,
}

/// Everything that lies in the bins of a warehouse: of these items, as JSON ids, or of all; by item, lot
/// and the bins' codes.
pub fn contents(tx: &mut dyn Tx, warehouse: WarehouseId, items: Option<&str>) -> Result<Vec<Content>, Error> {
    let these = items.map_or(String::new(), |_| format!(" and b.item in {}", json_sql::among(tx.dialect())));
    let select = format!(
        "select b.item, b.warehouse, b.lot, b.bin, b.quantity from @.bin_balance b
         join @.document d on d.seq = b.bin where b.warehouse = ?{these} order by b.item, b.lot, d.number"
    );
    let mut params: Vec<Param<'_>> = params![warehouse].to_vec();
    params.extend(items.map(Param::Text));
    let content = |row: &Row| Content {
        key: key(row),
        lot: lot(row, 2),
        bin: DocumentId(row.int(3)),
        quantity: Quantity::from_raw(row.int(4)),
    };
    Ok(tx.query(&select, &params)?.iter().map(content).collect())
}

/// Some of an item that lies in no bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loose {
    pub item: ItemId,
    pub lot: Option<Lot>,
    pub expiry: Option<Day>,
    pub quantity: Quantity,
}

/// What of a warehouse is to be placed: of these items, as JSON ids, or of all; by item and lot.
pub fn loose(tx: &mut dyn Tx, warehouse: WarehouseId, items: Option<&str>) -> Result<Vec<Loose>, Error> {
    let these = items.map_or(String::new(), |_| format!(" and item in {}", json_sql::among(tx.dialect())));
    let mut params: Vec<Param<'_>> = params![warehouse].to_vec();
    params.extend(items.map(Param::Text));
    // By item and lot: what is there less what lies in bins; what is in no lot stands under an empty one.
    let mut left: BTreeMap<(ItemId, String), (i64, Option<Day>)> = BTreeMap::new();
    let all = format!("select item, on_hand from @.balance where warehouse = ? and on_hand > binned{these}");
    for row in tx.query(&all, &params)? {
        left.insert((ItemId(row.int(0)), String::new()), (row.int(1), None));
    }
    let with_some: Vec<i64> = left.keys().map(|(item, _)| item.0).collect();
    let ids = json_sql::ids(with_some);
    let among = json_sql::among(tx.dialect());
    let lots = format!(
        "select item, lot, on_hand, expiry from @.lot_balance where warehouse = ? and on_hand > 0 and item in {among}"
    );
    for row in tx.query(&lots, params![warehouse, &ids])? {
        let (item, on_hand) = (ItemId(row.int(0)), row.int(2));
        let expiry = row.opt_int(3).map(|it| Day::from_number(it as i32));
        left.insert((item, row.text(1).to_owned()), (on_hand, expiry));
        if let Some(rest) = left.get_mut(&(item, String::new())) {
            rest.0 -= on_hand;
        }
    }
    let binned = format!(
        "select item, lot, cast(sum(quantity) as bigint) from @.bin_balance
         where warehouse = ? and item in {among} group by item, lot"
    );
    for row in tx.query(&binned, params![warehouse, &ids])? {
        if let Some(it) = left.get_mut(&(ItemId(row.int(0)), row.text(1).to_owned())) {
            it.0 -= row.int(2);
        }
    }
    let loose = left.into_iter().filter(|(_, (quantity, _))| *quantity > 0);
    let loose = loose.map(|((item, lot), (quantity, expiry))| Loose {
        item,
        lot: Some(lot).filter(|it| !it.is_empty()),
        expiry,
        quantity: Quantity::from_raw(quantity),
    });
    Ok(loose.collect())
}

/// What of these items, as JSON ids, is held in a warehouse, by lot. Holds know no bins.
pub fn held(
    tx: &mut dyn Tx,
    warehouse: WarehouseId,
    items: &str,
) -> Result<Vec<(ItemId, Option<Lot>, Quantity)>, Error> {
    let select = format!(
        "select item, coalesce(lot, ''), cast(sum(quantity) as bigint) from @.hold
         where warehouse = ? and item in {} group by item, lot",
        json_sql::among(tx.dialect())
    );
    let rows = tx.query(&select, params![warehouse, items])?;
    Ok(rows.iter().map(|it| (ItemId(it.int(0)), lot(it, 1), Quantity::from_raw(it.int(2)))).collect())
}

/// What went into the bins of these balances less what went out of them after a moment.
pub fn moved_since(
    tx: &mut dyn Tx,
    keys: &[BalanceKey],
    moment: Instant,
) -> Result<BTreeMap<BinKey, Quantity>, Error> {
    let select = format!(
        "select b.item, b.warehouse, b.lot, b.from_bin, b.to_bin, cast(sum(b.quantity) as bigint)
         from {} k cross join @.bin_move b
         where b.item = k.item and b.warehouse = k.warehouse and b.at > ?
         group by b.item, b.warehouse, b.lot, b.from_bin, b.to_bin",
        json_sql::pairs(tx.dialect())
    );
    let mut net: BTreeMap<BinKey, Quantity> = BTreeMap::new();
    for row in tx.query(&select, params![&locks::pairs(keys), moment])? {
        let quantity = Quantity::from_raw(row.int(5));
        for (column, by) in [(3, Quantity::ZERO.minus(quantity)), (4, quantity)] {
            let Some(bin) = row.opt_int(column).map(DocumentId) else { continue };
            let sum = net.entry((key(&row), lot(&row, 2), bin)).or_default();
            *sum = sum.plus(by);
        }
    }
    Ok(net)
}

/// How much each bin of a warehouse holds, and of how many items.
pub fn filled(tx: &mut dyn Tx, warehouse: WarehouseId) -> Result<BTreeMap<Bin, (Quantity, i64)>, Error> {
    let rows = tx.query(
        "select bin, cast(sum(quantity) as bigint), count(distinct item) from @.bin_balance
         where warehouse = ? group by bin",
        params![warehouse],
    )?;
    Ok(rows.iter().map(|it| (DocumentId(it.int(0)), (Quantity::from_raw(it.int(1)), it.int(2)))).collect())
}

/// Every bin in use of a warehouse, as it was written down, by code; at most `limit`.
pub fn of_warehouse(
    tx: &mut dyn Tx,
    warehouse: WarehouseId,
    limit: usize,
) -> Result<Vec<crate::documents::Stored>, Error> {
    let rows = tx.query(
        // By type: far more papers than bins point at a warehouse.
        "select d.seq from @.document d cross join @.link l
         where d.type = 'bin' and d.state = 'active' and l.document = d.seq and l.role = 'warehouse'
           and l.target = ?
         order by d.number limit ?",
        params![warehouse, limit as i64],
    )?;
    let ids: Vec<DocumentId> = rows.iter().map(|it| DocumentId(it.int(0))).collect();
    let mut found = crate::documents::load_many(tx, &ids)?;
    found.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(found)
}
