//! How long suppliers really took.

use crate::json_sql::Stored;
use crate::{Error, Param, Tx, json_sql, params};
use business::LeadTime;
use planning::lead_time::{Delivery, Receipt};
use std::collections::BTreeMap;
use values::{Day, DocumentId, ItemId, Quantity, SupplierId};

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

/// Every purchase line ordered since, of one supplier or of all, with what came of it: what lead times
/// are learned from.
pub fn deliveries(tx: &mut dyn Tx, since: Day, of: Option<SupplierId>) -> Result<Vec<Delivery>, Error> {
    let ordered_on = json_sql::value(tx.dialect(), "d.body", "ordered_on", Stored::Text);
    let supplier = json_sql::value(tx.dialect(), "d.body", "supplier", Stored::Int);
    let of_one = if of.is_some() { format!("and {supplier} = ?") } else { String::new() };
    let orders = format!(
        "from @.document d where d.type = 'purchase_order' and d.state in ('confirmed', 'done', 'closed')
         and {ordered_on} >= ? {of_one}"
    );
    let since = since.to_string();
    let mut params = params![since.as_str()].to_vec();
    params.extend(of.map(Param::from));
    let mut received: BTreeMap<(i64, i64), Vec<Receipt>> = BTreeMap::new();
    let rejected = rejected_by_order_line(tx, &orders, &params)?;
    let receipts = format!(
        "select f.source_document, f.source_line, f.day, f.quantity, f.document, f.line
         from @.fulfilment f
         where f.source_document in (select d.seq {orders}) order by 1, 2, 3"
    );
    tx.each(&receipts, &params, &mut |row| {
        let day = Day::from_number(row.int(2) as i32);
        let quantity = Quantity::from_raw(row.int(3));
        let served = (row.int(4), row.int(5), row.int(0), row.int(1));
        let rejected = rejected.get(&served).copied().unwrap_or_default();
        let receipt = Receipt { day, quantity, rejected };
        received.entry((row.int(0), row.int(1))).or_default().push(receipt);
        Ok(())
    })?;
    let mut found = Vec::new();
    let select = format!("select d.seq, d.state, json_text(d.body) {orders} order by d.seq");
    tx.each(&select, &params, &mut |row| {
        let (document, is_open, body) = (row.int(0), row.text(1) == "confirmed", row.json(2));
        let date = |it: &serde_json::Value| it.as_str().and_then(|it| it.parse::<Day>().ok());
        let (Some(supplier), Some(ordered)) = (body["supplier"].as_i64(), date(&body["ordered_on"])) else {
            return Ok(());
        };
        for line in body["lines"].as_array().into_iter().flatten() {
            let (Some(number), Some(item)) = (line["line"].as_i64(), line["item"].as_i64()) else { continue };
            let quantity = Quantity::from_raw(line["quantity"].as_i64().unwrap_or(0));
            let receipts = received.remove(&(document, number)).unwrap_or_default();
            let came = receipts.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.quantity));
            found.push(Delivery {
                supplier: SupplierId(supplier),
                item: ItemId(item),
                ordered,
                promised: date(&line["due"]).or_else(|| date(&body["due"])),
                quantity,
                receipts,
                is_open: is_open && came < quantity,
            });
        }
        Ok(())
    })?;
    Ok(found)
}

/// A line of a receipt and a line of an order that it served: document and line of each.
type Served = (i64, i64, i64, i64);

/// What was rejected of lines of receipts, shared among the order lines that each served, so that a piece
/// counts once: of the receipts that served these orders, which may have served others too.
fn rejected_by_order_line(
    tx: &mut dyn Tx,
    orders: &str,
    params: &[Param<'_>],
) -> Result<BTreeMap<Served, Quantity>, Error> {
    let mut shares = BTreeMap::new();
    // Of one line of a receipt: what was rejected of it, and came, up to the order line at hand.
    let (mut line, mut shared, mut before) = ((0, 0), 0, 0_i64);
    let select = format!(
        "select f.document, f.line, f.source_document, f.source_line, f.quantity, r.quantity,
                cast(sum(f.quantity) over (partition by f.document, f.line) as bigint)
         from (select source_document, source_line, cast(sum(quantity) as bigint) as quantity
               from @.rejected
               where source_document in (select s.document from @.fulfilment s
                                         where s.source_document in (select d.seq {orders}))
               group by source_document, source_line) r
         join @.fulfilment f on f.document = r.source_document and f.line = r.source_line
         order by 1, 2, 3, 4"
    );
    tx.each(&select, params, &mut |row| {
        let (rejected, whole) = (i128::from(row.int(5)), i128::from(row.int(6)));
        if line != (row.int(0), row.int(1)) {
            (line, shared, before) = ((row.int(0), row.int(1)), 0, 0);
        }
        before += row.int(4);
        let up_to_here = rejected.min(whole) * i128::from(before) / whole;
        let share = Quantity::from_raw(i64::try_from(up_to_here - shared).unwrap_or(0));
        shared = up_to_here;
        shares.insert((row.int(0), row.int(1), row.int(2), row.int(3)), share);
        Ok(())
    })?;
    Ok(shares)
}
