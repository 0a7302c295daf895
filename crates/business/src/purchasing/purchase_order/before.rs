//! What of an order came before the books began: facts of buying, and no stock. What there is of it is
//! opening stock (`docs/decisions/0033-orders-from-before-the-books.md`).

use super::generated::{Line, PurchaseOrder};
use crate::{Effect, Fulfilment, LeadTime, PricePaid, Refusal, Side, Trade, World};
use values::{ClaimId, DocumentId, Percent, Quantity, round_div};

/// How much of the line came, and how much of that was no good and went back.
fn came(line: &Line) -> (Quantity, Quantity) {
    (line.came_before.unwrap_or_default(), line.rejected_before.unwrap_or_default())
}

/// What came of each line, to be counted as received.
pub(super) fn fulfilments(id: DocumentId, order: &PurchaseOrder) -> impl Iterator<Item = Fulfilment> {
    order.lines.iter().filter(|it| came(it).0.is_positive()).map(move |it| fulfilment(id, it, came(it).0))
}

fn fulfilment(id: DocumentId, line: &Line, quantity: Quantity) -> Fulfilment {
    let ordered = ClaimId { document: id, line: line.line };
    let day = line.came_on.expect("what came has its day: a check of the definition");
    Fulfilment { ordered, line: line.line, quantity, day }
}

/// What receipts, inspections and returns of it would have left behind, had they been written here.
pub(super) fn post(id: DocumentId, order: &PurchaseOrder, world: &mut World) -> Result<Vec<Effect>, Refusal> {
    let mut effects = Vec::new();
    for (line, done) in order.lines.iter().filter(|it| came(it).0.is_positive()).zip(fulfilments(id, order)) {
        let (quantity, rejected) = came(line);
        let (item, supplier, source, day) = (line.item, order.supplier, done.ordered, done.day);
        world.fulfilled.insert(source, quantity);
        effects.push(Effect::Fulfil(done));
        if rejected.is_positive() {
            effects.push(Effect::Reject(fulfilment(id, line, rejected)));
            effects.push(Effect::TakeBack(fulfilment(id, line, rejected)));
        }
        if let Some(price) = line.price {
            effects.push(Effect::Paid(PricePaid { line: line.line, item, supplier, day, price, quantity }));
        }
        let ordered = order.ordered_on;
        effects.push(Effect::Arrived(LeadTime {
            line: line.line,
            item,
            supplier,
            ordered,
            received: day,
            quantity,
        }));
        // What went back was credited at the order's price.
        let amount = line.worth(quantity).zip(line.worth(rejected)).map(|(all, back)| all.minus(back));
        let amount = amount.ok_or(Refusal::AmountOutOfRange { line: line.line, item })?;
        effects.push(Effect::Traded(Trade {
            side: Side::Bought,
            line: line.line,
            source: Some(source),
            item,
            warehouse: order.deliver_to,
            partner: supplier.into(),
            channel: None,
            member: world.user,
            day,
            quantity: quantity.minus(rejected),
            amount,
            cost: amount,
        }));
    }
    if !effects.is_empty() && order.open_within_tolerance(id, world).all_done() {
        effects.push(Effect::Make(id, "complete"));
    } else if order.close_rest == Some(true) {
        effects.push(Effect::Make(id, "close"));
    }
    Ok(effects)
}

/// Which over-receipt somebody must have agreed to: what came, came.
pub(super) fn over_receipt(line: &Line) -> Option<Percent> {
    let beyond = came(line).0.minus(line.quantity);
    if !beyond.is_positive() || !line.quantity.is_positive() {
        return None;
    }
    let whole = i128::from(Percent::ONE_RAW) * 100;
    let quantity = i128::from(line.quantity.raw());
    // Rounded up, for what is allowed is rounded down.
    let raw = round_div(i128::from(beyond.raw()) * whole, quantity) + 1;
    i64::try_from(raw).ok().map(Percent::from_raw)
}

/// Nobody changes the past by changing what is left of an order.
pub(super) fn is_same(before: &PurchaseOrder, after: &PurchaseOrder) -> bool {
    let told = |order: &PurchaseOrder| {
        let lines = order.lines.iter().filter(|it| came(it).0.is_positive());
        lines.map(|it| (it.line, it.item, came(it), it.came_on)).collect::<Vec<_>>()
    };
    told(before) == told(after)
}
