//! What is known today about one item in one warehouse: everything an outlook is made from.

use crate::choose_supply::{regular, regular_lead_time};
use crate::near_future::HORIZON_DAYS;
use crate::plain::units;
use crate::policies::{
    Conditions, Economics, Effects, JudgedLevels, Override, ServiceTarget, StockPolicy, WhatIf, judge,
    what_would_change,
};
use crate::{DemandForecast, DemandModel, Interval, Sentence, Series};
use values::{ClaimId, CustomerId, Day, Instant, Percent, Quantity, SupplierId, UnitPrice, WarehouseId};

/// One item in one warehouse, as the books know it this moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Situation {
    pub today: Day,
    pub history: DemandHistory,
    pub on_hand: Quantity,
    /// on_hand − reserved − held.
    pub available: Quantity,
    /// Expected and not yet received, in any order.
    pub incoming: Vec<Arrival>,
    pub claims: Vec<OpenClaim>,
    /// Who can deliver the item, in any order.
    pub supplies: Vec<Supply>,
    /// The same item in the company's other warehouses.
    pub elsewhere: Vec<Elsewhere>,
    /// What a customer pays per unit: turns missing units into money at risk.
    pub unit_price: Option<UnitPrice>,
    pub policy: Policy,
}

impl Situation {
    /// What will be wanted, with everything the policy knows of the coming days.
    pub fn forecast(&self, model: &dyn DemandModel, horizon_days: u32) -> DemandForecast {
        model.forecast(&self.history, horizon_days).scaled(self.policy.effects.together())
    }

    /// What the levels would be if one thing were different.
    pub fn would_change(&self, model: &dyn DemandModel) -> Vec<WhatIf> {
        let demand = model.forecast(&self.history, HORIZON_DAYS);
        let lead_time = regular_lead_time(&self.supplies);
        let conditions = self.policy.conditions(&demand, regular(&self.supplies), &lead_time);
        what_would_change(&self.policy.stock, &conditions)
    }
}

/// What customers wanted on each day, without gaps, up to yesterday.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DemandHistory {
    /// The day of `days[0]`; when the item began to be sold, or as far back as is worth reading.
    pub start: Day,
    /// A day without demand is zero.
    pub days: Vec<Quantity>,
    /// The percentage of each day in which the item could be sold; empty says always. What was
    /// wanted in the rest of the day is not known.
    pub sellable: Vec<u8>,
}

impl From<&DemandHistory> for Series {
    fn from(history: &DemandHistory) -> Series {
        Series {
            first: history.start,
            quantity: history.days.iter().map(|it| units(*it)).collect(),
            sellable: history.sellable.iter().map(|it| f32::from(*it) / 100.0).collect(),
        }
    }
}

/// An open order line or a transfer under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The promised day; before today when it is overdue.
    pub day: Day,
    /// Not yet received.
    pub quantity: Quantity,
}

impl Arrival {
    /// An overdue delivery is expected to take as long again as it is late already, at most two weeks.
    #[must_use]
    pub fn really_expected(self, today: Day) -> Arrival {
        const LATER_DAYS_MAX: i32 = 14;
        let late = today.days_since(self.day);
        if late <= 0 {
            return self;
        }
        Arrival { day: today.plus_days(late.min(LATER_DAYS_MAX)), ..self }
    }
}

/// One line of one customer's order that is not shipped yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenClaim {
    pub claim: ClaimId,
    pub customer: Option<CustomerId>,
    /// 0 is the best customer (VIP).
    pub level: u8,
    pub due: Option<Day>,
    /// Ordered − shipped.
    pub wanted: Quantity,
    pub reserved: Quantity,
    pub since: Instant,
}

impl OpenClaim {
    /// 缺口: wanted − promised, never negative.
    pub fn short(&self) -> Quantity {
        self.wanted.minus(self.reserved).max(Quantity::ZERO)
    }
}

/// 主力 / 备选 / 应急, the preferred first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SupplyClass {
    Main,
    Backup,
    Emergency,
}

/// How one supplier delivers this item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supply {
    pub supplier: SupplierId,
    pub class: SupplyClass,
    /// The share of regular orders this supplier should get; zero means no agreement.
    pub ratio: Percent,
    pub price: Option<UnitPrice>,
    /// The least one order may be; zero means no minimum.
    pub moq: Quantity,
    /// Orders are multiples of this; zero means no pack.
    pub pack: Quantity,
    /// As promised by the supplier.
    pub lead_time_days: u32,
    /// As observed at receipts, newest last.
    pub observed: Vec<u32>,
    /// As learned from this supplier and all others; counts more than what was observed alone.
    pub learned: Option<LearnedLeadTime>,
    /// What was ordered from this supplier in the period over which ratios are kept.
    pub share_so_far: Quantity,
}

impl Supply {
    /// The lead times that may happen, equally likely: as learned; else the newest receipts, and
    /// while there are fewer than three of them also the promise, kept twice and once a quarter late.
    pub fn lead_time(&self) -> Interval {
        if let Some(learned) = &self.learned {
            return learned.days.clone();
        }
        const NEWEST: usize = 12;
        let newest = self.observed.len().saturating_sub(NEWEST);
        let mut days = self.observed[newest..].to_vec();
        if days.len() < 3 {
            let promised = self.lead_time_days;
            days.extend([promised, promised, promised.saturating_add(promised.div_ceil(4))]);
        }
        Interval::of(days)
    }

    /// Where the lead times come from.
    pub fn lead_time_reason(&self) -> Sentence {
        let (count, promised) = (self.observed.len(), self.lead_time_days);
        let (zh, en) = match (&self.learned, count) {
            (Some(learned), _) => return learned.reason.clone(),
            (None, 0) => {
                (format!("还没有交货，按承诺 {promised} 天"), format!("as promised, {promised} days"))
            }
            (None, 1..3) => (
                format!("{count} 次交货和承诺的 {promised} 天"),
                format!("{count} deliveries and the promise of {promised} days"),
            ),
            (None, _) => (format!("最近 {count} 次交货"), format!("the last {count} deliveries")),
        };
        Sentence { zh, en }
    }

    /// The smallest quantity that may be ordered and is at least `need`.
    pub fn orderable(&self, need: Quantity) -> Quantity {
        need.max(self.moq).ceil_to(self.pack)
    }
}

/// How long an order takes by all that suppliers delivered so far; see `lead_time`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearnedLeadTime {
    pub days: Interval,
    pub reason: Sentence,
}

/// The same item in another warehouse of the company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    pub warehouse: WarehouseId,
    pub available: Quantity,
    pub demand_per_day: Quantity,
}

/// What the company wants of one item in one warehouse.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    pub stock: StockPolicy,
    /// Why this one holds here.
    pub reason: Sentence,
    /// How often an item is usually ordered.
    pub review_days: u32,
    /// What a warehouse keeps for itself before it gives stock to another.
    pub spare_cover_days: u32,
    pub effects: Effects,
    pub economics: Option<Economics>,
    /// See [`Conditions::price_of_stock`].
    pub price_of_stock: Option<f64>,
    pub shelf_life_days: Option<u32>,
    /// The most there is room for.
    pub room: Option<Quantity>,
    pub overrides: Vec<Override>,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            stock: StockPolicy::default(),
            reason: Sentence::default(),
            review_days: 7,
            spare_cover_days: 45,
            effects: Effects::default(),
            economics: None,
            price_of_stock: None,
            shelf_life_days: None,
            room: None,
            overrides: Vec::new(),
        }
    }
}

impl Policy {
    /// How likely a stockout may be before somebody should act.
    pub(crate) fn service(&self) -> Percent {
        match self.stock.target {
            ServiceTarget::Cycle { service }
            | ServiceTarget::Lines { service }
            | ServiceTarget::Fill { service } => service,
            ServiceTarget::Cost => Percent::whole(95),
        }
    }

    /// The levels when `supply` delivers after `lead_time`. Today is counted as a whole day on top of
    /// it, so that even a supplier around the corner is asked before the last unit is gone.
    pub(crate) fn levels(
        &self,
        demand: &DemandForecast,
        supply: Option<&Supply>,
        lead_time: &Interval,
        today: Day,
    ) -> JudgedLevels {
        // The effects are steps of their own on the way to the levels.
        let demand = demand.unscaled();
        judge(&self.stock, &self.conditions(&demand, supply, lead_time), &self.overrides, today)
    }

    fn conditions<'a>(
        &self,
        demand: &'a DemandForecast,
        supply: Option<&Supply>,
        lead_time: &'a Interval,
    ) -> Conditions<'a> {
        Conditions {
            demand,
            lead_time,
            review_days: self.review_days,
            moq: supply.map_or(Quantity::ZERO, |it| it.moq),
            pack: supply.map_or(Quantity::ZERO, |it| it.pack),
            effects: self.effects,
            economics: self.economics,
            price_of_stock: self.price_of_stock,
            shelf_life_days: self.shelf_life_days,
            room: self.room,
        }
    }
}
