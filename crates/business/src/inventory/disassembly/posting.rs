//! What a disassembly does to the world: a product leaves, and its value is divided among its parts.

use super::generated::{Disassembly, Transition};
use crate::inventory::materials::{Material, divide, materials, use_up};
use crate::{Effect, Needs, Refusal, World};
use ledger::{BalanceKey, MoveOrder, Origin, Place};
use values::{DocumentId, LineNo, Money};

/// The line of the paper that the product's own move belongs to: none of its parts'.
const PRODUCT_LINE: u32 = 0;

pub(super) fn sources(paper: &Disassembly) -> Vec<DocumentId> {
    paper.bill_of_materials.into_iter().collect()
}

pub(super) fn needs(_: DocumentId, paper: &Disassembly, transition: Transition, world: &World) -> Needs {
    if transition == Transition::Cancel {
        return Needs::default();
    }
    let parts = parts(paper, world).unwrap_or_default();
    let items: Vec<_> = parts.iter().map(|it| it.item).chain([paper.product]).collect();
    let key = |item| BalanceKey { item, warehouse: paper.warehouse };
    Needs { balances: items.iter().map(|it| key(*it)).collect(), items, ..Needs::default() }
}

pub(super) fn post(
    id: DocumentId,
    paper: &Disassembly,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    if transition == Transition::Cancel {
        return Ok(Vec::new());
    }
    let parts = parts(paper, world)?;
    let weights = weights(paper, &parts, world);
    let product = Material {
        line: PRODUCT_LINE,
        item: paper.product,
        quantity: paper.quantity,
        lot: paper.lot.clone(),
    };
    let value = use_up(id, paper.warehouse, paper.made_on, &[product], world)?;
    let out_of_range = Refusal::AmountOutOfRange { line: PRODUCT_LINE, item: paper.product };
    let value = value.checked_add(paper.extra_cost.unwrap_or(Money::ZERO)).ok_or(out_of_range)?;
    for (part, value) in parts.into_iter().zip(divide(value, &weights)) {
        let own = paper.lines.iter().find(|it| it.line == part.line);
        let moved = MoveOrder {
            item: part.item,
            from: Place::Production,
            to: Place::Storage(paper.warehouse),
            lot: part.lot,
            quantity: part.quantity,
            day: paper.made_on,
            origin: Origin { document: id, line: part.line },
        };
        world.receive(moved, value, own.and_then(|it| it.expiry))?;
    }
    Ok(Vec::new())
}

/// As stated on the lines; where none is, as the parts cost now, and by quantity while nobody knows.
fn weights(paper: &Disassembly, parts: &[Material], world: &World) -> Vec<i64> {
    let stated = |line: LineNo| paper.lines.iter().find(|it| it.line == line).and_then(|it| it.share);
    if parts.iter().any(|it| stated(it.line).is_some()) {
        return parts.iter().map(|it| stated(it.line).map_or(0, |it| it.raw())).collect();
    }
    let worth = |it: &Material| world.ledger.stock(it.item).worth_of(it.quantity).map_or(0, Money::raw);
    let worths: Vec<i64> = parts.iter().map(worth).collect();
    if worths.iter().all(|it| *it > 0) { worths } else { parts.iter().map(|it| it.quantity.raw()).collect() }
}

fn parts(paper: &Disassembly, world: &World) -> Result<Vec<Material>, Refusal> {
    let own = paper.lines.iter().map(|it| Material {
        line: it.line,
        item: it.item,
        quantity: it.quantity,
        lot: it.lot.clone(),
    });
    materials(own.collect(), paper.bill_of_materials, paper.product, paper.quantity, world)
}
