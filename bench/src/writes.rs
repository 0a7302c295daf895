//! What is kept for who reads costs who writes: orders and their shipments a second, with all of it and
//! without some, in turns on one machine in one run.

use crate::Setting;
use crate::company::{Company, to_url};
use crate::figures::{print, rate};
use crate::load::{drive, post};
use crate::orders::{confirm_orders, fill, three_lines};
use anyhow::{Context, Result};
use rusqlite::Connection;
use std::time::Duration;

const CONNECTIONS: usize = 64;
const TIME: Duration = Duration::from_secs(8);
const ROUNDS: usize = 2;

/// What is left out, and the SQL that does and undoes it. Nothing is written into a view that ignores it.
struct Without {
    name: &'static str,
    on_sqlite: [&'static str; 2],
    on_postgres: [&'static str; 2],
}

const PARTS: &[Without] = &[
    Without { name: "with everything", on_sqlite: ["", ""], on_postgres: ["", ""] },
    Without {
        name: "without the index of who made it",
        on_sqlite: [
            "drop index document_maker",
            "create index document_maker on document (created_by, type, seq)",
        ],
        on_postgres: [
            "drop index document_maker",
            "create index document_maker on document (created_by, type, seq)",
        ],
    },
    Without {
        name: "without what reports tell of orders",
        on_sqlite: [
            "alter table ordered rename to ordered_kept; create view ordered as select * from ordered_kept;
             create trigger ordered_not instead of insert on ordered begin select 1; end;
             create trigger ordered_left instead of delete on ordered begin select 1; end",
            "drop view ordered; alter table ordered_kept rename to ordered",
        ],
        on_postgres: [
            "alter table ordered rename to ordered_kept; create view ordered as select * from ordered_kept;
             create rule ordered_not as on insert to ordered do instead nothing;
             create rule ordered_left as on delete to ordered do instead nothing",
            "drop view ordered; alter table ordered_kept rename to ordered",
        ],
    },
];

pub(crate) fn run(setting: &Setting) -> Result<()> {
    setting.on_both(
        || {
            let company = Company::start(setting, None)?;
            let connection = Connection::open(company.file())?;
            connection.busy_timeout(Duration::from_secs(60))?;
            measure(&company, &|part, at| Ok(connection.execute_batch(part.on_sqlite[at])?))
        },
        |address| {
            let company = Company::start(setting, Some(to_url(address)))?;
            let mut client = postgres::Client::connect(address, postgres::NoTls)?;
            let schema: String = client
                .query_one("select schemaname::text from pg_tables where tablename = 'ordered' limit 1", &[])?
                .get(0);
            client.batch_execute(&format!("set search_path to \"{schema}\""))?;
            let client = std::cell::RefCell::new(client);
            measure(&company, &|part, at| Ok(client.borrow_mut().batch_execute(part.on_postgres[at])?))
        },
    )
}

fn measure(company: &Company<'_>, change: &dyn Fn(&Without, usize) -> Result<()>) -> Result<()> {
    fill(company)?;
    confirm_orders(company, CONNECTIONS, TIME / 4, &three_lines)?;
    for _ in 0..ROUNDS {
        for part in PARTS {
            change(part, 0)?;
            let (before, first) = (company.cost()?, orders(company)?);
            let seen = confirm_orders(company, CONNECTIONS, TIME, &three_lines)?;
            let after = company.cost()?;
            let count = seen.times.len();
            let shipped = ship(company, first, count)?;
            change(part, 1)?;
            let processor = (after.processor - before.processor).as_secs_f64() * 1e6 / count as f64;
            let log = (after.log_bytes - before.log_bytes) as f64 / 1024.0 / count as f64;
            let orders = rate(count, seen.took);
            print(
                part.name,
                &format!("{orders} orders, each {processor:.0} µs, {log:.1} KiB of log; {shipped} shipments"),
            );
        }
    }
    Ok(())
}

/// The number of the next order.
fn orders(company: &Company<'_>) -> Result<usize> {
    let page = company.client().get("/api/documents/sales_order?limit=1&sort=-number")?;
    let number = page["rows"][0]["number"].as_str().context("an order")?;
    Ok(number.rsplit('-').next().context("digits")?.parse::<usize>()? + 1)
}

fn ship(company: &Company<'_>, first: usize, orders: usize) -> Result<String> {
    let client = company.client();
    let pattern = client.get("/api/documents/sales_order?limit=1&sort=-number")?;
    let prefix = pattern["rows"][0]["number"].as_str().context("an order")?;
    let prefix = &prefix[..prefix.rfind('-').context("a prefix")? + 1];
    // Made ready before it is measured: what a person is shown when an order is pushed down.
    let ready: Vec<String> = (0..orders.min(SHIPPED))
        .map(|it| {
            let path = format!("/api/documents/sales_order/{prefix}{:06}/push-down/shipment", first + it);
            let draft = client.ask(&path)?;
            Ok(serde_json::json!({ "fields": draft["fields"], "transition": "confirm" }).to_string())
        })
        .collect::<Result<_>>()?;
    let request = |turn: usize| post("/api/documents/shipment", company.key(), None, &ready[turn]);
    let seen = drive(company.address(), CONNECTIONS, request, |turn, _| turn < ready.len())?;
    Ok(rate(seen.times.len(), seen.took))
}

/// In each turn.
const SHIPPED: usize = 3_000;
