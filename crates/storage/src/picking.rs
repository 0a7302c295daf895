//! What is being picked of what is promised: a table of the shape of `fulfilment`, kept while a pick list
//! is open.

use crate::json_sql::{self, Stored};
use crate::{Error, Param, Tx, fulfilments, locks, params};
use business::Fulfilment;
use ledger::{Bin, Lot};
use std::collections::BTreeMap;
use values::{ChannelId, ClaimId, DocumentId, ItemId, Quantity, WarehouseId};

const TABLE: &str = "picking";

/// One says at a time where to fetch what in a warehouse, and sees what the others said: two lists made at
/// the same instant would both name the first box. Lists of other warehouses name other boxes. Before
/// everything else is locked.
pub fn one_at_a_time(tx: &mut dyn Tx, warehouse: WarehouseId) -> Result<(), Error> {
    locks::alone(tx, &format!("picking {warehouse}"))
}

/// The list `document` picks this and nothing else.
pub fn replace(tx: &mut dyn Tx, document: DocumentId, lines: &[Fulfilment]) -> Result<(), Error> {
    tx.execute("delete from @.picking where document = ?", params![document])?;
    fulfilments::add_to(tx, TABLE, document, &lines.iter().collect::<Vec<_>>())
}

/// How much of each line of these orders is being picked; lines of which nothing is are absent.
pub fn picked_of(tx: &mut dyn Tx, orders: &[DocumentId]) -> Result<BTreeMap<ClaimId, Quantity>, Error> {
    fulfilments::done_in(tx, TABLE, orders)
}

/// A promise that nobody picks yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToPick {
    pub claim: ClaimId,
    pub item: ItemId,
    pub channel: Option<ChannelId>,
    pub quantity: Quantity,
    /// Of the same line, waited for.
    pub short: Quantity,
}

/// What is promised in a warehouse to open orders, or to these, and not on a list yet: by order and
/// line, at most so many lines.
pub fn open_at(
    tx: &mut dyn Tx,
    warehouse: WarehouseId,
    orders: Option<&[DocumentId]>,
    limit: usize,
) -> Result<Vec<ToPick>, Error> {
    let (own, ids) = match orders {
        None => (String::new(), String::new()),
        Some(orders) => {
            let own = format!("and c.document in {}", json_sql::among(tx.dialect()));
            (own, json_sql::ids(orders.iter().map(|it| it.0)))
        }
    };
    let mut params: Vec<Param<'_>> = vec![warehouse.into()];
    params.extend(orders.map(|_| Param::from(&ids)));
    params.push((limit as i64).into());
    let select = format!(
        "select document, line, item, channel, reserved - picked, wanted - reserved from (
           select c.document, c.line, c.item, c.channel, c.wanted, c.reserved,
             coalesce((select cast(sum(p.quantity) as bigint) from @.picking p
                       where p.source_document = c.document and p.source_line = c.line), 0) as picked
           from @.claim c
           join @.document d on d.seq = c.document
           where c.warehouse = ? and d.type = 'sales_order' and d.state = 'confirmed' {own}
         ) as promised
         where reserved > picked order by document, line limit ?"
    );
    let rows = tx.query(&select, &params)?;
    let open = |row: &crate::Row| ToPick {
        claim: ClaimId { document: DocumentId(row.int(0)), line: row.int(1) as u32 },
        item: ItemId(row.int(2)),
        channel: row.opt_int(3).map(ChannelId),
        quantity: Quantity::from_raw(row.int(4)),
        short: Quantity::from_raw(row.int(5)),
    };
    Ok(rows.iter().map(open).collect())
}

/// What a list that somebody is at names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnList {
    pub list: DocumentId,
    /// Whether it waits to leave.
    pub is_picked: bool,
    pub item: ItemId,
    pub lot: Option<Lot>,
    pub bin: Option<Bin>,
    pub quantity: Quantity,
    /// Once it is written down how many were found.
    pub picked: Option<Quantity>,
}

/// What the open lists of a warehouse name of these items, as JSON ids. Whoever makes a list waits for who makes
/// another, so only lists with one of these items are read, and only their lines of these.
pub fn on_open_lists(tx: &mut dyn Tx, warehouse: WarehouseId, items: &str) -> Result<Vec<OnList>, Error> {
    let (dialect, among) = (tx.dialect(), json_sql::among(tx.dialect()));
    let int = |name: &str| json_sql::value(dialect, "r.value", name, Stored::Int);
    let select = format!(
        "select d.seq, d.state, {item}, {lot}, {bin}, {quantity}, {picked}
         from @.document d cross join @.link l cross join {rows}
         where d.type = 'pick_list' and d.state in ('picking', 'picked') and l.document = d.seq
           and l.role = 'warehouse' and l.target = ? and {item} in {among}
           and exists (select 1 from @.link i where i.document = d.seq and i.role = 'lines.item'
                         and i.target in {among})
         order by d.seq, {line}",
        line = int("line"),
        item = int("item"),
        lot = json_sql::value(dialect, "r.value", "lot", Stored::Text),
        bin = int("bin"),
        quantity = int("quantity"),
        picked = int("picked"),
        rows = json_sql::rows(dialect, "d.body", "lines"),
    );
    let on_list = |row: &crate::Row| OnList {
        list: DocumentId(row.int(0)),
        is_picked: row.text(1) == "picked",
        item: ItemId(row.int(2)),
        lot: row.opt_text(3).map(str::to_owned),
        bin: row.opt_int(4).map(DocumentId),
        quantity: Quantity::from_raw(row.int(5)),
        picked: row.opt_int(6).map(Quantity::from_raw),
    };
    Ok(tx.query(&select, params![warehouse, items, items])?.iter().map(on_list).collect())
}
