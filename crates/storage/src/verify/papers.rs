//! Orders against what was fulfilled of them, links against documents, numbers against counters.

use super::{FULFILLED, Found, Subject};
use crate::ordered::{self, Fact};
use crate::{Error, Param, Tx, query_one};
use ledger::Place;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use values::{ClaimId, DocumentId, ItemId, Money, Percent, Quantity};

pub(super) fn check(tx: &mut dyn Tx, found: &mut Found) -> Result<(), Error> {
    found.report.documents =
        query_one(tx, "select count(*) from @.document", &[])?.map_or(0, |it| it.int(0) as u64);
    check_orders(tx, found)?;
    check_credits(tx, found)?;
    check_trades(tx, found)?;
    check_links(tx, found)?;
    check_numbers(tx, found)
}

/// O5: what came back pays for other goods once.
fn check_credits(tx: &mut dyn Tx, found: &mut Found) -> Result<(), Error> {
    let select = "select s.returned, s.amount, json_text(d.body)
                  from (select returned, cast(sum(amount) as bigint) as amount from @.credit group by returned) s
                  join @.document d on d.seq = s.returned";
    tx.each(select, &[], &mut |row| {
        let (credited, back) = (row.int(1), row.json(2)["amount"].as_i64().unwrap_or(0));
        if credited > back {
            let most = format!("at most {}", Money::from_raw(back));
            found.differs("O5", DocumentId(row.int(0)), "credited", most, Money::from_raw(credited));
        }
        Ok(())
    })
}

/// Sums by line of an order, of the orders in a range.
fn sums(tx: &mut dyn Tx, select: &str, range: [i64; 2]) -> Result<BTreeMap<ClaimId, i64>, Error> {
    let mut found = BTreeMap::new();
    tx.each(select, &[Param::Int(range[0]), Param::Int(range[1])], &mut |row| {
        let line = ClaimId { document: DocumentId(row.int(0)), line: row.int(1) as u32 };
        found.insert(line, row.int(2));
        Ok(())
    })?;
    Ok(found)
}

/// Documents that are looked at together: what was fulfilled of them is in memory meanwhile.
const AT_ONCE: i64 = 20_000;

/// By ranges of documents, so that memory does not grow with what was ever fulfilled.
fn check_orders(tx: &mut dyn Tx, found: &mut Found) -> Result<(), Error> {
    // What points at an order may point beyond the last one: that is found too.
    let last = "select max(seq) from (select max(seq) as seq from @.document
                union all select max(source_document) from @.fulfilment
                union all select max(document) from @.claim) as ends";
    let last = query_one(tx, last, &[])?.and_then(|it| it.opt_int(0)).unwrap_or(0);
    let mut from = i64::MIN;
    while from <= last {
        let below = from.max(0).saturating_add(AT_ONCE);
        check_orders_in(tx, found, [from, below])?;
        from = below;
    }
    Ok(())
}

/// `range`: from the first, up to but without the second.
fn check_orders_in(tx: &mut dyn Tx, found: &mut Found, range: [i64; 2]) -> Result<(), Error> {
    let mut done = ordered::done_in(tx, range)?;
    let wanted = "select document, line, wanted from @.claim where document >= ? and document < ?";
    let mut wanted = sums(tx, wanted, range)?;
    let returned = sums(
        tx,
        "select source_document, source_line, cast(sum(quantity) as bigint) from @.returned
         where source_document >= ? and source_document < ? group by source_document, source_line",
        range,
    )?;
    for (id, back) in returned {
        let (shipped, back) = (done.get(&id).map_or(Quantity::ZERO, |it| it.0), Quantity::from_raw(back));
        if back > shipped {
            let about = format!("line {}, returned", id.line);
            found.differs("O3", id.document, about, format!("at most {shipped}"), back);
        }
    }
    let replaced = sums(
        tx,
        "select source_document, source_line, cast(sum(quantity) as bigint) from @.replaced
         where source_document >= ? and source_document < ? group by source_document, source_line",
        range,
    )?;
    let mut told = BTreeMap::new();
    let orders = format!(
        "select {} from @.document where seq >= ? and seq < ? and type in {FULFILLED}",
        ordered::READ
    );
    tx.each(&orders, &[Param::Int(range[0]), Param::Int(range[1])], &mut |row| {
        found.progress.step();
        let (document, body) = (DocumentId(row.int(0)), row.json(4));
        ordered::tell(row, &body, &done, &mut told);
        let is_open = row.text(1) == "sales_order" && matches!(row.text(2), "pending" | "confirmed");
        for line in body["lines"].as_array().into_iter().flatten() {
            let (Some(number), Some(ordered)) = (number(line), line["quantity"].as_i64()) else {
                continue;
            };
            let id = ClaimId { document, line: number };
            let done = done.remove(&id).map_or(0, |it| it.0.raw());
            let most = ordered
                .saturating_add(replaced.get(&id).copied().unwrap_or(0))
                .saturating_add(beyond(ordered, line));
            if done > most {
                let most = format!("at most {}", Quantity::from_raw(most));
                found.differs("O1", document, format!("line {number}, done"), most, Quantity::from_raw(done));
            }
            // What an order that is no longer open did not get, nobody waits for.
            let waits = wanted.remove(&id).unwrap_or(0);
            let left = if is_open { ordered.saturating_sub(done) } else { 0 };
            let about = format!("line {number}, wanted");
            found.same("O2", document, &about, Quantity::from_raw(left), Quantity::from_raw(waits));
        }
        Ok(())
    })?;
    for (id, (quantity, _)) in done {
        let about = format!("line {}, done", id.line);
        found.differs("O1", id.document, about, "an order with this line", quantity);
    }
    for (id, quantity) in wanted {
        let about = format!("line {}, wanted", id.line);
        found.differs("O2", id.document, about, "an order with this line", Quantity::from_raw(quantity));
    }
    check_ordered(found, &told, ordered::kept_in(tx, range)?);
    Ok(())
}

/// O6: what reports tell of orders is what the orders and what fulfils them say.
fn check_ordered(found: &mut Found, told: &BTreeMap<ClaimId, Fact>, mut kept: BTreeMap<ClaimId, Fact>) {
    for (id, fact) in told {
        let Some(found_there) = kept.remove(id) else {
            found.differs("O6", id.document, format!("line {}, in reports", id.line), "a row", "none");
            continue;
        };
        let number = |it: Option<i64>| it.map_or("nothing".to_owned(), |it| it.to_string());
        for (at, name) in ordered::VALUES.iter().enumerate() {
            let about = format!("line {}, {name} in reports", id.line);
            found.same("O6", id.document, &about, number(fact.1[at]), number(found_there.1[at]));
        }
    }
    for id in kept.keys() {
        found.differs("O6", id.document, format!("line {}, in reports", id.line), "none", "a row");
    }
}

/// What came from a supplier or went to a customer was bought or sold, at the value of its moves, costs
/// that came after it left aside; and from or to whom the order says. What an order tells of itself came
/// before the books began, and moved nothing.
fn check_trades(tx: &mut dyn Tx, found: &mut Found) -> Result<(), Error> {
    let (supplier, customer) = (Place::Supplier.code(), Place::Customer.code());
    let apart = format!(
        "select document, line, item, cast(sum(quantity) as bigint), cast(sum(cost) as bigint) from (
           select side, document, line, item, quantity, cost from @.trade
           where source_document is null or source_document <> document
           union all
           select case when {supplier} in (from_place, to_place) then 'bought' else 'sold' end, document, line,
                  item, case when from_place = {supplier} or to_place = {customer} then -quantity else quantity end,
                  case when from_place = {supplier} or to_place = {customer} then -value else value end
           from @.move where quantity > 0
             and (from_place in ({supplier}, {customer}) or to_place in ({supplier}, {customer}))
         ) as traded group by side, document, line, item
         having sum(quantity) <> 0 or sum(cost) <> 0 order by document, line limit 100"
    );
    for row in tx.query(&apart, &[])? {
        let about = format!("line {}, traded less what moved", row.int(1));
        let off = format!("{} worth {}", Quantity::from_raw(row.int(3)), Money::from_raw(row.int(4)));
        let subject = Subject {
            document: Some(DocumentId(row.int(0))),
            item: Some(ItemId(row.int(2))),
            ..Subject::default()
        };
        found.differs("O4", subject, about, "0 worth 0", off);
    }
    let strangers = "select t.document, t.line from @.trade t
                     join @.link l on l.document = t.source_document and l.line = 0
                       and l.role = case t.side when 'bought' then 'supplier' else 'customer' end
                     where l.target <> t.partner order by t.document, t.line limit 100";
    for row in tx.query(strangers, &[])? {
        let about = format!("line {}, traded", row.int(1));
        found.differs("O4", DocumentId(row.int(0)), about, "with whom the order names", "somebody else");
    }
    Ok(())
}

/// What may come beyond a line that agreed on it.
fn beyond(ordered: i64, line: &Json) -> i64 {
    let percent = i128::from(line["over_receipt"].as_i64().unwrap_or(0));
    i64::try_from(i128::from(ordered) * percent / i128::from(Percent::ONE_RAW * 100)).unwrap_or(0)
}

fn number(line: &Json) -> Option<u32> {
    u32::try_from(line["line"].as_i64()?).ok()
}

/// Tables and columns that point at documents. Places that are none are negative.
const POINTERS: &[(&str, &str)] = &[
    ("link", "document"),
    ("link", "target"),
    ("balance", "item"),
    ("balance", "warehouse"),
    ("claim", "document"),
    ("hold", "document"),
    ("arrival", "document"),
    ("fulfilment", "document"),
    ("returned", "document"),
    ("returned", "source_document"),
    ("trade", "document"),
    ("trade", "source_document"),
    ("trade", "partner"),
    ("replaced", "document"),
    ("replaced", "source_document"),
    ("rejected", "document"),
    ("rejected", "source_document"),
    ("picking", "document"),
    ("picking", "source_document"),
    ("quoted", "document"),
    ("quoted", "source_document"),
    ("price_rule", "document"),
    ("demand", "item"),
    ("demand", "document"),
    ("order_demand", "item"),
    ("ordered", "document"),
    ("order_demand", "document"),
    ("move", "document"),
    ("move", "item"),
    ("document_search", "seq"),
    ("file_use", "document"),
];

fn check_links(tx: &mut dyn Tx, found: &mut Found) -> Result<(), Error> {
    for (table, column) in POINTERS {
        let select = format!(
            "select t.{column}, count(*) from @.{table} t
             where t.{column} > 0 and not exists (select 1 from @.document d where d.seq = t.{column})
             group by t.{column} order by t.{column} limit 100"
        );
        for row in tx.query(&select, &[])? {
            let about = format!("{table}.{column}, {} rows", row.int(1));
            found.differs("L1", DocumentId(row.int(0)), about, "a document", "none");
        }
    }
    // What was thrown away is in the bin and nowhere else; what was said about it stays with it.
    let twice = "select b.document from @.trash b join @.document d on d.seq = b.document limit 100";
    for row in tx.query(twice, &[])? {
        found.differs("L1", DocumentId(row.int(0)), "in the bin", "in one place", "in two");
    }
    for table in ["comment", "follower", "notice"] {
        let select = format!(
            "select t.document, count(*) from @.{table} t
             where not exists (select 1 from @.document d where d.seq = t.document)
               and not exists (select 1 from @.trash b where b.document = t.document)
             group by t.document order by t.document limit 100"
        );
        for row in tx.query(&select, &[])? {
            let about = format!("{table}.document, {} rows", row.int(1));
            found.differs("L1", DocumentId(row.int(0)), about, "a document, or one in the bin", "neither");
        }
    }
    Ok(())
}

fn check_numbers(tx: &mut dyn Tx, found: &mut Found) -> Result<(), Error> {
    let twice = "select type, number, count(*) from @.document group by type, number having count(*) > 1";
    for row in tx.query(twice, &[])? {
        let about = format!("{} {}", row.text(0), row.text(1));
        found.differs("N1", Subject::default(), about, "once", format!("{} times", row.int(2)));
    }
    // Documents that were thrown away left their numbers behind; nothing else may.
    let deleted = "select count(distinct c.document) from @.change c where c.action = 'delete'
                   and not exists (select 1 from @.document d where d.seq = c.document)";
    let deleted = query_one(tx, deleted, &[])?.map_or(0, |it| it.int(0));
    let rows = tx.query(
        "select c.type, cast(sum(c.last) as bigint),
                (select count(*) from @.document d where d.type = c.type)
         from @.counter c group by c.type order by c.type",
        &[],
    )?;
    for row in &rows {
        let (given, there) = (row.int(1), row.int(2));
        let about = format!("numbers of {}", row.text(0));
        if there > given {
            found.differs("N1", Subject::default(), about, format!("at most {given}"), there);
        } else if given - there > deleted {
            let least = format!("at least {} ({given} given, {deleted} documents deleted)", given - deleted);
            found.differs("N1", Subject::default(), about, least, there);
        }
    }
    Ok(())
}
