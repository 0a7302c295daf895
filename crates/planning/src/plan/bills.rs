//! Bills of materials: who is planned before whom, and what making a product takes.

use super::explain::{Text, day, number, rounding};
use super::needs::{Need, Needs, rank};
use super::{Action, Bill, Component, PlanInput, PlanLine, PlanRefusal};
use std::collections::{BTreeMap, BTreeSet};
use values::{ItemId, Quantity};

/// The first bill of each product.
pub(super) fn by_product(input: &PlanInput) -> BTreeMap<ItemId, &Bill> {
    input.bills.iter().rev().map(|it| (it.product, it)).collect()
}

/// Places of `input.items` by level: an item's level is one below its deepest parent (its low-level
/// code), so nothing is planned before all that needs it. Within a level by rank.
pub(super) fn order(input: &PlanInput) -> Result<Vec<Vec<usize>>, PlanRefusal> {
    let bills = by_product(input);
    let mut levels: BTreeMap<ItemId, usize> = BTreeMap::new();
    let mut finished = BTreeSet::new();
    let mut sequence = Vec::new();
    for product in bills.keys() {
        visit(*product, &bills, &mut Vec::new(), &mut finished, &mut sequence)?;
    }
    // Parents stand after their components in the sequence; from its end each pushes them down.
    for product in sequence.iter().rev() {
        let below = levels.get(product).copied().unwrap_or(0) + 1;
        for component in bills.get(product).map_or(&[][..], |it| &it.components) {
            let level = levels.entry(component.item).or_default();
            *level = (*level).max(below);
        }
    }
    let deepest = levels.values().copied().max().unwrap_or(0);
    let mut order = vec![Vec::new(); deepest + 1];
    for (at, it) in input.items.iter().enumerate() {
        order[levels.get(&it.item).copied().unwrap_or(0)].push(at);
    }
    for level in &mut order {
        level.sort_by_key(|at| rank(&input.items[*at]));
    }
    Ok(order)
}

fn visit(
    item: ItemId,
    bills: &BTreeMap<ItemId, &Bill>,
    path: &mut Vec<ItemId>,
    finished: &mut BTreeSet<ItemId>,
    sequence: &mut Vec<ItemId>,
) -> Result<(), PlanRefusal> {
    if let Some(start) = path.iter().position(|it| *it == item) {
        let mut circle = path[start..].to_vec();
        circle.push(item);
        return Err(PlanRefusal::BillsInACircle(circle));
    }
    if finished.contains(&item) {
        return Ok(());
    }
    path.push(item);
    for component in bills.get(&item).map_or(&[][..], |it| &it.components) {
        visit(component.item, bills, path, finished, sequence)?;
    }
    path.pop();
    finished.insert(item);
    sequence.push(item);
    Ok(())
}

/// Makes what is needed, and asks for its components in the same warehouse.
pub(super) fn produce(input: &PlanInput, needs: &mut Needs, need: &Need, bill: &Bill) -> PlanLine {
    let it = &input.items[need.at];
    let quantity = need.open.max(bill.lot_min).ceil_to(bill.lot);
    let ready_day = input.today.plus_days(i32::try_from(bill.lead_time_days).unwrap_or(i32::MAX / 2));
    let mut text = need.text(input);
    let mut terms = need.terms(input);
    let (why_zh, why_en) = rounding(need.open, quantity, bill.lot_min, bill.lot);
    text.add(&format!("建议生产 {quantity}{why_zh}"), &format!("make {quantity}{why_en}"));
    let (ready_zh, ready_en) = day(ready_day, input.today);
    text.join(&format!("，{ready_zh}完工"), &format!(", ready {ready_en}"));
    terms.push(number("quantity", "生产", "Make", quantity));
    let mut missing = Text::default();
    for component in &bill.components {
        let wanted = component.for_so_many(quantity);
        let there = needs.ask(component.item, it.warehouse, it.item, wanted);
        let component = input.name(component.item);
        terms.push(number("component", &format!("用 {component}"), &format!("Uses {component}"), wanted));
        if there < wanted {
            let lacking = wanted.minus(there);
            missing.add(&format!("{component} 还缺 {lacking}"), &format!("{lacking} of {component} missing"));
        }
    }
    if !missing.is_empty() {
        text.add(&format!("部件不齐：{}", missing.zh()), &format!("components are short: {}", missing.en()));
    }
    PlanLine {
        item: it.item,
        warehouse: it.warehouse,
        action: Action::Produce { quantity, ready_day },
        reason: text.sentence(),
        terms,
    }
}

impl Component {
    /// Rounded up: half a component too few is a product too few.
    fn for_so_many(&self, products: Quantity) -> Quantity {
        let all = i128::from(products.raw()) * i128::from(self.quantity.raw());
        let per = i128::from(self.per.raw().max(1));
        let raw = all.div_euclid(per) + i128::from(all.rem_euclid(per) != 0);
        Quantity::from_raw(i64::try_from(raw).unwrap_or(i64::MAX)).min(Quantity::LINE_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::Component;
    use values::{ItemId, Quantity};

    #[test]
    fn a_third_of_a_sheet_is_one_sheet_for_three() {
        let quantity = |text: &str| text.parse::<Quantity>().expect("a quantity");
        let sheet = Component { item: ItemId(1), quantity: quantity("1"), per: quantity("3") };
        for (products, sheets) in [("300", "100"), ("1", "0.333334"), ("0", "0")] {
            assert_eq!(sheet.for_so_many(quantity(products)), quantity(sheets), "for {products}");
        }
    }
}
