//! Sales orders under fire, over HTTP from this separate process: throughput, the hot item, the last
//! units, and what the server's processor, memory and log paid for it.

use crate::company::{Company, Cost, to_url};
use crate::figures::{percentiles, print, rate};
use crate::load::{Seen, drive, get, post};
use crate::{Setting, same_rows};
use anyhow::Result;
use serde_json::json;
use std::time::Duration;

const ITEMS: usize = 10_000;
const TIME: Duration = Duration::from_secs(8);

pub(crate) fn run(setting: &Setting) -> Result<()> {
    println!("  SQLite, every commit durable");
    let company = Company::start(setting, None)?;
    fill(&company)?;
    let groups = measure(&company)?;
    let raw = |orders: usize| {
        let folder = tempfile::tempdir_in(&setting.folder)?;
        same_rows::sqlite(&company.file(), folder.path(), orders, TIME / 2)
    };
    for (served, in_commit) in groups {
        let bare = raw(in_commit)?;
        print(
            &format!("bare loop, the same rows, {in_commit} in a commit"),
            &format!("{bare:.0}/s; served were {:.2} of it", served / bare),
        );
    }
    drop(company);

    let Some(server) = &setting.postgres else { return Ok(()) };
    println!("  PostgreSQL, every commit durable");
    let company = Company::start(setting, Some(to_url(server)))?;
    fill(&company)?;
    let served = measure(&company)?;
    drop(company);
    let folder = tempfile::tempdir_in(&setting.folder)?;
    let bare = same_rows::pgbench(server, folder.path(), TIME)?;
    let [.., orders, hot] = served.as_slice() else { return Ok(()) };
    print(
        "pgbench, a bare 3-line order, 8 connections",
        &format!("{:.0}/s; served were {:.2} of it", bare.orders, orders.0 / bare.orders),
    );
    print(
        "pgbench, one hot row, 8 connections",
        &format!("{:.0}/s; served were {:.2} of it", bare.hot_row, hot.0 / bare.hot_row),
    );
    Ok(())
}

/// What was served per second, and how many shared a commit: by 1, 8 and 64 connections, and on the hot
/// item.
fn measure(company: &Company<'_>) -> Result<Vec<(f64, usize)>> {
    let mut served = Vec::new();
    for connections in [1, 8, 64] {
        let before = company.cost()?;
        let seen = confirm_orders(company, connections, TIME, &three_lines)?;
        served.push(tell(company, &format!("3-line orders, {connections} connections"), seen, &before)?);
    }
    let before = company.cost()?;
    let seen = confirm_orders(company, 64, TIME, &|_| one_line(["A00000", "C0001"], 1))?;
    served.push(tell(company, "1-line orders of one hot item, 64 connections", seen, &before)?);
    last_units(company)?;
    reads(company)?;
    print("memory of the server at the end", &format!("{} MB", company.cost()?.memory_mb));
    Ok(served)
}

fn tell(company: &Company<'_>, what: &str, seen: Seen, before: &Cost) -> Result<(f64, usize)> {
    let (after, count) = (company.cost()?, seen.times.len());
    let each = |it: f64| it / count as f64;
    let in_commit = count as f64 / (after.groups - before.groups).max(1) as f64;
    let served = count as f64 / seen.took.as_secs_f64();
    let figures = format!(
        "{}, {}; {in_commit:.1} in a commit; each {:.0} µs of the server's processor, {:.1} KiB of log",
        rate(count, seen.took),
        percentiles(seen.times),
        each((after.processor - before.processor).as_secs_f64() * 1e6),
        each((after.log_bytes - before.log_bytes) as f64) / 1024.0,
    );
    print(what, &figures);
    Ok((served, (in_commit.round() as usize).max(1)))
}

/// 100 buyers of ten units each at once, of which 50 can be served.
fn last_units(company: &Company<'_>) -> Result<()> {
    let client = company.client();
    client.post(
        "/api/documents/item",
        &json!({ "fields": { "code": "LAST", "name": "最后一批", "unit": "盒" } }),
    )?;
    let line = json!({ "item": "LAST", "quantity": "500", "unit_cost": "8.5" });
    let fields = json!({ "warehouse": "W1", "lines": [line] });
    client.post("/api/documents/opening_stock", &json!({ "fields": fields, "transition": "confirm" }))?;
    let body = r#"{"fields":{"customer":"C0001","ship_from":"W1","partial_allowed":false,"lines":[{"item":"LAST","quantity":"10","price":"1"}]},"transition":"confirm"}"#;
    let request = |_| post("/api/documents/sales_order", company.key(), None, body);
    let seen = drive(company.address(), 100, request, |turn, _| turn < 100)?;
    let figures =
        format!("{} sold, {} refused, {:.3} s", seen.times.len(), seen.refused, seen.took.as_secs_f64());
    print("100 buyers × 10 units at once, 500 on hand", &figures);
    Ok(())
}

fn reads(company: &Company<'_>) -> Result<()> {
    let key = company.key();
    let list = |turn: usize| {
        let category = turn % 7;
        get(&format!("/api/stock?limit=25&q=A0{category}"), key)
    };
    let seen = drive(company.address(), 8, list, |_, elapsed| elapsed < TIME / 2)?;
    print("stock of 25 items, searched, 8 connections", &percentiles(seen.times));
    let items = |turn: usize| {
        let items: Vec<String> = (0..100).map(|it| format!("A{:05}", mixed(turn, it) % ITEMS)).collect();
        post("/api/stock/availability", key, None, &json!({ "items": items }).to_string())
    };
    let seen = drive(company.address(), 8, items, |_, elapsed| elapsed < TIME / 2)?;
    print("availability of 100 items in one call, 8 connections", &percentiles(seen.times));
    Ok(())
}

/// Enough stock that no order is refused.
pub(crate) fn fill(company: &Company<'_>) -> Result<()> {
    let client = company.client();
    client.post("/api/documents/warehouse", &json!({ "fields": { "code": "W1", "name": "主仓" } }))?;
    for some in (0..1000).collect::<Vec<_>>().chunks(500) {
        let customer =
            |it: &usize| json!({ "fields": { "code": format!("C{it:04}"), "name": format!("客户 {it}") } });
        client.post(
            "/api/documents/customer/bulk",
            &json!({ "documents": some.iter().map(customer).collect::<Vec<_>>() }),
        )?;
    }
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

/// A well-mixed number of `turn`: orders meet items and customers in no order.
pub(crate) fn mixed(turn: usize, salt: usize) -> usize {
    let mut it = (turn as u64) ^ ((salt as u64) << 40);
    it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (it ^ (it >> 31)) as usize
}

pub(crate) fn three_lines(turn: usize) -> String {
    let line =
        |it: usize| format!(r#"{{"item":"A{:05}","quantity":"1","price":"12.5"}}"#, mixed(turn, it) % ITEMS);
    let customer = mixed(turn, 9) % 1000;
    format!(
        r#"{{"fields":{{"customer":"C{customer:04}","ship_from":"W1","lines":[{},{},{}]}},"transition":"confirm"}}"#,
        line(1),
        line(2),
        line(3)
    )
}

pub(crate) fn one_line([item, customer]: [&str; 2], quantity: usize) -> String {
    format!(
        r#"{{"fields":{{"customer":"{customer}","ship_from":"W1","lines":[{{"item":"{item}","quantity":"{quantity}","price":"12.5"}}]}},"transition":"confirm"}}"#
    )
}

pub(crate) fn confirm_orders(
    company: &Company<'_>,
    connections: usize,
    time: Duration,
    body: &dyn Fn(usize) -> String,
) -> Result<Seen> {
    let key = company.key();
    let run = std::process::id();
    let begun = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_nanos();
    let request = |turn: usize| {
        // A random key, as clients make them.
        let idempotency = format!("{:016x}{:08x}{turn:08x}", mixed(turn, begun as usize), run);
        post("/api/documents/sales_order", key, Some(&idempotency), &body(turn))
    };
    drive(company.address(), connections, request, |_, elapsed| elapsed < time)
}
