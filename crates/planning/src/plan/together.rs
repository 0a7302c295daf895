//! What is ordered from one supplier to one warehouse: its minimum value, its freight, its trucks.

use super::bills;
use super::draft::Draft;
use super::explain::{Text, number};
use super::needs::Needs;
use super::select::{Choice, select};
use super::{Freight, PlanInput, PlanSupply, SupplierTerms, Truck};
use crate::SupplyClass;
use crate::plain::share;
use std::collections::BTreeMap;
use values::{Money, Percent, Quantity, SupplierId, WarehouseId};

/// Fills orders up to what the supplier asks for, or to where freight is free if that pays, and
/// postpones orders he would not take. Only kept items are added, the ones that will be low soonest,
/// and never beyond their upper limit.
pub(super) fn combine(input: &PlanInput, needs: &Needs, drafts: &mut Vec<Draft>) {
    let mut orders: BTreeMap<(SupplierId, WarehouseId), Vec<Draft>> = BTreeMap::new();
    let mut planned = vec![Quantity::ZERO; input.items.len()];
    for draft in drafts.drain(..) {
        planned[draft.at] = planned[draft.at].plus(draft.quantity);
        orders.entry(draft.order(input)).or_default().push(draft);
    }
    let mut delivered = BTreeMap::new();
    for draft in orders.values().flatten() {
        let sum: &mut Quantity = delivered.entry((draft.item(input).item, draft.order(input).0)).or_default();
        *sum = sum.plus(draft.quantity);
    }
    let terms: BTreeMap<SupplierId, &SupplierTerms> =
        input.suppliers.iter().map(|it| (it.supplier, it)).collect();
    let stocked = if terms.is_empty() { BTreeMap::new() } else { stocked_by(input) };
    let mut order = Order { input, needs, planned, delivered, candidates: Vec::new(), drafts: Vec::new() };
    for ((supplier, warehouse), group) in orders {
        order.drafts = group;
        if let Some(terms) = terms.get(&supplier) {
            order.candidates = stocked.get(&(supplier, warehouse)).cloned().unwrap_or_default();
            order.keep(terms);
        }
        drafts.append(&mut order.drafts);
    }
    drafts.sort_by_key(|it| (it.at, it.supply));
}

/// Which kept items each supplier regularly delivers to each warehouse.
fn stocked_by(input: &PlanInput) -> BTreeMap<(SupplierId, WarehouseId), Vec<(usize, usize)>> {
    let mut stocked: BTreeMap<_, Vec<(usize, usize)>> = BTreeMap::new();
    let bills = bills::by_product(input);
    for (at, it) in input.items.iter().enumerate() {
        let is_kept = it.levels.order_up_to.is_positive() && it.demand_per_day.is_positive();
        let is_made = bills.contains_key(&it.item);
        for (supply, of) in it.supplies.iter().enumerate().filter(|_| is_kept && !is_made) {
            if of.supply.class != SupplyClass::Emergency {
                stocked.entry((of.supply.supplier, it.warehouse)).or_default().push((at, supply));
            }
        }
    }
    stocked
}

/// One order being put together.
struct Order<'a> {
    input: &'a PlanInput,
    needs: &'a Needs<'a>,
    /// Of each item in each warehouse: what is drafted, from any supplier.
    planned: Vec<Quantity>,
    /// Of each item and supplier: what is drafted, to any warehouse.
    delivered: BTreeMap<(values::ItemId, SupplierId), Quantity>,
    candidates: Vec<(usize, usize)>,
    drafts: Vec<Draft>,
}

/// A draft made larger, or a new one.
struct Addition {
    at: usize,
    supply: usize,
    quantity: Quantity,
}

impl Order<'_> {
    fn keep(&mut self, terms: &SupplierTerms) {
        /// What comes along may reach a lower price, and the order then falls short again.
        const TRIES: u32 = 3;
        if let Some(least) = terms.order_value_min {
            (0..TRIES).for_each(|_| self.reach_minimum(least));
        }
        if let Some(freight) = terms.freight {
            self.reach_free_freight(&freight);
        }
        if let Some(truck) = terms.truck.filter(|it| it.volume.is_positive()) {
            self.fill_trucks(&truck);
        }
        if let Some(least) =
            terms.order_value_min.filter(|it| *it > self.amount() && self.amount().is_positive())
        {
            let amount = self.amount();
            let mut why = Text::default();
            why.add(
                &format!("本单 {amount} 不到起订金额 {least}"),
                &format!("the order of {amount} is below its minimum of {least}"),
            );
            self.postpone(&why);
        }
    }

    fn live(&self) -> impl Iterator<Item = &Draft> {
        self.drafts.iter().filter(|it| it.postponed.is_none())
    }

    fn amount(&self) -> Money {
        self.live().fold(Money::ZERO, |sum, it| sum.plus(it.amount(self.input)))
    }

    fn volume(&self) -> Quantity {
        let each = |it: &Draft| volume(it.item(self.input).volume, it.quantity);
        self.live().fold(Quantity::ZERO, |sum, it| sum.plus(each(it)))
    }

    fn postpone(&mut self, why: &Text) {
        for draft in self.drafts.iter_mut().filter(|it| it.postponed.is_none()) {
            draft.postponed = Some(why.clone());
        }
    }

    fn reach_minimum(&mut self, least: Money) {
        let amount = self.amount();
        if amount >= least || !amount.is_positive() {
            return;
        }
        let additions = self.worth(least.minus(amount));
        let mut why = Text::default();
        match additions {
            Some(additions) => {
                why.add(
                    &format!("本单 {amount} 不到起订金额 {least}，一并补上"),
                    &format!("the order of {amount} is below its minimum of {least}, so this comes along"),
                );
                self.add(additions, &why);
            }
            None => {
                why.add(
                    &format!("本单 {amount} 不到起订金额 {least}，在上限以内凑不够"),
                    &format!("the order of {amount} is below its minimum of {least}, which upper limits do not allow to reach"),
                );
                self.postpone(&why);
            }
        }
    }

    /// Adds what makes freight free when keeping that costs less than the freight.
    fn reach_free_freight(&mut self, freight: &Freight) {
        let amount = self.amount();
        if amount >= freight.free_from || !amount.is_positive() {
            return;
        }
        let Some(additions) = self.worth(freight.free_from.minus(amount)) else { return };
        let keeping: f64 = additions.iter().map(|it| self.cost_of_keeping(it)).sum();
        if keeping >= freight.cost.raw() as f64 {
            return;
        }
        let mut why = Text::default();
        let (from, cost) = (freight.free_from, freight.cost);
        why.add(
            &format!("凑满 {from} 免运费 {cost}，多放的成本更低"),
            &format!("from {from} on the freight of {cost} is free, and keeping this costs less"),
        );
        self.add(additions, &why);
    }

    /// In the raw units of money: unit cost × holding × the time until the addition is gone.
    fn cost_of_keeping(&self, it: &Addition) -> f64 {
        const DAYS_PER_YEAR: f64 = 365.0;
        let item = &self.input.items[it.at];
        let price = item.supplies[it.supply].price_at(it.quantity);
        let amount = price.and_then(|price| price.times(it.quantity)).unwrap_or(Money::ZERO).raw() as f64;
        let per_day = item.demand_per_day.raw() as f64;
        let before = self.position(it.at).max(Quantity::ZERO).raw() as f64;
        let days = (before + it.quantity.raw() as f64 / 2.0) / per_day.max(1.0);
        let holding = share(self.input.holding_per_year);
        amount * holding * days / DAYS_PER_YEAR
    }

    /// With all that is drafted.
    fn position(&self, at: usize) -> Quantity {
        self.needs.position(at).plus(self.planned[at])
    }

    /// Days until the item is low again; the soonest is added first.
    fn days_until_low(&self, at: usize) -> i64 {
        let it = &self.input.items[at];
        let above = self.position(at).minus(it.levels.reorder_point).max(Quantity::ZERO);
        above.raw() / it.demand_per_day.raw().max(1)
    }

    /// How much more of a candidate may come, up to a level.
    fn more(&self, at: usize, supply: usize, level: Quantity) -> Quantity {
        let it = &self.input.items[at];
        let of = &it.supplies[supply];
        let drafted = self.delivered.get(&(it.item, of.supply.supplier)).copied().unwrap_or_default();
        let capacity = of.capacity.map_or(Quantity::LINE_MAX, |it| it.minus(drafted));
        level.minus(self.position(at)).min(capacity).max(Quantity::ZERO)
    }

    fn drafted(&self, at: usize, supply: usize) -> Quantity {
        let same = self.drafts.iter().find(|it| it.at == at && it.supply == supply);
        same.filter(|it| it.postponed.is_none()).map_or(Quantity::ZERO, |it| it.quantity)
    }

    /// Whole packs on top of what is drafted, at least `wanted` if `most` allows.
    fn addition(&self, at: usize, supply: usize, wanted: Quantity, most: Quantity) -> Option<Addition> {
        let of: &PlanSupply = &self.input.items[at].supplies[supply];
        let drafted = self.drafted(at, supply);
        let is_whole = self.input.items[at].is_whole;
        let wanted = if is_whole { wanted.ceil_to(Quantity::whole(1)) } else { wanted };
        let up = of.supply.orderable(drafted.plus(wanted));
        let within = drafted.plus(most);
        let total = if up <= within { up } else { of.orderable_within(within) };
        let quantity = total.minus(drafted);
        quantity.is_positive().then_some(Addition { at, supply, quantity })
    }

    fn soonest(&self) -> Vec<(usize, usize)> {
        let postponed = |at: usize| self.drafts.iter().any(|it| it.at == at && it.postponed.is_some());
        let mut soonest: Vec<_> = self.candidates.iter().copied().filter(|it| !postponed(it.0)).collect();
        soonest.sort_by_key(|(at, _)| (self.days_until_low(*at), self.input.items[*at].item));
        soonest
    }

    /// Additions that cost at least `missing`, first up to targets, then up to upper limits.
    fn worth(&self, missing: Money) -> Option<Vec<Addition>> {
        let mut missing = missing;
        let mut additions: BTreeMap<(usize, usize), Addition> = BTreeMap::new();
        let soonest = self.soonest();
        for is_beyond in [false, true] {
            for (at, supply) in soonest.iter().copied() {
                let it = &self.input.items[at];
                let level = if is_beyond { it.levels.upper_limit } else { it.levels.order_up_to };
                let Some(price) = it.supplies[supply].supply.price.filter(|it| it.is_positive()) else {
                    continue;
                };
                if !missing.is_positive() {
                    break;
                }
                let before = additions
                    .get(&(at, supply))
                    .map_or(Money::ZERO, |it| price.times(it.quantity).unwrap_or(Money::ZERO));
                let wanted = units_for(missing.plus(before), price);
                let Some(new) = self.addition(at, supply, wanted, self.more(at, supply, level)) else {
                    continue;
                };
                let cost = price.times(new.quantity).unwrap_or(Money::ZERO);
                if cost > before {
                    missing = missing.minus(cost.minus(before));
                    additions.insert((at, supply), new);
                }
            }
        }
        (!missing.is_positive()).then(|| additions.into_values().collect())
    }

    fn add(&mut self, additions: Vec<Addition>, why: &Text) {
        for Addition { at, supply, quantity } in additions {
            let it = &self.input.items[at];
            let supplier = it.supplies[supply].supply.supplier;
            let delivered = self.delivered.entry((it.item, supplier)).or_default();
            *delivered = delivered.plus(quantity);
            self.planned[at] = self.planned[at].plus(quantity);
            let term = number("added", "凑单", "Added", quantity);
            let same = self.drafts.iter_mut().find(|it| it.at == at && it.supply == supply);
            if let Some(draft) = same {
                draft.quantity = draft.quantity.plus(quantity);
                draft.text.add(why.zh(), why.en());
                draft.terms.push(term);
                continue;
            }
            let position = self.needs.position(at);
            let mut text = Text::default();
            text.add(
                &format!("可用加在途 {position}，还没到再订货点 {}", it.levels.reorder_point),
                &format!(
                    "stock and arrivals, {position}, are still above the reorder point {}",
                    it.levels.reorder_point
                ),
            );
            text.add(why.zh(), why.en());
            let terms = vec![
                number("position", "可用 − 欠 + 在途", "Available − owed + incoming", position),
                number("reorder_point", "再订货点", "Reorder point", it.levels.reorder_point),
                number("order_up_to", "目标库存", "Order up to", it.levels.order_up_to),
                number("upper_limit", "上限", "Upper limit", it.levels.upper_limit),
                term,
            ];
            let need = Quantity::ZERO;
            self.drafts.push(Draft {
                at,
                supply,
                need,
                quantity,
                most: quantity,
                text,
                terms,
                postponed: None,
            });
        }
    }

    /// The last truck is filled with what will be low soonest; one that stays too empty is not sent
    /// unless somebody waits: what fills it least usefully is postponed.
    fn fill_trucks(&mut self, truck: &Truck) {
        let volume = self.volume();
        if !volume.is_positive() {
            return;
        }
        let trucks = volume.ceil_to(truck.volume);
        let chosen = self.fitting(trucks.minus(volume));
        let mut why = Text::default();
        why.add(
            &format!("一车 {}，还有空位，一并装上", truck.volume),
            &format!("a truck holds {}, and there is room left for this", truck.volume),
        );
        self.add(chosen, &why);
        let last = self.volume().minus(trucks.minus(truck.volume));
        let filled = i128::from(last.raw()) * i128::from(Percent::ONE_RAW) * 100;
        let is_full = filled >= i128::from(truck.fill_min.raw()) * i128::from(truck.volume.raw());
        if is_full || self.live().any(|it| it.is_urgent(self.input)) {
            return;
        }
        self.leave_out(trucks.minus(truck.volume), truck);
    }

    /// Additions up to the targets that fit in so much volume.
    fn fitting(&self, free: Quantity) -> Vec<Addition> {
        let mut additions = Vec::new();
        let mut choices = Vec::new();
        for (at, supply) in self.soonest() {
            let it = &self.input.items[at];
            let more = self.more(at, supply, it.levels.order_up_to);
            let Some(addition) = self.addition(at, supply, more, more) else { continue };
            let uses = volume(it.volume, addition.quantity);
            if uses.is_positive() && uses <= free {
                let benefit = 1_000_000 / (1 + self.days_until_low(at));
                choices.push(Choice { benefit: benefit.max(1), uses: vec![uses.raw()] });
                additions.push(addition);
            }
        }
        let taken = select(&choices, &[free.raw()]);
        additions.into_iter().zip(taken).filter(|it| it.1).map(|it| it.0).collect()
    }

    fn leave_out(&mut self, volume_max: Quantity, truck: &Truck) {
        let live: Vec<usize> =
            (0..self.drafts.len()).filter(|at| self.drafts[*at].postponed.is_none()).collect();
        let choices: Vec<Choice> = live
            .iter()
            .map(|at| {
                let draft = &self.drafts[*at];
                let uses = volume(draft.item(self.input).volume, draft.quantity);
                Choice { benefit: draft.benefit(self.input), uses: vec![uses.raw()] }
            })
            .collect();
        let taken = select(&choices, &[volume_max.raw()]);
        let mut why = Text::default();
        why.add(
            &format!("不够装满一车（{} 的 {}%），没有人在等", truck.volume, truck.fill_min),
            &format!(
                "too little for another truck ({} % of {}), and nobody waits",
                truck.fill_min, truck.volume
            ),
        );
        for (at, _) in live.iter().zip(taken).filter(|it| !it.1) {
            self.drafts[*at].postponed = Some(why.clone());
        }
    }
}

/// Rounded up, so that trucks are never overloaded.
fn volume(of_unit: Quantity, quantity: Quantity) -> Quantity {
    let product = i128::from(of_unit.raw()) * i128::from(quantity.raw());
    let one = i128::from(Quantity::ONE_RAW);
    let raw = product.div_euclid(one) + i128::from(product.rem_euclid(one) != 0);
    Quantity::from_raw(i64::try_from(raw).unwrap_or(i64::MAX)).min(Quantity::LINE_MAX)
}

/// How many units cost at least so much.
fn units_for(amount: Money, price: values::UnitPrice) -> Quantity {
    let scale =
        i128::from(values::UnitPrice::ONE_RAW) * i128::from(Quantity::ONE_RAW) / i128::from(Money::ONE_RAW);
    let price = i128::from(price.raw().max(1));
    let raw = i128::from(amount.raw()) * scale / price + 1;
    Quantity::from_raw(i64::try_from(raw).unwrap_or(i64::MAX)).min(Quantity::LINE_MAX)
}
