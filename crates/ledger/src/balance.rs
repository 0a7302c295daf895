//! How much of an item is at one of our places, and how much of that is spoken for.

use crate::Place;
use values::{ItemId, Quantity, WarehouseId};

/// One item at one place of ours. Its order is the order in which rows are locked, so that two
/// commands cannot deadlock. What is in transit or on loan has the code of its
/// place, [`Place::Transit`] or [`Place::Loan`], as its warehouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BalanceKey {
    pub item: ItemId,
    pub warehouse: WarehouseId,
}

impl BalanceKey {
    pub fn new(item: ItemId, warehouse: WarehouseId) -> BalanceKey {
        BalanceKey { item, warehouse }
    }

    pub fn place(self) -> Place {
        match Place::from_code(self.warehouse.0) {
            Some(place) if place.is_ours() => place,
            _ => panic!("{self} is no place of ours"),
        }
    }

    pub(crate) fn is_storage(self) -> bool {
        matches!(self.place(), Place::Storage(_))
    }
}

impl std::fmt::Display for BalanceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match Place::from_code(self.warehouse.0) {
            Some(Place::Transit) => write!(f, "item {} in transit", self.item),
            Some(Place::Loan) => write!(f, "item {} on loan", self.item),
            _ => write!(f, "item {} at warehouse {}", self.item, self.warehouse),
        }
    }
}

/// **Invariant:** 0 ≤ `reserved` + `held` ≤ `on_hand` (S1, S2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// 现有量: physically there.
    pub on_hand: Quantity,
    /// 占用: promised to claims.
    pub reserved: Quantity,
    /// 冻结: kept back for a reason.
    pub held: Quantity,
    /// 已上架: so much of it lies in bins; where it is 0, none need be loaded.
    pub binned: Quantity,
    /// How many channels have a rule here; where it is 0, none need be loaded.
    pub channel_rules: u32,
}

impl Balance {
    /// 可售: what can still be promised, held or taken.
    pub fn available(&self) -> Quantity {
        self.on_hand.minus(self.reserved).minus(self.held)
    }

    pub(crate) fn assert_sound(&self, key: BalanceKey) {
        let parts = [self.on_hand, self.reserved, self.held, self.available()];
        assert!(parts.iter().all(|it| !it.is_negative()), "S1/S2: {key} has {self:?}");
    }
}
