//! The auditor believes nobody: from the moves alone it recomputes every balance, lot, total and
//! chain, and compares them with what is stored.

use super::store::Store;
use crate::*;
use std::collections::BTreeMap;
use values::{ItemId, Quantity};

pub(super) fn audit(store: &Store) {
    let mut on_hand: BTreeMap<BalanceKey, i64> = BTreeMap::new();
    let mut lots: BTreeMap<(BalanceKey, Lot), i64> = BTreeMap::new();
    let mut stocks: BTreeMap<ItemId, Stock> = BTreeMap::new();
    for it in &store.moves {
        let raw = it.quantity.raw();
        assert!(raw > 0 && it.from != it.to, "S4: {it:?}");
        let sign = |place: Place| i64::from(place.is_ours());
        for (place, by) in [(it.from, -raw), (it.to, raw)] {
            if let Some(key) = place.key(it.item) {
                let sum = on_hand.entry(key).or_default();
                *sum += by;
                assert!(*sum >= 0, "S1 in the course of things: {key} {sum} after {it:?}");
                if let Some(lot) = it.lot.clone() {
                    *lots.entry((key, lot)).or_default() += by;
                }
            }
        }
        let stock = stocks.entry(it.item).or_default();
        let net = sign(it.to) - sign(it.from);
        stock.on_hand = Quantity::from_raw(stock.on_hand.raw() + net * raw);
        stock.value = values::Money::from_raw(stock.value.raw() + net * it.value.raw());
        stock.moves += 1;
        assert_eq!((it.number, it.previous_hash), (stock.moves, stock.last_hash), "S5: {it:?}");
        stock.last_hash = it.hash;
    }
    let stored: BTreeMap<ItemId, Stock> =
        store.stocks.iter().map(|(item, it)| (*item, Stock { by_place: false, ..*it })).collect();
    assert_eq!(stored, stocks, "S3, S5, S7");
    audit_worths(store, &stocks);
    audit_bins(store);
    for (item, it) in &stocks {
        assert!(it.value.raw() >= 0 && (it.on_hand.raw() > 0 || it.value.raw() == 0), "S7: {item} {it:?}");
    }

    let mut reserved: BTreeMap<BalanceKey, i64> = BTreeMap::new();
    for it in store.claims.values() {
        assert!(it.wanted.raw() > 0 && (0..=it.wanted.raw()).contains(&it.reserved.raw()), "S6: {it:?}");
        *reserved.entry(it.key).or_default() += it.reserved.raw();
    }
    let mut held: BTreeMap<BalanceKey, i64> = BTreeMap::new();
    let mut held_lots: BTreeMap<(BalanceKey, Lot), i64> = BTreeMap::new();
    for it in store.holds.values() {
        *held.entry(it.key).or_default() += it.quantity.raw();
        if let Some(lot) = it.lot.clone() {
            *held_lots.entry((it.key, lot)).or_default() += it.quantity.raw();
        }
    }
    for key in on_hand.keys().chain(reserved.keys()).chain(held.keys()) {
        let it = store.balance(*key);
        let of = |map: &BTreeMap<BalanceKey, i64>| map.get(key).copied().unwrap_or_default();
        let stored = (it.on_hand.raw(), it.reserved.raw(), it.held.raw());
        assert_eq!(stored, (of(&on_hand), of(&reserved), of(&held)), "S3: {key}");
        assert!(of(&reserved) >= 0 && of(&held) >= 0, "S2: {key} {it:?}");
        assert!(of(&reserved) + of(&held) <= of(&on_hand), "S2: {key} {it:?}");
    }
    audit_lots(store, &lots, &held_lots);
    audit_channels(store);
}

fn audit_channels(store: &Store) {
    let mut rules: BTreeMap<BalanceKey, u32> = BTreeMap::new();
    for ((key, channel), (_, reserved)) in &store.channels {
        assert_eq!(*reserved, store.promised_to(*key, *channel), "S3: channel {channel} at {key}");
        *rules.entry(*key).or_default() += 1;
    }
    for (key, balance) in &store.balances {
        let count = rules.get(key).copied().unwrap_or_default();
        assert_eq!(balance.channel_rules, count, "S3: {key} counts its channels");
    }
}

fn audit_lots(
    store: &Store,
    lots: &BTreeMap<(BalanceKey, Lot), i64>,
    held_lots: &BTreeMap<(BalanceKey, Lot), i64>,
) {
    let mut of_keys: BTreeMap<BalanceKey, i64> = BTreeMap::new();
    let mut serials: BTreeMap<(ItemId, &str), i64> = BTreeMap::new();
    for ((key, lot), sum) in lots {
        let stored = store.lots.get(&(*key, lot.clone())).copied().unwrap_or_default();
        assert_eq!(stored.on_hand.raw(), *sum, "S3: lot {lot} of {key}");
        assert!(*sum >= 0, "S1: lot {lot} of {key}");
        *of_keys.entry(*key).or_default() += sum;
        if store.trackings.get(&key.item) == Some(&Tracking::Serial) {
            *serials.entry((key.item, lot)).or_default() += sum;
        }
    }
    for (key, sum) in of_keys {
        assert!(sum <= store.balance(key).on_hand.raw(), "S3: the lots of {key} exceed it");
    }
    for ((item, serial), sum) in serials {
        assert!(sum == 0 || sum == Quantity::ONE_RAW, "serial {serial} of {item} is there {sum} times");
    }
    for (at, held) in held_lots {
        let on_hand = store.lots.get(at).copied().unwrap_or_default().on_hand.raw();
        assert!(*held <= on_hand, "S2: {held} of {at:?} are held, {on_hand} are there");
    }
}

/// Recomputes every hash: slower, so once at the end.
pub(super) fn audit_hashes(store: &Store) {
    for it in &store.moves {
        assert_eq!(it.hash, it.hash_after(it.previous_hash), "S5: {it:?}");
    }
}

/// S7 the other way: every place is worth the sum of its moves, and the places are worth the item.
fn audit_worths(store: &Store, stocks: &BTreeMap<ItemId, Stock>) {
    if !store.by_place {
        assert!(store.worths.is_empty(), "nothing is kept of places that have no average of their own");
        return;
    }
    let mut worths: BTreeMap<BalanceKey, i64> = BTreeMap::new();
    for it in &store.moves {
        for (place, by) in [(it.from, -it.value.raw()), (it.to, it.value.raw())] {
            if let Some(key) = place.key(it.item) {
                *worths.entry(key).or_default() += by;
            }
        }
    }
    let mut of_items: BTreeMap<ItemId, i64> = BTreeMap::new();
    for (key, worth) in &worths {
        let stored = store.worths.get(key).copied().unwrap_or_default().raw();
        assert_eq!(stored, *worth, "S7: {key}");
        assert!(
            *worth >= 0 && (store.balance(*key).on_hand.is_positive() || *worth == 0),
            "S7: {key} {worth}"
        );
        *of_items.entry(key.item).or_default() += worth;
    }
    for (item, worth) in of_items {
        assert_eq!(stocks[&item].value.raw(), worth, "S7: the places of {item}");
    }
}

fn audit_bins(store: &Store) {
    let mut held: BTreeMap<(BalanceKey, Option<Lot>, Bin), i64> = BTreeMap::new();
    for it in &store.bin_moves {
        for (bin, by) in [(it.from, -it.quantity.raw()), (it.to, it.quantity.raw())] {
            let Some(bin) = bin else { continue };
            let sum = held.entry((it.key, it.lot.clone(), bin)).or_default();
            *sum += by;
            assert!(*sum >= 0, "B1 in the course of things: {it:?}");
        }
    }
    held.retain(|_, it| *it != 0);
    let stored: BTreeMap<_, i64> = store.bins.iter().map(|(at, it)| (at.clone(), it.raw())).collect();
    assert_eq!(stored, held, "B2");
    let mut of_keys: BTreeMap<BalanceKey, i64> = BTreeMap::new();
    let mut of_lots: BTreeMap<(BalanceKey, Lot), i64> = BTreeMap::new();
    for ((key, lot, _), it) in &held {
        *of_keys.entry(*key).or_default() += it;
        if let Some(lot) = lot {
            *of_lots.entry((*key, lot.clone())).or_default() += it;
        }
    }
    for (key, balance) in &store.balances {
        let binned = of_keys.get(key).copied().unwrap_or_default();
        assert_eq!(balance.binned.raw(), binned, "B1: {key}");
        assert!(binned <= balance.on_hand.raw(), "B1: {key} {balance:?}");
    }
    for (at, binned) in of_lots {
        let on_hand = store.lots.get(&at).copied().unwrap_or_default().on_hand.raw();
        assert!(binned <= on_hand, "B1: {at:?} has {on_hand}, its bins {binned}");
    }
}
