//! 盘点计划. Shape: `definition.toml`. Typed view of it: `generated.rs`.

mod generated;

pub use generated::*;

crate::behaviour::master!(CountPlan);
