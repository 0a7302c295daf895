//! Where the facts of a report come from.

use super::axis::{Dim, Dims, Facts};
use super::by_id::ById;
use super::group::Grouper;
use super::measure::flow;
use crate::failure::Failure;
use crate::turn::Turn;
use business::Side;
use documents::{DocumentType, Filter};
use ledger::{BalanceKey, Place};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use storage::Tx;
use storage::reports::{Column, Facts as Wanted, ORDER_SUMS, Only};
use storage::turnover::{Held, deal};
use values::{Day, ItemId, Money, Quantity, WarehouseId};

/// Documents of any of these types that match there, in a dimension.
pub(super) type Limit = (Dim, Vec<(Arc<DocumentType>, Filter)>);

/// Which facts: of these days, and of documents that match.
pub(super) struct Scope {
    pub(super) from: Day,
    pub(super) through: Day,
    /// The end of `through` only; nothing of how it came about.
    pub(super) at_end: bool,
    /// The first days of periods that are told apart, if any are.
    pub(super) periods: Vec<Day>,
    /// What the caller may see, and what was asked for.
    pub(super) matching: Vec<Limit>,
}

/// Adds all facts in the scope to `into`. `dims` are those that it looks at.
pub(super) fn collect(
    tx: &mut dyn Tx,
    turn: &Turn,
    facts: Facts,
    scope: &Scope,
    dims: &[Dim],
    into: &mut Grouper,
) -> Result<(), Failure> {
    match facts {
        Facts::Traded(side) => lines(tx, side, None, scope, dims, into),
        Facts::Ordered(side) => lines(tx, side, Some(turn.today), scope, dims, into),
        Facts::Flow => stock(tx, scope, dims.contains(&Dim::Warehouse), into),
    }
}

fn column(dim: Dim) -> Column {
    match dim {
        Dim::Item => Column::Item,
        Dim::Warehouse => Column::Warehouse,
        Dim::Partner => Column::Partner,
        Dim::Channel => Column::Channel,
        Dim::Member => Column::Member,
        Dim::Document => Column::Document,
        Dim::Order => Column::Order,
    }
}

/// What was traded, or what was ordered as it stands on a day.
fn lines(
    tx: &mut dyn Tx,
    side: Side,
    ordered_as_of: Option<Day>,
    scope: &Scope,
    dims: &[Dim],
    into: &mut Grouper,
) -> Result<(), Failure> {
    let named = dims.iter().filter_map(|dim| Some(Only::Ids(column(*dim), into.wanted(*dim)?)));
    let matching = scope.matching.iter().map(|(dim, any)| Only::Matching(column(*dim), any));
    let only = named.chain(matching);
    let (from, through, periods) = (scope.from, scope.through, scope.periods.clone());
    let wanted = Wanted { side, from, through, periods, only: only.collect() };
    let in_time = !scope.periods.is_empty();
    let day = in_time.then_some(Column::Day);
    let columns: Vec<Column> = dims.iter().map(|it| column(*it)).chain(day).collect();
    let mut sums = Vec::with_capacity(ORDER_SUMS);
    let mut add = |row: &[Option<i64>]| {
        let mut of = Dims::default();
        for (at, dim) in dims.iter().enumerate() {
            of.ids[*dim as usize] = row[at];
        }
        if in_time {
            of.day = row[dims.len()].unwrap_or_default();
        }
        sums.clear();
        sums.extend(row[columns.len()..].iter().map(|it| it.unwrap_or_default()));
        into.add(&of, &sums);
    };
    match ordered_as_of {
        None => storage::reports::traded(tx, &wanted, &columns, &mut add)?,
        Some(today) => storage::reports::ordered(tx, &wanted, today, &columns, &mut add)?,
    }
    Ok(())
}

/// What matches in a dimension, as a set; `None` when all does.
fn matching(tx: &mut dyn Tx, scope: &Scope, dim: Dim) -> Result<Option<HashSet<i64>>, Failure> {
    let mut found: Option<HashSet<i64>> = None;
    for (_, any) in scope.matching.iter().filter(|it| it.0 == dim) {
        let mut these: HashSet<i64> = HashSet::new();
        for (of, filter) in any {
            these.extend(storage::reports::matching(tx, of, filter)?);
        }
        found = Some(match found {
            Some(before) => before.intersection(&these).copied().collect(),
            None => these,
        });
    }
    Ok(found)
}

type PlaceCode = i64;

/// By item and place, so that what one place has less of another's average can be told.
fn stock(tx: &mut dyn Tx, scope: &Scope, by_place: bool, into: &mut Grouper) -> Result<(), Failure> {
    let items = matching(tx, scope, Dim::Item)?;
    let items: Option<Vec<ItemId>> = items.map(|it| it.into_iter().map(ItemId).collect());
    let places = matching(tx, scope, Dim::Warehouse)?;
    let apart = by_place || places.is_some();

    let mut flows: ById<(i64, PlaceCode), [i64; flow::WIDTH]> = ById::default();
    let before = if scope.at_end { scope.through } else { scope.from.plus_days(-1) };
    for (key, held) in storage::turnover::all_at(tx, items.as_deref(), before)? {
        let sums = flows.entry((key.item.0, key.warehouse.0)).or_insert([0; flow::WIDTH]);
        (sums[flow::OPENING], sums[flow::OPENING + 1]) = (held.quantity.raw(), held.value.raw());
    }
    if !scope.at_end {
        storage::turnover::moved(tx, [scope.from, scope.through], items.as_deref(), &mut |row| {
            let of = |at: usize| row[at].unwrap_or_default();
            let (item, from, to, quantity, value) = (of(0), of(1), of(2), of(3), of(4));
            for (place, kind) in [(from, left_for(from, to)), (to, came_from(from, to))] {
                let Some(kind) = kind else { continue };
                let sums = flows.entry((item, place)).or_insert([0; flow::WIDTH]);
                sums[kind] = sums[kind].saturating_add(quantity);
                sums[kind + 1] = sums[kind + 1].saturating_add(value);
            }
        })?;
    }
    let opened = [
        storage::turnover::opened_at(tx, items.as_deref(), before)?,
        storage::turnover::opened_at(tx, items.as_deref(), scope.through)?,
    ];
    let mut all: Vec<((i64, PlaceCode), [i64; flow::WIDTH])> = flows.into_iter().collect();
    all.sort_unstable_by_key(|it| it.0);
    for of_item in all.chunk_by_mut(|one, next| one.0.0 == next.0.0) {
        revalue(of_item, [opened[0].as_ref(), opened[1].as_ref()]);
        for ((item, place), sums) in of_item {
            if !apart {
                // From one shelf to another of the same company is neither in nor out.
                for at in [flow::MOVED_IN, flow::MOVED_IN + 1, flow::MOVED_OUT, flow::MOVED_OUT + 1] {
                    sums[at] = 0;
                }
            }
            if places.as_ref().is_none_or(|it| it.contains(place)) && sums.iter().any(|it| *it != 0) {
                let mut of = Dims::default();
                of.ids[Dim::Item as usize] = Some(*item);
                of.ids[Dim::Warehouse as usize] = Some(*place);
                into.add(&of, &sums[..]);
            }
        }
    }
    Ok(())
}

fn is_ours(place: PlaceCode) -> bool {
    Place::from_code(place).is_some_and(Place::is_ours)
}

fn came_from(from: PlaceCode, to: PlaceCode) -> Option<usize> {
    is_ours(to).then(|| match Place::from_code(from) {
        Some(Place::Supplier) => flow::BOUGHT,
        Some(Place::Customer) => flow::RETURNED,
        Some(Place::Production) => flow::MADE,
        Some(Place::Storage(_) | Place::Transit | Place::Loan) => flow::MOVED_IN,
        Some(Place::Adjustment | Place::Scrap) | None => flow::FOUND,
    })
}

fn left_for(from: PlaceCode, to: PlaceCode) -> Option<usize> {
    is_ours(from).then(|| match Place::from_code(to) {
        Some(Place::Customer) => flow::SOLD,
        Some(Place::Supplier) => flow::SENT_BACK,
        Some(Place::Production) => flow::USED,
        Some(Place::Scrap) => flow::SCRAPPED,
        Some(Place::Storage(_) | Place::Transit | Place::Loan) => flow::MOVED_OUT,
        Some(Place::Adjustment) | None => flow::LOST,
    })
}

/// Where an item has one average cost, what lies in a place is worth its share, by quantity, of the item's
/// value; the moves of the place alone would say something else. What that moves between places is told as
/// such, and is nothing in sum.
fn revalue(
    places: &mut [((i64, PlaceCode), [i64; flow::WIDTH])],
    [before, after]: [Option<&BTreeMap<BalanceKey, Money>>; 2],
) {
    let held = |quantity: i64, value: i64| Held {
        quantity: Quantity::from_raw(quantity),
        value: Money::from_raw(value),
    };
    let closing = |sums: &[i64; flow::WIDTH], at: usize| {
        let ins = [flow::BOUGHT, flow::RETURNED, flow::MOVED_IN, flow::MADE, flow::FOUND];
        let outs = [flow::SOLD, flow::SENT_BACK, flow::MOVED_OUT, flow::USED, flow::SCRAPPED, flow::LOST];
        let sum = |kinds: &[usize]| kinds.iter().map(|it| sums[it + at]).sum::<i64>();
        sums[flow::OPENING + at] + sum(&ins) - sum(&outs)
    };
    let key =
        |(item, place): (i64, PlaceCode)| BalanceKey { item: ItemId(item), warehouse: WarehouseId(place) };
    let of_opening = places.iter().map(|(at, it)| (key(*at), held(it[flow::OPENING], it[flow::OPENING + 1])));
    let of_closing = places.iter().map(|(at, it)| (key(*at), held(closing(it, 0), closing(it, 1))));
    let before = deal(&of_opening.collect::<Vec<_>>(), before);
    let after = deal(&of_closing.collect::<Vec<_>>(), after);
    for (((_, sums), before), after) in places.iter_mut().zip(before).zip(after) {
        sums[flow::OPENING + 1] = before.raw();
        sums[flow::REVALUED + 1] = after.raw() - closing(sums, 1);
    }
}
