//! Bins (库位): where in a warehouse stock lies. What is in no bin is to be placed: it came in and nobody
//! put it away yet, or it was picked and waits to leave.
//!
//! A move between places of ours knows no bins: what leaves a warehouse is first what is in none, and
//! then what the bins hold, in the order in which people walk; so a bin never keeps goods from leaving.
//!
//! - B1 what the bins of a balance hold is at most what is on hand, of each lot too.
//! - B2 what a bin holds is the sum of what was put into it less what was taken out.

use crate::loaded::Loaded;
use crate::{BalanceKey, Ledger, Lot, Origin, Refusal};
use std::collections::BTreeMap;
use values::{DocumentId, Quantity};

/// A bin, by the document that describes it.
pub type Bin = DocumentId;

/// Some of a balance that was put into a bin, taken out, or both. `None` is outside any bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BinMove {
    pub key: BalanceKey,
    pub lot: Option<Lot>,
    pub from: Option<Bin>,
    pub to: Option<Bin>,
    pub quantity: Quantity,
    pub origin: Origin,
}

/// The bins of one balance.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bins {
    pub(crate) contents: BTreeMap<(Option<Lot>, Bin), Loaded<Quantity>>,
    /// Where each bin stands on the way through the warehouse.
    walk: BTreeMap<Bin, i64>,
}

impl Bins {
    pub(crate) fn of_lot(&self, lot: Option<&str>) -> Quantity {
        let own = self.contents.iter().filter(|((it, _), _)| it.as_deref() == lot);
        own.fold(Quantity::ZERO, |sum, (_, it)| sum.plus(it.now))
    }

    pub(crate) fn all(&self) -> Quantity {
        self.contents.values().fold(Quantity::ZERO, |sum, it| sum.plus(it.now))
    }
}

impl Ledger {
    /// What a bin holds of a lot. Where [`Balance::binned`](crate::Balance::binned) is not zero and stock moves,
    /// every bin of the balance is loaded.
    pub fn load_bin(&mut self, key: BalanceKey, lot: Option<Lot>, bin: Bin, walk: i64, quantity: Quantity) {
        let bins = self.bins.entry(key).or_default();
        bins.walk.insert(bin, walk);
        crate::load(&mut bins.contents, (lot, bin), quantity);
    }

    /// What `bin` holds of a lot, or of what is in no lot.
    pub fn in_bin(&self, key: BalanceKey, lot: Option<&str>, bin: Bin) -> Quantity {
        let Some(bins) = self.bins.get(&key) else { return Quantity::ZERO };
        bins.contents.get(&(lot.map(str::to_owned), bin)).map_or(Quantity::ZERO, |it| it.now)
    }

    /// What of a lot is in no bin. The lots of the balance were loaded.
    pub fn to_place(&self, key: BalanceKey, lot: Option<&str>) -> Quantity {
        let there = match lot {
            Some(lot) => self.lot(key, lot).on_hand,
            None => self.without_lot(key).unwrap_or_else(|| panic!("the lots of {key} were not all loaded")),
        };
        there.minus(self.bins.get(&key).map_or(Quantity::ZERO, |it| it.of_lot(lot)))
    }

    /// Puts some of a lot into a bin, takes it out, or carries it from one to another.
    pub fn move_bin(&mut self, it: BinMove) -> Result<(), Refusal> {
        let BinMove { key, quantity, from, to, .. } = it;
        assert!(key.is_storage(), "bins are in warehouses, not in {key}");
        self.check_quantity(key.item, quantity)?;
        if from == to {
            return Err(Refusal::NotMoved { item: key.item, place: key.place() });
        }
        let lot = it.lot.as_deref();
        let available = match from {
            Some(bin) => self.in_bin(key, lot, bin),
            None => self.to_place(key, lot),
        };
        if available < quantity {
            let lot = it.lot.clone();
            return Err(Refusal::InsufficientBin { key, lot, bin: from, wanted: quantity, available });
        }

        // After this point the move must succeed.
        self.change_bins(it);
        Ok(())
    }

    fn change_bins(&mut self, it: BinMove) {
        let BinMove { key, quantity, from, to, .. } = it;
        let bins = self.bins.entry(key).or_default();
        for (bin, by) in [(from, Quantity::ZERO.minus(quantity)), (to, quantity)] {
            let Some(bin) = bin else { continue };
            let slot =
                bins.contents.entry((it.lot.clone(), bin)).or_insert_with(|| Loaded::new(Quantity::ZERO));
            slot.now = slot.now.plus(by);
            assert!(!slot.now.is_negative(), "B1: {it:?} leaves {:?}", slot.now);
        }
        let by = match (from, to) {
            (None, Some(_)) => quantity,
            (Some(_), None) => Quantity::ZERO.minus(quantity),
            _ => Quantity::ZERO,
        };
        let balance = self.balance_mut(key);
        balance.binned = balance.binned.plus(by);
        self.bin_moves.push(it);
    }

    /// Stock of a lot left the warehouse: what was in no bin went first, and the rest is taken out of the
    /// bins in the order of the walk.
    pub(crate) fn empty_bins(&mut self, key: BalanceKey, lot: Option<&Lot>, origin: Origin) {
        if self.balance(key).binned.is_zero() {
            return;
        }
        let lot = lot.map(String::as_str);
        let mut missing = Quantity::ZERO.minus(self.to_place(key, lot));
        if !missing.is_positive() {
            return;
        }
        let bins = self.bins.get(&key).unwrap_or_else(|| panic!("the bins of {key} were never loaded"));
        let mut full: Vec<(i64, Bin, Quantity)> = bins
            .contents
            .iter()
            .filter(|((of, _), it)| of.as_deref() == lot && it.now.is_positive())
            .map(|((_, bin), it)| (bins.walk.get(bin).copied().unwrap_or(i64::MAX), *bin, it.now))
            .collect();
        full.sort_unstable();
        for (_, bin, holds) in full {
            let quantity = missing.min(holds);
            if quantity.is_positive() {
                missing = missing.minus(quantity);
                let lot = lot.map(str::to_owned);
                self.change_bins(BinMove { key, lot, from: Some(bin), to: None, quantity, origin });
            }
        }
        assert!(missing.is_zero(), "B1: the bins of {key} hold less than they should");
    }

    /// [`Ledger::count`] of what lies in one bin. What is missing there left the warehouse, and what was
    /// found there came in: other bins are counted for themselves. `counted` is of now.
    pub fn count_bin(
        &mut self,
        key: BalanceKey,
        lot: Option<Lot>,
        bin: Bin,
        counted: Quantity,
        day: values::Day,
        origin: Origin,
    ) -> Result<crate::Counted, Refusal> {
        if counted.is_negative() {
            return Err(Refusal::CountNegative { key, counted });
        }
        let held = self.in_bin(key, lot.as_deref(), bin);
        let difference = counted.minus(held);
        let now = match &lot {
            Some(lot) => self.lot(key, lot).on_hand,
            None => self.balance(key).on_hand,
        };
        let out_of_bin =
            |quantity| BinMove { key, lot: lot.clone(), from: Some(bin), to: None, quantity, origin };
        let before = self.clone();
        if difference.is_negative() {
            self.move_bin(out_of_bin(Quantity::ZERO.minus(difference)))?;
        }
        let found = self.count(key, lot.clone(), now.plus(difference), Quantity::ZERO, day, origin);
        let found = match found {
            Ok(found) => found,
            Err(refusal) => {
                // A refusal has changed nothing.
                *self = before;
                return Err(refusal);
            }
        };
        if difference.is_positive() {
            let into = BinMove { from: None, to: Some(bin), ..out_of_bin(difference) };
            self.move_bin(into)?;
        }
        Ok(crate::Counted { expected: held, difference, unpromised: found.unpromised })
    }

    pub(crate) fn assert_bins(&self) {
        let mut moved: BTreeMap<(BalanceKey, Option<&str>, Bin), Quantity> = BTreeMap::new();
        for it in &self.bin_moves {
            for (bin, by) in [(it.from, Quantity::ZERO.minus(it.quantity)), (it.to, it.quantity)] {
                let Some(bin) = bin else { continue };
                let sum = moved.entry((it.key, it.lot.as_deref(), bin)).or_default();
                *sum = sum.plus(by);
            }
        }
        for (key, bins) in &self.bins {
            for ((lot, bin), it) in &bins.contents {
                let by = moved.get(&(*key, lot.as_deref(), *bin)).copied().unwrap_or_default();
                assert!(it.now == it.before.plus(by), "B2: bin {bin} of {key} has {it:?}, its moves {by}");
                assert!(!self.to_place(*key, lot.as_deref()).is_negative(), "B1: lot {lot:?} of {key}");
            }
            let balance = self.balance(*key);
            assert!(balance.binned == bins.all(), "B1: {key} has {balance:?}, its bins {}", bins.all());
        }
        for (key, it) in &self.balances {
            assert!(
                it.now.binned <= it.now.on_hand && !it.now.binned.is_negative(),
                "B1: {key} {:?}",
                it.now
            );
        }
    }
}
