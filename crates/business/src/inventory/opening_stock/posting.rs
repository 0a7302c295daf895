//! What opening stock does to the world: the books begin with what is there.

use super::generated::{Line, OpeningStock, Transition};
use crate::{Effect, Needs, Refusal, World};
use ledger::{BalanceKey, MoveOrder, Origin, Place};
use values::{DocumentId, Money};

pub(super) fn sources(_: &OpeningStock) -> Vec<DocumentId> {
    Vec::new()
}

pub(super) fn needs(_: DocumentId, opening: &OpeningStock, transition: Transition, _: &World) -> Needs {
    let key = |line: &Line| BalanceKey { item: line.item, warehouse: opening.warehouse };
    match transition {
        Transition::Confirm => Needs {
            balances: opening.lines.iter().map(key).collect(),
            items: opening.lines.iter().map(|it| it.item).collect(),
            ..Needs::default()
        },
        Transition::Cancel => Needs::default(),
    }
}

pub(super) fn post(
    id: DocumentId,
    opening: &OpeningStock,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    if transition == Transition::Cancel {
        return Ok(Vec::new());
    }
    for line in &opening.lines {
        let out_of_range = Refusal::AmountOutOfRange { line: line.line, item: line.item };
        let value =
            line.unit_cost.map_or(Ok(Money::ZERO), |it| it.times(line.quantity).ok_or(out_of_range))?;
        let moved = MoveOrder {
            item: line.item,
            from: Place::Adjustment,
            to: Place::Storage(opening.warehouse),
            lot: line.lot.clone(),
            quantity: line.quantity,
            day: opening.day,
            origin: Origin { document: id, line: line.line },
        };
        world.receive(moved, value, line.expiry)?;
    }
    Ok(Vec::new())
}
