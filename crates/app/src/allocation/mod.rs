//! 分配: who of the waiting is promised what there is.

mod serve;

pub(crate) use serve::{moved_in, serve_waiting, tell_orders};
