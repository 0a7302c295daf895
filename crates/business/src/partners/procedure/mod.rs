//! 作业规程. Shape: `definition.toml`. Typed view of it: `generated.rs`. It moves nothing.

mod generated;

pub use generated::*;

crate::behaviour::master!(Procedure);
