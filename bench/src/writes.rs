//! Sales orders of three lines, created and confirmed in one request, on both engines.

use crate::company::Company;
use crate::figures::{percentiles, print, rate};
use crate::{Setting, raw};
use anyhow::Result;
use serde_json::json;
use std::time::{Duration, Instant};

const ITEMS: usize = 2_000;
const TIME: Duration = Duration::from_secs(8);

pub(crate) fn run(setting: &Setting) -> Result<()> {
    let company = Company::start(setting, None)?;
    println!("  SQLite, every commit durable");
    measure(&company)?;
    for orders in [1, 64] {
        let folder = tempfile::tempdir_in(&setting.folder)?;
        let count = raw::write_orders_sqlite(folder.path(), orders, TIME / 2)?;
        print(&format!("the rows of an order by a bare loop, {orders} in a commit"), &rate(count, TIME / 2));
    }
    drop(company);

    let Some(server) = &setting.postgres else { return Ok(()) };
    println!("  PostgreSQL, every commit durable");
    let company = Company::start(setting, Some(to_url(server)))?;
    measure(&company)?;
    for connections in [1, 8] {
        let count = raw::write_orders_postgres(server, connections, TIME / 2)?;
        print(
            &format!("the rows of an order by a bare loop, {connections} connections"),
            &rate(count, TIME / 2),
        );
    }
    Ok(())
}

fn measure(company: &Company<'_>) -> Result<()> {
    fill(company)?;
    for connections in [1, 8, 64] {
        let (times, took) = confirm_orders(company, connections)?;
        let figures = format!("{}, {}", rate(times.len(), took), percentiles(times));
        print(&format!("sales orders, {connections} connections"), &figures);
    }
    Ok(())
}

/// Enough stock that no order is refused.
fn fill(company: &Company<'_>) -> Result<()> {
    let client = company.client();
    client.post("/api/documents/warehouse", &json!({ "fields": { "code": "W1", "name": "主仓" } }))?;
    client.post("/api/documents/customer", &json!({ "fields": { "code": "C1", "name": "客户" } }))?;
    let codes: Vec<String> = (0..ITEMS).map(|it| format!("A{it:05}")).collect();
    for some in codes.chunks(500) {
        let item = |code: &String| json!({ "fields": { "code": code, "name": format!("商品 {code}"), "unit": "盒" } });
        client.post(
            "/api/documents/item/bulk",
            &json!({ "documents": some.iter().map(item).collect::<Vec<_>>() }),
        )?;
        let line = |code: &String| json!({ "item": code, "quantity": "1000000", "unit_cost": "8.5" });
        let lines: Vec<_> = some.iter().map(line).collect();
        let fields = json!({ "warehouse": "W1", "lines": lines });
        client.post("/api/documents/opening_stock", &json!({ "fields": fields, "transition": "confirm" }))?;
    }
    Ok(())
}

fn confirm_orders(company: &Company<'_>, connections: usize) -> Result<(Vec<Duration>, Duration)> {
    let begun = Instant::now();
    let times = std::thread::scope(|scope| {
        let work = |connection: usize| {
            let client = company.client();
            move || -> Result<Vec<Duration>> {
                let mut times = Vec::new();
                let mut turn = connection * 31;
                while begun.elapsed() < TIME {
                    let line = |it: usize| json!({ "item": format!("A{:05}", (turn * 7 + it * 613) % ITEMS), "quantity": "1", "price": "12.5" });
                    let fields =
                        json!({ "customer": "C1", "ship_from": "W1", "lines": [line(0), line(1), line(2)] });
                    let asked = Instant::now();
                    client.post(
                        "/api/documents/sales_order",
                        &json!({ "fields": fields, "transition": "confirm" }),
                    )?;
                    times.push(asked.elapsed());
                    turn += connections;
                }
                Ok(times)
            }
        };
        let threads: Vec<_> = (0..connections).map(|it| scope.spawn(work(it))).collect();
        let done = threads.into_iter().map(|it| it.join().expect("no panic in a client"));
        done.collect::<Result<Vec<_>>>()
    })?;
    Ok((times.concat(), begun.elapsed()))
}

/// `host=/socket user=u dbname=d` as `postgres://u@/d?host=/socket`
pub(crate) fn to_url(server: &str) -> String {
    let value = |key: &str| {
        let pairs = server.split(' ').filter_map(|it| it.split_once('='));
        pairs.into_iter().find(|(name, _)| *name == key).map_or("", |it| it.1)
    };
    format!("postgres://{}@/{}?host={}", value("user"), value("dbname"), value("host").replace('/', "%2F"))
}
