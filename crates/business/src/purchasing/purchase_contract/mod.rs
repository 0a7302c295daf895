//! 采购合同. Shape: `definition.toml`. Typed view of it: `generated.rs`. Consequences: `posting.rs`.

mod generated;
mod posting;
#[cfg(test)]
mod tests;

pub use generated::*;

crate::behaviour::built_in!(PurchaseContract, push_down, amend);
