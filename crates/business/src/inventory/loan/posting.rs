//! What a loan does to the world: goods leave the warehouse and stay ours, with who borrowed them.

use super::generated::{Line, Loan, Transition};
use crate::order_lines::{OpenLines, in_its_unit};
use crate::{Draft, Effect, Needs, Refusal, World};
use ledger::{BalanceKey, MoveOrder, Origin, Place};
use serde_json::json;
use values::{DocumentId, ItemId, LineNo, Quantity};

pub(super) fn sources(_: &Loan) -> Vec<DocumentId> {
    Vec::new()
}

/// Where an item lies that somebody borrowed.
pub(crate) fn on_loan(item: ItemId) -> BalanceKey {
    Place::Loan.key(item).expect("what is lent is ours")
}

pub(super) fn needs(_: DocumentId, loan: &Loan, transition: Transition, _: &World) -> Needs {
    let keys = |it: &Line| [key(loan, it), on_loan(it.item)];
    match transition {
        Transition::Confirm => Needs {
            balances: loan.lines.iter().flat_map(keys).collect(),
            items: loan.lines.iter().map(|it| it.item).collect(),
            ..Needs::default()
        },
        Transition::Cancel | Transition::Complete => Needs::default(),
    }
}

fn key(loan: &Loan, line: &Line) -> BalanceKey {
    BalanceKey { item: line.item, warehouse: loan.warehouse }
}

pub(super) fn post(
    id: DocumentId,
    loan: &Loan,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    if transition != Transition::Confirm {
        return Ok(Vec::new());
    }
    world.ledger.require_available(loan.lines.iter().map(|it| (key(loan, it), it.quantity)))?;
    for line in &loan.lines {
        world.ledger.issue(MoveOrder {
            item: line.item,
            from: Place::Storage(loan.warehouse),
            to: Place::Loan,
            lot: line.lot.clone(),
            quantity: line.quantity,
            day: loan.lent_on,
            origin: Origin { document: id, line: line.line },
        })?;
    }
    Ok(Vec::new())
}

impl Loan {
    /// Each line, where its goods are, and how much was lent.
    pub(crate) fn open_lines(&self) -> impl Iterator<Item = (LineNo, BalanceKey, Quantity)> + '_ {
        self.lines.iter().map(|it| (it.line, on_loan(it.item), it.quantity))
    }
}

/// The return of what is still out.
pub(super) fn push_down(id: DocumentId, loan: &Loan, _: &str, to: &str, world: &World) -> Option<Draft> {
    if to != "loan_return" {
        return None;
    }
    let open = OpenLines::of(id, loan.open_lines(), world);
    let lines = open.0.iter().filter(|it| it.left.is_positive()).map(|it| {
        let mut draft = json!({ "item": it.item.0, "quantity": it.left, "source_line": it.line.to_string() });
        if let Some(lent) = loan.lines.iter().find(|lent| lent.line == it.line) {
            in_its_unit(&mut draft, lent.unit.as_deref(), lent.unit_quantity, lent.quantity, it.left);
            if let Some(lot) = &lent.lot {
                draft["lot"] = json!(lot);
            }
        }
        draft
    });
    let lines: Vec<_> = lines.collect();
    let fields = json!({ "loan": id.0, "warehouse": loan.warehouse.0, "lines": lines });
    Some(Draft { fields, elsewhere: Vec::new() })
}
