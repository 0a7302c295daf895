//! What each item still needs, given what parents ask for and what expires.

use super::explain::{Text, day, number};
use super::{Action, Arrival, PlanInput, PlanItem, PlanLine};
use crate::Number;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use values::{Day, ItemId, Money, Quantity, WarehouseId};

/// Who comes first when there is not enough for all: the best customer waiting, the most money at
/// risk, the nearest stockout.
pub(super) fn rank(it: &PlanItem) -> impl Ord + use<> {
    let customer = it.best_customer.filter(|_| it.owed.is_positive()).unwrap_or(u8::MAX);
    let money = Reverse(it.money_at_risk.unwrap_or(Money::ZERO));
    let stockout = it.stockout_day.unwrap_or(Day::from_number(i32::MAX));
    (customer, money, stockout, it.item, it.warehouse)
}

/// What changes while the plan is made.
pub(super) struct Needs<'a> {
    input: &'a PlanInput,
    places: BTreeMap<(ItemId, WarehouseId), usize>,
    /// Of each item: what parents ask for, with the parent; what will expire unsold; what was given
    /// to or taken from other warehouses.
    asked: Vec<Vec<(ItemId, Quantity)>>,
    expires: Vec<Quantity>,
    given: Vec<Quantity>,
}

/// What one item still needs.
#[derive(Clone, Debug)]
pub(super) struct Need {
    pub(super) at: usize,
    /// In all, before anything is planned.
    pub(super) wanted: Quantity,
    /// Not covered yet.
    pub(super) open: Quantity,
    /// The most that may come before the upper limit is passed.
    pub(super) room: Quantity,
    position: Quantity,
    asked: Vec<(ItemId, Quantity)>,
    expires: Quantity,
}

impl<'a> Needs<'a> {
    pub(super) fn new(input: &'a PlanInput) -> Needs<'a> {
        let places = input.items.iter().enumerate().map(|(at, it)| ((it.item, it.warehouse), at)).collect();
        let expires = input.items.iter().map(|it| expires_unsold(it, input.today)).collect();
        let count = input.items.len();
        Needs { input, places, asked: vec![Vec::new(); count], expires, given: vec![Quantity::ZERO; count] }
    }

    /// The position after all that is known by now.
    pub(super) fn position(&self, at: usize) -> Quantity {
        let asked = self.asked[at].iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.1));
        self.input.items[at].position.minus(asked).minus(self.expires[at]).minus(self.given[at])
    }

    /// A parent asks for a component; answers how much of it is there.
    pub(super) fn ask(
        &mut self,
        item: ItemId,
        warehouse: WarehouseId,
        parent: ItemId,
        quantity: Quantity,
    ) -> Quantity {
        let Some(&at) = self.places.get(&(item, warehouse)) else { return Quantity::ZERO };
        let asked = self.asked[at].iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.1));
        let there = self.input.items[at].available.minus(asked).max(Quantity::ZERO);
        self.asked[at].push((parent, quantity));
        there.min(quantity)
    }

    /// None when nothing is needed. With no stock kept, only what is owed or asked for is.
    pub(super) fn need(&self, at: usize) -> Option<Need> {
        let it = &self.input.items[at];
        let position = self.position(at);
        let asked = self.asked[at].iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.1));
        let levels = &it.levels;
        let is_low = position <= levels.reorder_point && position < levels.order_up_to;
        let wanted = match levels.order_up_to.is_positive() {
            true if is_low => levels.order_up_to.minus(position),
            true => Quantity::ZERO,
            false => Quantity::ZERO.minus(position).min(it.owed.plus(asked)),
        };
        if !wanted.is_positive() {
            return None;
        }
        let wanted = if it.is_whole { wanted.ceil_to(Quantity::whole(1)) } else { wanted };
        // What claims and parents wait for may always come, with the minimum order it takes.
        let waits = it.owed.is_positive() || asked.is_positive();
        let orderable = it.supplies.iter().map(|it| it.supply.orderable(wanted)).max();
        let at_least = orderable.filter(|_| waits).unwrap_or(wanted).max(wanted);
        let room = levels.upper_limit.minus(position).max(at_least);
        let asked = self.asked[at].clone();
        Some(Need { at, wanted, open: wanted, room, position, asked, expires: self.expires[at] })
    }

    /// What may leave for another warehouse: there now, and beyond its own order-up-to with all that
    /// is known by now.
    pub(super) fn spare(&self, at: usize) -> Quantity {
        let it = &self.input.items[at];
        let there = it.available.minus(it.owed).minus(self.given[at].max(Quantity::ZERO));
        let beyond = self.position(at).minus(it.levels.order_up_to);
        let spare = there.min(beyond).max(Quantity::ZERO);
        let part = if it.is_whole { spare.raw().rem_euclid(Quantity::ONE_RAW) } else { 0 };
        spare.minus(Quantity::from_raw(part))
    }

    /// Other warehouses with the item.
    pub(super) fn elsewhere(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let PlanItem { item, warehouse, .. } = self.input.items[at];
        let all = self.places.range((item, WarehouseId(i64::MIN))..=(item, WarehouseId(i64::MAX)));
        all.filter(move |(place, _)| place.1 != warehouse).map(|(_, at)| *at)
    }

    pub(super) fn give(&mut self, from: usize, to: usize, quantity: Quantity) {
        self.given[from] = self.given[from].plus(quantity);
        self.given[to] = self.given[to].minus(quantity);
    }
}

/// What expires before it is sold, the earliest lots leaving first.
fn expires_unsold(it: &PlanItem, today: Day) -> Quantity {
    let mut lots = it.expiring.clone();
    lots.sort_by_key(|it| it.day);
    let mut sold = Quantity::ZERO;
    let mut lost = Quantity::ZERO;
    for lot in lots {
        let days = i64::from(lot.day.days_since(today).max(-1)) + 1;
        let sellable = Quantity::from_raw(it.demand_per_day.raw().saturating_mul(days))
            .min(Quantity::LINE_MAX)
            .minus(sold)
            .max(Quantity::ZERO);
        let leaves = lot.quantity.min(sellable);
        sold = sold.plus(leaves);
        lost = lost.plus(lot.quantity.minus(leaves));
    }
    let lost = lost.min(it.available.max(Quantity::ZERO));
    if it.is_whole { Quantity::from_raw(lost.raw() - lost.raw().rem_euclid(Quantity::ONE_RAW)) } else { lost }
}

impl Need {
    /// What is the matter.
    pub(super) fn text(&self, input: &PlanInput) -> Text {
        let it = &input.items[self.at];
        let (position, levels) = (self.position, &it.levels);
        let mut text = Text::default();
        match levels.order_up_to.is_positive() {
            true => text.add(
                &format!(
                    "可用加在途 {position}，已到再订货点 {}，要补到 {}",
                    levels.reorder_point, levels.order_up_to
                ),
                &format!(
                    "stock and arrivals, {position}, are down to the reorder point {}, to be filled up to {}",
                    levels.reorder_point, levels.order_up_to
                ),
            ),
            false => text.add(
                &format!("不备货，缺 {}", self.wanted),
                &format!("not kept in stock, {} wanted", self.wanted),
            ),
        }
        let best = it.best_customer.filter(|_| it.owed.is_positive());
        if it.owed.is_positive() {
            let (zh, en) = match best {
                Some(0) => ("，含 VIP", ", VIP among them"),
                _ => ("", ""),
            };
            text.add(&format!("欠 {}{zh}", it.owed), &format!("{} owed{en}", it.owed));
        }
        for (parent, quantity) in &self.asked {
            let parent = input.name(*parent);
            text.add(&format!("生产 {parent} 要用 {quantity}"), &format!("{quantity} for making {parent}"));
        }
        if self.expires.is_positive() {
            text.add(&format!("{} 卖不完就过期", self.expires), &format!("{} expire unsold", self.expires));
        }
        text
    }

    pub(super) fn terms(&self, input: &PlanInput) -> Vec<Number> {
        let it = &input.items[self.at];
        let mut terms = vec![
            number("position", "可用 − 欠 + 在途", "Available − owed + incoming", it.position),
            number("reorder_point", "再订货点", "Reorder point", it.levels.reorder_point),
            number("order_up_to", "目标库存", "Order up to", it.levels.order_up_to),
            number("upper_limit", "上限", "Upper limit", it.levels.upper_limit),
        ];
        if it.owed.is_positive() {
            terms.push(number("owed", "欠", "Owed", it.owed));
        }
        for (parent, quantity) in &self.asked {
            let parent = input.name(*parent);
            terms.push(number("asked", &format!("生产 {parent}"), &format!("For making {parent}"), quantity));
        }
        if self.expires.is_positive() {
            terms.push(number("expires", "卖不完就过期", "Expires unsold", self.expires));
        }
        terms.extend(it.money_at_risk.map(|it| number("money_at_risk", "风险金额", "Money at risk", it)));
        terms.push(number("need", "需要", "Needed", self.wanted));
        if self.open < self.wanted {
            terms.push(number("moved", "已由调拨补上", "Covered by transfers", self.wanted.minus(self.open)));
        }
        terms
    }
}

/// What is on the way and comes after stock has run out is worth a call.
pub(super) fn expedite(input: &PlanInput, it: &PlanItem) -> Option<PlanLine> {
    /// One day without stock is not worth a call.
    const LATE_DAYS_MIN: i32 = 2;
    let needed_day = it.stockout_day?;
    let next = it.incoming.iter().min_by_key(|it| it.day)?;
    if next.day.days_since(needed_day) < LATE_DAYS_MIN {
        return None;
    }
    let Arrival { day: arrival_day, quantity } = *next;
    let (needed_zh, needed_en) = day(needed_day, input.today);
    let (comes_zh, comes_en) = day(arrival_day, input.today);
    let mut text = Text::default();
    text.add(
        &format!("{needed_zh}就卖完，在途 {quantity} 要 {comes_zh}才到，请催交"),
        &format!("sold out by {needed_en}, the {quantity} on the way come {comes_en}: urge them"),
    );
    Some(PlanLine {
        item: it.item,
        warehouse: it.warehouse,
        action: Action::Expedite { arrival_day, quantity, needed_day },
        reason: text.sentence(),
        terms: vec![
            number("stockout_day", "断货日", "Out of stock", needed_day),
            number("arrival_day", "预计到货", "Expected", arrival_day),
            number("demand_per_day", "日均需求", "Demand per day", it.demand_per_day),
        ],
    })
}
