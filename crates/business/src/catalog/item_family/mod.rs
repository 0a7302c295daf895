//! 款式. Shape: `definition.toml`. Typed view of it: `generated.rs`. Its items: `variants.rs`. It moves nothing.

mod generated;
mod variants;

pub use generated::*;
pub use variants::Variant;

crate::behaviour::master!(ItemFamily);
