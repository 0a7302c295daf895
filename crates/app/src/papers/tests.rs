//! What an order costs in statements, counted at the door through which all of them go.

use super::create::create;
use crate::app::{App, Options};
use crate::failure::Failure;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::{Dialect, Error, Location, Param, Row, Tx};

/// Counts what goes through it, by the text of the statement.
struct Counting<'a> {
    tx: &'a mut dyn Tx,
    counts: BTreeMap<String, usize>,
}

impl Counting<'_> {
    fn count(&mut self, sql: &str) {
        *self.counts.entry(sql.to_owned()).or_default() += 1;
    }
}

impl Tx for Counting<'_> {
    fn dialect(&self) -> Dialect {
        self.tx.dialect()
    }
    fn query(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Error> {
        self.count(sql);
        self.tx.query(sql, params)
    }
    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
        self.count(sql);
        self.tx.execute(sql, params)
    }
    fn each(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        f: &mut dyn FnMut(&Row) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.count(sql);
        self.tx.each(sql, params, f)
    }
    fn insert_rows(
        &mut self,
        into: &str,
        row: &str,
        params: &[Param<'_>],
        after: &str,
    ) -> Result<u64, Error> {
        self.count(into);
        self.tx.insert_rows(into, row, params, after)
    }
    fn insert_later(&mut self, into: &str, row: &str, params: &[Param<'_>]) -> Result<(), Error> {
        self.count(into);
        self.tx.insert_later(into, row, params)
    }
    fn query_aside(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Error> {
        self.count(sql);
        self.tx.query_aside(sql, params)
    }
    fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.count(sql);
        self.tx.batch(sql)
    }
    fn begin_nested(&mut self) -> Result<(), Error> {
        self.tx.begin_nested()
    }
    fn keep_nested(&mut self) -> Result<(), Error> {
        self.tx.keep_nested()
    }
    fn undo_nested(&mut self) -> Result<(), Error> {
        self.tx.undo_nested()
    }
}

fn items(count: usize) -> Vec<Json> {
    (0..count).map(|nth| json!({ "item": format!("i{nth}"), "quantity": "2", "unit_cost": "3" })).collect()
}

/// A company with stock of `count` items.
fn stocked(location: Location, count: usize) -> App {
    let data = std::env::temp_dir();
    let app = App::open(&Options { location, data }).expect("a new company opens");
    let turn = app.turn(app.system_caller());
    app.write_blocking(move |tx| {
        let mut make = |kind: &str, fields: Json, transition: Option<&str>| {
            create(tx, &turn, &turn.definitions.require(kind)?.clone(), &fields, transition).map(drop)
        };
        make("warehouse", json!({ "code": "main", "name": "主仓" }), None)?;
        make("customer", json!({ "code": "li", "name": "老李茶馆" }), None)?;
        for nth in 0..count {
            make("item", json!({ "code": format!("i{nth}"), "name": "茶" }), None)?;
        }
        make("opening_stock", json!({ "warehouse": "main", "lines": items(count) }), Some("confirm"))
    })
    .expect("the company is made");
    app
}

/// How often each statement runs when an order of `lines` lines is made and confirmed.
fn statements(app: &App, lines: usize) -> BTreeMap<String, usize> {
    let turn = app.turn(app.system_caller());
    let counts = app.write_blocking(move |tx| {
        let wanted: Vec<Json> =
            (0..lines).map(|nth| json!({ "item": format!("i{nth}"), "quantity": "1" })).collect();
        let fields = json!({ "customer": "li", "ship_from": "main", "lines": wanted });
        let mut counting = Counting { tx, counts: BTreeMap::new() };
        let definition = turn.definitions.require("sales_order")?.clone();
        create(&mut counting, &turn, &definition, &fields, Some("confirm"))?;
        Ok::<_, Failure>(counting.counts)
    });
    counts.expect("the order is confirmed")
}

/// Every line is looked up and written, but by the same statements; and where a statement costs a
/// round trip, by as many of them.
#[test]
fn an_order_of_a_thousand_lines_takes_the_statements_of_one_of_ten() {
    const MANY: usize = 1000;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let app = stocked(Location::Sqlite(folder.path().join("company.db")), MANY);
    let (few, many) = (statements(&app, 10), statements(&app, MANY));
    assert!(few.keys().eq(many.keys()), "other statements: {:#?}", differing(&few, &many));
    let writing = |counts: &BTreeMap<String, usize>| {
        let written = counts.iter().filter(|(sql, _)| !sql.starts_with("select"));
        written.map(|(sql, count)| (sql.clone(), *count)).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(writing(&few), writing(&many), "written once for each line");

    let Ok(url) = std::env::var("CHANGPING_TEST_POSTGRES") else {
        panic!("run `cargo xtask test`: it starts a PostgreSQL and names it in CHANGPING_TEST_POSTGRES")
    };
    let schema = format!("test_statements_{}", std::process::id());
    let app = stocked(Location::Postgres { url, schema: schema.clone() }, MANY);
    let (few, many) = (statements(&app, 10), statements(&app, MANY));
    app.write_blocking(move |tx| Ok::<_, Failure>(tx.batch(&format!("drop schema {schema} cascade"))?))
        .expect("it can be dropped");
    assert_eq!(few, many, "a round trip for each line");
}

fn differing<'a>(few: &'a BTreeMap<String, usize>, many: &'a BTreeMap<String, usize>) -> Vec<&'a String> {
    let in_one = |a: &'a BTreeMap<String, usize>, b: &BTreeMap<String, usize>| {
        a.keys().filter(|it| !b.contains_key(*it)).collect::<Vec<_>>()
    };
    [in_one(few, many), in_one(many, few)].concat()
}
