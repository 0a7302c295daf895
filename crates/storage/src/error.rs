//! We failed: what an engine, a file or a connection did to us. Never a refusal of the business.

/// Why storage could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Too many operations wait already, or another program holds the file: say so at once (503).
    #[error("the database is busy; try again in a moment")]
    Busy,
    /// The operation could not be made durable. Repeating it with the same idempotency key is safe.
    #[error("the change could not be made durable: {0}")]
    NotCommitted(String),
    /// The connection was lost while the change was made durable: it is there, or it is not. Repeating
    /// it with the same idempotency key tells.
    #[error("it is not known whether the change was kept: {0}")]
    Unknown(String),
    /// The disk is full, read-only or failing. Nothing was kept; when it is well again, so are we.
    #[error("the disk does not take it: {0}")]
    Disk(String),
    /// A named constraint of the schema refused a row.
    #[error("constraint {name} refused the change: {detail}")]
    Constraint { name: String, detail: String },
    /// The database cannot be reached or opened.
    #[error("cannot open the database: {0}")]
    Unreachable(String),
    /// The database was written by a later version of the program.
    #[error(
        "this database is at step {found} and this program knows only {known}: use a newer changping, or restore the backup made before the upgrade"
    )]
    NewerThanProgram { found: i64, known: i64 },
    /// A dump of one version is restored where a company of another version is.
    #[error(
        "the backup is of step {wanted} and this place was made at step {found}: restore into a place where nothing is yet"
    )]
    MadeAtAnotherStep { found: i64, wanted: i64 },
    /// What is stored does not read back.
    #[error("stored data is damaged: {0}")]
    Corrupt(String),
    /// A file could not be read or written.
    #[error("{path}: {message}")]
    File { path: String, message: String },
    /// The operation itself is faulty: it panicked, or went on after a failed statement.
    #[error("a fault in the program: {0}")]
    Fault(String),
    /// Anything else an engine said.
    #[error("database engine: {0}")]
    Engine(String),
}

impl Error {
    /// The name of the constraint that refused, e.g. `document_number`.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Error::Constraint { name, .. } => Some(name),
            _ => None,
        }
    }

    pub(crate) fn went_on_after_failure() -> Error {
        Error::Fault("the operation went on after a failed statement".to_owned())
    }

    pub(crate) fn file(path: &std::path::Path, error: impl std::fmt::Display) -> Error {
        Error::File { path: path.display().to_string(), message: error.to_string() }
    }
}
