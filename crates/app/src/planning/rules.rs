//! The papers that say how to stock, as planning reads them.

use planning::calendar::{Calendar, OwnEvent, OwnKind};
use planning::lead_time::Closed;
use planning::policies::{
    ChosenPolicy, Economics, Facets, Level, LostCustomer, Override, PolicyKind, PolicyRow, PolicyTable,
    Scope, ServiceTarget, StockPolicy,
};
use serde_json::Value as Json;
use storage::Tx;
use storage::policies::InForce;
use values::{Day, ItemId, Money, Number, Percent, Quantity, SupplierId, UnitPrice, UserId, WarehouseId};

/// Policies, overrides and the calendar, as they are in force.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    table: PolicyTable,
    /// Of the rows of the table, in their order.
    papers: Vec<Paper>,
    overrides: Vec<Adjusted>,
    pub(super) calendar: Calendar,
    pub(super) campaigns: Vec<Campaign>,
    /// When suppliers do not work.
    pub(super) closures: Vec<Closed>,
}

/// Days of which somebody said how much will be wanted.
#[derive(Clone, Debug)]
pub(super) struct Campaign {
    pub(super) item: Option<ItemId>,
    pub(super) category: Option<String>,
    pub(super) first: Day,
    pub(super) last: Day,
    /// Of a usual day.
    pub(super) expected: Percent,
}

/// What a policy says beyond its kind.
#[derive(Clone, Debug)]
pub(super) struct Paper {
    pub(super) in_force: InForce,
    pub(super) review_days: Option<u32>,
    pub(super) shelf_life_days: Option<u32>,
    pub(super) room: Option<Quantity>,
    holding: Option<Percent>,
    order_cost: Option<Money>,
    lost_customer: Option<Money>,
}

/// One 备货线调整.
#[derive(Clone, Debug)]
pub(super) struct Adjusted {
    pub(super) in_force: InForce,
    item: ItemId,
    warehouse: Option<WarehouseId>,
    /// Of the expected demand.
    pub(super) factor: Option<Percent>,
    pub(super) levels: Vec<Override>,
    pub(super) until: Day,
}

/// The policy of one place and why it is this one.
pub(super) struct Ruled<'a> {
    pub(super) policy: StockPolicy,
    pub(super) paper: Option<&'a Paper>,
    pub(super) reason: planning::Sentence,
    pub(super) adjusted: Vec<&'a Adjusted>,
}

/// Holidays and make-up days, and what the company entered.
pub(crate) fn company_calendar(tx: &mut dyn Tx) -> Result<Calendar, storage::Error> {
    let events = storage::policies::events(tx)?;
    Ok(Calendar::new(events.iter().filter_map(own_event).collect()))
}

impl Rules {
    pub(super) fn load(tx: &mut dyn Tx) -> Result<Rules, storage::Error> {
        let (table, papers) = storage::policies::policies(tx)?.into_iter().map(policy).unzip();
        let overrides = storage::policies::overrides(tx)?.into_iter().filter_map(adjusted).collect();
        let events = storage::policies::events(tx)?;
        Ok(Rules {
            table: PolicyTable { rows: table },
            papers,
            overrides,
            calendar: Calendar::new(events.iter().filter_map(own_event).collect()),
            campaigns: events.iter().filter_map(campaign).collect(),
            closures: events.iter().filter_map(closure).collect(),
        })
    }

    /// What holds for a class of items. Where nobody said anything, stock serves as many of all lines as
    /// usual.
    pub(super) fn for_class(&self, facets: &Facets) -> ChosenPolicy {
        let mut chosen = self.table.choose(facets);
        if chosen.row.is_none() {
            chosen.policy.target = ServiceTarget::Lines { service: SERVICE };
        }
        chosen
    }

    /// An item's own service target counts more than a policy of a class.
    pub(super) fn of(
        &self,
        facets: &Facets,
        place: (ItemId, WarehouseId),
        own_service: Option<Percent>,
        today: Day,
    ) -> Ruled<'_> {
        let chosen = self.for_class(facets);
        let paper = chosen.row.and_then(|at| self.papers.get(at));
        let mut ruled = Ruled {
            policy: chosen.policy,
            reason: match paper {
                None => chosen.reason,
                Some(it) => named(&it.in_force, &chosen.reason),
            },
            paper,
            adjusted: self.overrides.iter().filter(|it| it.concerns(place) && it.until >= today).collect(),
        };
        let names_item = paper.is_some_and(|it| !it.in_force.body["item"].is_null());
        if let Some(service) = own_service.filter(|_| !names_item) {
            ruled.policy.target = ServiceTarget::Cycle { service };
            ruled.reason.zh.push_str(&format!("；商品自己的有货率目标 {service}%"));
            ruled.reason.en.push_str(&format!("; the item's own service target of {service}%"));
        }
        ruled
    }
}

/// Wanted where nobody said otherwise.
const SERVICE: Percent = Percent::whole(95);

fn named(paper: &InForce, why: &planning::Sentence) -> planning::Sentence {
    let called = match paper.title.as_str() {
        "" => paper.number.clone(),
        title => format!("{} {title}", paper.number),
    };
    planning::Sentence { zh: format!("{called}：{}", why.zh), en: format!("{called}: {}", why.en) }
}

impl Adjusted {
    fn concerns(&self, (item, warehouse): (ItemId, WarehouseId)) -> bool {
        self.item == item && self.warehouse.is_none_or(|it| it == warehouse)
    }
}

impl Paper {
    /// None without what they are made from: a purchase price and what it costs to keep.
    pub(super) fn economics(&self, cost: Option<UnitPrice>, price: Option<UnitPrice>) -> Option<Economics> {
        let cost = cost?;
        let lost =
            |worth| LostCustomer { chance: Percent::whole(100), worth, units_per_order: Quantity::whole(1) };
        Some(Economics {
            unit_cost: cost,
            margin: price.and_then(|it| it.checked_sub(cost)).unwrap_or(UnitPrice::ZERO),
            holding_per_year: self.holding?,
            order_cost: self.order_cost.unwrap_or_default(),
            lost_customer: self.lost_customer.map(lost),
        })
    }
}

fn day(body: &Json, name: &str) -> Option<Day> {
    body[name].as_str()?.parse().ok()
}

/// What happens again under the same name is learned from together.
fn own_event(paper: &InForce) -> Option<OwnEvent> {
    let kind = match paper.body["kind"].as_str()? {
        "closure" => return None, // Of a supplier; see `closure`.
        "workday" => OwnKind::Working,
        _ => OwnKind::Demand,
    };
    let name = paper.title.clone();
    Some(OwnEvent {
        key: name.clone(),
        name: planning::Sentence { zh: name.clone(), en: name },
        kind,
        first: day(&paper.body, "first_day")?,
        last: day(&paper.body, "last_day")?,
    })
}

fn campaign(paper: &InForce) -> Option<Campaign> {
    let body = &paper.body;
    Some(Campaign {
        item: body["item"].as_i64().map(ItemId),
        category: body["category"].as_str().filter(|it| !it.is_empty()).map(str::to_owned),
        first: day(body, "first_day")?,
        last: day(body, "last_day")?,
        expected: percent(body, "expected_percent")?,
    })
}

fn closure(paper: &InForce) -> Option<Closed> {
    let body = &paper.body;
    let closed = Closed {
        supplier: body["supplier"].as_i64().map(SupplierId),
        first: day(body, "first_day")?,
        last: day(body, "last_day")?,
    };
    (body["kind"] == "closure").then_some(closed)
}

fn whole(body: &Json, name: &str) -> Option<u32> {
    u32::try_from(body[name].as_i64()? / Number::ONE_RAW).ok()
}

fn quantity(body: &Json, name: &str) -> Option<Quantity> {
    body[name].as_i64().map(Quantity::from_raw)
}

fn percent(body: &Json, name: &str) -> Option<Percent> {
    body[name].as_i64().map(Percent::from_raw)
}

fn letter(body: &Json, name: &str) -> Option<char> {
    body[name].as_str().and_then(|it| it.chars().next())
}

fn policy(paper: InForce) -> (PolicyRow, Paper) {
    let body = &paper.body;
    let cover_days = whole(body, "cover_days");
    let review_days = whole(body, "review_days");
    let kind = match body["kind"].as_str() {
        Some("fixed_line") => PolicyKind::FixedLine {
            reorder_point: quantity(body, "line_quantity").unwrap_or_default(),
            order_up_to: quantity(body, "up_to_quantity"),
        },
        Some("dynamic_line") => PolicyKind::DynamicLine {
            safety_days: whole(body, "safety_days").unwrap_or(0),
            cover_days: cover_days.or(review_days).unwrap_or(7),
        },
        Some("order_up_to") => PolicyKind::OrderUpTo { review_days: review_days.unwrap_or(7) },
        Some("min_max") => PolicyKind::MinMax,
        Some("fixed_lot") => PolicyKind::FixedLot { lot: quantity(body, "lot_quantity") },
        Some("made_to_order") => PolicyKind::MadeToOrder,
        Some("emergency") => PolicyKind::Emergency,
        _ => PolicyKind::ForecastDriven { cover_days: cover_days.or(review_days).unwrap_or(7) },
    };
    let service = percent(body, "service").unwrap_or(SERVICE);
    let target = match body["service_kind"].as_str() {
        Some("fill") => ServiceTarget::Fill { service },
        Some("cost") => ServiceTarget::Cost,
        Some("cycle") => ServiceTarget::Cycle { service },
        _ => ServiceTarget::Lines { service },
    };
    let scope = Scope {
        item: body["item"].as_i64().map(ItemId),
        warehouse: body["warehouse"].as_i64().map(WarehouseId),
        supplier: body["supplier"].as_i64().map(SupplierId),
        category: body["category"].as_str().map(str::to_owned),
        material_type: body["material_type"].as_str().map(str::to_owned),
        abc: letter(body, "abc"),
        xyz: letter(body, "xyz"),
    };
    let row = PolicyRow { scope, policy: StockPolicy { kind, target } };
    let said = Paper {
        review_days,
        shelf_life_days: whole(body, "shelf_life_days"),
        room: quantity(body, "room"),
        holding: percent(body, "holding_percent"),
        order_cost: body["order_cost"].as_i64().map(Money::from_raw),
        lost_customer: body["lost_customer_cost"].as_i64().map(Money::from_raw),
        in_force: paper,
    };
    (row, said)
}

/// `None` for a paper that cannot be: its item and its day are required.
fn adjusted(paper: InForce) -> Option<Adjusted> {
    let body = &paper.body;
    let item = ItemId(body["item"].as_i64()?);
    let until = day(body, "expires")?;
    let owner = UserId(body["owner"].as_i64().unwrap_or(0));
    let why = body["reason"].as_str().unwrap_or_default();
    let level = |name, level| {
        let quantity = quantity(body, name)?;
        Some(Override { level, quantity, owner, until, why: why.to_owned() })
    };
    let levels = [level("reorder_point", Level::ReorderPoint), level("order_up_to", Level::OrderUpTo)];
    Some(Adjusted {
        item,
        warehouse: body["warehouse"].as_i64().map(WarehouseId),
        factor: percent(body, "factor_percent"),
        levels: levels.into_iter().flatten().collect(),
        until,
        in_force: paper,
    })
}
