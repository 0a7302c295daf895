//! The built-in documents and what they do. Metadata decides shape; Rust decides consequence.
//!
//! **Invariant:** pure. A posting is a value; the application layer makes it true.
//! **Invariant:** `post` touches only what `sources` and `needs` asked for.

pub mod catalog;
pub mod inventory;
pub mod partners;
pub mod planning;
pub mod purchasing;
pub mod sales;

mod allocation;
mod behaviour;
mod effect;
mod order_lines;
mod refusal;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod world;

pub use crate::allocation::{AllocationPolicy, Criterion};
pub use crate::behaviour::{Behaviour, Draft, Paper};
pub use crate::effect::{
    Agreed, Arrival, ArrivalKind, Counted, Credit, Demand, Effect, Fulfilment, LeadTime, PricePaid, Side,
    Trade, charged,
};
pub use crate::order_lines::in_its_unit;
pub use crate::refusal::{Beyond, CountedAgain, Refusal};
pub use crate::world::{BinKey, CalledOff, HOLD_MINUTES, Needs, Source, Terms, World};

/// Every built-in document, in the order people meet them. A document designed by a user is absent
/// here, and so has no consequences beyond what its automations ask for by name.
pub const BUILT_IN: &[&dyn Behaviour] = &[
    &catalog::item_family::BuiltIn,
    &catalog::item::BuiltIn,
    &catalog::bill_of_materials::BuiltIn,
    &inventory::warehouse::BuiltIn,
    &partners::supplier::BuiltIn,
    &partners::customer::BuiltIn,
    &partners::channel::BuiltIn,
    &partners::department::BuiltIn,
    &partners::carrier::BuiltIn,
    &partners::procedure::BuiltIn,
    &purchasing::supply::BuiltIn,
    &purchasing::purchase_contract::BuiltIn,
    &purchasing::supplier_review::BuiltIn,
    &purchasing::purchase_request::BuiltIn,
    &purchasing::rfq::BuiltIn,
    &purchasing::supplier_quotation::BuiltIn,
    &purchasing::purchase_order::BuiltIn,
    &purchasing::receipt::BuiltIn,
    &purchasing::inspection::BuiltIn,
    &purchasing::purchase_return::BuiltIn,
    &purchasing::landed_cost::BuiltIn,
    &sales::price_list::BuiltIn,
    &sales::quotation::BuiltIn,
    &sales::sales_order::BuiltIn,
    &sales::pick_list::BuiltIn,
    &sales::shipment::BuiltIn,
    &sales::sales_return::BuiltIn,
    &sales::lost_sale::BuiltIn,
    &inventory::opening_stock::BuiltIn,
    &inventory::transfer_request::BuiltIn,
    &inventory::transfer::BuiltIn,
    &inventory::stock_count::BuiltIn,
    &inventory::count_plan::BuiltIn,
    &inventory::count_task::BuiltIn,
    &inventory::adjustment::BuiltIn,
    &inventory::assembly::BuiltIn,
    &inventory::disassembly::BuiltIn,
    &inventory::conversion::BuiltIn,
    &inventory::loan::BuiltIn,
    &inventory::loan_return::BuiltIn,
    &inventory::bin::BuiltIn,
    &inventory::bin_move::BuiltIn,
    &inventory::stock_hold::BuiltIn,
    &inventory::channel_stock::BuiltIn,
    &planning::stock_policy::BuiltIn,
    &planning::level_override::BuiltIn,
    &planning::calendar_event::BuiltIn,
];

/// The consequences of a built-in type; `None` for one that a user designed.
pub fn behaviour(document_type: &str) -> Option<&'static dyn Behaviour> {
    BUILT_IN.iter().copied().find(|it| it.definition().name == document_type)
}
