//! Numbered steps that bring a company's schema to what this program knows, all in one transaction.
//!
//! **Invariant:** a step that was released is never edited; its checksum is kept in the database.

use crate::postgres::{PostgresTx, Server, Session};
use crate::sqlite::{SqliteTx, Translations};
use crate::{Dialect, Error, Tx, params, postgres, query_one, sqlite};
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
];

pub(crate) fn migrate_sqlite(connection: &Connection) -> Result<(), Error> {
    let mut translations = Translations::new();
    // A database that is up to date is opened without waiting for who writes to it now.
    if is_current(&mut SqliteTx::new(connection, &mut translations))? {
        return Ok(());
    }
    connection.execute_batch("begin immediate").map_err(sqlite::error)?;
    let outcome = migrate(&mut SqliteTx::new(connection, &mut translations));
    let end = if outcome.is_ok() { "commit" } else { "rollback" };
    connection.execute_batch(end).map_err(sqlite::error)?;
    outcome
}

pub(crate) fn migrate_postgres(server: &Server) -> Result<(), Error> {
    let mut session = Session::connect(server)?;
    session.client.batch_execute("begin").map_err(|it| postgres::error(&it))?;
    let outcome = migrate_schema(&mut session, &server.schema);
    let end = if outcome.is_ok() { "commit" } else { "rollback" };
    session.client.batch_execute(end).map_err(|it| postgres::error(&it))?;
    outcome
}

fn migrate_schema(session: &mut Session, schema: &str) -> Result<(), Error> {
    let mut tx = PostgresTx::new(session);
    // Several nodes may start at once: one migrates, the others wait and find it done.
    tx.query("select pg_advisory_xact_lock(hashtext(?))::text", params!["changping migration"])?;
    let found = tx.query("select 1::bigint from pg_namespace where nspname = ?::text", params![schema])?;
    if found.is_empty() {
        tx.batch(&format!("create schema \"{schema}\""))?;
    }
    if is_current(&mut tx)? { Ok(()) } else { migrate(&mut tx) }
}

/// Whether there is nothing to do. A database that must be refused counts as not current.
fn is_current(tx: &mut dyn Tx) -> Result<bool, Error> {
    Ok(has_migrations(tx)? && applied(tx)? == known())
}

fn has_migrations(tx: &mut dyn Tx) -> Result<bool, Error> {
    let exists = match tx.dialect() {
        Dialect::Sqlite => "select count(*) from sqlite_schema where type = 'table' and name = 'migration'",
        Dialect::Postgres => {
            "select count(*) from pg_class where relname = 'migration'
             and relnamespace = {schema}::regnamespace"
        }
    };
    Ok(query_one(tx, exists, &[])?.is_some_and(|it| it.bool(0)))
}

fn migrate(tx: &mut dyn Tx) -> Result<(), Error> {
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
    for (number, step) in (1_i64..).zip(STEPS).skip(applied.len()) {
        tx.batch(step.sql)?;
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

/// Every table with data of the company. What an engine makes for itself is left out: which indexes
/// and views exist, and which transaction wrote an event.
pub(crate) fn tables() -> Vec<Table> {
    let declared = STEPS.iter().flat_map(|it| it.sql.split("create table @.").skip(1));
    let tables = declared.map(|it| {
        let (name, rest) = it.split_once(" (").unwrap_or((it, ""));
        let body = rest.split_once("\n)").map_or(rest, |(body, _)| body);
        Table { name: name.to_owned(), columns: body.lines().filter_map(column).collect() }
    });
    tables.filter(|it| it.name != "shape").collect()
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
