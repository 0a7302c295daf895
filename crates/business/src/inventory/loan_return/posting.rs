//! What a loan return does to the world: what was lent comes back, or is bought, broken or lost.

use super::generated::{Line, LoanReturn, Transition};
use crate::inventory::loan::{Loan, on_loan};
use crate::order_lines::OpenLines;
use crate::{Demand, Effect, Fulfilment, Needs, Refusal, Side, Trade, World};
use ledger::{BalanceKey, MoveOrder, Origin, Place};
use values::{ClaimId, DocumentId, Money};

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
        return Err(world.not_open(paper.loan));
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
            loan.customer.ok_or(Refusal::NoCustomer)?;
        }
        let value = world.ledger.issue(MoveOrder {
            item: line.item,
            from: Place::Loan,
            to,
            lot: line.lot.clone(),
            quantity: line.quantity,
            day: paper.returned_on,
            origin: Origin { document: id, line: line.line },
        })?;
        if to == Place::Customer {
            effects.extend(bought(&loan, paper, line, value, world)?);
        }
    }
    if open.all_done() {
        effects.push(Effect::Make(paper.loan, "complete"));
    }
    Ok(effects)
}

/// Somebody wanted it, though no order says so, and it is sold. Who buys is a customer.
fn bought(
    loan: &Loan,
    paper: &LoanReturn,
    line: &Line,
    cost: Money,
    world: &World,
) -> Result<[Effect; 2], Refusal> {
    let customer = loan.customer.ok_or(Refusal::NoCustomer)?;
    let out_of_range = Refusal::AmountOutOfRange { line: line.line, item: line.item };
    let amount = match (line.unit_quantity, line.unit_price, line.price) {
        (Some(counted), Some(by_unit), _) => Some(by_unit.times(counted)),
        (_, _, price) => price.map(|it| it.times(line.quantity)),
    };
    let amount = amount.map(|it| it.ok_or(out_of_range)).transpose()?;
    let (item, warehouse, day) = (line.item, loan.warehouse, paper.returned_on);
    let wanted = Demand {
        line: line.line,
        item,
        warehouse,
        channel: None,
        customer: Some(customer),
        day,
        wanted: line.quantity,
        amount,
    };
    let sold = Trade {
        side: Side::Sold,
        line: line.line,
        source: None,
        item,
        warehouse,
        partner: customer.into(),
        channel: None,
        member: world.user,
        day,
        quantity: line.quantity,
        amount: amount.unwrap_or_default(),
        cost,
    };
    Ok([Effect::Want(wanted), Effect::Traded(sold)])
}

fn more_than_lent(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::MoreThanOrdered { line, item, wanted, left } => {
            Refusal::MoreThanLent { line, item, wanted, left }
        }
        other => other,
    }
}
