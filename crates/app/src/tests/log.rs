//! What an order costs, counted and not timed: bytes in the log that must be on the disk before it is
//! answered. They grow by an index here and a column there, and nobody notices.

use crate::{App, NewPaper, Options};
use futures_util::future::try_join_all;
use serde_json::{Value as Json, json};
use std::sync::{Arc, Barrier};
use storage::Location;

const ITEMS: usize = 2_000;
const CUSTOMERS: usize = 200;
const AT_ONCE: usize = 64;
const ROUNDS: usize = 12;
const LOG_BYTES_MAX: u64 = 40 * 1024;

#[test]
fn an_order_of_three_lines_among_64_writes_at_most_40_kib() {
    let folder = tempfile::tempdir().expect("a folder");
    let location = Location::Sqlite(folder.path().join("company.db"));
    let app = App::open(&Options { location, data: folder.path().to_owned() }).expect("a new company");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        open_shop(&app).await;
        order_at_once(&app, ROUNDS).await; // Pages are full of what they will hold.
        let before = app.storage_counts();
        for round in 0..ROUNDS {
            order_at_once(&app, round).await;
        }
        let after = app.storage_counts();
        let groups = after.groups - before.groups;
        assert_eq!(groups, 2 * ROUNDS as u64, "one commit for who held the others up, one for them all");
        let each = (after.log_bytes - before.log_bytes) / (ROUNDS * AT_ONCE) as u64;
        assert!(each > 1024, "it is counted: {each}");
        assert!(each <= LOG_BYTES_MAX, "{each} bytes for each order");
    });
}

async fn open_shop(app: &App) {
    let paper = |fields: Json| NewPaper { fields, transition: None };
    let item = |it| paper(json!({ "code": format!("A{it}"), "name": format!("商品 {it}"), "unit": "盒" }));
    let customer = |it| paper(json!({ "code": format!("C{it}"), "name": format!("客户 {it}") }));
    make(app, "warehouse", vec![paper(json!({ "code": "W", "name": "仓库" }))]).await;
    make(app, "customer", (0..CUSTOMERS).map(customer).collect()).await;
    for some in (0..ITEMS).collect::<Vec<_>>().chunks(500) {
        make(app, "item", some.iter().copied().map(item).collect()).await;
        let line = |it: &usize| json!({ "item": format!("A{it}"), "quantity": "1000", "unit_cost": "8.5" });
        let fields = json!({ "warehouse": "W", "lines": some.iter().map(line).collect::<Vec<_>>() });
        make(app, "opening_stock", vec![NewPaper { fields, transition: Some("confirm".to_owned()) }]).await;
    }
}

async fn make(app: &App, kind: &str, papers: Vec<NewPaper>) {
    let (turn, count) = (app.turn(app.system_caller()), papers.len());
    let answer = app.create_documents(turn, kind, papers, None).await.expect("well-formed papers");
    let answer: Json = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(answer["ok"], json!(count), "{answer}");
}

/// Orders that wait for the same commit: the writer is held up until all of them are there.
async fn order_at_once(app: &App, round: usize) {
    let (held_up, may_go_on) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let (a, b) = (Arc::clone(&held_up), Arc::clone(&may_go_on));
    let holding = app.clone();
    let holding = tokio::spawn(async move {
        let hold = move |_: &mut dyn storage::Tx| {
            a.wait();
            b.wait();
            Ok::<(), storage::Error>(())
        };
        holding.database().write(hold).await
    });
    tokio::task::spawn_blocking(move || held_up.wait()).await.expect("the writer is held up");
    let waiting = app.clone();
    let release = tokio::spawn(async move {
        while waiting.storage_counts().waiting < 1 + AT_ONCE as u64 {
            tokio::task::yield_now().await;
        }
        tokio::task::spawn_blocking(move || may_go_on.wait()).await.expect("the writer goes on");
    });
    let orders = (0..AT_ONCE).map(|it| {
        let number = round * AT_ONCE + it;
        let line = |line: usize| {
            let item = (number * 7919 + line * 613) % ITEMS;
            json!({ "item": format!("A{item}"), "quantity": "1", "price": "12.5" })
        };
        let customer = format!("C{}", number * 31 % CUSTOMERS);
        let lines: Vec<Json> = (0..3).map(line).collect();
        let fields = json!({ "customer": customer, "ship_from": "W", "lines": lines });
        let key = crate::Key::new(&format!("{:032x}", number as u128 * 0x9e37_79b9_7f4a_7c15), &[]);
        app.create_document(
            app.turn(app.system_caller()),
            "sales_order",
            fields,
            Some("confirm".to_owned()),
            Some(key),
        )
    });
    try_join_all(orders).await.expect("there is enough");
    release.await.expect("no panic");
    holding.await.expect("no panic").expect("it wrote nothing");
}
