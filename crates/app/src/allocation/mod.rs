//! 分配: who of the waiting is promised what there is.

mod reallocate;
mod serve;

pub use reallocate::ReallocateRequest;

pub(crate) use serve::{moved_in, serve_waiting, tell_orders};
