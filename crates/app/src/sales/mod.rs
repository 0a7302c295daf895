//! Selling: what a line costs, and what is picked for whom.

mod answer_prices;
mod fill_prices;
mod list_to_pick;
mod make_pick_list;
mod ship_picked;
mod suggest_again;

pub use answer_prices::{PriceLine, PriceRequest};
pub(crate) use fill_prices::{by_unit, fill_prices, mark_given};
pub use make_pick_list::WaveRequest;
