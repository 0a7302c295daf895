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
        let location = Location::Postgres { url: self.url.clone(), schema: self.name.clone() };
        // Opening makes what is not there, so there is something to drop.
        let database = storage::Database::open(&location).expect("the schema is still ours");
        drop_company(&database);
    }
}
