//! What a purchase request does: nothing in the world. It is asked, approved, and counted against what is
//! ordered for it.

use super::generated::{Line, PurchaseRequest, Transition};
use crate::order_lines::{OpenLine, OpenLines, in_its_unit};
use crate::purchasing::purchase_order::PurchaseOrder;
use crate::{Draft, Effect, Needs, Refusal, World};
use ledger::BalanceKey;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use values::{ClaimId, DocumentId, LineNo, Number, Quantity, SupplierId};

pub(super) fn sources(_: &PurchaseRequest) -> Vec<DocumentId> {
    Vec::new()
}

pub(super) fn needs(_: DocumentId, _: &PurchaseRequest, _: Transition, _: &World) -> Needs {
    Needs::default()
}

pub(super) fn post(
    _: DocumentId,
    _: &PurchaseRequest,
    transition: Transition,
    _: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Submit
        | Transition::Approve
        | Transition::Reject
        | Transition::Revise
        | Transition::Cancel
        | Transition::Close
        | Transition::Complete
        | Transition::Reopen => Ok(Vec::new()),
    }
}

impl PurchaseRequest {
    /// What was asked for, and where it is to come.
    pub(crate) fn open_lines(&self) -> impl Iterator<Item = (LineNo, BalanceKey, Quantity)> {
        let key = |line: &Line| BalanceKey { item: line.item, warehouse: self.deliver_to };
        self.lines.iter().map(move |it| (it.line, key(it), it.quantity))
    }

    /// What of each line nobody ordered, and nobody is about to.
    fn to_order(&self, id: DocumentId, world: &World) -> OpenLines {
        let mut open = OpenLines::of(id, self.open_lines(), world);
        for it in &mut open.0 {
            let drafted = world.drafted.get(&ClaimId { document: id, line: it.line });
            it.left = it.left.minus(drafted.copied().unwrap_or_default().min(it.left));
        }
        open
    }

    /// How much of each line is written on these orders.
    pub fn written_on(&self, id: DocumentId, orders: &[PurchaseOrder]) -> BTreeMap<ClaimId, Quantity> {
        let mut written: BTreeMap<ClaimId, Quantity> = BTreeMap::new();
        for it in orders.iter().flat_map(|it| &it.lines).filter(|it| it.request == Some(id)) {
            let named = it.request_line.map(|it| it.raw() / Number::ONE_RAW);
            let is_it =
                |own: &&Line| own.item == it.item && named.is_none_or(|line| line == i64::from(own.line));
            if let Some(own) = self.lines.iter().find(is_it) {
                let sum = written.entry(ClaimId { document: id, line: own.line }).or_default();
                *sum = sum.plus(it.quantity);
            }
        }
        written
    }

    /// An order to each supplier of what is left, as they come up, and the lines that nobody is known to
    /// supply. `world` knows what of it was ordered and whom its items are bought from.
    pub fn orders(
        &self,
        id: DocumentId,
        number: &str,
        world: &World,
    ) -> (Vec<(SupplierId, Draft)>, Vec<LineNo>) {
        let open = self.to_order(id, world);
        let left = || open.0.iter().zip(&self.lines).filter(|(it, _)| it.left.is_positive());
        let mut suppliers: Vec<SupplierId> = Vec::new();
        for supplier in left().filter_map(|(_, line)| suggested(line, world)) {
            if !suppliers.contains(&supplier) {
                suppliers.push(supplier);
            }
        }
        let order = |supplier: SupplierId| {
            let own = left().filter(|(_, line)| suggested(line, world) == Some(supplier));
            (supplier, draft_order(self, number, own, Some(supplier)))
        };
        let nobody = left().filter(|(_, line)| suggested(line, world).is_none()).map(|(_, line)| line.line);
        (suppliers.into_iter().map(order).collect(), nobody.collect())
    }
}

/// An order of what is left with the first supplier that comes up, or a question to all of them.
pub(super) fn push_down(
    id: DocumentId,
    request: &PurchaseRequest,
    number: &str,
    to: &str,
    world: &World,
) -> Option<Draft> {
    let open = match to {
        "purchase_order" => request.to_order(id, world),
        _ => OpenLines::of(id, request.open_lines(), world),
    };
    let left = open.0.iter().zip(&request.lines).filter(|(it, _)| it.left.is_positive());
    let left: Vec<(&OpenLine, &Line)> = left.collect();
    if left.is_empty() {
        return None;
    }
    match to {
        "purchase_order" => {
            // Lines of other suppliers are left for the next order.
            let supplier = left.iter().find_map(|(_, line)| suggested(line, world));
            let of_supplier =
                |(_, line): &(&OpenLine, &Line)| suggested(line, world).is_none_or(|it| Some(it) == supplier);
            Some(draft_order(request, number, left.iter().copied().filter(of_supplier), supplier))
        }
        "rfq" => Some(draft_rfq(request, number, &left, world)),
        _ => None,
    }
}

fn draft(number: &str, it: &OpenLine, line: &Line) -> Json {
    let request_line = it.line.to_string();
    let mut draft = json!({
        "item": it.item.0, "quantity": it.left, "request": number, "request_line": request_line,
    });
    in_its_unit(&mut draft, line.unit.as_deref(), line.unit_quantity, line.quantity, it.left);
    draft
}

/// Whom the line names, else who supplies the item first.
fn suggested(line: &Line, world: &World) -> Option<SupplierId> {
    line.supplier.or(world.terms(line.item).main_supplier)
}

fn draft_order<'a>(
    request: &PurchaseRequest,
    number: &str,
    lines: impl Iterator<Item = (&'a OpenLine, &'a Line)>,
    supplier: Option<SupplierId>,
) -> Draft {
    let lines = lines.map(|(it, line)| {
        let mut draft = draft(number, it, line);
        if let Some(due) = line.needed_by.or(request.needed_by) {
            draft["due"] = json!(due);
        }
        draft
    });
    let lines: Vec<Json> = lines.collect();
    let mut fields = json!({ "deliver_to": request.deliver_to.0, "lines": lines });
    if let Some(supplier) = supplier {
        fields["supplier"] = json!(supplier.0);
    }
    Draft { fields, elsewhere: Vec::new() }
}

fn draft_rfq(request: &PurchaseRequest, number: &str, left: &[(&OpenLine, &Line)], world: &World) -> Draft {
    let lines = left.iter().map(|(it, line)| {
        let mut draft = draft(number, it, line);
        if let Some(day) = line.needed_by.or(request.needed_by) {
            draft["needed_by"] = json!(day);
        }
        draft
    });
    let lines: Vec<Json> = lines.collect();
    let mut asked: Vec<SupplierId> = Vec::new();
    for supplier in left.iter().filter_map(|(_, line)| suggested(line, world)) {
        if !asked.contains(&supplier) {
            asked.push(supplier);
        }
    }
    let suppliers: Vec<Json> = asked.iter().map(|it| json!({ "supplier": it.0 })).collect();
    let fields = json!({ "deliver_to": request.deliver_to.0, "suppliers": suppliers, "lines": lines });
    Draft { fields, elsewhere: Vec::new() }
}
