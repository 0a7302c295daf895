//! One suite for both engines: every test runs on a new SQLite file and in a new PostgreSQL schema.

mod backup;
mod clerk;
mod engine;
mod files;
mod foresight;
mod lists;
mod news;
mod postings;
mod random_days;
mod shapes;
mod shop;
mod tables;
mod tampering;
mod turnover;

use crate::{Database, Error, Location};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// A throw-away company; gone when it is dropped.
pub(crate) struct Company {
    location: Location,
    database: Option<Database>,
    directory: tempfile::TempDir,
}

impl Company {
    pub(crate) fn sqlite() -> Company {
        Company::empty_sqlite().opened()
    }

    pub(crate) fn postgres() -> Company {
        Company::empty_postgres().opened()
    }

    /// Where a company could be.
    pub(crate) fn empty_sqlite() -> Company {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let location = Location::Sqlite(directory.path().join("company.db"));
        Company { location, database: None, directory }
    }

    pub(crate) fn empty_postgres() -> Company {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let url = std::env::var("CHANGPING_TEST_POSTGRES").unwrap_or_else(|_| {
            panic!("run `cargo xtask test`: it starts a PostgreSQL and names it in CHANGPING_TEST_POSTGRES")
        });
        let schema = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Relaxed));
        drop_schema(&url, &schema);
        let directory = tempfile::tempdir().expect("a temporary directory");
        Company { location: Location::Postgres { url, schema }, database: None, directory }
    }

    fn opened(mut self) -> Company {
        self.database = Some(Database::open(&self.location).expect("opens"));
        self
    }

    pub(crate) fn location(&self) -> &Location {
        &self.location
    }

    pub(crate) fn database(&self) -> &Database {
        self.database.as_ref().expect("open until dropped")
    }

    pub(crate) fn directory(&self) -> &std::path::Path {
        self.directory.path()
    }
}

impl Drop for Company {
    fn drop(&mut self) {
        drop(self.database.take());
        if let Location::Postgres { url, schema } = &self.location {
            drop_schema(url, schema);
        }
    }
}

fn drop_schema(url: &str, schema: &str) {
    let mut client = ::postgres::Client::connect(url, ::postgres::NoTls).expect("PostgreSQL answers");
    client.batch_execute(&format!("drop schema if exists {schema} cascade")).expect("the schema goes");
}

/// Runs a test on either engine, each time in a new company.
pub(crate) fn on_both(test: impl Fn(&Database)) {
    test(Company::sqlite().database());
    test(Company::postgres().database());
}

/// Runs an operation that must succeed.
pub(crate) fn write<T: Send + 'static>(
    database: &Database,
    operation: impl Fn(&mut dyn crate::Tx) -> Result<T, Error> + Send + 'static,
) -> T {
    database.write_blocking(operation).expect("the operation succeeds")
}

pub(crate) fn read<T: Send + 'static>(
    database: &Database,
    operation: impl FnOnce(&mut dyn crate::Tx) -> Result<T, Error> + Send + 'static,
) -> T {
    database.read_blocking(operation).expect("the operation succeeds")
}
