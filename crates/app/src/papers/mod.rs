//! Documents: created, changed, moved from state to state, listed. One use case a file.

mod batch;
mod bulk;
mod comments;
mod create;
mod delete;
mod edit;
mod history;
mod lineage;
mod list;
mod lookup;
mod lookups;
mod notices;
mod post;
mod preview;
mod prices;
mod push_down;
mod read_paper;
mod refused_demand;
mod related;
mod resolve;
mod rollups;
mod save;
mod saved_views;
mod sums;
#[cfg(test)]
mod tests;
mod transition;
mod trash;
mod view;
mod why;

pub use batch::{BATCH_MAX, Batch};
pub use bulk::{BULK_MAX, NewPaper};
pub use comments::NewComment;
pub use list::{ListRequest, PAGE_MAX};
pub use notices::{NoticeRequest, ReadNotices};
pub use related::UsesRequest;
pub use saved_views::ViewForm;
pub use sums::SumsRequest;

pub(crate) use create::{create, create_numbered};
pub(crate) use edit::edit;
pub(crate) use list::{read_filter, read_list, rows_view, within};
pub(crate) use notices::{followers, tell};
pub(crate) use prices::{FoundPrices, ITEM, LIST};
pub(crate) use push_down::{make_readable, world_of};
pub(crate) use read_paper::Before;
pub(crate) use refused_demand::RefusedDemand;
pub(crate) use resolve::resolve_for_all;
pub(crate) use save::{announce, differences, write_history};
pub(crate) use transition::{make_system_transition, make_transition};
pub(crate) use view::{found, found_stored, locked};
