//! The buyer orders in time and in round numbers; suppliers come late and in parts.

use super::{Delivery, Operations};
use crate::masters::Life;
use crate::random::{generator, weighted};
use crate::{Event, MovedLine, PurchaseLine, SupplyClass};
use rand::Rng;
use std::collections::BTreeMap;
use values::{Day, Quantity};

impl Operations<'_> {
    /// What lies on the shelf of an ordinary item when the events begin.
    pub(super) fn usual_opening(&mut self, item: usize, warehouse: usize, day: Day) -> i64 {
        let per_day = self.shop.expected_per_day(item, warehouse, day);
        let nature = self.shop.nature(item);
        match nature.life {
            Life::Dead { .. } if warehouse == 0 => self.rng.random_range(6..90),
            Life::Dead { .. } => 0,
            _ if per_day <= 0.0 => 0,
            life => {
                let (_, target) = self.order_levels(item, per_day);
                let too_much = if life == Life::Dying { 2.5 } else { 1.0 };
                (target * self.rng.random_range(0.75..1.15) * too_much).ceil() as i64
            }
        }
    }

    /// When to order and up to how much.
    fn order_levels(&self, item: usize, per_day: f64) -> (f64, f64) {
        let lead_time = self.supplies[item].iter().map(|&it| self.shop.supplies[it].lead_time_days).max();
        let lead_time = f64::from(lead_time.unwrap_or(7));
        let pack = self.shop.nature(item).pack as f64;
        let order_at = per_day * (lead_time + 16.0) + pack.min(per_day * 40.0) + 1.0;
        (order_at, order_at + per_day * 16.0)
    }

    /// The central warehouse is looked through three times a week, the others twice.
    pub(super) fn buy(&mut self, day: Day) {
        self.buy_for_troubles(day);
        let count = self.shop.warehouses.len();
        for warehouse in 0..count.saturating_sub(1).max(1) {
            let is_turn = match warehouse {
                0 => matches!(day.weekday(), 0 | 2 | 4),
                _ => matches!(day.weekday(), 1 | 4),
            };
            if !is_turn {
                continue;
            }
            let mut baskets: BTreeMap<usize, Vec<(usize, i64)>> = BTreeMap::new();
            for item in 0..self.shop.items.len() {
                if let Some((supply, quantity)) = self.wanted(item, warehouse, day) {
                    baskets.entry(self.shop.supplies[supply].supplier).or_default().push((supply, quantity));
                }
            }
            for basket in baskets.into_values() {
                self.order(day, warehouse, &basket);
            }
        }
    }

    fn wanted(&mut self, item: usize, warehouse: usize, day: Day) -> Option<(usize, i64)> {
        let per_day = self.shop.expected_per_day(item, warehouse, day);
        if per_day < 0.005 || self.troubles.contains_key(&(item, warehouse)) {
            return None;
        }
        let (order_at, target) = self.order_levels(item, per_day);
        let position = self.shelves.at(item, warehouse).position();
        if position as f64 > order_at {
            return None;
        }
        let mains: Vec<usize> = self.supplies[item]
            .iter()
            .copied()
            .filter(|&it| self.shop.supplies[it].class == SupplyClass::Main)
            .collect();
        let ratios: Vec<f64> = mains.iter().map(|&it| self.shop.supplies[it].ratio.raw() as f64).collect();
        let supply = mains[weighted(&mut self.rng, &ratios)];
        Some((supply, self.orderable(supply, target.ceil() as i64 - position)))
    }

    fn orderable(&self, supply: usize, quantity: i64) -> i64 {
        let supply = &self.shop.supplies[supply];
        let orderable = Quantity::whole(quantity).max(supply.moq).ceil_to(supply.pack);
        orderable.raw() / Quantity::ONE_RAW
    }

    /// Orders from one supplier; what comes when is decided at once.
    fn order(&mut self, day: Day, warehouse: usize, basket: &[(usize, i64)]) {
        let late = self.lateness(self.shop.supplies[basket[0].0].supplier);
        let (number, due) = self.place(day, warehouse, basket);
        let lines: Vec<_> = (1..)
            .zip(basket)
            .map(|(line, &(it, quantity))| (line, self.shop.supplies[it].item, quantity))
            .collect();
        let arrival = due.plus_days(late);
        if !self.rng.random_bool(0.18) {
            self.deliveries.push(Delivery { day: arrival, purchase_order: number, warehouse, lines });
            return;
        }
        let first = |&(line, item, quantity): &(u32, usize, i64)| (line, item, (quantity * 3 / 5).max(1));
        let rest =
            |&(line, item, quantity): &(u32, usize, i64)| (line, item, quantity - (quantity * 3 / 5).max(1));
        let first = lines.iter().map(first).collect();
        let rest: Vec<_> = lines.iter().map(rest).filter(|it| it.2 > 0).collect();
        self.deliveries.push(Delivery { day: arrival, purchase_order: number, warehouse, lines: first });
        if !rest.is_empty() {
            let day = arrival.plus_days(self.rng.random_range(3..9));
            self.deliveries.push(Delivery { day, purchase_order: number, warehouse, lines: rest });
        }
    }

    /// Writes the order and says when it is due.
    fn place(&mut self, day: Day, warehouse: usize, basket: &[(usize, i64)]) -> (u32, Day) {
        let first = self.shop.supplies[basket[0].0];
        let due = day.plus_days(first.lead_time_days as i32);
        let mut lines = Vec::new();
        for &(at, quantity) in basket {
            let supply = self.shop.supplies[at];
            self.shelves.at(supply.item, warehouse).on_order += quantity;
            let quantity = Quantity::whole(quantity);
            lines.push(PurchaseLine { item: supply.item, quantity, price: supply.price, due });
        }
        self.purchase_orders += 1;
        let number = self.purchase_orders;
        let supplier = first.supplier;
        self.events.push(Event::PurchaseOrder { number, day, supplier, deliver_to: warehouse, lines });
        (number, due)
    }

    /// A quarter of the suppliers is late half of the time, the others seldom.
    fn lateness(&mut self, supplier: usize) -> i32 {
        let is_unreliable = generator(self.shop.seed, "reliability", supplier as u64, 0).random_bool(0.25);
        let (often, most) = if is_unreliable { (0.5, 8) } else { (0.15, 3) };
        if self.rng.random_bool(often) { self.rng.random_range(1..=most) } else { 0 }
    }

    fn buy_for_troubles(&mut self, day: Day) {
        let ordered: Vec<_> = self
            .troubles
            .iter()
            .filter(|(_, it)| it.order.is_some_and(|it| it.day == day))
            .map(|(key, it)| (*key, *it))
            .collect();
        for ((item, warehouse), trouble) in ordered {
            let Some(order) = trouble.order else { continue };
            let supply = self.supplies[item][0];
            let per_day = self.shop.expected_per_day(item, warehouse, day);
            let quantity = self.orderable(supply, (per_day * 25.0).ceil() as i64);
            let (number, _) = self.place(day, warehouse, &[(supply, quantity)]);
            let lines = vec![(1, item, quantity)];
            self.deliveries.push(Delivery { day: order.arrives, purchase_order: number, warehouse, lines });
        }
    }

    pub(super) fn receive(&mut self, day: Day) {
        let (arrived, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.deliveries).into_iter().partition(|it| it.day <= day);
        self.deliveries = later;
        for delivery in arrived {
            let mut lines = Vec::new();
            for (line, item, quantity) in delivery.lines {
                let lot = self.lot(item, day, &delivery.purchase_order.to_string());
                let shelf = self.shelves.at(item, delivery.warehouse);
                shelf.on_order -= quantity;
                shelf.put(quantity, lot.clone());
                lines.push(MovedLine { line, item, quantity: Quantity::whole(quantity), lot });
            }
            let Delivery { purchase_order, warehouse, .. } = delivery;
            self.events.push(Event::Receipt { day, purchase_order, warehouse, lines });
        }
    }
}
