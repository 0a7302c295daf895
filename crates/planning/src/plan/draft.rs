//! A purchase while the plan is being made.

use super::explain::{Text, day, number, rounding};
use super::{Action, PlanInput, PlanItem, PlanLine, PlanSupply};
use crate::Number;
use crate::reason::class_text;
use values::{Day, Money, Quantity, SupplierId, UnitPrice, WarehouseId};

#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// The item's place in the input, and the supply's among its supplies.
    pub(super) at: usize,
    pub(super) supply: usize,
    /// Of what is needed, the part asked from this supplier; less than `quantity` where it was
    /// rounded up, and nothing where it only fills up an order.
    pub(super) need: Quantity,
    pub(super) quantity: Quantity,
    /// The most it may become: the upper limit, and the supplier's capacity.
    pub(super) most: Quantity,
    pub(super) text: Text,
    pub(super) terms: Vec<Number>,
    /// Not to be ordered now, and why.
    pub(super) postponed: Option<Text>,
}

impl Draft {
    pub(super) fn item<'a>(&self, input: &'a PlanInput) -> &'a PlanItem {
        &input.items[self.at]
    }

    pub(super) fn supply<'a>(&self, input: &'a PlanInput) -> &'a PlanSupply {
        &self.item(input).supplies[self.supply]
    }

    /// What is ordered together.
    pub(super) fn order(&self, input: &PlanInput) -> (SupplierId, WarehouseId) {
        (self.supply(input).supply.supplier, self.item(input).warehouse)
    }

    pub(super) fn price(&self, input: &PlanInput) -> Option<UnitPrice> {
        self.supply(input).price_at(self.quantity)
    }

    /// Nothing where the price is not known.
    pub(super) fn amount(&self, input: &PlanInput) -> Money {
        self.price(input).and_then(|it| it.times(self.quantity)).unwrap_or(Money::ZERO)
    }

    /// Somebody waits for it, or the shelf is empty before it can come.
    pub(super) fn is_urgent(&self, input: &PlanInput) -> bool {
        let it = self.item(input);
        let runs_out = it.stockout_day.is_some_and(|day| day <= self.arrival_day(input));
        self.need.is_positive() && (it.owed.is_positive() || runs_out)
    }

    pub(super) fn arrival_day(&self, input: &PlanInput) -> Day {
        arrival_day(input.today, self.supply(input))
    }

    /// What it is worth to have it, to compare lines with: the money at risk, three times as much
    /// for the best customers as for the last, and at least a tenth of what it costs.
    pub(super) fn benefit(&self, input: &PlanInput) -> i64 {
        const BEST_LEVEL: i64 = 9;
        let it = self.item(input);
        let customer = it.best_customer.filter(|_| it.owed.is_positive());
        let weight = customer
            .map_or(BEST_LEVEL, |level| BEST_LEVEL + 2 * (BEST_LEVEL - i64::from(level).min(BEST_LEVEL)));
        let at_risk = it.money_at_risk.unwrap_or(Money::ZERO).raw().max(0);
        let least = self.amount(input).raw() / 10 + 1;
        at_risk.max(least).saturating_mul(weight) / BEST_LEVEL
    }

    pub(super) fn line(&self, input: &PlanInput) -> PlanLine {
        let it = self.item(input);
        let PlanSupply { supply, .. } = self.supply(input);
        let mut text = self.text.clone();
        let mut terms = self.terms.clone();
        if let Some(why) = &self.postponed {
            text.add(&format!("暂不下单：{}", why.zh()), &format!("not ordered now: {}", why.en()));
            let action = Action::Postpone { supplier: Some(supply.supplier), quantity: self.quantity };
            return PlanLine {
                item: it.item,
                warehouse: it.warehouse,
                action,
                reason: text.sentence(),
                terms,
            };
        }
        let arrival_day = self.arrival_day(input);
        let (class_zh, class_en) = class_text(supply.class);
        let (day_zh, day_en) = day(arrival_day, input.today);
        let (supplier, quantity, price) = (supply.supplier, self.quantity, self.price(input));
        let name = input.name(supplier);
        let (why_zh, why_en) = match self.need.is_positive() {
            true => rounding(self.need, quantity, supply.moq, supply.pack),
            false => (String::new(), String::new()),
        };
        text.add(
            &format!("向{class_zh}供应商 {name} 订 {quantity}{why_zh}，{day_zh}到货"),
            &format!("order {quantity}{why_en} from the {class_en} supplier {name}, arriving {day_en}"),
        );
        terms.push(number("moq", "起订量", "Minimum order", supply.moq));
        terms.push(number("pack", "包装量", "Pack", supply.pack));
        terms.push(number("quantity", "订", "Order", quantity));
        let amount = price.and_then(|it| it.times(quantity));
        terms.extend(price.map(|it| number("price", "单价", "Price", it)));
        terms.extend(amount.map(|it| number("amount", "金额", "Amount", it)));
        PlanLine {
            item: it.item,
            warehouse: it.warehouse,
            action: Action::Purchase { supplier, class: supply.class, quantity, price, amount, arrival_day },
            reason: text.sentence(),
            terms,
        }
    }
}

pub(super) fn arrival_day(today: Day, it: &PlanSupply) -> Day {
    today.plus_days(i32::try_from(it.supply.lead_time().typical()).unwrap_or(i32::MAX / 2))
}

impl PlanSupply {
    /// Of a unit in an order of so many.
    pub fn price_at(&self, quantity: Quantity) -> Option<UnitPrice> {
        let reached = self.breaks.iter().filter(|it| it.from <= quantity);
        let best = reached.map(|it| it.price).min();
        match (self.supply.price, best) {
            (Some(plain), Some(best)) => Some(plain.min(best)),
            (plain, best) => plain.or(best),
        }
    }

    /// The largest quantity that may be ordered and is at most `most`; zero when none is.
    pub(super) fn orderable_within(&self, most: Quantity) -> Quantity {
        let pack = self.supply.pack;
        let packed = match pack.is_positive() {
            true => Quantity::from_raw(most.raw() - most.raw().rem_euclid(pack.raw())),
            false => most,
        };
        if packed < self.supply.moq { Quantity::ZERO } else { packed.max(Quantity::ZERO) }
    }
}
