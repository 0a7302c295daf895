//! Every script of this repository, in Rust.
fn main() {}
