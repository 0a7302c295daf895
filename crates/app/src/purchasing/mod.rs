//! What buyers do across documents: quotations compared and awarded, requests ordered from many.

mod award_rfq;
mod compare_quotations;
mod order_request;

pub use award_rfq::{Award, AwardRequest};
