//! What a count does to the world: the shelf is right, the books follow.

use super::generated::{Line, StockCount, Transition};
use crate::inventory::bin_move::require_bin;
use crate::{Counted, Effect, Needs, Refusal, World};
use ledger::{BalanceKey, Origin};
use std::collections::BTreeSet;
use values::DocumentId;

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
    for line in &count.lines {
        let key = key(count, line);
        let moved_since = world.moved_since.get(&(key, line.lot.clone())).copied().unwrap_or_default();
        let origin = Origin { document: id, line: line.line };
        let (lot, today) = (line.lot.clone(), world.today);
        let found = match line.bin {
            Some(bin) => {
                require_bin(bin, count.warehouse, line.counted.is_positive(), world)?;
                world.ledger.count_bin(key, lot, bin, line.counted, today, origin)?
            }
            None => world.ledger.count(key, lot, line.counted, moved_since, today, origin)?,
        };
        effects.push(Effect::Counted(Counted { key, day: today, difference: found.difference }));
    }
    Ok(effects)
}
