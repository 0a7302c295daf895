//! A company to plan for, as a planner would write it down (`scenarios-plans/*/world.toml`).

use crate::plan::{Bill, Break, Component, Freight, PlanInput, PlanItem, PlanSupply, SupplierTerms, Truck};
use crate::policies::StockLevels;
use crate::{Arrival, Supply, SupplyClass};
use serde::Deserialize;
use std::collections::BTreeMap;
use values::{Day, DocumentId, ItemId, Money, Percent, Quantity, SupplierId, UnitPrice, WarehouseId};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct World {
    today: Day,
    budget: Option<Money>,
    holding_per_year: Option<Percent>,
    #[serde(default)]
    items: Vec<WorldItem>,
    #[serde(default)]
    bills: Vec<WorldBill>,
    #[serde(default)]
    suppliers: Vec<WorldSupplier>,
    /// By the number of the item, warehouse or supplier.
    #[serde(default)]
    names: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldItem {
    item: i64,
    warehouse: i64,
    available: Quantity,
    #[serde(default)]
    owed: Quantity0,
    /// Safety stock, reorder point, order-up-to, upper limit.
    levels: [Quantity; 4],
    demand_per_day: Quantity,
    stockout_day: Option<Day>,
    #[serde(default)]
    incoming: Vec<WorldLot>,
    #[serde(default)]
    expiring: Vec<WorldLot>,
    #[serde(default)]
    supplies: Vec<WorldSupply>,
    best_customer: Option<u8>,
    money_at_risk: Option<Money>,
    #[serde(default)]
    volume: Quantity0,
}

/// Zero when absent.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(transparent)]
struct Quantity0(Option<Quantity>);

impl Quantity0 {
    fn get(self) -> Quantity {
        self.0.unwrap_or_default()
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldLot {
    day: Day,
    quantity: Quantity,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldSupply {
    supplier: i64,
    class: SupplyClass,
    ratio: Option<Percent>,
    price: Option<UnitPrice>,
    #[serde(default)]
    moq: Quantity0,
    #[serde(default)]
    pack: Quantity0,
    lead_time_days: u32,
    #[serde(default)]
    share_so_far: Quantity0,
    #[serde(default)]
    breaks: Vec<WorldBreak>,
    capacity: Option<Quantity>,
    contract_left: Option<Quantity>,
    #[serde(default)]
    keep_warm_due: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldBreak {
    from: Quantity,
    price: UnitPrice,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldBill {
    product: i64,
    /// `item: quantity` for one unit.
    components: Vec<(i64, Quantity)>,
    lead_time_days: u32,
    #[serde(default)]
    lot_min: Quantity0,
    #[serde(default)]
    lot: Quantity0,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldSupplier {
    supplier: i64,
    order_value_min: Option<Money>,
    freight: Option<WorldFreight>,
    truck: Option<WorldTruck>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldFreight {
    cost: Money,
    free_from: Money,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldTruck {
    volume: Quantity,
    fill_min: Percent,
}

pub(super) fn read(text: &str) -> PlanInput {
    let world: World = toml::from_str(text).expect("a world");
    PlanInput {
        today: world.today,
        items: world.items.into_iter().map(item).collect(),
        bills: world.bills.into_iter().map(bill).collect(),
        suppliers: world.suppliers.into_iter().map(supplier).collect(),
        budget: world.budget,
        holding_per_year: world.holding_per_year.unwrap_or(Percent::whole(20)),
        names: world
            .names
            .into_iter()
            .map(|(id, name)| (DocumentId(id.parse().expect("a number")), name))
            .collect(),
    }
}

fn item(it: WorldItem) -> PlanItem {
    let arrival = |it: &WorldLot| Arrival { day: it.day, quantity: it.quantity };
    let incoming: Vec<Arrival> = it.incoming.iter().map(arrival).collect();
    let coming = incoming.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.quantity));
    let [safety_stock, reorder_point, order_up_to, upper_limit] = it.levels;
    PlanItem {
        item: ItemId(it.item),
        warehouse: WarehouseId(it.warehouse),
        available: it.available,
        position: it.available.minus(it.owed.get()).plus(coming),
        owed: it.owed.get(),
        levels: StockLevels { safety_stock, reorder_point, order_up_to, upper_limit },
        demand_per_day: it.demand_per_day,
        is_whole: true,
        stockout_day: it.stockout_day,
        incoming,
        expiring: it.expiring.iter().map(arrival).collect(),
        supplies: it.supplies.into_iter().map(supply).collect(),
        best_customer: it.best_customer,
        money_at_risk: it.money_at_risk,
        volume: it.volume.get(),
    }
}

fn supply(it: WorldSupply) -> PlanSupply {
    let supply = Supply {
        supplier: SupplierId(it.supplier),
        class: it.class,
        ratio: it.ratio.unwrap_or_default(),
        price: it.price,
        moq: it.moq.get(),
        pack: it.pack.get(),
        lead_time_days: it.lead_time_days,
        observed: vec![it.lead_time_days; 3],
        learned: None,
        share_so_far: it.share_so_far.get(),
    };
    let breaks = it.breaks.iter().map(|it| Break { from: it.from, price: it.price }).collect();
    PlanSupply {
        supply,
        breaks,
        capacity: it.capacity,
        contract_left: it.contract_left,
        keep_warm_due: it.keep_warm_due,
    }
}

fn component((item, quantity): (i64, Quantity)) -> Component {
    Component { item: ItemId(item), quantity, per: Quantity::from_raw(Quantity::ONE_RAW) }
}

fn bill(it: WorldBill) -> Bill {
    Bill {
        product: ItemId(it.product),
        components: it.components.into_iter().map(component).collect(),
        lead_time_days: it.lead_time_days,
        lot_min: it.lot_min.get(),
        lot: it.lot.get(),
    }
}

fn supplier(it: WorldSupplier) -> SupplierTerms {
    SupplierTerms {
        supplier: SupplierId(it.supplier),
        order_value_min: it.order_value_min,
        freight: it.freight.map(|it| Freight { cost: it.cost, free_from: it.free_from }),
        truck: it.truck.map(|it| Truck { volume: it.volume, fill_min: it.fill_min }),
    }
}
