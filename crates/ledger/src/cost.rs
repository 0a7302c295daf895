//! Weighted average cost (加权平均): one per item over all our places, or one per item and place, as the
//! company chose.

use crate::{BalanceKey, Ledger, Refusal};
use values::{ItemId, Money, Quantity, UnitPrice, round_div};

/// All of one item that is ours, what it cost us, and the end of its chain of moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// In every warehouse and in transit.
    pub on_hand: Quantity,
    /// The sum of the valued moves in, less those out (S7).
    pub value: Money,
    /// How many moves the item has: the number of its last one.
    pub moves: i64,
    /// The hash of the last move; zeros before the first.
    pub last_hash: [u8; 32],
    /// Whether each place has an average of its own; else all of the item has one.
    pub by_place: bool,
}

impl Stock {
    /// `None` when there is nothing to average.
    pub fn average_cost(&self) -> Option<UnitPrice> {
        self.value.per(self.on_hand)
    }

    /// `quantity` at average cost: value × quantity ÷ on_hand, rounded half away from zero, and
    /// zero when nothing is on hand. All of the stock is worth all of the value, so that nothing
    /// drifts. `None` when out of range, which only more than is on hand can be.
    pub fn worth_of(&self, quantity: Quantity) -> Option<Money> {
        if !self.on_hand.is_positive() {
            return Some(Money::ZERO);
        }
        let product = i128::from(self.value.raw()) * i128::from(quantity.raw());
        i64::try_from(round_div(product, i128::from(self.on_hand.raw()))).ok().map(Money::from_raw)
    }

    pub(crate) fn assert_sound(&self, item: ItemId) {
        assert!(!self.on_hand.is_negative(), "S1: item {item} has {self:?}");
        assert!(!self.value.is_negative(), "S7: item {item} has {self:?}");
        assert!(self.on_hand.is_positive() || self.value.is_zero(), "S7: item {item} has {self:?}");
    }
}

impl Ledger {
    /// Whether so much more, worth so much, still fits the sums.
    pub(crate) fn check_room(&self, item: ItemId, quantity: Quantity, value: Money) -> Result<(), Refusal> {
        let stock = self.stock(item);
        if value.is_negative() {
            return Err(Refusal::ValueNegative { item, value });
        }
        if stock.on_hand.checked_add(quantity).is_none() {
            let most = Quantity::from_raw(i64::MAX).minus(stock.on_hand);
            return Err(Refusal::QuantityTooLarge { item, quantity, most });
        }
        if stock.value.checked_add(value).is_none() {
            let most = Money::from_raw(i64::MAX).minus(stock.value);
            return Err(Refusal::ValueTooLarge { item, most });
        }
        Ok(())
    }

    /// What is at one place, and what it is worth there; all of the item where it has one average.
    pub(crate) fn valued(&self, key: BalanceKey) -> Stock {
        let stock = *self.stock(key.item);
        if !stock.by_place {
            return stock;
        }
        let worth = self.worths.get(&key).unwrap_or_else(|| panic!("the worth of {key} was never loaded"));
        Stock { on_hand: self.balance(key).on_hand, value: worth.now, ..stock }
    }

    /// What `quantity` that comes in without a price of its own is worth: the average cost where it
    /// comes to, of all of the item while nothing is there.
    pub(crate) fn worth_coming_in(&self, key: BalanceKey, quantity: Quantity) -> Result<Money, Refusal> {
        let item = key.item;
        let here = self.valued(key);
        let stock = if here.on_hand.is_positive() { here } else { *self.stock(item) };
        let most = Money::from_raw(i64::MAX).minus(stock.value);
        stock.worth_of(quantity).ok_or(Refusal::ValueTooLarge { item, most })
    }
}
