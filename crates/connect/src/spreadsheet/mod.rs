//! The user's own tables: CSV, Excel and OpenDocument files, read as they are and written so that
//! they open cleanly.
//!
//! The way of a file in: [`source`] opens it as rows of cells, [`header`] finds where the table
//! starts and what its columns are called, [`mapping`] guesses which column is which field,
//! [`reading`] makes a value of a cell or says what to do about it, [`report`] counts and keeps
//! what went wrong. [`export`] is the way out.

pub mod cell;
pub mod export;
pub mod fault;
pub mod header;
pub mod mapping;
pub mod note;
pub mod reading;
pub mod report;
pub mod sample;
pub mod source;
pub mod synonyms;
#[cfg(test)]
mod tests;
pub mod totals;
