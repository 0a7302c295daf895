//! 采购订单. Shape: `definition.toml`. Typed view of it: `generated.rs`. Consequences: `posting.rs`.

mod before;
mod calls_off;
mod generated;
mod posting;
mod revisions;
#[cfg(test)]
mod tests;

pub use generated::*;

crate::behaviour::built_in!(PurchaseOrder, push_down, amend);
