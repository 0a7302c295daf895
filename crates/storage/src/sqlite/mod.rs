//! One SQLite file: a writer thread that commits in groups, and readers on their own connections.

mod log;
mod reader;
mod transaction;
mod writer;

pub(crate) use log::copy_log;
pub(crate) use reader::read_jobs;
pub(crate) use transaction::{SqliteTx, Translations};
pub(crate) use writer::{Writer, write_jobs};

use crate::Error;
use rusqlite::{Connection, ErrorCode};
use std::path::Path;
use std::time::Duration;

/// How long to wait for another program (a command-line import, say) that writes to the same file.
const WAIT_FOR_OTHERS: Duration = Duration::from_secs(30);

/// Opens the one connection of this process that writes.
pub(crate) fn open_writer(path: &Path) -> Result<Connection, Error> {
    let connection = Connection::open(path).map_err(|it| cannot_open(path, &it))?;
    connection.busy_timeout(WAIT_FOR_OTHERS).map_err(error)?;
    connection
        .execute_batch(
            "pragma journal_mode = wal;
             pragma synchronous = full;
             -- 32 MiB; the default is 2. Not more: a commit that split a page looks through all of it.
             pragma cache_size = -32768;
             pragma temp_store = memory;          -- else savepoints spill to a temporary file
             pragma journal_size_limit = 268435456;
             pragma foreign_keys = on;",
        )
        .map_err(|it| cannot_open(path, &it))?;
    // The default, 16, is fewer than one operation uses.
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

/// Opens a connection that copies the log and nothing else.
pub(crate) fn open_copier(path: &Path) -> Result<Connection, Error> {
    let connection = Connection::open(path).map_err(|it| cannot_open(path, &it))?;
    connection
        .execute_batch("pragma synchronous = full; pragma wal_autocheckpoint = 0")
        .map_err(|it| cannot_open(path, &it))?;
    Ok(connection)
}

/// Opens a connection that cannot write.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, Error> {
    let connection = Connection::open(path).map_err(|it| cannot_open(path, &it))?;
    connection.busy_timeout(WAIT_FOR_OTHERS).map_err(error)?;
    connection
        .execute_batch(
            "pragma query_only = on;
             pragma cache_size = -16384;
             pragma temp_store = memory;",
        )
        .map_err(|it| cannot_open(path, &it))?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

/// Reads a file as it is, also one that this program could not open for work.
pub(crate) fn look<T>(
    path: &Path,
    f: impl FnOnce(&mut dyn crate::Tx) -> Result<T, Error>,
) -> Result<T, Error> {
    if !path.exists() {
        return Err(Error::file(path, "is not there"));
    }
    let connection = open_reader(path)?;
    connection.execute_batch("begin").map_err(error)?;
    f(&mut SqliteTx::new(&connection, &mut Translations::new()))
}

/// Copies a database, also one that is being written to, into a new file of its own.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    if !from.exists() {
        return Err(Error::file(from, "is not there"));
    }
    let source = open_reader(from)?;
    let mut target = Connection::open(to).map_err(|it| cannot_open(to, &it))?;
    {
        let backup = rusqlite::backup::Backup::new(&source, &mut target).map_err(error)?;
        // All pages in one step: one moment of the database. In WAL mode nobody waits for it.
        const ALL_PAGES: i32 = -1;
        backup.step(ALL_PAGES).map_err(error)?;
    }
    // One file, complete without a log beside it.
    target.execute_batch("pragma journal_mode = delete").map_err(error)?;
    let sound: String = target.query_row("pragma quick_check(1)", [], |it| it.get(0)).map_err(error)?;
    if sound == "ok" { Ok(()) } else { Err(Error::Corrupt(format!("{}: {sound}", from.display()))) }
}

fn cannot_open(path: &Path, error: &rusqlite::Error) -> Error {
    Error::Unreachable(format!("{}: {error}", path.display()))
}

/// What the engine said, in our words.
pub(crate) fn error(error: rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(failure, message) = &error else {
        return Error::Engine(error.to_string());
    };
    let message = message.as_deref().unwrap_or_default();
    match failure.code {
        ErrorCode::ConstraintViolation => {
            Error::Constraint { name: constraint_name(message), detail: message.to_owned() }
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Busy,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Error::Corrupt(error.to_string()),
        ErrorCode::CannotOpen => Error::Unreachable(error.to_string()),
        ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::ReadOnly => {
            Error::Disk(error.to_string())
        }
        _ => Error::Engine(error.to_string()),
    }
}

/// SQLite names a check, but a key only by its columns: `UNIQUE constraint failed: document.type,
/// document.number` is `document_number`; a primary key is named `<table>_key`.
fn constraint_name(message: &str) -> String {
    let what = message.rsplit_once("failed: ").map_or(message, |(_, what)| what);
    if let Some(index) = what.strip_prefix("index '") {
        return index.trim_end_matches('\'').to_owned();
    }
    if !message.starts_with("UNIQUE") {
        return what.to_owned();
    }
    let (table, column) = what.split(", ").last().and_then(|it| it.split_once('.')).unwrap_or((what, ""));
    match (table, column) {
        ("document", "id" | "number") | ("member", "login") | ("api_key", "key_hash") | ("file", "hash") => {
            format!("{table}_{column}")
        }
        _ => format!("{table}_key"),
    }
}

#[cfg(test)]
mod tests {
    use super::constraint_name;

    #[test]
    fn keys_have_names() {
        for (message, name) in [
            ("CHECK constraint failed: balance_on_hand_not_negative", "balance_on_hand_not_negative"),
            ("UNIQUE constraint failed: document.type, document.number", "document_number"),
            ("UNIQUE constraint failed: balance.item, balance.warehouse", "balance_key"),
            ("UNIQUE constraint failed: index 'unique_item_barcode'", "unique_item_barcode"),
        ] {
            assert_eq!(constraint_name(message), name);
        }
    }
}
