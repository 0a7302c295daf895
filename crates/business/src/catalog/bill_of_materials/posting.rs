//! What a bill of materials does to the world: nothing. What it describes is made by assemblies.

use super::generated::{BillOfMaterials, Transition};
use crate::{Draft, Effect, Needs, Refusal, World};
use serde_json::json;
use values::DocumentId;

pub(super) fn sources(_: &BillOfMaterials) -> Vec<DocumentId> {
    Vec::new()
}

pub(super) fn needs(_: DocumentId, _: &BillOfMaterials, _: Transition, _: &World) -> Needs {
    Needs::default()
}

pub(super) fn post(
    _: DocumentId,
    _: &BillOfMaterials,
    _: Transition,
    _: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    Ok(Vec::new())
}

/// One of the product to begin with. Without lines of its own the paper takes what the bill says times its
/// quantity, so that whoever changes how many are made changes nothing else.
pub(super) fn push_down(
    id: DocumentId,
    bill: &BillOfMaterials,
    _: &str,
    to: &str,
    _: &World,
) -> Option<Draft> {
    if !matches!(to, "assembly" | "disassembly") {
        return None;
    }
    let fields = json!({ "product": bill.product.0, "quantity": "1", "bill_of_materials": id.0 });
    Some(Draft { fields, elsewhere: Vec::new() })
}
