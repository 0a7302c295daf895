//! How long suppliers really take: lead times learned from what was ordered and what came.
//!
//! Three levels share strength. What one supplier needed for one item counts most, thinned out by
//! what the supplier needs for all items, and that by the shape all suppliers have in common,
//! moved to this supplier's level. Every level remembers with a half-life. What has not come yet is
//! known to take at least as long as it has taken (a censored observation, product-limit
//! estimate). A supplier's level itself drifts: how far is measured, and widens the distribution.
//! Half-life, drift, trust in single items and forgetting what lies before a change are chosen by
//! replaying the past from several days (rolling origin), never from what came later.

mod change;
mod choose;
mod distribution;
mod fit;
mod observations;
mod product_limit;
mod record;
#[cfg(test)]
mod tests;
mod weekdays;

pub use self::change::{Change, FALSE_ALARMS};
pub use self::distribution::{Basis, LeadTime};
pub use self::fit::Settings;
pub use self::record::{Rate, Record};

use self::choose::choose;
use self::fit::{Fit, Scale};
use self::observations::{Open, observe};
use self::weekdays::Weekdays;
use crate::stored_id;
use serde::{Deserialize, Serialize};
use values::{Day, ItemId, Quantity, SupplierId};

/// One order line and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    pub supplier: SupplierId,
    pub item: ItemId,
    pub ordered: Day,
    pub promised: Option<Day>,
    pub quantity: Quantity,
    /// In any order.
    pub receipts: Vec<Receipt>,
    /// Whether what is missing may still come.
    pub is_open: bool,
}

/// What came on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub day: Day,
    /// What the supplier brought, good or not.
    pub quantity: Quantity,
    /// What of it was refused.
    pub rejected: Quantity,
}

/// Days on which a supplier does nothing: a holiday, a stocktaking, works at the factory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// All of them when none is named.
    #[serde(with = "stored_id::optional")]
    pub supplier: Option<SupplierId>,
    pub first: Day,
    /// Closed too.
    pub last: Day,
}

/// Everything learned about the lead times of a company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// From order to receipt, in days.
    days: Fit,
    /// From order to receipt, in promises.
    promises: Fit,
    /// Whether promises say more than the past does.
    trusts_promises: bool,
    weekdays: Weekdays,
    records: Vec<Record>,
    open: Open,
}

/// What is known by the end of `today`. Closed days, past and to come, are not counted against a
/// supplier and put off what would come on them. Lines ordered after `today`, without quantity, or
/// received long before they were ordered say nothing and are left out.
pub fn learn(deliveries: &[Delivery], closed: &[Closed], today: Day) -> Learned {
    let open = Open::new(closed);
    let observations = observe(deliveries, &open, today);
    let changes = change::find_all(&observations, today);
    let (days, days_loss) = choose(&observations, Scale::Days, today);
    let (promises, promises_loss) = choose(&observations, Scale::Promises, today);
    let trusts_promises = match (days_loss, promises_loss) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(days), Some(promises)) => promises < days,
    };
    Learned {
        days,
        promises,
        trusts_promises,
        weekdays: Weekdays::new(&observations),
        records: record::all(deliveries, &observations, &changes, today),
        open,
    }
}

impl Learned {
    /// How long an order of `item` takes that the supplier promises in `promised` days. Nothing is
    /// known without a promise before anything was ever received.
    pub fn distribution(
        &self,
        supplier: SupplierId,
        item: ItemId,
        promised: Option<u32>,
    ) -> Option<LeadTime> {
        let (basis, points) = self.points(supplier, item, promised)?;
        Some(LeadTime::new(basis, &points, promised))
    }

    /// The same for an order of the day `ordered`: what would come on a closed day, or on a weekday
    /// on which this supplier never delivers, comes on the next that is open.
    pub fn distribution_on(
        &self,
        supplier: SupplierId,
        item: ItemId,
        promised: Option<u32>,
        ordered: Day,
    ) -> Option<LeadTime> {
        let (basis, points) = self.points(supplier, item, promised)?;
        let factor = self.weekdays.of_order(supplier, ordered);
        let arrive = |days: f64| {
            let worked = self.open.arrival(supplier, ordered, (days * factor).round() as i32);
            let day = self.weekdays.delivering(supplier, worked);
            f64::from(day.days_since(ordered))
        };
        let points: Vec<(f64, f64)> = points.iter().map(|&(days, weight)| (arrive(days), weight)).collect();
        Some(LeadTime::new(basis, &points, promised))
    }

    /// What is on a supplier's file; none before the first order.
    pub fn record(&self, supplier: SupplierId) -> Option<&Record> {
        let at = self.records.binary_search_by_key(&supplier, |it| it.supplier).ok()?;
        Some(&self.records[at])
    }

    /// Of all suppliers, by id.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// How the past is weighed, as chosen by replaying it.
    pub fn settings(&self) -> Settings {
        if self.trusts_promises { self.promises.settings } else { self.days.settings }
    }

    fn points(
        &self,
        supplier: SupplierId,
        item: ItemId,
        promised: Option<u32>,
    ) -> Option<(Basis, Vec<(f64, f64)>)> {
        let by_promise = promised.filter(|_| self.trusts_promises || self.days.is_empty());
        if let Some(promised) = by_promise.filter(|_| !self.promises.is_empty()) {
            let (basis, mut points) = self.promises.points(supplier, item);
            let scale = f64::from(promised) + 1.0;
            points.iter_mut().for_each(|it| it.0 = (it.0 * scale - 1.0).max(0.0));
            return Some((basis, points));
        }
        if !self.days.is_empty() {
            let (basis, mut points) = self.days.points(supplier, item);
            points.iter_mut().for_each(|it| it.0 = (it.0 - 1.0).max(0.0));
            return Some((basis, points));
        }
        let promised = f64::from(promised?);
        Some((Basis::Promise, vec![(promised, 2.0), ((promised * 1.25).ceil(), 1.0)]))
    }
}
