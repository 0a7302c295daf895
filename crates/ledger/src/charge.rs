//! What goods cost beyond their price: freight, duty, insurance. A move of value without quantity.

use crate::{BalanceKey, Ledger, MoveOrder, Origin, Place, Refusal};
use values::{Day, ItemId, Money, Quantity, WarehouseId};

/// So much more that `came` of an item cost, which came into `warehouse` then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    pub item: ItemId,
    pub warehouse: WarehouseId,
    /// What the cost is for. What of it has left since takes its share of the cost along.
    pub came: Quantity,
    pub value: Money,
    pub day: Day,
    pub origin: Origin,
}

impl Ledger {
    /// Adds to what the stock of an item is worth. Of so many that came, at most as many as are on hand
    /// anywhere (in the warehouse, where each place has its own average) bear it; the share of what has
    /// left goes past the stock to [`Place::Adjustment`], as a move of its own, so that all of the cost is
    /// told and the value stays the sum of the valued moves (S7). Returns what the stock took.
    pub fn charge(&mut self, charge: Charge) -> Result<Money, Refusal> {
        let Charge { item, warehouse, came, value, day, origin } = charge;
        self.check_quantity(item, came)?;
        if day > self.today {
            return Err(Refusal::DayInFuture { day, today: self.today });
        }
        self.check_room(item, Quantity::ZERO, value)?;

        // After this point the charge must succeed.
        let here = self.valued(BalanceKey { item, warehouse }).on_hand.min(came);
        let stays = value.share(here, came);
        for (to, value) in [(Place::Storage(warehouse), stays), (Place::Adjustment, value.minus(stays))] {
            if value.is_positive() {
                let quantity = Quantity::ZERO;
                let order = MoveOrder { item, from: Place::Supplier, to, lot: None, quantity, day, origin };
                self.append(order, value);
            }
        }
        Ok(stays)
    }
}
