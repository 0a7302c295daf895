//! Histories of many places at once: to learn from, to replay, to judge forecasts by.

use super::sellable::{Clock, sellable};
use planning::plain::{price, units};
use planning::{Frequency, Panel, Series, classes};
use std::collections::BTreeMap;
use storage::Tx;
use storage::demand::DailyDemand;
use storage::situations::Pair;
use values::{Day, ItemId, Quantity, WarehouseId};

/// Places and what was wanted there, day by day, until yesterday.
pub(super) struct Places {
    pub(super) keys: Vec<Pair>,
    pub(super) panel: Panel,
    /// How many there are, of which these are a fair part.
    pub(super) of: usize,
}

/// What was wanted of every item, where it says where, from a day on until yesterday. It is a large
/// table, so it is read once for all that is made of it.
pub(super) struct Wanted {
    since: Day,
    today: Day,
    days: BTreeMap<(ItemId, Option<WarehouseId>), Days>,
}

/// Days and what was wanted on each, in any order, some of them more than once.
type Days = Vec<(Day, Quantity)>;

impl Wanted {
    pub(super) fn read(
        tx: &mut dyn Tx,
        since: Day,
        today: Day,
        is_wanted: &dyn Fn(ItemId) -> bool,
    ) -> Result<Wanted, storage::Error> {
        let mut days: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut collect = |item: ItemId, it: DailyDemand| {
            if is_wanted(item) {
                days.entry((item, it.warehouse)).or_default().push((it.day, it.wanted));
            }
        };
        storage::demand::each_daily(tx, since, today, &mut collect)?;
        Ok(Wanted { since, today, days })
    }

    /// Every place that ever sold, or of many an even part. Demand that does not say its warehouse
    /// belongs to the first that has the item.
    pub(super) fn places(
        &self,
        tx: &mut dyn Tx,
        clock: Clock,
        most: usize,
        is_wanted: &dyn Fn(WarehouseId) -> bool,
    ) -> Result<Places, storage::Error> {
        let homes = storage::situations::homes(tx)?;
        let stockouts = storage::stockouts::all(tx, clock.midnight(self.since))?;
        let mut found: BTreeMap<Pair, Days> = BTreeMap::new();
        for ((item, warehouse), days) in &self.days {
            let warehouse = warehouse.or_else(|| homes.get(item).copied());
            if let Some(warehouse) = warehouse.filter(|it| is_wanted(*it)) {
                found.entry((*item, warehouse)).or_default().extend(days);
            }
        }
        let of = found.len();
        let every = of.div_ceil(most.max(1)).max(1);
        let series = |key: &Pair, days: &[(Day, Quantity)]| {
            let (first, quantity) = self.daily(days);
            let stockouts = stockouts.get(key).map_or(&[][..], Vec::as_slice);
            let shares = sellable(stockouts, first, self.today, clock);
            Series { first, quantity, sellable: shares.into_iter().map(|it| f32::from(it) / 100.0).collect() }
        };
        let chosen = found.into_iter().step_by(every);
        let (keys, series) = chosen.map(|(key, days)| (key, series(&key, &days))).unzip();
        Ok(Places { keys, panel: Panel { frequency: Frequency::Day, series }, of })
    }

    /// Every item, over all places, with what a unit sells for.
    pub(super) fn items(&self, tx: &mut dyn Tx) -> Result<Vec<classes::Item>, storage::Error> {
        let masters = storage::situations::sold_for(tx)?;
        let mut found: BTreeMap<ItemId, Days> = BTreeMap::new();
        for ((item, _), days) in &self.days {
            found.entry(*item).or_default().extend(days);
        }
        let item = |(item, days): (ItemId, Days)| {
            let (sold_for, is_ending) = masters.get(&item).copied().unwrap_or_default();
            let (first, days) = self.daily(&days);
            classes::Item { item, first, days, value_per_unit: sold_for.map_or(0.0, price), is_ending }
        };
        Ok(found.into_iter().map(item).collect())
    }

    /// The first day, and what was wanted on each from it on.
    fn daily(&self, days: &[(Day, Quantity)]) -> (Day, Vec<f64>) {
        let first = days.iter().map(|it| it.0).min().unwrap_or(self.today);
        let mut wanted = vec![0.0; usize::try_from(self.today.days_since(first)).unwrap_or(0)];
        for (day, quantity) in days {
            if let Some(sum) = usize::try_from(day.days_since(first)).ok().and_then(|at| wanted.get_mut(at)) {
                *sum += units(*quantity);
            }
        }
        (first, wanted)
    }
}
