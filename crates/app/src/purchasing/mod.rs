//! What buyers do across documents: quotations compared and awarded, requests ordered from many.

mod award_rfq;
mod compare_quotations;
mod drafted;
mod order_request;

pub(crate) use drafted::{drafted, refuse_drafted};

pub use award_rfq::{Award, AwardRequest};
