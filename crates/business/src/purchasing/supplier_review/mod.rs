//! 供应商评估. Shape: `definition.toml`. Typed view of it: `generated.rs`. It moves nothing.

mod generated;

pub use generated::*;

crate::behaviour::master!(SupplierReview);
