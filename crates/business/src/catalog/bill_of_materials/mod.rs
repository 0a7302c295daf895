//! 物料清单. Shape: `definition.toml`. Typed view of it: `generated.rs`. Consequences: `posting.rs`, which moves nothing.

mod generated;
mod posting;

pub use generated::*;

crate::behaviour::built_in!(BillOfMaterials, push_down);
