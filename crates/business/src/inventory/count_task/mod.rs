//! 盘点任务. Shape: `definition.toml`. Typed view of it: `generated.rs`. Consequences: `posting.rs`.

mod generated;
mod posting;
#[cfg(test)]
mod tests;

pub use generated::*;
pub use posting::Shelf;

crate::behaviour::built_in!(CountTask);
