//! What an adjustment does to the world: stock appears or goes, for a stated reason.

use super::generated::{Adjustment, Line, Transition};
use crate::{Effect, Needs, Refusal, World};
use ledger::{BalanceKey, MoveOrder, Origin, Place};
use values::{DocumentId, Quantity};

pub(super) fn sources(_: &Adjustment) -> Vec<DocumentId> {
    Vec::new()
}

pub(super) fn needs(_: DocumentId, adjustment: &Adjustment, transition: Transition, _: &World) -> Needs {
    let key = |line: &Line| BalanceKey { item: line.item, warehouse: adjustment.warehouse };
    match transition {
        Transition::Confirm => Needs {
            balances: adjustment.lines.iter().map(key).collect(),
            items: adjustment.lines.iter().map(|it| it.item).collect(),
            ..Needs::default()
        },
        Transition::Cancel => Needs::default(),
    }
}

pub(super) fn post(
    id: DocumentId,
    adjustment: &Adjustment,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    if transition == Transition::Cancel {
        return Ok(Vec::new());
    }
    for line in &adjustment.lines {
        change(id, adjustment, line, world)?;
    }
    Ok(Vec::new())
}

fn change(id: DocumentId, adjustment: &Adjustment, line: &Line, world: &mut World) -> Result<(), Refusal> {
    let item = line.item;
    if line.quantity.is_zero() {
        return Err(Refusal::QuantityZero { line: line.line, item });
    }
    let storage = Place::Storage(adjustment.warehouse);
    let outside = match adjustment.reason.as_str() {
        "damaged" | "expired" => Place::Scrap,
        _ => Place::Adjustment,
    };
    let appears = line.quantity.is_positive();
    let (from, to) = if appears { (outside, storage) } else { (storage, outside) };
    let quantity = if appears { line.quantity } else { Quantity::ZERO.minus(line.quantity) };
    let origin = Origin { document: id, line: line.line };
    let moved = MoveOrder { item, from, to, lot: line.lot.clone(), quantity, day: world.today, origin };
    if appears {
        world.ledger.receive_at_average_cost(moved)?;
    } else {
        world.ledger.issue(moved)?;
    }
    Ok(())
}
