//! From which warehouses to ship what is wanted (自动分仓): nearest first, in the fewest parcels, or
//! what expires first.

use std::collections::{BTreeMap, BTreeSet};
use values::{Day, ItemId, Quantity, WarehouseId};

/// How to choose among warehouses that all have something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// In the order of the warehouses, each gives what it has.
    #[default]
    Nearest,
    /// As few warehouses as can ship all that can be shipped.
    FewestParcels,
    /// 先到期先出: what expires first leaves first, wherever it lies.
    Fefo,
}

/// One warehouse's stock of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub warehouse: WarehouseId,
    pub available: Quantity,
    /// Goods of a known expiry on hand here; what is promised already is taken to leave first.
    pub lots: Vec<(Day, Quantity)>,
    pub on_hand: Quantity,
}

/// A quantity to ship from one warehouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub warehouse: WarehouseId,
    pub quantity: Quantity,
}

/// Where each wanted line is shipped from, in the order of the lines; what no warehouse has is in
/// none of its parts. `stock` has the warehouses of each item in the order in which they are
/// preferred, and each warehouse once.
pub fn source(
    strategy: Strategy,
    wanted: &[(ItemId, Quantity)],
    stock: &BTreeMap<ItemId, Vec<Place>>,
) -> Vec<Vec<Part>> {
    let chosen = (strategy == Strategy::FewestParcels).then(|| fewest(wanted, stock));
    let mut left: BTreeMap<ItemId, Vec<Part>> = stock
        .iter()
        .map(|(item, places)| {
            let may = |it: &&Place| chosen.as_ref().is_none_or(|some| some.contains(&it.warehouse));
            let places: Vec<&Place> = places.iter().filter(may).collect();
            let parts = if strategy == Strategy::Fefo { by_expiry(&places) } else { in_order(&places) };
            (*item, parts)
        })
        .collect();
    let take = |&(item, quantity): &(ItemId, Quantity)| {
        let mut rest = quantity;
        let mut parts: Vec<Part> = Vec::new();
        for open in left.get_mut(&item).into_iter().flatten() {
            let part = rest.min(open.quantity);
            if !part.is_positive() {
                continue;
            }
            open.quantity = open.quantity.minus(part);
            rest = rest.minus(part);
            match parts.iter_mut().find(|it| it.warehouse == open.warehouse) {
                Some(same) => same.quantity = same.quantity.plus(part),
                None => parts.push(Part { warehouse: open.warehouse, quantity: part }),
            }
        }
        parts
    };
    wanted.iter().map(take).collect()
}

fn in_order(places: &[&Place]) -> Vec<Part> {
    let parts = places.iter().map(|it| Part { warehouse: it.warehouse, quantity: it.available });
    parts.filter(|it| it.quantity.is_positive()).collect()
}

/// What is free, by expiry; goods without one last.
fn by_expiry(places: &[&Place]) -> Vec<Part> {
    let mut dated: Vec<(Option<Day>, usize, Part)> = Vec::new();
    for (rank, place) in places.iter().enumerate() {
        let mut lots = place.lots.clone();
        lots.sort_by_key(|it| it.0);
        let in_lots = lots.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.1));
        let without = place.on_hand.minus(in_lots).max(Quantity::ZERO);
        let mut gone = place.on_hand.minus(place.available).max(Quantity::ZERO);
        let lots = lots.into_iter().map(|(day, quantity)| (Some(day), quantity));
        for (expiry, quantity) in lots.chain([(None, without)]) {
            let free = quantity.minus(gone.min(quantity));
            gone = gone.minus(gone.min(quantity));
            dated.push((expiry, rank, Part { warehouse: place.warehouse, quantity: free }));
        }
    }
    dated.sort_by_key(|(expiry, rank, _)| (expiry.is_none(), *expiry, *rank));
    dated.into_iter().map(|it| it.2).filter(|it| it.quantity.is_positive()).collect()
}

/// One item's need, and who has how much of it.
struct Need {
    /// What all of them together can give of what is wanted.
    wanted: Quantity,
    /// By preference.
    givers: Vec<(WarehouseId, Quantity)>,
}

/// Steps of the search for the fewest warehouses. Companies with a handful of warehouses need a few
/// dozen; after so many the choice is good and no longer proven to be the best.
const STEPS_MAX: u32 = 200_000;

/// The fewest warehouses that together give as much of everything as all of them.
fn fewest(wanted: &[(ItemId, Quantity)], stock: &BTreeMap<ItemId, Vec<Place>>) -> BTreeSet<WarehouseId> {
    let mut sums: BTreeMap<ItemId, Quantity> = BTreeMap::new();
    for (item, quantity) in wanted {
        let sum = sums.entry(*item).or_default();
        *sum = sum.plus(*quantity);
    }
    let need = |(item, wanted): (ItemId, Quantity)| {
        let places = stock.get(&item).map_or(&[][..], Vec::as_slice).iter();
        let giving = places.filter(|it| it.available.is_positive());
        let givers: Vec<_> = giving.map(|it| (it.warehouse, it.available)).collect();
        let all = givers.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.1));
        Need { wanted: wanted.min(all), givers }
    };
    let mut needs: Vec<Need> = sums.into_iter().map(need).filter(|it| it.wanted.is_positive()).collect();
    // Who has fewest givers leaves the least choice.
    needs.sort_by_key(|it| it.givers.len());

    let greedy = greedily(&needs);
    let mut search = Search { needs: &needs, steps: 0 };
    for most in 0..greedy.len() {
        if let Some(found) = search.choose(&mut BTreeSet::new(), &BTreeSet::new(), most) {
            return found;
        }
    }
    greedy
}

fn given(need: &Need, chosen: &BTreeSet<WarehouseId>) -> Quantity {
    let from = need.givers.iter().filter(|it| chosen.contains(&it.0));
    from.fold(Quantity::ZERO, |sum, it| sum.plus(it.1)).min(need.wanted)
}

struct Search<'a> {
    needs: &'a [Need],
    steps: u32,
}

impl Search<'_> {
    /// Adds at most `more` warehouses to `chosen` so that every need is met, without the `banned`.
    fn choose(
        &mut self,
        chosen: &mut BTreeSet<WarehouseId>,
        banned: &BTreeSet<WarehouseId>,
        more: usize,
    ) -> Option<BTreeSet<WarehouseId>> {
        self.steps += 1;
        if self.steps > STEPS_MAX {
            return None;
        }
        let Some(open) = self.needs.iter().find(|it| given(it, chosen) < it.wanted) else {
            return Some(chosen.clone());
        };
        if more == 0 {
            return None;
        }
        // One of the givers of an unmet need is among the rest of any solution: each in turn, and
        // after its turn never again.
        let mut banned = banned.clone();
        for &(giver, _) in &open.givers {
            if chosen.contains(&giver) || banned.contains(&giver) {
                continue;
            }
            chosen.insert(giver);
            if let Some(found) = self.choose(chosen, &banned, more - 1) {
                return Some(found);
            }
            chosen.remove(&giver);
            banned.insert(giver);
        }
        None
    }
}

/// Each time the warehouse that meets most of the needs; the more preferred of two.
fn greedily(needs: &[Need]) -> BTreeSet<WarehouseId> {
    let mut chosen = BTreeSet::new();
    let all: Vec<WarehouseId> = {
        let mut seen = BTreeSet::new();
        let givers = needs.iter().flat_map(|it| it.givers.iter().map(|it| it.0));
        givers.filter(|it| seen.insert(*it)).collect()
    };
    while needs.iter().any(|it| given(it, &chosen) < it.wanted) {
        let gain = |warehouse: &WarehouseId| {
            let with: BTreeSet<WarehouseId> = chosen.iter().copied().chain([*warehouse]).collect();
            let met = |it: &&Need| given(it, &with) == it.wanted;
            let more = needs.iter().map(|it| given(it, &with).minus(given(it, &chosen)));
            let more = more.fold(Quantity::ZERO, Quantity::plus);
            (needs.iter().filter(met).count(), more)
        };
        let left = all.iter().filter(|it| !chosen.contains(*it));
        let best = left.rev().max_by_key(|it| gain(it));
        let Some(best) = best else { break };
        chosen.insert(*best);
    }
    chosen
}
