//! Claims (需求方): what one line of one order still wants, and how much of it is promised (占用).

use crate::loaded::Loaded;
use crate::{BalanceKey, Ledger, Lot, MoveOrder, Origin, Place, Refusal, ShortLine};
use std::collections::BTreeMap;
use values::{ChannelId, ClaimId, Day, DocumentId, Instant, Money, Quantity};

/// **Invariant:** 0 ≤ `reserved` ≤ `wanted` (S6), and `wanted` is positive while it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub id: ClaimId,
    pub key: BalanceKey,
    /// Still open: ordered less shipped.
    pub wanted: Quantity,
    /// Promised of what is wanted.
    pub reserved: Quantity,
    /// When it was opened; the youngest promises are the first that a count takes back.
    pub since: Instant,
    /// Through which it was sold, where that matters; see [`Ledger::available_to`].
    pub channel: Option<ChannelId>,
}

impl Claim {
    /// 缺口: wanted and not promised.
    pub fn short(&self) -> Quantity {
        self.wanted.minus(self.reserved)
    }
}

/// What a claim is promised in all, and what it is still short of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    pub promised: Quantity,
    pub short: Quantity,
}

impl Ledger {
    /// Opens a claim with nothing promised yet. The same claim again changes nothing.
    pub fn open_claim(
        &mut self,
        id: ClaimId,
        key: BalanceKey,
        channel: Option<ChannelId>,
        wanted: Quantity,
    ) -> Result<(), Refusal> {
        assert!(key.is_storage(), "claims are on warehouses, not on {key}");
        self.balance(key);
        self.check_quantity(key.item, wanted)?;
        match self.claim(id) {
            Some(open) if (open.key, open.channel, open.wanted) == (key, channel, wanted) => return Ok(()),
            Some(open) => return Err(Refusal::ClaimExists { claim: id, wanted: open.wanted }),
            None => {}
        }

        // After this point the claim must open.
        let claim = Claim { id, key, wanted, reserved: Quantity::ZERO, since: self.now, channel };
        let slot = self.claims.entry(id).or_insert(Loaded { before: None, now: None });
        slot.now = Some(claim);
        Ok(())
    }

    /// Promises as much as is available to its channel of what the claim still wants. A repeat promises only what
    /// has become available since, never more than is wanted.
    pub fn promise(&mut self, id: ClaimId) -> Promise {
        self.promise_at_most(id, None)
    }

    /// [`Ledger::promise`], but not more than `most` more.
    pub(crate) fn promise_at_most(&mut self, id: ClaimId, most: Option<Quantity>) -> Promise {
        let claim = self.claim(id).unwrap_or_else(|| panic!("claim {id} was never loaded or opened"));
        let (key, short) = (claim.key, claim.short());
        let more = most.map_or(short, |most| short.min(most)).min(self.available_to(key, claim.channel));
        if more.is_positive() {
            self.reserve(id, key, more);
        }
        let claim = self.claim(id).expect("it was there above");
        Promise { promised: claim.reserved, short: claim.short() }
    }

    /// Whether all of these lines of one channel can be promised whole, together: lines on the same stock compete
    /// in their order, and what a claim is promised already counts for it. Names every short line,
    /// with what is available to it.
    pub fn require_whole(
        &self,
        channel: Option<ChannelId>,
        wants: &[(ClaimId, BalanceKey, Quantity)],
    ) -> Result<(), Refusal> {
        let mut left: BTreeMap<BalanceKey, Quantity> = BTreeMap::new();
        let mut lines = Vec::new();
        for &(id, key, wanted) in wants {
            let own = self.claim(id).filter(|it| it.key == key).map_or(Quantity::ZERO, |it| it.reserved);
            let left = left.entry(key).or_insert_with(|| self.available_to(key, channel));
            let available = own.plus(*left);
            if available < wanted {
                lines.push(ShortLine { claim: Some(id), key, wanted, available });
            }
            let taken = wanted.min(available).minus(own).max(Quantity::ZERO);
            *left = left.minus(taken);
        }
        if lines.is_empty() { Ok(()) } else { Err(Refusal::InsufficientStock { lines }) }
    }

    /// Ships part or all of what a claim wants: what was promised to it first, then free stock.
    /// A claim that wants nothing more is closed. Returns the value of what left, at average cost.
    pub fn ship(
        &mut self,
        id: ClaimId,
        quantity: Quantity,
        lot: Option<Lot>,
        day: Day,
        origin: Origin,
    ) -> Result<Money, Refusal> {
        let claim = self.claim(id).ok_or(Refusal::NoSuchClaim(id))?;
        let (key, channel, wanted, reserved) = (claim.key, claim.channel, claim.wanted, claim.reserved);
        let order =
            MoveOrder { item: key.item, from: key.place(), to: Place::Customer, lot, quantity, day, origin };
        self.check_order(&order)?;
        if wanted < quantity {
            return Err(Refusal::MoreThanWanted { claim: id, quantity, left: wanted });
        }
        let available = reserved.plus(self.available_to(key, channel));
        if available < quantity {
            return Err(Refusal::short(Some(id), key, quantity, available));
        }
        self.check_lots(&order)?;

        // After this point the shipment must succeed.
        self.unreserve(id, key, quantity.min(reserved));
        let value = self.append_at_average_cost(order);
        let claim = self.claim_mut(id);
        claim.wanted = claim.wanted.minus(quantity);
        if claim.wanted.is_zero() {
            self.close(id);
        }
        Ok(value)
    }

    /// A line wants something else than before: opens, changes or closes its claim. What is promised
    /// too much is given back; a claim on other stock or of another channel starts there with nothing
    /// promised. Promises nothing more.
    pub fn change_claim(
        &mut self,
        id: ClaimId,
        key: BalanceKey,
        channel: Option<ChannelId>,
        wanted: Quantity,
    ) -> Result<(), Refusal> {
        if wanted.is_zero() {
            self.cancel_claim(id);
            return Ok(());
        }
        let Some(claim) = self.claim(id) else {
            return self.open_claim(id, key, channel, wanted);
        };
        assert!(key.is_storage(), "claims are on warehouses, not on {key}");
        self.balance(key);
        self.check_quantity(key.item, wanted)?;

        // After this point the claim must change.
        let (old, reserved) = (claim.key, claim.reserved);
        let stays = claim.key == key && claim.channel == channel;
        let kept = if stays { reserved.min(wanted) } else { Quantity::ZERO };
        self.unreserve(id, old, reserved.minus(kept));
        let claim = self.claim_mut(id);
        (claim.key, claim.channel, claim.wanted) = (key, channel, wanted);
        Ok(())
    }

    /// Closes a claim and gives back its promise: how much becomes available. A claim that is not
    /// open gives back nothing, so that a repeat changes nothing.
    pub fn cancel_claim(&mut self, id: ClaimId) -> Quantity {
        let Some(claim) = self.claim(id) else {
            return Quantity::ZERO;
        };
        let (key, released) = (claim.key, claim.reserved);
        self.unreserve(id, key, released);
        self.close(id);
        released
    }

    /// The open claims of one document, by line.
    pub fn claims_of(&self, document: DocumentId) -> impl Iterator<Item = &Claim> {
        let lines = ClaimId { document, line: 0 }..=ClaimId { document, line: u32::MAX };
        self.claims.range(lines).filter_map(|(_, it)| it.now.as_ref())
    }

    pub(crate) fn claims_on(&self, key: BalanceKey) -> impl Iterator<Item = &Claim> {
        self.claims.values().filter_map(|it| it.now.as_ref()).filter(move |it| it.key == key)
    }

    fn reserve(&mut self, id: ClaimId, key: BalanceKey, more: Quantity) {
        let claim = self.claim_mut(id);
        claim.reserved = claim.reserved.plus(more);
        assert!(claim.reserved <= claim.wanted, "S6: {claim:?}");
        let channel = claim.channel;
        let balance = self.balance_mut(key);
        balance.reserved = balance.reserved.plus(more);
        balance.assert_sound(key);
        self.note_channel(key, channel, more);
    }

    /// Takes back part of a promise, which the caller knows to be there.
    pub(crate) fn unreserve(&mut self, id: ClaimId, key: BalanceKey, less: Quantity) {
        let claim = self.claim_mut(id);
        claim.reserved = claim.reserved.minus(less);
        assert!(!claim.reserved.is_negative(), "S6: {claim:?}");
        let channel = claim.channel;
        let balance = self.balance_mut(key);
        balance.reserved = balance.reserved.minus(less);
        balance.assert_sound(key);
        self.note_channel(key, channel, Quantity::ZERO.minus(less));
    }

    fn close(&mut self, id: ClaimId) {
        self.claims.get_mut(&id).expect("an open claim").now = None;
    }

    fn claim_mut(&mut self, id: ClaimId) -> &mut Claim {
        self.claims.get_mut(&id).and_then(|it| it.now.as_mut()).expect("the caller found it open")
    }
}
