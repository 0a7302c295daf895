//! What a count does to the world: the shelf is right, the books follow.

use super::generated::{Line, StockCount, Transition};
use crate::inventory::bin_move::require_bin;
use crate::{Counted, Effect, Needs, Refusal, World};
use ledger::{BalanceKey, Origin};
use std::collections::{BTreeMap, BTreeSet};
use values::{DocumentId, Quantity};

pub(super) fn sources(count: &StockCount) -> Vec<DocumentId> {
    let bins: BTreeSet<DocumentId> = count.lines.iter().filter_map(|it| it.bin).collect();
    bins.into_iter().collect()
}

pub(super) fn needs(_: DocumentId, count: &StockCount, transition: Transition, _: &World) -> Needs {
    let keys = || count.lines.iter().map(|it| key(count, it));
    let moved_since = |it: &Line| (key(count, it), it.lot.clone(), count.counted_at);
    match transition {
        Transition::Confirm => Needs {
            balances: keys().collect(),
            items: count.lines.iter().map(|it| it.item).collect(),
            claims_at: keys().collect(),
            moved_since: count.lines.iter().map(moved_since).collect(),
            bins_moved_since: match count.lines.iter().any(|it| it.bin.is_some()) {
                true => keys().map(|it| (it, count.counted_at)).collect(),
                false => Vec::new(),
            },
            ..Needs::default()
        },
        Transition::Cancel => Needs::default(),
    }
}

fn key(count: &StockCount, line: &Line) -> BalanceKey {
    BalanceKey { item: line.item, warehouse: count.warehouse }
}

pub(super) fn post(
    id: DocumentId,
    count: &StockCount,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    if transition == Transition::Cancel {
        return Ok(Vec::new());
    }
    let mut effects = Vec::new();
    for (line, counted) in together(&count.lines) {
        let key = key(count, line);
        let moved_since = world.moved_since.get(&(key, line.lot.clone())).copied().unwrap_or_default();
        let origin = Origin { document: id, line: line.line };
        let (lot, today) = (line.lot.clone(), world.today);
        let found = match line.bin {
            Some(bin) => {
                require_bin(bin, count.warehouse, counted.is_positive(), world)?;
                world.ledger.count_bin(key, lot, bin, counted, today, origin)?
            }
            None if is_beside_bins(line, count) => {
                let loose = world.ledger.to_place(key, lot.as_deref());
                let bins = world.bins_moved_since.iter().filter(|((it, of, _), _)| *it == key && *of == lot);
                let moved_since = bins.fold(moved_since, |left, (_, it)| left.minus(*it));
                let found = counted.minus(loose.minus(moved_since));
                let there = match &lot {
                    Some(lot) => world.ledger.lot(key, lot).on_hand,
                    None => world.ledger.balance(key).on_hand,
                };
                world.ledger.count(key, lot, there.plus(found), Quantity::ZERO, today, origin)?
            }
            None => world.ledger.count(key, lot, counted, moved_since, today, origin)?,
        };
        effects.push(Effect::Counted(Counted { key, day: today, difference: found.difference }));
    }
    Ok(effects)
}

/// Where its bins stand on other lines, a line without one counts what lies in none of them.
fn is_beside_bins(line: &Line, count: &StockCount) -> bool {
    let mut others = count.lines.iter().filter(|it| it.bin.is_some());
    others.any(|it| (it.item, &it.lot) == (line.item, &line.lot))
}

/// What several lines found of one thing in one place, full cases and loose pieces, is there together: the
/// first of them stands for all.
fn together(lines: &[Line]) -> Vec<(&Line, Quantity)> {
    let mut found: Vec<(&Line, Quantity)> = Vec::with_capacity(lines.len());
    let mut at = BTreeMap::new();
    for line in lines {
        let first = *at.entry((line.item, &line.lot, line.bin)).or_insert(found.len());
        match found.get_mut(first) {
            Some((_, sum)) => *sum = sum.plus(line.counted),
            None => found.push((line, line.counted)),
        }
    }
    found
}
