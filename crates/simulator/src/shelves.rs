//! What lies where, to whom it is promised, and which lots it is.

use crate::Lot;
use std::collections::BTreeMap;

/// One item in one warehouse. In whole units.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shelf {
    pub(crate) on_hand: i64,
    /// Part of it that open orders may ship.
    pub(crate) promised: i64,
    /// What open orders want beyond their promises.
    pub(crate) waiting: i64,
    /// Bought and not received.
    pub(crate) on_order: i64,
    /// Oldest first; empty for items without lots.
    lots: Vec<(Lot, i64)>,
}

impl Shelf {
    /// What a new customer may have. Nothing while others wait: whichever of them the books serve
    /// first, a promise made here holds.
    pub(crate) fn free(&self) -> i64 {
        if self.waiting > 0 { 0 } else { self.on_hand - self.promised }
    }

    /// Stock and orders, less what is owed.
    pub(crate) fn position(&self) -> i64 {
        self.on_hand - self.promised - self.waiting + self.on_order
    }

    pub(crate) fn put(&mut self, quantity: i64, lot: Option<Lot>) {
        self.on_hand += quantity;
        let Some(lot) = lot else { return };
        match self.lots.iter_mut().find(|(it, _)| *it == lot) {
            Some((_, on_hand)) => *on_hand += quantity,
            None => {
                self.lots.push((lot, quantity));
                self.lots.sort_by_key(|(lot, _)| lot.expiry);
            }
        }
    }

    /// Takes what expires first.
    pub(crate) fn take(&mut self, quantity: i64) -> Vec<(Option<Lot>, i64)> {
        assert!(quantity <= self.on_hand, "only what is there is taken");
        self.on_hand -= quantity;
        if self.lots.is_empty() {
            return vec![(None, quantity)];
        }
        let mut left = quantity;
        let mut taken = Vec::new();
        for (lot, on_hand) in &mut self.lots {
            let part = left.min(*on_hand);
            if part > 0 {
                taken.push((Some(lot.clone()), part));
                *on_hand -= part;
                left -= part;
            }
        }
        self.lots.retain(|(_, on_hand)| *on_hand > 0);
        taken
    }
}

/// Every shelf by item and warehouse.
#[derive(Default)]
pub(crate) struct Shelves(BTreeMap<(usize, usize), Shelf>);

impl Shelves {
    pub(crate) fn at(&mut self, item: usize, warehouse: usize) -> &mut Shelf {
        self.0.entry((item, warehouse)).or_default()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&(usize, usize), &mut Shelf)> {
        self.0.iter_mut()
    }
}
