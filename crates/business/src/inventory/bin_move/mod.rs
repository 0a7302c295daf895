//! 上架移库单. Shape: `definition.toml`. Typed view of it: `generated.rs`. Consequences: `posting.rs`.

mod generated;
mod posting;
#[cfg(test)]
mod tests;

pub use generated::*;
pub(crate) use posting::require_bin;

crate::behaviour::built_in!(BinMove);
