//! By what rule stock of an item is kept, and the four numbers that follow from it.
//!
//! **Invariant:** safety_stock ≤ reorder_point ≤ order_up_to ≤ upper_limit, whatever is typed in.
//! **Invariant:** pure, and exact amounts leave it; the same conditions give the same levels.

mod cheapest;
mod choose;
mod demand;
mod explain;
mod levels;
mod lumpy;
#[cfg(test)]
mod lumpy_tests;
mod overrides;
#[cfg(test)]
mod tests;

pub use self::cheapest::{LotCosts, LotRule, Outcomes, PriceBreak};
pub use self::choose::{ChosenPolicy, Facets, PolicyRow, PolicyTable, Scope};
pub use self::demand::{Demand, Scaled};
pub use self::explain::{WhatIf, what_would_change};
pub use self::levels::{JudgedLevels, judge};
pub use self::lumpy::{LumpMemory, LumpPrior, LumpyDemand};
pub use self::overrides::{Level, Override};

use crate::plain::{self, price, share};
use crate::{Interval, Sentence};
use serde::{Deserialize, Serialize};
use values::{Money, Percent, Quantity, UnitPrice};

/// How stock of one item in one warehouse is kept, and how well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockPolicy {
    #[serde(flatten)]
    pub kind: PolicyKind,
    #[serde(default)]
    pub target: ServiceTarget,
}

impl Default for StockPolicy {
    fn default() -> StockPolicy {
        StockPolicy {
            kind: PolicyKind::ForecastDriven { cover_days: 7 },
            target: ServiceTarget::Cycle { service: Percent::whole(95) },
        }
    }
}

/// When to order and up to where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PolicyKind {
    /// 固定线: levels somebody typed in. Without an own `order_up_to` an order brings the least that
    /// may be ordered.
    FixedLine { reorder_point: Quantity, order_up_to: Option<Quantity> },
    /// 动态线: so many days of expected demand beyond the lead time, then so many days' order.
    DynamicLine { safety_days: u32, cover_days: u32 },
    /// 定期补到目标 (R,S): every `review_days` fill up to the target.
    OrderUpTo { review_days: u32 },
    /// (s,S): when down to s fill up to S, the economic lot above it.
    MinMax,
    /// (s,Q): when down to s order Q; without a `lot` the economic one.
    FixedLot { lot: Option<Quantity> },
    /// 预测驱动: what the forecast may need until an order arrives, and `cover_days` longer.
    ForecastDriven { cover_days: u32 },
    /// 按单: nothing is kept; orders are placed for waiting claims only.
    MadeToOrder,
    /// 应急: nothing is kept for chance; only what is gone is filled up to the expected demand.
    Emergency,
}

impl PolicyKind {
    /// Stable, in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            PolicyKind::FixedLine { .. } => "fixed_line",
            PolicyKind::DynamicLine { .. } => "dynamic_line",
            PolicyKind::OrderUpTo { .. } => "order_up_to",
            PolicyKind::MinMax => "min_max",
            PolicyKind::FixedLot { .. } => "fixed_lot",
            PolicyKind::ForecastDriven { .. } => "forecast",
            PolicyKind::MadeToOrder => "made_to_order",
            PolicyKind::Emergency => "emergency",
        }
    }

    /// As people call it.
    pub fn label(self) -> Sentence {
        let (zh, en) = match self {
            PolicyKind::FixedLine { .. } => ("固定线", "fixed line"),
            PolicyKind::DynamicLine { .. } => ("动态线", "dynamic line"),
            PolicyKind::OrderUpTo { .. } => ("定期补货", "order-up-to"),
            PolicyKind::MinMax => ("(s,S)", "(s,S)"),
            PolicyKind::FixedLot { .. } => ("(s,Q)", "(s,Q)"),
            PolicyKind::ForecastDriven { .. } => ("预测驱动", "forecast-driven"),
            PolicyKind::MadeToOrder => ("按单", "made to order"),
            PolicyKind::Emergency => ("应急", "emergency"),
        };
        Sentence { zh: zh.to_owned(), en: en.to_owned() }
    }
}

/// How well demand is to be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "measure", rename_all = "snake_case")]
pub enum ServiceTarget {
    /// The share of replenishment cycles that pass without stockout.
    Cycle { service: Percent },
    /// The share of units served from the shelf.
    Fill { service: Percent },
    /// The share of order lines served in full, over all items together, with the least stock: one
    /// price of stock for all decides each level, so that a unit lies where it prevents most (see
    /// `levels`). Needs [`Conditions::price_of_stock`]; without it, it is a cycle service.
    Lines { service: Percent },
    /// As much as pays: a unit more is kept while it is likelier to be missed, at what that costs,
    /// than to lie, at what that costs. Needs [`Conditions::economics`]; without them it is a cycle
    /// service of 95 %.
    Cost,
}

impl Default for ServiceTarget {
    fn default() -> ServiceTarget {
        ServiceTarget::Cycle { service: Percent::whole(95) }
    }
}

/// What stock and the lack of it cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Economics {
    pub unit_cost: UnitPrice,
    /// Sales price − unit cost.
    pub margin: UnitPrice,
    /// Of the unit cost: capital, room, wear.
    pub holding_per_year: Percent,
    /// Of placing and receiving one order line, whatever its size.
    pub order_cost: Money,
    pub lost_customer: Option<LostCustomer>,
}

/// What a disappointed customer costs beyond the margin of the units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostCustomer {
    /// That a customer who is not served does not come back.
    pub chance: Percent,
    /// The margin the customer would have brought.
    pub worth: Money,
    /// How many units a customer usually orders; spreads the loss over the missing units.
    pub units_per_order: Quantity,
}

impl Economics {
    /// 缺一件的代价: margin + chance × worth ÷ units per order.
    pub fn cost_of_short_unit(&self) -> UnitPrice {
        let customer = self.lost_customer.and_then(|it| {
            let loss = i128::from(it.worth.raw()) * i128::from(it.chance.raw());
            let loss = values::round_div(loss, i128::from(Percent::ONE_RAW) * 100);
            Money::from_raw(i64::try_from(loss).ok()?).per(it.units_per_order)
        });
        let margin = self.margin.max(UnitPrice::ZERO);
        customer.and_then(|it| margin.checked_add(it)).unwrap_or(margin)
    }

    fn holding_per_unit_day(&self) -> f64 {
        const DAYS_PER_YEAR: f64 = 365.0;
        price(self.unit_cost) * share(self.holding_per_year) / DAYS_PER_YEAR
    }
}

/// 季节、节假日、促销: expected demand of the protected days as a share of the usual one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Effects {
    pub season: Percent,
    pub holiday: Percent,
    pub promotion: Percent,
}

impl Effects {
    /// All of them at once.
    pub fn together(self) -> Percent {
        let all = share(self.season) * share(self.holiday) * share(self.promotion);
        plain::percent(all)
    }
}

impl Default for Effects {
    fn default() -> Effects {
        let usual = Percent::whole(100);
        Effects { season: usual, holiday: usual, promotion: usual }
    }
}

/// What the levels of one item in one warehouse are made from.
#[derive(Clone, Copy)]
pub struct Conditions<'a> {
    pub demand: &'a dyn Demand,
    /// Of the regular supplier, as learned.
    pub lead_time: &'a Interval,
    /// How often the item is looked at and may be ordered.
    pub review_days: u32,
    /// The least one order may be; zero means no minimum.
    pub moq: Quantity,
    /// Orders are multiples of this; zero means no pack.
    pub pack: Quantity,
    pub effects: Effects,
    pub economics: Option<Economics>,
    /// What a unit of this item on the shelf costs against a line it serves; learned for the wanted
    /// share of lines, times what the item ties up.
    pub price_of_stock: Option<f64>,
    /// 保质期 that is left when goods arrive.
    pub shelf_life_days: Option<u32>,
    /// The most there is room for.
    pub room: Option<Quantity>,
}

/// Four different numbers, never mixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockLevels {
    /// 安全库存: what the reorder point holds beyond the expected demand until an order arrives.
    pub safety_stock: Quantity,
    /// 再订货点: when stock and counted arrivals, less what is owed, fall to this, order.
    pub reorder_point: Quantity,
    /// 目标库存: what an order fills up to.
    pub order_up_to: Quantity,
    /// 上限: no order goes beyond it, and what lies above it is too much.
    pub upper_limit: Quantity,
}

impl StockLevels {
    /// The levels as near to these as their order allows, each cut by the one above it.
    #[must_use]
    fn in_order(self) -> StockLevels {
        let upper_limit = self.upper_limit.max(Quantity::ZERO);
        let order_up_to = self.order_up_to.clamp(Quantity::ZERO, upper_limit);
        let reorder_point = self.reorder_point.clamp(Quantity::ZERO, order_up_to);
        let safety_stock = self.safety_stock.clamp(Quantity::ZERO, reorder_point);
        StockLevels { safety_stock, reorder_point, order_up_to, upper_limit }
    }
}

/// Rounded up to a whole unit or, of weights and lengths, to a thousandth; the cast saturates at what
/// one line may carry.
fn quantity(units: f64, is_whole: bool) -> Quantity {
    /// A millionth of a unit is what sums of floating point leave over.
    const NOISE: f64 = 1e-6;
    let parts = if is_whole { 1.0 } else { 1e3 };
    let raw = (units * parts - NOISE).ceil() * (Quantity::ONE_RAW as f64 / parts);
    Quantity::from_raw(raw as i64).clamp(Quantity::ZERO, Quantity::LINE_MAX)
}
