//! What buyers do across documents: quotations compared and awarded, requests ordered from many.

mod agree;
mod agreed_prices;
mod award_rfq;
mod call_off;
mod compare_quotations;
mod contracts;
mod drafted;
mod order_request;
mod short_of_suppliers;

pub(crate) use agree::agree;
pub(crate) use agreed_prices::{agreed_prices, quoted_prices};
pub(crate) use call_off::{calls_off, find_contracts, told_of_contract, warnings};
pub(crate) use drafted::{drafted, refuse_drafted};

pub use award_rfq::{Award, AwardRequest};
pub use short_of_suppliers::SupplyGapRequest;
