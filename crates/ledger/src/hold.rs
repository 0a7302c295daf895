//! Holds (冻结): stock that may not be sold, with a reason, an owner and, mostly, an end.

use crate::loaded::Loaded;
use crate::{BalanceKey, Ledger, Lot, Origin, Refusal};
use values::{Instant, Quantity, UserId};

/// Some stock kept back: a quality check, a dispute, a presale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Given by whoever asks for the hold, so that a repeat is known as one.
    pub id: i64,
    pub key: BalanceKey,
    pub lot: Option<Lot>,
    pub quantity: Quantity,
    pub reason: String,
    pub owner: UserId,
    /// From this moment on it may be released by anybody's sweep; `None` stays until released.
    pub expires: Option<Instant>,
    pub origin: Origin,
}

impl Ledger {
    /// Keeps back what is available. The same hold again changes nothing.
    pub fn hold(&mut self, hold: Hold) -> Result<(), Refusal> {
        let Hold { id, key, quantity, .. } = hold;
        assert!(key.is_storage(), "holds are on warehouses, not on {key}");
        self.check_quantity(key.item, quantity)?;
        match self.holds.get(&id).and_then(|it| it.now.as_ref()) {
            Some(open) if *open == hold => return Ok(()),
            Some(open) => return Err(Refusal::HoldExists { hold: id, quantity: open.quantity }),
            None => {}
        }
        let available = self.balance(key).available();
        if available < quantity {
            return Err(Refusal::short(None, key, quantity, available));
        }
        if let Some(lot) = &hold.lot {
            self.check_serial(key.item, Some(lot), quantity)?;
            let found = self.lot(key, lot);
            if found.on_hand.is_zero() {
                return Err(Refusal::UnknownLot { key, lot: lot.clone() });
            }
            let available = found.on_hand.minus(self.held_of_lot(key, lot));
            if available < quantity {
                return Err(Refusal::InsufficientLot { key, lot: lot.clone(), wanted: quantity, available });
            }
        }

        // After this point the hold must succeed.
        let balance = self.balance_mut(key);
        balance.held = balance.held.plus(quantity);
        balance.assert_sound(key);
        let slot = self.holds.entry(id).or_insert(Loaded { before: None, now: None });
        slot.now = Some(hold);
        Ok(())
    }

    /// Ends a hold: how much becomes available. A hold that is not open gives back nothing, so that
    /// a repeat changes nothing.
    pub fn release_hold(&mut self, id: i64) -> Quantity {
        let Some(hold) = self.holds.get_mut(&id).and_then(|it| it.now.take()) else {
            return Quantity::ZERO;
        };
        let balance = self.balance_mut(hold.key);
        balance.held = balance.held.minus(hold.quantity);
        balance.assert_sound(hold.key);
        hold.quantity
    }

    /// Ends part of a hold, at most all of it: the rest stays held as it is. How much becomes available.
    pub fn release_part(&mut self, id: i64, quantity: Quantity) -> Quantity {
        let Some(hold) = self.holds.get_mut(&id).and_then(|it| it.now.as_mut()) else {
            return Quantity::ZERO;
        };
        if hold.quantity <= quantity {
            return self.release_hold(id);
        }
        if !quantity.is_positive() {
            return Quantity::ZERO;
        }
        hold.quantity = hold.quantity.minus(quantity);
        let key = hold.key;
        let balance = self.balance_mut(key);
        balance.held = balance.held.minus(quantity);
        balance.assert_sound(key);
        quantity
    }

    /// How much an open hold of this balance and lot keeps back; nothing when it is not open, or is of another.
    pub fn held_by(&self, id: i64, key: BalanceKey, lot: Option<&str>) -> Quantity {
        let hold = self.holds.get(&id).and_then(|it| it.now.as_ref());
        let hold = hold.filter(|it| it.key == key && it.lot.as_deref() == lot);
        hold.map_or(Quantity::ZERO, |it| it.quantity)
    }

    /// The open holds whose time is over.
    pub fn expired_holds(&self) -> impl Iterator<Item = &Hold> {
        self.open_holds().filter(|it| it.expires.is_some_and(|end| end <= self.now))
    }

    pub(crate) fn open_holds(&self) -> impl Iterator<Item = &Hold> {
        self.holds.values().filter_map(|it| it.now.as_ref())
    }

    /// How much of one lot is held. Which lots are held is written only on the holds, so all holds
    /// of the balance must have been loaded.
    pub(crate) fn held_of_lot(&self, key: BalanceKey, lot: &str) -> Quantity {
        if self.balance(key).held.is_zero() {
            return Quantity::ZERO;
        }
        let (mut all, mut of_lot) = (Quantity::ZERO, Quantity::ZERO);
        for hold in self.open_holds().filter(|it| it.key == key) {
            all = all.plus(hold.quantity);
            if hold.lot.as_deref() == Some(lot) {
                of_lot = of_lot.plus(hold.quantity);
            }
        }
        assert!(all == self.balance(key).held, "the holds of {key} were not all loaded");
        of_lot
    }
}
