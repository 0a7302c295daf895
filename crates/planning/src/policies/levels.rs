//! From a policy and its conditions to the four levels.

use super::explain::{self, Build};
use super::{
    Conditions, Demand, Economics, Level, LotCosts, LotRule, Outcomes, Override, PolicyKind, Scaled,
    ServiceTarget, StockLevels, StockPolicy, quantity,
};
use crate::plain::{money, price, share, units};
use crate::{Interval, Number, Sentence};
use values::{Day, Percent, Quantity};

/// Levels with everything needed to check them by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedLevels {
    pub levels: StockLevels,
    /// As computed, where somebody has typed in other ones.
    pub computed: StockLevels,
    /// The smallest order that may be placed at the reorder point.
    pub lot: Quantity,
    pub reason: Sentence,
    /// The terms sum up to the reorder point, then go on to the other levels.
    pub terms: Vec<Number>,
}

/// Judges one policy under its conditions; `overrides` still valid on `today` win over what is
/// computed, the last typed in of one level wins.
pub fn judge(
    policy: &StockPolicy,
    conditions: &Conditions,
    overrides: &[Override],
    today: Day,
) -> JudgedLevels {
    let (computed, build) = computed(policy, conditions);
    let mut levels = computed;
    let mut valid: Vec<&Override> = overrides.iter().filter(|it| it.until >= today).collect();
    valid.sort_by_key(|it| it.level);
    for it in &valid {
        it.apply(&mut levels);
    }
    let (reason, terms) = explain::explain(policy, conditions, &build, &computed, &levels, &valid);
    JudgedLevels { levels, computed, lot: lot(conditions, Quantity::ZERO), reason, terms }
}

/// The smallest order that may be placed and is at least `wanted`.
pub(super) fn lot(conditions: &Conditions, wanted: Quantity) -> Quantity {
    wanted.max(conditions.moq).ceil_to(conditions.pack)
}

/// Today counts as a whole day on top of the lead time, so that even a supplier around the corner is
/// asked before the last unit is gone.
const TODAY: u32 = 1;

/// Which levels follow, and the steps by which they were reached.
pub(super) fn computed(policy: &StockPolicy, conditions: &Conditions) -> (StockLevels, Build) {
    let all = factor(conditions, 3);
    let scaled = Scaled { demand: conditions.demand, factor: all };
    let is_whole = scaled.is_whole();
    let until_arrival = conditions.lead_time.plus(TODAY);
    let mean = scaled.mean(&until_arrival);
    let per_day = scaled.mean(&Interval::exactly(1));
    let rule = cheapest(policy, conditions, &scaled, conditions.lead_time);
    let economic = match &rule {
        Some(rule) => rule.map_or(0.0, |it| it.lot),
        None => economic_lot(conditions, per_day),
    };
    let up = |it: f64| quantity(it, is_whole);

    let cycle_days = match policy.kind {
        PolicyKind::OrderUpTo { review_days } => review_days.max(1),
        PolicyKind::DynamicLine { cover_days, .. } | PolicyKind::ForecastDriven { cover_days } => cover_days,
        _ => conditions.review_days,
    }
    .max(1);
    let review_units = per_day * f64::from(cycle_days);
    let cycle_units = match policy.kind {
        PolicyKind::MinMax => review_units.max(economic),
        PolicyKind::FixedLot { lot } => lot.map_or(economic, units).max(review_units),
        _ => review_units,
    };
    // What the reorder point covers: until an order arrives or, of a rhythm, until the next one does.
    let covered_days = if matches!(policy.kind, PolicyKind::OrderUpTo { .. }) { cycle_days } else { 0 };
    let protect = |over: &Interval| protected(policy.target, conditions, &scaled, over, cycle_units);
    let line = |lead_time: &Interval| {
        let covered = lead_time.plus(TODAY).plus(covered_days);
        match policy.kind {
            PolicyKind::FixedLine { reorder_point, .. } => reorder_point,
            PolicyKind::DynamicLine { safety_days, .. } => {
                up(scaled.mean(&covered) + per_day * f64::from(safety_days))
            }
            PolicyKind::MadeToOrder | PolicyKind::Emergency => Quantity::ZERO,
            _ => match cheapest(policy, conditions, &scaled, lead_time) {
                Some(rule) => up(rule.map_or(0.0, |it| it.reorder_point)),
                None => up(protect(&covered)),
            },
        }
    };
    let reorder_point = line(conditions.lead_time);
    let order_up_to = match policy.kind {
        PolicyKind::FixedLine { order_up_to, .. } => {
            order_up_to.unwrap_or_else(|| reorder_point.plus(lot(conditions, up(review_units))))
        }
        PolicyKind::OrderUpTo { .. } | PolicyKind::MadeToOrder => reorder_point,
        PolicyKind::DynamicLine { .. } => reorder_point.plus(up(review_units)),
        PolicyKind::MinMax | PolicyKind::FixedLot { .. } if rule.is_some() => {
            reorder_point.plus(up(economic))
        }
        PolicyKind::MinMax => reorder_point.plus(up(cycle_units)),
        PolicyKind::FixedLot { lot } => reorder_point.plus(lot.unwrap_or_else(|| up(cycle_units))),
        PolicyKind::ForecastDriven { .. } => up(protect(&until_arrival.plus(cycle_days))),
        PolicyKind::Emergency => up(mean),
    };
    let order_up_to = order_up_to.max(reorder_point);
    let wanted = StockLevels {
        safety_stock: up(units(reorder_point) - scaled.mean(&until_arrival.plus(covered_days))),
        reorder_point,
        order_up_to,
        upper_limit: highest(conditions, reorder_point, order_up_to),
    };
    let caps = Caps::of(conditions, &scaled);
    let levels = StockLevels { upper_limit: caps.cut(wanted.upper_limit), ..wanted }.in_order();
    let always_typical = Interval::exactly(conditions.lead_time.typical());
    let supplier = reorder_point.minus(line(&always_typical));
    let covered = always_typical.plus(TODAY).plus(covered_days);
    let build = Build::new(conditions, &covered, reorder_point, supplier, caps, economic);
    (levels, build)
}

/// Where one order can take the position: up to the target, or a minimum order above the reorder
/// point, either rounded up to packs.
fn highest(conditions: &Conditions, reorder_point: Quantity, order_up_to: Quantity) -> Quantity {
    if order_up_to.is_zero() {
        return Quantity::ZERO;
    }
    let rounding = conditions.pack.minus(Quantity::whole(1)).max(Quantity::ZERO);
    let by_minimum = reorder_point.plus(lot(conditions, Quantity::ZERO));
    by_minimum.max(order_up_to.plus(rounding))
}

/// What no level may exceed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caps {
    /// What sells before it expires, nine times in ten.
    pub(super) shelf_life: Option<Quantity>,
    pub(super) room: Option<Quantity>,
}

impl Caps {
    fn of(conditions: &Conditions, demand: &Scaled) -> Caps {
        /// One batch in ten may lose something to its expiry.
        const SOLD_IN_TIME: f64 = 0.1;
        let sold = |days: u32| {
            let sold = demand.quantile(&Interval::exactly(days), SOLD_IN_TIME);
            quantity(if demand.is_whole() { sold.floor() } else { sold }, demand.is_whole())
        };
        Caps { shelf_life: conditions.shelf_life_days.map(sold), room: conditions.room }
    }

    pub(super) fn cut(self, level: Quantity) -> Quantity {
        let caps = self.shelf_life.into_iter().chain(self.room);
        caps.fold(level, Quantity::min)
    }
}

/// The effects one after the other: none, season, holiday, promotion.
pub(super) fn factor(conditions: &Conditions, effects: usize) -> f64 {
    let Conditions { effects: it, .. } = conditions;
    let all = [it.season, it.holiday, it.promotion];
    let product: f64 = all.into_iter().take(effects).map(share).product();
    product.max(1e-6)
}

/// Where (s,S) and (s,Q) are to cost as little as they can: the line and the lot that do, or none when
/// keeping nothing costs less. No answer where costs are not known, or something else is wanted.
fn cheapest(
    policy: &StockPolicy,
    conditions: &Conditions,
    demand: &Scaled,
    lead_time: &Interval,
) -> Option<Option<LotRule>> {
    let economics = conditions.economics?;
    let is_free = matches!(policy.kind, PolicyKind::MinMax | PolicyKind::FixedLot { lot: None });
    if !is_free || policy.target != ServiceTarget::Cost {
        return None;
    }
    let review_days = conditions.review_days.max(1);
    let costs = LotCosts {
        order: money(economics.order_cost).max(0.0),
        holding: economics.holding_per_unit_day() * f64::from(review_days),
        lead_periods: 1,
        moq: units(conditions.moq),
        pack: units(conditions.pack),
        breaks: Vec::new(),
    };
    let outcomes = Outcomes::of_demand(demand, &lead_time.plus(TODAY), review_days, &costs);
    let short = price(economics.cost_of_short_unit());
    Some(outcomes.cheapest(short))
}

/// Wilson's lot: √(2·K·d ÷ h); zero where costs are not known.
fn economic_lot(conditions: &Conditions, per_day: f64) -> f64 {
    let Some(economics) = conditions.economics else { return 0.0 };
    let holding = economics.holding_per_unit_day();
    if holding <= 0.0 {
        return 0.0;
    }
    let order_cost = money(economics.order_cost);
    (2.0 * order_cost.max(0.0) * per_day / holding).sqrt()
}

/// The stock with which demand of the interval is served as well as wanted.
pub(super) fn protected(
    target: ServiceTarget,
    conditions: &Conditions,
    demand: &dyn Demand,
    over: &Interval,
    cycle_units: f64,
) -> f64 {
    match (target, conditions.economics) {
        (ServiceTarget::Cycle { service }, _) => demand.quantile(over, certain(share(service))),
        (ServiceTarget::Lines { service }, _) => match conditions.price_of_stock {
            Some(price) => demand.by_price(over, price),
            None => demand.quantile(over, certain(share(service))),
        },
        (ServiceTarget::Fill { service }, _) => {
            let allowed = (1.0 - certain(share(service))) * cycle_units;
            smallest(demand, over, |stock| demand.expected_short(over, stock) <= allowed)
        }
        (ServiceTarget::Cost, Some(economics)) => {
            cost_optimal(&economics, conditions.shelf_life_days, demand, over, cycle_units)
        }
        (ServiceTarget::Cost, None) => demand.quantile(over, share(Percent::whole(95))),
    }
}

/// A service of 100 % is read as 99.99 %: no stock promises more.
fn certain(service: f64) -> f64 {
    service.clamp(0.0, 0.9999)
}

/// One unit more is worth keeping while P(missed)·p > P(left over)·h·cycle + P(expires)·cost: the
/// newsvendor's rule with the cost of what spoils.
fn cost_optimal(
    economics: &Economics,
    shelf_life_days: Option<u32>,
    demand: &dyn Demand,
    over: &Interval,
    cycle_units: f64,
) -> f64 {
    let per_day = demand.mean(&Interval::exactly(1)).max(1e-9);
    let short = price(economics.cost_of_short_unit());
    let lying = economics.holding_per_unit_day() * (cycle_units / per_day).max(1.0);
    let unit_cost = price(economics.unit_cost);
    if short <= 0.0 {
        return 0.0;
    }
    smallest(demand, over, |stock| {
        let within = demand.cdf(over, stock);
        let spoils = shelf_life_days.map_or(0.0, |it| demand.cdf(&Interval::exactly(it), stock));
        short * (1.0 - within) <= lying * within + unit_cost * spoils
    })
}

/// The smallest stock that is enough, by halving; `enough` stays true once it is.
fn smallest(demand: &dyn Demand, over: &Interval, enough: impl Fn(f64) -> bool) -> f64 {
    const MOST_CERTAIN: f64 = 0.9999;
    if enough(0.0) {
        return 0.0;
    }
    let mut low = 0.0;
    let mut high = demand.quantile(over, MOST_CERTAIN).max(1.0);
    let precise = if demand.is_whole() { 1.0 } else { (high * 1e-4).max(1e-3) };
    while high - low > precise {
        let middle = (low + high) / 2.0;
        let middle = if demand.is_whole() { middle.floor() } else { middle };
        if enough(middle) { high = middle } else { low = middle }
    }
    high
}

impl Override {
    /// Sets its level and moves the others only as far as their order needs.
    fn apply(&self, levels: &mut StockLevels) {
        let value = self.quantity.max(Quantity::ZERO);
        match self.level {
            Level::SafetyStock => {
                // More safety lifts the whole ladder, as it would have been computed.
                let more = value.minus(levels.safety_stock);
                levels.safety_stock = value;
                levels.reorder_point = levels.reorder_point.plus(more).max(value);
                levels.order_up_to = levels.order_up_to.plus(more).max(levels.reorder_point);
                levels.upper_limit = levels.upper_limit.max(levels.order_up_to);
            }
            Level::ReorderPoint => {
                // A higher line keeps the size of an order; a lower one keeps the target.
                let more = value.minus(levels.reorder_point).max(Quantity::ZERO);
                levels.reorder_point = value;
                levels.safety_stock = levels.safety_stock.min(value);
                levels.order_up_to = levels.order_up_to.plus(more);
                levels.upper_limit = levels.upper_limit.max(levels.order_up_to);
            }
            Level::OrderUpTo => {
                levels.order_up_to = value;
                levels.reorder_point = levels.reorder_point.min(value);
                levels.safety_stock = levels.safety_stock.min(levels.reorder_point);
                levels.upper_limit = levels.upper_limit.max(value);
            }
            Level::UpperLimit => {
                *levels = StockLevels { upper_limit: value, ..*levels }.in_order();
            }
        }
    }
}
