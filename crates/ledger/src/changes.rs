//! What one decision changed: all that its caller must write.

use crate::loaded::Loaded;
use crate::{
    Balance, BalanceKey, Bin, BinMove, ChannelRule, ChannelStock, Claim, Hold, Ledger, Lot, LotBalance, Move,
    Stock,
};
use values::{ChannelId, ClaimId, Instant, ItemId, Money, Quantity};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimChange {
    Opened(Claim),
    Changed(Claim),
    /// Shipped whole or cancelled: nothing is open any more.
    Closed(ClaimId),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoldChange {
    Opened(Hold),
    /// Keeps back less than it did.
    Changed(Hold),
    Released(i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelChange {
    /// A rule, new or changed, and what its channel is promised.
    Ruled(BalanceKey, ChannelId, ChannelRule, Quantity),
    Unruled(BalanceKey, ChannelId),
}

/// Only what differs from what was loaded, each list in the order of its key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// When all of it was decided.
    pub at: Instant,
    /// Key, as loaded, as it is now.
    pub balances: Vec<(BalanceKey, Balance, Balance)>,
    pub lots: Vec<(BalanceKey, Lot, LotBalance)>,
    pub stocks: Vec<(ItemId, Stock)>,
    /// To append, in the order in which they were made.
    pub moves: Vec<Move>,
    pub claims: Vec<ClaimChange>,
    pub holds: Vec<HoldChange>,
    /// Of channels with a rule only.
    pub channels: Vec<ChannelChange>,
    /// What bins hold now; nothing is zero.
    pub bins: Vec<(BalanceKey, Option<Lot>, Bin, Quantity)>,
    /// To append, in the order in which they were made.
    pub bin_moves: Vec<BinMove>,
    /// What places are worth now, where the company values by warehouse.
    pub worths: Vec<(BalanceKey, Money)>,
}

impl Ledger {
    /// What to write. Every difference is recomputed from the moves, claims and holds first, so
    /// that a mistake in this crate stops here and not in the books.
    pub fn changes(&self) -> Changes {
        self.assert_accounted_for();
        let balances = self.balances.iter().filter(|(_, it)| it.is_changed());
        let lots =
            self.lots.iter().flat_map(|(key, lots)| lots.by_code.iter().map(|(lot, it)| (*key, lot, it)));
        let bins = self.bins.iter().flat_map(|(key, bins)| {
            bins.contents.iter().map(|((lot, bin), it)| (*key, lot.clone(), *bin, it))
        });
        let worths = self.worths.iter().filter(|(_, it)| it.is_changed());
        let stocks = self.stocks.iter().filter(|(_, it)| it.is_changed());
        Changes {
            at: self.now,
            balances: balances.map(|(key, it)| (*key, it.before, it.now)).collect(),
            lots: lots
                .filter(|(_, _, it)| it.is_changed())
                .map(|(key, lot, it)| (key, lot.clone(), it.now))
                .collect(),
            stocks: stocks.map(|(item, it)| (*item, it.now)).collect(),
            moves: self.moves.clone(),
            claims: self.claims.iter().filter_map(|(id, it)| claim_change(*id, it)).collect(),
            holds: self.holds.iter().filter_map(|(id, it)| hold_change(*id, it)).collect(),
            channels: self.channels.iter().filter_map(|(at, it)| channel_change(*at, it)).collect(),
            bins: bins
                .filter(|(.., it)| it.is_changed())
                .map(|(key, lot, bin, it)| (key, lot, bin, it.now))
                .collect(),
            bin_moves: self.bin_moves.clone(),
            worths: worths.map(|(key, it)| (*key, it.now)).collect(),
        }
    }
}

fn claim_change(id: ClaimId, it: &Loaded<Option<Claim>>) -> Option<ClaimChange> {
    match (&it.before, &it.now) {
        (before, now) if before == now => None,
        (None, Some(now)) => Some(ClaimChange::Opened(now.clone())),
        (_, Some(now)) => Some(ClaimChange::Changed(now.clone())),
        (_, None) => Some(ClaimChange::Closed(id)),
    }
}

fn hold_change(id: i64, it: &Loaded<Option<Hold>>) -> Option<HoldChange> {
    match (&it.before, &it.now) {
        (before, now) if before == now => None,
        (None, Some(now)) => Some(HoldChange::Opened(now.clone())),
        (_, Some(now)) => Some(HoldChange::Changed(now.clone())),
        (_, None) => Some(HoldChange::Released(id)),
    }
}

fn channel_change(
    (key, channel): (BalanceKey, ChannelId),
    it: &Loaded<ChannelStock>,
) -> Option<ChannelChange> {
    match (it.before.rule, it.now.rule) {
        _ if it.before == it.now => None,
        (_, Some(rule)) => Some(ChannelChange::Ruled(key, channel, rule, it.now.reserved)),
        (Some(_), None) => Some(ChannelChange::Unruled(key, channel)),
        (None, None) => None,
    }
}
