//! What a return does to the world: goods come back at the value they left with, and are sold again
//! or scrapped.

use super::generated::{Line, SalesReturn, Transition};
use crate::order_lines::{OpenLines, in_its_unit};
use crate::sales::sales_order::SalesOrder;
use crate::world::hold_id;
use crate::{Demand, Draft, Effect, Fulfilment, Needs, Refusal, Trade, World, charged};
use ledger::{BalanceKey, Hold, MoveOrder, Origin, Place};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use values::{ClaimId, Day, DocumentId, LineNo, Money, Quantity};

const DRAFT: &str = "draft";
const TO_SUPPLIER: &str = "to_supplier";

pub(super) fn sources(paper: &SalesReturn) -> Vec<DocumentId> {
    std::iter::once(paper.sales_order).chain(paper.shipment).collect()
}

pub(super) fn needs(_: DocumentId, paper: &SalesReturn, transition: Transition, world: &World) -> Needs {
    let balances = paper.lines.iter().map(|it| key(paper, it)).collect();
    let items = paper.lines.iter().map(|it| it.item).collect();
    match transition {
        Transition::Confirm | Transition::Check if world.state == DRAFT => Needs {
            balances,
            items,
            fulfilled_of: vec![paper.sales_order],
            returned_of: vec![paper.sales_order],
            left_with: Some((paper.sales_order, paper.shipment)),
            ..Needs::default()
        },
        Transition::Confirm | Transition::Check | Transition::Release => {
            Needs { balances, items, ..Needs::default() }
        }
        Transition::Cancel => Needs::default(),
    }
}

pub(super) fn post(
    id: DocumentId,
    paper: &SalesReturn,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Confirm if world.state == DRAFT => {
            let effects = take_back(id, paper, world)?;
            for line in paper.lines.iter().filter(|it| it.condition == TO_SUPPLIER) {
                hold(id, paper, line, TO_SUPPLIER, world)?;
            }
            scrap_damaged(id, paper, world)?;
            Ok(effects)
        }
        Transition::Confirm => {
            for line in paper.lines.iter().filter(|it| it.condition != TO_SUPPLIER) {
                world.ledger.release_hold(hold_id(id, line.line));
            }
            scrap_damaged(id, paper, world)?;
            Ok(Vec::new())
        }
        Transition::Check => {
            let effects = take_back(id, paper, world)?;
            for line in &paper.lines {
                hold(id, paper, line, "quality_check", world)?;
            }
            Ok(effects)
        }
        Transition::Release => {
            for line in &paper.lines {
                world.ledger.release_hold(hold_id(id, line.line));
            }
            Ok(Vec::new())
        }
        Transition::Cancel => Ok(Vec::new()),
    }
}

fn key(paper: &SalesReturn, line: &Line) -> BalanceKey {
    BalanceKey { item: line.item, warehouse: paper.warehouse }
}

/// Never more than was shipped and has not come back yet.
fn take_back(id: DocumentId, paper: &SalesReturn, world: &mut World) -> Result<Vec<Effect>, Refusal> {
    let source = world.source(paper.sales_order);
    let (order, seller) = (SalesOrder::from_record(&source.record), source.person("salesperson"));
    require_its_shipment(paper, world)?;
    let mut out = OpenLines::shipped(paper.sales_order, order.open_lines(), world);
    let mut effects = Vec::new();
    let mut credited: BTreeMap<ClaimId, Quantity> = BTreeMap::new();
    for line in &paper.lines {
        let value = value_of(line, world);
        let taken = out.take(line.line, line.item, line.source_line, line.quantity);
        let mut of_line = Quantity::ZERO;
        for (ordered, _, quantity) in taken.map_err(more_than_shipped)? {
            let ordered = ClaimId { document: paper.sales_order, line: ordered };
            let day = paper.returned_on;
            effects.push(Effect::TakeBack(Fulfilment { ordered, line: line.line, quantity, day }));
            let done = credited.entry(ordered).or_insert_with(|| world.returned(ordered));
            let sold = order.sold(ordered, key(paper, line), [*done, quantity], seller)?;
            *done = done.plus(quantity);
            let cost = charged(None, Some(value), line.quantity, [of_line, quantity]).expect("a part of it");
            of_line = of_line.plus(quantity);
            effects.push(Effect::Traded(taken_back(line.line, day, cost, sold)));
        }
        let moved = MoveOrder {
            item: line.item,
            from: Place::Customer,
            to: Place::Storage(paper.warehouse),
            lot: line.lot.clone(),
            quantity: line.quantity,
            day: paper.returned_on,
            origin: Origin { document: id, line: line.line },
        };
        world.receive(moved, value, None)?;
        effects.push(Effect::Unwant(Demand {
            line: line.line,
            item: line.item,
            warehouse: paper.warehouse,
            channel: order.channel,
            customer: Some(order.customer),
            day: paper.returned_on,
            wanted: line.quantity,
            amount: None,
        }));
    }
    Ok(effects)
}

/// What was sold, the other way round.
fn taken_back(line: LineNo, day: Day, cost: Money, sold: Trade) -> Trade {
    let negative = "what was sold before is in range";
    Trade {
        line,
        day,
        quantity: sold.quantity.checked_neg().expect(negative),
        amount: sold.amount.checked_neg().expect(negative),
        cost: cost.checked_neg().expect(negative),
        ..sold
    }
}

/// A shipment of another order says nothing of what these goods cost.
fn require_its_shipment(paper: &SalesReturn, world: &World) -> Result<(), Refusal> {
    let Some(shipment) = paper.shipment else { return Ok(()) };
    let source = world.source(shipment);
    if source.record.link("sales_order") == Some(paper.sales_order)
        && matches!(source.state.as_str(), "confirmed" | "delivered")
    {
        return Ok(());
    }
    Err(world.not_open(shipment))
}

fn more_than_shipped(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::MoreThanOrdered { line, item, wanted, left } => {
            Refusal::MoreThanShipped { line, item, wanted, left }
        }
        other => other,
    }
}

/// The average of what left: `value × quantity ÷ all that left`.
fn value_of(line: &Line, world: &World) -> Money {
    let (quantity, value) = world.left_with.get(&line.item).copied().unwrap_or_default();
    if quantity.is_positive() { value.share(line.quantity, quantity) } else { Money::ZERO }
}

fn hold(
    id: DocumentId,
    paper: &SalesReturn,
    line: &Line,
    reason: &str,
    world: &mut World,
) -> Result<(), Refusal> {
    world.ledger.hold(Hold {
        id: hold_id(id, line.line),
        key: key(paper, line),
        lot: line.lot.clone(),
        quantity: line.quantity,
        reason: reason.to_owned(),
        owner: world.user,
        expires: None,
        origin: Origin { document: id, line: line.line },
    })?;
    Ok(())
}

fn scrap_damaged(id: DocumentId, paper: &SalesReturn, world: &mut World) -> Result<(), Refusal> {
    for line in paper.lines.iter().filter(|it| it.condition == "damaged") {
        world.ledger.issue(MoveOrder {
            item: line.item,
            from: Place::Storage(paper.warehouse),
            to: Place::Scrap,
            lot: line.lot.clone(),
            quantity: line.quantity,
            day: world.today,
            origin: Origin { document: id, line: line.line },
        })?;
    }
    Ok(())
}

pub(super) fn amend_needs(id: DocumentId, _: &SalesReturn, _: &SalesReturn, _: &World) -> Needs {
    Needs { credited_of: vec![id], ..Needs::default() }
}

/// While the goods are looked at, what is found out is written down; what came back stays as it is, and worth what
/// orders credit of it.
pub(super) fn amend(
    id: DocumentId,
    before: &SalesReturn,
    after: &SalesReturn,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    let mut allowed = before.clone();
    allowed.note.clone_from(&after.note);
    allowed.reason.clone_from(&after.reason);
    allowed.amount = after.amount;
    for (line, new) in allowed.lines.iter_mut().zip(&after.lines) {
        line.condition.clone_from(&new.condition);
        (line.price, line.amount) = (new.price, new.amount);
        line.price_by.clone_from(&new.price_by);
    }
    if allowed != *after {
        return Err(Refusal::NotAmendable);
    }
    let (credit, back) = (world.credited(id, None), after.amount.unwrap_or_default());
    if credit > back {
        return Err(Refusal::MoreThanReturned { credit, back, elsewhere: Money::ZERO });
    }
    Ok(Vec::new())
}

/// 换货: an order of the same goods, on which what came back is credited.
pub(super) fn push_down(
    id: DocumentId,
    paper: &SalesReturn,
    number: &str,
    to: &str,
    world: &World,
) -> Option<Draft> {
    if to != "sales_order" {
        return None;
    }
    let order = SalesOrder::from_record(&world.sources.get(&paper.sales_order)?.record);
    // What other orders credit of it is used up.
    let credit = paper.amount.map(|it| it.minus(world.credited(id, None)).max(Money::ZERO));
    let lines = paper.lines.iter().map(|it| {
        let mut line = json!({ "item": it.item.0, "quantity": it.quantity });
        in_its_unit(&mut line, it.unit.as_deref(), it.unit_quantity, it.quantity, it.quantity);
        line
    });
    let lines: Vec<Json> = lines.collect();
    let mut fields = json!({
        "customer": order.customer.0, "ship_from": paper.warehouse.0, "exchange_for": number,
        "credit": credit, "recipient": order.recipient, "recipient_phone": order.recipient_phone,
        "delivery_address": order.delivery_address, "lines": lines,
    });
    if let Some(channel) = order.channel {
        fields["channel"] = json!(channel.0);
    }
    Some(Draft { fields, elsewhere: Vec::new() })
}
