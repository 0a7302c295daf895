//! What a request for quotation does: nothing in the world. Quotations answer it, an award ends it.

use super::generated::{Rfq, Transition};
use crate::order_lines::in_its_unit;
use crate::{Draft, Effect, Needs, Refusal, World};
use serde_json::{Value as Json, json};
use values::DocumentId;

pub(super) fn sources(_: &Rfq) -> Vec<DocumentId> {
    Vec::new()
}

pub(super) fn needs(_: DocumentId, _: &Rfq, _: Transition, _: &World) -> Needs {
    Needs::default()
}

pub(super) fn post(
    _: DocumentId,
    rfq: &Rfq,
    transition: Transition,
    _: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Award if rfq.awards.is_empty() => Err(Refusal::NothingAwarded),
        Transition::Send | Transition::Cancel | Transition::Award => Ok(Vec::new()),
    }
}

pub(super) fn amend_needs(_: DocumentId, _: &Rfq, _: &Rfq, _: &World) -> Needs {
    Needs::default()
}

/// Quotations answer the lines as they were sent; who is asked, until when, and what is awarded may
/// still change.
pub(super) fn amend(_: DocumentId, before: &Rfq, after: &Rfq, _: &mut World) -> Result<Vec<Effect>, Refusal> {
    let same = before.lines == after.lines && before.deliver_to == after.deliver_to;
    if same { Ok(Vec::new()) } else { Err(Refusal::NotAmendable) }
}

/// A quotation to fill in; from whom is known when only one is asked.
pub(super) fn push_down(_: DocumentId, rfq: &Rfq, number: &str, to: &str, _: &World) -> Option<Draft> {
    if to != "supplier_quotation" {
        return None;
    }
    let lines = rfq.lines.iter().map(|it| {
        let mut draft =
            json!({ "item": it.item.0, "quantity": it.quantity, "rfq_line": it.line.to_string() });
        in_its_unit(&mut draft, it.unit.as_deref(), it.unit_quantity, it.quantity, it.quantity);
        draft
    });
    let lines: Vec<Json> = lines.collect();
    let mut fields = json!({ "rfq": number, "lines": lines });
    if let [one] = rfq.suppliers.as_slice() {
        fields["supplier"] = json!(one.supplier.0);
    }
    Some(Draft { fields, elsewhere: Vec::new() })
}
