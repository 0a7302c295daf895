//! A company that does what comes to its mind, by a seed.

use super::Outcomes;
use crate::tests::store::{Needs, Store};
use crate::*;
use values::{ChannelId, ClaimId, Day, DocumentId, ItemId, Money, Percent, Quantity, UserId, WarehouseId};

/// xorshift: small, seeded, the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit) as i64
    }
    fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}

/// What of its protection each other channel could have now, written without looking at how the
/// ledger divides: the channel that is promised something next must leave it.
fn kept_for_others(ledger: &Ledger, key: BalanceKey, own: Option<ChannelId>) -> Vec<(ChannelId, Quantity)> {
    let others = (1..=3).map(ChannelId).filter(|it| Some(*it) != own);
    let kept = others.filter_map(|it| {
        let ChannelStock { rule, reserved } = ledger.channel(key, it);
        let unused = rule?.protected.minus(reserved).minus(rule?.buffer).max(Quantity::ZERO);
        Some((it, unused.min(ledger.available_to(key, Some(it)))))
    });
    kept.collect()
}

pub(super) struct Company {
    pub(super) store: Store,
    random: Random,
    pub(super) outcomes: Outcomes,
    /// Looks at a shelf that were not yet entered as counts: when, and what the clerk saw.
    looks: Vec<(usize, BalanceKey, Option<Lot>, Quantity)>,
    documents: i64,
}

/// Tea, oil: untracked; milk: by lot; phones: by serial number.
const TRACKINGS: [Tracking; 4] = [Tracking::None, Tracking::None, Tracking::Lot, Tracking::Serial];

impl Company {
    pub(super) fn new(seed: u64) -> Company {
        let mut store = Store::new(Day::from_number(20_000));
        for (id, tracking) in (1..).zip(TRACKINGS) {
            store.trackings.insert(ItemId(id), tracking);
        }
        store.by_place = seed.is_multiple_of(2);
        // Seeds that lie close together start alike: stir.
        let random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        Company { store, random, outcomes: Outcomes::new(), looks: Vec::new(), documents: 0 }
    }

    pub(super) fn step(&mut self) {
        self.store.now = self.store.now.plus_seconds(1 + self.random.below(60));
        if self.random.one_in(15) {
            self.store.today = self.store.today.plus_days(1);
        }
        let (command, result) = match self.random.below(26) {
            0..=4 => ("receive", self.receive()),
            5..=6 => ("order", self.order()),
            7 => ("promise", self.promise()),
            8..=10 => ("ship", self.ship()),
            11 => ("cancel", self.cancel()),
            12 => ("hold", self.hold()),
            13 => ("release", self.release()),
            14 => ("scrap", self.issue(Place::Scrap)),
            15 => ("send", self.issue(Place::Transit)),
            16 => ("arrive", self.arrive()),
            17 => self.move_or_return(),
            18 => ("look", self.look()),
            19 => ("rule", self.rule()),
            20..=21 => self.allocate(),
            22 => ("count", self.count()),
            23..=24 => self.put_away_or_count_a_bin(),
            _ => self.lend_or_give_back(),
        };
        let outcome = result.map_or_else(|refusal| refusal.code(), |()| "ok");
        *self.outcomes.entry((command, outcome)).or_default() += 1;
    }

    fn move_or_return(&mut self) -> (&'static str, Result<(), Refusal>) {
        match self.random.below(3) {
            0 => {
                let to = Place::Storage(self.warehouse());
                ("transfer", self.issue(to))
            }
            1 => ("return", self.bring_in(Place::Customer)),
            _ => ("find", self.bring_in(Place::Adjustment)),
        }
    }

    /// Bins are moved about and counted; whatever leaves finds its way out of them.
    fn put_away_or_count_a_bin(&mut self) -> (&'static str, Result<(), Refusal>) {
        let key = self.key();
        let (lot, origin) = (self.lot(key.item), self.origin());
        let mut bin = || DocumentId(1_000 + self.random.below(3));
        let (one, other) = (bin(), bin());
        let quantity = Quantity::whole(1 + self.random.below(6));
        if self.random.one_in(4) {
            let (needs, day) = (Needs::count(key, lot.clone()), self.store.today);
            let before = self.store.balance(key);
            let done =
                self.store.decide(&needs, |it| it.count_bin(key, lot.clone(), one, quantity, day, origin));
            let done = done.map(|it| {
                let now = self.store.balance(key);
                assert_eq!(now.on_hand, before.on_hand.plus(it.difference));
                assert_eq!(self.store.bins[&(key, lot, one)], quantity, "what was counted is there");
            });
            return ("count a bin", done);
        }
        let (from, to) =
            [(None, Some(one)), (Some(one), None), (Some(one), Some(other))][self.random.below(3) as usize];
        let moved = BinMove { key, lot, from, to, quantity, origin };
        ("put away", self.store.decide(&Needs::keys([key]), |it| it.move_bin(moved.clone())))
    }

    /// What is lent stays ours, at its value, until it comes back or is given up.
    fn lend_or_give_back(&mut self) -> (&'static str, Result<(), Refusal>) {
        if self.random.one_in(2) {
            return ("lend", self.issue(Place::Loan));
        }
        let to =
            [Place::Storage(self.warehouse()), Place::Customer, Place::Scrap][self.random.below(3) as usize];
        let mut order = self.move_order(Place::Loan, to);
        let lent: Vec<_> = self.store.moves.iter().filter(|it| it.to == Place::Loan).collect();
        if let Some(it) = lent.last().filter(|_| !self.random.one_in(4)) {
            (order.item, order.lot, order.quantity) = (it.item, it.lot.clone(), it.quantity);
        }
        ("give back", self.issue_order(order))
    }

    fn receive(&mut self) -> Result<(), Refusal> {
        let to = Place::Storage(self.warehouse());
        let order = self.move_order(Place::Supplier, to);
        let value = Money::from_raw(self.random.below(3_000_000));
        let expiry = self.store.today.plus_days(self.random.below(8) as i32);
        let before = self.store.stocks.get(&order.item).copied().unwrap_or_default();
        self.store.decide(&Needs::order(&order), |ledger| {
            ledger.receive(order.clone(), value)?;
            if let (Some(lot), Some(key)) = (&order.lot, order.to.key(order.item)) {
                let known = ledger.lot(key, lot).expiry;
                ledger.set_expiry(key, lot, known.or(Some(expiry)));
            }
            Ok(())
        })?;
        let now = self.store.stocks[&order.item];
        assert_eq!(now.value, before.value.plus(value));
        assert_eq!(now.on_hand, before.on_hand.plus(order.quantity));
        Ok(())
    }

    fn bring_in(&mut self, from: Place) -> Result<(), Refusal> {
        let to = Place::Storage(self.warehouse());
        let order = self.move_order(from, to);
        let needs = Needs::order(&order);
        self.store.decide(&needs, |it| it.receive_at_average_cost(order).map(drop))
    }

    fn issue(&mut self, to: Place) -> Result<(), Refusal> {
        let from = Place::Storage(self.warehouse());
        let order = self.move_order(from, to);
        self.issue_order(order)
    }

    fn arrive(&mut self) -> Result<(), Refusal> {
        let to = Place::Storage(self.warehouse());
        let mut order = self.move_order(Place::Transit, to);
        let sent: Vec<_> = self.store.moves.iter().filter(|it| it.to == Place::Transit).collect();
        if !sent.is_empty() && !self.random.one_in(4) {
            let sent = sent[self.random.below(sent.len() as u64) as usize];
            (order.item, order.lot, order.quantity) = (sent.item, sent.lot.clone(), sent.quantity);
        }
        self.issue_order(order)
    }

    fn issue_order(&mut self, order: MoveOrder) -> Result<(), Refusal> {
        let available = self.store.balance(order.from.key(order.item).expect("ours")).available();
        let result = self.store.decide(&Needs::order(&order), |it| it.issue(order.clone()));
        let is_short = matches!(result, Err(Refusal::InsufficientStock { .. }));
        if result.is_ok() || is_short {
            assert_eq!(is_short, available < order.quantity, "{order:?} of {available}");
        }
        result.map(drop)
    }

    /// An order of one to three lines, some all-or-nothing.
    fn order(&mut self) -> Result<(), Refusal> {
        self.documents += 1;
        let document = DocumentId(self.documents);
        let lines = 1 + self.random.below(3) as u32;
        let wants: Vec<_> = (1..=lines)
            .map(|line| (ClaimId { document, line }, self.key(), Quantity::whole(1 + self.random.below(6))))
            .collect();
        let whole = self.random.one_in(3);
        let channel = self.channel();
        let mut kept = false;
        let needs = Needs::keys(wants.iter().map(|it| it.1));
        let result = self.store.decide(&needs, |ledger| {
            if whole {
                ledger.require_whole(channel, &wants)?;
            }
            for &(id, key, wanted) in &wants {
                let available = ledger.available_to(key, channel);
                assert!(available <= ledger.balance(key).available() && !available.is_negative());
                kept |= available < wanted && available < ledger.balance(key).available();
                let kept_for = kept_for_others(ledger, key, channel);
                ledger.open_claim(id, key, channel, wanted)?;
                let promise = ledger.promise(id);
                assert_eq!(promise.promised, wanted.min(available));
                for (other, kept) in kept_for {
                    assert!(ledger.available_to(key, Some(other)) >= kept, "{channel:?} ate into {other}");
                }
                assert!(!whole || promise.short.is_zero(), "what was required whole is whole");
            }
            Ok(())
        });
        if kept {
            *self.outcomes.entry(("order", "a channel kept it from another")).or_default() += 1;
        }
        result
    }

    /// No promise may eat into what is kept for another channel.
    fn rule(&mut self) -> Result<(), Refusal> {
        let (key, channel) = (self.key(), ChannelId(1 + self.random.below(2)));
        let mut amount = || Quantity::whole(self.random.below(5));
        let (protected, buffer) = (amount(), amount());
        let share = self.random.one_in(2).then(|| Percent::whole(self.random.below(101)));
        let origin = DocumentId(self.documents);
        let rule = ChannelRule { protected, share, buffer, origin };
        let rule = (!self.random.one_in(4)).then_some(rule);
        self.store.decide(&Needs::rule(key, channel), |it| {
            it.set_channel_rule(key, channel, rule);
            Ok(())
        })
    }

    /// Serves those who wait at a balance, or deals anew to everybody there.
    fn allocate(&mut self) -> (&'static str, Result<(), Refusal>) {
        let Some(key) = self.open_claim().map(|it| it.key) else { return ("serve", Ok(())) };
        let mut order: Vec<ClaimId> =
            self.store.claims.values().filter(|it| it.key == key).map(|it| it.id).collect();
        if self.random.one_in(2) {
            order.reverse();
        }
        let (kind, fairly) = (self.random.below(4), self.random.one_in(2));
        let before = self.store.balance(key).reserved;
        let needs = Needs::every_claim(key);
        let changed = self.store.decide(&needs, |ledger| {
            let changed = match kind {
                0 => ledger.serve_fairly(key, &order),
                1 => ledger.reallocate(key, &order, fairly),
                _ => ledger.serve(&order),
            };
            // Nobody who waits could have more.
            for claim in order.iter().filter_map(|it| ledger.claim(*it)) {
                assert!(claim.short().is_zero() || ledger.available_to(key, claim.channel).is_zero());
            }
            Ok(changed)
        });
        let changed = changed.expect("an allocation is not refused");
        let grew = changed.iter().fold(0, |sum, it| sum + it.after.raw() - it.before.raw());
        assert_eq!(self.store.balance(key).reserved.raw() - before.raw(), grew, "it says all it did");
        if !changed.is_empty() {
            *self.outcomes.entry(("serve", "somebody got something")).or_default() += 1;
        }
        (["divide", "reallocate", "serve", "serve"][kind as usize], Ok(()))
    }

    fn channel(&mut self) -> Option<ChannelId> {
        let channel = self.random.below(4);
        (channel > 0).then_some(ChannelId(channel))
    }

    fn promise(&mut self) -> Result<(), Refusal> {
        let Some(claim) = self.open_claim() else { return Ok(()) };
        let needs = Needs::default().claims([claim.id]);
        let available = self.store.load(&needs).available_to(claim.key, claim.channel);
        let promise = self.store.decide(&needs, |it| Ok(it.promise(claim.id)))?;
        assert_eq!(promise.promised, claim.wanted.min(claim.reserved.plus(available)));
        Ok(())
    }

    fn ship(&mut self) -> Result<(), Refusal> {
        let (document, line) = (DocumentId(1 + self.random.below(20)), 1);
        let open = self.open_claim().filter(|_| !self.random.one_in(10));
        let id = open.as_ref().map_or(ClaimId { document, line }, |it| it.id);
        let quantity = Quantity::whole(1 + self.random.below(4));
        let (day, origin) = (self.day(), self.origin());
        let needs = Needs::default().claims([id]);
        let Some(claim) = open else {
            let lot = None;
            return self.store.decide(&needs, |it| it.ship(id, quantity, lot, day, origin)).map(drop);
        };
        let before = self.store.balance(claim.key);
        let available = self.store.load(&needs).available_to(claim.key, claim.channel);
        let result = if self.random.one_in(3) {
            let lot = self.lot(claim.key.item);
            self.store.decide(&needs, |it| it.ship(id, quantity, lot, day, origin)).map(drop)
        } else {
            self.store.decide_together(&needs, |ledger| {
                for (lot, part) in ledger.propose_lots(claim.key, quantity) {
                    ledger.ship(id, part, lot, day, origin)?;
                }
                Ok(())
            })
        };
        let now = self.store.balance(claim.key);
        if result.is_ok() {
            assert!(quantity <= claim.wanted && quantity <= claim.reserved.plus(available));
            assert_eq!(now.on_hand, before.on_hand.minus(quantity));
            assert_eq!(now.reserved, before.reserved.minus(quantity.min(claim.reserved)));
        } else {
            assert_eq!(now, before);
        }
        result
    }

    fn cancel(&mut self) -> Result<(), Refusal> {
        let Some(claim) = self.open_claim() else { return Ok(()) };
        let needs = Needs::default().claims([claim.id]);
        let released = self.store.decide(&needs, |it| Ok(it.cancel_claim(claim.id)))?;
        assert_eq!(released, claim.reserved);
        let again = self.store.decide(&needs, |it| Ok(it.cancel_claim(claim.id)))?;
        assert_eq!(again, Quantity::ZERO);
        Ok(())
    }

    fn hold(&mut self) -> Result<(), Refusal> {
        self.documents += 1;
        let key = self.key();
        let hours = 1 + self.random.below(48);
        let hold = Hold {
            id: self.documents,
            key,
            lot: self.lot(key.item),
            quantity: Quantity::whole(1 + self.random.below(3)),
            reason: "quality check".to_owned(),
            owner: UserId(1),
            expires: Some(self.store.now.plus_seconds(hours * 60)),
            origin: self.origin(),
        };
        self.store.decide(&Needs::keys([key]), |it| it.hold(hold))
    }

    /// Sweeps what has expired, or releases any one.
    fn release(&mut self) -> Result<(), Refusal> {
        let needs = Needs::keys(self.store.balances.keys().copied());
        let expired: Vec<i64> = self.store.load(&needs).expired_holds().map(|it| it.id).collect();
        let late = self.store.holds.values().filter(|it| it.expires.is_some_and(|end| end <= self.store.now));
        assert_eq!(expired.len(), late.count());
        let chosen = match expired.first() {
            Some(id) => Some(*id),
            None => self.store.holds.keys().next().copied(),
        };
        let Some(id) = chosen else { return Ok(()) };
        let quantity = self.store.holds[&id].quantity;
        let needs = Needs::default().hold(id);
        // One of it is looked at before the rest.
        let one = Quantity::whole(1);
        let first = self.store.decide(&needs, |it| Ok(it.release_part(id, one)))?;
        assert_eq!(first, one.min(quantity));
        let released = self.store.decide(&needs, |it| Ok(it.release_hold(id)))?;
        assert_eq!(released.plus(first), quantity);
        Ok(())
    }

    /// The clerk writes down what is on a shelf: right, a little wrong, or the wrong shelf.
    fn look(&mut self) -> Result<(), Refusal> {
        let key = self.key();
        let lot = self.lot(key.item);
        let there = match &lot {
            Some(lot) => self.store.lots.get(&(key, lot.clone())).copied().unwrap_or_default().on_hand,
            None => self.store.balance(key).on_hand,
        };
        let wrong = match self.random.below(6) {
            0..=2 => Quantity::ZERO,
            3..=4 => Quantity::whole(self.random.below(7) - 3),
            _ => Quantity::ZERO.minus(there),
        };
        let seen = there.plus(wrong).max(Quantity::ZERO);
        self.looks.push((self.store.moves.len(), key, lot, seen));
        Ok(())
    }

    /// Enters an earlier look, with whatever moved since.
    fn count(&mut self) -> Result<(), Refusal> {
        if self.looks.is_empty() {
            self.look()?;
        }
        let at = self.random.below(self.looks.len() as u64) as usize;
        let (first, key, lot, counted) = self.looks.swap_remove(at);
        let moved_since = self.store.moved_since(first, key, lot.as_deref());
        let (day, origin) = (self.store.today, self.origin());
        let needs = Needs::count(key, lot.clone());
        let it =
            self.store.decide(&needs, |it| it.count(key, lot.clone(), counted, moved_since, day, origin))?;
        assert_eq!(it.expected.plus(it.difference), counted);
        let now = match &lot {
            Some(lot) => self.store.lots.get(&(key, lot.clone())).copied().unwrap_or_default().on_hand,
            None => self.store.balance(key).on_hand,
        };
        assert_eq!(now, counted.plus(moved_since), "what was counted, and what moved since");
        if !it.unpromised.is_empty() {
            *self.outcomes.entry(("count", "took back promises")).or_default() += 1;
            assert!(self.store.balance(key).available().is_zero(), "no more was taken back than must be");
        }
        Ok(())
    }

    fn move_order(&mut self, from: Place, to: Place) -> MoveOrder {
        let item = self.item();
        let serial = TRACKINGS[item.0 as usize - 1] == Tracking::Serial && !self.random.one_in(10);
        let quantity = Quantity::whole(if serial { 1 } else { 1 + self.random.below(9) });
        let (lot, day, origin) = (self.lot(item), self.day(), self.origin());
        MoveOrder { item, from, to, lot, quantity, day, origin }
    }

    /// Mostly today, often late, once in a while not yet.
    fn day(&mut self) -> Day {
        match self.random.below(12) {
            0 => self.store.today.plus_days(1),
            1..=4 => self.store.today.plus_days(-(self.random.below(40) as i32)),
            _ => self.store.today,
        }
    }

    /// Mostly what the item's tracking asks for.
    fn lot(&mut self, item: ItemId) -> Option<Lot> {
        let name = ["A", "B", "C", "D"][self.random.below(4) as usize].to_owned();
        let unusual = self.random.one_in(8);
        let tracked = TRACKINGS[item.0 as usize - 1] != Tracking::None;
        (tracked != unusual).then_some(name)
    }

    fn item(&mut self) -> ItemId {
        ItemId(1 + self.random.below(4))
    }
    fn warehouse(&mut self) -> WarehouseId {
        WarehouseId(1 + self.random.below(2))
    }
    fn key(&mut self) -> BalanceKey {
        BalanceKey::new(self.item(), self.warehouse())
    }
    fn origin(&mut self) -> Origin {
        Origin { document: DocumentId(self.documents), line: 1 + self.random.below(3) as u32 }
    }
    fn open_claim(&mut self) -> Option<Claim> {
        let open = self.store.claims.len() as u64;
        let at = if open == 0 { return None } else { self.random.below(open) };
        self.store.claims.values().nth(at as usize).cloned()
    }
}
