//! Counting: a fact with a moment. Nobody freezes; what moved after the moment applies on top.

use crate::{BalanceKey, Ledger, Lot, MoveOrder, Origin, Place, Refusal};
use values::{ClaimId, Day, Quantity};

/// What a count found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What the books said was there at the moment of counting.
    pub expected: Quantity,
    /// Counted less expected; it was added to what is on hand now.
    pub difference: Quantity,
    /// The promises that no longer fitted, youngest first, and how much of each was taken back.
    pub unpromised: Vec<(ClaimId, Quantity)>,
}

impl Ledger {
    /// Records that `counted` was there: of `lot`, or in all when none is named. `moved_since` is
    /// what moved in less what moved out, of the same, between the moment of counting and now. What
    /// is missing leaves to, and what was found comes from, [`Place::Adjustment`] at average cost.
    /// A total that differs where stock is in lots is refused: count the lots.
    ///
    /// Physical truth wins over promises: the youngest are taken back until the rest fits. It does
    /// not win over holds, which somebody placed on stock that they saw: those refuse.
    ///
    /// All claims and holds of the balance must have been loaded.
    pub fn count(
        &mut self,
        key: BalanceKey,
        lot: Option<Lot>,
        counted: Quantity,
        moved_since: Quantity,
        day: Day,
        origin: Origin,
    ) -> Result<Counted, Refusal> {
        assert!(key.is_storage(), "a warehouse is counted, not {key}");
        if counted.is_negative() {
            return Err(Refusal::CountNegative { key, counted });
        }
        if counted.is_positive() {
            self.check_serial(key.item, lot.as_ref(), counted)?;
        }
        let now = match &lot {
            Some(lot) => self.lot(key, lot).on_hand,
            None => self.balance(key).on_hand,
        };
        let expected = now.minus(moved_since);
        assert!(!expected.is_negative(), "{moved_since} moved since, of {now} of {key} now");
        let difference = counted.checked_sub(expected).expect("neither is negative");
        let unpromised = if difference.is_negative() {
            let missing = Quantity::ZERO.minus(difference);
            self.check_missing(key, lot.as_ref(), missing, now)?
        } else {
            Vec::new()
        };
        if difference.is_zero() {
            return Ok(Counted { expected, difference, unpromised });
        }

        let item = key.item;
        if difference.is_positive() {
            let (from, to) = (Place::Adjustment, key.place());
            self.receive_at_average_cost(MoveOrder {
                item,
                from,
                to,
                lot,
                quantity: difference,
                day,
                origin,
            })?;
        } else {
            let (from, to, quantity) = (key.place(), Place::Adjustment, Quantity::ZERO.minus(difference));
            let order = MoveOrder { item, from, to, lot, quantity, day, origin };
            self.check_order(&order)?;
            self.check_lots(&order)?;

            // After this point the count must succeed.
            for &(claim, less) in &unpromised {
                self.unreserve(claim, key, less);
            }
            self.append_at_average_cost(order);
        }
        Ok(Counted { expected, difference, unpromised })
    }

    /// Whether `missing` can go, and which promises go with it.
    fn check_missing(
        &self,
        key: BalanceKey,
        lot: Option<&Lot>,
        missing: Quantity,
        now: Quantity,
    ) -> Result<Vec<(ClaimId, Quantity)>, Refusal> {
        let left_of_counted = now.minus(missing);
        if left_of_counted.is_negative() {
            return Err(Refusal::CountBelowMoves { key, on_hand: now, missing });
        }
        if let Some(lot) = lot {
            let held = self.held_of_lot(key, lot);
            if left_of_counted < held {
                return Err(Refusal::HoldsDoNotFit { key, held, left: left_of_counted });
            }
        }
        let balance = self.balance(key);
        let left = balance.on_hand.minus(missing);
        if left < balance.held {
            return Err(Refusal::HoldsDoNotFit { key, held: balance.held, left });
        }
        let too_much = balance.reserved.plus(balance.held).minus(left);
        Ok(self.youngest_promises(key, too_much))
    }

    /// Promises of `key`, the youngest first, that add up to `quantity`.
    fn youngest_promises(&self, key: BalanceKey, quantity: Quantity) -> Vec<(ClaimId, Quantity)> {
        let mut claims: Vec<_> = self.claims_on(key).filter(|it| it.reserved.is_positive()).collect();
        let promised = claims.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.reserved));
        assert!(promised == self.balance(key).reserved, "the claims of {key} were not all loaded");
        claims.sort_by_key(|it| std::cmp::Reverse((it.since, it.id)));

        let mut left = quantity;
        let mut taken = Vec::new();
        for claim in claims {
            let take = left.min(claim.reserved);
            if take.is_positive() {
                taken.push((claim.id, take));
                left = left.minus(take);
            }
        }
        taken
    }
}
