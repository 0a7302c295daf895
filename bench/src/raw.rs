//! The bare loops: the same kind of rows, no rules, no HTTP, one statement after the other.

use anyhow::Result;
use rusqlite::Connection;
use std::path::Path;
use std::time::{Duration, Instant};

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
