//! A situation as a planner would write it down (`scenarios/*/world.toml`).

use crate::{Arrival, DemandHistory, Elsewhere, OpenClaim, Policy, Situation, Supply, SupplyClass};
use serde::Deserialize;
use values::{
    ClaimId, CustomerId, Day, DocumentId, Instant, Percent, Quantity, SupplierId, UnitPrice, WarehouseId,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct World {
    today: Day,
    on_hand: Quantity,
    /// on_hand when absent.
    available: Option<Quantity>,
    unit_price: Option<UnitPrice>,
    demand: Option<Demand>,
    #[serde(default)]
    incoming: Vec<WorldArrival>,
    #[serde(default)]
    claims: Vec<WorldClaim>,
    #[serde(default)]
    supplies: Vec<WorldSupply>,
    #[serde(default)]
    elsewhere: Vec<WorldElsewhere>,
}

/// The pattern, so many times in a row, ends `ended_days_ago` (else yesterday).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Demand {
    pattern: String,
    times: usize,
    #[serde(default)]
    ended_days_ago: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldArrival {
    day: Day,
    quantity: Quantity,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldClaim {
    order: i64,
    customer: i64,
    level: u8,
    due: Option<Day>,
    wanted: Quantity,
    #[serde(default)]
    reserved: Option<Quantity>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldSupply {
    supplier: i64,
    class: SupplyClass,
    #[serde(default)]
    ratio: Option<Percent>,
    price: Option<UnitPrice>,
    #[serde(default)]
    moq: Option<Quantity>,
    #[serde(default)]
    pack: Option<Quantity>,
    lead_time_days: u32,
    #[serde(default)]
    observed: Vec<u32>,
    #[serde(default)]
    share_so_far: Option<Quantity>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldElsewhere {
    warehouse: i64,
    available: Quantity,
    demand_per_day: Quantity,
}

pub(super) fn read(text: &str) -> Situation {
    let world: World = toml::from_str(text).expect("a world");
    Situation {
        today: world.today,
        history: world.demand.map_or_else(DemandHistory::default, |it| history(&it, world.today)),
        on_hand: world.on_hand,
        available: world.available.unwrap_or(world.on_hand),
        incoming: world.incoming.iter().map(|it| Arrival { day: it.day, quantity: it.quantity }).collect(),
        claims: world.claims.iter().map(claim).collect(),
        supplies: world.supplies.into_iter().map(supply).collect(),
        elsewhere: world.elsewhere.iter().map(elsewhere).collect(),
        unit_price: world.unit_price,
        policy: Policy::default(),
    }
}

fn history(demand: &Demand, today: Day) -> DemandHistory {
    let pattern: Vec<Quantity> =
        demand.pattern.split_whitespace().map(|it| it.parse().expect("a quantity")).collect();
    let mut days = pattern.repeat(demand.times);
    days.extend(std::iter::repeat_n(Quantity::ZERO, demand.ended_days_ago));
    DemandHistory { start: today.plus_days(-(days.len() as i32)), days, sellable: Vec::new() }
}

fn claim(it: &WorldClaim) -> OpenClaim {
    OpenClaim {
        claim: ClaimId { document: DocumentId(it.order), line: 1 },
        customer: Some(CustomerId(it.customer)),
        level: it.level,
        due: it.due,
        wanted: it.wanted,
        reserved: it.reserved.unwrap_or_default(),
        since: Instant::from_micros(it.order),
    }
}

fn supply(it: WorldSupply) -> Supply {
    Supply {
        supplier: SupplierId(it.supplier),
        class: it.class,
        ratio: it.ratio.unwrap_or_default(),
        price: it.price,
        moq: it.moq.unwrap_or_default(),
        pack: it.pack.unwrap_or_default(),
        lead_time_days: it.lead_time_days,
        observed: it.observed,
        learned: None,
        share_so_far: it.share_so_far.unwrap_or_default(),
    }
}

fn elsewhere(it: &WorldElsewhere) -> Elsewhere {
    Elsewhere {
        warehouse: WarehouseId(it.warehouse),
        available: it.available,
        demand_per_day: it.demand_per_day,
    }
}
