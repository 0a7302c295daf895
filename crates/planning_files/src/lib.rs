//! Planning on plain CSV files, so that anyone can judge it with tools of their own.
//!
//! **Invariant:** knows no company: what is read and written are files, and the judgement is that of
//! `planning`.

mod backtest;
mod forecast;
mod history;

pub use crate::backtest::Backtest;
pub use crate::forecast::Forecast;
pub use crate::history::{Beside, History, Treated};
