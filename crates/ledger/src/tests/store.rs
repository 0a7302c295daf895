//! A database of maps. Every command gets a fresh ledger that knows only what it needs, and only
//! what the ledger says has changed is written back.

use crate::*;
use std::collections::{BTreeMap, BTreeSet};
use values::{ChannelId, ClaimId, Day, Instant, ItemId, Money, Quantity};

#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    pub(super) now: Instant,
    pub(super) today: Day,
    pub(super) trackings: BTreeMap<ItemId, Tracking>,
    pub(super) balances: BTreeMap<BalanceKey, Balance>,
    pub(super) lots: BTreeMap<(BalanceKey, Lot), LotBalance>,
    pub(super) stocks: BTreeMap<ItemId, Stock>,
    pub(super) claims: BTreeMap<ClaimId, Claim>,
    pub(super) holds: BTreeMap<i64, Hold>,
    /// Rules, and what their channels are promised.
    pub(super) channels: BTreeMap<(BalanceKey, ChannelId), (ChannelRule, Quantity)>,
    pub(super) moves: Vec<Move>,
    /// What bins hold, and how it came about. Bins are walked by their number.
    pub(super) bins: BTreeMap<(BalanceKey, Option<Lot>, Bin), Quantity>,
    pub(super) bin_moves: Vec<BinMove>,
    /// Whether every place has an average of its own, and what it is worth.
    pub(super) by_place: bool,
    pub(super) worths: BTreeMap<BalanceKey, Money>,
}

/// What one command may touch.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs {
    keys: BTreeSet<BalanceKey>,
    claims: BTreeSet<ClaimId>,
    holds: BTreeSet<i64>,
    /// The lot or serial number that comes in, wherever it is.
    lot: Option<Lot>,
    /// A count may take back any promise.
    every_claim: bool,
    /// The channel whose rule changes.
    channel: Option<ChannelId>,
}

impl Needs {
    pub(super) fn keys(keys: impl IntoIterator<Item = BalanceKey>) -> Needs {
        Needs { keys: keys.into_iter().collect(), ..Needs::default() }
    }
    pub(super) fn order(order: &MoveOrder) -> Needs {
        let keys = [order.from.key(order.item), order.to.key(order.item)].into_iter().flatten();
        Needs { lot: order.lot.clone(), ..Needs::keys(keys) }
    }
    pub(super) fn count(key: BalanceKey, lot: Option<Lot>) -> Needs {
        Needs { every_claim: true, lot, ..Needs::keys([key]) }
    }
    pub(super) fn every_claim(key: BalanceKey) -> Needs {
        Needs { every_claim: true, ..Needs::keys([key]) }
    }
    pub(super) fn rule(key: BalanceKey, channel: ChannelId) -> Needs {
        Needs { channel: Some(channel), ..Needs::keys([key]) }
    }
    pub(super) fn claims(mut self, claims: impl IntoIterator<Item = ClaimId>) -> Needs {
        self.claims.extend(claims);
        self
    }
    pub(super) fn hold(mut self, hold: i64) -> Needs {
        self.holds.insert(hold);
        self
    }
}

impl Store {
    pub(super) fn new(today: Day) -> Store {
        let now = Instant::from_micros(i64::from(today.number()) * 86_400_000_000);
        Store { today, now, ..Store::default() }
    }

    pub(super) fn load(&self, needs: &Needs) -> Ledger {
        let mut ledger = Ledger::new(self.now, self.today);
        let mut keys = needs.keys.clone();
        keys.extend(needs.claims.iter().filter_map(|it| self.claims.get(it)).map(|it| it.key));
        keys.extend(needs.holds.iter().filter_map(|it| self.holds.get(it)).map(|it| it.key));
        let items: BTreeSet<ItemId> = keys.iter().map(|it| it.item).collect();
        for &item in &items {
            let tracking = self.trackings.get(&item).copied().unwrap_or_default();
            let stock = self.stocks.get(&item).copied().unwrap_or_default();
            ledger.load_stock(item, Stock { by_place: self.by_place, ..stock }, tracking);
        }
        for &key in &keys {
            ledger.load_balance(key, self.balances.get(&key).copied().unwrap_or_default());
            if self.by_place {
                ledger.load_worth(key, self.worths.get(&key).copied().unwrap_or_default());
            }
            for ((_, lot, bin), quantity) in self.bins.iter().filter(|((of, ..), _)| *of == key) {
                ledger.load_bin(key, lot.clone(), *bin, bin.0, *quantity);
            }
        }
        let wanted_lot = |key: &BalanceKey, lot: &Lot| {
            keys.contains(key) || (items.contains(&key.item) && needs.lot.as_ref() == Some(lot))
        };
        for ((key, lot), it) in &self.lots {
            if wanted_lot(key, lot) && it.on_hand.is_positive() {
                ledger.load_lot(*key, lot.clone(), *it);
            }
        }
        for &key in &keys {
            ledger.load_lots(key, []);
        }
        for claim in self.claims.values() {
            if needs.claims.contains(&claim.id) || (needs.every_claim && keys.contains(&claim.key)) {
                ledger.load_claim(claim.clone());
            }
        }
        for ((key, channel), (rule, reserved)) in &self.channels {
            if keys.contains(key) {
                let stock = ChannelStock { rule: Some(*rule), reserved: *reserved };
                ledger.load_channel(*key, *channel, stock);
            }
        }
        for (key, channel) in keys.iter().filter_map(|key| Some((*key, needs.channel?))) {
            if !self.channels.contains_key(&(key, channel)) {
                let reserved = self.promised_to(key, channel);
                ledger.load_channel(key, channel, ChannelStock { rule: None, reserved });
            }
        }
        for hold in self.holds.values().filter(|it| keys.contains(&it.key)) {
            ledger.load_hold(hold.clone());
        }
        ledger
    }

    /// Loads, decides, writes. What was refused must have changed nothing.
    pub(super) fn decide<T>(
        &mut self,
        needs: &Needs,
        command: impl FnOnce(&mut Ledger) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let mut ledger = self.load(needs);
        let result = command(&mut ledger);
        let changes = ledger.changes();
        if result.is_err() {
            assert_eq!(
                changes,
                Changes { at: self.now, ..Changes::default() },
                "a refusal changed something"
            );
        }
        self.write(changes);
        result
    }

    /// Several commands that stand or fall together: a refusal drops the ledger, and with it what
    /// was done before.
    pub(super) fn decide_together<T>(
        &mut self,
        needs: &Needs,
        commands: impl FnOnce(&mut Ledger) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let mut ledger = self.load(needs);
        let done = commands(&mut ledger)?;
        self.write(ledger.changes());
        Ok(done)
    }

    fn write(&mut self, changes: Changes) {
        for (key, before, now) in changes.balances {
            let stored = self.balances.insert(key, now).unwrap_or_default();
            assert_eq!(stored, before, "{key} was changed in between");
        }
        for (key, lot, now) in changes.lots {
            let slot = self.lots.entry((key, lot)).or_default();
            *slot = LotBalance { expiry: now.expiry.or(slot.expiry), ..now };
        }
        self.stocks.extend(changes.stocks);
        self.moves.extend(changes.moves);
        self.worths.extend(changes.worths);
        self.bin_moves.extend(changes.bin_moves);
        for (key, lot, bin, quantity) in changes.bins {
            match quantity.is_zero() {
                true => drop(self.bins.remove(&(key, lot, bin))),
                false => drop(self.bins.insert((key, lot, bin), quantity)),
            }
        }
        for change in changes.claims {
            match change {
                ClaimChange::Opened(it) => {
                    assert_eq!(self.claims.insert(it.id, it), None, "it was open already");
                }
                ClaimChange::Changed(it) => {
                    assert!(self.claims.insert(it.id, it).is_some(), "it was not open");
                }
                ClaimChange::Closed(id) => assert!(self.claims.remove(&id).is_some(), "it was not open"),
            }
        }
        for change in changes.holds {
            match change {
                HoldChange::Opened(it) => assert_eq!(self.holds.insert(it.id, it), None),
                HoldChange::Changed(it) => assert!(self.holds.insert(it.id, it).is_some(), "it was not open"),
                HoldChange::Released(id) => assert!(self.holds.remove(&id).is_some()),
            }
        }
        for change in changes.channels {
            match change {
                ChannelChange::Ruled(key, channel, rule, reserved) => {
                    self.channels.insert((key, channel), (rule, reserved));
                }
                ChannelChange::Unruled(key, channel) => {
                    assert!(self.channels.remove(&(key, channel)).is_some());
                }
            }
        }
    }

    /// The sum of the claims of a channel at a balance.
    pub(super) fn promised_to(&self, key: BalanceKey, channel: ChannelId) -> Quantity {
        let own = self.claims.values().filter(|it| it.key == key && it.channel == Some(channel));
        own.fold(Quantity::ZERO, |sum, it| sum.plus(it.reserved))
    }

    pub(super) fn balance(&self, key: BalanceKey) -> Balance {
        self.balances.get(&key).copied().unwrap_or_default()
    }

    /// What moved in less what moved out of `key` since the `first` moves.
    pub(super) fn moved_since(&self, first: usize, key: BalanceKey, lot: Option<&str>) -> Quantity {
        let of_lot = |it: &&Move| it.item == key.item && (lot.is_none() || it.lot.as_deref() == lot);
        self.moves[first..].iter().filter(of_lot).fold(Quantity::ZERO, |sum, it| {
            let sum = if it.to == key.place() { sum.plus(it.quantity) } else { sum };
            if it.from == key.place() { sum.minus(it.quantity) } else { sum }
        })
    }
}
