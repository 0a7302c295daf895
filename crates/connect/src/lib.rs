//! Speaks to other systems. For now these are spreadsheets: the files that people already have.
//!
//! **Invariant:** no database and no clock; touches only the files it is given.

pub mod spreadsheet;
