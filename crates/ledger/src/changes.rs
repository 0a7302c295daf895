//! What one decision changed: all that its caller must write.

use crate::loaded::Loaded;
use crate::{Balance, BalanceKey, Claim, Hold, Ledger, Lot, LotBalance, Move, Stock};
use values::{ClaimId, ItemId};

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
    Released(i64),
}

/// Only what differs from what was loaded, each list in the order of its key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Key, as loaded, as it is now.
    pub balances: Vec<(BalanceKey, Balance, Balance)>,
    pub lots: Vec<(BalanceKey, Lot, LotBalance)>,
    pub stocks: Vec<(ItemId, Stock)>,
    /// To append, in the order in which they were made.
    pub moves: Vec<Move>,
    pub claims: Vec<ClaimChange>,
    pub holds: Vec<HoldChange>,
}

impl Ledger {
    /// What to write. Every difference is recomputed from the moves, claims and holds first, so
    /// that a mistake in this crate stops here and not in the books.
    pub fn changes(&self) -> Changes {
        self.assert_accounted_for();
        let balances = self.balances.iter().filter(|(_, it)| it.is_changed());
        let lots =
            self.lots.iter().flat_map(|(key, lots)| lots.by_code.iter().map(|(lot, it)| (*key, lot, it)));
        let stocks = self.stocks.iter().filter(|(_, it)| it.is_changed());
        Changes {
            balances: balances.map(|(key, it)| (*key, it.before, it.now)).collect(),
            lots: lots
                .filter(|(_, _, it)| it.is_changed())
                .map(|(key, lot, it)| (key, lot.clone(), it.now))
                .collect(),
            stocks: stocks.map(|(item, it)| (*item, it.now)).collect(),
            moves: self.moves.clone(),
            claims: self.claims.iter().filter_map(|(id, it)| claim_change(*id, it)).collect(),
            holds: self.holds.iter().filter_map(|(id, it)| hold_change(*id, it)).collect(),
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
        (_, Some(now)) => Some(HoldChange::Opened(now.clone())),
        (_, None) => Some(HoldChange::Released(id)),
    }
}
