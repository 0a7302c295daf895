//! What the weekday of an order or a receipt changes.

use super::observations::Observation;
use crate::stored_id;
use serde::{Deserialize, Serialize};
use values::{Day, SupplierId};

/// By supplier, sorted, and of all together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Weekdays {
    all: Shares,
    suppliers: Vec<OfSupplier>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct OfSupplier {
    #[serde(with = "stored_id")]
    supplier: SupplierId,
    shares: Shares,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Shares {
    /// Of receipts, by weekday, adding up to one.
    received: [f64; 7],
    /// What an order of this weekday takes, divided by what any takes.
    of_order: [f64; 7],
}

/// What all suppliers do counts as so many orders of each.
const COMMON_ORDERS: f64 = 20.0;
/// A weekday with a smaller share of the receipts is one without deliveries.
const DELIVERING_MIN: f64 = 0.02;

impl Weekdays {
    pub(super) fn new(observations: &[Observation]) -> Weekdays {
        let nothing_known = Shares { received: [1.0 / 7.0; 7], of_order: [1.0; 7] };
        let all = nothing_known.learned(observations);
        let of_supplier =
            |it: &[Observation]| OfSupplier { supplier: it[0].supplier, shares: all.learned(it) };
        let suppliers = observations.chunk_by(|a, b| a.supplier == b.supplier).map(of_supplier).collect();
        Weekdays { all, suppliers }
    }

    fn of(&self, supplier: SupplierId) -> &Shares {
        let at = self.suppliers.binary_search_by_key(&supplier, |it| it.supplier);
        at.map_or(&self.all, |at| &self.suppliers[at].shares)
    }

    /// How much longer than usual an order of this day takes.
    pub(super) fn of_order(&self, supplier: SupplierId, ordered: Day) -> f64 {
        self.of(supplier).of_order[usize::from(ordered.weekday())]
    }

    /// The day itself or the next on which the supplier delivers.
    pub(super) fn delivering(&self, supplier: SupplierId, day: Day) -> Day {
        let shares = self.of(supplier);
        let delivers = |it: &Day| shares.received[usize::from(it.weekday())] >= DELIVERING_MIN;
        (0..7).map(|it| day.plus_days(it)).find(delivers).unwrap_or(day)
    }
}

impl Shares {
    /// These, as far as the observations do not say otherwise.
    fn learned(&self, observations: &[Observation]) -> Shares {
        let mut received = self.received.map(|it| it * COMMON_ORDERS);
        let (mut days, mut orders) = ([0.0; 7], [0.0; 7]);
        for it in observations {
            let Some(day) = it.received else { continue };
            received[usize::from(day.weekday())] += it.weight;
            days[usize::from(it.ordered.weekday())] += it.weight * it.days;
            orders[usize::from(it.ordered.weekday())] += it.weight;
        }
        let all: f64 = received.iter().sum();
        let mean = days.iter().sum::<f64>() / orders.iter().sum::<f64>();
        let of_order = |at: usize| match mean > 0.0 {
            true => (days[at] / mean + COMMON_ORDERS * self.of_order[at]) / (orders[at] + COMMON_ORDERS),
            false => self.of_order[at],
        };
        Shares { received: received.map(|it| it / all), of_order: std::array::from_fn(of_order) }
    }
}
