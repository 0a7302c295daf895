//! A seeded shop: the demo company and the generator of tests.
//!
//! A wholesaler of household goods with a store and web shops, as plain values: its masters, two
//! years of past sales, and its last weeks as real business events in the order they happened.
//!
//! **Invariant:** pure and deterministic. The same seed, size and day give the same shop.
//! **Invariant:** knows no documents and no ledger; whoever loads it translates.
//! **Invariant:** nothing is shipped, moved or promised that is not there, whichever waiting order
//! the books serve first.

mod calendar;
mod demand;
mod masters;
mod names;
mod operations;
mod random;
mod shelves;
#[cfg(test)]
mod tests;

use values::{Day, Percent, Quantity, UnitPrice};

/// How large a shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShopSize {
    pub items: usize,
    /// The first is the central one, the last of several is the store.
    pub warehouses: usize,
    pub suppliers: usize,
    pub customers: usize,
    /// All days, of which the last [`ShopSize::event_days`] are events and the others past sales.
    pub days: u32,
}

impl ShopSize {
    /// The demo company: two years of 800 items.
    pub const DEMO: ShopSize =
        ShopSize { items: 800, warehouses: 3, suppliers: 40, customers: 160, days: 730 };

    /// The last two months, or half of a shorter time.
    pub const fn event_days(self) -> u32 {
        if self.days / 2 < 60 { self.days / 2 } else { 60 }
    }
}

/// Everything about one company. Positions in the lists are how events name things.
#[derive(Clone, Debug)]
pub struct Shop {
    pub items: Vec<Item>,
    pub warehouses: Vec<Warehouse>,
    pub suppliers: Vec<Supplier>,
    pub supplies: Vec<Supply>,
    pub customers: Vec<Customer>,
    seed: u64,
    first_day: Day,
    first_event_day: Day,
    last_day: Day,
    nature: Vec<masters::Nature>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub code: String,
    pub name: String,
    pub unit: &'static str,
    /// EAN-13 with its check digit.
    pub barcode: String,
    pub category: &'static str,
    pub price: UnitPrice,
    pub cost: UnitPrice,
    pub by_lot: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warehouse {
    pub code: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supplier {
    pub code: String,
    pub name: String,
    pub contact: Contact,
}

/// Whom to call, and where the goods go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub person: String,
    pub phone: String,
    pub address: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupplyClass {
    Main,
    Backup,
    Emergency,
}

/// How a supplier delivers an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Supply {
    pub supplier: usize,
    pub item: usize,
    pub class: SupplyClass,
    pub ratio: Percent,
    pub price: UnitPrice,
    pub moq: Quantity,
    pub pack: Quantity,
    pub lead_time_days: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Vip,
    Gold,
    Silver,
    Normal,
}

impl Level {
    pub const fn label(self) -> &'static str {
        match self {
            Level::Vip => "VIP",
            Level::Gold => "金",
            Level::Silver => "银",
            Level::Normal => "普通",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    pub code: String,
    pub name: String,
    pub level: Level,
    /// `None` for everybody who walks into the store.
    pub contact: Option<Contact>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    Store,
    Wholesale,
    Tmall,
    Jd,
    Douyin,
}

impl Channel {
    pub const ALL: [Channel; 5] =
        [Channel::Store, Channel::Wholesale, Channel::Tmall, Channel::Jd, Channel::Douyin];

    pub const fn code(self) -> &'static str {
        match self {
            Channel::Store => "store",
            Channel::Wholesale => "wholesale",
            Channel::Tmall => "tmall",
            Channel::Jd => "jd",
            Channel::Douyin => "douyin",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Channel::Store => "门店",
            Channel::Wholesale => "批发",
            Channel::Tmall => "天猫",
            Channel::Jd => "京东",
            Channel::Douyin => "抖音",
        }
    }
}

/// One line sold before the events begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// The paper it stood on; lines of one order share it.
    pub number: String,
    pub day: Day,
    pub item: usize,
    pub quantity: Quantity,
    pub price: UnitPrice,
    pub channel: Channel,
    pub customer: usize,
    pub warehouse: usize,
}

/// What happened, with day. Orders and transfers are numbered from 1 within their kind, and lines
/// from 1 within their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    OpeningStock {
        day: Day,
        warehouse: usize,
        lines: Vec<OpeningLine>,
    },
    PurchaseOrder {
        number: u32,
        day: Day,
        supplier: usize,
        deliver_to: usize,
        lines: Vec<PurchaseLine>,
    },
    Receipt {
        day: Day,
        purchase_order: u32,
        warehouse: usize,
        lines: Vec<MovedLine>,
    },
    SalesOrder(SalesOrder),
    Shipment {
        day: Day,
        sales_order: u32,
        lines: Vec<MovedLine>,
    },
    /// Leaves `from`; reaches `to` with the [`Event::TransferArrival`] of the same number.
    Transfer {
        number: u32,
        day: Day,
        from: usize,
        to: usize,
        lines: Vec<MovedLine>,
    },
    TransferArrival {
        day: Day,
        transfer: u32,
    },
    Count {
        day: Day,
        warehouse: usize,
        lines: Vec<CountLine>,
    },
}

impl Event {
    pub fn day(&self) -> Day {
        match self {
            Event::OpeningStock { day, .. }
            | Event::PurchaseOrder { day, .. }
            | Event::Receipt { day, .. }
            | Event::Shipment { day, .. }
            | Event::Transfer { day, .. }
            | Event::TransferArrival { day, .. }
            | Event::Count { day, .. } => *day,
            Event::SalesOrder(order) => order.day,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningLine {
    pub item: usize,
    pub quantity: Quantity,
    pub unit_cost: UnitPrice,
    pub lot: Option<Lot>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseLine {
    pub item: usize,
    pub quantity: Quantity,
    pub price: UnitPrice,
    pub due: Day,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalesOrder {
    pub number: u32,
    pub day: Day,
    pub customer: usize,
    pub channel: Channel,
    pub ship_from: usize,
    /// When false, all of it was available at once.
    pub partial_allowed: bool,
    pub due: Day,
    pub lines: Vec<SalesLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalesLine {
    pub item: usize,
    pub quantity: Quantity,
    pub price: UnitPrice,
}

/// Part of an order's line, or a line of its own in a transfer, where `line` counts from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedLine {
    pub line: u32,
    pub item: usize,
    pub quantity: Quantity,
    pub lot: Option<Lot>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    pub code: String,
    pub expiry: Day,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountLine {
    pub item: usize,
    pub counted: Quantity,
}

impl Shop {
    /// A shop whose last day of business is `last_day`.
    pub fn new(seed: u64, size: ShopSize, last_day: Day) -> Shop {
        let first_day = last_day.plus_days(1 - size.days as i32);
        let first_event_day = last_day.plus_days(1 - size.event_days() as i32);
        masters::make(seed, size, [first_day, first_event_day, last_day])
    }

    /// What was sold before the events begin, in order of days, made while it is read.
    pub fn past_sales(&self) -> impl Iterator<Item = Sale> + '_ {
        let days = self.first_day.number()..self.first_event_day.number();
        days.map(Day::from_number).flat_map(|day| self.sales_of(day))
    }

    /// The last weeks, in the order in which they happened.
    pub fn events(&self) -> Vec<Event> {
        operations::run(self)
    }

    /// The day of the opening stock.
    pub fn first_event_day(&self) -> Day {
        self.first_event_day
    }

    pub fn last_day(&self) -> Day {
        self.last_day
    }
}
