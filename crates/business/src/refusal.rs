//! Why the business says no. Always with the numbers a person needs, never a bug.

use std::fmt;
use values::{DocumentId, Instant, ItemId, LineNo, Money, Quantity};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    Ledger(ledger::Refusal),
    /// The order this one points at is not open.
    SourceNotOpen {
        source: DocumentId,
        number: String,
        state: String,
    },
    /// More than the order has left.
    MoreThanOrdered {
        line: LineNo,
        item: ItemId,
        wanted: Quantity,
        left: Quantity,
    },
    /// No open line of the order asks for this item.
    NotOrdered {
        line: LineNo,
        item: ItemId,
    },
    /// Less is promised to the order here, or the rest is being picked already.
    NotPromised {
        line: LineNo,
        item: ItemId,
        wanted: Quantity,
        left: Quantity,
    },
    /// More is credited than what came back is worth.
    MoreThanReturned {
        credit: Money,
        back: Money,
    },
    /// Something was received or shipped already: close the rest instead of cancelling.
    AlreadyFulfilled {
        quantity: Quantity,
    },
    /// A change of nothing.
    QuantityZero {
        line: LineNo,
        item: ItemId,
    },
    /// Price times quantity does not fit.
    AmountOutOfRange {
        line: LineNo,
        item: ItemId,
    },
    /// More comes back than was shipped and is not back yet.
    MoreThanShipped {
        line: LineNo,
        item: ItemId,
        wanted: Quantity,
        left: Quantity,
    },
    /// A line cannot become less than what was shipped of it, nor another item.
    LessThanFulfilled {
        line: LineNo,
        item: ItemId,
        wanted: Quantity,
        done: Quantity,
    },
    /// The transition asks for a field that is blank.
    FieldMissing {
        field: &'static str,
    },
    /// What this document did cannot be changed by changing what it says.
    NotAmendable,
    /// Goods cannot be promised until a moment that is over.
    HoldIsOver {
        until: Instant,
    },
}

impl Refusal {
    /// Stable; programs rely on it.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Ledger(it) => it.code(),
            Refusal::SourceNotOpen { .. } => "source_not_open",
            Refusal::MoreThanOrdered { .. } => "more_than_ordered",
            Refusal::NotOrdered { .. } => "not_ordered",
            Refusal::NotPromised { .. } => "not_promised",
            Refusal::MoreThanReturned { .. } => "more_than_returned",
            Refusal::AlreadyFulfilled { .. } => "already_fulfilled",
            Refusal::QuantityZero { .. } => "quantity_zero",
            Refusal::AmountOutOfRange { .. } => "amount_out_of_range",
            Refusal::MoreThanShipped { .. } => "more_than_shipped",
            Refusal::LessThanFulfilled { .. } => "less_than_fulfilled",
            Refusal::FieldMissing { .. } => "field_missing",
            Refusal::NotAmendable => "not_editable",
            Refusal::HoldIsOver { .. } => "hold_is_over",
        }
    }
}

impl From<ledger::Refusal> for Refusal {
    fn from(it: ledger::Refusal) -> Refusal {
        Refusal::Ledger(it)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Ledger(it) => it.fmt(f),
            Refusal::SourceNotOpen { number, state, .. } => write!(f, "source_not_open {number} is {state}"),
            Refusal::MoreThanOrdered { line, item, wanted, left } => {
                write!(f, "more_than_ordered line {line} item {item} wanted {wanted} left {left}")
            }
            Refusal::NotOrdered { line, item } => write!(f, "not_ordered line {line} item {item}"),
            Refusal::NotPromised { line, item, wanted, left } => {
                write!(f, "not_promised line {line} item {item} wanted {wanted} left {left}")
            }
            Refusal::MoreThanReturned { credit, back } => {
                write!(f, "more_than_returned credit {credit} back {back}")
            }
            Refusal::AlreadyFulfilled { quantity } => write!(f, "already_fulfilled {quantity}"),
            Refusal::QuantityZero { line, item } => write!(f, "quantity_zero line {line} item {item}"),
            Refusal::AmountOutOfRange { line, item } => {
                write!(f, "amount_out_of_range line {line} item {item}")
            }
            Refusal::MoreThanShipped { line, item, wanted, left } => {
                write!(f, "more_than_shipped line {line} item {item} wanted {wanted} left {left}")
            }
            Refusal::LessThanFulfilled { line, item, wanted, done } => {
                write!(f, "less_than_fulfilled line {line} item {item} wanted {wanted} done {done}")
            }
            Refusal::FieldMissing { field } => write!(f, "field_missing {field}"),
            Refusal::NotAmendable => write!(f, "not_editable"),
            Refusal::HoldIsOver { until } => write!(f, "hold_is_over {}", until.micros()),
        }
    }
}
