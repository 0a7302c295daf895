//! Facts that follow from a transition, beside what the ledger itself records.

use documents::Value;
use ledger::BalanceKey;
use values::{
    ChannelId, ClaimId, CustomerId, Day, DocumentId, Instant, ItemId, LineNo, Money, Quantity, SupplierId,
    UnitPrice, WarehouseId,
};

/// Applied in the transaction of the transition, or not at all.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Expect(Arrival),
    /// Nothing more is expected of this document.
    ExpectNothingMore(DocumentId),
    Fulfil(Fulfilment),
    Want(Demand),
    /// Part of a shipped line came back.
    TakeBack(Fulfilment),
    /// What came back was not wanted after all.
    Unwant(Demand),
    /// The customer took the wish back before anything was shipped.
    ForgetDemand(DocumentId),
    Paid(PricePaid),
    Arrived(LeadTime),
    /// The source has got all it asked for: it makes its `complete` transition.
    Complete(DocumentId),
    /// At this moment the document makes its `expire` transition, by itself.
    ExpireAt(Instant),
    /// The document does not expire any more.
    NeverExpire,
    /// A header field of the document that the transition fills in or clears; never a link.
    Write {
        field: &'static str,
        value: Option<Value>,
    },
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
