//! Moves: double entry between two places, valued, append-only, each sealed with the hash of the
//! one before it. A correction is a new move.

use crate::{BalanceKey, Ledger, Lot, Place, Refusal, ShortLine};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use values::{Day, DocumentId, Instant, ItemId, LineNo, Money, Quantity};

/// The document line that caused a move or a hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    pub document: DocumentId,
    pub line: LineNo,
}

/// What is asked for: everything of a move but its value and its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveOrder {
    pub item: ItemId,
    pub from: Place,
    pub to: Place,
    pub lot: Option<Lot>,
    pub quantity: Quantity,
    /// The business day; earlier than today is a late entry.
    pub day: Day,
    pub origin: Origin,
}

/// One immutable line of the stock ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    pub item: ItemId,
    pub from: Place,
    pub to: Place,
    pub lot: Option<Lot>,
    pub quantity: Quantity,
    /// What the stock was worth. Between two places of ours it is for information only and changes
    /// no total.
    pub value: Money,
    /// The business day; earlier than the day of `at` when it was entered late.
    pub day: Day,
    /// When it was recorded.
    pub at: Instant,
    pub origin: Origin,
    /// The nth move of the item, from 1, without gaps.
    pub number: i64,
    pub previous_hash: [u8; 32],
    pub hash: [u8; 32],
}

impl Move {
    /// Some of the item, or a value alone that comes from outside (S4).
    pub fn moves_something(&self) -> bool {
        let value_alone = self.quantity.is_zero() && self.value.is_positive() && !self.from.is_ours();
        self.quantity.is_positive() || value_alone
    }

    /// sha256(`previous` ‖ the move in canonical bytes). A move whose stored hash is not this one
    /// was tampered with, or something before it was.
    pub fn hash_after(&self, previous: [u8; 32]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(previous);
        for number in [self.item.0, self.number, self.from.code(), self.to.code()] {
            hasher.update(number.to_be_bytes());
        }
        // The length keeps apart a lot from what follows it; −1 says that there is none.
        let lot = self.lot.as_deref();
        hasher.update(lot.map_or(-1, |it| it.len() as i64).to_be_bytes());
        hasher.update(lot.unwrap_or_default());
        let day = i64::from(self.day.number());
        let (document, line) = (self.origin.document.0, i64::from(self.origin.line));
        for number in [self.quantity.raw(), self.value.raw(), day, self.at.micros(), document, line] {
            hasher.update(number.to_be_bytes());
        }
        hasher.finalize().into()
    }
}

impl Ledger {
    /// Stock comes in from outside, worth `value`.
    pub fn receive(&mut self, order: MoveOrder, value: Money) -> Result<(), Refusal> {
        assert!(!order.from.is_ours() && order.to.is_ours(), "to receive is to bring in: {order:?}");
        self.check_order(&order)?;
        self.check_lots(&order)?;
        self.check_room(order.item, order.quantity, value)?;

        // After this point the receipt must succeed.
        self.append(order, value);
        Ok(())
    }

    /// Stock comes in from outside without a price of its own: a correction upwards, a return. It
    /// is worth the average cost, or nothing when there is no stock to average. Returns its value.
    pub fn receive_at_average_cost(&mut self, order: MoveOrder) -> Result<Money, Refusal> {
        let key = order.to.key(order.item).unwrap_or_else(|| panic!("not ours to come in: {order:?}"));
        let value = self.worth_coming_in(key, order.quantity)?;
        self.receive(order, value)?;
        Ok(value)
    }

    /// A customer brings something back, at average cost. Returns its value.
    pub fn customer_return(&mut self, order: MoveOrder) -> Result<Money, Refusal> {
        assert!(order.from == Place::Customer, "a customer returns it: {order:?}");
        self.receive_at_average_cost(order)
    }

    /// Stock leaves a place of ours, to the outside or to another place of ours, at average cost.
    /// From storage only what is available may leave. Returns its value.
    pub fn issue(&mut self, order: MoveOrder) -> Result<Money, Refusal> {
        let key = order.from.key(order.item).unwrap_or_else(|| panic!("not ours to issue: {order:?}"));
        self.check_order(&order)?;
        let available = self.balance(key).available();
        if available < order.quantity {
            return Err(Refusal::short(None, key, order.quantity, available));
        }
        self.check_lots(&order)?;

        // After this point the issue must succeed.
        Ok(self.append_at_average_cost(order))
    }

    /// Stock goes back to where it came from, at what it came in for, as far as the rest is not worth less
    /// than nothing; the last of it takes all that is left of the value (S7). Returns its value.
    pub fn send_back(&mut self, order: MoveOrder, value: Money) -> Result<Money, Refusal> {
        let key = order.from.key(order.item).unwrap_or_else(|| panic!("not ours to send back: {order:?}"));
        assert!(!order.to.is_ours(), "to send back is to give away: {order:?}");
        self.check_order(&order)?;
        let available = self.balance(key).available();
        if available < order.quantity {
            return Err(Refusal::short(None, key, order.quantity, available));
        }
        self.check_lots(&order)?;
        if value.is_negative() {
            return Err(Refusal::ValueNegative { item: order.item, value });
        }

        // After this point the goods must go.
        let stock = self.valued(key);
        let value = if order.quantity == stock.on_hand { stock.value } else { value.min(stock.value) };
        self.append(order, value);
        Ok(value)
    }

    /// Whether all of this could leave: every balance that has too little is named, not only the
    /// first, so that a paper of many lines is mended once.
    pub fn require_available(
        &self,
        wanted: impl IntoIterator<Item = (BalanceKey, Quantity)>,
    ) -> Result<(), Refusal> {
        let mut sums: BTreeMap<BalanceKey, Quantity> = BTreeMap::new();
        for (key, quantity) in wanted {
            self.check_quantity(key.item, quantity)?;
            let sum = sums.entry(key).or_default();
            let most = Quantity::LINE_MAX;
            let too_large = Refusal::QuantityTooLarge { item: key.item, quantity, most };
            *sum = sum.checked_add(quantity).ok_or(too_large)?;
        }
        let short = sums.into_iter().filter_map(|(key, wanted)| {
            let available = self.balance(key).available();
            (available < wanted).then_some(ShortLine { claim: None, key, wanted, available })
        });
        let lines: Vec<ShortLine> = short.collect();
        if lines.is_empty() { Ok(()) } else { Err(Refusal::InsufficientStock { lines }) }
    }

    /// What every move must be, whatever is on hand.
    pub(crate) fn check_order(&self, order: &MoveOrder) -> Result<(), Refusal> {
        let item = order.item;
        assert!(order.lot.as_deref() != Some(""), "a lot has a code: {order:?}");
        self.check_quantity(item, order.quantity)?;
        if order.from == order.to {
            return Err(Refusal::NotMoved { item, place: order.from });
        }
        if order.day > self.today {
            return Err(Refusal::DayInFuture { day: order.day, today: self.today });
        }
        // A balance that will be written must have been loaded.
        for key in [order.from.key(item), order.to.key(item)].into_iter().flatten() {
            self.balance(key);
        }
        Ok(())
    }

    pub(crate) fn check_quantity(&self, item: ItemId, quantity: Quantity) -> Result<(), Refusal> {
        if !quantity.is_positive() {
            return Err(Refusal::QuantityNotPositive { item, quantity });
        }
        let most = Quantity::LINE_MAX;
        if quantity > most {
            return Err(Refusal::QuantityTooLarge { item, quantity, most });
        }
        Ok(())
    }

    pub(crate) fn append_at_average_cost(&mut self, order: MoveOrder) -> Money {
        let key = order.from.key(order.item).unwrap_or_else(|| panic!("not ours to issue: {order:?}"));
        let worth = self.valued(key).worth_of(order.quantity);
        let value = worth.expect("a part of the stock is worth at most all of its value");
        self.append(order, value);
        value
    }

    /// Records a checked move and changes what it moves. The day may be in the past: nothing that
    /// was recorded before is touched, so a late entry costs what any entry costs (S8).
    pub(crate) fn append(&mut self, order: MoveOrder, value: Money) {
        let MoveOrder { item, from, to, lot, quantity, day, origin } = order;
        let expiry = match (from.key(item), &lot) {
            (Some(key), Some(lot)) => self.lot(key, lot).expiry,
            _ => None,
        };
        let moved = |place: Place| place.key(item).filter(|_| !quantity.is_zero());
        if let Some(key) = moved(from) {
            self.add_on_hand(key, lot.as_ref(), Quantity::ZERO.minus(quantity));
            self.empty_bins(key, lot.as_ref(), origin);
        }
        if self.stock(item).by_place {
            self.add_worth(from.key(item), Money::ZERO.minus(value));
            self.add_worth(to.key(item), value);
        }
        if let Some(key) = moved(to) {
            self.add_on_hand(key, lot.as_ref(), quantity);
            if let (Some(lot), Some(_)) = (&lot, expiry) {
                self.lot_mut(key, lot).expiry = expiry;
            }
        }

        let (now, stock) = (self.now, self.stock_mut(item));
        match (from.is_ours(), to.is_ours()) {
            (false, true) => {
                stock.on_hand = stock.on_hand.plus(quantity);
                stock.value = stock.value.plus(value);
            }
            (true, false) => {
                stock.on_hand = stock.on_hand.minus(quantity);
                stock.value = stock.value.minus(value);
            }
            (true, true) => {}
            // A value that went past us, which changes nothing here: see [`Ledger::charge`].
            (false, false) if quantity.is_zero() => {}
            (false, false) => panic!("neither {from:?} nor {to:?} is ours"),
        }
        stock.moves += 1;
        let (number, previous_hash) = (stock.moves, stock.last_hash);
        let hash = [0; 32];
        let mut it =
            Move { item, from, to, lot, quantity, value, day, at: now, origin, number, previous_hash, hash };
        it.hash = it.hash_after(previous_hash);
        stock.last_hash = it.hash;
        stock.assert_sound(item);
        self.moves.push(it);
    }

    fn add_worth(&mut self, key: Option<BalanceKey>, by: Money) {
        let Some(key) = key else { return };
        let worth = self.worths.get_mut(&key);
        let worth = worth.unwrap_or_else(|| panic!("the worth of {key} was never loaded"));
        worth.now = worth.now.plus(by);
    }

    fn add_on_hand(&mut self, key: BalanceKey, lot: Option<&Lot>, by: Quantity) {
        let balance = self.balance_mut(key);
        balance.on_hand = balance.on_hand.plus(by);
        balance.assert_sound(key);
        if let Some(lot) = lot {
            let it = self.lot_mut(key, lot);
            it.on_hand = it.on_hand.plus(by);
            assert!(!it.on_hand.is_negative(), "S1: lot {lot} of {key} has {it:?}");
        }
    }
}
