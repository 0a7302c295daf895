//! Many who make pick lists at once in one warehouse, where they are made one after the other so that nobody is
//! sent to the same box: how many a second, with few lists open and with hundreds.

use crate::company::{Company, to_url};
use crate::figures::{percentiles, print, rate};
use crate::load::{drive, post};
use crate::orders::mixed;
use crate::{Setting, how_many};
use anyhow::Result;
use serde_json::{Value as Json, json};

const ITEMS: usize = 2_000;
const LINES: usize = 5;
/// On a list.
const ORDERS: usize = 4;
/// Who makes lists.
const PEOPLE: [usize; 3] = [1, 8, 64];

pub(crate) fn run(setting: &Setting) -> Result<()> {
    setting.on_both(
        || measure(&Company::start(setting, None)?),
        |address| measure(&Company::start(setting, Some(to_url(address)))?),
    )
}

fn measure(company: &Company<'_>) -> Result<()> {
    let lists = how_many("PICKERS_LISTS", 200) as usize;
    let orders = fill(company, lists * PEOPLE.len() * ORDERS)?;
    let mut open = 0;
    for people in PEOPLE {
        let list = |turn: usize| {
            let at = (open + turn) * ORDERS;
            let body = json!({ "warehouse": "W1", "orders": orders[at..at + ORDERS] });
            post("/api/sales/pick-lists", company.key(), None, &body.to_string())
        };
        let seen = drive(company.address(), people, list, |turn, _| turn < lists)?;
        let what = format!("lists of {} lines, {people} people, {open} open before", ORDERS * LINES);
        let figures = format!("{}, {}", rate(seen.times.len(), seen.took), percentiles(seen.times));
        print(&what, &figures);
        open += lists;
    }
    Ok(())
}

/// Every item in a bin of its own; the numbers of so many orders that wait to be picked.
fn fill(company: &Company<'_>, orders: usize) -> Result<Vec<String>> {
    let client = company.client();
    let create = |kind: &str, fields: Json| {
        let body = json!({ "fields": fields, "transition": "confirm" });
        client.post(&format!("/api/documents/{kind}"), &body)
    };
    company.import_lines("warehouse", "仓库编码,仓库名称", &["W1,主仓".to_owned()])?;
    company.import_lines("customer", "客户编码,客户名称", &["C1,茶馆".to_owned()])?;
    let items: Vec<String> = (0..ITEMS).map(|it| format!("A{it:05},商品{it},盒")).collect();
    company.import_lines("item", "货号,品名,单位", &items)?;
    for some in (0..ITEMS).collect::<Vec<_>>().chunks(500) {
        let bin = |it: &usize| json!({ "fields": { "code": format!("B{it:05}"), "warehouse": "W1" } });
        let bins = json!({ "documents": some.iter().map(bin).collect::<Vec<_>>() });
        client.post("/api/documents/bin/bulk", &bins)?;
        let line = |it: &usize| json!({ "item": format!("A{it:05}"), "quantity": "1000000", "unit_cost": "8.5", "bin": format!("B{it:05}") });
        let lines: Vec<Json> = some.iter().map(line).collect();
        create("opening_stock", json!({ "warehouse": "W1", "lines": lines }))?;
    }
    let mut numbers = Vec::with_capacity(orders);
    for turn in 0..orders {
        let line = |it| json!({ "item": format!("A{:05}", mixed(turn, it) % ITEMS), "quantity": "1", "price": "12.5" });
        let lines: Vec<Json> = (0..LINES).map(line).collect();
        let made = create("sales_order", json!({ "customer": "C1", "ship_from": "W1", "lines": lines }))?;
        numbers.push(made["number"].as_str().unwrap_or_default().to_owned());
    }
    Ok(numbers)
}
