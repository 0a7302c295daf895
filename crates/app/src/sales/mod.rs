//! Selling: what a line costs, and what is picked for whom.

mod answer_prices;
mod find_prices;
mod list_to_pick;
mod make_pick_list;
mod ship_picked;
mod suggest_again;

pub use answer_prices::{PriceLine, PriceRequest};
pub(crate) use find_prices::{list_prices, quoted_prices, sold_for};
pub use make_pick_list::WaveRequest;
