//! What an assembly does to the world: components leave, and a product comes in at their value.

use super::generated::{Assembly, Transition};
use crate::inventory::materials::{Material, materials, use_up};
use crate::{Draft, Effect, Needs, Refusal, World};
use ledger::{BalanceKey, MoveOrder, Origin, Place};
use serde_json::json;
use values::{DocumentId, Money};

/// The line of the paper that the product's own move belongs to: none of its components'.
const PRODUCT_LINE: u32 = 0;

pub(super) fn sources(paper: &Assembly) -> Vec<DocumentId> {
    paper.bill_of_materials.into_iter().collect()
}

pub(super) fn needs(_: DocumentId, paper: &Assembly, transition: Transition, world: &World) -> Needs {
    if transition == Transition::Cancel {
        return Needs::default();
    }
    let components = components(paper, world).unwrap_or_default();
    let items: Vec<_> = components.iter().map(|it| it.item).chain([paper.product]).collect();
    let key = |item| BalanceKey { item, warehouse: paper.warehouse };
    Needs { balances: items.iter().map(|it| key(*it)).collect(), items, ..Needs::default() }
}

pub(super) fn post(
    id: DocumentId,
    paper: &Assembly,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    if transition == Transition::Cancel {
        return Ok(Vec::new());
    }
    let components = components(paper, world)?;
    let value = use_up(id, paper.warehouse, paper.made_on, &components, world)?;
    let out_of_range = Refusal::AmountOutOfRange { line: PRODUCT_LINE, item: paper.product };
    let value = value.checked_add(paper.extra_cost.unwrap_or(Money::ZERO)).ok_or(out_of_range)?;
    let moved = MoveOrder {
        item: paper.product,
        from: Place::Production,
        to: Place::Storage(paper.warehouse),
        lot: paper.lot.clone(),
        quantity: paper.quantity,
        day: paper.made_on,
        origin: Origin { document: id, line: PRODUCT_LINE },
    };
    world.receive(moved, value, paper.expiry)?;
    Ok(Vec::new())
}

fn components(paper: &Assembly, world: &World) -> Result<Vec<Material>, Refusal> {
    let own = paper.lines.iter().map(|it| Material {
        line: it.line,
        item: it.item,
        quantity: it.quantity,
        lot: it.lot.clone(),
    });
    materials(own.collect(), paper.bill_of_materials, paper.product, paper.quantity, world)
}

/// Taking apart what was put together.
pub(super) fn push_down(_: DocumentId, paper: &Assembly, _: &str, to: &str, _: &World) -> Option<Draft> {
    if to != "disassembly" {
        return None;
    }
    let lines = paper.lines.iter().map(|it| {
        let mut line = json!({ "item": it.item.0, "quantity": it.quantity });
        if let Some(lot) = &it.lot {
            line["lot"] = json!(lot);
        }
        line
    });
    let lines: Vec<_> = lines.collect();
    let mut fields =
        json!({ "product": paper.product.0, "quantity": paper.quantity, "warehouse": paper.warehouse.0 });
    if !lines.is_empty() {
        fields["lines"] = lines.into();
    }
    if let Some(bill) = paper.bill_of_materials {
        fields["bill_of_materials"] = json!(bill.0);
    }
    if let Some(lot) = &paper.lot {
        fields["lot"] = json!(lot);
    }
    Some(Draft { fields, elsewhere: Vec::new() })
}
