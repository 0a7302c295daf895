//! Orders are promised from what is there, shipped from what is promised.

use super::Operations;
use crate::demand::Wish;
use crate::{Channel, Event, MovedLine, SalesLine, SalesOrder};
use rand::Rng;
use values::{Day, Quantity};

/// An order with something left to ship.
pub(super) struct OpenOrder {
    number: u32,
    warehouse: usize,
    ship_day: Day,
    lines: Vec<OpenLine>,
}

struct OpenLine {
    line: u32,
    item: usize,
    left: i64,
    promised: i64,
}

impl Operations<'_> {
    pub(super) fn take_orders(&mut self, day: Day) {
        for wish in self.shop.wishes(day) {
            self.take_order(day, &wish);
        }
    }

    /// Companies order what they want and wait for what is short; others buy what there is.
    fn take_order(&mut self, day: Day, wish: &Wish) {
        let waits = wish.channel == Channel::Wholesale;
        let mut order = OpenOrder { number: 0, warehouse: wish.warehouse, ship_day: day, lines: Vec::new() };
        let mut lines = Vec::new();
        for it in &wish.lines {
            let shelf = self.shelves.at(it.item, wish.warehouse);
            let promised = it.quantity.min(shelf.free());
            let left = if waits { it.quantity } else { promised };
            if left == 0 {
                continue;
            }
            shelf.promised += promised;
            shelf.waiting += left - promised;
            lines.push(SalesLine { item: it.item, quantity: Quantity::whole(left), price: it.price });
            order.lines.push(OpenLine { line: lines.len() as u32, item: it.item, left, promised });
        }
        if lines.is_empty() {
            return;
        }
        self.sales_orders += 1;
        order.number = self.sales_orders;
        let is_whole = order.lines.iter().all(|it| it.left == it.promised);
        let partial_allowed = !is_whole || self.rng.random_bool(0.8);
        let (ship_after, due_after) = match wish.channel {
            Channel::Store => (0, 0),
            Channel::Wholesale => (self.rng.random_range(0..=2), self.rng.random_range(3..=14)),
            Channel::Tmall | Channel::Jd | Channel::Douyin => (self.rng.random_range(0..=1), 2),
        };
        order.ship_day = day.plus_days(ship_after);
        self.events.push(Event::SalesOrder(SalesOrder {
            number: order.number,
            day,
            customer: wish.customer,
            channel: wish.channel,
            ship_from: wish.warehouse,
            partial_allowed,
            due: day.plus_days(due_after),
            lines,
        }));
        self.orders.push(order);
    }

    /// Where there is enough for all who wait, all are served at once; where there is not, the
    /// books decide who is, and nothing is shipped yet.
    pub(super) fn serve_waiting(&mut self, day: Day) {
        let mut served = Vec::new();
        for (key, shelf) in self.shelves.iter_mut() {
            if shelf.waiting > 0 && shelf.on_hand - shelf.promised >= shelf.waiting {
                shelf.promised += shelf.waiting;
                shelf.waiting = 0;
                served.push(*key);
            }
        }
        for order in &mut self.orders {
            for line in &mut order.lines {
                if line.left > line.promised && served.binary_search(&(line.item, order.warehouse)).is_ok() {
                    line.promised = line.left;
                    order.ship_day = day;
                }
            }
        }
    }

    /// Ships everything that is promised by orders whose day has come.
    pub(super) fn ship_due(&mut self, day: Day) {
        let mut orders = std::mem::take(&mut self.orders);
        for order in orders.iter_mut().filter(|it| it.ship_day <= day) {
            let mut moved: Vec<MovedLine> = Vec::new();
            for line in order.lines.iter_mut().filter(|it| it.promised > 0) {
                self.shelves.at(line.item, order.warehouse).promised -= line.promised;
                self.load(line.item, order.warehouse, line.line, line.promised, &mut moved);
                line.left -= line.promised;
                line.promised = 0;
            }
            order.lines.retain(|it| it.left > 0);
            if !moved.is_empty() {
                self.events.push(Event::Shipment { day, sales_order: order.number, lines: moved });
            }
        }
        orders.retain(|it| !it.lines.is_empty());
        self.orders = orders;
    }
}
