//! What a receipt does to the world: stock arrives, at the order's price.

use super::generated::{Line, Receipt, Transition};
use crate::order_lines::OpenLines;
use crate::purchasing::purchase_order::{self, PurchaseOrder};
use crate::{Effect, Fulfilment, LeadTime, Needs, PricePaid, Refusal, Side, Trade, World};
use ledger::{BalanceKey, MoveOrder, Origin, Place};
use std::collections::BTreeMap;
use values::{ClaimId, DocumentId, LineNo, Money, Quantity, UserId};

pub(super) fn sources(receipt: &Receipt) -> Vec<DocumentId> {
    vec![receipt.purchase_order]
}

pub(super) fn needs(_: DocumentId, receipt: &Receipt, transition: Transition, _: &World) -> Needs {
    match transition {
        Transition::Confirm => Needs {
            balances: receipt.lines.iter().map(|it| key(receipt, it)).collect(),
            items: receipt.lines.iter().map(|it| it.item).collect(),
            fulfilled_of: vec![receipt.purchase_order],
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
        return Err(Refusal::SourceNotOpen {
            source: receipt.purchase_order,
            number: source.number.clone(),
            state: source.state.clone(),
        });
    }
    let (order, buyer) = (PurchaseOrder::from_record(&source.record), source.person("buyer"));
    let mut open = OpenLines::of(receipt.purchase_order, order.open_lines(), world);
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
    }
    if open.all_done() {
        effects.push(Effect::Complete(receipt.purchase_order));
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
