//! 发货单. Shape: `definition.toml`. Typed view of it: `generated.rs`. Consequences: `posting.rs`.

mod generated;
mod posting;
#[cfg(test)]
mod tests;

pub use generated::*;

crate::behaviour::built_in!(Shipment, push_down, amend);
