//! Numbered steps that bring a company's schema to what this program knows, all in one transaction.
//!
//! **Invariant:** a step that was released is never edited; its checksum is kept in the database.

pub(crate) mod fill_trade;

use crate::postgres::{PostgresTx, Server, Session};
use crate::sqlite::{SqliteTx, Translations};
use crate::{Dialect, Error, Location, Tx, params, postgres, query_one, sqlite};
use rusqlite::Connection;

struct Step {
    name: &'static str,
    sql: &'static str,
}

/// In order, numbered from 1.
const STEPS: &[Step] = &[
    Step { name: "first", sql: include_str!("0001_first.sql") },
    Step { name: "hold_expires", sql: include_str!("0002_hold_expires.sql") },
    Step { name: "deadlines", sql: include_str!("0003_deadlines.sql") },
    Step { name: "channels", sql: include_str!("0004_channels.sql") },
    Step { name: "promises", sql: include_str!("0005_promises.sql") },
    Step { name: "leases", sql: include_str!("0006_leases.sql") },
    Step { name: "waiting", sql: include_str!("0007_waiting.sql") },
    Step { name: "turnover", sql: include_str!("0008_turnover.sql") },
    Step { name: "channel_sync", sql: include_str!("0009_channel_sync.sql") },
    Step { name: "returns", sql: include_str!("0010_returns.sql") },
    Step { name: "write_path", sql: include_str!("0011_write_path.sql") },
    Step { name: "foresight", sql: include_str!("0012_foresight.sql") },
    Step { name: "records", sql: include_str!("0013_records.sql") },
    Step { name: "files", sql: include_str!("0014_files.sql") },
    Step { name: "access", sql: include_str!("0015_access.sql") },
    Step { name: "buying", sql: include_str!("0016_buying.sql") },
    Step { name: "selling", sql: include_str!("0017_selling.sql") },
    Step { name: "warehouse", sql: include_str!("0018_warehouse.sql") },
    Step { name: "trade", sql: include_str!("0019_trade.sql") },
    Step { name: "credit", sql: include_str!("0020_credit.sql") },
    Step { name: "bin_counts", sql: include_str!("0021_bin_counts.sql") },
    Step { name: "speed", sql: include_str!("0022_speed.sql") },
    Step { name: "ordered", sql: include_str!("0023_ordered.sql") },
    Step { name: "earlier_comments", sql: include_str!("0024_earlier_comments.sql") },
    Step { name: "reminders", sql: include_str!("0025_reminders.sql") },
    Step { name: "unusual", sql: include_str!("0026_unusual.sql") },
    Step { name: "called_off", sql: include_str!("0027_called_off.sql") },
    Step { name: "whole_sums", sql: include_str!("0028_whole_sums.sql") },
];

type Fill = fn(&mut dyn Tx) -> Result<(), Error>;

/// What steps fill from older tables, after their SQL and in the same transaction. A fill knows the schema
/// of its own step only.
const FILLS: &[(&str, Fill)] = &[
    ("trade", fill_trade::fill),
    ("speed", crate::search::make),
    ("called_off", crate::ordered::fill),
    ("whole_sums", crate::reports::make),
];

pub(crate) fn migrate_sqlite(connection: &Connection) -> Result<(), Error> {
    let mut translations = Translations::new();
    // A database that is up to date is opened without waiting for who writes to it now.
    if is_current(&mut SqliteTx::new(connection, &mut translations))? {
        return Ok(());
    }
    connection.execute_batch("begin immediate").map_err(sqlite::error)?;
    let outcome = migrate(&mut SqliteTx::new(connection, &mut translations), STEPS.len());
    let end = if outcome.is_ok() { "commit" } else { "rollback" };
    connection.execute_batch(end).map_err(sqlite::error)?;
    outcome
}

pub(crate) fn migrate_postgres(server: &Server) -> Result<(), Error> {
    in_schema(server, |tx| if is_current(tx)? { Ok(()) } else { migrate(tx, STEPS.len()) })
}

/// One transaction in the schema, which is made when it is not there.
fn in_schema(server: &Server, work: impl FnOnce(&mut dyn Tx) -> Result<(), Error>) -> Result<(), Error> {
    let mut session = Session::connect(server)?;
    session.client.batch_execute("begin").map_err(|it| postgres::error(&it))?;
    let outcome =
        make_schema(&mut session, &server.schema).and_then(|()| work(&mut PostgresTx::new(&mut session)));
    let end = if outcome.is_ok() { "commit" } else { "rollback" };
    session.client.batch_execute(end).map_err(|it| postgres::error(&it))?;
    outcome
}

fn make_schema(session: &mut Session, schema: &str) -> Result<(), Error> {
    let mut tx = PostgresTx::new(session);
    // Several nodes may start at once: one migrates, the others wait and find it done.
    tx.query("select pg_advisory_xact_lock(hashtext(?))::text", params!["changping migration"])?;
    let found = tx.query("select 1::bigint from pg_namespace where nspname = ?::text", params![schema])?;
    if found.is_empty() {
        tx.batch(&format!("create schema \"{schema}\""))?;
    }
    Ok(())
}

/// Whether there is nothing to do. A database that must be refused counts as not current.
fn is_current(tx: &mut dyn Tx) -> Result<bool, Error> {
    Ok(has_migrations(tx)? && applied(tx)? == known())
}

pub(crate) fn has_migrations(tx: &mut dyn Tx) -> Result<bool, Error> {
    let exists = match tx.dialect() {
        Dialect::Sqlite => "select count(*) from sqlite_schema where type = 'table' and name = 'migration'",
        Dialect::Postgres => {
            "select count(*) from pg_class where relname = 'migration'
             and relnamespace = to_regnamespace({schema})"
        }
    };
    Ok(query_one(tx, exists, &[])?.is_some_and(|it| it.bool(0)))
}

fn migrate(tx: &mut dyn Tx, to: usize) -> Result<(), Error> {
    if !has_migrations(tx)? {
        tx.batch(
            "create table @.migration (
               step {int} not null, name {text} not null, checksum {text} not null,
               constraint migration_key primary key (step)
             ) {clustered}",
        )?;
    }
    let (applied, known) = (applied(tx)?, known());
    if applied.len() > known.len() {
        return Err(Error::NewerThanProgram { found: applied.len() as i64, known: known.len() as i64 });
    }
    if let Some((name, _)) = applied.iter().zip(&known).find(|(a, k)| a != k).map(|(_, k)| k) {
        return Err(Error::Corrupt(format!("the schema step `{name}` is not the one this program knows")));
    }
    for (number, step) in (1_i64..).zip(STEPS).take(to).skip(applied.len()) {
        tx.batch(step.sql)?;
        for (_, fill) in FILLS.iter().filter(|(name, _)| *name == step.name) {
            fill(tx)?;
        }
        tx.execute(
            "insert into @.migration (step, name, checksum) values (?, ?, ?)",
            params![number, step.name, &checksum(step.sql)],
        )?;
    }
    Ok(())
}

/// Name and checksum of each step in the database, in order.
fn applied(tx: &mut dyn Tx) -> Result<Vec<(String, String)>, Error> {
    let rows = tx.query("select name, checksum from @.migration order by step", &[])?;
    Ok(rows.iter().map(|it| (it.text(0).to_owned(), it.text(1).to_owned())).collect())
}

fn known() -> Vec<(String, String)> {
    STEPS.iter().map(|it| (it.name.to_owned(), checksum(it.sql))).collect()
}

pub(crate) fn steps() -> i64 {
    STEPS.len() as i64
}

/// A table of the schema, as the steps declare it.
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
}

pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    is_identity: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Int,
    Text,
    Bytes,
    Json,
}

impl Table {
    pub(crate) fn has_identity(&self) -> bool {
        self.columns.iter().any(|it| it.is_identity)
    }
}

impl Column {
    /// How it stands in a `select`.
    pub(crate) fn read(&self) -> String {
        if self.kind == Kind::Json { format!("json_text({})", self.name) } else { self.name.clone() }
    }
}

/// Every table with data of the company, after the first `steps` steps. What an engine makes for itself
/// is left out: which indexes and views exist, which transaction wrote an event, and which process works
/// on it now.
///
/// Read from the steps themselves, so a step changes tables in these forms only: `create table @.t (`
/// with a column a line, `drop table @.t`, and `alter table @.t` with `add column c {kind}`,
/// `drop column c`, `rename to u` or `rename column c to d`.
pub(crate) fn tables(steps: i64) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for step in STEPS.iter().take(usize::try_from(steps).unwrap_or(0)) {
        statements(step.sql).for_each(|it| follow(&mut tables, &it));
    }
    tables.retain(|it| !matches!(it.name.as_str(), "shape" | "lease"));
    tables
}

/// Each statement without its comments.
fn statements(sql: &str) -> impl Iterator<Item = String> {
    let code: Vec<&str> = sql.lines().map(|it| it.split_once("--").map_or(it, |(code, _)| code)).collect();
    code.join("\n").split(';').map(|it| it.trim().to_owned()).collect::<Vec<_>>().into_iter()
}

fn follow(tables: &mut Vec<Table>, statement: &str) {
    let words: Vec<&str> = statement.split_whitespace().collect();
    let name = |word: &str| word.trim_start_matches("@.").to_owned();
    match words.as_slice() {
        ["create", "table", table, ..] => {
            let body = statement.split_once(" (").map_or("", |(_, it)| it);
            let body = body.split_once("\n)").map_or(body, |(body, _)| body);
            tables.push(Table { name: name(table), columns: body.lines().filter_map(column).collect() });
        }
        ["drop", "table", table] => tables.retain(|it| it.name != name(table)),
        ["alter", "table", table, change @ ..] => {
            let Some(table) = tables.iter_mut().find(|it| it.name == name(table)) else { return };
            match change {
                ["add", "column", ..] => {
                    let added = statement.split_once("add column ").and_then(|(_, it)| column(it));
                    table.columns.extend(added);
                }
                ["drop", "column", gone] => table.columns.retain(|it| it.name != *gone),
                ["rename", "to", new] => table.name = name(new),
                ["rename", "column", old, "to", new] => {
                    let renamed = table.columns.iter_mut().find(|it| it.name == *old);
                    renamed.into_iter().for_each(|it| (*new).clone_into(&mut it.name));
                }
                _ => (),
            }
        }
        _ => (),
    }
}

/// A company at `steps`, which this program knows, filled by `fill` in the same transaction; one that is
/// there already must be at these steps.
pub(crate) fn make_at(
    location: &Location,
    steps: i64,
    fill: impl FnOnce(&mut dyn Tx) -> Result<(), Error> + Send + 'static,
) -> Result<(), Error> {
    let at = move |tx: &mut dyn Tx| {
        migrate(tx, usize::try_from(steps).unwrap_or(0))?;
        let found = applied(tx)?.len() as i64;
        if found != steps {
            return Err(Error::MadeAtAnotherStep { found, wanted: steps });
        }
        fill(tx)
    };
    match location {
        Location::Sqlite(path) => {
            let connection = sqlite::open_writer(path)?;
            let mut translations = Translations::new();
            connection.execute_batch("begin immediate").map_err(sqlite::error)?;
            let outcome = at(&mut SqliteTx::new(&connection, &mut translations));
            let end = if outcome.is_ok() { "commit" } else { "rollback" };
            connection.execute_batch(end).map_err(sqlite::error)?;
            outcome
        }
        Location::Postgres { url, schema } => {
            let server = Server::new(url, schema)?;
            // The driver runs a little runtime of its own, which must not start inside another one.
            let making = std::thread::spawn(move || in_schema(&server, at));
            making.join().map_err(|_| Error::Fault("making the schema panicked".to_owned()))?
        }
    }
}

/// Reads a line like `  body {json} not null,`.
fn column(line: &str) -> Option<Column> {
    let (name, rest) = line.trim().split_once(" {")?;
    let (kind, rest) = rest.split_once('}')?;
    let kind = match kind {
        "int" | "identity" => Kind::Int,
        "text" => Kind::Text,
        "bytes" => Kind::Bytes,
        "json" => Kind::Json,
        _ => return None,
    };
    let is_own = !rest.contains("{transaction}");
    let is_identity = line.contains("{identity}");
    is_own.then(|| Column { name: name.to_owned(), kind, is_identity })
}

/// FNV-1a: stable across versions, enough to notice an edited step.
pub(crate) fn checksum(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
