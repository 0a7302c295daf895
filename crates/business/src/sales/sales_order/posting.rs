//! What a sales order does to the world when it moves from state to state.

use super::generated::{Line, SalesOrder, Transition};
use crate::order_lines::{OpenLines, refuse_if_fulfilled};
use crate::{Demand, Effect, Needs, Refusal, World};
use ledger::BalanceKey;
use serde_json::{Value as Json, json};
use values::{ClaimId, DocumentId, LineNo, Quantity};

pub(super) fn sources(_: &SalesOrder) -> Vec<DocumentId> {
    Vec::new()
}

pub(super) fn needs(id: DocumentId, order: &SalesOrder, transition: Transition, _: &World) -> Needs {
    let balances = order.lines.iter().map(|it| key(order, it)).collect();
    match transition {
        Transition::Confirm => Needs { balances, ..Needs::default() },
        Transition::Reserve | Transition::Close => {
            Needs { balances, claims_of: vec![id], ..Needs::default() }
        }
        Transition::Cancel => {
            Needs { balances, claims_of: vec![id], fulfilled_of: vec![id], ..Needs::default() }
        }
        Transition::Complete => Needs::default(),
    }
}

pub(super) fn post(
    id: DocumentId,
    order: &SalesOrder,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Confirm => confirm(id, order, world),
        Transition::Reserve => {
            for claim in claims(id, world) {
                world.ledger.promise(claim);
            }
            Ok(Vec::new())
        }
        Transition::Cancel => {
            refuse_if_fulfilled(id, order.lines.iter().map(|it| it.line), world)?;
            give_back(id, world);
            Ok(vec![Effect::ForgetDemand(id)])
        }
        Transition::Close => {
            give_back(id, world);
            Ok(Vec::new())
        }
        Transition::Complete => Ok(Vec::new()),
    }
}

fn key(order: &SalesOrder, line: &Line) -> BalanceKey {
    BalanceKey { item: line.item, warehouse: order.ship_from }
}

/// Promises what there is. What there is not stays an open claim: planning and the people looking
/// after the customer both act on it. An order that must be whole is refused before any change.
fn confirm(id: DocumentId, order: &SalesOrder, world: &mut World) -> Result<Vec<Effect>, Refusal> {
    let claim = |line: &Line| ClaimId { document: id, line: line.line };
    if order.partial_allowed == Some(false) {
        let wants: Vec<_> = order.lines.iter().map(|it| (claim(it), key(order, it), it.quantity)).collect();
        world.ledger.require_whole(&wants)?;
    }
    let mut effects = Vec::with_capacity(order.lines.len());
    for line in &order.lines {
        world.ledger.open_claim(claim(line), key(order, line), line.quantity)?;
        world.ledger.promise(claim(line));
        effects.push(Effect::Want(Demand {
            line: line.line,
            item: line.item,
            warehouse: order.ship_from,
            channel: order.channel,
            customer: Some(order.customer),
            day: order.ordered_on,
            wanted: line.quantity,
            amount: line.amount,
        }));
    }
    Ok(effects)
}

fn claims(id: DocumentId, world: &World) -> Vec<ClaimId> {
    world.ledger.claims_of(id).map(|it| it.id).collect()
}

fn give_back(id: DocumentId, world: &mut World) {
    for claim in claims(id, world) {
        world.ledger.cancel_claim(claim);
    }
}

/// A shipment of what is promised; of everything left over when nothing is.
pub(super) fn push_down(
    id: DocumentId,
    order: &SalesOrder,
    number: &str,
    to: &str,
    world: &World,
) -> Option<Json> {
    if to != "shipment" {
        return None;
    }
    let open = OpenLines::of(id, order.lines.iter().map(|it| (it.line, it.item, it.quantity)), world);
    let promised = |line: LineNo| {
        let claim = world.ledger.claim(ClaimId { document: id, line });
        claim.map_or(Quantity::ZERO, |it| it.reserved)
    };
    let nothing_promised = open.0.iter().all(|it| promised(it.line).is_zero());
    let proposed = open.0.iter().map(|it| {
        let quantity = if nothing_promised { it.left } else { promised(it.line).min(it.left) };
        (it, quantity)
    });
    let lines: Vec<Json> = proposed
        .filter(|(_, quantity)| quantity.is_positive())
        .map(|(it, quantity)| {
            json!({ "item": it.item.0, "quantity": quantity, "source_line": it.line.to_string() })
        })
        .collect();
    Some(json!({ "sales_order": number, "lines": lines }))
}
