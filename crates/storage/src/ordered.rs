//! What became of each line that was ordered: the facts behind reports of orders filled.
//!
//! They follow from what an order says, from its state, and from what was done of it; whatever changes one of
//! these writes them anew.
//!
//! **Invariant:** each line of an order that took effect has its row, and nothing else has one. `verify` makes
//! them again and compares (`O6`).

use crate::documents::Stored;
use crate::{Error, Param, Row, Tx, json_sql, params, query_one, trades};
use business::{CalledOff, Side, charged};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use values::{ClaimId, Day, DocumentId, ItemId, Money, Quantity, UnitPrice, UserId};

/// Orders that took effect.
const STATES: [&str; 3] = ["confirmed", "done", "closed"];

const TYPES: &str = "('purchase_order', 'sales_order')";

/// Columns beside those that say which line it is.
pub(crate) const VALUES: [&str; 14] = [
    "day",
    "item",
    "warehouse",
    "partner",
    "channel",
    "member",
    "quantity",
    "amount",
    "due",
    "done",
    "last_done",
    "remaining",
    "amount_remaining",
    "contract",
];

/// What a row says, in the order of [`VALUES`].
pub(crate) type Fact = (Side, [Option<i64>; VALUES.len()]);

/// How much was done of a line, and on which day the last of it.
pub(crate) type Done = BTreeMap<ClaimId, (Quantity, Day)>;

/// Whether an order in this state took effect.
pub fn counts(state: &str) -> bool {
    STATES.contains(&state)
}

/// The facts of an order that takes effect now and of which nothing was done before.
pub fn add(tx: &mut dyn Tx, order: &Stored) -> Result<(), Error> {
    let Some(side) = side(&order.document_type) else { return Ok(()) };
    let told = Told { id: order.id, side, state: &order.state, made_by: order.created_by, body: &order.body };
    let mut facts = BTreeMap::new();
    told.lines(&BTreeMap::new(), &mut facts);
    write(tx, &facts)
}

/// Writes the facts of a document anew, if it is an order.
pub fn follow(tx: &mut dyn Tx, it: &Stored) -> Result<(), Error> {
    if side(&it.document_type).is_some() { refresh(tx, &[it.id]) } else { Ok(()) }
}

/// [`follow`] for those of these documents that are orders.
pub(crate) fn refresh(tx: &mut dyn Tx, documents: &[DocumentId]) -> Result<(), Error> {
    let among = json_sql::among(tx.dialect());
    let ids = json_sql::ids(documents.iter().map(|it| it.0));
    let are_orders = format!("select seq from @.document where seq in {among} and type in {TYPES}");
    let ids = json_sql::ids(tx.query(&are_orders, params![&ids])?.iter().map(|it| it.int(0)));
    if ids == "[]" {
        return Ok(());
    }
    let facts = told(tx, &|id| format!("{id} in {among}"), params![&ids])?;
    tx.execute(&format!("delete from @.ordered where document in {among}"), params![&ids])?;
    write(tx, &facts)
}

/// Documents that are looked at together, so that memory does not grow with the company.
const AT_ONCE: i64 = 20_000;

/// Step `called_off`: the facts of the orders there are.
pub(crate) fn fill(tx: &mut dyn Tx) -> Result<(), Error> {
    let ends = format!("select min(seq), max(seq) from @.document where type in {TYPES}");
    let Some(row) = query_one(tx, &ends, &[])? else { return Ok(()) };
    let (Some(mut from), Some(last)) = (row.opt_int(0), row.opt_int(1)) else { return Ok(()) };
    while from <= last {
        let facts = told_in(tx, [from, from + AT_ONCE])?;
        write(tx, &facts)?;
        from += AT_ONCE;
    }
    Ok(())
}

/// Orders from the first, up to but without the second.
fn in_range(id: &str) -> String {
    format!("{id} >= ? and {id} < ?")
}

/// What the rows of these orders should say.
fn told_in(tx: &mut dyn Tx, range: [i64; 2]) -> Result<BTreeMap<ClaimId, Fact>, Error> {
    told(tx, &in_range, params![range[0], range[1]])
}

/// What was done of these documents, whatever they are.
pub(crate) fn done_in(tx: &mut dyn Tx, range: [i64; 2]) -> Result<Done, Error> {
    done(tx, &in_range, params![range[0], range[1]])
}

/// What the rows of these orders say.
pub(crate) fn kept_in(tx: &mut dyn Tx, range: [i64; 2]) -> Result<BTreeMap<ClaimId, Fact>, Error> {
    let select = format!(
        "select document, line, side, {} from @.ordered where {}",
        VALUES.join(", "),
        in_range("document")
    );
    let mut found = BTreeMap::new();
    tx.each(&select, params![range[0], range[1]], &mut |row| {
        let side = if row.text(2) == trades::word(Side::Bought) { Side::Bought } else { Side::Sold };
        found.insert(line(row), (side, std::array::from_fn(|at| row.opt_int(3 + at))));
        Ok(())
    })?;
    Ok(found)
}

/// What orders that took effect call off of these contracts, by contract and item; `but` is left aside.
pub fn called_off(
    tx: &mut dyn Tx,
    contracts: &[DocumentId],
    but: Option<DocumentId>,
) -> Result<BTreeMap<(DocumentId, ItemId), CalledOff>, Error> {
    let mut found: BTreeMap<(DocumentId, ItemId), CalledOff> = BTreeMap::new();
    if contracts.is_empty() {
        return Ok(found);
    }
    let among = json_sql::among(tx.dialect());
    let ids = json_sql::ids(contracts.iter().map(|it| it.0));
    // What a line got and is still to get is mostly what it ordered: those are added up in the database.
    let sums = format!(
        "select contract, item, cast(sum(done + remaining) as bigint), cast(sum(done) as bigint),
           cast(sum(case when done + remaining = quantity then amount else 0 end) as bigint)
         from @.ordered where contract in {among} and document <> ? group by contract, item"
    );
    let but = but.unwrap_or(DocumentId(0));
    tx.each(&sums, params![&ids, but], &mut |row| {
        let of = found.entry((DocumentId(row.int(0)), ItemId(row.int(1)))).or_default();
        of.quantity = Quantity::from_raw(row.int(2));
        of.received = Quantity::from_raw(row.int(3));
        of.amount = Money::from_raw(row.int(4));
        Ok(())
    })?;
    let others = format!(
        "select contract, item, done + remaining, quantity, amount from @.ordered
         where contract in {among} and document <> ? and done + remaining <> quantity"
    );
    tx.each(&others, params![&ids, but], &mut |row| {
        let of = found.entry((DocumentId(row.int(0)), ItemId(row.int(1)))).or_default();
        let [part, whole] = [2, 3].map(|at| Quantity::from_raw(row.int(at)));
        of.amount = of.amount.plus(Money::from_raw(row.int(4)).share(part, whole));
        Ok(())
    })?;
    Ok(found)
}

/// `which` makes a condition of the name of a column with the ids of orders.
fn told(
    tx: &mut dyn Tx,
    which: &dyn Fn(&str) -> String,
    params: &[Param<'_>],
) -> Result<BTreeMap<ClaimId, Fact>, Error> {
    let done = done(tx, which, params)?;
    let select = format!("select {READ} from @.document where {} and type in {TYPES}", which("seq"));
    let mut facts = BTreeMap::new();
    tx.each(&select, params, &mut |row| {
        tell(row, &row.json(4), &done, &mut facts);
        Ok(())
    })?;
    Ok(facts)
}

fn done(tx: &mut dyn Tx, which: &dyn Fn(&str) -> String, params: &[Param<'_>]) -> Result<Done, Error> {
    let select = format!(
        "select source_document, source_line, cast(sum(quantity) as bigint), max(day) from @.fulfilment
         where {} group by source_document, source_line",
        which("source_document")
    );
    let mut done: Done = BTreeMap::new();
    tx.each(&select, params, &mut |row| {
        done.insert(line(row), (Quantity::from_raw(row.int(2)), Day::from_number(row.int(3) as i32)));
        Ok(())
    })?;
    Ok(done)
}

/// What [`tell`] reads of a document.
pub(crate) const READ: &str = "seq, type, state, created_by, json_text(body)";

/// Adds what the rows of a document should say, if it is an order that took effect.
pub(crate) fn tell(row: &Row, body: &Json, done: &Done, into: &mut BTreeMap<ClaimId, Fact>) {
    if let Some(side) = side(row.text(1)) {
        let (id, made_by) = (DocumentId(row.int(0)), UserId(row.int(3)));
        Told { id, side, state: row.text(2), made_by, body }.lines(done, into);
    }
}

fn write(tx: &mut dyn Tx, facts: &BTreeMap<ClaimId, Fact>) -> Result<(), Error> {
    if facts.is_empty() {
        return Ok(());
    }
    let mut params: Vec<Param<'_>> = Vec::with_capacity(facts.len() * (3 + VALUES.len()));
    for (id, (side, values)) in facts {
        params.extend_from_slice(params![id.document, id.line, trades::word(*side)]);
        params.extend(values.iter().map(|it| Param::from(*it)));
    }
    let into = format!("insert into @.ordered (document, line, side, {}) values", VALUES.join(", "));
    tx.insert_later(&into, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &params)
}

fn side(document_type: &str) -> Option<Side> {
    match document_type {
        "purchase_order" => Some(Side::Bought),
        "sales_order" => Some(Side::Sold),
        _ => None,
    }
}

fn line(row: &Row) -> ClaimId {
    ClaimId { document: DocumentId(row.int(0)), line: row.int(1) as u32 }
}

/// An order as it stands.
struct Told<'a> {
    id: DocumentId,
    side: Side,
    state: &'a str,
    made_by: UserId,
    body: &'a Json,
}

impl Told<'_> {
    fn lines(&self, done: &Done, into: &mut BTreeMap<ClaimId, Fact>) {
        if !counts(self.state) {
            return;
        }
        for line in self.body["lines"].as_array().into_iter().flatten() {
            if let Some((number, fact)) = self.line(line, done) {
                into.insert(ClaimId { document: self.id, line: number }, fact);
            }
        }
    }

    /// What a line asked for, and what it got.
    fn line(&self, line: &Json, done: &Done) -> Option<(u32, Fact)> {
        let head = |name: &str| self.body[name].as_i64();
        let day = |value: &Json| value.as_str().and_then(|it| it.parse::<Day>().ok());
        let (partner, place, person) = match self.side {
            Side::Bought => ("supplier", "deliver_to", "buyer"),
            Side::Sold => ("customer", "ship_from", "salesperson"),
        };
        let number = u32::try_from(line["line"].as_i64()?).ok()?;
        let ordered = Quantity::from_raw(line["quantity"].as_i64()?);
        let ordered_on = day(&self.body["ordered_on"])?;
        let due = day(&line["due"]).or_else(|| day(&self.body["due"]));
        let id = ClaimId { document: self.id, line: number };
        let (done, last) = done.get(&id).copied().unwrap_or_default();
        let is_open = self.state == "confirmed";
        // What stayed away for good is not waited for.
        let awaited = ordered.minus(Quantity::from_raw(line["short"].as_i64().unwrap_or(0)).min(ordered));
        let left = if is_open { awaited.minus(done.min(awaited)) } else { Quantity::ZERO };
        let price = line["price"].as_i64().map(UnitPrice::from_raw);
        let amount = line["amount"].as_i64().map(Money::from_raw);
        let worth = |parts: [Quantity; 2]| charged(price, amount, ordered, parts).map_or(0, Money::raw);
        let of_day = |it: Day| i64::from(it.number());
        let values = [
            Some(of_day(ordered_on)),
            line["item"].as_i64(),
            line[place].as_i64().or_else(|| head(place)),
            head(partner),
            head("channel"),
            Some(head(person).unwrap_or(self.made_by.0)),
            Some(ordered.raw()),
            Some(worth([Quantity::ZERO, ordered])),
            due.map(of_day),
            Some(done.raw()),
            Some(of_day(last)),
            Some(left.raw()),
            Some(worth([ordered.minus(left), left])),
            line["contract"].as_i64(),
        ];
        Some((number, (self.side, values)))
    }
}
