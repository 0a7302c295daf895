//! What order lines say about lead times, and what is not counted against a supplier.

use super::{Closed, Delivery};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use values::{Day, ItemId, SupplierId};

/// A share of one order line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Observation {
    pub(super) supplier: SupplierId,
    pub(super) item: ItemId,
    pub(super) ordered: Day,
    /// Open days from order to receipt; as of today when it has not come.
    pub(super) days: f64,
    /// The day of receipt; none when it has not come.
    pub(super) received: Option<Day>,
    /// Open days from order to the promised day.
    pub(super) promised: Option<f64>,
    /// The lines of one order day come together, so together they count as one order.
    pub(super) weight: f64,
}

/// When suppliers work.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Open {
    closed: Vec<Closed>,
}

/// A receipt dated this long before its order, or longer, is a slip of the pen.
const BACKDATED_DAYS_MAX: i32 = 7;
/// Nobody waits so long; what has not come after ten years never will.
const DAYS_MAX: i32 = 3_653;

impl Open {
    pub(super) fn new(closed: &[Closed]) -> Open {
        let mut closed: Vec<Closed> = closed.iter().filter(|it| it.first <= it.last).copied().collect();
        closed.sort_unstable_by_key(|it| (it.first, it.last, it.supplier));
        Open { closed }
    }

    fn is_closed(&self, supplier: SupplierId, day: Day) -> bool {
        let of_supplier = |it: &&Closed| it.supplier.is_none_or(|it| it == supplier);
        self.closed.iter().filter(of_supplier).any(|it| it.first <= day && day <= it.last)
    }

    /// The days after `from` up to `to` on which the supplier worked; negative backwards.
    pub(super) fn days(&self, supplier: SupplierId, from: Day, to: Day) -> i32 {
        let all = to.days_since(from);
        if self.closed.is_empty() || all <= 0 {
            return all;
        }
        // A receipt on a closed day counts as work done before.
        let worked = (1..=all.min(DAYS_MAX)).filter(|&it| !self.is_closed(supplier, from.plus_days(it)));
        worked.count() as i32
    }

    /// The day that lies `days` open days after `from`.
    pub(super) fn arrival(&self, supplier: SupplierId, from: Day, days: i32) -> Day {
        if self.closed.is_empty() {
            return from.plus_days(days);
        }
        let (mut day, mut left) = (from, days);
        for _ in 0..DAYS_MAX {
            if left <= 0 && !self.is_closed(supplier, day) {
                break;
            }
            day = day.plus_days(1);
            if !self.is_closed(supplier, day) {
                left -= 1;
            }
        }
        day
    }
}

/// Received shares count with their day, and the rest, while it may come, as not yet come.
pub(super) fn observe(deliveries: &[Delivery], open: &Open, today: Day) -> Vec<Observation> {
    let mut lines: BTreeMap<(SupplierId, Day), f64> = BTreeMap::new();
    let usable = |it: &&Delivery| {
        let backdated =
            it.receipts.iter().any(|receipt| receipt.day < it.ordered.plus_days(-BACKDATED_DAYS_MAX));
        it.quantity.is_positive() && it.ordered <= today && !backdated
    };
    let usable: Vec<&Delivery> = deliveries.iter().filter(usable).collect();
    for line in &usable {
        *lines.entry((line.supplier, line.ordered)).or_default() += 1.0;
    }
    let mut observations = Vec::with_capacity(usable.len());
    for line in usable {
        let together = lines[&(line.supplier, line.ordered)];
        let wanted = line.quantity.raw() as f64;
        let promised = line.promised.filter(|it| *it >= line.ordered);
        let promised = promised.map(|it| f64::from(open.days(line.supplier, line.ordered, it)));
        let mut add = |day: Day, received: Option<Day>, share: f64| {
            observations.push(Observation {
                supplier: line.supplier,
                item: line.item,
                ordered: line.ordered,
                days: f64::from(open.days(line.supplier, line.ordered, day).clamp(0, DAYS_MAX)),
                received,
                promised,
                weight: share / together,
            });
        };
        let mut receipts: Vec<_> = line.receipts.iter().filter(|it| it.quantity.is_positive()).collect();
        receipts.sort_unstable_by_key(|it| it.day);
        let mut missing = 1.0;
        for receipt in receipts.into_iter().filter(|it| it.day <= today) {
            // More than was ordered says nothing more about time.
            let share = (receipt.quantity.raw() as f64 / wanted).min(missing);
            if share > 0.0 {
                add(receipt.day, Some(receipt.day), share);
                missing -= share;
            }
        }
        const NOTHING: f64 = 1e-6;
        if line.is_open && missing > NOTHING {
            add(today, None, missing);
        }
    }
    observations.sort_by_key(|it| (it.supplier, it.ordered, it.item, it.received));
    observations
}

impl Observation {
    /// What was known of it on an earlier day; none of an order that was not placed yet.
    pub(super) fn as_of(&self, day: Day) -> Option<Observation> {
        if self.ordered > day {
            return None;
        }
        if self.received.is_some_and(|it| it <= day) {
            return Some(*self);
        }
        let waited = f64::from(day.days_since(self.ordered)).min(self.days);
        Some(Observation { received: None, days: waited, ..*self })
    }
}
