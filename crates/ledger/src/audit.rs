//! A second opinion before anything is written: every difference between what was loaded and what
//! is now must be explained by the moves, claims and holds of this decision (S1–S7).

use crate::{BalanceKey, Claim, Hold, Ledger, Stock};
use std::collections::BTreeMap;
use values::{ChannelId, ItemId, Money, Quantity};

/// What the moves say must have changed.
#[derive(Default)]
struct Explained<'a> {
    on_hand: BTreeMap<BalanceKey, Quantity>,
    lots: BTreeMap<(BalanceKey, &'a str), Quantity>,
    totals: BTreeMap<ItemId, (Quantity, Money)>,
    worths: BTreeMap<BalanceKey, Money>,
}

impl Ledger {
    /// Panics, naming the invariant and the numbers, when something is not accounted for.
    pub(crate) fn assert_accounted_for(&self) {
        let explained = self.explain_moves();
        self.assert_balances(&explained);
        self.assert_channels();
        self.assert_lots(&explained);
        self.assert_totals(&explained);
        self.assert_worths(&explained);
        self.assert_bins();
        for claim in self.claims.values().filter_map(|it| it.now.as_ref()) {
            assert!(claim.wanted.is_positive() && !claim.reserved.is_negative(), "S6: {claim:?}");
            assert!(claim.reserved <= claim.wanted, "S6: {claim:?}");
        }
    }

    /// Walks the chain of moves of each item from the end that was loaded to the end of now.
    fn explain_moves(&self) -> Explained<'_> {
        let mut explained = Explained::default();
        let mut ends: BTreeMap<ItemId, (i64, [u8; 32])> = BTreeMap::new();
        for it in &self.moves {
            let loaded = &self.stocks[&it.item].before;
            let (number, hash) = ends.entry(it.item).or_insert((loaded.moves, loaded.last_hash));
            assert!(it.number == *number + 1 && it.previous_hash == *hash, "S5: {it:?} breaks the chain");
            assert!(it.hash == it.hash_after(*hash), "S5: {it:?} has the wrong hash");
            assert!(it.moves_something() && it.from != it.to, "S4: {it:?}");
            (*number, *hash) = (it.number, it.hash);

            let sides = [
                (it.from, Quantity::ZERO.minus(it.quantity), Money::ZERO.minus(it.value)),
                (it.to, it.quantity, it.value),
            ];
            for (place, by, worth) in sides {
                let Some(key) = place.key(it.item) else { continue };
                add(explained.on_hand.entry(key).or_default(), by);
                let at_place = explained.worths.entry(key).or_default();
                *at_place = at_place.plus(worth);
                if let Some(lot) = &it.lot {
                    add(explained.lots.entry((key, lot)).or_default(), by);
                }
                let (total, value) = explained.totals.entry(it.item).or_default();
                add(total, by);
                *value = value.plus(worth);
            }
        }
        for (item, it) in &self.stocks {
            let end = ends.get(item).copied().unwrap_or((it.before.moves, it.before.last_hash));
            assert!((it.now.moves, it.now.last_hash) == end, "S5: item {item} does not end its chain");
        }
        explained
    }

    fn assert_balances(&self, explained: &Explained<'_>) {
        let mut reserved: BTreeMap<BalanceKey, Quantity> = BTreeMap::new();
        for it in self.claims.values() {
            let parts = |claim: &Option<Claim>| claim.as_ref().map(|it| (it.key, it.reserved));
            add_difference(&mut reserved, parts(&it.before), parts(&it.now));
        }
        let mut held: BTreeMap<BalanceKey, Quantity> = BTreeMap::new();
        for it in self.holds.values() {
            let parts = |hold: &Option<Hold>| hold.as_ref().map(|it| (it.key, it.quantity));
            add_difference(&mut held, parts(&it.before), parts(&it.now));
        }
        for (key, it) in &self.balances {
            it.now.assert_sound(*key);
            let by = |map: &BTreeMap<BalanceKey, Quantity>| map.get(key).copied().unwrap_or_default();
            let on_hand = it.before.on_hand.plus(by(&explained.on_hand));
            assert!(it.now.on_hand == on_hand, "S3: {key} has {:?}, its moves say {on_hand}", it.now);
            let reserved = it.before.reserved.plus(by(&reserved));
            assert!(it.now.reserved == reserved, "S3: {key} has {:?}, its claims say {reserved}", it.now);
            let held = it.before.held.plus(by(&held));
            assert!(it.now.held == held, "S3: {key} has {:?}, its holds say {held}", it.now);
        }
    }

    /// Where no channel has a rule, none need be loaded and nothing is kept of them.
    fn assert_channels(&self) {
        let mut reserved: BTreeMap<(BalanceKey, ChannelId), Quantity> = BTreeMap::new();
        for it in self.claims.values() {
            let parts = |claim: &Option<Claim>| {
                claim.as_ref().and_then(|it| Some(((it.key, it.channel?), it.reserved)))
            };
            add_difference(&mut reserved, parts(&it.before), parts(&it.now));
        }
        let mut rules: BTreeMap<BalanceKey, i64> = BTreeMap::new();
        for (at, it) in &self.channels {
            let by = reserved.get(at).copied().unwrap_or_default();
            assert!(it.now.reserved == it.before.reserved.plus(by), "S3: {at:?} has {it:?}, its claims {by}");
            *rules.entry(at.0).or_default() +=
                i64::from(it.now.rule.is_some()) - i64::from(it.before.rule.is_some());
        }
        for (key, it) in &self.balances {
            let by = rules.get(key).copied().unwrap_or_default();
            let (before, now) = (i64::from(it.before.channel_rules), i64::from(it.now.channel_rules));
            assert!(now == before + by, "S3: {key} counts {now} channels with a rule");
        }
    }

    fn assert_lots(&self, explained: &Explained<'_>) {
        for (key, lots) in &self.lots {
            for (lot, it) in &lots.by_code {
                let by = explained.lots.get(&(*key, lot.as_str())).copied().unwrap_or_default();
                let on_hand = it.before.on_hand.plus(by);
                assert!(it.now.on_hand == on_hand && !on_hand.is_negative(), "S3: lot {lot} of {key}");
            }
            if let Some(balance) = self.balances.get(key) {
                let (all, of_lots) = (balance.now.on_hand, lots.on_hand());
                assert!(of_lots <= all, "S3: {key} has {all}, its lots have {of_lots}");
            }
        }
    }

    /// Where places are valued for themselves.
    fn assert_worths(&self, explained: &Explained<'_>) {
        for (key, it) in &self.worths {
            let by = explained.worths.get(key).copied().unwrap_or_default();
            assert!(it.now == it.before.plus(by), "S7: {key} is worth {it:?}, its moves say {by}");
            let on_hand = self.balance(*key).on_hand;
            assert!(!it.now.is_negative(), "S7: {key} is worth {:?}", it.now);
            assert!(on_hand.is_positive() || it.now.is_zero(), "S7: {on_hand} of {key} worth {:?}", it.now);
        }
    }

    fn assert_totals(&self, explained: &Explained<'_>) {
        for (item, it) in &self.stocks {
            it.now.assert_sound(*item);
            let (quantity, value) = explained.totals.get(item).copied().unwrap_or_default();
            let want = Stock {
                on_hand: it.before.on_hand.plus(quantity),
                value: it.before.value.plus(value),
                ..it.now
            };
            assert!(it.now == want, "S7: item {item} has {:?}, its moves say {want:?}", it.now);
        }
    }
}

fn add(sum: &mut Quantity, by: Quantity) {
    *sum = sum.plus(by);
}

fn add_difference<K: Ord>(
    sums: &mut BTreeMap<K, Quantity>,
    before: Option<(K, Quantity)>,
    now: Option<(K, Quantity)>,
) {
    if let Some((key, quantity)) = before {
        add(sums.entry(key).or_default(), Quantity::ZERO.minus(quantity));
    }
    if let Some((key, quantity)) = now {
        add(sums.entry(key).or_default(), quantity);
    }
}
