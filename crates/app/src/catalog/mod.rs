//! Items that belong together.

mod families;
