//! What buyers do across documents: quotations compared and awarded, requests ordered from many.

mod agree;
mod award_rfq;
mod compare_quotations;
mod contracts;
mod drafted;
mod fill_agreed;
mod order_request;
mod short_of_suppliers;

pub(crate) use agree::agree;
pub(crate) use drafted::{drafted, refuse_drafted};
pub(crate) use fill_agreed::fill_agreed;

pub use award_rfq::{Award, AwardRequest};
pub use short_of_suppliers::SupplyGapRequest;
