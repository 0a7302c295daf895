//! What is being picked of what is promised: a table of the shape of `fulfilment`, kept while a pick list
//! is open.

use crate::{Error, Param, Tx, fulfilments, json_sql, locks, params};
use business::Fulfilment;
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
        "select c.document, c.line, c.item, c.channel, c.reserved - coalesce(p.quantity, 0), c.wanted - c.reserved
         from @.claim c
         join @.document d on d.seq = c.document
         left join (
           select source_document, source_line, cast(sum(quantity) as bigint) as quantity
           from @.picking group by source_document, source_line
         ) p on p.source_document = c.document and p.source_line = c.line
         where c.warehouse = ? and c.reserved > coalesce(p.quantity, 0)
           and d.type = 'sales_order' and d.state = 'confirmed' {own}
         order by c.document, c.line limit ?"
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

/// Every pick list that somebody is at in a warehouse, as it was written down.
pub fn open_lists(tx: &mut dyn Tx, warehouse: WarehouseId) -> Result<Vec<crate::documents::Stored>, Error> {
    let rows = tx.query(
        "select d.seq from @.document d cross join @.link l
         where d.type = 'pick_list' and d.state in ('picking', 'picked') and l.document = d.seq
           and l.role = 'warehouse' and l.target = ?
         order by d.seq",
        params![warehouse],
    )?;
    let ids: Vec<DocumentId> = rows.iter().map(|it| DocumentId(it.int(0))).collect();
    crate::documents::load_many(tx, &ids)
}
