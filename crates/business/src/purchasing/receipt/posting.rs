//! What a receipt does to the world: stock arrives, at the order's price.

use super::generated::{Line, Receipt, Transition};
use crate::order_lines::OpenLines;
use crate::purchasing::purchase_order::PurchaseOrder;
use crate::{Effect, Fulfilment, LeadTime, Needs, PricePaid, Refusal, World};
use ledger::{BalanceKey, MoveOrder, Origin, Place};
use values::{ClaimId, DocumentId, LineNo, Money, Quantity, UnitPrice};

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
    let order = PurchaseOrder::from_record(&source.record);
    let mut open = OpenLines::of(receipt.purchase_order, order.open_lines(), world);
    let mut effects = Vec::new();
    for line in &receipt.lines {
        for (ordered, _, quantity) in open.take(line.line, line.item, line.source_line, line.quantity)? {
            receive_part(world, &mut effects, (id, receipt, line), &order, ordered, quantity)?;
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
    order: &PurchaseOrder,
    ordered: LineNo,
    quantity: Quantity,
) -> Result<(), Refusal> {
    let price = order.lines.iter().find(|it| it.line == ordered).and_then(|it| it.price);
    let value = value_of(price, quantity, line)?;
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
    let ordered = ClaimId { document: receipt.purchase_order, line: ordered };
    effects.push(Effect::Fulfil(Fulfilment { ordered, line: line.line, quantity, day }));
    if let Some(price) = price {
        effects.push(Effect::Paid(PricePaid { line: line.line, item, supplier, day, price, quantity }));
    }
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

fn value_of(price: Option<UnitPrice>, quantity: Quantity, line: &Line) -> Result<Money, Refusal> {
    let out_of_range = Refusal::AmountOutOfRange { line: line.line, item: line.item };
    price.map_or(Ok(Money::ZERO), |it| it.times(quantity).ok_or(out_of_range))
}
