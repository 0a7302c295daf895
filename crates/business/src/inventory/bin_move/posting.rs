//! What a bin move does to the world: the same goods lie elsewhere in the same warehouse.

use super::generated::{BinMove, Line, Transition};
use crate::{Effect, Needs, Refusal, World};
use ledger::{BalanceKey, Origin};
use std::collections::BTreeSet;
use values::{DocumentId, WarehouseId};

pub(super) fn sources(paper: &BinMove) -> Vec<DocumentId> {
    let bins: BTreeSet<DocumentId> =
        paper.lines.iter().flat_map(|it| [it.from_bin, it.to_bin]).flatten().collect();
    bins.into_iter().collect()
}

pub(super) fn needs(_: DocumentId, paper: &BinMove, transition: Transition, _: &World) -> Needs {
    match transition {
        Transition::Confirm => Needs {
            balances: paper.lines.iter().map(|it| key(paper, it)).collect(),
            items: paper.lines.iter().map(|it| it.item).collect(),
            ..Needs::default()
        },
        Transition::Cancel => Needs::default(),
    }
}

fn key(paper: &BinMove, line: &Line) -> BalanceKey {
    BalanceKey { item: line.item, warehouse: paper.warehouse }
}

pub(super) fn post(
    id: DocumentId,
    paper: &BinMove,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    if transition == Transition::Cancel {
        return Ok(Vec::new());
    }
    for line in &paper.lines {
        for bin in [line.from_bin, line.to_bin].into_iter().flatten() {
            require_bin(bin, paper.warehouse, line.to_bin == Some(bin), world)?;
        }
        world.ledger.move_bin(ledger::BinMove {
            key: key(paper, line),
            lot: line.lot.clone(),
            from: line.from_bin,
            to: line.to_bin,
            quantity: line.quantity,
            origin: Origin { document: id, line: line.line },
        })?;
    }
    Ok(Vec::new())
}

/// A bin is of the warehouse, and nothing is put into one that is not in use any more.
pub(crate) fn require_bin(
    bin: DocumentId,
    warehouse: WarehouseId,
    is_filled: bool,
    world: &World,
) -> Result<(), Refusal> {
    let source = world.source(bin);
    let is_here = source.record.link("warehouse") == Some(warehouse.into());
    if is_here && (!is_filled || source.state == "active") {
        return Ok(());
    }
    Err(Refusal::BinElsewhere { number: source.number.clone() })
}
