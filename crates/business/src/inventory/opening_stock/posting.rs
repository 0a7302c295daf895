//! What opening stock does to the world: the books begin with what is there.

use super::generated::{Line, OpeningStock, Transition};
use crate::inventory::bin_move::require_bin;
use crate::{Effect, Needs, Refusal, World};
use documents::Value;
use ledger::{BalanceKey, MoveOrder, Origin, Place};
use std::collections::BTreeSet;
use values::{DocumentId, Money, UnitPrice};

pub(super) fn sources(opening: &OpeningStock) -> Vec<DocumentId> {
    let bins: BTreeSet<DocumentId> = opening.lines.iter().filter_map(|it| it.bin).collect();
    bins.into_iter().collect()
}

pub(super) fn needs(_: DocumentId, opening: &OpeningStock, transition: Transition, _: &World) -> Needs {
    let blank = opening.lines.iter().filter(|it| it.unit_cost.is_none()).map(|it| it.item);
    let blank: BTreeSet<_> = blank.collect();
    match transition {
        Transition::Confirm => Needs {
            balances: opening.lines.iter().map(|it| key(opening, it)).collect(),
            items: opening.lines.iter().map(|it| it.item).collect(),
            terms_of: (!blank.is_empty()).then(|| (None, blank.into_iter().collect())),
            ..Needs::default()
        },
        Transition::Cancel => Needs::default(),
    }
}

fn key(opening: &OpeningStock, line: &Line) -> BalanceKey {
    BalanceKey { item: line.item, warehouse: opening.warehouse }
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
    let mut effects = Vec::new();
    for line in &opening.lines {
        let usual = if line.unit_cost.is_none() { usual_cost(line, world) } else { None };
        if let Some(cost) = usual {
            let by_unit = line.unit_quantity.and_then(|it| cost.by_unit(it, line.quantity));
            let write = |column, cost| Effect::WriteLine {
                line: line.line,
                column,
                value: Some(Value::UnitPrice(cost)),
            };
            effects.push(write("unit_cost", cost));
            effects.extend(by_unit.map(|it| write("unit_price", it)));
        }
        let value =
            worth(line, usual).ok_or(Refusal::AmountOutOfRange { line: line.line, item: line.item })?;
        begin_with(id, opening, line, value, world)?;
    }
    Ok(effects)
}

/// Who counts the goods need not know what they cost: the average of what is there, else what whom it is
/// bought from first asks for it.
fn usual_cost(line: &Line, world: &World) -> Option<UnitPrice> {
    world.ledger.average_cost(line.item).or_else(|| world.terms(line.item).price)
}

/// What it all cost: by the unit's cost where that is written, so that no digit of it is lost.
fn worth(line: &Line, usual: Option<UnitPrice>) -> Option<Money> {
    match (line.unit_quantity, line.unit_price, line.unit_cost.or(usual)) {
        (Some(counted), Some(by_unit), _) => by_unit.times(counted),
        (_, _, Some(cost)) => cost.times(line.quantity),
        (_, _, None) => Some(Money::ZERO),
    }
}

fn begin_with(
    id: DocumentId,
    opening: &OpeningStock,
    line: &Line,
    value: Money,
    world: &mut World,
) -> Result<(), Refusal> {
    if let Some(bin) = line.bin {
        require_bin(bin, opening.warehouse, true, world)?;
    }
    let origin = Origin { document: id, line: line.line };
    let moved = MoveOrder {
        item: line.item,
        from: Place::Adjustment,
        to: Place::Storage(opening.warehouse),
        lot: line.lot.clone(),
        quantity: line.quantity,
        day: opening.day,
        origin,
    };
    world.receive(moved, value, line.expiry)?;
    if let Some(bin) = line.bin {
        world.ledger.move_bin(ledger::BinMove {
            key: key(opening, line),
            lot: line.lot.clone(),
            from: None,
            to: Some(bin),
            quantity: line.quantity,
            origin,
        })?;
    }
    Ok(())
}
