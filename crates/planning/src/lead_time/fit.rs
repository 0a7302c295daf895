//! One way to weigh the past, applied to all of it.

use super::change;
use super::distribution::Basis;
use super::observations::Observation;
use super::product_limit::{Seen, Weighted, mean_log, product_limit, slices};
use crate::stored_id;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use values::{Day, ItemId, SupplierId};

/// What lead times are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Scale {
    /// Days and one, so that there is a logarithm of none.
    Days,
    /// The same, divided by the same of the promise.
    Promises,
}

/// How the past is weighed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// An order of so many days ago counts half.
    pub half_life_days: f64,
    /// So many orders of one item count as much as all others of the supplier.
    pub item_orders: f64,
    /// Standard deviation of the logarithm of a supplier's level, from what it was to what it will be.
    pub drift: f64,
    /// What orders before a change count.
    pub before_change: f64,
}

/// The common shape counts as so many orders.
const SHAPE_ORDERS: f64 = 20.0;
/// The common level counts as so many orders.
const LEVEL_ORDERS: f64 = 5.0;
const SHAPE_POINTS: usize = 100;
const SUPPLIER_POINTS: usize = 60;
const ITEM_POINTS: usize = 30;
/// A normal distribution in five points: the middle 30 %, 25 % on either side, and the outer 10 %
/// each.
const DRIFT: [(f64, f64); 5] = [(-1.645, 0.1), (-0.674, 0.25), (0.0, 0.3), (0.674, 0.25), (1.645, 0.1)];

/// The distributions of all suppliers and items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Fit {
    pub(super) settings: Settings,
    /// What is thought of a supplier never seen.
    anyone: Vec<Weighted>,
    /// Values relative to the supplier's level.
    shape: Vec<Weighted>,
    suppliers: Vec<OfSupplier>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct OfSupplier {
    #[serde(with = "stored_id")]
    supplier: SupplierId,
    /// The logarithm, drawn towards the common level.
    level: f64,
    points: Vec<Weighted>,
    items: Vec<OfItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct OfItem {
    #[serde(with = "stored_id")]
    item: ItemId,
    points: Vec<Weighted>,
}

impl Scale {
    pub(super) fn of(self, it: &Observation) -> Option<f64> {
        match self {
            Scale::Days => Some(it.days + 1.0),
            Scale::Promises => it.promised.map(|promised| (it.days + 1.0) / (promised + 1.0)),
        }
    }
}

impl Fit {
    /// What is known on `today`, the observations being of that day.
    pub(super) fn new(observations: &[Observation], scale: Scale, settings: &Settings, today: Day) -> Fit {
        let mut seen: BTreeMap<SupplierId, BTreeMap<ItemId, Vec<Seen>>> = BTreeMap::new();
        for of_supplier in observations.chunk_by(|a, b| a.supplier == b.supplier) {
            let since = match settings.before_change < 1.0 {
                true => change::find(of_supplier, today).map(|it| it.since),
                false => None,
            };
            for it in of_supplier {
                let age = f64::from(today.days_since(it.ordered));
                let before =
                    if since.is_some_and(|since| it.ordered < since) { settings.before_change } else { 1.0 };
                let weight = it.weight * before * (-age / settings.half_life_days).exp2();
                if let Some(value) = scale.of(it) {
                    let items = seen.entry(it.supplier).or_default();
                    items.entry(it.item).or_default().push((value, weight, it.received.is_some()));
                }
            }
        }
        let settings = *settings;
        let all = product_limit(seen.values().flat_map(BTreeMap::values).flatten().copied().collect());
        if all.is_empty() {
            return Fit { settings, anyone: all, shape: Vec::new(), suppliers: Vec::new() };
        }
        let common_level = mean_log(&all);
        let (mut suppliers, mut shape) = (Vec::new(), Vec::new());
        for (supplier, items) in seen {
            let points = product_limit(items.values().flatten().copied().collect());
            let orders: f64 = points.iter().map(|it| it.1).sum();
            if orders <= 0.0 {
                continue;
            }
            let own = mean_log(&points);
            let level = (own * orders + common_level * LEVEL_ORDERS) / (orders + LEVEL_ORDERS);
            shape.extend(points.iter().map(|it| (it.0 / level.exp(), it.1)));
            let item = |(item, seen)| OfItem { item, points: slices(&product_limit(seen), ITEM_POINTS) };
            let items = items.into_iter().map(item).collect();
            suppliers.push(OfSupplier { supplier, level, points: slices(&points, SUPPLIER_POINTS), items });
        }
        shape.sort_by(|a, b| a.0.total_cmp(&b.0));
        Fit { settings, anyone: slices(&all, SHAPE_POINTS), shape: slices(&shape, SHAPE_POINTS), suppliers }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.anyone.is_empty()
    }

    /// The distribution of one item of one supplier, sorted.
    pub(super) fn points(&self, supplier: SupplierId, item: ItemId) -> (Basis, Vec<Weighted>) {
        let at = self.suppliers.binary_search_by_key(&supplier, |it| it.supplier);
        let Ok(at) = at else {
            return (Basis::Everyone, self.drifted(self.anyone.clone()));
        };
        let of_supplier = &self.suppliers[at];
        let moved = of_supplier.level.exp();
        let shape_weight: f64 = self.shape.iter().map(|it| it.1).sum();
        let mut points: Vec<Weighted> =
            self.shape.iter().map(|it| (it.0 * moved, it.1 / shape_weight * SHAPE_ORDERS)).collect();
        points.extend(&of_supplier.points);
        let orders = total(&of_supplier.points);
        let of_item = of_supplier.items.binary_search_by_key(&item, |it| it.item);
        let Some(of_item) = of_item.ok().map(|it| &of_supplier.items[it]) else {
            return (Basis::Supplier { orders }, self.drifted(points));
        };
        let share = self.settings.item_orders / total(&points);
        points.iter_mut().for_each(|it| it.1 *= share);
        points.extend(&of_item.points);
        (Basis::Item { orders: total(&of_item.points), of_supplier: orders }, self.drifted(points))
    }

    fn drifted(&self, points: Vec<Weighted>) -> Vec<Weighted> {
        let mut drifted = points;
        if self.settings.drift > 0.0 {
            let steps = DRIFT.map(|(step, share)| ((step * self.settings.drift).exp(), share));
            let spread =
                |&(value, weight): &Weighted| steps.map(|(factor, share)| (value * factor, weight * share));
            drifted = drifted.iter().flat_map(spread).collect();
        }
        drifted.sort_by(|a, b| a.0.total_cmp(&b.0));
        drifted
    }
}

fn total(points: &[Weighted]) -> f64 {
    points.iter().map(|it| it.1).sum()
}
