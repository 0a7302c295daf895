//! Why the business says no. Always with the numbers a person needs, never a bug.

use ledger::Lot;
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
    /// More is credited than what came back is worth, less what other orders credit of it.
    MoreThanReturned {
        credit: Money,
        back: Money,
        elsewhere: Money,
    },
    /// What is to be exchanged was brought back by another customer.
    ExchangeOfAnother {
        number: String,
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
    /// More goes back than was received and is not back yet.
    MoreThanReceived {
        line: LineNo,
        item: ItemId,
        wanted: Quantity,
        left: Quantity,
    },
    /// An inspection decides about what its receipt's line holds back, a return about what an inspection does.
    NotHeld {
        line: LineNo,
        item: ItemId,
        held: Quantity,
        inspected: Quantity,
    },
    /// There is nothing to spread costs by: no amount, quantity or weight, or shares that are not the costs.
    CannotSpread,
    /// Nothing is awarded to anybody.
    NothingAwarded,
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
    /// More is settled than is out on the loan.
    MoreThanLent {
        line: LineNo,
        item: ItemId,
        wanted: Quantity,
        left: Quantity,
    },
    /// What was lent is bought by nobody we know.
    NoCustomer,
    /// Nothing says what a product is made of.
    NoMaterials,
    /// The bill of materials makes another product.
    BillOfAnother {
        number: String,
    },
    /// Lines of a count that nobody counted; the first of them.
    NotCounted {
        line: LineNo,
        item: ItemId,
        lines: usize,
    },
    /// More is ordered than contracts say: for who acts to know, and to go on all the same.
    BeyondContract {
        beyond: Vec<Beyond>,
    },
    /// What was counted is far from the books: look a second time.
    CountAgain {
        lines: Vec<CountedAgain>,
    },
    /// The bin is of another warehouse, or not in use any more.
    BinElsewhere {
        number: String,
    },
    /// Who counted does not approve what differs.
    OwnCount,
    /// Goods cannot be promised until a moment that is over.
    HoldIsOver {
        until: Instant,
    },
}

/// A line of a count that has to be counted a second time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedAgain {
    pub line: LineNo,
    pub item: ItemId,
    pub lot: Option<Lot>,
}

/// What of a contract an order goes beyond: with `others`, `wanted` is more than was agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beyond {
    Quantity {
        /// The line of the order, counted from 0.
        at: usize,
        item: ItemId,
        contract: String,
        agreed: Quantity,
        others: Quantity,
        wanted: Quantity,
    },
    Amount {
        contract: String,
        agreed: Money,
        others: Money,
        wanted: Money,
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
            Refusal::ExchangeOfAnother { .. } => "exchange_of_another",
            Refusal::AlreadyFulfilled { .. } => "already_fulfilled",
            Refusal::QuantityZero { .. } => "quantity_zero",
            Refusal::AmountOutOfRange { .. } => "amount_out_of_range",
            Refusal::MoreThanShipped { .. } => "more_than_shipped",
            Refusal::MoreThanReceived { .. } => "more_than_received",
            Refusal::NotHeld { .. } => "not_held",
            Refusal::CannotSpread => "cannot_spread",
            Refusal::NothingAwarded => "nothing_awarded",
            Refusal::LessThanFulfilled { .. } => "less_than_fulfilled",
            Refusal::FieldMissing { .. } => "field_missing",
            Refusal::NotAmendable => "not_editable",
            Refusal::NotCounted { .. } => "not_counted",
            Refusal::BeyondContract { .. } => "beyond_contract",
            Refusal::CountAgain { .. } => "count_again",
            Refusal::BinElsewhere { .. } => "bin_elsewhere",
            Refusal::OwnCount => "own_count",
            Refusal::MoreThanLent { .. } => "more_than_lent",
            Refusal::NoCustomer => "no_customer",
            Refusal::NoMaterials => "no_materials",
            Refusal::BillOfAnother { .. } => "bill_of_another",
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
            Refusal::MoreThanReturned { credit, back, elsewhere } => {
                write!(f, "more_than_returned credit {credit} back {back} elsewhere {elsewhere}")
            }
            Refusal::ExchangeOfAnother { number } => write!(f, "exchange_of_another {number}"),
            Refusal::AlreadyFulfilled { quantity } => write!(f, "already_fulfilled {quantity}"),
            Refusal::QuantityZero { line, item } => write!(f, "quantity_zero line {line} item {item}"),
            Refusal::AmountOutOfRange { line, item } => {
                write!(f, "amount_out_of_range line {line} item {item}")
            }
            Refusal::MoreThanShipped { line, item, wanted, left } => {
                write!(f, "more_than_shipped line {line} item {item} wanted {wanted} left {left}")
            }
            Refusal::MoreThanReceived { line, item, wanted, left } => {
                write!(f, "more_than_received line {line} item {item} wanted {wanted} left {left}")
            }
            Refusal::NotHeld { line, item, held, inspected } => {
                write!(f, "not_held line {line} item {item} held {held} inspected {inspected}")
            }
            Refusal::CannotSpread | Refusal::NothingAwarded => f.write_str(self.code()),
            Refusal::LessThanFulfilled { line, item, wanted, done } => {
                write!(f, "less_than_fulfilled line {line} item {item} wanted {wanted} done {done}")
            }
            Refusal::FieldMissing { field } => write!(f, "field_missing {field}"),
            Refusal::NotAmendable => write!(f, "not_editable"),
            Refusal::MoreThanLent { line, item, wanted, left } => {
                write!(f, "more_than_lent line {line} item {item} wanted {wanted} left {left}")
            }
            Refusal::NoCustomer | Refusal::NoMaterials | Refusal::OwnCount => f.write_str(self.code()),
            Refusal::BinElsewhere { number } => write!(f, "bin_elsewhere {number}"),
            Refusal::NotCounted { line, item, lines } => {
                write!(f, "not_counted line {line} item {item} of {lines}")
            }
            Refusal::BeyondContract { beyond } => {
                f.write_str("beyond_contract")?;
                beyond.iter().try_for_each(|it| write!(f, " {it}"))
            }
            Refusal::CountAgain { lines } => write!(f, "count_again {} lines", lines.len()),
            Refusal::BillOfAnother { number } => write!(f, "bill_of_another {number}"),
            Refusal::HoldIsOver { until } => write!(f, "hold_is_over {}", until.micros()),
        }
    }
}

impl fmt::Display for Beyond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Beyond::Quantity { item, contract, agreed, others, wanted, .. } => {
                write!(f, "{contract} item {item} agreed {agreed} others {others} wanted {wanted}")
            }
            Beyond::Amount { contract, agreed, others, wanted } => {
                write!(f, "{contract} agreed {agreed} others {others} wanted {wanted}")
            }
        }
    }
}
