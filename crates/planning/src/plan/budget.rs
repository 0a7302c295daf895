//! What the budget allows.

use super::PlanInput;
use super::draft::Draft;
use super::explain::Text;
use super::select::{Choice, select};
use std::collections::{BTreeMap, BTreeSet};
use values::SupplierId;

/// Postpones what the budget does not allow, so that what stays is worth most. Orders that must not
/// fall below a supplier's minimum, or fill trucks, stay or go as a whole.
pub(super) fn keep_within(input: &PlanInput, drafts: &mut [Draft]) {
    let Some(budget) = input.budget else { return };
    let asks = input.suppliers.iter().filter(|it| it.order_value_min.is_some() || it.truck.is_some());
    let all_or_nothing: BTreeSet<SupplierId> = asks.map(|it| it.supplier).collect();
    let mut bundles: BTreeMap<(bool, i64, i64, usize), Vec<usize>> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate().filter(|it| it.1.postponed.is_none()) {
        let (supplier, warehouse) = draft.order(input);
        let is_whole = all_or_nothing.contains(&supplier);
        let place = if is_whole { 0 } else { at };
        bundles.entry((is_whole, supplier.0, warehouse.0, place)).or_default().push(at);
    }
    let bundles: Vec<Vec<usize>> = bundles.into_values().collect();
    let choices: Vec<Choice> = bundles
        .iter()
        .map(|bundle| Choice {
            benefit: bundle.iter().map(|at| drafts[*at].benefit(input)).fold(0, i64::saturating_add),
            uses: vec![bundle.iter().map(|at| drafts[*at].amount(input).raw()).fold(0, i64::saturating_add)],
        })
        .collect();
    let taken = select(&choices, &[budget.raw()]);
    for (bundle, _) in bundles.iter().zip(&taken).filter(|it| !*it.1) {
        for at in bundle {
            let mut why = Text::default();
            why.add(
                &format!("预算 {budget} 不够，先保缺货损失更大的"),
                &format!("the budget of {budget} goes first to what costs more to be without"),
            );
            drafts[*at].postponed = Some(why);
        }
    }
}
