//! The only crate that knows a database: one company is one SQLite file or one PostgreSQL schema.
//!
//! **Invariant:** every statement goes through [`Tx`]; tables are functions over `&mut dyn Tx`, one
//! file per table.
//! **Invariant:** rows are locked in `locks.rs` only, always in key order.
//! **Invariant:** nothing here decides anything about the business.

mod database;
mod error;
mod job;
mod migrations;
mod postgres;
mod sql;
mod sqlite;
mod statistics;
mod tx;
mod workers;

pub use crate::database::{Database, Location};
pub use crate::error::Error;
pub use crate::sql::is_identifier;
pub use crate::statistics::Counts;
pub use crate::tx::{Dialect, Param, Row, Tx, nested, query_one};

#[cfg(test)]
mod tests;
