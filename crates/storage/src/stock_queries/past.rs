//! What was there at the end of a day, as people read it.

use super::{Page, hits, push_hits};
use crate::turnover::{self, Held, share};
use crate::{Error, Param, Tx, documents, json_sql, params, worths};
use ledger::BalanceKey;
use std::collections::{BTreeMap, BTreeSet};
use values::{Day, DocumentId, ItemId, Money, Quantity, WarehouseId};

#[derive(Clone, Debug, Default)]
pub struct PastQuery {
    pub day: Day,
    pub item: Option<ItemId>,
    pub warehouse: Option<WarehouseId>,
    /// Lower-case words that the item is found by, all of them.
    pub words: Vec<String>,
    /// About so many rows: the places of one item stay together.
    pub limit: usize,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// One item in one place, at the end of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastRow {
    pub item: ItemId,
    pub item_number: String,
    pub item_title: String,
    /// The warehouse's code; `transit` between two, `loan` with who borrowed it.
    pub warehouse_number: String,
    pub warehouse_title: String,
    pub on_hand: Quantity,
    /// Its share of the value of all of the item on that day; its own where places were valued for themselves.
    pub value: Money,
}

/// Items looked at in one step, until a page is full: few at first, for most have stock.
const ITEMS_AT_ONCE: [i64; 2] = [64, 500];

/// By item number, then place; what was not there is left out.
pub fn at(tx: &mut dyn Tx, query: &PastQuery) -> Result<Page<PastRow>, Error> {
    let mut rows = Vec::new();
    let mut after = query.after.clone().unwrap_or_default();
    let mut at_once = ITEMS_AT_ONCE[0];
    loop {
        let items = items_after(tx, query, &after, at_once)?;
        let ids: Vec<ItemId> = items.iter().map(|(id, ..)| *id).collect();
        let by_place = worths::since(tx)?.is_some_and(|since| query.day >= since);
        let opened = if by_place {
            worths::of_items(tx, Some(&json_sql::ids(ids.iter().map(|it| it.0))))?
        } else {
            BTreeMap::new()
        };
        let mut places: BTreeMap<ItemId, Vec<(BalanceKey, Held)>> = BTreeMap::new();
        for (key, it) in turnover::at(tx, &ids, query.day)? {
            places.entry(key.item).or_default().push((key, it));
        }
        for (id, number, title) in &items {
            if rows.len() >= query.limit {
                named(tx, &mut rows)?;
                return Ok(Page { rows: told(rows), next: Some(after) });
            }
            let found = places.remove(id).unwrap_or_default();
            let all = found.iter().fold(Held::default(), |sum, (_, it)| Held {
                quantity: sum.quantity.plus(it.quantity),
                value: Money::from_raw(sum.value.raw().saturating_add(it.value.raw())),
            });
            let here = found.iter().filter(|(key, it)| {
                !it.quantity.is_zero() && query.warehouse.is_none_or(|wanted| wanted == key.warehouse)
            });
            rows.extend(here.map(|(key, it)| {
                let row = PastRow {
                    item: *id,
                    item_number: number.clone(),
                    item_title: title.clone(),
                    warehouse_number: key.place().word().unwrap_or_default().to_owned(),
                    warehouse_title: String::new(),
                    on_hand: it.quantity,
                    value: opened
                        .get(key)
                        .map_or_else(|| share(all, it.quantity), |own| it.value.plus(own.opened)),
                };
                (key.warehouse, row)
            }));
            after.clone_from(number);
        }
        if (items.len() as i64) < at_once {
            named(tx, &mut rows)?;
            return Ok(Page { rows: told(rows), next: None });
        }
        at_once = ITEMS_AT_ONCE[1];
    }
}

fn told(rows: Vec<(WarehouseId, PastRow)>) -> Vec<PastRow> {
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Gives the warehouses their names.
fn named(tx: &mut dyn Tx, rows: &mut [(WarehouseId, PastRow)]) -> Result<(), Error> {
    let ids: BTreeSet<DocumentId> =
        rows.iter().filter(|(it, _)| it.0 > 0).map(|(it, _)| (*it).into()).collect();
    let ids: Vec<DocumentId> = ids.into_iter().collect();
    let names: BTreeMap<DocumentId, documents::Name> =
        documents::names(tx, &ids)?.into_iter().map(|it| (it.id, it)).collect();
    for (warehouse, row) in rows {
        if let Some(it) = names.get(&(*warehouse).into()) {
            (row.warehouse_number, row.warehouse_title) = (it.number.clone(), it.title.clone());
        }
    }
    Ok(())
}

fn items_after(
    tx: &mut dyn Tx,
    query: &PastQuery,
    after: &str,
    limit: i64,
) -> Result<Vec<(ItemId, String, String)>, Error> {
    let hits = hits(tx, &query.words)?;
    let mut sql =
        "select i.seq, i.number, i.title from @.document i where i.type = 'item' and i.number > ?".to_owned();
    let mut params: Vec<Param<'_>> = params![after].to_vec();
    if let Some(item) = query.item {
        sql.push_str(" and i.seq = ?");
        params.push(item.into());
    }
    push_hits(tx, &mut sql, &mut params, "i.seq", &hits);
    sql.push_str(" order by i.number limit ?");
    params.push(Param::Int(limit));
    let rows = tx.query(&sql, &params)?;
    Ok(rows.iter().map(|it| (ItemId(it.int(0)), it.text(1).to_owned(), it.text(2).to_owned())).collect())
}
