mod promises;

use crate::*;
use std::collections::{BTreeMap, BTreeSet};

const SMALL: ShopSize = ShopSize { items: 160, warehouses: 3, suppliers: 20, customers: 60, days: 200 };

fn last_day() -> Day {
    "2026-11-22".parse().expect("a day")
}

fn small(seed: u64) -> Shop {
    Shop::new(seed, SMALL, last_day())
}

/// The books as somebody would keep them who reads only the events.
#[derive(Default)]
struct Books {
    on_hand: BTreeMap<(usize, usize), i64>,
    lots: BTreeMap<(usize, usize, String), i64>,
    orders: BTreeMap<u32, SalesOrder>,
    shipped: BTreeMap<(u32, u32), i64>,
    bought: BTreeMap<(u32, u32), i64>,
    transfers: BTreeMap<u32, (usize, Vec<MovedLine>)>,
}

fn units(quantity: Quantity) -> i64 {
    assert_eq!(quantity.raw() % Quantity::ONE_RAW, 0, "whole units only");
    quantity.raw() / Quantity::ONE_RAW
}

impl Books {
    fn add(&mut self, item: usize, warehouse: usize, quantity: i64, lot: Option<&Lot>) {
        let on_hand = self.on_hand.entry((item, warehouse)).or_default();
        *on_hand += quantity;
        assert!(*on_hand >= 0, "item {item} in {warehouse} has {on_hand}");
        if let Some(lot) = lot {
            let on_hand = self.lots.entry((item, warehouse, lot.code.clone())).or_default();
            *on_hand += quantity;
            assert!(*on_hand >= 0, "lot {} of item {item} has {on_hand}", lot.code);
        }
    }

    fn read(&mut self, event: &Event) {
        match event {
            Event::OpeningStock { warehouse, lines, .. } => {
                lines
                    .iter()
                    .for_each(|it| self.add(it.item, *warehouse, units(it.quantity), it.lot.as_ref()));
            }
            Event::PurchaseOrder { number, lines, .. } => {
                self.bought.extend((1..).zip(lines).map(|(line, it)| ((*number, line), units(it.quantity))));
            }
            Event::Receipt { purchase_order, warehouse, lines, .. } => {
                for it in lines {
                    let open = self.bought.get_mut(&(*purchase_order, it.line)).expect("it was ordered");
                    *open -= units(it.quantity);
                    assert!(*open >= 0, "never more than was ordered");
                    self.add(it.item, *warehouse, units(it.quantity), it.lot.as_ref());
                }
            }
            Event::SalesOrder(order) => {
                assert!(self.orders.insert(order.number, order.clone()).is_none(), "numbers are new");
            }
            Event::Shipment { sales_order, lines, .. } => {
                let order = self.orders[sales_order].clone();
                for it in lines {
                    let line = &order.lines[it.line as usize - 1];
                    assert_eq!(line.item, it.item);
                    let shipped = self.shipped.entry((*sales_order, it.line)).or_default();
                    *shipped += units(it.quantity);
                    assert!(*shipped <= units(line.quantity), "never more than was ordered");
                    self.add(it.item, order.ship_from, -units(it.quantity), it.lot.as_ref());
                }
            }
            Event::Transfer { number, from, to, lines, .. } => {
                lines.iter().for_each(|it| self.add(it.item, *from, -units(it.quantity), it.lot.as_ref()));
                self.transfers.insert(*number, (*to, lines.clone()));
            }
            Event::TransferArrival { transfer, .. } => {
                let (to, lines) = self.transfers.remove(transfer).expect("it was sent");
                lines.iter().for_each(|it| self.add(it.item, to, units(it.quantity), it.lot.as_ref()));
            }
            Event::Count { warehouse, lines, .. } => {
                for it in lines {
                    self.on_hand.insert((it.item, *warehouse), units(it.counted));
                }
            }
        }
    }

    fn of(shop: &Shop) -> Books {
        let mut books = Books::default();
        shop.events().iter().for_each(|it| books.read(it));
        books
    }

    /// Wanted and not shipped, by shelf.
    fn owed(&self) -> BTreeMap<(usize, usize), i64> {
        let mut owed = BTreeMap::new();
        for order in self.orders.values() {
            for (line, it) in (1..).zip(&order.lines) {
                let left = units(it.quantity) - self.shipped.get(&(order.number, line)).copied().unwrap_or(0);
                *owed.entry((it.item, order.ship_from)).or_default() += left;
            }
        }
        owed
    }
}

#[test]
fn the_same_seed_gives_the_same_shop() {
    let (a, b) = (small(7), small(7));
    assert_eq!(
        (&a.items, &a.suppliers, &a.supplies, &a.customers),
        (&b.items, &b.suppliers, &b.supplies, &b.customers)
    );
    assert_eq!(a.events(), b.events());
    assert!(a.past_sales().eq(b.past_sales()));
    assert_ne!(a.events(), small(8).events());
}

#[test]
fn stock_is_never_negative_and_papers_fit_their_orders() {
    for seed in 0..6 {
        Books::of(&small(seed));
    }
}

#[test]
fn what_is_promised_whole_is_there() {
    let shop = small(3);
    let mut books = Books::default();
    let mut whole = 0;
    for event in shop.events() {
        if let Event::SalesOrder(order) = &event
            && !order.partial_allowed
        {
            let owed = books.owed();
            whole += 1;
            for it in &order.lines {
                let key = (it.item, order.ship_from);
                let free = books.on_hand[&key] - owed.get(&key).copied().unwrap_or(0);
                assert!(free >= units(it.quantity), "order {}", order.number);
            }
        }
        books.read(&event);
    }
    assert!(whole > 20, "some orders are all or nothing");
}

#[test]
fn events_stand_in_order_of_days() {
    let shop = small(5);
    let days: Vec<Day> = shop.events().iter().map(Event::day).collect();
    assert!(days.is_sorted());
    assert_eq!((days[0], days[days.len() - 1]), (shop.first_event_day(), last_day()));
    let sold: Vec<Day> = shop.past_sales().map(|it| it.day).collect();
    assert!(sold.is_sorted() && sold[sold.len() - 1] < shop.first_event_day());
}

#[test]
fn names_codes_and_barcodes_are_unique() {
    let shop = Shop::new(1, ShopSize::DEMO, last_day());
    let unique = |texts: Vec<&str>| texts.iter().collect::<BTreeSet<_>>().len() == texts.len();
    assert!(unique(shop.items.iter().map(|it| it.code.as_str()).collect()));
    assert!(unique(shop.items.iter().map(|it| it.name.as_str()).collect()));
    assert!(unique(shop.items.iter().map(|it| it.barcode.as_str()).collect()));
    assert!(unique(shop.suppliers.iter().map(|it| it.name.as_str()).collect()));
    for item in &shop.items {
        let digits: Vec<u32> = item.barcode.bytes().map(|it| u32::from(it - b'0')).collect();
        let sum: u32 = digits.iter().enumerate().map(|(at, it)| it * if at % 2 == 0 { 1 } else { 3 }).sum();
        assert_eq!((digits.len(), sum % 10), (13, 0), "{}", item.barcode);
    }
}

#[test]
fn every_item_has_a_main_supplier_whose_ratios_add_up() {
    let shop = Shop::new(2, ShopSize::DEMO, last_day());
    for item in 0..shop.items.len() {
        let mains = shop.supplies.iter().filter(|it| it.item == item && it.class == SupplyClass::Main);
        let sum = mains.fold(Percent::ZERO, |sum, it| sum.plus(it.ratio));
        assert_eq!(sum, Percent::whole(100));
    }
    let share = |class| shop.supplies.iter().filter(|it| it.class == class).count() * 100 / shop.items.len();
    assert!((30..80).contains(&share(SupplyClass::Backup)), "{}", share(SupplyClass::Backup));
    assert!((10..70).contains(&share(SupplyClass::Emergency)), "{}", share(SupplyClass::Emergency));
}

#[test]
fn the_demo_company_ends_with_work_to_do() {
    let shop = Shop::new(2026, ShopSize::DEMO, last_day());
    let books = Books::of(&shop);
    let owed = books.owed();
    let in_trouble: BTreeSet<usize> = books
        .on_hand
        .iter()
        .filter(|&(&(item, warehouse), &on_hand)| {
            let free = on_hand - owed.get(&(item, warehouse)).copied().unwrap_or(0);
            let per_day = shop.expected_per_day(item, warehouse, last_day());
            per_day > 0.1 && (free as f64) < per_day * 3.0
        })
        .map(|(&(item, _), _)| item)
        .collect();
    let share = in_trouble.len() * 1000 / shop.items.len();
    assert!((40..=90).contains(&share), "{share} ‰ of the items run out");
    let short =
        owed.iter().filter(|(key, owed)| **owed > books.on_hand.get(*key).copied().unwrap_or(0)).count();
    assert!((8..60).contains(&short), "{short} shelves owe more than they have");
    let open_purchases: BTreeSet<u32> = books.bought.iter().filter(|it| *it.1 > 0).map(|it| it.0.0).collect();
    assert!(open_purchases.len() >= 15, "{} purchase orders are open", open_purchases.len());
}

#[test]
fn past_demand_has_a_week_and_a_season_and_slow_items() {
    let shop = Shop::new(2026, ShopSize::DEMO, last_day());
    let sales: Vec<Sale> = shop.past_sales().collect();
    assert!((60_000..300_000).contains(&sales.len()), "{} lines", sales.len());
    let mean = |keep: &dyn Fn(&Sale) -> bool| sales.iter().filter(|it| keep(it)).count();
    let wholesale_on =
        |weekday: u8| mean(&|it| it.channel == Channel::Wholesale && it.day.weekday() == weekday);
    assert!(wholesale_on(0) > 4 * wholesale_on(6));
    let fans_in =
        |month: i8| mean(&|it| shop.items[it.item].category == "季节小家电" && it.day.month() == month);
    assert!(fans_in(7) > 4 * fans_in(1));
    let mut lines = vec![0; shop.items.len()];
    sales.iter().for_each(|it| lines[it.item] += 1);
    lines.sort_unstable();
    assert!(lines[lines.len() / 10] < 30 && lines[lines.len() * 99 / 100] > 500, "slow and fast movers");
}
