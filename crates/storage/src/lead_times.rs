//! How long suppliers really took.

use crate::{Error, Param, Tx, json_sql, params};
use business::LeadTime;
use std::collections::BTreeMap;
use values::{DocumentId, ItemId, SupplierId};

/// Older ones say little about the next.
const NEWEST: i64 = 12;

/// `document` is the receipt.
pub fn add(tx: &mut dyn Tx, document: DocumentId, observed: &[&LeadTime]) -> Result<(), Error> {
    if observed.is_empty() {
        return Ok(());
    }
    let mut params: Vec<Param<'_>> = Vec::with_capacity(observed.len() * 7);
    for it in observed {
        params.extend_from_slice(params![document, it.line, it.supplier, it.item, it.ordered]);
        params.extend_from_slice(params![it.received, it.quantity]);
    }
    let into = "insert into @.lead_time (document, line, supplier, item, ordered, received, quantity) values";
    tx.insert_rows(into, "(?, ?, ?, ?, ?, ?, ?)", &params, "").map(drop)
}

/// The newest deliveries of these items in days, newest last, by supplier and item. One receipt
/// counts once, however many of its lines hold the item.
pub fn observed(
    tx: &mut dyn Tx,
    items: &[ItemId],
) -> Result<BTreeMap<(SupplierId, ItemId), Vec<u32>>, Error> {
    let mut found: BTreeMap<(SupplierId, ItemId), Vec<u32>> = BTreeMap::new();
    if items.is_empty() {
        return Ok(found);
    }
    let select = format!(
        "select supplier, item, days from (
           select t.supplier, t.item, t.received - t.ordered as days,
                  row_number() over (partition by t.supplier, t.item
                                     order by t.received desc, t.document desc) as newest
           from (select distinct supplier, item, document, ordered, received from @.lead_time
                 where item in {}) t
         ) n where newest <= {NEWEST} order by supplier, item, newest desc",
        json_sql::among(tx.dialect())
    );
    let rows = tx.query(&select, params![&json_sql::ids(items.iter().map(|it| it.0))])?;
    for row in &rows {
        let days = u32::try_from(row.int(2)).unwrap_or(0); // entered as received before it was ordered
        found.entry((SupplierId(row.int(0)), ItemId(row.int(1)))).or_default().push(days);
    }
    Ok(found)
}
