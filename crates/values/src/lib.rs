//! The nouns every other crate shares: amounts, days, instants, units and identifiers.
//!
//! **Invariant:** depends on nothing in this workspace, does no IO, reads no clock.
//! **Invariant:** no floating point. Amounts are scaled integers, so sums are exact and the same
//! on every machine and in every database.

mod amount;
mod day;
mod id;
mod money;
#[cfg(test)]
mod tests;
mod unit;

pub use crate::amount::{AmountError, Number, Percent, Quantity, round_div};
pub use crate::day::{Day, DayError, Instant};
pub use crate::id::{
    ChannelId, ClaimId, CustomerId, DocumentId, ItemId, LineNo, SupplierId, UserId, WarehouseId,
};
pub use crate::money::{Currency, Money, UnitPrice};
pub use crate::unit::{UnitError, Units};
