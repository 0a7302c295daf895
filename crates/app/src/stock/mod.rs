//! Questions about stock: how much, where, why not more, and what happened.

mod ages;
mod at;
mod availability;
mod bins;
mod channels;
mod count_hints;
mod count_overdue;
mod count_tasks;
mod diagnose;
mod expiring;
mod promises;
mod queries;
mod sourcing;
mod trace;
mod unusual;
mod valuation;
mod watch_moves;

pub use ages::AgeRequest;
pub use at::PastStockRequest;
pub use availability::AvailabilityRequest;
pub use bins::PickRequest;
pub(crate) use bins::{Pick, suggest_picks};
pub use expiring::ExpiryRequest;
pub(crate) use promises::tell_new;
pub use queries::StockRequest;
pub(crate) use queries::{optional, require, require_items};
pub use sourcing::SourcingRequest;
pub use unusual::UnusualRequest;
pub(crate) use watch_moves::{WATCHED_THROUGH, Watcher};
