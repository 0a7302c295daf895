//! Documents: created, changed, moved from state to state, listed. One use case a file.

mod bulk;
mod create;
mod delete;
mod edit;
mod history;
mod list;
mod lookup;
mod lookups;
mod post;
mod preview;
mod push_down;
mod read_paper;
mod refused_demand;
mod related;
mod resolve;
mod rollups;
mod save;
#[cfg(test)]
mod tests;
mod transition;
mod view;
mod why;

pub use bulk::{BULK_MAX, NewPaper};
pub use list::{ListRequest, PAGE_MAX};

pub(crate) use create::{create, create_numbered};
pub(crate) use edit::edit;
pub(crate) use list::{read_list, rows_view};
pub(crate) use refused_demand::RefusedDemand;
pub(crate) use resolve::resolve_for_all;
pub(crate) use save::{announce, differences, write_history};
pub(crate) use transition::{make_system_transition, make_transition};
pub(crate) use view::{found, found_stored, locked};
