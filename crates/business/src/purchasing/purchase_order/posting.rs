//! What a purchase order does to the world when it moves from state to state.

use super::generated::{Line, PurchaseOrder, Transition};
use crate::order_lines::{OpenLines, in_its_unit, refuse_if_fulfilled};
use crate::{Arrival, ArrivalKind, Draft, Effect, Needs, Refusal, World};
use ledger::BalanceKey;
use serde_json::{Value as Json, json};
use values::{ClaimId, Day, DocumentId, LineNo, Money, Quantity};

pub(super) fn sources(_: &PurchaseOrder) -> Vec<DocumentId> {
    Vec::new()
}

pub(super) fn needs(id: DocumentId, _: &PurchaseOrder, transition: Transition, _: &World) -> Needs {
    match transition {
        Transition::Confirm | Transition::Close | Transition::Complete => Needs::default(),
        Transition::Cancel => Needs { fulfilled_of: vec![id], ..Needs::default() },
    }
}

/// Exhaustive on purpose: a transition added to `definition.toml` does not compile until its
/// consequence is written here, even if that is nothing.
pub(super) fn post(
    id: DocumentId,
    order: &PurchaseOrder,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Confirm => Ok(order.lines.iter().map(|line| expect(id, order, line)).collect()),
        Transition::Cancel => {
            refuse_if_fulfilled(id, order.lines.iter().map(|it| it.line), world)?;
            Ok(vec![Effect::ExpectNothingMore(id)])
        }
        Transition::Close | Transition::Complete => Ok(vec![Effect::ExpectNothingMore(id)]),
    }
}

fn expect(id: DocumentId, order: &PurchaseOrder, line: &Line) -> Effect {
    Effect::Expect(Arrival {
        line: ClaimId { document: id, line: line.line },
        key: BalanceKey { item: line.item, warehouse: order.deliver_to },
        supplier: Some(order.supplier),
        kind: ArrivalKind::Purchase,
        quantity: line.quantity,
        due: due(order, line),
    })
}

/// The line's own day, else the order's, else a week: an order without any day is still expected.
fn due(order: &PurchaseOrder, line: &Line) -> Day {
    const WITHOUT_A_DAY: i32 = 7;
    line.due.or(order.due).unwrap_or_else(|| order.ordered_on.plus_days(WITHOUT_A_DAY))
}

impl PurchaseOrder {
    /// What was ordered, and where it is to come.
    pub(crate) fn open_lines(&self) -> impl Iterator<Item = (LineNo, BalanceKey, Quantity)> {
        let key = |line: &Line| BalanceKey { item: line.item, warehouse: self.deliver_to };
        self.lines.iter().map(move |it| (it.line, key(it), it.quantity))
    }
}

impl Line {
    /// What `quantity` of the line costs, nothing where no price is agreed; `None` when out of range. By
    /// the unit's price where there is one, so that all of the line costs its amount.
    pub(crate) fn worth(&self, quantity: Quantity) -> Option<Money> {
        match (self.unit_quantity, self.unit_price, self.price) {
            (Some(counted), Some(by_unit), _) => {
                by_unit.times(counted).map(|all| all.share(quantity, self.quantity))
            }
            (_, _, Some(price)) => price.times(quantity),
            (_, _, None) => Some(Money::ZERO),
        }
    }
}

/// A receipt of everything that has not arrived yet.
pub(super) fn push_down(
    id: DocumentId,
    order: &PurchaseOrder,
    number: &str,
    to: &str,
    world: &World,
) -> Option<Draft> {
    if to != "receipt" {
        return None;
    }
    let open = OpenLines::of(id, order.open_lines(), world);
    let left = open.0.iter().zip(&order.lines).filter(|(it, _)| it.left.is_positive());
    let lines = left.map(|(it, line)| {
        let mut draft = json!({ "item": it.item.0, "quantity": it.left, "source_line": it.line.to_string() });
        in_its_unit(&mut draft, line.unit.as_deref(), line.unit_quantity, line.quantity, it.left);
        draft
    });
    let lines: Vec<Json> = lines.collect();
    let fields = json!({ "purchase_order": number, "warehouse": order.deliver_to.0, "lines": lines });
    Some(Draft { fields, elsewhere: Vec::new() })
}
