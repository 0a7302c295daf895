//! What buyers do across documents: quotations compared and awarded.

mod award_rfq;
mod compare_quotations;

pub use award_rfq::{Award, AwardRequest};
