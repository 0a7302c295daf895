//! The three stock levels. They are different numbers and are never mixed.

use crate::{DemandForecast, Interval, Policy};
use values::Quantity;

/// safety_stock ≤ reorder_point ≤ order_up_to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Levels {
    /// What the reorder point holds beyond the expected demand until an order arrives.
    pub(crate) safety_stock: Quantity,
    /// When stock and counted arrivals, less what is owed, fall to this, order now: demand until
    /// the order is there stays within it with the wanted service.
    pub(crate) reorder_point: Quantity,
    /// What an order fills up to: demand until the order *after* the next one can be there stays
    /// within it with the wanted service.
    pub(crate) order_up_to: Quantity,
}

/// Today is counted as a whole day on top of the lead time, so that even a supplier around the
/// corner is asked before the last unit is gone.
pub(crate) fn levels(forecast: &DemandForecast, lead_time: &Interval, policy: &Policy) -> Levels {
    let until_arrival = lead_time.plus(1);
    let until_next_arrival = until_arrival.plus(policy.review_days);
    let reorder_point = forecast.quantile(&until_arrival, policy.service);
    let order_up_to = forecast.quantile(&until_next_arrival, policy.service).max(reorder_point);
    let beyond = reorder_point.minus(forecast.mean_over(&until_arrival)).max(Quantity::ZERO);
    let safety_stock = if forecast.is_whole() { beyond.ceil_to(Quantity::whole(1)) } else { beyond };
    Levels { safety_stock: safety_stock.min(reorder_point), reorder_point, order_up_to }
}
