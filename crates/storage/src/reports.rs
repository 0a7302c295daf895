//! Facts for reports, added up by whole numbers: ids, days, places.
//!
//! SQLite sorts all rows to group them, which costs more than reading them; so it hands them over one by
//! one, and whoever asked adds up. PostgreSQL groups first, for there each row is a message. The caller
//! cannot tell: it gets sums of some facts, any number of times.

use crate::documents::literal;
use crate::filter_sql::{Condition, alternatives};
use crate::json_sql::{self, Stored};
use crate::{Dialect, Error, Param, Row, Tx, params, trades};
use business::Side;
use documents::{DocumentType, Filter, Scalar};
use ledger::Place;
use std::collections::HashMap;
use std::sync::Arc;
use values::{Day, DocumentId, ItemId, Quantity};

/// Makes a sum of whole numbers that is one: PostgreSQL's own is a decimal number, whose state takes twice the
/// memory and a third more time when there are many groups. Either fails when it grows too large.
pub(crate) fn make(tx: &mut dyn Tx) -> Result<(), Error> {
    match tx.dialect() {
        Dialect::Sqlite => Ok(()),
        Dialect::Postgres => tx.batch(
            "create aggregate @.whole_sum(bigint)
               (sfunc = int8pl, stype = bigint, combinefunc = int8pl, parallel = safe)",
        ),
    }
}

/// What facts can be told apart by.
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

/// What there are facts of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    Trade,
    Ordered,
}

impl Column {
    fn sql(self, table: Table) -> &'static str {
        match self {
            Column::Day => "t.day",
            Column::Item => "t.item",
            Column::Warehouse => "t.warehouse",
            Column::Partner => "t.partner",
            Column::Channel => "t.channel",
            Column::Member => "t.member",
            Column::Order if table == Table::Trade => "t.source_document",
            Column::Document | Column::Order => "t.document",
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

/// Which facts.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    pub side: Side,
    pub from: Day,
    pub through: Day,
    /// The first days of the periods that [`Column::Day`] tells apart, the first of them not after `from`. It
    /// tells a day of the period: which one is the engine's to choose.
    pub periods: Vec<Day>,
    pub only: Vec<Only<'a>>,
}

impl Facts<'_> {
    fn keys(&self, dialect: Dialect, columns: &[Column], table: Table) -> Vec<String> {
        let days = i64::from(self.through.days_since(self.from)) + 1;
        let apart = self.periods.len() as i64 >= days;
        let key = |it: &Column| match (it, dialect) {
            // What is grouped by days is sent for every day, of every customer.
            (Column::Day, Dialect::Postgres) if !apart => self.first_day(),
            _ => it.sql(table).to_owned(),
        };
        columns.iter().map(key).collect()
    }

    /// The first day of the period that a day is in.
    fn first_day(&self) -> String {
        let days: Vec<String> = self.periods.iter().map(|it| it.number().to_string()).collect();
        let days = format!("array[{}]::bigint[]", days.join(", "));
        format!("({days})[width_bucket(t.day, {days})]")
    }
}

/// How many sums [`traded`] gives: quantity, amount, cost, lines.
pub const TRADE_SUMS: usize = 4;

/// Hands `f` the keys and then the sums of some facts of trade each time; keys that are blank are `None`.
pub fn traded(
    tx: &mut dyn Tx,
    of: &Facts<'_>,
    keys: &[Column],
    f: &mut dyn FnMut(&[Option<i64>]),
) -> Result<(), Error> {
    let keys = of.keys(tx.dialect(), keys, Table::Trade);
    let those = those(tx.dialect(), of, Table::Trade)?;
    let from = format!("@.trade t where {}", those.sql);
    tally(tx, &keys, &["t.quantity", "t.amount", "t.cost", "1"], &from, &those.params(), f)
}

/// How many sums [`ordered`] gives: quantities ordered, done, promised, left and late; lines, those that are
/// done, due, done in time, and late; the amount, and what is left of it.
pub const ORDER_SUMS: usize = 12;

/// [`traded`] for what was ordered, as it stands `today`.
pub fn ordered(
    tx: &mut dyn Tx,
    of: &Facts<'_>,
    today: Day,
    keys: &[Column],
    f: &mut dyn FnMut(&[Option<i64>]),
) -> Result<(), Error> {
    let keys = of.keys(tx.dialect(), keys, Table::Ordered);
    let those = those(tx.dialect(), of, Table::Ordered)?;
    let (is_done, is_late) =
        ("t.done >= t.quantity", format!("t.remaining > 0 and t.due < {}", today.number()));
    let count = |what: &str| format!("case when {what} then 1 else 0 end");
    let sums: [String; ORDER_SUMS] = [
        "t.quantity".to_owned(),
        "t.done".to_owned(),
        "0".to_owned(),
        "t.remaining".to_owned(),
        format!("case when {is_late} then t.remaining else 0 end"),
        "1".to_owned(),
        count(is_done),
        count(&format!("t.due is not null and ({is_done} or t.due < {})", today.number())),
        count(&format!("{is_done} and t.last_done <= t.due")),
        count(&is_late),
        "t.amount".to_owned(),
        "t.amount_remaining".to_owned(),
    ];
    let sums = sums.each_ref().map(String::as_str);
    tally(tx, &keys, &sums, &format!("@.ordered t where {}", those.sql), &those.params(), f)?;
    if of.side == Side::Bought {
        return Ok(());
    }
    // What is promised changes with every order of an item, so it is told where it is kept: few are open.
    let mut promised = ["0"; ORDER_SUMS];
    promised[2] = "c.reserved";
    let from = format!(
        "@.claim c cross join @.ordered t
         where t.document = c.document and t.line = c.line and c.reserved > 0 and {}",
        those.sql
    );
    tally(tx, &keys, &promised, &from, &those.params(), f)
}

/// A condition of these facts.
fn those(dialect: Dialect, of: &Facts<'_>, table: Table) -> Result<Condition, Error> {
    let mut all = Condition::default();
    all.push("t.side = ? and t.day >= ? and t.day <= ?");
    let days = [of.from, of.through].map(|it| Scalar::Int(it.number().into()));
    all.params.push(Scalar::Text(trades::word(of.side).to_owned()));
    all.params.extend(days);
    for only in &of.only {
        match only {
            Only::Ids(column, ids) => {
                all.push(&format!(" and {} in {}", column.sql(table), json_sql::among(dialect)));
                all.params.push(Scalar::Text(json_sql::ids(ids.iter().copied())));
            }
            Only::Matching(column, any) => {
                all.push(" and (");
                for (at, (definition, filter)) in any.iter().enumerate() {
                    let or = if at > 0 { " or " } else { "" };
                    all.push(&format!("{or}{} in (", column.sql(table)));
                    all.add(ids_of(dialect, definition, filter)?);
                    all.push(")");
                }
                all.push(")");
            }
        }
    }
    Ok(all)
}

/// Selects the ids of the documents that match.
fn ids_of(dialect: Dialect, definition: &DocumentType, filter: &Filter) -> Result<Condition, Error> {
    let document_type = literal(&definition.name)?;
    let mut all = Condition::default();
    for (at, one) in alternatives(dialect, definition, filter).into_iter().enumerate() {
        let union = if at > 0 { " union " } else { "" };
        all.push(&format!("{union}select d.seq from @.document d where d.type = {document_type} and "));
        all.add(one);
    }
    Ok(all)
}

/// `from` is a table and its conditions.
pub(crate) fn tally<K: AsRef<str>>(
    tx: &mut dyn Tx,
    keys: &[K],
    sums: &[&str],
    from: &str,
    params: &[Param<'_>],
    f: &mut dyn FnMut(&[Option<i64>]),
) -> Result<(), Error> {
    let keys: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
    let by = keys.join(", ");
    let select = match tx.dialect() {
        Dialect::Sqlite => format!("select {} from {from}", [&keys[..], sums].concat().join(", ")),
        Dialect::Postgres => {
            let sums = sums.iter().map(|it| format!("@.whole_sum({it})"));
            let columns: Vec<String> = keys.iter().map(|it| (*it).to_owned()).chain(sums).collect();
            // Without keys there is one row all the same, of nothing when there are no facts.
            let by =
                if by.is_empty() { " having count(*) > 0".to_owned() } else { format!(" group by {by}") };
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
    let select = ids_of(tx.dialect(), definition, filter)?;
    Ok(tx.query(&select.sql, &select.params())?.iter().map(|it| it.int(0)).collect())
}

/// The ABC class of every item that was judged.
pub fn abc_classes(tx: &mut dyn Tx) -> Result<HashMap<i64, FieldValue>, Error> {
    let rows = tx.query("select item, abc from @.item_class", &[])?;
    Ok(rows.iter().map(|it| (it.int(0), FieldValue::Text(it.text(1).to_owned()))).collect())
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
