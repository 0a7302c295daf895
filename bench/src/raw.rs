//! The bare loops: the same kind of rows, no rules, no HTTP, one statement after the other.

use anyhow::Result;
use rusqlite::Connection;
use std::path::Path;
use std::time::{Duration, Instant};

/// The rows that a confirmed order of three lines leaves behind.
const ORDER_TABLES: &str = "
    create table document (seq bigint primary key, id text not null, type text not null, number text not null, body text not null);
    create table link (document bigint not null, line bigint not null, target bigint not null, primary key (document, line));
    create table claim (document bigint not null, line bigint not null, item bigint not null, wanted bigint not null, primary key (document, line));
    create table demand (document bigint not null, line bigint not null, item bigint not null, wanted bigint not null, primary key (document, line));
    create table event (seq bigint primary key, document bigint not null, payload text not null);
    create table balance (item bigint primary key, on_hand bigint not null, reserved bigint not null)";

const BODY: &str = r#"{"customer":12345,"ship_from":1,"ordered_on":"2026-11-22","partial_allowed":true,"amount":375000,"lines":[{"line":1,"item":1001,"quantity":1000000,"price":12500000,"amount":125000},{"line":2,"item":1002,"quantity":1000000,"price":12500000,"amount":125000},{"line":3,"item":1003,"quantity":1000000,"price":12500000,"amount":125000}]}"#;

const ITEMS: i64 = 2_000;

fn sqlite(folder: &Path) -> Result<Connection> {
    let connection = Connection::open(folder.join("raw.db"))?;
    connection
        .execute_batch("pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory")?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

pub(crate) fn insert_demand(folder: &Path, rows: usize, items: usize) -> Result<Duration> {
    let mut connection = sqlite(folder)?;
    connection.execute_batch(
        "create table demand (seq integer primary key, item integer not null, customer integer, day integer not null,
            wanted integer not null, amount integer, source_number text);
         create index demand_item on demand (item, day)",
    )?;
    let begun = Instant::now();
    for batch in 0..rows.div_ceil(2_000) {
        let tx = connection.transaction()?;
        let mut insert = tx.prepare_cached(
            "insert into demand (item, customer, day, wanted, amount, source_number) values (?, ?, ?, ?, ?, ?)",
        )?;
        for row in (batch * 2_000..rows).take(2_000) {
            let (item, day) = (row * 7919 % items, 19_700 + row * 730 / rows);
            insert.execute((
                item as i64,
                (row % 500) as i64,
                day as i64,
                1_000_000_i64,
                125_000_i64,
                format!("X{}", row / 3),
            ))?;
        }
        drop(insert);
        tx.commit()?;
    }
    Ok(begun.elapsed())
}

pub(crate) fn read_pages(folder: &Path, items: usize, turns: usize) -> Result<Vec<Duration>> {
    let mut connection = sqlite(folder)?;
    connection.execute_batch(
        "create table document (seq integer primary key, number text not null unique, body text not null)",
    )?;
    let tx = connection.transaction()?;
    for item in 0..items {
        let body = format!(
            r#"{{"code":"A{item:06}","name":"清香绿茶{item}号","unit":"盒","barcode":"69{item:011}"}}"#
        );
        tx.prepare_cached("insert into document (number, body) values (?, ?)")?
            .execute((format!("A{item:06}"), body))?;
    }
    tx.commit()?;
    let mut times = Vec::new();
    for turn in 0..turns {
        let begun = Instant::now();
        let mut query = connection.prepare_cached(
            "select seq, number, body from document where number > ? order by number limit 50",
        )?;
        let mut rows = query.query([format!("A{:06}", turn * 97)])?;
        let mut bytes = 0;
        while let Some(row) = rows.next()? {
            bytes += row.get_ref(2)?.as_str()?.len();
        }
        std::hint::black_box(bytes);
        times.push(begun.elapsed());
    }
    Ok(times)
}

/// How many orders were written in that time.
pub(crate) fn write_orders_sqlite(folder: &Path, orders_per_commit: usize, time: Duration) -> Result<usize> {
    let mut connection = sqlite(folder)?;
    connection.execute_batch(&ORDER_TABLES.replace("bigint primary key", "integer primary key"))?;
    for item in 0..ITEMS {
        connection.prepare_cached("insert into balance values (?, 1000000000000, 0)")?.execute([item])?;
    }
    let begun = Instant::now();
    let mut order = 0_i64;
    while begun.elapsed() < time {
        let tx = connection.transaction()?;
        for _ in 0..orders_per_commit {
            order += 1;
            tx.prepare_cached("insert into document values (?, ?, 'sales_order', ?, ?)")?.execute((
                order,
                format!("{order:036}"),
                format!("XS-{order:06}"),
                BODY,
            ))?;
            for line in 0..3_i64 {
                let item = (order * 7 + line * 613) % ITEMS;
                tx.prepare_cached("insert into link values (?, ?, ?)")?.execute((order, line, item))?;
                tx.prepare_cached("insert into claim values (?, ?, ?, 1000000)")?
                    .execute((order, line, item))?;
                tx.prepare_cached("insert into demand values (?, ?, ?, 1000000)")?
                    .execute((order, line, item))?;
                tx.prepare_cached("update balance set reserved = reserved + 1000000 where item = ?")?
                    .execute([item])?;
            }
            tx.prepare_cached("insert into event values (?, ?, ?)")?.execute((order, order, BODY))?;
        }
        tx.commit()?;
    }
    Ok(order as usize)
}

/// Each connection commits each order by itself; together they share the disk's wait.
pub(crate) fn write_orders_postgres(server: &str, connections: i64, time: Duration) -> Result<usize> {
    let mut client = postgres::Client::connect(server, postgres::NoTls)?;
    client.batch_execute(&format!(
        "drop schema if exists raw cascade; create schema raw; set search_path = raw; {ORDER_TABLES}"
    ))?;
    client.execute(
        "insert into balance select it, 1000000000000, 0 from generate_series(0, $1::bigint - 1) it",
        &[&ITEMS],
    )?;
    let begun = Instant::now();
    let counts = std::thread::scope(|scope| {
        let work = |connection: i64| move || write_orders_on(server, connection, connections, begun, time);
        let threads: Vec<_> = (0..connections).map(|it| scope.spawn(work(it))).collect();
        let done = threads.into_iter().map(|it| it.join().expect("no panic in a client"));
        done.collect::<Result<Vec<_>>>()
    })?;
    client.batch_execute("drop schema raw cascade")?;
    Ok(counts.iter().sum())
}

fn write_orders_on(
    server: &str,
    connection: i64,
    connections: i64,
    begun: Instant,
    time: Duration,
) -> Result<usize> {
    let mut client = postgres::Client::connect(server, postgres::NoTls)?;
    client.batch_execute("set search_path = raw")?;
    let document = client.prepare("insert into document values ($1, $2, 'sales_order', $3, $4)")?;
    let link = client.prepare("insert into link values ($1, $2, $3)")?;
    let claim = client.prepare("insert into claim values ($1, $2, $3, 1000000)")?;
    let demand = client.prepare("insert into demand values ($1, $2, $3, 1000000)")?;
    let balance = client.prepare("update balance set reserved = reserved + 1000000 where item = $1")?;
    let event = client.prepare("insert into event values ($1, $2, $3)")?;
    let mut count = 0;
    while begun.elapsed() < time {
        let order = count as i64 * connections + connection;
        let mut tx = client.transaction()?;
        tx.execute(&document, &[&order, &format!("{order:036}"), &format!("XS-{order:06}"), &BODY])?;
        let mut items = [0, 1, 2].map(|line: i64| ((order * 7 + line * 613) % ITEMS, line));
        // Rows are locked in key order, or two orders could wait for each other.
        items.sort();
        for (item, line) in items {
            tx.execute(&link, &[&order, &line, &item])?;
            tx.execute(&claim, &[&order, &line, &item])?;
            tx.execute(&demand, &[&order, &line, &item])?;
            tx.execute(&balance, &[&item])?;
        }
        tx.execute(&event, &[&order, &order, &BODY])?;
        tx.commit()?;
        count += 1;
    }
    Ok(count)
}
