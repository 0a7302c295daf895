//! Stock to spare in other warehouses comes before buying.

use super::explain::number;
use super::needs::{Need, Needs};
use super::{Action, PlanInput, PlanLine};
use std::cmp::Reverse;
use values::Quantity;

/// Less than a quarter of what is needed is not worth a journey, unless somebody waits for it.
const WORTH_PARTS: i64 = 4;

/// Takes from who can spare most, until the need is covered.
pub(super) fn fill(input: &PlanInput, needs: &mut Needs, need: &mut Need) -> Vec<PlanLine> {
    let receiver = &input.items[need.at];
    let mut givers: Vec<(usize, Quantity)> =
        needs.elsewhere(need.at).map(|at| (at, needs.spare(at))).filter(|it| it.1.is_positive()).collect();
    givers.sort_by_key(|(at, spare)| (Reverse(*spare), input.items[*at].warehouse));
    let mut lines = Vec::new();
    for (at, spare) in givers {
        let quantity = spare.min(need.open);
        let is_worth = quantity.raw().saturating_mul(WORTH_PARTS) >= need.wanted.raw();
        if !quantity.is_positive() || !(is_worth || quantity == need.open || receiver.owed.is_positive()) {
            continue;
        }
        let giver = &input.items[at];
        let kept = needs.position(at).minus(quantity);
        needs.give(at, need.at, quantity);
        need.open = need.open.minus(quantity);
        need.room = need.room.minus(quantity).max(need.open);
        let mut text = need.text(input);
        let from = giver.warehouse;
        let name = input.name(from);
        text.add(
            &format!("仓库 {name} 有富余 {spare}，建议调拨 {quantity}，那里还有 {kept}，不低于目标 {}", giver.levels.order_up_to),
            &format!(
                "warehouse {name} can spare {spare}: transfer {quantity}, which leaves it {kept}, no less than its target {}",
                giver.levels.order_up_to
            ),
        );
        let mut terms = need.terms(input);
        terms.extend([
            number("spare", "对方富余", "The giver's spare", spare),
            number("giver_keeps", "对方留下", "The giver keeps", kept),
            number("giver_order_up_to", "对方目标库存", "The giver's target", giver.levels.order_up_to),
            number("quantity", "调拨", "Transfer", quantity),
        ]);
        lines.push(PlanLine {
            item: receiver.item,
            warehouse: receiver.warehouse,
            action: Action::Transfer { from, quantity },
            reason: text.sentence(),
            terms,
        });
    }
    lines
}
