//! How much stock exists, where, what it cost, and to whom it is promised.
//!
//! A caller loads into a [`Ledger`] what one decision may touch, asks for changes, and writes what
//! [`Ledger::changes`] returns. Each command checks everything, then changes everything; a
//! [`Refusal`] has changed nothing.
//!
//! **Invariant:** knows nothing of orders, documents, SQL or HTTP, and reads no clock.
//! **Invariant:** what was not loaded is unknown. To touch it is a bug of the caller, and panics.
//!
//! - S1 `on_hand ≥ 0`.
//! - S2 `0 ≤ reserved + held ≤ on_hand`.
//! - S3 balances are the sum of their moves, `reserved` of its claims, `held` of its holds; what a
//!   channel is promised is the sum of its claims.
//! - S4 moves are double entry between places, and append-only.
//! - S5 each move carries the hash of the item's move before it.
//! - S6 a claim is promised at most what it wants; a repeat changes nothing.
//! - S7 the value of an item is the sum of its valued moves; nothing on hand is worth nothing. A move of
//!   value without quantity comes from outside. Where a company values by warehouse, so is the value of an
//!   item in each place, and the places add up to the item.
//! - S8 a late entry is one more move; nothing is recomputed.

mod allocation;
mod audit;
mod balance;
mod bins;
mod changes;
mod channel;
mod charge;
mod claim;
mod cost;
mod count;
mod hold;
mod layers;
mod loaded;
mod lot;
mod moves;
mod place;
mod promisable;
mod refusal;
#[cfg(test)]
mod tests;

use crate::bins::Bins;
use crate::loaded::Loaded;
use crate::lot::Lots;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use values::{ChannelId, ClaimId, Day, Instant, ItemId, Money, UnitPrice};

pub use crate::allocation::Reallocated;
pub use crate::balance::{Balance, BalanceKey};
pub use crate::bins::{Bin, BinMove};
pub use crate::changes::{Changes, ChannelChange, ClaimChange, HoldChange};
pub use crate::channel::{ChannelRule, ChannelStock, available_to};
pub use crate::charge::Charge;
pub use crate::claim::{Claim, Promise};
pub use crate::cost::Stock;
pub use crate::count::Counted;
pub use crate::hold::Hold;
pub use crate::layers::{Layers, Lying};
pub use crate::lot::{Lot, LotBalance, Tracking};
pub use crate::moves::{Move, MoveOrder, Origin};
pub use crate::place::Place;
pub use crate::promisable::{Coming, Promisable};
pub use crate::refusal::{Refusal, ShortLine};

/// What one decision may touch: loaded by the caller, changed only here, then written by the caller.
#[derive(Clone, Debug)]
pub struct Ledger {
    now: Instant,
    today: Day,
    balances: BTreeMap<BalanceKey, Loaded<Balance>>,
    lots: BTreeMap<BalanceKey, Lots>,
    stocks: BTreeMap<ItemId, Loaded<Stock>>,
    trackings: BTreeMap<ItemId, Tracking>,
    claims: BTreeMap<ClaimId, Loaded<Option<Claim>>>,
    holds: BTreeMap<i64, Loaded<Option<Hold>>>,
    channels: BTreeMap<(BalanceKey, ChannelId), Loaded<ChannelStock>>,
    bins: BTreeMap<BalanceKey, Bins>,
    /// What each place of an item is worth, where the company values by warehouse.
    worths: BTreeMap<BalanceKey, Loaded<Money>>,
    moves: Vec<Move>,
    bin_moves: Vec<BinMove>,
}

impl Ledger {
    /// `now` is when moves are recorded; `today` is the business day, after which none may lie.
    pub fn new(now: Instant, today: Day) -> Ledger {
        Ledger {
            now,
            today,
            balances: BTreeMap::new(),
            lots: BTreeMap::new(),
            stocks: BTreeMap::new(),
            trackings: BTreeMap::new(),
            claims: BTreeMap::new(),
            holds: BTreeMap::new(),
            channels: BTreeMap::new(),
            bins: BTreeMap::new(),
            worths: BTreeMap::new(),
            moves: Vec::new(),
            bin_moves: Vec::new(),
        }
    }

    /// A balance that does not exist yet is loaded as zero. Both places of a move are loaded, and
    /// [`Place::Transit`] and [`Place::Loan`] are among them; see [`Place::key`].
    pub fn load_balance(&mut self, key: BalanceKey, balance: Balance) {
        balance.assert_sound(key);
        load(&mut self.balances, key, balance);
    }

    /// One lot. A lot that is about to come in for the first time is loaded as zero, with its
    /// expiry; [`Ledger::load_lots`] saves this. A serial number that comes in is loaded wherever
    /// it is on hand, so that it is not there twice.
    pub fn load_lot(&mut self, key: BalanceKey, lot: Lot, balance: LotBalance) {
        load(&mut self.lots.entry(key).or_default().by_code, lot, balance);
    }

    /// All lots of `key` that have stock: any other counts as zero. Whoever moves stock out without
    /// naming a lot, or counts it, loads them, whether the item is tracked or not: only then is it
    /// known how much is in no lot.
    pub fn load_lots(&mut self, key: BalanceKey, lots: impl IntoIterator<Item = (Lot, LotBalance)>) {
        for (lot, balance) in lots {
            self.load_lot(key, lot, balance);
        }
        self.lots.entry(key).or_default().complete = true;
    }

    /// The item's total, cost and chain; an item that never moved has the default.
    pub fn load_stock(&mut self, item: ItemId, stock: Stock, tracking: Tracking) {
        stock.assert_sound(item);
        load(&mut self.stocks, item, stock);
        self.trackings.insert(item, tracking);
    }

    /// What the item is worth in one place, where its stock is valued by place; zero where nothing is.
    /// Every balance that its moves touch has one.
    pub fn load_worth(&mut self, key: BalanceKey, worth: Money) {
        load(&mut self.worths, key, worth);
    }

    /// An open claim.
    pub fn load_claim(&mut self, claim: Claim) {
        load(&mut self.claims, claim.id, Some(claim));
    }

    /// An open hold. Where lots are moved or stock is counted, all holds of the balance are loaded.
    pub fn load_hold(&mut self, hold: Hold) {
        load(&mut self.holds, hold.id, Some(hold));
    }

    pub fn balance(&self, key: BalanceKey) -> Balance {
        self.balances.get(&key).unwrap_or_else(|| panic!("the balance of {key} was never loaded")).now
    }

    pub fn stock(&self, item: ItemId) -> &Stock {
        &self.stocks.get(&item).unwrap_or_else(|| panic!("the stock of item {item} was never loaded")).now
    }

    pub fn tracking(&self, item: ItemId) -> Tracking {
        *self.trackings.get(&item).unwrap_or_else(|| panic!("the stock of item {item} was never loaded"))
    }

    /// `None` when there is no stock to average.
    pub fn average_cost(&self, item: ItemId) -> Option<UnitPrice> {
        self.stock(item).average_cost()
    }

    /// `None` when it is not open, or was not loaded.
    pub fn claim(&self, id: ClaimId) -> Option<&Claim> {
        self.claims.get(&id).and_then(|it| it.now.as_ref())
    }

    fn balance_mut(&mut self, key: BalanceKey) -> &mut Balance {
        let loaded = self.balances.get_mut(&key);
        &mut loaded.unwrap_or_else(|| panic!("the balance of {key} was never loaded")).now
    }

    fn stock_mut(&mut self, item: ItemId) -> &mut Stock {
        let loaded = self.stocks.get_mut(&item);
        &mut loaded.unwrap_or_else(|| panic!("the stock of item {item} was never loaded")).now
    }
}

fn load<K: Ord, V: Clone + PartialEq + std::fmt::Debug>(map: &mut BTreeMap<K, Loaded<V>>, key: K, value: V) {
    match map.entry(key) {
        Entry::Vacant(slot) => {
            slot.insert(Loaded::new(value));
        }
        Entry::Occupied(slot) => slot.get().assert_same(&value),
    }
}
