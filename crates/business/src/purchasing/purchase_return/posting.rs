//! What a purchase return does: goods go back to the supplier at the value they came in with.

use super::generated::{Line, PurchaseReturn, Transition};
use crate::order_lines::OpenLines;
use crate::purchasing::inspection::Inspection;
use crate::purchasing::purchase_order::PurchaseOrder;
use crate::world::hold_id;
use crate::{Effect, Fulfilment, Needs, Refusal, Side, Trade, World, charged};
use ledger::{BalanceKey, MoveOrder, Origin, Place};
use std::collections::BTreeMap;
use values::{ClaimId, DocumentId, ItemId, LineNo, Money, Number, Quantity};

pub(super) fn sources(paper: &PurchaseReturn) -> Vec<DocumentId> {
    std::iter::once(paper.purchase_order).chain(paper.receipt).chain(paper.inspection).collect()
}

pub(super) fn needs(_: DocumentId, paper: &PurchaseReturn, transition: Transition, _: &World) -> Needs {
    match transition {
        Transition::Confirm => Needs {
            balances: paper.lines.iter().map(|it| key(paper, it)).collect(),
            items: paper.lines.iter().map(|it| it.item).collect(),
            fulfilled_of: vec![paper.purchase_order],
            returned_of: vec![paper.purchase_order],
            replaced_of: vec![paper.purchase_order],
            left_with: Some((paper.purchase_order, paper.receipt)),
            ..Needs::default()
        },
        Transition::Cancel => Needs::default(),
    }
}

pub(super) fn post(
    id: DocumentId,
    paper: &PurchaseReturn,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Confirm => send_back(id, paper, world),
        Transition::Cancel => Ok(Vec::new()),
    }
}

fn key(paper: &PurchaseReturn, line: &Line) -> BalanceKey {
    BalanceKey { item: line.item, warehouse: paper.warehouse }
}

/// Never more than was received and is not back yet.
fn send_back(id: DocumentId, paper: &PurchaseReturn, world: &mut World) -> Result<Vec<Effect>, Refusal> {
    let source = world.source(paper.purchase_order);
    let (order, buyer) = (PurchaseOrder::from_record(&source.record), source.person("buyer"));
    require_its_papers(paper, world)?;
    let mut here = OpenLines::shipped(paper.purchase_order, order.open_lines(), world);
    let mut effects = Vec::new();
    let mut gone: BTreeMap<ItemId, Quantity> = BTreeMap::new();
    let mut credited: BTreeMap<ClaimId, Quantity> = BTreeMap::new();
    for line in &paper.lines {
        let taken = here.take(line.line, line.item, line.source_line, line.quantity);
        let taken = taken.map_err(more_than_received)?;
        release_rejected(paper, line, world)?;
        let value = came_at(line, gone.get(&line.item).copied().unwrap_or_default(), world);
        let sum = gone.entry(line.item).or_default();
        *sum = sum.plus(line.quantity);
        let value = world.ledger.send_back(move_of(id, paper, line), value)?;
        let mut of_line = Quantity::ZERO;
        for (ordered, _, quantity) in taken {
            let claim = ClaimId { document: paper.purchase_order, line: ordered };
            let back = Fulfilment { ordered: claim, line: line.line, quantity, day: paper.returned_on };
            effects.push(Effect::TakeBack(back.clone()));
            if paper.replacement == Some(true) {
                let so_far = world.replaced(claim);
                world.replaced.insert(claim, so_far.plus(quantity));
                effects.push(Effect::Replace(back));
            }
            let cost = charged(None, Some(value), line.quantity, [of_line, quantity]).expect("a part of it");
            of_line = of_line.plus(quantity);
            let done = credited.entry(claim).or_insert_with(|| world.returned(claim));
            let bought = order.lines.iter().find(|it| it.line == ordered).expect("taken from its lines");
            let amount = bought.worth(done.plus(quantity)).zip(bought.worth(*done));
            let amount = amount.map(|(to, from)| from.minus(to));
            let amount = amount.ok_or(Refusal::AmountOutOfRange { line: line.line, item: line.item })?;
            *done = done.plus(quantity);
            effects.push(Effect::Traded(Trade {
                side: Side::Bought,
                line: line.line,
                source: Some(claim),
                item: line.item,
                warehouse: paper.warehouse,
                partner: order.supplier.into(),
                channel: None,
                member: buyer,
                day: paper.returned_on,
                quantity: Quantity::ZERO.minus(quantity),
                amount,
                cost: Money::ZERO.minus(cost),
            }));
        }
    }
    if paper.replacement == Some(true) {
        effects.extend(expect_again(paper, &order, world)?);
    }
    Ok(effects)
}

fn move_of(id: DocumentId, paper: &PurchaseReturn, line: &Line) -> MoveOrder {
    MoveOrder {
        item: line.item,
        from: Place::Storage(paper.warehouse),
        to: Place::Supplier,
        lot: line.lot.clone(),
        quantity: line.quantity,
        day: paper.returned_on,
        origin: Origin { document: id, line: line.line },
    }
}

/// The order is open again: what is to be replaced is expected once more.
fn expect_again(
    paper: &PurchaseReturn,
    order: &PurchaseOrder,
    world: &World,
) -> Result<Vec<Effect>, Refusal> {
    let source = world.source(paper.purchase_order);
    match source.state.as_str() {
        "done" => Ok(vec![Effect::Make(paper.purchase_order, "reopen")]),
        "confirmed" => {
            let mut effects = vec![Effect::ExpectNothingMore(paper.purchase_order)];
            effects.extend(order.expected(paper.purchase_order, world));
            Ok(effects)
        }
        _ => Err(world.not_open(paper.purchase_order)),
    }
}

/// A receipt or an inspection of another order says nothing of these goods.
fn require_its_papers(paper: &PurchaseReturn, world: &World) -> Result<(), Refusal> {
    let of_order = |id: DocumentId, field: &str, target: DocumentId| {
        let source = world.source(id);
        if source.record.link(field) == Some(target) && source.state == "confirmed" {
            return Ok(());
        }
        Err(world.not_open(id))
    };
    if let Some(receipt) = paper.receipt {
        of_order(receipt, "purchase_order", paper.purchase_order)?;
    }
    match (paper.inspection, paper.receipt) {
        (Some(inspection), Some(receipt)) => of_order(inspection, "receipt", receipt),
        (Some(inspection), None) => of_order(inspection, "receipt", DocumentId(0)),
        (None, _) => Ok(()),
    }
}

/// What an inspection keeps for a return is not held any more as far as it goes back.
fn release_rejected(paper: &PurchaseReturn, line: &Line, world: &mut World) -> Result<(), Refusal> {
    let (Some(inspection), Some(of_line)) = (paper.inspection, line.inspection_line) else { return Ok(()) };
    let number = LineNo::try_from(of_line.raw() / Number::ONE_RAW).unwrap_or(0);
    let hold = hold_id(inspection, number);
    let held = world.ledger.held_by(hold, key(paper, line), line.lot.as_deref());
    let known = Inspection::from_record(&world.source(inspection).record);
    let is_its = known.lines.iter().any(|it| it.line == number && it.item == line.item);
    if held < line.quantity || !is_its {
        return Err(Refusal::NotHeld { line: line.line, item: line.item, held, inspected: line.quantity });
    }
    world.ledger.release_part(hold, line.quantity);
    Ok(())
}

fn more_than_received(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::MoreThanOrdered { line, item, wanted, left } => {
            Refusal::MoreThanReceived { line, item, wanted, left }
        }
        other => other,
    }
}

/// The share of what came in; the parts of it that go back add up to all of it.
fn came_at(line: &Line, before: Quantity, world: &World) -> Money {
    let (quantity, value) = world.left_with.get(&line.item).copied().unwrap_or_default();
    if !quantity.is_positive() {
        return Money::ZERO;
    }
    let until = |part: Quantity| value.share(part.min(quantity), quantity);
    until(before.plus(line.quantity)).minus(until(before))
}
