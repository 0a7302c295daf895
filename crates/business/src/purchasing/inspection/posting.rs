//! What an inspection does: what is good may be sold, what is not goes back, is scrapped, or is taken
//! nevertheless.

use super::generated::{Inspection, Line, Transition};
use crate::order_lines::in_its_unit;
use crate::purchasing::receipt::Receipt;
use crate::world::hold_id;
use crate::{Draft, Effect, Fulfilment, Needs, Refusal, World};
use ledger::{BalanceKey, Hold, MoveOrder, Origin, Place};
use serde_json::{Value as Json, json};
use values::{ClaimId, DocumentId, LineNo, Number, Quantity, WarehouseId};

pub(super) fn sources(paper: &Inspection) -> Vec<DocumentId> {
    vec![paper.receipt]
}

pub(super) fn needs(_: DocumentId, paper: &Inspection, transition: Transition, world: &World) -> Needs {
    match transition {
        Transition::Confirm => {
            let warehouse = receipt(paper, world).warehouse;
            Needs {
                balances: paper.lines.iter().map(|it| BalanceKey { item: it.item, warehouse }).collect(),
                items: paper.lines.iter().map(|it| it.item).collect(),
                ..Needs::default()
            }
        }
        Transition::Cancel => Needs::default(),
    }
}

pub(super) fn post(
    id: DocumentId,
    paper: &Inspection,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Confirm => inspect(id, paper, world),
        Transition::Cancel => Ok(Vec::new()),
    }
}

fn receipt(paper: &Inspection, world: &World) -> Receipt {
    Receipt::from_record(&world.source(paper.receipt).record)
}

fn rejected(line: &Line) -> Quantity {
    line.rejected.unwrap_or_default()
}

pub(super) fn line_no(number: Number) -> LineNo {
    LineNo::try_from(number.raw() / Number::ONE_RAW).unwrap_or(0)
}

fn inspect(id: DocumentId, paper: &Inspection, world: &mut World) -> Result<Vec<Effect>, Refusal> {
    let source = world.source(paper.receipt);
    if source.state != "confirmed" {
        return Err(world.not_open(paper.receipt));
    }
    let warehouse = receipt(paper, world).warehouse;
    let mut effects = Vec::new();
    for line in &paper.lines {
        decide(id, paper, warehouse, line, world)?;
        if rejected(line).is_positive() {
            let ordered = ClaimId { document: paper.receipt, line: line_no(line.source_line) };
            let (quantity, day) = (rejected(line), paper.inspected_on);
            effects.push(Effect::Reject(Fulfilment { ordered, line: line.line, quantity, day }));
        }
    }
    Ok(effects)
}

/// What was looked at is let go, and the rest of the receipt's line stays held; what is to go back is held
/// anew, for that.
fn decide(
    id: DocumentId,
    paper: &Inspection,
    warehouse: WarehouseId,
    line: &Line,
    world: &mut World,
) -> Result<(), Refusal> {
    let key = BalanceKey { item: line.item, warehouse };
    let hold = hold_id(paper.receipt, line_no(line.source_line));
    let held = world.ledger.held_by(hold, key, line.lot.as_deref());
    if held < line.quantity {
        return Err(Refusal::NotHeld { line: line.line, item: line.item, held, inspected: line.quantity });
    }
    world.ledger.release_part(hold, line.quantity);
    if !rejected(line).is_positive() {
        return Ok(());
    }
    let origin = Origin { document: id, line: line.line };
    match line.disposal.as_str() {
        "return" => world.ledger.hold(Hold {
            id: hold_id(id, line.line),
            key,
            lot: line.lot.clone(),
            quantity: rejected(line),
            reason: "to_supplier".to_owned(),
            owner: world.user,
            expires: None,
            origin,
        })?,
        "scrap" => {
            world.ledger.issue(MoveOrder {
                item: line.item,
                from: Place::Storage(warehouse),
                to: Place::Scrap,
                lot: line.lot.clone(),
                quantity: rejected(line),
                day: paper.inspected_on,
                origin,
            })?;
        }
        _ => (), // Taken nevertheless.
    }
    Ok(())
}

/// A return of what was rejected and is still kept for it. The order is that of the receipt.
pub(super) fn push_down(
    id: DocumentId,
    paper: &Inspection,
    number: &str,
    to: &str,
    world: &World,
) -> Option<Draft> {
    if to != "purchase_return" {
        return None;
    }
    let receipt = Receipt::from_record(&world.sources.get(&paper.receipt)?.record);
    let back = paper.lines.iter().filter_map(|it| Some((it, world.open_holds.get(&hold_id(id, it.line))?)));
    let lines = back.map(|(it, kept)| {
        let mut draft = json!({
            "item": it.item.0, "quantity": kept, "inspection_line": it.line.to_string(),
        });
        let of_order = receipt.lines.iter().find(|line| line.line == line_no(it.source_line));
        if let Some(line) = of_order {
            in_its_unit(&mut draft, line.unit.as_deref(), line.unit_quantity, line.quantity, *kept);
        }
        if let Some(source) = of_order.and_then(|line| line.source_line) {
            draft["source_line"] = json!(source.to_string());
        }
        for (column, text) in [("reason", &it.reason), ("lot", &it.lot)] {
            if let Some(text) = text {
                draft[column] = json!(text);
            }
        }
        draft
    });
    let lines: Vec<Json> = lines.collect();
    if lines.is_empty() {
        return None;
    }
    let fields = json!({
        "purchase_order": receipt.purchase_order.0, "receipt": paper.receipt.0, "inspection": number,
        "warehouse": receipt.warehouse.0, "lines": lines,
    });
    Some(Draft { fields, elsewhere: Vec::new() })
}
