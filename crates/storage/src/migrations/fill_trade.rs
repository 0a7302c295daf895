//! Step `trade`: the facts of what was traded before there was such a table, from the papers that did it.

use crate::{Error, Row, Tx, json_sql, params, query_one, trades};
use business::{Side, Trade, charged};
use ledger::Place;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use values::{ChannelId, ClaimId, Day, DocumentId, ItemId, Money, Quantity, UnitPrice, UserId, WarehouseId};

/// Documents that are looked at together, so that memory does not grow with the company.
const AT_ONCE: i64 = 20_000;

/// Which tables say what came true of an order, and what a row of them means.
const TABLES: [(&str, bool); 2] = [("fulfilment", false), ("returned", true)];

pub(crate) fn fill(tx: &mut dyn Tx) -> Result<(), Error> {
    for (table, is_return) in TABLES {
        let ends = format!("select min(document), max(document) from @.{table}");
        let Some(row) = query_one(tx, &ends, &[])? else { continue };
        let (Some(first), Some(last)) = (row.opt_int(0), row.opt_int(1)) else { continue };
        let mut from = first;
        while from <= last {
            fill_range(tx, table, is_return, [from, from + AT_ONCE])?;
            from += AT_ONCE;
        }
    }
    Ok(())
}

/// A row of `fulfilment` or `returned`.
struct Part {
    document: DocumentId,
    line: u32,
    source: ClaimId,
    quantity: Quantity,
    day: Day,
    side: Side,
}

/// An order as it stands.
struct Order {
    body: Json,
    made_by: UserId,
}

/// What went into or out of one warehouse with one line of paper, and what of it is dealt out already.
struct Moved {
    item: ItemId,
    place: i64,
    quantity: Quantity,
    value: Money,
    dealt: Quantity,
}

fn fill_range(tx: &mut dyn Tx, table: &str, is_return: bool, range: [i64; 2]) -> Result<(), Error> {
    let parts = parts(tx, table, range)?;
    let sources: BTreeSet<i64> = parts.iter().map(|it| it.source.document.0).collect();
    let sources = json_sql::ids(sources);
    let orders = orders(tx, &sources)?;
    let mut done = done_before(tx, table, &sources, range[0])?;
    let mut moved = moved(tx, range)?;
    let mut traded: BTreeMap<DocumentId, Vec<Trade>> = BTreeMap::new();
    for part in &parts {
        let Some(order) = orders.get(&part.source.document) else { continue };
        let of_line = moved.get_mut(&(part.document, part.line)).map_or(&mut [][..], Vec::as_mut_slice);
        let before = done.entry(part.source).or_default();
        let fact = trade(part, order, of_line, *before);
        *before = before.plus(part.quantity);
        let fact = fact.map(|it| if is_return { turned(it) } else { it });
        traded.entry(part.document).or_default().extend(fact);
    }
    for (document, facts) in &traded {
        trades::add(tx, *document, &facts.iter().collect::<Vec<_>>())?;
    }
    Ok(())
}

fn parts(tx: &mut dyn Tx, table: &str, range: [i64; 2]) -> Result<Vec<Part>, Error> {
    let select = format!(
        "select f.document, f.line, f.source_document, f.source_line, f.quantity, f.day, d.type
         from @.{table} f join @.document d on d.seq = f.document
         where f.document >= ? and f.document < ? and d.type in ('receipt', 'shipment', 'sales_return')
         order by f.document, f.line, f.source_line"
    );
    let part = |row: &Row| Part {
        document: DocumentId(row.int(0)),
        line: row.int(1) as u32,
        source: ClaimId { document: DocumentId(row.int(2)), line: row.int(3) as u32 },
        quantity: Quantity::from_raw(row.int(4)),
        day: Day::from_number(row.int(5) as i32),
        side: if row.text(6) == "receipt" { Side::Bought } else { Side::Sold },
    };
    Ok(tx.query(&select, params![range[0], range[1]])?.iter().map(part).collect())
}

fn orders(tx: &mut dyn Tx, ids: &str) -> Result<BTreeMap<DocumentId, Order>, Error> {
    let among = json_sql::among(tx.dialect());
    let select = format!("select seq, created_by, json_text(body) from @.document where seq in {among}");
    let order = |it: &Row| (DocumentId(it.int(0)), Order { made_by: UserId(it.int(1)), body: it.json(2) });
    Ok(tx.query(&select, params![ids])?.iter().map(order).collect())
}

/// What earlier documents did of the lines of these orders.
fn done_before(
    tx: &mut dyn Tx,
    table: &str,
    orders: &str,
    from: i64,
) -> Result<BTreeMap<ClaimId, Quantity>, Error> {
    let select = format!(
        "select source_document, source_line, cast(sum(quantity) as bigint) from @.{table}
         where source_document in {} and document < ? group by source_document, source_line",
        json_sql::among(tx.dialect())
    );
    let id = |it: &Row| ClaimId { document: DocumentId(it.int(0)), line: it.int(1) as u32 };
    let rows = tx.query(&select, params![orders, from])?;
    Ok(rows.iter().map(|it| (id(it), Quantity::from_raw(it.int(2)))).collect())
}

/// What came from suppliers, and what went to customers and came back, by line of paper and warehouse.
fn moved(tx: &mut dyn Tx, range: [i64; 2]) -> Result<BTreeMap<(DocumentId, u32), Vec<Moved>>, Error> {
    let (supplier, customer) = (Place::Supplier.code(), Place::Customer.code());
    let select = format!(
        "select document, line, item, case when from_place < 0 then to_place else from_place end as place,
                cast(sum(quantity) as bigint), cast(sum(value) as bigint)
         from @.move where document >= ? and document < ?
           and (from_place in ({supplier}, {customer}) or to_place in ({supplier}, {customer}))
         group by document, line, item, case when from_place < 0 then to_place else from_place end
         order by document, line"
    );
    let mut found: BTreeMap<(DocumentId, u32), Vec<Moved>> = BTreeMap::new();
    for row in tx.query(&select, params![range[0], range[1]])? {
        found.entry((DocumentId(row.int(0)), row.int(1) as u32)).or_default().push(Moved {
            item: ItemId(row.int(2)),
            place: row.int(3),
            quantity: Quantity::from_raw(row.int(4)),
            value: Money::from_raw(row.int(5)),
            dealt: Quantity::ZERO,
        });
    }
    Ok(found)
}

/// Nothing when nothing moved, which `verify` finds.
fn trade(part: &Part, order: &Order, moved: &mut [Moved], before: Quantity) -> Option<Trade> {
    let lines = order.body["lines"].as_array();
    let line = lines?.iter().find(|it| it["line"].as_i64() == Some(part.source.line.into()))?;
    let number = |name: &str| line[name].as_i64();
    let of_order = |name: &str| order.body[name].as_i64();
    let place = number("ship_from").or_else(|| of_order("ship_from"));
    let at = moved.iter().position(|it| Some(it.place) == place).unwrap_or(0);
    let of_place = moved.get_mut(at)?;

    let price = number("price").map(UnitPrice::from_raw);
    let (partner, person, amount, cost) = match part.side {
        Side::Bought => {
            let amount = price.map_or(Some(Money::ZERO), |it| it.times(part.quantity))?;
            let is_last = of_place.dealt.plus(part.quantity) >= of_place.quantity;
            let amount = if is_last { of_place.value } else { amount };
            of_place.dealt = of_place.dealt.plus(part.quantity);
            of_place.value = of_place.value.minus(amount);
            ("supplier", "buyer", amount, amount)
        }
        Side::Sold => {
            let amount = number("amount").map(Money::from_raw);
            let ordered = number("quantity").map(Quantity::from_raw)?;
            let amount = charged(price, amount, ordered, [before, part.quantity])?;
            let within = [of_place.dealt, part.quantity];
            let cost = charged(None, Some(of_place.value), of_place.quantity, within)?;
            of_place.dealt = of_place.dealt.plus(part.quantity);
            ("customer", "salesperson", amount, cost)
        }
    };
    Some(Trade {
        side: part.side,
        line: part.line,
        source: Some(part.source),
        item: of_place.item,
        warehouse: WarehouseId(of_place.place),
        partner: DocumentId(of_order(partner)?),
        channel: of_order("channel").map(ChannelId),
        member: of_order(person).map_or(order.made_by, UserId),
        day: part.day,
        quantity: part.quantity,
        amount,
        cost,
    })
}

/// What came back.
fn turned(it: Trade) -> Trade {
    let negative = "what was sold before is in range";
    Trade {
        quantity: it.quantity.checked_neg().expect(negative),
        amount: it.amount.checked_neg().expect(negative),
        cost: it.cost.checked_neg().expect(negative),
        ..it
    }
}
