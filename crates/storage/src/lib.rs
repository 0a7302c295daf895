//! The only crate that knows a database: one company is one SQLite file or one PostgreSQL schema.
//!
//! **Invariant:** every statement goes through [`Tx`]; tables are functions over `&mut dyn Tx`, one
//! file per table.
//! **Invariant:** rows are locked in `locks.rs` only, always in key order.
//! **Invariant:** nothing here decides anything about the business.

pub mod api_keys;
pub mod arrivals;
pub mod audit;
pub mod bins;
pub mod changes;
pub mod channels;
pub mod claims;
pub mod comments;
pub mod counted;
pub mod counters;
pub mod credits;
pub mod deadlines;
pub mod definitions;
pub mod demand;
pub mod departments;
pub mod deputies;
pub mod documents;
pub mod effects;
pub mod events;
pub mod families;
pub mod files;
pub mod fulfilments;
pub mod health;
pub mod holds;
pub mod imports;
pub mod item_classes;
pub mod keepers;
pub mod layers;
pub mod lead_times;
pub mod learned;
pub mod leases;
pub mod level_history;
pub mod links;
pub mod lists;
pub mod members;
pub mod notices;
pub mod ordered;
pub mod outlooks;
pub mod picking;
pub mod plan_terms;
pub mod plans;
pub mod policies;
pub mod price_rules;
pub mod prices;
pub mod promise_changes;
pub mod promises;
pub mod purchasing;
pub mod quoted;
pub mod reminders;
pub mod reports;
pub mod requests;
pub mod returns;
pub mod roles;
pub mod saved_views;
pub mod search;
pub mod second_factors;
pub mod sessions;
pub mod settings;
pub mod situations;
pub mod stock_queries;
pub mod stockouts;
pub mod sums;
pub mod supply_gaps;
pub mod trace;
pub mod trades;
pub mod trash;
pub mod turnover;
pub mod unusual;
pub mod verify;
pub mod waiting;
pub mod world;
pub mod worths;

mod backup;
mod database;
mod error;
mod filter_sql;
mod group;
mod histogram;
mod job;
mod json_sql;
mod locks;
mod migrations;
mod news;
mod postgres;
mod shape;
mod sql;
mod sqlite;
mod statistics;
mod tx;
mod workers;

pub use crate::backup::{put_aside_before_upgrade, restore};
pub use crate::database::{Database, Location};
pub use crate::error::Error;
pub use crate::group::{Group, Hints};
pub use crate::histogram::{Buckets, Histogram, MICROS};
pub use crate::news::{Heard, SAID_MAX};
pub use crate::sql::is_identifier;
pub use crate::statistics::Counts;
pub use crate::tx::{Dialect, Param, Row, Tx, nested, query_one};

#[cfg(test)]
mod tests;
