//! Stock read for people: lists, explanations, moves.

mod availability;
mod diagnose;
mod explain;
mod moves;
mod past;

pub use self::availability::{ItemAvailability, PlaceAvailability, availability};
pub use self::diagnose::{Finding, Found, Since, diagnose, warehouses};
pub use self::explain::{Explained, Part, explain};
pub use self::moves::{MoveRow, moves};
pub use self::past::{PastQuery, PastRow, at as past};

use crate::arrivals::OPEN;
use crate::documents::Stored;
use crate::json_sql::{self, Stored as Form};
use crate::{Error, Param, Row, Tx, params, query_one, search, situations, world};
use ledger::{BalanceKey, Lot, Stock};
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Day, DocumentId, ItemId, Money, Quantity, WarehouseId};

/// Some rows, and where the next ones begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub next: Option<String>,
}

/// What a list of balances asks for.
#[derive(Clone, Debug, Default)]
pub struct StockQuery {
    pub item: Option<ItemId>,
    pub warehouse: Option<WarehouseId>,
    /// Lower-case words that the item is found by, all of them.
    pub words: Vec<String>,
    pub limit: usize,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// One item in one warehouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BalanceRow {
    pub item: ItemId,
    pub item_uuid: Uuid,
    pub item_number: String,
    pub item_title: String,
    pub unit: String,
    pub warehouse: WarehouseId,
    pub warehouse_number: String,
    pub warehouse_title: String,
    pub on_hand: Quantity,
    pub reserved: Quantity,
    pub held: Quantity,
    pub available: Quantity,
    /// Ordered or on its way here, and not yet arrived.
    pub incoming: Quantity,
    /// Its share of the value of all of the item; its own where places are valued for themselves.
    pub value: Money,
}

fn balance_rows(tx: &mut dyn Tx) -> String {
    let unit = json_sql::value(tx.dialect(), "i.body", "unit", Form::Text);
    format!(
        "select b.item, b.warehouse, b.on_hand, b.reserved, b.held, i.id, i.number, i.title, {unit},
                w.number, w.title, coalesce(s.on_hand, 0), coalesce(s.value, 0),
                (select coalesce(cast(sum({OPEN}) as bigint), 0) from @.arrival a
                 where a.item = b.item and a.warehouse = b.warehouse), v.value
         from @.document i
         cross join @.balance b
         join @.document w on w.seq = b.warehouse
         left join @.stock s on s.item = i.seq
         left join @.worth v on v.item = b.item and v.warehouse = b.warehouse"
    )
}

fn balance_row(row: &Row) -> BalanceRow {
    let (key, balance) = (world::key(row), world::balance(row));
    let (total, value) = (Quantity::from_raw(row.int(11)), Money::from_raw(row.int(12)));
    let share = if total.is_positive() { value.share(balance.on_hand, total) } else { Money::ZERO };
    let value = row.opt_int(14).map_or(share, Money::from_raw);
    BalanceRow {
        item: key.item,
        item_uuid: row.uuid(5),
        item_number: row.text(6).to_owned(),
        item_title: row.text(7).to_owned(),
        unit: row.opt_text(8).unwrap_or_default().to_owned(),
        warehouse: key.warehouse,
        warehouse_number: row.text(9).to_owned(),
        warehouse_title: row.text(10).to_owned(),
        on_hand: balance.on_hand,
        reserved: balance.reserved,
        held: balance.held,
        available: balance.available(),
        incoming: Quantity::from_raw(row.int(13)),
        value,
    }
}

/// By item number, then warehouse: every place that an item was ever at, or is expected or wanted.
pub fn list(tx: &mut dyn Tx, query: &StockQuery) -> Result<Page<BalanceRow>, Error> {
    let hits = hits(tx, &query.words)?;
    let mut sql = balance_rows(tx);
    let mut params: Vec<Param<'_>> = Vec::new();
    sql.push_str(" where i.type = 'item' and b.item = i.seq");
    if let Some(item) = query.item {
        sql.push_str(" and i.seq = ?");
        params.push(item.into());
    }
    if let Some(warehouse) = query.warehouse {
        sql.push_str(" and b.warehouse = ?");
        params.push(warehouse.into());
    }
    push_hits(tx, &mut sql, &mut params, "i.seq", &hits);
    let after = query.after.as_deref().and_then(read_cursor);
    if let Some((warehouse, number)) = &after {
        sql.push_str(" and i.number >= ? and (i.number > ? or b.warehouse > ?)");
        params.extend_from_slice(params![*number, *number, *warehouse]);
    }
    sql.push_str(" order by i.number, b.warehouse limit ?");
    params.push(limit(query.limit));
    let rows = tx.query(&sql, &params)?.iter().map(balance_row).collect();
    Ok(page(rows, query.limit, |it| format!("{}:{}", it.warehouse, it.item_number)))
}

fn read_cursor(text: &str) -> Option<(WarehouseId, &str)> {
    let (warehouse, number) = text.split_once(':')?;
    Some((WarehouseId(warehouse.parse().ok()?), number))
}

/// One more than asked for: whether there is a next page.
pub(crate) fn limit(limit: usize) -> Param<'static> {
    Param::Int(i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1)
}

/// From up to `limit` + 1 rows.
pub(crate) fn page<T>(mut rows: Vec<T>, limit: usize, cursor: impl Fn(&T) -> String) -> Page<T> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(cursor);
    Page { rows, next }
}

/// Items that are found by some words.
pub(crate) enum Hits {
    /// No words were given: every item.
    All,
    /// These, as JSON.
    Few(String),
    /// So many that looking at each item until a page is full is faster.
    Many(Vec<String>),
}

const HITS_MAX: usize = 500;

/// The items that are found by all of these lower-case words.
pub(crate) fn hits(tx: &mut dyn Tx, words: &[String]) -> Result<Hits, Error> {
    if words.is_empty() {
        return Ok(Hits::All);
    }
    let found = search::hits(tx, "item", words, HITS_MAX + 1)?;
    if found.len() > HITS_MAX {
        return Ok(Hits::Many(words.to_vec()));
    }
    Ok(Hits::Few(json_sql::ids(found)))
}

/// Adds the condition that `item` is among `hits`.
pub(crate) fn push_hits<'p>(
    tx: &mut dyn Tx,
    sql: &mut String,
    params: &mut Vec<Param<'p>>,
    item: &str,
    hits: &'p Hits,
) {
    match hits {
        Hits::All => (),
        Hits::Few(ids) => {
            sql.push_str(&format!(" and {item} in {}", json_sql::among(tx.dialect())));
            params.push(Param::from(ids));
        }
        Hits::Many(words) => {
            let all = search::contains(tx.dialect(), "q.text", words.len());
            sql.push_str(&format!(
                " and exists (select 1 from @.document_search q where q.type = 'item' and q.seq = {item} and {all})"
            ));
            params.extend(words.iter().map(Param::from));
        }
    }
}

/// By warehouse.
pub fn of_item(tx: &mut dyn Tx, item: ItemId) -> Result<Vec<BalanceRow>, Error> {
    let select = format!("{} where i.seq = ? and b.item = i.seq order by b.warehouse", balance_rows(tx));
    Ok(tx.query(&select, params![item])?.iter().map(balance_row).collect())
}

/// How much of the item is ours, its value, its cost.
pub fn stock(tx: &mut dyn Tx, item: ItemId) -> Result<Stock, Error> {
    let select = "select item, on_hand, value, moves, last_hash from @.stock where item = ?";
    query_one(tx, select, params![item])?.map_or_else(|| Ok(Stock::default()), |row| world::stock(&row))
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotRow {
    pub warehouse: WarehouseId,
    pub lot: Lot,
    pub expiry: Option<Day>,
    pub on_hand: Quantity,
}

/// The lots with stock, by warehouse; what expires first, first.
pub fn lots_of(tx: &mut dyn Tx, item: ItemId) -> Result<Vec<LotRow>, Error> {
    let rows = tx.query(
        "select warehouse, lot, expiry, on_hand from @.lot_balance
         where item = ? and warehouse > 0 and on_hand > 0
         order by warehouse, expiry is null, expiry, lot",
        params![item],
    )?;
    let lot = |row: &Row| LotRow {
        warehouse: WarehouseId(row.int(0)),
        lot: row.text(1).to_owned(),
        expiry: row.opt_int(2).map(|it| Day::from_number(it as i32)),
        on_hand: Quantity::from_raw(row.int(3)),
    };
    Ok(rows.iter().map(lot).collect())
}

/// The lots with stock of each of these, by balance.
pub fn lots_of_items(tx: &mut dyn Tx, items: &[ItemId]) -> Result<BTreeMap<BalanceKey, Vec<LotRow>>, Error> {
    let select = format!(
        "select item, warehouse, lot, expiry, on_hand from @.lot_balance
         where item in {} and warehouse > 0 and on_hand > 0 order by item, warehouse, lot",
        json_sql::among(tx.dialect())
    );
    let mut found: BTreeMap<BalanceKey, Vec<LotRow>> = BTreeMap::new();
    for row in tx.query(&select, params![&json_sql::ids(items.iter().map(|it| it.0))])? {
        let key = world::key(&row);
        found.entry(key).or_default().push(LotRow {
            warehouse: key.warehouse,
            lot: row.text(2).to_owned(),
            expiry: row.opt_int(3).map(|it| Day::from_number(it as i32)),
            on_hand: Quantity::from_raw(row.int(4)),
        });
    }
    Ok(found)
}

/// Every warehouse in use, in the order in which they were made.
pub fn open_warehouses(tx: &mut dyn Tx) -> Result<Vec<WarehouseId>, Error> {
    let select = "select d.seq from @.document d where d.type = 'warehouse' and d.state = 'active'
                  order by d.seq";
    Ok(tx.query(select, &[])?.iter().map(|it| WarehouseId(it.int(0))).collect())
}

/// What planning has to look at again when a master was edited: all places of an item, and of the
/// item of a supply. Other masters change nothing.
pub fn balances_of(tx: &mut dyn Tx, edited: &Stored) -> Result<Vec<(ItemId, WarehouseId)>, Error> {
    let item = match edited.document_type.as_str() {
        "item" => edited.id.0,
        "supply" => edited.body["item"].as_i64().unwrap_or(0),
        _ => return Ok(Vec::new()),
    };
    situations::pairs_of(tx, ItemId(item))
}

/// Whether anything that happened points at this document, so that it cannot be thrown away.
pub fn has_facts(tx: &mut dyn Tx, id: DocumentId) -> Result<bool, Error> {
    let Some(row) = query_one(tx, "select type from @.document where seq = ?", params![id])? else {
        return Ok(false);
    };
    // Demand by customer or channel is not indexed: only imported history has it without a link.
    let conditions: &[&str] = match row.text(0) {
        "item" => &[
            "@.balance where item = ?",
            "@.move where item = ?",
            "@.demand where item = ?",
            "@.arrival where item = ?",
        ],
        "bin" => &["@.bin_move where from_bin = ?", "@.bin_move where to_bin = ?"],
        "warehouse" => &["@.balance where warehouse = ?", "@.demand where warehouse = ?"],
        "customer" => &["@.demand where customer = ?"],
        "channel" => &["@.channel_stock where channel = ?", "@.demand where channel = ?"],
        "supplier" => &["@.price_paid where supplier = ?", "@.lead_time where supplier = ?"],
        _ => &[
            "@.move where document = ?",
            "@.claim where document = ?",
            "@.hold where document = ?",
            "@.arrival where document = ?",
            "@.demand where document = ?",
            "@.order_demand where document = ?",
            "@.fulfilment where document = ?",
            "@.fulfilment where source_document = ?",
            "@.returned where document = ?",
            "@.returned where source_document = ?",
        ],
    };
    for condition in conditions {
        if query_one(tx, &format!("select 1 from {condition} limit 1"), params![id])?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A list of items as the parameter of what takes some.
pub fn json_of(items: impl IntoIterator<Item = ItemId>) -> String {
    json_sql::ids(items.into_iter().map(|it| it.0))
}

/// More items than a company has.
const ITEMS_FOUND_MAX: usize = 10_000_000;

/// The items that are found by all of these lower-case words, as JSON ids; `None` when there are no words.
pub fn items_found(tx: &mut dyn Tx, words: &[String]) -> Result<Option<String>, Error> {
    if words.is_empty() {
        return Ok(None);
    }
    Ok(Some(json_sql::ids(search::hits(tx, "item", words, ITEMS_FOUND_MAX)?)))
}

/// What everything that is ours is worth.
#[derive(Clone, Debug, Default)]
pub struct Worths {
    items: BTreeMap<ItemId, (Quantity, Money)>,
    /// Of places that are valued for themselves.
    places: BTreeMap<BalanceKey, (Quantity, Money)>,
}

impl Worths {
    /// The part of its value that `quantity` of what lies in a place has.
    pub fn of(&self, key: BalanceKey, quantity: Quantity) -> Money {
        let found = self.places.get(&key).or_else(|| self.items.get(&key.item));
        let (all, value) = found.copied().unwrap_or_default();
        if all.is_positive() { value.share(quantity, all) } else { Money::ZERO }
    }
}

pub fn worth_of_all(tx: &mut dyn Tx) -> Result<Worths, Error> {
    let mut worths = Worths::default();
    let amounts = |row: &Row, at| (Quantity::from_raw(row.int(at)), Money::from_raw(row.int(at + 1)));
    tx.each("select item, on_hand, value from @.stock where on_hand > 0", &[], &mut |row| {
        worths.items.insert(ItemId(row.int(0)), amounts(row, 1));
        Ok(())
    })?;
    let places = "select w.item, w.warehouse, b.on_hand, w.value from @.worth w
                  join @.balance b on b.item = w.item and b.warehouse = w.warehouse where b.on_hand > 0";
    tx.each(places, &[], &mut |row| {
        worths.places.insert(world::key(row), amounts(row, 2));
        Ok(())
    })?;
    Ok(worths)
}
