//! Speaks to other systems. For now these are the files that people already have: spreadsheets to import,
//! and whatever they attach.
//!
//! **Invariant:** no database and no clock; touches only the files it is given.

pub mod attachment;
pub mod spreadsheet;
