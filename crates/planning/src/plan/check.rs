//! Whether a plan keeps what it has to keep, in whole numbers and without the code that made it.

use super::{Action, Plan, PlanInput, PlanItem};
use std::collections::BTreeMap;
use values::{ItemId, Money, Quantity, SupplierId, WarehouseId};

/// Every bound the plan does not keep; none for a plan of [`plan`](super::plan).
pub fn violations(input: &PlanInput, plan: &Plan) -> Vec<String> {
    let items: BTreeMap<(ItemId, WarehouseId), &PlanItem> =
        input.items.iter().map(|it| ((it.item, it.warehouse), it)).collect();
    let mut found = Vec::new();
    let mut spent = Money::ZERO;
    let mut given: BTreeMap<(ItemId, WarehouseId), Quantity> = BTreeMap::new();
    let mut delivered: BTreeMap<(ItemId, SupplierId), Quantity> = BTreeMap::new();
    let mut ordered: BTreeMap<(SupplierId, WarehouseId), Money> = BTreeMap::new();
    for line in &plan.lines {
        let Some(it) = items.get(&(line.item, line.warehouse)) else {
            found.push(format!("{} in {} is not planned for", line.item, line.warehouse));
            continue;
        };
        let quantity = line.action.quantity();
        let mut must = |holds: bool, what: &str| {
            if !holds {
                found.push(format!(
                    "{} {quantity} of {} in {}: {what}",
                    line.action.name(),
                    line.item,
                    line.warehouse
                ));
            }
        };
        must(quantity.is_positive(), "nothing");
        match line.action {
            Action::Transfer { from, .. } => {
                must(from != line.warehouse, "to itself");
                let sum = given.entry((line.item, from)).or_default();
                *sum = sum.plus(quantity);
            }
            Action::Purchase { supplier, amount, .. } => {
                let supply = it.supplies.iter().find(|it| it.supply.supplier == supplier);
                must(supply.is_some(), "nobody known to supply it");
                if let Some(supply) = supply {
                    must(quantity >= supply.supply.moq, "below the minimum order");
                    must(quantity.ceil_to(supply.supply.pack) == quantity, "not in packs");
                    let sum = delivered.entry((line.item, supplier)).or_default();
                    *sum = sum.plus(quantity);
                    must(supply.capacity.is_none_or(|it| *sum <= it), "beyond the capacity");
                }
                let amount = amount.unwrap_or(Money::ZERO);
                spent = spent.plus(amount);
                let sum = ordered.entry((supplier, line.warehouse)).or_default();
                *sum = sum.plus(amount);
            }
            Action::Produce { .. } => {
                let bill = input.bills.iter().find(|it| it.product == line.item);
                must(
                    bill.is_some_and(|it| quantity >= it.lot_min && quantity.ceil_to(it.lot) == quantity),
                    "no such lot",
                );
            }
            Action::Expedite { .. } | Action::Postpone { .. } => {}
        }
    }
    for ((item, warehouse), quantity) in given {
        let keeps = items.get(&(item, warehouse)).is_some_and(|it| {
            it.position.minus(quantity) >= it.levels.order_up_to && quantity <= it.available
        });
        if !keeps {
            found.push(format!("{warehouse} gives {quantity} of {item} and falls below its order-up-to"));
        }
    }
    if input.budget.is_some_and(|it| spent > it) {
        found.push(format!("{spent} is beyond the budget"));
    }
    for ((supplier, warehouse), amount) in ordered {
        let terms = input.suppliers.iter().find(|it| it.supplier == supplier);
        let least = terms.and_then(|it| it.order_value_min);
        if least.is_some_and(|it| amount.is_positive() && amount < it) {
            found.push(format!("the order of {amount} from {supplier} to {warehouse} is below its minimum"));
        }
    }
    found
}
