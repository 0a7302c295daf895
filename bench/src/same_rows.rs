//! The yardsticks of `orders`: the rows that an order leaves behind, written by a bare loop into a copy of
//! the same SQLite file; and pgbench's scripts for PostgreSQL.

use crate::company::address_part;
use anyhow::{Context, Result, bail};
use rusqlite::{Connection, params};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Three-line orders per second by a loop that only writes their rows, so many in a commit.
pub(crate) fn sqlite(company: &Path, folder: &Path, orders_in_commit: usize, time: Duration) -> Result<f64> {
    let copy = folder.join("same-rows.db");
    Connection::open(company)?.execute("vacuum into ?", [copy.to_str().context("a readable path")?])?;
    let connection = Connection::open(&copy)?;
    connection.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory;
         pragma cache_size = -65536; pragma wal_autocheckpoint = 50000",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    let sample = Sample::read(&connection)?;
    let begun = Instant::now();
    let mut orders = 0_usize;
    while begun.elapsed() < time {
        connection.execute_batch("begin immediate")?;
        for _ in 0..orders_in_commit {
            sample.write(&connection, orders)?;
            orders += 1;
        }
        connection.execute_batch("commit")?;
    }
    Ok(orders as f64 / begun.elapsed().as_secs_f64())
}

/// An order as the server wrote one.
struct Sample {
    items: Vec<i64>,
    customers: Vec<i64>,
    warehouse: i64,
    next: i64,
    body: String,
    found_by: String,
    payload: String,
    answer: String,
}

impl Sample {
    fn read(connection: &Connection) -> Result<Sample> {
        let ids = |kind: &str| -> Result<Vec<i64>> {
            let mut select = connection.prepare("select seq from document where type = ? order by seq")?;
            Ok(select.query_map([kind], |row| row.get(0))?.collect::<Result<_, _>>()?)
        };
        let text = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0));
        let last = "(select max(seq) from document where type = 'sales_order')";
        Ok(Sample {
            // Without the last one, of which everything is sold.
            items: ids("item")?[..10_000].to_vec(),
            customers: ids("customer")?,
            warehouse: ids("warehouse")?[0],
            next: connection.query_row("select max(seq) from document", [], |row| row.get(0))?,
            body: text(&format!("select json(body) from document where seq = {last}"))?,
            found_by: text(&format!(
                "select text from document_search where type = 'sales_order' and seq = {last}"
            ))?,
            payload: text(&format!("select json(payload) from event where document = {last}"))?,
            answer: text("select answer from request order by rowid desc limit 1")?,
        })
    }

    fn write(&self, connection: &Connection, order: usize) -> Result<()> {
        let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| -> rusqlite::Result<usize> {
            connection.prepare_cached(sql)?.execute(values)
        };
        let key = format!("{:032x}", crate::orders::mixed(order, 77) as u128 * 0x1_0000_0000_0001);
        let known: Option<i64> = connection
            .prepare_cached("select at from request where member = 1 and key = ?")?
            .query_row([&key], |row| row.get(0))
            .ok();
        assert!(known.is_none(), "keys differ");
        let id = self.next + 1 + order as i64;
        let mut items =
            [1, 2, 3].map(|line| self.items[crate::orders::mixed(order, line) % self.items.len()]);
        items.sort_unstable();
        let customer = self.customers[crate::orders::mixed(order, 9) % self.customers.len()];
        for item in items {
            let mut select = connection.prepare_cached(
                "select on_hand, reserved, held from balance where item = ? and warehouse = ?",
            )?;
            let available: i64 = select.query_row([item, self.warehouse], |row| {
                Ok(row.get::<_, i64>(0)? - row.get::<_, i64>(1)? - row.get::<_, i64>(2)?)
            })?;
            assert!(available > 0, "there is enough for the measurement");
        }
        let number: i64 = connection
            .prepare_cached("update counter set last = last + 1 where type = 'sales_order' returning last")?
            .query_row([], |row| row.get(0))?;
        let at = 1_790_000_000_000_000_i64 + order as i64 * 100;
        let mut uuid = [0_u8; 16];
        uuid[..8].copy_from_slice(&(at as u64).to_be_bytes());
        uuid[8..].copy_from_slice(&(crate::orders::mixed(order, 5) as u64).to_be_bytes());
        let number = format!("RAW-{number:06}");
        run(
            "insert into document (seq, id, type, number, title, state, body, definition_version, version,
                                   created_at, updated_at, created_by)
             values (?, ?, 'sales_order', ?, '', 'confirmed', jsonb(?), 1, 1, ?, ?, 1)",
            params![id, uuid, number, self.body, at, at],
        )?;
        let link = "insert into link (document, role, line, target) values (?, ?, ?, ?)";
        run(link, params![id, "customer", 0, customer])?;
        run(link, params![id, "ship_from", 0, self.warehouse])?;
        run(
            "insert into document_search (type, seq, text) values ('sales_order', ?, ?)",
            params![id, self.found_by],
        )?;
        run(
            "insert into change (document, version, at, member, action, detail) values (?, 1, ?, 1, 'confirm', jsonb('[]'))",
            params![id, at],
        )?;
        for (line, item) in (1_i64..).zip(items) {
            run(link, params![id, "lines.item", line, item])?;
            run(
                "update balance set reserved = reserved + 1000000 where item = ? and warehouse = ?",
                params![item, self.warehouse],
            )?;
            run(
                "insert into claim (document, line, item, warehouse, wanted, reserved, since) values (?, ?, ?, ?, 1000000, 1000000, ?)",
                params![id, line, item, self.warehouse, at],
            )?;
            run(
                "insert into order_demand (document, line, item, warehouse, customer, day, wanted, amount) values (?, ?, ?, ?, ?, 20779, 1000000, 125000)",
                params![id, line, item, self.warehouse, customer],
            )?;
            run(
                "insert into ordered (document, line, side, day, item, warehouse, partner, member, quantity, amount, done, last_done, remaining, amount_remaining)
                 values (?, ?, 'sold', 20779, ?, ?, ?, 1, 1000000, 125000, 0, 0, 1000000, 125000)",
                params![id, line, item, self.warehouse, customer],
            )?;
        }
        run(
            "insert into event (at, kind, document, payload) values (?, 'document', ?, jsonb(?))",
            params![at, id, self.payload],
        )?;
        run(
            "insert into request (member, key, fingerprint, answer, at) values (1, ?, ?, ?, ?)",
            params![key, [7_u8; 32], self.answer, at],
        )?;
        Ok(())
    }
}

/// What pgbench measures on the same server in the same run.
pub(crate) struct Pgbench {
    /// Three-line orders as one transaction each, one statement after the other.
    pub(crate) orders: f64,
    /// One row that everybody wants.
    pub(crate) hot_row: f64,
}

const ORDER_SCRIPT: &str = "\\set a random(1, 10000)
\\set b random(1, 10000)
\\set c random(1, 10000)
\\set i least(:a, :b, :c)
\\set k greatest(:a, :b, :c)
\\set j :a + :b + :c - :i - :k
begin;
insert into bench_order (customer, body) values (:a, '{\"customer\":1,\"lines\":[{\"item\":1,\"quantity\":1},{\"item\":2,\"quantity\":1},{\"item\":3,\"quantity\":1}]}') returning seq \\gset
update bench_balance set reserved = reserved + 1 where item = :i and on_hand - reserved >= 1;
insert into bench_line (document, line, item, quantity) values (:seq, 1, :i, 1);
update bench_balance set reserved = reserved + 1 where item = :j and on_hand - reserved >= 1;
insert into bench_line (document, line, item, quantity) values (:seq, 2, :j, 1);
update bench_balance set reserved = reserved + 1 where item = :k and on_hand - reserved >= 1;
insert into bench_line (document, line, item, quantity) values (:seq, 3, :k, 1);
commit;
";

const HOT_SCRIPT: &str = "begin;
update bench_balance set reserved = reserved + 1 where item = 1 and on_hand - reserved >= 1;
insert into bench_order (customer, body) values (1, '{\"customer\":1,\"lines\":[{\"item\":1,\"quantity\":1}]}') returning seq \\gset
insert into bench_line (document, line, item, quantity) values (:seq, 1, 1, 1);
commit;
";

pub(crate) fn pgbench(server: &str, folder: &Path, time: Duration) -> Result<Pgbench> {
    let mut client = postgres::Client::connect(server, postgres::NoTls)?;
    client.batch_execute(
        "drop table if exists bench_order, bench_line, bench_balance;
         create table bench_order (seq bigserial primary key, customer bigint not null, body jsonb not null);
         create table bench_line (document bigint, line bigint, item bigint not null, quantity bigint not null,
                                  primary key (document, line));
         create table bench_balance (item bigint primary key, on_hand bigint not null, reserved bigint not null);
         insert into bench_balance select it, 1000000000, 0 from generate_series(1, 10000) it",
    )?;
    let run = |name: &str, script: &str| -> Result<f64> {
        let file = folder.join(name);
        std::fs::write(&file, script)?;
        let seconds = time.as_secs().max(1).to_string();
        let output = Command::new("pgbench")
            .args(["-h", address_part(server, "host"), "-U", address_part(server, "user")])
            .args(["-n", "-M", "prepared", "-c", "8", "-j", "2", "-T", &seconds, "-f"])
            .arg(&file)
            .arg(address_part(server, "dbname"))
            .output()
            .context("pgbench, of the package postgresql-contrib or postgresql")?;
        let told = String::from_utf8_lossy(&output.stdout);
        let tps = told.lines().find_map(|it| it.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        let Some(tps) = tps else { bail!("pgbench said: {told}{}", String::from_utf8_lossy(&output.stderr)) };
        Ok(tps)
    };
    let measured = Pgbench { orders: run("order.sql", ORDER_SCRIPT)?, hot_row: run("hot.sql", HOT_SCRIPT)? };
    client.batch_execute("drop table bench_order, bench_line, bench_balance")?;
    Ok(measured)
}
