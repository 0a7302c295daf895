//! What goes wrong in the last weeks, so that the last day has something to look at: one item in
//! twenty runs out or is about to.

use crate::Shop;
use crate::masters::Life;
use crate::random::generator;
use rand::Rng;
use rand::seq::SliceRandom;
use std::collections::BTreeMap;
use values::Day;

/// A shelf nobody fills up in time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trouble {
    /// Lasts until the day on which the shelf shall be empty.
    pub(super) opening: i64,
    /// What was ordered all the same, and comes after the last day.
    pub(super) order: Option<LateOrder>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct LateOrder {
    pub(super) day: Day,
    pub(super) arrives: Day,
}

/// One item in this many is in trouble.
const ONE_IN: usize = 20;

pub(super) fn choose(shop: &Shop, supplies: &[Vec<usize>]) -> BTreeMap<(usize, usize), Trouble> {
    let rng = &mut generator(shop.seed, "trouble", 0, 0);
    let depots = shop.warehouses.len().saturating_sub(1).max(1);
    let sells = |&item: &usize| {
        let nature = shop.nature(item);
        nature.is_spread && matches!(nature.life, Life::Steady | Life::Growing)
    };
    let mut items: Vec<usize> = (0..shop.items.len()).filter(sells).collect();
    items.shuffle(rng);
    // Rare sellers run out unnoticed: the lively half is enough to choose from.
    items.sort_by(|a, b| shop.nature(*b).lines_per_day.total_cmp(&shop.nature(*a).lines_per_day));
    items.truncate(items.len() / 2);
    items.shuffle(rng);
    items.truncate(shop.items.len() / ONE_IN);

    let mut troubles = BTreeMap::new();
    let mut empty_days = BTreeMap::new();
    for (turn, item) in items.into_iter().enumerate() {
        let key = (item, if rng.random_bool(0.6) { 0 } else { rng.random_range(0..depots) });
        let lead_time = shop.supplies[supplies[item][0]].lead_time_days as i32;
        let (empty_in, order) = match turn % 5 {
            // Forgotten, and gone.
            0 | 1 => (-rng.random_range(2..9), None),
            // Forgotten, and nearly gone.
            2 => (rng.random_range(1..4), None),
            // Ordered in time, but the supplier is late.
            3 => (
                -rng.random_range(1..5),
                Some((-lead_time - rng.random_range(3..9), rng.random_range(3..12))),
            ),
            // Ordered late, and on its way.
            _ => {
                let arrives = rng.random_range(1..5);
                (-rng.random_range(0..3), Some((arrives - lead_time.max(5), arrives)))
            }
        };
        let from_last = |days: i32| shop.last_day.plus_days(days);
        let order = order.map(|(day, arrives)| LateOrder {
            day: from_last(day).max(shop.first_event_day),
            arrives: from_last(arrives),
        });
        empty_days.insert(key, from_last(empty_in));
        troubles.insert(key, Trouble { opening: 0, order });
    }
    for day in shop.first_event_day.number()..=shop.last_day.number() + 4 {
        let day = Day::from_number(day);
        for wish in shop.wishes(day) {
            for line in &wish.lines {
                let key = (line.item, wish.warehouse);
                if empty_days.get(&key).is_some_and(|it| day < *it)
                    && let Some(trouble) = troubles.get_mut(&key)
                {
                    trouble.opening += line.quantity;
                }
            }
        }
    }
    troubles
}
