//! The last weeks, day by day: deliveries, orders, shipments, transfers, purchases, counts.
//!
//! The buyer is careful on the whole. A few items (see [`Trouble`]) go wrong so that the last day
//! has something to look at.

mod buying;
mod selling;
mod trouble;

use self::selling::OpenOrder;
use self::trouble::Trouble;
use crate::random::generator;
use crate::shelves::{Shelf, Shelves};
use crate::{CountLine, Event, Lot, MovedLine, OpeningLine, Shop};
use rand::Rng;
use rand_pcg::Pcg64Mcg;
use std::collections::BTreeMap;
use values::{Day, Quantity};

/// Everything up to and including the last day.
pub(crate) fn run(shop: &Shop) -> Vec<Event> {
    let mut operations = Operations::new(shop);
    operations.open_stock();
    for day in shop.first_event_day.number()..=shop.last_day.number() {
        operations.business_day(Day::from_number(day));
    }
    operations.events
}

struct Operations<'a> {
    shop: &'a Shop,
    rng: Pcg64Mcg,
    shelves: Shelves,
    /// Positions in `shop.supplies`, by item.
    supplies: Vec<Vec<usize>>,
    troubles: BTreeMap<(usize, usize), Trouble>,
    orders: Vec<OpenOrder>,
    deliveries: Vec<Delivery>,
    transits: Vec<Transit>,
    sales_orders: u32,
    purchase_orders: u32,
    transfers: u32,
    events: Vec<Event>,
}

/// What a supplier is going to bring on one day.
struct Delivery {
    day: Day,
    purchase_order: u32,
    warehouse: usize,
    /// Line of the order, item, quantity.
    lines: Vec<(u32, usize, i64)>,
}

/// On the lorry between two warehouses.
struct Transit {
    day: Day,
    transfer: u32,
    to: usize,
    lines: Vec<(usize, i64, Option<Lot>)>,
}

impl<'a> Operations<'a> {
    fn new(shop: &'a Shop) -> Operations<'a> {
        let mut supplies = vec![Vec::new(); shop.items.len()];
        for (at, supply) in shop.supplies.iter().enumerate() {
            supplies[supply.item].push(at);
        }
        Operations {
            shop,
            rng: generator(shop.seed, "operations", 0, 0),
            shelves: Shelves::default(),
            troubles: trouble::choose(shop, &supplies),
            supplies,
            orders: Vec::new(),
            deliveries: Vec::new(),
            transits: Vec::new(),
            sales_orders: 0,
            purchase_orders: 0,
            transfers: 0,
            events: Vec::new(),
        }
    }

    fn business_day(&mut self, day: Day) {
        self.unload_transfers(day);
        self.receive(day);
        self.serve_waiting(day);
        self.ship_due(day);
        self.send_transfers(day);
        self.take_orders(day);
        self.ship_due(day);
        self.buy(day);
        self.count(day);
    }

    fn open_stock(&mut self) {
        /// So that one paper stays readable.
        const LINES_MAX: usize = 200;
        let day = self.shop.first_event_day;
        for warehouse in 0..self.shop.warehouses.len() {
            let mut lines = Vec::new();
            for item in 0..self.shop.items.len() {
                let quantity = match self.troubles.get(&(item, warehouse)) {
                    Some(trouble) => trouble.opening,
                    None => self.usual_opening(item, warehouse, day),
                };
                if quantity > 0 {
                    let lot = self.lot(item, day, "QC");
                    self.shelves.at(item, warehouse).put(quantity, lot.clone());
                    let unit_cost = self.shop.items[item].cost;
                    lines.push(OpeningLine { item, quantity: Quantity::whole(quantity), unit_cost, lot });
                }
            }
            for lines in lines.chunks(LINES_MAX) {
                self.events.push(Event::OpeningStock { day, warehouse, lines: lines.to_vec() });
            }
        }
    }

    fn unload_transfers(&mut self, day: Day) {
        let (arrived, on_the_way) =
            std::mem::take(&mut self.transits).into_iter().partition(|it| it.day <= day);
        self.transits = on_the_way;
        let arrived: Vec<Transit> = arrived;
        for transit in arrived {
            for (item, quantity, lot) in transit.lines {
                self.shelves.at(item, transit.to).put(quantity, lot);
            }
            self.events.push(Event::TransferArrival { day, transfer: transit.transfer });
        }
    }

    /// The store is filled up from the central warehouse on Mondays and Thursdays.
    fn send_transfers(&mut self, day: Day) {
        let store = self.shop.warehouses.len() - 1;
        if store == 0 || !matches!(day.weekday(), 0 | 3) {
            return;
        }
        let mut lines = Vec::new();
        let mut loaded = Vec::new();
        for item in 0..self.shop.items.len() {
            let per_day = self.shop.expected_per_day(item, store, day);
            let shelf = self.shelves.at(item, store);
            let in_trouble = self.troubles.contains_key(&(item, 0));
            if per_day <= 0.0 || in_trouble || shelf.position() as f64 > per_day * 20.0 + 2.0 {
                continue;
            }
            let wanted = (per_day * 34.0 + 5.0) as i64 - shelf.position();
            let kept = (self.shop.expected_per_day(item, 0, day) * 4.0) as i64;
            let quantity = wanted.min(self.shelves.at(item, 0).free() - kept);
            if quantity > 0 {
                loaded.extend(self.load(item, 0, lines.len() as u32 + 1, quantity, &mut lines));
            }
        }
        if lines.is_empty() {
            return;
        }
        self.transfers += 1;
        let (number, day_of_arrival) = (self.transfers, day.plus_days(1));
        self.events.push(Event::Transfer { number, day, from: 0, to: store, lines });
        self.transits.push(Transit { day: day_of_arrival, transfer: number, to: store, lines: loaded });
    }

    /// Takes from a shelf what expires first, as lines of the paper with which it leaves.
    fn load(
        &mut self,
        item: usize,
        warehouse: usize,
        line: u32,
        quantity: i64,
        lines: &mut Vec<MovedLine>,
    ) -> Vec<(usize, i64, Option<Lot>)> {
        let taken = self.shelves.at(item, warehouse).take(quantity);
        let moved = |(lot, quantity): &(Option<Lot>, i64)| MovedLine {
            line,
            item,
            quantity: Quantity::whole(*quantity),
            lot: lot.clone(),
        };
        lines.extend(taken.iter().map(moved));
        taken.into_iter().map(|(lot, quantity)| (item, quantity, lot)).collect()
    }

    /// Each Wednesday a dozen shelves of one warehouse are counted; sometimes a few pieces differ.
    fn count(&mut self, day: Day) {
        const SHELVES: usize = 12;
        if day.weekday() != 2 {
            return;
        }
        let warehouse = day.number().div_euclid(7) as usize % self.shop.warehouses.len();
        let mut lines = Vec::new();
        for _ in 0..SHELVES {
            let item = self.rng.random_range(0..self.shop.items.len());
            let difference = *crate::random::pick(&mut self.rng, &[0, 0, 0, 0, -1, -2, 1]);
            let is_counted = lines.iter().any(|it: &CountLine| it.item == item);
            let shelf: &mut Shelf = self.shelves.at(item, warehouse);
            // Lots are counted apart, and a shelf in dispute is left alone.
            if is_counted || self.shop.items[item].by_lot || shelf.waiting > 0 || shelf.free() < 5 {
                continue;
            }
            shelf.on_hand += difference;
            lines.push(CountLine { item, counted: Quantity::whole(shelf.on_hand) });
        }
        if !lines.is_empty() {
            self.events.push(Event::Count { day, warehouse, lines });
        }
    }

    /// A lot of its own for each paper that brings an item kept by lot.
    fn lot(&self, item: usize, day: Day, paper: &str) -> Option<Lot> {
        if !self.shop.items[item].by_lot {
            return None;
        }
        let (year, month, of_month) = (day.year(), day.month(), day.day_of_month());
        let code = format!("L{year:04}{month:02}{of_month:02}-{paper}");
        Some(Lot { code, expiry: day.plus_days(180 + (item as i32 % 4) * 90) })
    }
}
