//! Histories of many places at once: to learn from, to replay, to judge forecasts by.

use super::sellable::{Clock, sellable};
use planning::{Frequency, Panel, Series, classes};
use std::collections::BTreeMap;
use storage::Tx;
use storage::situations::Pair;
use storage::stockouts::Stockout;
use values::{Day, ItemId, Quantity, UnitPrice, WarehouseId};

/// Places and what was wanted there, day by day, until yesterday.
pub(super) struct Places {
    pub(super) keys: Vec<Pair>,
    pub(super) panel: Panel,
    /// How many there are, of which these are a fair part.
    pub(super) of: usize,
}

/// Every place that ever sold, or of many an even part. Demand that does not say its warehouse belongs
/// to the first that has the item.
pub(super) fn load(
    tx: &mut dyn Tx,
    since: Day,
    clock: Clock,
    today: Day,
    most: usize,
    wanted: &dyn Fn(ItemId) -> bool,
    here: &dyn Fn(WarehouseId) -> bool,
) -> Result<Places, storage::Error> {
    let homes = storage::situations::homes(tx)?;
    let stockouts = storage::stockouts::all(tx, clock.midnight(since))?;
    let mut found: BTreeMap<Pair, Vec<(Day, Quantity)>> = BTreeMap::new();
    let mut collect = |item: ItemId, it: storage::demand::DailyDemand| {
        if !wanted(item) {
            return;
        }
        let warehouse = it.warehouse.or_else(|| homes.get(&item).copied());
        if let Some(warehouse) = warehouse.filter(|it| here(*it)) {
            found.entry((item, warehouse)).or_default().push((it.day, it.wanted));
        }
    };
    storage::demand::each_daily(tx, since, today, &mut collect)?;
    let of = found.len();
    let every = of.div_ceil(most.max(1)).max(1);
    let chosen = found.into_iter().step_by(every);
    let (keys, series) =
        chosen.map(|(key, days)| (key, series(&days, stockouts.get(&key), today, clock))).unzip();
    Ok(Places { keys, panel: Panel { frequency: Frequency::Day, series }, of })
}

/// What was wanted of every item, over all places, until yesterday; with what a unit sells for.
pub(super) fn items(tx: &mut dyn Tx, since: Day, today: Day) -> Result<Vec<classes::Item>, storage::Error> {
    let masters = storage::situations::sold_for(tx)?;
    let mut found: BTreeMap<ItemId, Vec<(Day, Quantity)>> = BTreeMap::new();
    let mut collect = |item: ItemId, it: storage::demand::DailyDemand| {
        found.entry(item).or_default().push((it.day, it.wanted));
    };
    storage::demand::each_daily(tx, since, today, &mut collect)?;
    let no_clock = Clock { now: Default::default(), offset_seconds: 0 };
    let item = |(item, days): (ItemId, Vec<(Day, Quantity)>)| {
        let (price, is_ending) = masters.get(&item).copied().unwrap_or_default();
        let series = series(&days, None, today, no_clock);
        classes::Item {
            item,
            first: series.first,
            days: series.quantity,
            value_per_unit: price.map_or(0.0, |it| it.raw() as f64 / UnitPrice::ONE_RAW as f64),
            is_ending,
        }
    };
    Ok(found.into_iter().map(item).collect())
}

/// `days` in any order, some of them more than once.
fn series(days: &[(Day, Quantity)], stockouts: Option<&Vec<Stockout>>, today: Day, clock: Clock) -> Series {
    let first = days.iter().map(|it| it.0).min().unwrap_or(today);
    let mut quantity = vec![0.0; usize::try_from(today.days_since(first)).unwrap_or(0)];
    for (day, wanted) in days {
        if let Some(sum) = usize::try_from(day.days_since(first)).ok().and_then(|at| quantity.get_mut(at)) {
            *sum += planning::units(*wanted);
        }
    }
    let sellable = stockouts.map_or_else(Vec::new, |it| sellable(it, first, today, clock));
    let sellable = sellable.into_iter().map(|it| f32::from(it) / 100.0).collect();
    Series { first, quantity, sellable }
}
