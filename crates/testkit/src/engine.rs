//! Where a test's company lives.

use app::Location;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub const BOTH: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

    /// A place nobody else uses.
    pub fn location(self, folder: &Path) -> Location {
        match self {
            Engine::Sqlite => Location::Sqlite(folder.join("changping.db")),
            Engine::Postgres => Location::Postgres { url: postgres(), schema: new_schema() },
        }
    }
}

/// A PostgreSQL that may be filled with rubbish, in the form `host=… user=…`.
pub(crate) fn postgres() -> String {
    std::env::var("CHANGPING_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!("run `cargo xtask test`: it starts a PostgreSQL and names it in CHANGPING_TEST_POSTGRES")
    })
}

/// Removes the company; of SQLite its folder is the company. Nobody may work on it any more.
pub(crate) fn drop_company(database: &storage::Database) {
    if let Location::Postgres { schema, .. } = database.location() {
        let schema = schema.clone();
        let dropped = database.write_blocking(move |tx| tx.batch(&format!("drop schema {schema} cascade")));
        dropped.expect("a schema of our own can be dropped");
    }
}

pub(crate) fn new_schema() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let moment = std::time::UNIX_EPOCH.elapsed().map_or(0, |it| it.as_millis());
    format!("test_{}_{moment}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}
