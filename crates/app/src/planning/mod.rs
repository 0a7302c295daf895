//! What runs out: judged in the background, listed, and ordered against.

mod backtest;
mod calendar;
mod classify;
mod item_classes;
mod item_outlook;
mod knowledge;
mod learn;
mod list_shortages;
mod make_plan;
mod order_shortages;
mod panel;
mod quality;
mod recompute;
mod rules;
mod sellable;
mod supplier_performance;
mod tell_plan;
mod what_if;

pub use backtest::{BacktestRequest, Proposed};
pub use item_classes::ClassRequest;
pub use list_shortages::ShortageRequest;
pub use make_plan::{AcceptRequest, PlanRequest};
pub use order_shortages::{OrderRequest, Override};
pub use what_if::WhatIfRequest;

pub(crate) use learn::Learned;
pub(crate) use recompute::PAIRS_AT_ONCE;
pub(crate) use rules::company_calendar;

/// Heavy work beside people who sell.
fn on_one_thread<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(1).build() {
        Ok(pool) => pool.install(work),
        // Without a thread to spare it is done here, on all of them.
        Err(_) => work(),
    }
}
