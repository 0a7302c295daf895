//! What a transfer does to the world: stock leaves one warehouse, is on its way, and arrives.

use super::generated::{Line, Transfer, Transition};
use crate::inventory::transfer_request::TransferRequest;
use crate::order_lines::OpenLines;
use crate::{Arrival, ArrivalKind, Effect, Fulfilment, Needs, Refusal, World};
use ledger::{BalanceKey, MoveOrder, Origin, Place};
use values::{ClaimId, DocumentId, WarehouseId};

/// A transfer without a day of arrival is expected the next day.
const DAYS_ON_THE_WAY: i32 = 1;

pub(super) fn sources(transfer: &Transfer) -> Vec<DocumentId> {
    transfer.transfer_request.into_iter().collect()
}

pub(super) fn needs(_: DocumentId, transfer: &Transfer, transition: Transition, _: &World) -> Needs {
    let at = |warehouse: WarehouseId| {
        let places = [Place::Storage(warehouse), Place::Transit];
        let keys = |line: &Line| places.map(|it| it.key(line.item).expect("places of ours"));
        let items = transfer.lines.iter().map(|it| it.item).collect();
        Needs { balances: transfer.lines.iter().flat_map(keys).collect(), items, ..Needs::default() }
    };
    match transition {
        Transition::Confirm => {
            Needs { fulfilled_of: transfer.transfer_request.into_iter().collect(), ..at(transfer.from) }
        }
        Transition::Receive => at(transfer.to),
        Transition::Cancel => Needs::default(),
    }
}

pub(super) fn post(
    id: DocumentId,
    transfer: &Transfer,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    let (from, to) = (Place::Storage(transfer.from), Place::Storage(transfer.to));
    match transition {
        Transition::Confirm => {
            let key = |it: &Line| BalanceKey { item: it.item, warehouse: transfer.from };
            world.ledger.require_available(transfer.lines.iter().map(|it| (key(it), it.quantity)))?;
            carry(id, transfer, from, Place::Transit, world)?;
            let mut effects: Vec<Effect> =
                transfer.lines.iter().map(|it| expect(id, transfer, it, world)).collect();
            effects.extend(answer_request(transfer, world)?);
            Ok(effects)
        }
        Transition::Receive => {
            carry(id, transfer, Place::Transit, to, world)?;
            let mut effects: Vec<Effect> = transfer.lines.iter().map(|it| arrived(id, it, world)).collect();
            effects.push(Effect::ExpectNothingMore(id));
            Ok(effects)
        }
        Transition::Cancel => Ok(Vec::new()),
    }
}

/// What was asked for and is on its way now. Never more than was asked.
fn answer_request(transfer: &Transfer, world: &World) -> Result<Vec<Effect>, Refusal> {
    let Some(id) = transfer.transfer_request else { return Ok(Vec::new()) };
    let source = world.source(id);
    let request = TransferRequest::from_record(&source.record);
    if source.state != "approved" || (request.from, request.to) != (transfer.from, transfer.to) {
        return Err(world.not_open(id));
    }
    let mut open = OpenLines::of(id, request.open_lines(), world);
    let mut effects = Vec::new();
    for line in &transfer.lines {
        for (asked, _, quantity) in open.take(line.line, line.item, line.source_line, line.quantity)? {
            let ordered = ClaimId { document: id, line: asked };
            let day = world.today;
            effects.push(Effect::Fulfil(Fulfilment { ordered, line: line.line, quantity, day }));
        }
    }
    if open.all_done() {
        effects.push(Effect::Make(id, "complete"));
    }
    Ok(effects)
}

fn carry(
    id: DocumentId,
    transfer: &Transfer,
    from: Place,
    to: Place,
    world: &mut World,
) -> Result<(), Refusal> {
    for line in &transfer.lines {
        let origin = Origin { document: id, line: line.line };
        let (lot, day) = (line.lot.clone(), world.today);
        world.ledger.issue(MoveOrder {
            item: line.item,
            from,
            to,
            lot,
            quantity: line.quantity,
            day,
            origin,
        })?;
    }
    Ok(())
}

fn expect(id: DocumentId, transfer: &Transfer, line: &Line, world: &World) -> Effect {
    Effect::Expect(Arrival {
        line: ClaimId { document: id, line: line.line },
        key: BalanceKey { item: line.item, warehouse: transfer.to },
        supplier: None,
        kind: ArrivalKind::Transfer,
        quantity: line.quantity,
        due: transfer.due.unwrap_or_else(|| world.today.plus_days(DAYS_ON_THE_WAY)),
    })
}

fn arrived(id: DocumentId, line: &Line, world: &World) -> Effect {
    let ordered = ClaimId { document: id, line: line.line };
    Effect::Fulfil(Fulfilment { ordered, line: line.line, quantity: line.quantity, day: world.today })
}
