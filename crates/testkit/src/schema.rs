//! A PostgreSQL schema for a program that a test starts.

use crate::engine::{drop_company, new_schema, postgres};
use app::Location;

/// Its name, and the URL of its server; gone when dropped.
pub struct Schema {
    pub name: String,
    pub url: String,
}

impl Schema {
    #[expect(clippy::new_without_default, reason = "each is another")]
    pub fn new() -> Schema {
        Schema { name: new_schema(), url: postgres() }
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        // From beside it: a test may have made it one that cannot be opened.
        let location = Location::Postgres { url: self.url.clone(), schema: format!("{}_beside", self.name) };
        let database = storage::Database::open(&location).expect("another schema of ours opens");
        let drop = format!("drop schema if exists {} cascade", self.name);
        let dropped = database.write_blocking(move |tx| tx.batch(&drop));
        dropped.expect("a schema of our own can be dropped");
        drop_company(&database);
    }
}
