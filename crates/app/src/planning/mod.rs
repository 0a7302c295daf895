//! What runs out: judged in the background, listed, and ordered against.

mod item_outlook;
mod knowledge;
mod list_shortages;
mod order_shortages;
mod recompute;
mod rules;
mod sellable;

pub use list_shortages::ShortageRequest;
pub use order_shortages::{OrderRequest, Override};

pub(crate) use recompute::PAIRS_AT_ONCE;
