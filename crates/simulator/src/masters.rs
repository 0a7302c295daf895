//! Items, suppliers, customers: what the company looks like.

use crate::names::{self, CATEGORIES, Category};
use crate::random::{generator, pick, weighted};
use crate::{
    Channel, Contact, Customer, Item, Level, Shop, ShopSize, Supplier, Supply, SupplyClass, Warehouse,
};
use rand::Rng;
use rand::seq::SliceRandom;
use rand_distr::{Distribution, LogNormal};
use rand_pcg::Pcg64Mcg;
use values::{Day, Percent, Quantity, UnitPrice};

/// What drives an item's demand; the company itself does not know it.
#[derive(Clone, Debug)]
pub(crate) struct Nature {
    pub(crate) category: &'static Category,
    pub(crate) life: Life,
    /// Order lines on an ordinary day at full size.
    pub(crate) lines_per_day: f64,
    /// Shares of the channels, as in [`Channel::ALL`].
    pub(crate) channels: [f64; 5],
    /// Kept in every warehouse, else in the central one only.
    pub(crate) is_spread: bool,
    pub(crate) pack: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Life {
    Steady,
    Growing,
    Dying,
    /// Wanted rarely, by few.
    Niche,
    New {
        since: Day,
    },
    /// No longer wanted; some stock is left.
    Dead {
        until: Day,
    },
}

pub(crate) fn make(seed: u64, size: ShopSize, days: [Day; 3]) -> Shop {
    let [first_day, first_event_day, last_day] = days;
    let (items, nature) = items(seed, size, first_day, last_day);
    let (suppliers, trades) = suppliers(seed, size.suppliers.max(1));
    let supplies = supplies(seed, &items, &nature, &trades);
    Shop {
        items,
        warehouses: warehouses(size.warehouses.max(1)),
        suppliers,
        supplies,
        customers: customers(seed, size.customers.max(3)),
        seed,
        first_day,
        first_event_day,
        last_day,
        nature,
    }
}

/// Every combination of product, brand and spec once, in random order; more items than combinations
/// become further models.
fn items(seed: u64, size: ShopSize, first_day: Day, last_day: Day) -> (Vec<Item>, Vec<Nature>) {
    let mut combinations = Vec::new();
    for category in CATEGORIES {
        for (brand_at, brand) in category.brands.iter().enumerate() {
            for product in category.products {
                combinations
                    .extend((0..product.5.len()).map(|spec| (category, brand_at, *brand, product, spec)));
            }
        }
    }
    combinations.shuffle(&mut generator(seed, "combinations", 0, 0));
    let item = |at: usize| {
        let rng = &mut generator(seed, "item", at as u64, 0);
        let (category, brand_at, brand, product, spec) = combinations[at % combinations.len()];
        let (name, unit, low, high, pack, specs) = *product;
        let model = at / combinations.len();
        let step = if specs.len() > 1 { spec as f64 / (specs.len() - 1) as f64 } else { 0.0 };
        let price = (low + (high - low) * step) * (0.92 + 0.06 * brand_at as f64);
        let suffix = if model == 0 { String::new() } else { format!(" {model}型") };
        let nature = nature(rng, category, pack, first_day, last_day);
        let item = Item {
            code: format!("{}{:05}", category.code, at + 1),
            name: format!("{brand} {name} {}{suffix}", specs[spec]),
            unit,
            barcode: barcode(at),
            category: category.name,
            price: money(price),
            cost: money(price * rng.random_range(0.52..0.68)),
            by_lot: category.perishable && rng.random_bool(0.15),
        };
        (item, nature)
    };
    (0..size.items.max(1)).map(item).unzip()
}

fn nature(
    rng: &mut Pcg64Mcg,
    category: &'static Category,
    pack: i64,
    first_day: Day,
    last_day: Day,
) -> Nature {
    let lines = LogNormal::new(-1.95, 1.05).expect("a positive spread");
    let days = last_day.days_since(first_day).max(10);
    let life = match weighted(rng, &[56.0, 10.0, 9.0, 15.0, 5.0, 5.0]) {
        0 => Life::Steady,
        1 => Life::Growing,
        2 => Life::Dying,
        3 => Life::Niche,
        4 => Life::New { since: last_day.plus_days(-rng.random_range(days / 20..=days / 4)) },
        _ => Life::Dead { until: first_day.plus_days(rng.random_range(days / 4..=days / 2)) },
    };
    let is_niche = life == Life::Niche;
    let lines_per_day: f64 = lines.sample(rng);
    let is_spread = !is_niche && lines_per_day > 0.05;
    let store = if is_spread { 0.24 } else { 0.0 };
    Nature {
        category,
        life,
        lines_per_day: lines_per_day.min(4.0) * if is_niche { 0.15 } else { 1.0 },
        channels: [store, 0.18, 0.26, 0.19, 0.13].map(|it| it * rng.random_range(0.5..1.5)),
        is_spread,
        pack,
    }
}

/// 69 for China, ten digits, and the check digit of EAN-13.
fn barcode(at: usize) -> String {
    let digits = format!("69{:010}", 20_100_000 + at * 13);
    let weigh = |(at, digit): (usize, u8)| u32::from(digit - b'0') * if at % 2 == 0 { 1 } else { 3 };
    let sum: u32 = digits.bytes().enumerate().map(weigh).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// Rounded to 分.
pub(crate) fn money(yuan: f64) -> UnitPrice {
    UnitPrice::from_raw((yuan * 100.0).round().max(1.0) as i64 * (UnitPrice::ONE_RAW / 100))
}

fn warehouses(count: usize) -> Vec<Warehouse> {
    let warehouse = |at: usize| {
        let is_store = count > 1 && at == count - 1;
        let (code, name) =
            if is_store { names::STORE } else { names::WAREHOUSES[at % names::WAREHOUSES.len()] };
        match at / names::WAREHOUSES.len() {
            0 => Warehouse { code: code.to_owned(), name: name.to_owned() },
            more => Warehouse { code: format!("{code}{}", more + 1), name: format!("{name}{}", more + 1) },
        }
    };
    (0..count).map(warehouse).collect()
}

/// What a supplier trades in and how fast.
struct Trade {
    category: &'static str,
    lead_time_days: u32,
}

fn suppliers(seed: u64, count: usize) -> (Vec<Supplier>, Vec<Trade>) {
    let rng = &mut generator(seed, "suppliers", 0, 0);
    let mut names: Vec<_> =
        names::CITIES.iter().flat_map(|city| names::STEMS.iter().map(move |it| (city, it))).collect();
    names.shuffle(rng);
    let supplier = |at: usize| {
        let category = &CATEGORIES[at % CATEGORIES.len()];
        let (city, stem) = names[at % names.len()];
        let kind = if rng.random_bool(0.6) { "有限公司" } else { "厂" };
        let name = format!("{city}市{stem}{}{kind}", category.industry);
        let lead_time_days = *pick(rng, &[2, 3, 4, 5, 5, 7, 7, 10, 12, 15, 21]);
        (
            Supplier {
                code: format!("GYS{:03}", at + 1),
                name,
                contact: contact(seed, "supplier contacts", at, Some(city), None),
            },
            Trade { category: category.name, lead_time_days },
        )
    };
    (0..count).map(supplier).unzip()
}

/// One or two main suppliers for each item, often a backup, sometimes an emergency.
fn supplies(seed: u64, items: &[Item], nature: &[Nature], trades: &[Trade]) -> Vec<Supply> {
    let mut supplies = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let rng = &mut generator(seed, "supplies", at as u64, 0);
        let mut able: Vec<usize> =
            (0..trades.len()).filter(|&it| trades[it].category == item.category).collect();
        if able.is_empty() {
            able.push(at % trades.len());
        }
        able.shuffle(rng);
        able.sort_by_key(|&it| std::cmp::Reverse(trades[it].lead_time_days));
        let two_mains = able.len() > 2 && rng.random_bool(0.15);
        let has_other = rng.random_bool(0.6);
        for (turn, &supplier) in able.iter().enumerate() {
            let (class, ratio, dearer) = match turn {
                0 if two_mains => (SupplyClass::Main, 70, 1.0),
                0 => (SupplyClass::Main, 100, 1.0),
                1 if two_mains => (SupplyClass::Main, 30, 1.01),
                1 if has_other => (SupplyClass::Backup, 0, 1.06),
                2 if has_other && !two_mains => (SupplyClass::Emergency, 0, 1.18),
                _ => break,
            };
            let hurry = if class == SupplyClass::Emergency { 2 } else { 1 };
            let pack = nature[at].pack;
            supplies.push(Supply {
                supplier,
                item: at,
                class,
                ratio: Percent::whole(ratio),
                price: money(item.cost.raw() as f64 / UnitPrice::ONE_RAW as f64 * dearer),
                moq: Quantity::whole(pack * rng.random_range(1..=4)),
                pack: Quantity::whole(pack),
                lead_time_days: trades[supplier].lead_time_days.div_ceil(hurry),
            });
        }
    }
    supplies
}

/// The first is everybody who walks into the store, then companies with the best first, then people.
fn customers(seed: u64, count: usize) -> Vec<Customer> {
    let rng = &mut generator(seed, "customers", 0, 0);
    let companies = companies(count);
    let mut names: Vec<_> =
        names::CITIES.iter().flat_map(|city| names::STEMS.iter().map(move |it| (city, it))).collect();
    names.shuffle(rng);
    let customer = |at: usize| {
        let code = format!("KH{at:05}");
        if at == 0 {
            return Customer { code, name: "门店散客".to_owned(), level: Level::Normal, contact: None };
        }
        if at <= companies {
            let (city, stem) = names[at % names.len()];
            let level = match at * 100 / companies {
                0..8 => Level::Vip,
                8..28 => Level::Gold,
                28..58 => Level::Silver,
                _ => Level::Normal,
            };
            let level = if at == 1 { Level::Vip } else { level };
            let name = format!("{city}{stem}{}", pick(rng, names::BUYERS));
            let contact = Some(contact(seed, CUSTOMER_CONTACTS, at, Some(city), None));
            return Customer { code, name, level, contact };
        }
        let level =
            [Level::Vip, Level::Gold, Level::Silver, Level::Normal][weighted(rng, &[2.0, 8.0, 20.0, 70.0])];
        let name = format!("{}{}", pick(rng, names::SURNAMES), pick(rng, names::GIVEN));
        let contact = Some(contact(seed, CUSTOMER_CONTACTS, at, None, Some(&name)));
        Customer { code, name, level, contact }
    };
    (0..count).map(customer).collect()
}

const CUSTOMER_CONTACTS: &str = "customer contacts";

/// Of numbers of its own, so that nothing else of the shop depends on it. Nobody has such a phone number.
fn contact(seed: u64, stream: &str, at: usize, city: Option<&str>, person: Option<&str>) -> Contact {
    let rng = &mut generator(seed, stream, at as u64, 0);
    let city = city.unwrap_or_else(|| *pick(rng, names::CITIES));
    let person = match person {
        Some(it) => it.to_owned(),
        None => format!("{}{}", pick(rng, names::SURNAMES), pick(rng, &["经理", "先生", "女士", "主任"])),
    };
    let street = pick(rng, names::STREETS);
    Contact {
        person,
        phone: format!("1380000{:04}", rng.random_range(0..10_000)),
        address: format!("{city}市{street}{} 号", rng.random_range(1..400)),
    }
}

/// How many of the customers are companies.
pub(crate) fn companies(customers: usize) -> usize {
    ((customers - 1) * 55 / 100).max(1)
}

impl Shop {
    pub(crate) fn nature(&self, item: usize) -> &Nature {
        &self.nature[item]
    }

    /// What customers of a channel pay.
    pub(crate) fn price(
        &self,
        item: usize,
        channel: Channel,
        customer: usize,
        is_promoted: bool,
    ) -> UnitPrice {
        let yuan = self.items[item].price.raw() as f64 / UnitPrice::ONE_RAW as f64;
        let agreed = match (channel, self.customers[customer].level) {
            (Channel::Wholesale, Level::Vip) => 0.8,
            (Channel::Wholesale, Level::Gold) => 0.83,
            (Channel::Wholesale, _) => 0.86,
            _ => 1.0,
        };
        money(yuan * agreed * if is_promoted { 0.88 } else { 1.0 })
    }
}
