//! The plan over all items and warehouses: what to move, make, buy and urge, each line with its reason.
//!
//! Items are taken by their level in the bills of materials, finished goods first, so that what a
//! product needs is known before its components are planned; within a level those first whose
//! shortage hurts the best customers and the most money. Then what is ordered from one supplier to
//! one warehouse is looked at together, and last what the budget allows.
//!
//! **Invariant:** pure and stable. The same input gives the same plan, in whatever order it comes.
//! **Invariant:** every line keeps minimum orders, packs, capacities, upper limits and the budget, in
//! whole numbers; [`violations`] says where a plan does not.
//! **Invariant:** what is made to order is planned for waiting claims and parent products only, and
//! nobody gives away what he needs to reach his own order-up-to.

mod bills;
mod budget;
mod check;
mod compare;
mod draft;
mod explain;
mod needs;
mod select;
mod suppliers;
#[cfg(test)]
mod tests;
mod together;
mod transfers;

pub use self::check::violations;
pub use self::compare::{Change, LineChange, compare};

use crate::policies::StockLevels;
use crate::{Arrival, Number, Sentence, Supply, SupplyClass};
use std::collections::BTreeMap;
use std::fmt;
use values::{Day, DocumentId, ItemId, Money, Percent, Quantity, SupplierId, UnitPrice, WarehouseId};

/// Everything a plan is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanInput {
    pub today: Day,
    /// Each item in each warehouse once, in any order.
    pub items: Vec<PlanItem>,
    pub bills: Vec<Bill>,
    /// What holds for a supplier's orders as a whole.
    pub suppliers: Vec<SupplierTerms>,
    /// The most all purchases together may cost.
    pub budget: Option<Money>,
    /// Of the unit cost: what decides whether ordering more for a better price or freight pays.
    pub holding_per_year: Percent,
    /// What items, warehouses and suppliers are called in reasons; their numbers where absent.
    pub names: BTreeMap<DocumentId, String>,
}

impl PlanInput {
    fn name(&self, id: impl Into<DocumentId>) -> String {
        let id = id.into();
        self.names.get(&id).cloned().unwrap_or_else(|| id.0.to_string())
    }
}

/// One item in one warehouse, judged on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanItem {
    pub item: ItemId,
    pub warehouse: WarehouseId,
    /// Free to be shipped: on hand less promised and held.
    pub available: Quantity,
    /// Available − owed + arrivals counted in time: what the levels are compared with.
    pub position: Quantity,
    /// What waiting claims want beyond their reservations.
    pub owed: Quantity,
    pub levels: StockLevels,
    pub demand_per_day: Quantity,
    /// Whether it is counted in whole units.
    pub is_whole: bool,
    /// The first day whose expected demand can not be met if nothing is done.
    pub stockout_day: Option<Day>,
    /// On the way, by the day it is really expected.
    pub incoming: Vec<Arrival>,
    /// Lots on hand by the last day on which they can be sold.
    pub expiring: Vec<Arrival>,
    pub supplies: Vec<PlanSupply>,
    /// Of the best customer who waits; 0 is the best.
    pub best_customer: Option<u8>,
    pub money_at_risk: Option<Money>,
    /// Of one unit, in the measure in which trucks are measured.
    pub volume: Quantity,
}

/// A supplier of an item with what bounds his orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanSupply {
    pub supply: Supply,
    /// From which quantity on a unit costs less, in any order.
    pub breaks: Vec<Break>,
    /// The most he delivers of the item now, over all warehouses.
    pub capacity: Option<Quantity>,
    /// Still to be called off under a contract; it is called before ratios are kept.
    pub contract_left: Option<Quantity>,
    /// A backup that must get an order now and then to stay one, and it is time.
    pub keep_warm_due: bool,
}

impl PlanSupply {
    /// Without breaks, capacity, contract or a need to be kept warm.
    pub fn new(supply: Supply) -> PlanSupply {
        PlanSupply { supply, breaks: Vec::new(), capacity: None, contract_left: None, keep_warm_due: false }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    pub from: Quantity,
    pub price: UnitPrice,
}

/// What a product is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    pub product: ItemId,
    pub components: Vec<Component>,
    pub lead_time_days: u32,
    /// The least that is made at once; zero means no minimum.
    pub lot_min: Quantity,
    /// Made in multiples of this; zero means any quantity.
    pub lot: Quantity,
}

/// So much of an item goes into so many of a product: a third of a sheet is one sheet for three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Component {
    pub item: ItemId,
    pub quantity: Quantity,
    pub per: Quantity,
}

/// What holds for an order of one supplier to one warehouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SupplierTerms {
    pub supplier: SupplierId,
    /// Orders below are not accepted.
    pub order_value_min: Option<Money>,
    pub freight: Option<Freight>,
    pub truck: Option<Truck>,
}

/// Freight is charged for orders below `free_from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freight {
    pub cost: Money,
    pub free_from: Money,
}

/// Orders come in trucks or containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truck {
    pub volume: Quantity,
    /// How full the last one must be to be sent, unless somebody waits.
    pub fill_min: Percent,
}

/// What to do about one item in one warehouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanLine {
    pub item: ItemId,
    pub warehouse: WarehouseId,
    pub action: Action,
    pub reason: Sentence,
    pub terms: Vec<Number>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Move from another warehouse.
    Transfer { from: WarehouseId, quantity: Quantity },
    Purchase {
        supplier: SupplierId,
        class: SupplyClass,
        quantity: Quantity,
        price: Option<UnitPrice>,
        amount: Option<Money>,
        arrival_day: Day,
    },
    /// Assemble from components.
    Produce { quantity: Quantity, ready_day: Day },
    /// Urge what is on the way: it comes too late.
    Expedite { arrival_day: Day, quantity: Quantity, needed_day: Day },
    /// Needed and not ordered now, for the reason given.
    Postpone { supplier: Option<SupplierId>, quantity: Quantity },
}

impl Action {
    /// Stable, in lower case.
    pub const fn name(&self) -> &'static str {
        match self {
            Action::Transfer { .. } => "transfer",
            Action::Purchase { .. } => "purchase",
            Action::Produce { .. } => "produce",
            Action::Expedite { .. } => "expedite",
            Action::Postpone { .. } => "postpone",
        }
    }

    pub const fn quantity(&self) -> Quantity {
        match self {
            Action::Transfer { quantity, .. }
            | Action::Purchase { quantity, .. }
            | Action::Produce { quantity, .. }
            | Action::Expedite { quantity, .. }
            | Action::Postpone { quantity, .. } => *quantity,
        }
    }
}

/// What to do, by item, warehouse and action.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub lines: Vec<PlanLine>,
    /// What all purchases together cost, as far as prices are known.
    pub amount: Money,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanRefusal {
    /// Each is made of the next, and the last of the first.
    BillsInACircle(Vec<ItemId>),
}

impl fmt::Display for PlanRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PlanRefusal::BillsInACircle(items) = self;
        let items: Vec<String> = items.iter().map(ToString::to_string).collect();
        write!(f, "items are made of each other: {}", items.join(" → "))
    }
}

impl std::error::Error for PlanRefusal {}

/// Plans everything.
///
/// # Errors
/// When a bill of materials contains its own product.
pub fn plan(input: &PlanInput) -> Result<Plan, PlanRefusal> {
    let input = &in_order(input);
    let order = bills::order(input)?;
    let bills = bills::by_product(input);
    let mut needs = needs::Needs::new(input);
    let mut lines = Vec::new();
    let mut drafts = Vec::new();
    let mut capacity = suppliers::Capacity::default();
    for level in order {
        for at in level {
            let receiver = &input.items[at];
            lines.extend(needs::expedite(input, receiver));
            let Some(mut need) = needs.need(at) else { continue };
            lines.extend(transfers::fill(input, &mut needs, &mut need));
            if !need.open.is_positive() {
                continue;
            }
            match bills.get(&receiver.item) {
                Some(bill) => lines.push(bills::produce(input, &mut needs, &need, bill)),
                None => suppliers::order(input, &need, &mut capacity, &mut drafts, &mut lines),
            }
        }
    }
    together::combine(input, &needs, &mut drafts);
    budget::keep_within(input, &mut drafts);
    lines.extend(drafts.iter().map(|it| it.line(input)));
    lines.sort_by_key(compare::key);
    let amounts = lines.iter().filter_map(|it| match it.action {
        Action::Purchase { amount, .. } => amount,
        _ => None,
    });
    let amount = amounts.fold(Money::ZERO, Money::plus);
    Ok(Plan { lines, amount })
}

/// The same input in one order, so that ties end the same way whatever order it came in.
fn in_order(input: &PlanInput) -> PlanInput {
    let mut input = input.clone();
    input.items.sort_by_key(|it| (it.item, it.warehouse));
    for it in &mut input.items {
        it.supplies.sort_by_key(suppliers::preference);
        it.incoming.sort_by_key(|it| (it.day, it.quantity));
    }
    input.bills.sort_by_key(|it| it.product);
    input.suppliers.sort_by_key(|it| it.supplier);
    input
}
