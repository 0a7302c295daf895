//! Facts that follow from a transition, beside what the ledger itself records.

use crate::sales::pricing::PriceRule;
use documents::{Record, Value};
use ledger::BalanceKey;
use values::{
    ChannelId, ClaimId, CustomerId, Day, DocumentId, Instant, ItemId, LineNo, Money, Number, Percent,
    Quantity, SupplierId, UnitPrice, UserId, WarehouseId,
};

/// Applied in the transaction of the transition, or not at all.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Expect(Arrival),
    /// Nothing more is expected of this document.
    ExpectNothingMore(DocumentId),
    Fulfil(Fulfilment),
    /// What this document did of other documents' lines does not count any more.
    Unfulfil(DocumentId),
    Want(Demand),
    /// Part of a shipped line came back.
    TakeBack(Fulfilment),
    /// Part of what went back to the supplier is to be delivered once more.
    Replace(Fulfilment),
    /// Part of a received line was found no good.
    Reject(Fulfilment),
    /// What came back was not wanted after all.
    Unwant(Demand),
    /// The customer took the wish back before anything was shipped.
    ForgetDemand(DocumentId),
    Paid(PricePaid),
    Traded(Trade),
    Arrived(LeadTime),
    /// These are the terms of supply from now on, as far as they say something.
    Agree(Vec<Agreed>),
    /// By these rules prices are found from now on, instead of those the document gave before.
    SetPrices(Vec<PriceRule>),
    /// Another document makes this transition, if its state has it: a source that has got all it asked
    /// for makes `complete`, one of which something is to be done again `reopen`.
    Make(DocumentId, &'static str),
    /// So much of each line of a quotation is ordered with this document, instead of what was before.
    Order(Vec<Fulfilment>),
    /// So much of what came back is credited on this order, instead of what was before.
    Credit(Option<Credit>),
    /// So much of each line of an order is picked with this document, instead of what was before.
    Pick(Vec<Fulfilment>),
    /// At this moment the document makes its `expire` transition, by itself.
    ExpireAt(Instant),
    /// The document does not expire any more.
    NeverExpire,
    /// A column of one of the document's lines that the transition fills in or clears; never a link.
    WriteLine {
        line: LineNo,
        column: &'static str,
        value: Option<Value>,
    },
    /// A row that a change of the document adds to one of its tables.
    Append {
        rows: &'static str,
        record: Record,
    },
    /// What the books of a warehouse say of an item was looked at.
    Counted(Counted),
    /// A header field of the document that the transition fills in or clears; never a link.
    Write {
        field: &'static str,
        value: Option<Value>,
    },
}

/// What is agreed with a supplier about an item; blank is left as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    pub supplier: SupplierId,
    pub item: ItemId,
    pub price: Option<UnitPrice>,
    pub ratio: Option<Percent>,
    pub moq: Option<Quantity>,
    pub lead_time_days: Option<Number>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrivalKind {
    Purchase,
    Transfer,
}

/// Stock on its way to a warehouse: 在途. What is left of it is `quantity` minus its fulfilment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub line: ClaimId,
    pub key: BalanceKey,
    pub supplier: Option<SupplierId>,
    pub kind: ArrivalKind,
    pub quantity: Quantity,
    pub due: Day,
}

/// Part of an ordered line came true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fulfilment {
    pub ordered: ClaimId,
    pub line: LineNo,
    pub quantity: Quantity,
    pub day: Day,
}

/// A count took effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub key: BalanceKey,
    pub day: Day,
    /// What was there less what the books said.
    pub difference: Quantity,
}

/// What came back is paid for by what is bought instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    /// The return.
    pub of: DocumentId,
    pub amount: Money,
}

/// What somebody wanted, whether or not it was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    pub line: LineNo,
    pub item: ItemId,
    pub warehouse: WarehouseId,
    pub channel: Option<ChannelId>,
    pub customer: Option<CustomerId>,
    pub day: Day,
    pub wanted: Quantity,
    pub amount: Option<Money>,
}

/// What a supplier was paid for an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricePaid {
    pub line: LineNo,
    pub item: ItemId,
    pub supplier: SupplierId,
    pub day: Day,
    pub price: UnitPrice,
    pub quantity: Quantity,
}

/// From order to receipt, observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadTime {
    pub line: LineNo,
    pub item: ItemId,
    pub supplier: SupplierId,
    pub ordered: Day,
    pub received: Day,
    pub quantity: Quantity,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    Bought,
    Sold,
}

/// A line was bought or sold: goods came in or left, and were charged for. What goes back is negative.
/// Written beside every move from a supplier or to a customer, and with the same quantity and value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trade {
    pub side: Side,
    pub line: LineNo,
    /// The line of the order that it fulfils.
    pub source: Option<ClaimId>,
    pub item: ItemId,
    pub warehouse: WarehouseId,
    /// The supplier or the customer.
    pub partner: DocumentId,
    pub channel: Option<ChannelId>,
    /// The buyer or the salesperson.
    pub member: UserId,
    pub day: Day,
    pub quantity: Quantity,
    /// What is charged for it.
    pub amount: Money,
    /// The value of its moves.
    pub cost: Money,
}

/// What is charged for the next `part` of an ordered line of which `done` went before: parts add up to
/// the amount of the line, to the last digit. `None` when out of range.
pub fn charged(
    price: Option<UnitPrice>,
    amount: Option<Money>,
    ordered: Quantity,
    [done, part]: [Quantity; 2],
) -> Option<Money> {
    let up_to = |quantity: Quantity| match (amount, price) {
        (Some(amount), _) if ordered.is_positive() => Some(amount.share(quantity, ordered)),
        (_, Some(price)) => price.times(quantity),
        _ => Some(Money::ZERO),
    };
    up_to(done.checked_add(part)?)?.checked_sub(up_to(done)?)
}
