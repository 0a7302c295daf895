//! What a loan return does to the world: what was lent comes back, or is bought, broken or lost.

use super::generated::{Line, LoanReturn, Transition};
use crate::inventory::loan::{Loan, on_loan};
use crate::order_lines::OpenLines;
use crate::{Demand, Effect, Fulfilment, Needs, Refusal, World};
use ledger::{BalanceKey, MoveOrder, Origin, Place};
use values::{ClaimId, DocumentId};

pub(super) fn sources(paper: &LoanReturn) -> Vec<DocumentId> {
    vec![paper.loan]
}

pub(super) fn needs(_: DocumentId, paper: &LoanReturn, transition: Transition, _: &World) -> Needs {
    let back = |it: &Line| BalanceKey { item: it.item, warehouse: paper.warehouse };
    match transition {
        Transition::Confirm => Needs {
            balances: paper.lines.iter().flat_map(|it| [on_loan(it.item), back(it)]).collect(),
            items: paper.lines.iter().map(|it| it.item).collect(),
            fulfilled_of: vec![paper.loan],
            ..Needs::default()
        },
        Transition::Cancel => Needs::default(),
    }
}

pub(super) fn post(
    id: DocumentId,
    paper: &LoanReturn,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Confirm => settle(id, paper, world),
        Transition::Cancel => Ok(Vec::new()),
    }
}

fn settle(id: DocumentId, paper: &LoanReturn, world: &mut World) -> Result<Vec<Effect>, Refusal> {
    let source = world.source(paper.loan);
    if source.state != "lent" {
        return Err(Refusal::SourceNotOpen {
            source: paper.loan,
            number: source.number.clone(),
            state: source.state.clone(),
        });
    }
    let loan = Loan::from_record(&source.record);
    let mut open = OpenLines::of(paper.loan, loan.open_lines(), world);
    let mut effects = Vec::new();
    for line in &paper.lines {
        let taken = open.take(line.line, line.item, line.source_line, line.quantity);
        for (lent, _, quantity) in taken.map_err(more_than_lent)? {
            let ordered = ClaimId { document: paper.loan, line: lent };
            let day = paper.returned_on;
            effects.push(Effect::Fulfil(Fulfilment { ordered, line: line.line, quantity, day }));
        }
        let to = match line.outcome.as_str() {
            "bought" => Place::Customer,
            "scrapped" => Place::Scrap,
            "lost" => Place::Adjustment,
            _ => Place::Storage(paper.warehouse),
        };
        if to == Place::Customer {
            effects.push(bought(&loan, paper, line)?);
        }
        world.ledger.issue(MoveOrder {
            item: line.item,
            from: Place::Loan,
            to,
            lot: line.lot.clone(),
            quantity: line.quantity,
            day: paper.returned_on,
            origin: Origin { document: id, line: line.line },
        })?;
    }
    if open.all_done() {
        effects.push(Effect::Complete(paper.loan));
    }
    Ok(effects)
}

/// Somebody wanted it, though no order says so. Who buys is a customer.
fn bought(loan: &Loan, paper: &LoanReturn, line: &Line) -> Result<Effect, Refusal> {
    let customer = loan.customer.ok_or(Refusal::NoCustomer)?;
    let out_of_range = Refusal::AmountOutOfRange { line: line.line, item: line.item };
    let amount = line.price.map(|it| it.times(line.quantity).ok_or(out_of_range)).transpose()?;
    Ok(Effect::Want(Demand {
        line: line.line,
        item: line.item,
        warehouse: loan.warehouse,
        channel: None,
        customer: Some(customer),
        day: paper.returned_on,
        wanted: line.quantity,
        amount,
    }))
}

fn more_than_lent(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::MoreThanOrdered { line, item, wanted, left } => {
            Refusal::MoreThanLent { line, item, wanted, left }
        }
        other => other,
    }
}
