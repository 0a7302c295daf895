//! What a lost sale does to the world: nothing moves, but it was wanted.

use super::generated::{Line, LostSale, Transition};
use crate::{Demand, Effect, Needs, Refusal, World};
use values::DocumentId;

pub(super) fn sources(_: &LostSale) -> Vec<DocumentId> {
    Vec::new()
}

pub(super) fn needs(_: DocumentId, _: &LostSale, _: Transition, _: &World) -> Needs {
    Needs::default()
}

pub(super) fn post(
    id: DocumentId,
    paper: &LostSale,
    transition: Transition,
    _: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    let want = |line: &Line| {
        Effect::Want(Demand {
            line: line.line,
            item: line.item,
            warehouse: paper.warehouse,
            channel: paper.channel,
            customer: paper.customer,
            day: paper.day,
            wanted: line.quantity,
            amount: None,
        })
    };
    Ok(match transition {
        Transition::Record => paper.lines.iter().map(want).collect(),
        Transition::Withdraw => vec![Effect::ForgetDemand(id)],
    })
}
