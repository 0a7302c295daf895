//! Files that people attach: what their bytes are, and a small picture of those that are pictures.

pub mod media;
pub mod thumbnail;
