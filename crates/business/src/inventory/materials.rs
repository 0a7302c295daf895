//! What a product is made of, and what the parts of something are worth.

use crate::catalog::bill_of_materials::BillOfMaterials;
use crate::{Refusal, World};
use ledger::{BalanceKey, Lot, MoveOrder, Origin, Place};
use values::{Day, DocumentId, ItemId, LineNo, Money, Quantity, WarehouseId, round_div};

/// Some of an item that goes into a product or comes out of one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Material {
    pub(super) line: LineNo,
    pub(super) item: ItemId,
    pub(super) quantity: Quantity,
    pub(super) lot: Option<Lot>,
}

/// The lines of the paper; when it has none, its bill of materials times `quantity`.
pub(super) fn materials(
    lines: Vec<Material>,
    bill: Option<DocumentId>,
    product: ItemId,
    quantity: Quantity,
    world: &World,
) -> Result<Vec<Material>, Refusal> {
    let Some(bill) = bill else {
        return if lines.is_empty() { Err(Refusal::NoMaterials) } else { Ok(lines) };
    };
    let source = world.source(bill);
    let of = BillOfMaterials::from_record(&source.record);
    if of.product != product {
        return Err(Refusal::BillOfAnother { number: source.number.clone() });
    }
    if !lines.is_empty() {
        return Ok(lines);
    }
    let times = |line: &crate::catalog::bill_of_materials::Line| {
        let product = i128::from(line.quantity.raw()) * i128::from(quantity.raw());
        let raw = round_div(product, i128::from(line.per.map_or(Quantity::ONE_RAW, Quantity::raw)));
        let out_of_range = Refusal::AmountOutOfRange { line: line.line, item: line.item };
        let quantity = i64::try_from(raw).map(Quantity::from_raw).map_err(|_| out_of_range)?;
        Ok(Material { line: line.line, item: line.item, quantity, lot: None })
    };
    of.lines.iter().map(times).collect()
}

/// Takes all of them out of a warehouse, to be used up. Everything that is short is said at once.
/// Returns what they were worth together.
pub(super) fn use_up(
    id: DocumentId,
    warehouse: WarehouseId,
    day: Day,
    materials: &[Material],
    world: &mut World,
) -> Result<Money, Refusal> {
    let key = |it: &Material| BalanceKey { item: it.item, warehouse };
    world.ledger.require_available(materials.iter().map(|it| (key(it), it.quantity)))?;
    let mut value = Money::ZERO;
    for it in materials {
        let lots = match &it.lot {
            Some(lot) => vec![(Some(lot.clone()), it.quantity)],
            None => world.ledger.propose_lots(key(it), it.quantity),
        };
        for (lot, quantity) in lots {
            let worth = world.ledger.issue(MoveOrder {
                item: it.item,
                from: Place::Storage(warehouse),
                to: Place::Production,
                lot,
                quantity,
                day,
                origin: Origin { document: id, line: it.line },
            })?;
            let out_of_range = Refusal::AmountOutOfRange { line: it.line, item: it.item };
            value = value.checked_add(worth).ok_or(out_of_range)?;
        }
    }
    Ok(value)
}

/// Divides `value` in the proportion of `weights`, none of which is negative: what the parts get adds up
/// to all of it. Equal parts when all weights are zero.
pub(super) fn divide(value: Money, weights: &[i64]) -> Vec<Money> {
    let is_blank = weights.iter().all(|it| *it == 0);
    let weight = |it: &i64| if is_blank { 1 } else { i128::from(*it) };
    let all: i128 = weights.iter().map(weight).sum();
    let (mut so_far, mut given) = (0_i128, 0_i128);
    let part = |it: &i64| {
        so_far += weight(it);
        // Rounding the running sum, not each part, leaves nothing over.
        let until_here = share_of(value, so_far, all);
        let part = until_here - given;
        given = until_here;
        Money::from_raw(part as i64)
    };
    weights.iter().map(part).collect()
}

/// `value × part ÷ all`, rounded down; exact though the product may not fit.
fn share_of(value: Money, part: i128, all: i128) -> i128 {
    let value = i128::from(value.raw());
    match value.checked_mul(part) {
        Some(product) => product / all,
        None => value / all * part + value % all * part / all,
    }
}

#[cfg(test)]
mod tests {
    use super::divide;
    use values::Money;

    #[track_caller]
    fn check(value: &str, weights: &[i64], want: &str) {
        let parts = divide(value.parse().expect("money"), weights);
        let told: Vec<String> = parts.iter().map(Money::to_string).collect();
        assert_eq!(told.join(" "), want);
        let sum = parts.into_iter().fold(Money::ZERO, Money::plus);
        assert_eq!(sum.to_string(), value);
    }

    #[test]
    fn a_value_is_divided_without_a_rest() {
        check("10", &[1, 1, 1], "3.3333 3.3333 3.3334");
        check("10", &[7, 3], "7 3");
        check("10", &[0, 0], "5 5");
        check("10", &[0, 5], "0 10");
        check("0", &[2, 5], "0 0");
        check("922337203685477.5807", &[i64::MAX, i64::MAX], "461168601842738.7903 461168601842738.7904");
    }
}
