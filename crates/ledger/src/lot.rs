//! Lots (批次) with expiry, and serial numbers (序列号), which are lots of one.

use crate::loaded::Loaded;
use crate::{BalanceKey, Ledger, MoveOrder, Place, Refusal};
use std::collections::BTreeMap;
use values::{Day, ItemId, Quantity, WarehouseId};

/// The code of a lot, or a serial number; never empty.
pub type Lot = String;

/// How much of a lot is at one of our places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LotBalance {
    pub on_hand: Quantity,
    /// The last day on which it is good.
    pub expiry: Option<Day>,
}

impl LotBalance {
    pub fn is_expired(&self, today: Day) -> bool {
        self.expiry.is_some_and(|it| it < today)
    }
}

/// Whether an item must say its lot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tracking {
    /// A lot may be given, and is then kept; it need not be.
    #[default]
    None,
    /// Nothing comes in without its lot.
    Lot,
    /// Nothing comes in without its serial number; each exists once, at one place at a time.
    Serial,
}

/// The lots of one balance, as far as they were loaded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lots {
    /// Every lot with stock was loaded: any other has none.
    pub(crate) complete: bool,
    pub(crate) by_code: BTreeMap<Lot, Loaded<LotBalance>>,
}

impl Lots {
    pub(crate) fn on_hand(&self) -> Quantity {
        self.by_code.values().fold(Quantity::ZERO, |sum, it| sum.plus(it.now.on_hand))
    }
}

impl Ledger {
    /// What is on hand of `lot`, held or not. The lot must have been loaded.
    pub fn lot(&self, key: BalanceKey, lot: &str) -> LotBalance {
        let lots = self.lots.get(&key);
        match lots.and_then(|it| it.by_code.get(lot)) {
            Some(found) => found.now,
            None if lots.is_some_and(|it| it.complete) => LotBalance::default(),
            None => panic!("lot {lot} of {key} was never loaded"),
        }
    }

    /// Says until when a lot is good. A move between our places takes it along.
    pub fn set_expiry(&mut self, key: BalanceKey, lot: &str, expiry: Option<Day>) {
        self.lot_mut(key, lot).expiry = expiry;
    }

    /// Which lots to take `quantity` from: first expired, first out (FEFO) among those that are not
    /// yet expired, then lots without expiry, by code; stock without a lot comes last. What is held
    /// of a lot is left alone. The proposal always adds up to `quantity`: what no lot covers stands
    /// last, without a lot, and is refused with numbers when it is not there.
    pub fn propose_lots(&self, key: BalanceKey, quantity: Quantity) -> Vec<(Option<Lot>, Quantity)> {
        let mut good: Vec<(&Lot, &LotBalance)> = Vec::new();
        if let Some(lots) = self.lots.get(&key) {
            let codes = lots.by_code.iter().map(|(code, it)| (code, &it.now));
            good.extend(codes.filter(|(_, it)| it.on_hand.is_positive() && !it.is_expired(self.today)));
        }
        good.sort_by_key(|(code, it)| (it.expiry.is_none(), it.expiry, *code));

        let mut left = quantity;
        let mut proposal = Vec::new();
        for (code, it) in good {
            let take = left.min(it.on_hand.minus(self.held_of_lot(key, code)));
            if take.is_positive() {
                proposal.push((Some(code.clone()), take));
                left = left.minus(take);
            }
        }
        if left.is_positive() {
            proposal.push((None, left));
        }
        proposal
    }

    /// Checks the lots of a move on both its sides, once its quantity is known to be there.
    pub(crate) fn check_lots(&self, order: &MoveOrder) -> Result<(), Refusal> {
        self.check_serial(order.item, order.lot.as_ref(), order.quantity)?;
        match order.from.key(order.item) {
            Some(from) => self.check_lot_out(from, order)?,
            None if order.lot.is_none() && self.tracking(order.item) != Tracking::None => {
                return Err(Refusal::LotRequired { item: order.item });
            }
            None => self.check_serial_is_nowhere(order.item, order.lot.as_ref())?,
        }
        if let (Some(to), Some(lot)) = (order.to.key(order.item), &order.lot) {
            self.lot(to, lot); // It will be written, so it must have been loaded.
        }
        Ok(())
    }

    fn check_lot_out(&self, key: BalanceKey, order: &MoveOrder) -> Result<(), Refusal> {
        let Some(lot) = order.lot.clone() else {
            return match self.without_lot(key) {
                Some(left) if order.quantity <= left => Ok(()),
                _ => Err(Refusal::LotRequired { item: order.item }),
            };
        };
        let found = self.lot(key, &lot);
        if found.on_hand.is_zero() {
            return Err(Refusal::UnknownLot { key, lot });
        }
        let used_up = matches!(order.to, Place::Customer | Place::Production);
        if let (true, true, Some(expiry)) = (used_up, found.is_expired(self.today), found.expiry) {
            return Err(Refusal::LotExpired { key, lot, expiry, today: self.today });
        }
        let available = found.on_hand.minus(self.held_of_lot(key, &lot));
        if available < order.quantity {
            return Err(Refusal::InsufficientLot { key, lot, wanted: order.quantity, available });
        }
        Ok(())
    }

    /// A serial number stands for exactly one piece.
    pub(crate) fn check_serial(
        &self,
        item: ItemId,
        lot: Option<&Lot>,
        quantity: Quantity,
    ) -> Result<(), Refusal> {
        match lot {
            Some(lot) if self.tracking(item) == Tracking::Serial && quantity != Quantity::whole(1) => {
                Err(Refusal::SerialNotOne { item, lot: lot.clone(), quantity })
            }
            _ => Ok(()),
        }
    }

    /// A serial number that comes in must not be on hand already, at any place that was loaded.
    pub(crate) fn check_serial_is_nowhere(&self, item: ItemId, lot: Option<&Lot>) -> Result<(), Refusal> {
        let Some(lot) = lot.filter(|_| self.tracking(item) == Tracking::Serial) else {
            return Ok(());
        };
        let first = BalanceKey { item, warehouse: WarehouseId(i64::MIN) };
        let mut places = self.lots.range(first..).take_while(|(key, _)| key.item == item);
        let is_here = |lots: &Lots| lots.by_code.get(lot).is_some_and(|it| it.now.on_hand.is_positive());
        let here = places.find(|(_, lots)| is_here(lots));
        match here {
            Some((key, _)) => Err(Refusal::SerialAlreadyHere { key: *key, lot: lot.clone() }),
            None => Ok(()),
        }
    }

    /// What is on hand outside any lot: all of it, or what came in before the item was tracked.
    /// `None` when lots are tracked and were not all loaded, so that nobody can tell.
    pub(crate) fn without_lot(&self, key: BalanceKey) -> Option<Quantity> {
        let on_hand = self.balance(key).on_hand;
        match self.lots.get(&key) {
            Some(lots) if lots.complete || self.tracking(key.item) == Tracking::None => {
                Some(on_hand.minus(lots.on_hand()))
            }
            None if self.tracking(key.item) == Tracking::None => Some(on_hand),
            _ => None,
        }
    }

    pub(crate) fn lot_mut(&mut self, key: BalanceKey, lot: &str) -> &mut LotBalance {
        self.lot(key, lot);
        let lots = self.lots.entry(key).or_default();
        &mut lots.by_code.entry(lot.to_owned()).or_insert_with(|| Loaded::new(LotBalance::default())).now
    }
}
