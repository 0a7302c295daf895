//! Allocation (分配): who of the waiting is promised what when there is not enough for all.
//!
//! The order of the waiting is the caller's; what is here keeps promises within what there is and
//! what each channel may have.

use crate::{BalanceKey, Ledger};
use values::{ClaimId, Quantity};

/// A promise that an allocation changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reallocated {
    pub claim: ClaimId,
    pub before: Quantity,
    pub after: Quantity,
}

impl Ledger {
    /// Balances of which more can be promised now than when they were loaded: claims that wait
    /// there should be served.
    pub fn gained(&self) -> Vec<BalanceKey> {
        let gained = self.balances.iter().filter(|(key, it)| {
            let (before, now) = (it.before, it.now);
            let grew = now.available() > before.available();
            key.is_storage() && now.available().is_positive() && (grew || self.is_channel_changed(**key))
        });
        gained.map(|(key, _)| *key).collect()
    }

    /// Every claim that was open and still is, and whose promise is not what it was.
    pub fn promises_moved(&self) -> impl Iterator<Item = (BalanceKey, Reallocated)> {
        self.claims.iter().filter_map(|(id, it)| {
            let (before, now) = (it.before.as_ref()?, it.now.as_ref()?);
            let moved = Reallocated { claim: *id, before: before.reserved, after: now.reserved };
            (moved.before != moved.after).then_some((now.key, moved))
        })
    }

    /// Promises to each in turn what is available to it. Returns those who got something.
    pub fn serve(&mut self, order: &[ClaimId]) -> Vec<Reallocated> {
        let each = order.iter().filter_map(|&claim| self.give(claim, None));
        each.collect()
    }

    /// Divides what is available in proportion to what each is short of: whole units where all want
    /// whole units, the largest remainders first and then in the order given. What a channel may
    /// not have goes to the others in that order.
    pub fn serve_fairly(&mut self, key: BalanceKey, order: &[ClaimId]) -> Vec<Reallocated> {
        let before: Vec<Quantity> = order.iter().map(|it| self.reserved_of(*it)).collect();
        let shorts: Vec<i64> = order.iter().map(|it| self.short_of(*it).raw()).collect();
        for (claim, target) in order.iter().zip(fair_parts(self.balance(key).available().raw(), &shorts)) {
            self.give(*claim, Some(Quantity::from_raw(target)));
        }
        self.serve(order);
        let changed = order.iter().zip(before).map(|(&claim, before)| Reallocated {
            claim,
            before,
            after: self.reserved_of(claim),
        });
        changed.filter(|it| it.before != it.after).collect()
    }

    /// Takes back every promise at `key` and gives anew in this order. All open claims of the
    /// balance must have been loaded and be in `order`. Returns every promise that differs.
    pub fn reallocate(&mut self, key: BalanceKey, order: &[ClaimId], fairly: bool) -> Vec<Reallocated> {
        let before: Vec<(ClaimId, Quantity)> = order.iter().map(|it| (*it, self.reserved_of(*it))).collect();
        let promised = before.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.1));
        assert!(promised == self.balance(key).reserved, "the claims of {key} were not all loaded");
        for &(claim, reserved) in &before {
            self.unreserve(claim, key, reserved);
        }
        if fairly {
            self.serve_fairly(key, order);
        } else {
            self.serve(order);
        }
        let now = before.into_iter().map(|(claim, before)| Reallocated {
            claim,
            before,
            after: self.reserved_of(claim),
        });
        now.filter(|it| it.before != it.after).collect()
    }

    /// A claim that is not open any more gets nothing.
    fn give(&mut self, id: ClaimId, most: Option<Quantity>) -> Option<Reallocated> {
        let before = self.claim(id)?.reserved;
        let after = self.promise_at_most(id, most).promised;
        (after != before).then_some(Reallocated { claim: id, before, after })
    }

    fn reserved_of(&self, id: ClaimId) -> Quantity {
        self.claim(id).map_or(Quantity::ZERO, |it| it.reserved)
    }

    fn short_of(&self, id: ClaimId) -> Quantity {
        self.claim(id).map_or(Quantity::ZERO, crate::Claim::short)
    }
}

/// Parts of `available` in proportion to `shorts`, none above its own, in raw amounts.
fn fair_parts(available: i64, shorts: &[i64]) -> Vec<i64> {
    let total: i128 = shorts.iter().map(|it| i128::from(*it)).sum();
    if total <= i128::from(available) {
        return shorts.to_vec();
    }
    let whole = shorts.iter().all(|it| it % Quantity::ONE_RAW == 0);
    let unit = if whole { Quantity::ONE_RAW } else { 1 };
    let units = i128::from(available / unit);
    let exact = |short: &i64| i128::from(short / unit) * units;
    let total = total / i128::from(unit);
    let mut parts: Vec<i128> = shorts.iter().map(|it| exact(it) / total).collect();
    let left = units - parts.iter().sum::<i128>();
    let mut by_remainder: Vec<usize> = (0..shorts.len()).collect();
    by_remainder.sort_by_key(|&at| std::cmp::Reverse(exact(&shorts[at]) % total));
    // Fewer are left than there are remainders, and whoever has one is below what it wants.
    let takers = by_remainder.into_iter().take(usize::try_from(left).expect("less than one each"));
    takers.for_each(|at| parts[at] += 1);
    parts.into_iter().map(|it| i64::try_from(it).expect("a part of an i64") * unit).collect()
}
