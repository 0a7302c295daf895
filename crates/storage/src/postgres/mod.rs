//! One PostgreSQL schema: worker threads, each with a connection of its own.

mod news;
mod patience;
mod replica;
mod session;
mod transaction;
mod worker;

pub(crate) use news::{Speaker, announce, listen};
pub(crate) use replica::report_jobs;
pub(crate) use session::{Session, Target as Server};
pub(crate) use transaction::PostgresTx;
pub(crate) use worker::{read_jobs, write_groups, write_jobs};

use crate::Error;
use postgres::error::SqlState;

/// Reads a schema as it is, also one that this program could not open for work.
pub(crate) fn look<T: Send + 'static>(
    url: &str,
    schema: &str,
    f: impl FnOnce(&mut dyn crate::Tx) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let server = Server::new(url, schema)?;
    // The driver runs a little runtime of its own, which must not start inside another one.
    let looking = std::thread::spawn(move || {
        let mut session = Session::connect(&server)?;
        let begin = "begin transaction isolation level repeatable read read only";
        session.client.batch_execute(begin).map_err(|it| error(&it))?;
        f(&mut PostgresTx::new(&mut session))
    });
    looking.join().map_err(|_| Error::Fault("looking at the database panicked".to_owned()))?
}

/// What the engine said, in our words.
pub(crate) fn error(error: &postgres::Error) -> Error {
    let Some(said) = error.as_db_error() else {
        return match std::error::Error::source(error) {
            _ if error.is_closed() => Error::Unreachable("the connection was closed".to_owned()),
            Some(source) if source.is::<std::io::Error>() => Error::Unreachable(format!("{error}: {source}")),
            Some(source) => Error::Engine(format!("{error}: {source}")),
            None => Error::Engine(error.to_string()),
        };
    };
    let code = said.code();
    if code.code().starts_with("23") {
        let column = || Some(format!("{}.{}", said.table()?, said.column()?));
        let name = said.constraint().map(str::to_owned).or_else(column).unwrap_or_default();
        return Error::Constraint { name, detail: said.message().to_owned() };
    }
    match *code {
        // The last: a standby had to replay what the reading stood in the way of.
        SqlState::TOO_MANY_CONNECTIONS
        | SqlState::LOCK_NOT_AVAILABLE
        | SqlState::T_R_SERIALIZATION_FAILURE => Error::Busy,
        SqlState::DISK_FULL | SqlState::IO_ERROR => Error::Disk(said.message().to_owned()),
        // The last is a server that became a standby: the primary is elsewhere.
        SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::READ_ONLY_SQL_TRANSACTION => Error::Unreachable(said.message().to_owned()),
        _ => Error::Engine(format!("{} ({})", said.message(), code.code())),
    }
}

/// Whether another transaction got in the way, so that running the operation again may succeed.
pub(crate) fn is_conflict(error: &postgres::Error) -> bool {
    matches!(
        error.code(),
        Some(&SqlState::T_R_SERIALIZATION_FAILURE) | Some(&SqlState::T_R_DEADLOCK_DETECTED)
    )
}

/// Whether the row that was to be written is there already: perhaps only since this moment.
pub(crate) fn is_taken(error: &postgres::Error) -> bool {
    error.code() == Some(&SqlState::UNIQUE_VIOLATION)
}
