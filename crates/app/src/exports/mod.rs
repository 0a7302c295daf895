//! Lists that leave the house: what the caller sees on the screen, as a file.

mod export_documents;

pub(crate) use export_documents::{broken, format_named};
