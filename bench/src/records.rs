//! How long a person waits for a list of a million orders, beside a bare query of the same file.

use crate::Setting;
use crate::company::{Client, Company};
use crate::figures::{percentiles, print, rate};
use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, params};
use serde_json::{Value as Json, json};
use std::time::{Duration, Instant};

const ORDERS: i64 = 1_000_000;
const CUSTOMERS: i64 = 2_000;
const ASKED: usize = 200;

pub(crate) fn run(setting: &Setting) -> Result<()> {
    let company = Company::start(setting, None)?;
    let client = company.client();
    make_first(&client)?;
    let begun = Instant::now();
    let mut connection = Connection::open(company.file())?;
    connection.execute_batch("pragma synchronous = normal; pragma busy_timeout = 10000")?;
    let customers = multiply(&mut connection)?;
    print(&format!("{ORDERS} orders beside the first"), &rate(ORDERS as usize, begun.elapsed()));

    let filter = |json: Json| json.to_string().bytes().map(|it| format!("%{it:02X}")).collect::<String>();
    let of = |field: &str, value: &str| filter(json!({ "field": field, "op": "=", "value": value }));
    let list = "/api/documents/sales_order?limit=50";
    let next = client.get(list)?["next"].as_str().context("a next page")?.to_owned();
    let after: String = next.bytes().map(|it| format!("%{it:02X}")).collect();
    let customer = of("customer", "C0007");
    let draft = filter(json!({ "all": [
        { "field": "customer", "op": "=", "value": "C0007" }, { "field": "state", "op": "=", "value": "draft" },
    ] }));
    let sums = "/api/documents/sales_order/sums?fields=amount&by=state";
    for (what, path) in [
        ("first page", list.to_owned()),
        ("next page", format!("{list}&after={after}")),
        ("of a customer (indexed filter)", format!("{list}&filter={customer}")),
        ("of a customer, drafts", format!("{list}&filter={draft}")),
        ("of a customer, by amount", format!("{list}&filter={customer}&sort=-amount")),
        ("drafts (indexed filter)", format!("{list}&filter={}", of("state", "draft"))),
        ("by number", format!("{list}&sort=number")),
        ("by state", format!("{list}&sort=state")),
        ("search: a number", format!("{list}&q=RAW-0777777")),
        ("sums by state of a customer", format!("{sums}&filter={customer}")),
        ("one order", "/api/documents/sales_order/RAW-0500000".to_owned()),
    ] {
        print(what, &percentiles(ask(&client, &path)?));
    }
    print("50 of the same rows by a bare query", &percentiles(bare_page(&connection)?));
    print("50 of a customer by a bare query", &percentiles(bare_customer(&connection, &customers)?));
    Ok(())
}

/// Customers, and one order as the server writes it.
fn make_first(client: &Client) -> Result<()> {
    let create = |kind: &str, fields: Json| -> Result<()> {
        client.post(&format!("/api/documents/{kind}"), &json!({ "fields": fields })).map(drop)
    };
    create("warehouse", json!({ "code": "W1", "name": "主仓" }))?;
    create("item", json!({ "code": "A1", "name": "清香绿茶", "unit": "盒" }))?;
    for part in 0..CUSTOMERS / 1_000 {
        let one =
            |at: i64| json!({ "fields": { "code": format!("C{at:04}"), "name": format!("茶馆{at}号") } });
        let documents: Vec<Json> = (part * 1_000..(part + 1) * 1_000).map(one).collect();
        client.post("/api/documents/customer/bulk", &json!({ "documents": documents }))?;
    }
    let lines = json!([{ "item": "A1", "quantity": "2", "price": "25" }]);
    create(
        "sales_order",
        json!({ "customer": "C0000", "ship_from": "W1", "due": "2026-03-01", "lines": lines }),
    )
}

/// Copies with numbers, customers, days, amounts and states of their own, and all that is kept beside
/// an order to find it.
fn multiply(connection: &mut Connection) -> Result<Vec<i64>> {
    let last = "select max(seq) from document where type = 'sales_order'";
    let order: i64 = connection.query_row(last, [], |row| row.get(0))?;
    let customers: Vec<i64> = {
        let mut select =
            connection.prepare("select seq from document where type = 'customer' order by seq")?;
        select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
    };
    ensure!(customers.len() as i64 == CUSTOMERS, "{} customers", customers.len());
    const AT_ONCE: i64 = 50_000;
    for part in 0..ORDERS / AT_ONCE {
        let tx = connection.transaction()?;
        {
            let mut document = tx.prepare_cached(
                    "insert into document (seq, id, type, number, title, state, body, definition_version, version,
                                           created_at, updated_at, created_by)
                     select ?1, ?2, type, ?3, title, ?4,
                            jsonb_set(body, '$.customer', ?5, '$.due', ?6, '$.amount', ?7),
                            definition_version, version, created_at + ?1, updated_at + ?1, created_by
                     from document where seq = ?8",
                )?;
            let mut link = tx.prepare_cached(
                "insert into link (document, role, line, target)
                     select ?1, role, line, case role when 'customer' then ?2 else target end
                     from link where document = ?3",
            )?;
            let mut search = tx.prepare_cached(
                "insert into document_search (type, seq, text) values ('sales_order', ?1, ?2)",
            )?;
            for at in part * AT_ONCE..(part + 1) * AT_ONCE {
                let seq = order + 1_000 + at;
                let customer = customers[(at * 7919 % CUSTOMERS) as usize];
                // A few are open, as in a company of some years.
                let state = if at % 100 == 0 {
                    "draft"
                } else if at % 20 == 1 {
                    "confirmed"
                } else {
                    "done"
                };
                let mut uuid = [0_u8; 16];
                uuid[..8].copy_from_slice(&(seq as u64).to_be_bytes());
                let number = format!("RAW-{at:07}");
                let due = format!("202{}-{:02}-{:02}", at * 6 / ORDERS, at % 12 + 1, at % 28 + 1);
                let amount = (at * 104_729 % 100_000) * 10_000;
                document.execute(params![seq, uuid, number, state, customer, due, amount, order])?;
                link.execute(params![seq, customer, order])?;
                search.execute(params![seq, number.to_lowercase()])?;
            }
        }
        tx.commit()?;
    }
    // What the server does by itself on a quiet night.
    connection.execute_batch("pragma optimize")?;
    Ok(customers)
}

/// Warm: the first answers are not counted.
fn ask(client: &Client, path: &str) -> Result<Vec<Duration>> {
    let mut times = Vec::with_capacity(ASKED);
    for turn in 0..ASKED + 10 {
        let begun = Instant::now();
        let answer = client.get(path)?;
        if turn >= 10 {
            times.push(begun.elapsed());
        }
        let found = answer.get("rows").is_none_or(|it| it.as_array().is_some_and(|it| !it.is_empty()));
        ensure!(found, "{path} found nothing");
    }
    Ok(times)
}

fn bare_page(connection: &Connection) -> Result<Vec<Duration>> {
    let select = "select seq, number, json(body) from document where type = 'sales_order' and seq < ?
                  order by seq desc limit 50";
    timed(connection, select, |turn| ORDERS - turn * 97)
}

fn bare_customer(connection: &Connection, customers: &[i64]) -> Result<Vec<Duration>> {
    let select = "select d.seq, d.number, json(d.body) from link l join document d on d.seq = l.document
                  where l.target = ? and l.role = 'customer' and d.type = 'sales_order'
                  order by l.document desc limit 50";
    timed(connection, select, |turn| customers[turn as usize % customers.len()])
}

fn timed(connection: &Connection, select: &str, key: impl Fn(i64) -> i64) -> Result<Vec<Duration>> {
    let mut query = connection.prepare(select)?;
    let mut times = Vec::with_capacity(ASKED);
    for turn in 0..ASKED as i64 {
        let begun = Instant::now();
        let mut rows = query.query([key(turn)])?;
        let mut bytes = 0;
        while let Some(row) = rows.next()? {
            bytes += row.get_ref(2)?.as_str()?.len();
        }
        std::hint::black_box(bytes);
        times.push(begun.elapsed());
    }
    Ok(times)
}
