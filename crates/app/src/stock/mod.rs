//! Questions about stock: how much, where, why not more, and what happened.

mod queries;

pub use queries::StockRequest;
pub(crate) use queries::{optional, require};
