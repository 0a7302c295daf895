//! What a shipment does to the world: the promise and the stock leave together.

use super::generated::{Line, Shipment, Transition};
use crate::order_lines::{OpenLines, in_its_unit};
use crate::sales::sales_order::SalesOrder;
use crate::{Draft, Effect, Fulfilment, Needs, Refusal, Trade, World};
use documents::Value;
use ledger::{BalanceKey, Lot, Origin};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use values::{ClaimId, DocumentId, ItemId, Money, Quantity};

pub(super) fn sources(shipment: &Shipment) -> Vec<DocumentId> {
    vec![shipment.sales_order]
}

pub(super) fn needs(_: DocumentId, shipment: &Shipment, transition: Transition, world: &World) -> Needs {
    match transition {
        Transition::Confirm => {
            let order = SalesOrder::from_record(&world.source(shipment.sales_order).record);
            let items: BTreeSet<ItemId> = shipment.lines.iter().map(|it| it.item).collect();
            let shipped = order.open_lines().map(|(_, key, _)| key).filter(|key| {
                items.contains(&key.item) && shipment.warehouse.is_none_or(|it| it == key.warehouse)
            });
            Needs {
                balances: shipped.collect(),
                items: shipment.lines.iter().map(|it| it.item).collect(),
                claims_of: vec![shipment.sales_order],
                fulfilled_of: vec![shipment.sales_order],
                ..Needs::default()
            }
        }
        Transition::Deliver | Transition::Cancel => Needs::default(),
    }
}

pub(super) fn post(
    id: DocumentId,
    shipment: &Shipment,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Confirm => ship(id, shipment, world),
        Transition::Deliver => {
            let value = Some(Value::Date(shipment.delivered_on.unwrap_or(world.today)));
            Ok(vec![Effect::Write { field: "delivered_on", value }])
        }
        Transition::Cancel => Ok(Vec::new()),
    }
}

fn ship(id: DocumentId, shipment: &Shipment, world: &mut World) -> Result<Vec<Effect>, Refusal> {
    let source = world.source(shipment.sales_order);
    if source.state != "confirmed" {
        return Err(world.not_open(shipment.sales_order));
    }
    let (order, seller) = (SalesOrder::from_record(&source.record), source.person("salesperson"));
    let all = OpenLines::of(shipment.sales_order, order.open_lines(), world);
    let (mut open, elsewhere) = match shipment.warehouse {
        Some(warehouse) => all.split(warehouse),
        None => (all, OpenLines(Vec::new())),
    };
    let mut effects = Vec::new();
    let mut charged: BTreeMap<ClaimId, Quantity> = BTreeMap::new();
    for line in &shipment.lines {
        let origin = Origin { document: id, line: line.line };
        for (ordered, key, quantity) in open.take(line.line, line.item, line.source_line, line.quantity)? {
            let ordered = ClaimId { document: shipment.sales_order, line: ordered };
            let done = charged.entry(ordered).or_insert_with(|| world.fulfilled(ordered));
            let sold = order.sold(ordered, key, [*done, quantity], seller)?;
            *done = done.plus(quantity);
            let mut cost = Money::ZERO;
            for (lot, part) in lots(world, line, key, quantity) {
                cost = cost.plus(world.ledger.ship(ordered, part, lot, shipment.shipped_on, origin)?);
            }
            let day = shipment.shipped_on;
            effects.push(Effect::Fulfil(Fulfilment { ordered, line: line.line, quantity, day }));
            effects.push(Effect::Traded(Trade { line: line.line, day, cost, ..sold }));
        }
    }
    if open.all_done() && elsewhere.all_done() {
        effects.push(Effect::Make(shipment.sales_order, "complete"));
    }
    Ok(effects)
}

/// The lot written on the paper, else what expires first.
fn lots(world: &World, line: &Line, key: BalanceKey, quantity: Quantity) -> Vec<(Option<Lot>, Quantity)> {
    match &line.lot {
        Some(lot) => vec![(Some(lot.clone()), quantity)],
        None => world.ledger.propose_lots(key, quantity),
    }
}

pub(super) fn amend_needs(_: DocumentId, _: &Shipment, _: &Shipment, _: &World) -> Needs {
    Needs::default()
}

/// What left stays as it left; who carries it, under which numbers, and when it arrived is learned later.
pub(super) fn amend(
    _: DocumentId,
    before: &Shipment,
    after: &Shipment,
    _: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    let mut allowed = before.clone();
    allowed.carrier = after.carrier;
    allowed.tracking_number.clone_from(&after.tracking_number);
    allowed.delivered_on = after.delivered_on;
    allowed.note.clone_from(&after.note);
    allowed.packages.clone_from(&after.packages);
    for (line, new) in allowed.lines.iter_mut().zip(&after.lines) {
        line.package = new.package;
    }
    if allowed == *after { Ok(Vec::new()) } else { Err(Refusal::NotAmendable) }
}

/// A return of what this shipment brought and is not back yet.
pub(super) fn push_down(
    _: DocumentId,
    shipment: &Shipment,
    number: &str,
    to: &str,
    world: &World,
) -> Option<Draft> {
    if to != "sales_return" {
        return None;
    }
    let order = SalesOrder::from_record(&world.sources.get(&shipment.sales_order)?.record);
    let mut out = OpenLines::shipped(shipment.sales_order, order.open_lines(), world);
    let lines = shipment.lines.iter().filter_map(|it| {
        let left = out.take_at_most(it.item, it.source_line, it.quantity);
        let mut line = left.is_positive().then(|| json!({ "item": it.item.0, "quantity": left }))?;
        in_its_unit(&mut line, it.unit.as_deref(), it.unit_quantity, it.quantity, left);
        if let Some(lot) = &it.lot {
            line["lot"] = json!(lot);
        }
        if let Some(source) = it.source_line {
            line["source_line"] = json!(source.to_string());
        }
        Some(line)
    });
    let lines: Vec<Json> = lines.collect();
    if lines.is_empty() {
        return None;
    }
    let mut fields = json!({ "sales_order": shipment.sales_order.0, "shipment": number, "lines": lines });
    if let Some(warehouse) = shipment.warehouse {
        fields["warehouse"] = json!(warehouse.0);
    }
    Some(Draft { fields, elsewhere: Vec::new() })
}
