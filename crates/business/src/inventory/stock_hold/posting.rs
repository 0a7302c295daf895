//! What a stock hold does to the world: what it names cannot be sold until it ends.

use super::generated::{Line, StockHold, Transition};
use crate::world::hold_id;
use crate::{Effect, Needs, Refusal, World};
use ledger::{BalanceKey, Hold, Origin};
use values::DocumentId;

pub(super) fn sources(_: &StockHold) -> Vec<DocumentId> {
    Vec::new()
}

pub(super) fn needs(_: DocumentId, paper: &StockHold, transition: Transition, _: &World) -> Needs {
    let balances = paper.lines.iter().map(|it| key(paper, it)).collect();
    match transition {
        Transition::Confirm => {
            let in_lots = paper.lines.iter().filter(|it| it.lot.is_some());
            Needs { balances, items: in_lots.map(|it| it.item).collect(), ..Needs::default() }
        }
        Transition::Release | Transition::Expire => Needs { balances, ..Needs::default() },
    }
}

pub(super) fn post(
    id: DocumentId,
    paper: &StockHold,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    for line in &paper.lines {
        match transition {
            Transition::Confirm => world.ledger.hold(Hold {
                id: hold_id(id, line.line),
                key: key(paper, line),
                lot: line.lot.clone(),
                quantity: line.quantity,
                reason: paper.reason.clone(),
                owner: paper.owner,
                expires: paper.expires,
                origin: Origin { document: id, line: line.line },
            })?,
            Transition::Release | Transition::Expire => {
                world.ledger.release_hold(hold_id(id, line.line));
            }
        }
    }
    Ok(Vec::new())
}

fn key(paper: &StockHold, line: &Line) -> BalanceKey {
    BalanceKey { item: line.item, warehouse: paper.warehouse }
}
