//! People's own files: uploaded, understood, tried, and then imported through the same door as
//! everything else.
//!
//! An upload is analysed once ([`analyse`]): header, columns, which column is which field. What was
//! guessed can be changed ([`change`]) until it is run ([`run`]): a dry run decides everything and
//! keeps nothing. Documents go through [`documents`], sales history through [`history`].

#[cfg(test)]
mod adventureworks;
mod analyse;
mod cancel;
mod change;
mod documents;
mod grouping;
mod history;
mod job;
#[cfg(test)]
mod kingdee;
mod lease;
mod links;
mod memory;
mod outcome;
mod paper;
mod products;
mod report;
#[cfg(test)]
mod resumed;
mod rows;
mod run;
mod running;
mod sale;
mod start;
mod targets;
#[cfg(test)]
mod tests;

pub use job::{ImportOptions, Mode, SALES_HISTORY};
pub use run::LocalImport;
pub(crate) use running::cancel as cancel_here;
