//! What a count does to the world: the shelf is right, the books follow.

use super::generated::{Line, StockCount, Transition};
use crate::{Effect, Needs, Refusal, World};
use ledger::{BalanceKey, Origin};
use values::DocumentId;

pub(super) fn sources(_: &StockCount) -> Vec<DocumentId> {
    Vec::new()
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
    for line in &count.lines {
        let key = key(count, line);
        let moved_since = world.moved_since.get(&(key, line.lot.clone())).copied().unwrap_or_default();
        let origin = Origin { document: id, line: line.line };
        world.ledger.count(key, line.lot.clone(), line.counted, moved_since, world.today, origin)?;
    }
    Ok(Vec::new())
}
