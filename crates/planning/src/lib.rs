//! Judges the future and proposes: what runs out, when, whom it hurts, what to order from whom.
//!
//! **Invariant:** pure. No IO, no clock, no randomness: the same situation gives the same outlook.
//! **Invariant:** a plan is a value. Nothing here orders, reserves or moves anything.
//! **Invariant:** floating point stays inside `forecast` and `safety_stock`; what leaves them is an
//! exact amount, so that every number of an outlook can be checked by hand.

pub mod backtest;
pub mod boosted_trees;
pub mod calendar;
mod choose_supply;
pub mod classes;
mod distribution;
mod forecast;
pub mod hidden_demand;
pub mod lead_time;
pub mod levels;
mod near_future;
mod outlook;
pub mod periods;
pub mod plain;
pub mod plan;
pub mod policies;
mod price_of_stock;
mod reason;
mod series;
mod situation;
pub mod sourcing;
mod stored_id;
#[cfg(test)]
mod tests;
pub mod unusual;
pub mod window;

pub use crate::choose_supply::{ASSUMED_LEAD_DAYS, regular as regular_supply, regular_lead_time};
pub use crate::forecast::{DemandForecast, DemandModel, Interval, LearnedDemand, RecentAverage};
pub use crate::near_future::{DayOutlook, project};
pub use crate::outlook::{Hurt, Number, Outlook, Sentence, Severity, Suggestion, outlook};
pub use crate::price_of_stock::PricesOfStock;
pub use crate::series::{Frequency, Panel, Series};
pub use crate::situation::{
    Arrival, DemandHistory, Elsewhere, LearnedLeadTime, OpenClaim, Policy, Situation, Supply, SupplyClass,
};
