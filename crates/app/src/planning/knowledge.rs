//! What judging a place needs beyond the place itself: the rules in force, and what kind each item is.

use super::calendar::{Explained, expected};
use super::learn::Learned;
use super::rules::{Ruled, Rules};
use super::sellable::{Clock, sellable};
use planning::classes::one_offs::{self, OneOff};
use planning::plain::{share, units};
use planning::policies::{Effects, Facets, ServiceTarget};
use planning::{
    DemandHistory, DemandModel, LearnedDemand, Policy, RecentAverage, Situation, Supply, regular_lead_time,
    regular_supply,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use storage::Tx;
use storage::demand::DailyDemand;
use storage::item_classes::ItemClass;
use storage::situations::{Pair, RawSituation};
use values::{Day, ItemId, Percent, Quantity, UnitPrice};

/// How far back demand is read.
pub(super) const HISTORY_DAYS: u32 = 730;

/// An item with so many days of its own needs no twin.
const OWN_DAYS: usize = 60;
const BORROWED_DAYS: i32 = 180;

/// Places as the books know them, and all that is needed to judge them.
pub(super) struct Found {
    pub(super) places: Vec<RawSituation>,
    pub(super) classes: BTreeMap<ItemId, ItemClass>,
    pub(super) rules: Rules,
    /// What was wanted of the items that new ones are thought to be like.
    twins: BTreeMap<ItemId, Vec<DailyDemand>>,
    explained: Explained,
}

pub(super) fn find(tx: &mut dyn Tx, pairs: &[Pair], today: Day) -> Result<Found, storage::Error> {
    let items: Vec<ItemId> = pairs.iter().map(|it| it.0).collect();
    let rules = Rules::load(tx)?;
    let places = storage::situations::load(tx, pairs, today, HISTORY_DAYS)?;
    let twins: BTreeSet<ItemId> = places.iter().filter_map(|it| it.twin).collect();
    let twins: Vec<ItemId> = twins.into_iter().collect();
    Ok(Found {
        twins: storage::demand::daily_many(tx, &twins, today.plus_days(-BORROWED_DAYS))?,
        explained: Explained::new(&rules, today.plus_days(-(HISTORY_DAYS as i32)), today),
        places,
        classes: storage::item_classes::of_items(tx, &items)?,
        rules,
    })
}

/// By what the books are read.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) rules: &'a Rules,
    pub(super) classes: &'a BTreeMap<ItemId, ItemClass>,
    pub(super) today: Day,
    pub(super) clock: Clock,
    pub(super) learned: &'a Learned,
    explained: &'a Explained,
    twins: &'a BTreeMap<ItemId, Vec<DailyDemand>>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(found: &'a Found, learned: &'a Learned, clock: Clock, today: Day) -> Reading<'a> {
        Reading {
            rules: &found.rules,
            classes: &found.classes,
            today,
            clock,
            learned,
            explained: &found.explained,
            twins: &found.twins,
        }
    }

    /// The model of demand: as learned, or before the first lesson a recent average.
    pub(super) fn model(&self) -> Box<dyn DemandModel> {
        match &self.learned.demand {
            Some(learned) => Box::new(LearnedDemand(Arc::clone(learned))),
            None => Box::new(RecentAverage),
        }
    }

    /// What the books know, as planning reads it. Demand that does not say its warehouse belongs to
    /// the first one that has the item: imported history often knows none.
    pub(super) fn situation(&self, found: &RawSituation) -> Situation {
        let supplies: Vec<Supply> = found.supplies.iter().map(|it| self.supply(found.item, it)).collect();
        let policy = self.policy(found, &supplies);
        Situation {
            today: self.today,
            history: self.history(found),
            on_hand: found.on_hand,
            available: found.available,
            incoming: found.incoming.clone(),
            claims: found.claims.clone(),
            supplies,
            elsewhere: found.elsewhere.clone(),
            unit_price: found.unit_price,
            policy,
        }
    }

    fn supply(&self, item: ItemId, it: &Supply) -> Supply {
        Supply { learned: self.learned.lead_time(it, item, self.today), ..it.clone() }
    }

    /// What planning reads: days far out of line are cut, and told by [`Reading::one_offs`].
    fn history(&self, found: &RawSituation) -> DemandHistory {
        let mut history = self.borrowed(found, self.seen(found));
        for it in self.one_offs(&history) {
            let at = usize::try_from(it.day.days_since(history.start)).ok();
            if let Some(day) = at.and_then(|at| history.days.get_mut(at)) {
                let kept = (it.kept * Quantity::ONE_RAW as f64).round() as i64;
                *day = Quantity::from_raw(kept).ceil_to(whole_or_fine(*day));
            }
        }
        history
    }

    /// A new item begins with what was wanted of its twin at the same place in the months before.
    fn borrowed(&self, found: &RawSituation, own: DemandHistory) -> DemandHistory {
        let twin = found.twin.and_then(|it| self.twins.get(&it)).filter(|_| own.days.len() < OWN_DAYS);
        let Some(twin) = twin else { return own };
        let is_home = found.warehouses.first() == Some(&found.warehouse);
        let here = |it: &DailyDemand| it.warehouse.map_or(is_home, |it| it == found.warehouse);
        let Some(begun) = twin.iter().filter(|it| here(it)).map(|it| it.day).min() else { return own };
        let start = begun.min(own.start);
        let before = usize::try_from(own.start.days_since(start)).unwrap_or(0);
        let mut days = vec![Quantity::ZERO; before];
        for it in twin.iter().filter(|it| here(it)) {
            if let Some(sum) = usize::try_from(it.day.days_since(start)).ok().and_then(|at| days.get_mut(at))
            {
                *sum = sum.plus(it.wanted);
            }
        }
        let sellable = match own.sellable.is_empty() {
            true => Vec::new(),
            false => [vec![100; before], own.sellable].concat(),
        };
        days.extend(own.days);
        DemandHistory { start, days, sellable }
    }

    /// Orders that will hardly come again: a project, a reseller, a typing error.
    pub(super) fn one_offs(&self, seen: &DemandHistory) -> Vec<OneOff> {
        let days: Vec<f64> = seen.days.iter().map(|it| units(*it)).collect();
        one_offs::recognise(seen.start, &days, |day| self.explained.is(day))
    }

    /// What was wanted day by day, as it was written down.
    pub(super) fn seen(&self, found: &RawSituation) -> DemandHistory {
        let mut demand: BTreeMap<i32, Quantity> = BTreeMap::new();
        let is_home = found.warehouses.first() == Some(&found.warehouse);
        let nowhere = found.demand_nowhere.iter().filter(|_| is_home);
        for (day, quantity) in found.demand.iter().chain(nowhere) {
            let sum = demand.entry(day.number()).or_default();
            *sum = sum.plus(*quantity);
        }
        let start = demand.keys().next().copied().unwrap_or(self.today.number());
        let days = (start..self.today.number()).map(|day| demand.get(&day).copied().unwrap_or_default());
        let start = Day::from_number(start);
        DemandHistory {
            start,
            days: days.collect(),
            sellable: sellable(&found.stockouts, start, self.today, self.clock)
                .into_iter()
                .map(|it| self.learned.captured.of_percent(it))
                .collect(),
        }
    }

    /// The rules of this place.
    pub(super) fn ruled(&self, found: &RawSituation) -> Ruled<'a> {
        let class = self.classes.get(&found.item);
        let regular = regular_supply(&found.supplies);
        let letter = |it: &String| it.chars().next();
        let facets = Facets {
            item: Some(found.item),
            warehouse: Some(found.warehouse),
            supplier: regular.map(|it| it.supplier),
            category: found.category.clone(),
            material_type: found.material_type.clone(),
            abc: class.and_then(|it| letter(&it.abc)),
            xyz: class.and_then(|it| letter(&it.xyz)),
        };
        self.rules.of(&facets, (found.item, found.warehouse), found.service, self.today)
    }

    fn policy(&self, found: &RawSituation, supplies: &[Supply]) -> Policy {
        let ruled = self.ruled(found);
        let usual = Policy::default();
        let paper = ruled.paper;
        let price = regular_supply(supplies).and_then(|it| it.price);
        Policy {
            stock: ruled.policy.clone(),
            reason: ruled.reason,
            review_days: paper.and_then(|it| it.review_days).unwrap_or(usual.review_days),
            economics: paper.and_then(|it| it.economics(price, found.unit_price)),
            price_of_stock: self.price_of_stock(ruled.policy.target, price),
            shelf_life_days: paper.and_then(|it| it.shelf_life_days),
            room: paper.and_then(|it| it.room),
            effects: self.effects(found, supplies, ruled.adjusted.iter().filter_map(|it| it.factor)),
            overrides: ruled.adjusted.iter().flat_map(|it| it.levels.iter().cloned()).collect(),
            ..usual
        }
    }
}

impl Reading<'_> {
    /// What somebody says of the expected demand counts as a season of its own; holidays and campaigns
    /// are those of the days that an order of today has to cover.
    fn effects(
        &self,
        found: &RawSituation,
        supplies: &[Supply],
        factors: impl Iterator<Item = Percent>,
    ) -> Effects {
        let covered = regular_lead_time(supplies).typical() + Policy::default().review_days;
        let days = (self.today, self.today.plus_days(covered as i32));
        let of = (found.item, found.category.as_deref());
        let (holiday, promotion) = expected(self.learned.calendar.as_ref(), self.rules, of, days);
        Effects { season: factors.last().unwrap_or(Percent::whole(100)), holiday, promotion }
    }

    fn price_of_stock(&self, target: ServiceTarget, cost: Option<UnitPrice>) -> Option<f64> {
        let ServiceTarget::Lines { service } = target else { return None };
        Some(self.learned.prices.as_ref()?.at(share(service), cost))
    }
}

/// Whole units stay whole.
fn whole_or_fine(like: Quantity) -> Quantity {
    if like.raw() % Quantity::ONE_RAW == 0 { Quantity::whole(1) } else { Quantity::from_raw(1) }
}
