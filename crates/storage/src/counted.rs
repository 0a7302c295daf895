//! When an item was last counted in a warehouse, and which are due to be counted.

use crate::{Error, Param, Tx, json_sql, params};
use business::Counted;
use ledger::{BalanceKey, Lot};
use std::collections::{BTreeMap, BTreeSet};
use values::{Day, DocumentId, ItemId, Quantity, WarehouseId};

/// A count took effect. Lots of an item that stand on one paper are one count of it.
pub fn note(tx: &mut dyn Tx, document: DocumentId, counted: &[&Counted]) -> Result<(), Error> {
    let mut of_keys: BTreeMap<BalanceKey, (Day, Quantity)> = BTreeMap::new();
    for it in counted {
        let sum = of_keys.entry(it.key).or_insert((it.day, Quantity::ZERO));
        *sum = (sum.0.max(it.day), sum.1.plus(it.difference));
    }
    let mut params: Vec<Param<'_>> = Vec::with_capacity(of_keys.len() * 5);
    for (key, (day, difference)) in &of_keys {
        params.extend_from_slice(params![key.item, key.warehouse, *day, *difference, document]);
    }
    let into = "insert into @.counted (item, warehouse, day, difference, document) values";
    let update = "on conflict (item, warehouse) do update
                  set day = excluded.day, difference = excluded.difference, document = excluded.document";
    tx.insert_rows(into, "(?, ?, ?, ?, ?)", &params, update).map(drop)
}

/// An item with stock in the warehouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countable {
    pub item: ItemId,
    /// `A`, `B`, `C`, or `other` for one that was never judged.
    pub class: String,
    pub counted_on: Option<Day>,
}

/// Everything with stock in the warehouse that stands on no count task which somebody is at.
pub fn countable(tx: &mut dyn Tx, warehouse: WarehouseId) -> Result<Vec<Countable>, Error> {
    let rows = tx.query(
        "select i.target from @.document d cross join @.link w cross join @.link i
         where d.type = 'count_task' and d.state in ('open', 'counted')
           and w.document = d.seq and w.role = 'warehouse' and w.target = ?
           and i.document = d.seq and i.role = 'lines.item'",
        params![warehouse],
    )?;
    let busy: BTreeSet<ItemId> = rows.iter().map(|it| ItemId(it.int(0))).collect();
    let mut found = Vec::new();
    tx.each(
        "select b.item, c.abc, n.day from @.balance b
         left join @.item_class c on c.item = b.item
         left join @.counted n on n.item = b.item and n.warehouse = b.warehouse
         where b.warehouse = ? and b.on_hand > 0 order by b.item",
        params![warehouse],
        &mut |row| {
            let item = ItemId(row.int(0));
            if !busy.contains(&item) {
                let class = row.opt_text(1).unwrap_or("other").to_owned();
                let counted_on = row.opt_int(2).map(|it| Day::from_number(it as i32));
                found.push(Countable { item, class, counted_on });
            }
            Ok(())
        },
    )?;
    Ok(found)
}

/// Count plans in use.
pub fn plans(tx: &mut dyn Tx) -> Result<Vec<DocumentId>, Error> {
    let select = "select seq from @.document where type = 'count_plan' and state = 'active' order by seq";
    Ok(tx.query(select, &[])?.iter().map(|it| DocumentId(it.int(0))).collect())
}

/// Count plans in use of which nobody is at a task: what was made was submitted, or given up.
pub fn idle_plans(tx: &mut dyn Tx) -> Result<Vec<DocumentId>, Error> {
    let rows = tx.query(
        "select p.seq from @.document p where p.type = 'count_plan' and p.state = 'active'
         and not exists (select 1 from @.link l join @.document d on d.seq = l.document
                         where l.target = p.seq and l.role = 'count_plan' and d.state = 'open')
         order by p.seq",
        &[],
    )?;
    Ok(rows.iter().map(|it| DocumentId(it.int(0))).collect())
}

/// What is on hand now, of these balances and of each of their lots.
pub fn on_hand(
    tx: &mut dyn Tx,
    warehouse: WarehouseId,
    items: &[ItemId],
) -> Result<BTreeMap<(ItemId, Option<Lot>), Quantity>, Error> {
    let among = json_sql::among(tx.dialect());
    let ids = json_sql::ids(items.iter().map(|it| it.0));
    let mut found = BTreeMap::new();
    let all = format!("select item, on_hand from @.balance where warehouse = ? and item in {among}");
    for row in tx.query(&all, params![warehouse, &ids])? {
        found.insert((ItemId(row.int(0)), None), Quantity::from_raw(row.int(1)));
    }
    let lots =
        format!("select item, on_hand, lot from @.lot_balance where warehouse = ? and item in {among}");
    for row in tx.query(&lots, params![warehouse, &ids])? {
        found.insert((ItemId(row.int(0)), Some(row.text(2).to_owned())), Quantity::from_raw(row.int(1)));
    }
    Ok(found)
}
