//! Questions about stock: how much, where, why not more, and what happened.

mod at;
mod availability;
mod channels;
mod diagnose;
mod promises;
mod queries;
mod sourcing;

pub use at::PastStockRequest;
pub use availability::AvailabilityRequest;
pub(crate) use promises::tell_new;
pub use queries::StockRequest;
pub(crate) use queries::{optional, require};
pub use sourcing::SourcingRequest;
