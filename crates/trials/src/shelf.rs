//! What the clerk's books say of an item at a place, and of all of it.

use crate::step::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) wanted: i64,
    pub(crate) reserved: i64,
    pub(crate) channel: Option<u8>,
    pub(crate) since: i64,
    /// Who is served first: customer, day.
    pub(crate) rank: (u8, i64),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shelf {
    pub(crate) on_hand: i64,
    pub(crate) held: i64,
    /// Of channels, and the paper that says so.
    pub(crate) rules: BTreeMap<u8, (Rule, Nth)>,
    pub(crate) claims: BTreeMap<(Nth, u32), Claim>,
    /// What lies in each bin; nothing is zero.
    pub(crate) bins: BTreeMap<Bin, i64>,
}

impl Shelf {
    pub(crate) fn reserved(&self) -> i64 {
        self.claims.values().map(|it| it.reserved).sum()
    }

    pub(crate) fn available(&self) -> i64 {
        self.on_hand - self.reserved() - self.held
    }

    /// What this channel may still be promised.
    pub(crate) fn available_to(&self, channel: Option<u8>) -> i64 {
        let promised = |to: u8| -> i64 {
            self.claims.values().filter(|it| it.channel == Some(to)).map(|it| it.reserved).sum()
        };
        let mut left = self.available();
        let mut most = i64::MAX;
        for (other, (rule, _)) in &self.rules {
            if channel == Some(*other) {
                left -= rule.buffer;
                if let Some(share) = rule.share {
                    most = (self.on_hand - self.held) * share / 100 - promised(*other);
                }
            } else {
                left -= (rule.protected - promised(*other)).max(0);
            }
        }
        left.min(most).max(0)
    }

    pub(crate) fn promise(&mut self, id: (Nth, u32)) {
        let Some(claim) = self.claims.get(&id) else { return };
        let more = (claim.wanted - claim.reserved).min(self.available_to(claim.channel));
        self.claims.get_mut(&id).expect("it is there").reserved += more;
    }

    /// Everybody who waits, in order.
    pub(crate) fn serve(&mut self) {
        let mut waiting: Vec<_> = self.claims.iter().map(|(id, it)| (it.rank, it.since, *id)).collect();
        waiting.sort_unstable();
        waiting.into_iter().for_each(|(_, _, id)| self.promise(id));
    }
}

/// All of an item that is ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stock {
    pub(crate) on_hand: i64,
    /// In raw money.
    pub(crate) value: i64,
    /// What each place is worth, where each has an average of its own.
    pub(crate) worths: BTreeMap<Place, i64>,
    /// When, where from, where to, how much; `None` is not ours.
    pub(crate) moves: Vec<(i64, Option<Place>, Option<Place>, i64)>,
}

impl Stock {
    pub(crate) fn moves(&self) -> usize {
        self.moves.len()
    }

    /// At the average cost of all of it, half a cent up.
    pub(crate) fn worth(&self, quantity: i64) -> i64 {
        if self.on_hand == 0 { 0 } else { share(self.value, quantity, self.on_hand) }
    }

    /// What came to a place, less what left it, after what was recorded last by `moment`.
    pub(crate) fn moved_since(&self, place: Place, moment: i64) -> i64 {
        let first = self.moves.iter().rposition(|it| it.0 <= moment).map_or(0, |it| it + 1);
        let net = |it: &(i64, Option<Place>, Option<Place>, i64)| {
            let to = if it.2 == Some(place) { it.3 } else { 0 };
            to - if it.1 == Some(place) { it.3 } else { 0 }
        };
        self.moves[first..].iter().map(net).sum()
    }
}

pub(crate) fn new_claim(order: &Order, wanted: i64, since: i64) -> Claim {
    let rank = (order.customer.min(1), order.due.unwrap_or(i64::MAX));
    Claim { wanted, reserved: 0, channel: order.channel, since, rank }
}

/// `value × part ÷ whole`, half a raw unit up.
pub(crate) fn share(value: i64, part: i64, whole: i64) -> i64 {
    let (value, whole) = (i128::from(value), i128::from(whole));
    let share = (2 * value * i128::from(part) + whole) / (2 * whole);
    i64::try_from(share).expect("a part of an i64")
}
