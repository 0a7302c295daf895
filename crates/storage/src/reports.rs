//! Facts for reports, added up by whole numbers: ids, days, places.
//!
//! SQLite sorts all rows to group them, which costs more than reading them; so it hands them over one by
//! one, and whoever asked adds up. PostgreSQL groups first, for there each row is a message. The caller
//! cannot tell: it gets sums of some facts, any number of times.

use crate::documents::literal;
use crate::filter_sql::condition;
use crate::json_sql::{self, Stored};
use crate::{Dialect, Error, Param, Row, Tx, params, trades};
use business::Side;
use documents::{DocumentType, Filter, Scalar};
use ledger::Place;
use serde_json::Value as Json;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use values::{ClaimId, Day, DocumentId, ItemId, Quantity, UserId};

/// What facts of trade can be told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Day,
    Item,
    Warehouse,
    Partner,
    Channel,
    Member,
    /// The receipt, shipment or return.
    Document,
    /// The order that it fulfils.
    Order,
}

impl Column {
    fn sql(self) -> &'static str {
        match self {
            Column::Day => "t.day",
            Column::Item => "t.item",
            Column::Warehouse => "t.warehouse",
            Column::Partner => "t.partner",
            Column::Channel => "t.channel",
            Column::Member => "t.member",
            Column::Document => "t.document",
            Column::Order => "t.source_document",
        }
    }
}

/// Only facts whose document in this column is one of these.
#[derive(Clone, Debug)]
pub enum Only<'a> {
    Ids(Column, Vec<i64>),
    /// Of any of these types, and matching there.
    Matching(Column, &'a [(Arc<DocumentType>, Filter)]),
}

/// Which facts of trade.
#[derive(Clone, Debug)]
pub struct Trades<'a> {
    pub side: Side,
    pub from: Day,
    pub through: Day,
    pub only: Vec<Only<'a>>,
}

/// How many sums [`traded`] gives: quantity, amount, cost, lines.
pub const TRADE_SUMS: usize = 4;

/// Hands `f` the keys and then the sums of some facts each time; keys that are blank are `None`.
pub fn traded(
    tx: &mut dyn Tx,
    of: &Trades<'_>,
    keys: &[Column],
    f: &mut dyn FnMut(&[Option<i64>]),
) -> Result<(), Error> {
    let mut owned: Vec<Scalar> = Vec::new();
    let mut sql = "@.trade t where t.side = ? and t.day >= ? and t.day <= ?".to_owned();
    for only in &of.only {
        match only {
            Only::Ids(column, ids) => {
                let among = json_sql::among(tx.dialect());
                sql.push_str(&format!(" and {} in {among}", column.sql()));
                owned.push(Scalar::Text(json_sql::ids(ids.iter().copied())));
            }
            Only::Matching(column, any) => {
                let parts: Vec<String> = any
                    .iter()
                    .map(|(definition, filter)| {
                        let matching = condition(tx.dialect(), definition, filter);
                        owned.push(Scalar::Text(definition.name.clone()));
                        owned.extend(matching.params);
                        format!("(select d.seq from @.document d where d.type = ? and {})", matching.sql)
                    })
                    .collect();
                let parts: Vec<String> = parts.iter().map(|it| format!("{} in {it}", column.sql())).collect();
                sql.push_str(&format!(" and ({})", parts.join(" or ")));
            }
        }
    }
    let mut params: Vec<Param<'_>> = params![trades::word(of.side), of.from, of.through].to_vec();
    params.extend(owned.iter().map(crate::filter_sql::param));
    let keys: Vec<&str> = keys.iter().map(|it| it.sql()).collect();
    tally(tx, &keys, &["t.quantity", "t.amount", "t.cost", "1"], &sql, &params, f)
}

/// `from` is a table and its conditions.
pub(crate) fn tally(
    tx: &mut dyn Tx,
    keys: &[&str],
    sums: &[&str],
    from: &str,
    params: &[Param<'_>],
    f: &mut dyn FnMut(&[Option<i64>]),
) -> Result<(), Error> {
    let select = match tx.dialect() {
        Dialect::Sqlite => {
            let columns: Vec<&str> = keys.iter().chain(sums).copied().collect();
            format!("select {} from {from}", columns.join(", "))
        }
        Dialect::Postgres => {
            let sums = sums.iter().map(|it| format!("cast(sum({it}) as bigint)"));
            let columns: Vec<String> = keys.iter().map(|it| (*it).to_owned()).chain(sums).collect();
            // Without keys there is one row all the same, of nothing when there are no facts.
            let by = if keys.is_empty() {
                " having count(*) > 0".to_owned()
            } else {
                format!(" group by {}", keys.join(", "))
            };
            format!("select {} from {from}{by}", columns.join(", "))
        }
    };
    tx.each_ints(&select, params, f)
}

/// A value that a field of a document has: the text of a choice, the id of a link.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldValue {
    Int(i64),
    Text(String),
}

/// What a header field says in every document of the type that says something there. The field is one of
/// the definition.
pub fn field_values(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    field: &str,
) -> Result<HashMap<i64, FieldValue>, Error> {
    let mut found = HashMap::new();
    let Some(field) = definition.field(field).filter(|it| crate::is_identifier(&it.name)) else {
        return Ok(found);
    };
    let plain = |it: &Stored| matches!(it, Stored::Int | Stored::Text | Stored::Bool);
    let Some(stored) = Stored::of(&field.kind).filter(plain) else { return Ok(found) };
    let value = json_sql::value(tx.dialect(), "d.body", &field.name, stored);
    let select = format!("select d.seq, {value} from @.document d where d.type = ? and {value} is not null");
    tx.each(&select, params![&definition.name], &mut |row| {
        let value = match stored {
            Stored::Text => FieldValue::Text(row.text(1).to_owned()),
            _ => FieldValue::Int(row.int(1)),
        };
        found.insert(row.int(0), value);
        Ok(())
    })?;
    Ok(found)
}

/// The items, or other documents, of a type that match.
pub fn matching(tx: &mut dyn Tx, definition: &DocumentType, filter: &Filter) -> Result<Vec<i64>, Error> {
    let matching = condition(tx.dialect(), definition, filter);
    let select = format!("select d.seq from @.document d where d.type = ? and {}", matching.sql);
    let mut params: Vec<Param<'_>> = params![&definition.name].to_vec();
    params.extend(matching.params());
    Ok(tx.query(&select, &params)?.iter().map(|it| it.int(0)).collect())
}

/// The ABC class of every item that was judged.
pub fn abc_classes(tx: &mut dyn Tx) -> Result<HashMap<i64, FieldValue>, Error> {
    let rows = tx.query("select item, abc from @.item_class", &[])?;
    Ok(rows.iter().map(|it| (it.int(0), FieldValue::Text(it.text(1).to_owned()))).collect())
}

/// An order that took effect.
#[derive(Clone, Debug)]
pub struct Order {
    pub id: DocumentId,
    pub made_by: UserId,
    pub is_open: bool,
    pub body: Json,
    /// Received or shipped, and on which day the last of it, by line.
    pub done: BTreeMap<u32, (Quantity, Day)>,
    /// Promised now, by line.
    pub promised: BTreeMap<u32, Quantity>,
}

/// Orders looked at together.
const ORDERS_AT_ONCE: usize = 2_000;

/// Hands over the orders of these days one by one, day after day. `definition` is of purchase or of sales orders.
pub fn orders(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    filter: &Filter,
    [from, through]: [Day; 2],
    f: &mut dyn FnMut(Order),
) -> Result<(), Error> {
    let day = json_sql::value(tx.dialect(), "d.body", "ordered_on", Stored::Text);
    let matching = condition(tx.dialect(), definition, filter);
    // One range of the index by day, which is of this type only.
    let select = format!(
        "select d.seq, d.created_by, d.state, json_text(d.body), {day} from @.document d
         where d.type = {} and {day} >= ? and {day} <= ? and ({day} > ? or d.seq > ?)
           and d.state in ('confirmed', 'done', 'closed') and {} order by {day}, d.seq limit ?",
        literal(&definition.name)?,
        matching.sql
    );
    let (mut from, through) = (from.to_string(), through.to_string());
    let mut after = 0;
    loop {
        let mut params: Vec<Param<'_>> = params![&from, &through, &from, after].to_vec();
        params.extend(matching.params());
        params.push(Param::Int(ORDERS_AT_ONCE as i64));
        let rows = tx.query(&select, &params)?;
        let ids: Vec<i64> = rows.iter().map(|it| it.int(0)).collect();
        let Some(last) = rows.last() else { return Ok(()) };
        let (next, last) = (last.text(4).to_owned(), last.int(0));
        let (mut done, mut promised) = (done(tx, &ids)?, promised(tx, &ids)?);
        for row in &rows {
            let id = DocumentId(row.int(0));
            f(Order {
                id,
                made_by: UserId(row.int(1)),
                is_open: row.text(2) == "confirmed",
                body: row.json(3),
                done: done.remove(&id).unwrap_or_default(),
                promised: promised.remove(&id).unwrap_or_default(),
            });
        }
        if rows.len() < ORDERS_AT_ONCE {
            return Ok(());
        }
        (from, after) = (next, last);
    }
}

type ByLine<T> = BTreeMap<DocumentId, BTreeMap<u32, T>>;

fn line(row: &Row) -> ClaimId {
    ClaimId { document: DocumentId(row.int(0)), line: row.int(1) as u32 }
}

fn done(tx: &mut dyn Tx, orders: &[i64]) -> Result<ByLine<(Quantity, Day)>, Error> {
    let select = format!(
        "select source_document, source_line, cast(sum(quantity) as bigint), max(day) from @.fulfilment
         where source_document in {} group by source_document, source_line",
        json_sql::among(tx.dialect())
    );
    let mut found: ByLine<(Quantity, Day)> = BTreeMap::new();
    for row in tx.query(&select, params![&json_sql::ids(orders.iter().copied())])? {
        let (id, day) = (line(&row), Day::from_number(row.int(3) as i32));
        found.entry(id.document).or_default().insert(id.line, (Quantity::from_raw(row.int(2)), day));
    }
    Ok(found)
}

fn promised(tx: &mut dyn Tx, orders: &[i64]) -> Result<ByLine<Quantity>, Error> {
    let among = json_sql::among(tx.dialect());
    let select = format!("select document, line, reserved from @.claim where document in {among}");
    let mut found: ByLine<Quantity> = BTreeMap::new();
    for row in tx.query(&select, params![&json_sql::ids(orders.iter().copied())])? {
        let id = line(&row);
        found.entry(id.document).or_default().insert(id.line, Quantity::from_raw(row.int(2)));
    }
    Ok(found)
}

/// One move of an item, as its ledger tells it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub number: i64,
    pub day: Day,
    pub from_place: i64,
    pub to_place: i64,
    pub lot: Option<String>,
    pub quantity: Quantity,
    pub value: values::Money,
    pub document: DocumentId,
}

/// The moves of an item in some days, by day and in the order in which they were written; of one place
/// only, when it is named. `after` is day and number of the last one seen.
pub fn entries(
    tx: &mut dyn Tx,
    item: ItemId,
    place: Option<i64>,
    [from, through]: [Day; 2],
    after: Option<(Day, i64)>,
    limit: usize,
) -> Result<Vec<Entry>, Error> {
    let here = if place.is_some() { " and (m.from_place = ? or m.to_place = ?)" } else { "" };
    let rest = if after.is_some() { " and (m.day > ? or (m.day = ? and m.number > ?))" } else { "" };
    let select = format!(
        "select m.number, m.day, m.from_place, m.to_place, m.lot, m.quantity, m.value, m.document
         from @.move m where m.item = ? and m.day >= ? and m.day <= ?{here}{rest}
         order by m.day, m.number limit ?"
    );
    let mut params: Vec<Param<'_>> = params![item, from, through].to_vec();
    params.extend(place.into_iter().flat_map(|it| [Param::Int(it), Param::Int(it)]));
    params.extend(after.into_iter().flat_map(|(day, number)| [day.into(), day.into(), Param::Int(number)]));
    params.push(Param::Int(limit as i64));
    let entry = |row: &Row| Entry {
        number: row.int(0),
        day: Day::from_number(row.int(1) as i32),
        from_place: row.int(2),
        to_place: row.int(3),
        lot: row.opt_text(4).map(str::to_owned),
        quantity: Quantity::from_raw(row.int(5)),
        value: values::Money::from_raw(row.int(6)),
        document: DocumentId(row.int(7)),
    };
    Ok(tx.query(&select, &params)?.iter().map(entry).collect())
}

/// What the moves of these days, up to and with one of them, changed: quantity and value of what is ours,
/// or what is at one place.
pub fn net_through(
    tx: &mut dyn Tx,
    item: ItemId,
    place: Option<i64>,
    from: Day,
    (day, number): (Day, i64),
) -> Result<(Quantity, values::Money), Error> {
    let (transit, loan) = (Place::Transit.code(), Place::Loan.code());
    let is_in = |column: &str| match place {
        Some(_) => format!("m.{column} = ?"),
        None => format!("(m.{column} > 0 or m.{column} in ({transit}, {loan}))"),
    };
    let net = |what: &str| {
        format!(
            "cast(coalesce(sum(case when {} then {what} else 0 end - case when {} then {what} else 0 end), 0) as bigint)",
            is_in("to_place"),
            is_in("from_place")
        )
    };
    let select = format!(
        "select {}, {} from @.move m
         where m.item = ? and m.day >= ? and (m.day < ? or (m.day = ? and m.number <= ?))",
        net("m.quantity"),
        net("m.value")
    );
    let mut params: Vec<Param<'_>> = place.into_iter().flat_map(|it| [Param::Int(it); 4]).collect();
    params.extend_from_slice(params![item, from, day, day, number]);
    let row = crate::query_one(tx, &select, &params)?;
    Ok(row.map_or_else(Default::default, |it| {
        (Quantity::from_raw(it.int(0)), values::Money::from_raw(it.int(1)))
    }))
}
