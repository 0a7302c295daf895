//! What the database says, beside what the clerk's books say.

use crate::company::{Company, Fault};
use crate::model::Model;
use crate::shelf::{Claim, Shelf, Stock};
use crate::step::*;
use std::collections::{BTreeMap, BTreeSet};
use storage::Error;
use values::Quantity;

/// Something that a committed step left behind, in the order of commits.
pub(crate) struct Event {
    pub(crate) seq: i64,
    /// The moment of the step.
    pub(crate) at: i64,
    pub(crate) number: String,
    pub(crate) state: String,
}

type Rows<T> = Result<Vec<T>, Fault>;

fn rows<T: Send + 'static>(
    company: &Company,
    sql: String,
    row: impl Fn(&storage::Row) -> T + Send + 'static,
) -> Rows<T> {
    let read = company.app().database().read_blocking(move |tx| {
        let found = tx.query(&sql, &[])?;
        Ok::<Vec<T>, Error>(found.iter().map(&row).collect())
    });
    read.map_err(|it| format!("the books cannot be read: {it}"))
}

/// Those after `after` that tell of documents.
pub(crate) fn events(company: &Company, after: i64) -> Rows<Event> {
    let select = format!("select seq, at, json_text(payload) from @.event where seq > {after} order by seq");
    rows(company, select, |row| {
        let payload = row.json(2);
        let text = |name: &str| payload[name].as_str().unwrap_or_default().to_owned();
        Event { seq: row.int(0), at: row.int(1), number: text("number"), state: text("state") }
    })
}

/// Balances, claims, stocks, all of them, and the papers that were touched.
pub(crate) fn compare(company: &Company, model: &Model, touched: &BTreeSet<Nth>) -> Result<(), Fault> {
    compare_shelves(company, model)?;
    compare_claims(company, model)?;
    compare_bins(company, model)?;
    compare_stocks(company, model)?;
    compare_worths(company, model)?;
    compare_papers(company, model, touched)
}

/// `i3` of 3.
fn nth_of(code: &str) -> u8 {
    code.get(1..).and_then(|it| it.parse().ok()).unwrap_or(u8::MAX)
}

fn whole(raw: i64) -> i64 {
    assert!(raw % Quantity::ONE_RAW == 0, "only whole units are tried");
    raw / Quantity::ONE_RAW
}

/// By the number of the warehouse, or where else it is.
fn place(code: Option<&str>, id: i64) -> Place {
    const LENT: i64 = -7;
    code.map_or(if id == LENT { LOAN } else { TRANSIT }, nth_of)
}

/// The first difference between two maps.
fn same<K: Ord + std::fmt::Debug, V: PartialEq + std::fmt::Debug>(
    what: &str,
    wanted: &BTreeMap<K, V>,
    is: &BTreeMap<K, V>,
) -> Result<(), Fault> {
    for key in wanted.keys().chain(is.keys()) {
        let (wanted, is) = (wanted.get(key), is.get(key));
        if wanted != is {
            return Err(format!("{what} of {key:?}: should be {wanted:?}, is {is:?}"));
        }
    }
    Ok(())
}

fn compare_shelves(company: &Company, model: &Model) -> Result<(), Fault> {
    let select = "select i.number, w.number, b.on_hand, b.reserved, b.held, b.warehouse from @.balance b
                  join @.document i on i.seq = b.item left join @.document w on w.seq = b.warehouse";
    let found = rows(company, select.to_owned(), |row| {
        let key = (nth_of(row.text(0)), place(row.opt_text(1), row.int(5)));
        (key, (whole(row.int(2)), whole(row.int(3)), whole(row.int(4))))
    })?;
    for (key, (on_hand, reserved, held)) in &found {
        if *reserved < 0 || *held < 0 || reserved + held > *on_hand {
            return Err(format!("S1/S2 of {key:?}: {on_hand} on hand, {reserved} reserved, {held} held"));
        }
    }
    let zero = (0, 0, 0);
    let is = found.into_iter().filter(|it| it.1 != zero).collect();
    let shelf = |(key, it): (&(Item, Place), &Shelf)| (*key, (it.on_hand, it.reserved(), it.held));
    let wanted = model.shelves.iter().map(shelf).filter(|it| it.1 != zero).collect();
    same("on hand, reserved, held", &wanted, &is)
}

fn compare_claims(company: &Company, model: &Model) -> Result<(), Fault> {
    let select = "select d.number, c.line, i.number, w.number, c.wanted, c.reserved from @.claim c
                  join @.document d on d.seq = c.document join @.document i on i.seq = c.item
                  join @.document w on w.seq = c.warehouse";
    let found = rows(company, select.to_owned(), |row| {
        let at = (row.text(0).to_owned(), row.int(1), nth_of(row.text(2)), place(row.opt_text(3), 0));
        (at, (whole(row.int(4)), whole(row.int(5))))
    })?;
    let mut wanted = BTreeMap::new();
    for ((item, at), shelf) in &model.shelves {
        for ((nth, line), Claim { wanted: all, reserved, .. }) in &shelf.claims {
            let number = company.made[nth].number.clone();
            wanted.insert((number, i64::from(*line), *item, *at), (*all, *reserved));
        }
    }
    same("wanted, reserved", &wanted, &found.into_iter().collect())
}

/// B1 and B2: each bin, and what the balance says of all of them.
fn compare_bins(company: &Company, model: &Model) -> Result<(), Fault> {
    let select = "select i.number, w.number, c.number, b.quantity, t.binned from @.bin_balance b
                  join @.document i on i.seq = b.item join @.document w on w.seq = b.warehouse
                  join @.document c on c.seq = b.bin
                  join @.balance t on t.item = b.item and t.warehouse = b.warehouse";
    let found = rows(company, select.to_owned(), |row| {
        let key = (nth_of(row.text(0)), nth_of(row.text(1)), nth_of(row.text(2)));
        (key, (whole(row.int(3)), whole(row.int(4))))
    })?;
    let of_shelf = |((item, at), shelf): (&(Item, Place), &Shelf)| {
        let (item, at, all) = (*item, *at, shelf.binned());
        shelf.bins.iter().map(move |(bin, holds)| ((item, at, *bin), (*holds, all))).collect::<Vec<_>>()
    };
    let wanted = model.shelves.iter().flat_map(of_shelf).collect();
    same("in the bin, in all bins", &wanted, &found.into_iter().collect())
}

/// S7 by warehouse: what each place is worth.
fn compare_worths(company: &Company, model: &Model) -> Result<(), Fault> {
    if !model.by_place {
        return Ok(());
    }
    let select = "select i.number, w.number, t.value, t.warehouse from @.worth t
                  join @.document i on i.seq = t.item left join @.document w on w.seq = t.warehouse";
    let found = rows(company, select.to_owned(), |row| {
        ((nth_of(row.text(0)), place(row.opt_text(1), row.int(3))), row.int(2))
    })?;
    let of_item = |(item, it): (&Item, &Stock)| {
        let item = *item;
        it.worths.iter().map(move |(at, value)| ((item, *at), *value)).collect::<Vec<_>>()
    };
    let wanted = model.stocks.iter().flat_map(of_item).filter(|it| it.1 != 0).collect();
    same("worth", &wanted, &found.into_iter().filter(|it| it.1 != 0).collect())
}

fn compare_stocks(company: &Company, model: &Model) -> Result<(), Fault> {
    let select = "select i.number, s.on_hand, s.value, s.moves from @.stock s
                  join @.document i on i.seq = s.item";
    let found = rows(company, select.to_owned(), |row| {
        (nth_of(row.text(0)), (whole(row.int(1)), row.int(2), row.int(3)))
    })?;
    let stock = |(item, it): (&Item, &Stock)| (*item, (it.on_hand, it.value, it.moves() as i64));
    let wanted = model.stocks.iter().map(stock).filter(|it| it.1.2 > 0).collect();
    same("on hand, value, moves", &wanted, &found.into_iter().filter(|it| it.1.2 > 0).collect())
}

fn compare_papers(company: &Company, model: &Model, touched: &BTreeSet<Nth>) -> Result<(), Fault> {
    if touched.is_empty() {
        return Ok(());
    }
    let mut wanted = BTreeMap::new();
    for nth in touched {
        let doc = &model.docs[nth];
        wanted.insert(company.made[nth].number.clone(), (doc.state.to_owned(), doc.version));
    }
    let numbers: Vec<String> = wanted.keys().map(|it| format!("'{it}'")).collect();
    let select =
        format!("select number, state, version from @.document where number in ({})", numbers.join(", "));
    let found = rows(company, select, |row| (row.text(0).to_owned(), (row.text(1).to_owned(), row.int(2))))?;
    same("state, version", &wanted, &found.into_iter().collect())
}

/// Each paper once, and numbers without gaps.
pub(crate) fn compare_counts(company: &Company, model: &Model) -> Result<(), Fault> {
    let mut wanted: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for doc in model.docs.values() {
        let (count, last) = wanted.entry(doc.paper.document_type().to_owned()).or_default();
        (*count, *last) = (*count + 1, *last + 1);
    }
    let select = "select d.type, count(*), (select cast(sum(c.last) as bigint) from @.counter c where c.type = d.type)
                  from @.document d where exists (select 1 from @.counter c where c.type = d.type) group by d.type";
    let found = rows(company, select.to_owned(), |row| (row.text(0).to_owned(), (row.int(1), row.int(2))))?;
    same("papers, last number", &wanted, &found.into_iter().collect())
}
