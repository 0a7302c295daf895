//! What an order calls off its contracts. It is counted from the orders themselves; here it is only looked
//! whether it is more than was agreed. Nobody is refused for that, but told, and may go on.

use super::generated::PurchaseOrder;
use crate::purchasing::purchase_contract::PurchaseContract;
use crate::{Beyond, Refusal, World};
use std::collections::BTreeSet;
use values::{DocumentId, ItemId, Money, Quantity};

/// The contracts that its lines count against.
pub(super) fn contracts(order: &PurchaseOrder) -> BTreeSet<DocumentId> {
    order.lines.iter().filter_map(|it| it.contract).collect()
}

/// `before` is what the order said so far, where it is changed: less of what was too much already is no news.
pub(super) fn warn(
    before: Option<&PurchaseOrder>,
    after: &PurchaseOrder,
    world: &World,
) -> Result<(), Refusal> {
    if world.accepts_warnings {
        return Ok(());
    }
    let mut beyond = Vec::new();
    for contract in contracts(after) {
        let source = world.source(contract);
        let agreed = PurchaseContract::from_record(&source.record);
        let others = |item: ItemId| world.called_off.get(&(contract, item)).copied().unwrap_or_default();
        for line in &agreed.lines {
            let Some(most) = line.quantity else { continue };
            let of = |order: &PurchaseOrder| quantity_of(order, contract, line.item);
            let (wanted, others) = (of(after), others(line.item).quantity);
            if wanted > before.map_or(Quantity::ZERO, of) && others.plus(wanted) > most {
                let is_it = |it: &super::Line| it.contract == Some(contract) && it.item == line.item;
                let at = after.lines.iter().position(is_it).unwrap_or_default();
                let (item, contract) = (line.item, source.number.clone());
                beyond.push(Beyond::Quantity { at, item, contract, agreed: most, others, wanted });
            }
        }
        if let Some(most) = agreed.amount {
            let of = |order: &PurchaseOrder| amount_of(order, contract);
            let all = world.called_off.iter().filter(|((of, _), _)| *of == contract);
            let others = all.fold(Money::ZERO, |sum, (_, it)| sum.plus(it.amount));
            let wanted = of(after);
            if wanted > before.map_or(Money::ZERO, of) && others.plus(wanted) > most {
                let contract = source.number.clone();
                beyond.push(Beyond::Amount { contract, agreed: most, others, wanted });
            }
        }
    }
    if beyond.is_empty() { Ok(()) } else { Err(Refusal::BeyondContract { beyond }) }
}

fn quantity_of(order: &PurchaseOrder, contract: DocumentId, item: ItemId) -> Quantity {
    let own = order.lines.iter().filter(|it| it.contract == Some(contract) && it.item == item);
    own.fold(Quantity::ZERO, |sum, it| sum.plus(it.quantity))
}

fn amount_of(order: &PurchaseOrder, contract: DocumentId) -> Money {
    let own = order.lines.iter().filter(|it| it.contract == Some(contract));
    own.fold(Money::ZERO, |sum, it| sum.plus(it.worth(it.quantity).unwrap_or_default()))
}
