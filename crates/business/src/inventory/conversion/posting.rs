//! What a conversion does to the world: goods are another item, lot or pack from now on, and worth the
//! same.

use super::generated::{Conversion, Line, Transition};
use crate::inventory::materials::{Material, use_up};
use crate::{Effect, Needs, Refusal, World};
use ledger::{BalanceKey, MoveOrder, Origin, Place};
use values::{DocumentId, ItemId};

pub(super) fn sources(_: &Conversion) -> Vec<DocumentId> {
    Vec::new()
}

pub(super) fn needs(_: DocumentId, paper: &Conversion, transition: Transition, _: &World) -> Needs {
    if transition == Transition::Cancel {
        return Needs::default();
    }
    let items: Vec<ItemId> = paper.lines.iter().flat_map(|it| [it.item, it.to_item]).collect();
    let key = |item| BalanceKey { item, warehouse: paper.warehouse };
    Needs { balances: items.iter().map(|it| key(*it)).collect(), items, ..Needs::default() }
}

pub(super) fn post(
    id: DocumentId,
    paper: &Conversion,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    if transition == Transition::Cancel {
        return Ok(Vec::new());
    }
    let from =
        |it: &Line| Material { line: it.line, item: it.item, quantity: it.quantity, lot: it.lot.clone() };
    let key = |it: &Line| BalanceKey { item: it.item, warehouse: paper.warehouse };
    world.ledger.require_available(paper.lines.iter().map(|it| (key(it), it.quantity)))?;
    for line in &paper.lines {
        let value = use_up(id, paper.warehouse, paper.converted_on, &[from(line)], world)?;
        let moved = MoveOrder {
            item: line.to_item,
            from: Place::Production,
            to: Place::Storage(paper.warehouse),
            lot: line.to_lot.clone(),
            quantity: line.to_quantity,
            day: paper.converted_on,
            origin: Origin { document: id, line: line.line },
        };
        world.receive(moved, value, line.expiry)?;
    }
    Ok(Vec::new())
}
