//! What one decision may read and change.

use crate::Refusal;
use documents::Record;
use ledger::{BalanceKey, Bin, Ledger, Lot, MoveOrder};
use std::collections::BTreeMap;
use values::{
    ChannelId, ClaimId, CustomerId, Day, DocumentId, Instant, ItemId, LineNo, Money, Percent, Quantity,
    SupplierId, UnitPrice, UserId,
};

/// Everything a posting reads. Loaded and locked by the caller before the decision.
#[derive(Debug)]
pub struct World {
    pub ledger: Ledger,
    pub sources: BTreeMap<DocumentId, Source>,
    /// Received or shipped so far, by the line that ordered it: a sum of facts, never a counter.
    pub fulfilled: BTreeMap<ClaimId, Quantity>,
    /// Taken back so far, by the line that was shipped.
    pub returned: BTreeMap<ClaimId, Quantity>,
    /// Being picked, by the line of the order.
    pub picking: BTreeMap<ClaimId, Quantity>,
    /// Ordered so far, by the line of the quotation.
    pub ordered: BTreeMap<ClaimId, Quantity>,
    /// Credited so far of what came back, by the return and the order it is credited on.
    pub credited: BTreeMap<(DocumentId, DocumentId), Money>,
    /// Whose these returns are.
    pub returned_by: BTreeMap<DocumentId, CustomerId>,
    /// Sent back so far and to be delivered once more, by the line that ordered it.
    pub replaced: BTreeMap<ClaimId, Quantity>,
    /// What other orders called off of contracts, by contract and item.
    pub called_off: BTreeMap<(DocumentId, ItemId), CalledOff>,
    /// Written on orders that are drafts yet, by the line of the purchase request.
    pub drafted: BTreeMap<ClaimId, Quantity>,
    /// What this document itself did so far of other documents' lines.
    pub own_fulfilments: BTreeMap<ClaimId, Quantity>,
    /// What is agreed with a supplier about an item, and whether it is inspected.
    pub terms: BTreeMap<ItemId, Terms>,
    /// What of these tolerances the company allows where nothing else is agreed.
    pub usual_terms: Terms,
    /// Holds that the document has open and what they keep, for drafting what follows from it.
    pub open_holds: BTreeMap<i64, Quantity>,
    /// What the document moved by line, and what it was worth, for drafting what follows from it.
    pub moved_by_line: BTreeMap<LineNo, (Quantity, Money)>,
    /// How much of an item left for the customer, or came with a receipt, and what it was worth.
    pub left_with: BTreeMap<ItemId, (Quantity, Money)>,
    /// Net change of what is on hand since a moment in the past, for counts.
    pub moved_since: BTreeMap<(BalanceKey, Option<Lot>), Quantity>,
    /// The same of each bin.
    pub bins_moved_since: BTreeMap<BinKey, Quantity>,
    pub now: Instant,
    pub today: Day,
    pub user: UserId,
    /// Who acts was told of what is unusual, and goes on.
    pub accepts_warnings: bool,
    /// Where the document stands before its transition.
    pub state: String,
    /// How long goods are promised to who has not paid yet, when the paper does not say.
    pub hold_minutes: u32,
    /// How far the company's clock is ahead of UTC.
    pub clock_offset_seconds: i32,
}

/// Some lot of a balance, or what is in none, in one bin.
pub type BinKey = (BalanceKey, Option<Lot>, Bin);

/// Half an hour: what shops usually give a cart.
pub const HOLD_MINUTES: u32 = 30;

impl World {
    pub fn new(now: Instant, today: Day, user: UserId) -> World {
        World {
            ledger: Ledger::new(now, today),
            sources: BTreeMap::new(),
            fulfilled: BTreeMap::new(),
            returned: BTreeMap::new(),
            replaced: BTreeMap::new(),
            called_off: BTreeMap::new(),
            drafted: BTreeMap::new(),
            own_fulfilments: BTreeMap::new(),
            terms: BTreeMap::new(),
            usual_terms: Terms::default(),
            open_holds: BTreeMap::new(),
            moved_by_line: BTreeMap::new(),
            picking: BTreeMap::new(),
            ordered: BTreeMap::new(),
            credited: BTreeMap::new(),
            returned_by: BTreeMap::new(),
            left_with: BTreeMap::new(),
            moved_since: BTreeMap::new(),
            bins_moved_since: BTreeMap::new(),
            now,
            today,
            user,
            accepts_warnings: false,
            state: String::new(),
            hold_minutes: HOLD_MINUTES,
            clock_offset_seconds: 0,
        }
    }

    pub fn fulfilled(&self, line: ClaimId) -> Quantity {
        self.fulfilled.get(&line).copied().unwrap_or_default()
    }

    pub(crate) fn returned(&self, line: ClaimId) -> Quantity {
        self.returned.get(&line).copied().unwrap_or_default()
    }

    pub(crate) fn replaced(&self, line: ClaimId) -> Quantity {
        self.replaced.get(&line).copied().unwrap_or_default()
    }

    pub(crate) fn terms(&self, item: ItemId) -> Terms {
        let mut terms = self.terms.get(&item).cloned().unwrap_or_default();
        terms.over_receipt = terms.over_receipt.or(self.usual_terms.over_receipt);
        terms.under_receipt = terms.under_receipt.or(self.usual_terms.under_receipt);
        terms
    }

    pub(crate) fn picking(&self, line: ClaimId) -> Quantity {
        self.picking.get(&line).copied().unwrap_or_default()
    }

    pub(crate) fn ordered(&self, line: ClaimId) -> Quantity {
        self.ordered.get(&line).copied().unwrap_or_default()
    }

    /// What of a return is credited on orders, leaving one aside.
    pub(crate) fn credited(&self, back: DocumentId, but_on: Option<DocumentId>) -> Money {
        let others = self.credited.iter().filter(|((of, on), _)| *of == back && Some(*on) != but_on);
        others.fold(Money::ZERO, |sum, (_, amount)| sum.plus(*amount))
    }

    /// The moment at which `day` is over, by the company's clock as it goes now.
    pub(crate) fn end_of(&self, day: Day) -> Instant {
        const DAY_SECONDS: i64 = 86_400;
        let seconds = (i64::from(day.number()) + 1) * DAY_SECONDS - i64::from(self.clock_offset_seconds);
        Instant::from_micros(0).plus_seconds(seconds)
    }

    /// Stock comes in from outside, worth `value`; its lot keeps the expiry that the paper says.
    pub(crate) fn receive(
        &mut self,
        order: MoveOrder,
        value: Money,
        expiry: Option<Day>,
    ) -> Result<(), ledger::Refusal> {
        let (to, lot) = (order.to.key(order.item), order.lot.clone());
        self.ledger.receive(order, value)?;
        if let (Some(key), Some(lot), Some(_)) = (to, lot, expiry) {
            self.ledger.set_expiry(key, &lot, expiry);
        }
        Ok(())
    }

    pub(crate) fn source(&self, id: DocumentId) -> &Source {
        self.sources.get(&id).expect("asked for in `sources`")
    }

    /// As it stands, nothing can be made of this source.
    pub(crate) fn not_open(&self, source: DocumentId) -> Refusal {
        let it = self.source(source);
        Refusal::SourceNotOpen { source, number: it.number.clone(), state: it.state.clone() }
    }
}

/// What orders called off of one item of a contract: what of it they got and are still to get.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CalledOff {
    pub quantity: Quantity,
    pub received: Quantity,
    /// What that costs.
    pub amount: Money,
}

/// What is agreed about an item bought from a supplier; blank where nobody said anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// How much more than ordered, and how much less, is taken without a word.
    pub over_receipt: Option<Percent>,
    pub under_receipt: Option<Percent>,
    /// Held on arrival until somebody looked at it.
    pub inspect: bool,
    /// Whom to buy it from first, and his price.
    pub main_supplier: Option<SupplierId>,
    pub price: Option<UnitPrice>,
    /// Of one stock unit.
    pub weight: Option<Quantity>,
}

/// The paper another document points at.
#[derive(Clone, Debug)]
pub struct Source {
    pub number: String,
    pub state: String,
    pub record: Record,
    /// Who wrote it.
    pub made_by: UserId,
}

impl Source {
    /// Who stands for it: the member named in this field, else who wrote it.
    pub(crate) fn person(&self, field: &str) -> UserId {
        self.record.member(field).unwrap_or(self.made_by)
    }
}

/// What a posting must find loaded. The caller locks balances in key order, then items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Balances read or changed; with their lots where the item is tracked and stock moves.
    pub balances: Vec<BalanceKey>,
    /// Items whose stock moves: their cost and the end of their chain.
    pub items: Vec<ItemId>,
    /// Documents whose open claims are read or changed.
    pub claims_of: Vec<DocumentId>,
    /// Balances of which every open claim may have to give something back.
    pub claims_at: Vec<BalanceKey>,
    /// Documents whose lines' fulfilment is read.
    pub fulfilled_of: Vec<DocumentId>,
    /// Orders of whose lines it is read how much is being picked.
    pub picking_of: Vec<DocumentId>,
    /// Documents of whose lines it is read how much came back.
    pub returned_of: Vec<DocumentId>,
    /// Returns of which it is read whose they are, and what is credited on orders.
    pub credited_of: Vec<DocumentId>,
    /// Orders of whose lines it is read how much is to be delivered once more.
    pub replaced_of: Vec<DocumentId>,
    /// Contracts of which it is read what orders called off, leaving this one aside.
    pub called_off_of: Option<(Vec<DocumentId>, DocumentId)>,
    /// A document of which it is read what it did itself of others.
    pub own_fulfilments: Option<DocumentId>,
    /// A supplier and items of which it is read what is agreed; without a supplier, whom to buy from.
    pub terms_of: Option<(Option<SupplierId>, Vec<ItemId>)>,
    /// An order, and maybe one shipment or receipt of it, of which it is read what left and at what value.
    pub left_with: Option<(DocumentId, Option<DocumentId>)>,
    /// Balances whose net movement since a moment is read.
    pub moved_since: Vec<(BalanceKey, Option<Lot>, Instant)>,
    /// Balances of whose bins it is read too.
    pub bins_moved_since: Vec<(BalanceKey, Instant)>,
    /// Channels whose rule at a balance changes; those with a rule are loaded unasked.
    pub channels: Vec<(BalanceKey, ChannelId)>,
}

/// The hold of a line of a paper: the same for the same line, so that a repeat is known as one. A
/// paper has fewer lines than this leaves room for.
pub(crate) fn hold_id(document: DocumentId, line: LineNo) -> i64 {
    const LINES: i64 = 1 << 20;
    document.0 * LINES + i64::from(line)
}
