//! What a receipt does to the world: stock arrives, at the order's price.

use super::generated::{Line, Receipt, Transition};
use crate::order_lines::{OpenLines, in_its_unit};
use crate::purchasing::purchase_order::{self, PurchaseOrder};
use crate::world::hold_id;
use crate::{Draft, Effect, Fulfilment, LeadTime, Needs, PricePaid, Refusal, Side, Trade, World};
use ledger::{BalanceKey, Hold, MoveOrder, Origin, Place};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use values::{ClaimId, DocumentId, LineNo, Money, Quantity, UserId, round_div};

pub(super) fn sources(receipt: &Receipt) -> Vec<DocumentId> {
    vec![receipt.purchase_order]
}

pub(super) fn needs(_: DocumentId, receipt: &Receipt, transition: Transition, world: &World) -> Needs {
    match transition {
        Transition::Confirm => Needs {
            balances: receipt.lines.iter().map(|it| key(receipt, it)).collect(),
            items: receipt.lines.iter().map(|it| it.item).collect(),
            fulfilled_of: vec![receipt.purchase_order],
            replaced_of: vec![receipt.purchase_order],
            terms_of: Some((
                world.source(receipt.purchase_order).record.link("supplier").map(Into::into),
                receipt.lines.iter().map(|it| it.item).collect(),
            )),
            ..Needs::default()
        },
        Transition::Cancel => Needs::default(),
    }
}

pub(super) fn post(
    id: DocumentId,
    receipt: &Receipt,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Confirm => receive(id, receipt, world),
        Transition::Cancel => Ok(Vec::new()),
    }
}

fn key(receipt: &Receipt, line: &Line) -> BalanceKey {
    BalanceKey { item: line.item, warehouse: receipt.warehouse }
}

fn receive(id: DocumentId, receipt: &Receipt, world: &mut World) -> Result<Vec<Effect>, Refusal> {
    let source = world.source(receipt.purchase_order);
    if source.state != "confirmed" {
        return Err(world.not_open(receipt.purchase_order));
    }
    let (order, buyer) = (PurchaseOrder::from_record(&source.record), source.person("buyer"));
    let mut open = order.open_within_tolerance(receipt.purchase_order, world);
    let mut effects = Vec::new();
    let mut received: BTreeMap<LineNo, Quantity> = BTreeMap::new();
    for line in &receipt.lines {
        for (ordered, _, quantity) in open.take(line.line, line.item, line.source_line, line.quantity)? {
            let claim = ClaimId { document: receipt.purchase_order, line: ordered };
            let before = *received.entry(ordered).or_insert_with(|| world.fulfilled(claim));
            received.insert(ordered, before.plus(quantity));
            let ordered = order.lines.iter().find(|it| it.line == ordered).expect("taken from its lines");
            let value = worth(ordered, before, quantity, line)?;
            receive_part(
                world,
                &mut effects,
                (id, receipt, line),
                (&order, buyer),
                ordered,
                (quantity, value),
            )?;
        }
        if world.terms(line.item).inspect {
            hold_for_inspection(id, receipt, line, world)?;
        }
    }
    if open.all_done() {
        effects.push(Effect::Make(receipt.purchase_order, "complete"));
    }
    Ok(effects)
}

fn receive_part(
    world: &mut World,
    effects: &mut Vec<Effect>,
    (id, receipt, line): (DocumentId, &Receipt, &Line),
    (order, buyer): (&PurchaseOrder, UserId),
    ordered: &purchase_order::Line,
    (quantity, value): (Quantity, Money),
) -> Result<(), Refusal> {
    let moved = MoveOrder {
        item: line.item,
        from: Place::Supplier,
        to: Place::Storage(receipt.warehouse),
        lot: line.lot.clone(),
        quantity,
        day: receipt.received_on,
        origin: Origin { document: id, line: line.line },
    };
    world.receive(moved, value, line.expiry)?;
    let (item, supplier, day) = (line.item, order.supplier, receipt.received_on);
    let price = ordered.price;
    let ordered = ClaimId { document: receipt.purchase_order, line: ordered.line };
    effects.push(Effect::Fulfil(Fulfilment { ordered, line: line.line, quantity, day }));
    if let Some(price) = price {
        effects.push(Effect::Paid(PricePaid { line: line.line, item, supplier, day, price, quantity }));
    }
    effects.push(Effect::Traded(Trade {
        side: Side::Bought,
        line: line.line,
        source: Some(ordered),
        item,
        warehouse: receipt.warehouse,
        partner: supplier.into(),
        channel: None,
        member: buyer,
        day,
        quantity,
        amount: value,
        cost: value,
    }));
    effects.push(Effect::Arrived(LeadTime {
        line: line.line,
        item,
        supplier,
        ordered: order.ordered_on,
        received: day,
        quantity,
    }));
    Ok(())
}

/// Nobody sells it before somebody looked at it.
fn hold_for_inspection(
    id: DocumentId,
    receipt: &Receipt,
    line: &Line,
    world: &mut World,
) -> Result<(), Refusal> {
    world.ledger.hold(Hold {
        id: hold_id(id, line.line),
        key: key(receipt, line),
        lot: line.lot.clone(),
        quantity: line.quantity,
        reason: "quality_check".to_owned(),
        owner: world.user,
        expires: None,
        origin: Origin { document: id, line: line.line },
    })?;
    Ok(())
}

/// What the next `quantity` of a line is worth: the parts of a line add up to its amount, however they
/// are rounded.
fn worth(
    ordered: &purchase_order::Line,
    before: Quantity,
    quantity: Quantity,
    line: &Line,
) -> Result<Money, Refusal> {
    let (from, to) = (ordered.worth(before), ordered.worth(before.plus(quantity)));
    let out_of_range = Refusal::AmountOutOfRange { line: line.line, item: line.item };
    from.zip(to).map(|(from, to)| to.minus(from)).ok_or(out_of_range)
}

/// An inspection or return of all of it, or the costs of bringing it here.
pub(super) fn push_down(
    id: DocumentId,
    receipt: &Receipt,
    number: &str,
    to: &str,
    world: &World,
) -> Option<Draft> {
    let lines = receipt.lines.iter();
    let fields = match to {
        "inspection" => {
            // What is not held any more was inspected.
            let lines = lines.filter_map(|it| {
                let held = world.open_holds.get(&hold_id(id, it.line))?;
                let line = json!({ "source_line": it.line.to_string(), "rejected": "0" });
                Some(with_lot(line, it, *held))
            });
            let lines: Vec<Json> = lines.collect();
            if lines.is_empty() {
                return None;
            }
            json!({ "receipt": number, "lines": lines })
        }
        "purchase_return" => {
            // What went back already does not go back again.
            let order = PurchaseOrder::from_record(&world.sources.get(&receipt.purchase_order)?.record);
            let mut here = OpenLines::shipped(receipt.purchase_order, order.open_lines(), world);
            let lines = lines.filter_map(|it| {
                let left = here.take_at_most(it.item, it.source_line, it.quantity);
                let mut line = left.is_positive().then(|| with_lot(json!({}), it, left))?;
                in_its_unit(&mut line, it.unit.as_deref(), it.unit_quantity, it.quantity, left);
                if let Some(source) = it.source_line {
                    line["source_line"] = json!(source.to_string());
                }
                Some(line)
            });
            let lines: Vec<Json> = lines.collect();
            if lines.is_empty() {
                return None;
            }
            json!({
                "purchase_order": receipt.purchase_order.0, "receipt": number,
                "warehouse": receipt.warehouse.0, "lines": lines,
            })
        }
        "landed_cost" => {
            let lines = lines.map(|it| {
                let mut line = json!({
                    "receipt": number, "receipt_line": it.line.to_string(), "item": it.item.0,
                    "quantity": it.quantity,
                });
                if let Some((_, value)) = world.moved_by_line.get(&it.line) {
                    line["value"] = json!(value);
                }
                if let Some(weight) = world.terms(it.item).weight {
                    let raw = i128::from(weight.raw()) * i128::from(it.quantity.raw());
                    let raw = round_div(raw, i128::from(Quantity::ONE_RAW));
                    line["weight"] = json!(Quantity::from_raw(i64::try_from(raw).unwrap_or(0)));
                }
                line
            });
            let lines: Vec<Json> = lines.collect();
            json!({ "lines": lines, "costs": [] })
        }
        _ => return None,
    };
    Some(Draft { fields, elsewhere: Vec::new() })
}

fn with_lot(mut line: Json, of: &Line, quantity: Quantity) -> Json {
    line["item"] = json!(of.item.0);
    line["quantity"] = json!(quantity);
    if let Some(lot) = &of.lot {
        line["lot"] = json!(lot);
    }
    line
}
