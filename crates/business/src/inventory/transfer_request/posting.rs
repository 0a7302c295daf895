//! What a transfer request does to the world: nothing, until a transfer answers it.

use super::generated::{TransferRequest, Transition};
use crate::order_lines::{OpenLines, in_its_unit};
use crate::{Draft, Effect, Needs, Refusal, World};
use ledger::BalanceKey;
use serde_json::{Value as Json, json};
use values::{DocumentId, LineNo, Quantity};

pub(super) fn sources(_: &TransferRequest) -> Vec<DocumentId> {
    Vec::new()
}

pub(super) fn needs(_: DocumentId, _: &TransferRequest, _: Transition, _: &World) -> Needs {
    Needs::default()
}

pub(super) fn post(
    _: DocumentId,
    _: &TransferRequest,
    _: Transition,
    _: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    Ok(Vec::new())
}

impl TransferRequest {
    /// Each line, from where it is asked for, and how much.
    pub(crate) fn open_lines(&self) -> impl Iterator<Item = (LineNo, BalanceKey, Quantity)> + '_ {
        let key = |item| BalanceKey { item, warehouse: self.from };
        self.lines.iter().map(move |it| (it.line, key(it.item), it.quantity))
    }
}

/// The transfer of what was not sent yet.
pub(super) fn push_down(
    id: DocumentId,
    request: &TransferRequest,
    _: &str,
    to: &str,
    world: &World,
) -> Option<Draft> {
    if to != "transfer" {
        return None;
    }
    let open = OpenLines::of(id, request.open_lines(), world);
    let left = open.0.iter().zip(&request.lines).filter(|(it, _)| it.left.is_positive());
    let lines = left.map(|(it, line)| {
        let mut draft = json!({ "item": it.item.0, "quantity": it.left, "source_line": it.line.to_string() });
        in_its_unit(&mut draft, line.unit.as_deref(), line.unit_quantity, line.quantity, it.left);
        draft
    });
    let lines: Vec<Json> = lines.collect();
    let mut fields =
        json!({ "transfer_request": id.0, "from": request.from.0, "to": request.to.0, "lines": lines });
    if let Some(day) = request.needed_by {
        fields["due"] = json!(day);
    }
    Some(Draft { fields, elsewhere: Vec::new() })
}
