//! Where stock can be.

use crate::BalanceKey;
use values::{ItemId, WarehouseId};

/// A place of the double-entry ledger. Every move takes stock from one and puts it into another;
/// only `Storage`, `Transit` and `Loan` are ours, the rest is the world outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    Storage(WarehouseId),
    Supplier,
    Customer,
    Scrap,
    /// What counts and corrections take from and give to.
    Adjustment,
    Production,
    /// Ours, between two warehouses.
    Transit,
    /// Ours, with somebody who borrowed it.
    Loan,
}

impl Place {
    /// The integer that stands for the place in a database and in the hash of a move: the
    /// warehouse's id, which is positive, or −1 to −7.
    pub fn code(self) -> i64 {
        match self {
            Place::Storage(warehouse) => {
                assert!(warehouse.0 > 0, "a warehouse id is positive, this is {warehouse}");
                warehouse.0
            }
            Place::Supplier => -1,
            Place::Customer => -2,
            Place::Scrap => -3,
            Place::Adjustment => -4,
            Place::Production => -5,
            Place::Transit => -6,
            Place::Loan => -7,
        }
    }

    /// What a place is called that has no name of its own; `None` of a warehouse.
    pub fn word(self) -> Option<&'static str> {
        Some(match self {
            Place::Storage(_) => return None,
            Place::Supplier => "supplier",
            Place::Customer => "customer",
            Place::Scrap => "scrap",
            Place::Adjustment => "adjustment",
            Place::Production => "production",
            Place::Transit => "transit",
            Place::Loan => "loan",
        })
    }

    /// The place that `code` stands for, if there is one.
    pub fn from_code(code: i64) -> Option<Place> {
        match code {
            1.. => Some(Place::Storage(WarehouseId(code))),
            -1 => Some(Place::Supplier),
            -2 => Some(Place::Customer),
            -3 => Some(Place::Scrap),
            -4 => Some(Place::Adjustment),
            -5 => Some(Place::Production),
            -6 => Some(Place::Transit),
            -7 => Some(Place::Loan),
            _ => None,
        }
    }

    pub fn is_ours(self) -> bool {
        matches!(self, Place::Storage(_) | Place::Transit | Place::Loan)
    }

    /// The balance that a move into or out of this place changes: ours have one, the world has
    /// none. It must be loaded before the move.
    pub fn key(self, item: ItemId) -> Option<BalanceKey> {
        self.is_ours().then(|| BalanceKey { item, warehouse: WarehouseId(self.code()) })
    }
}
