//! Chooses how to weigh the past by replaying it (rolling origin).

use super::fit::{Fit, Scale, Settings};
use super::observations::Observation;
use super::product_limit::quantile;
use std::collections::BTreeMap;
use values::{Day, ItemId, SupplierId};

/// What the planner asks of a lead time.
const LEVELS: [f64; 4] = [0.5, 0.75, 0.9, 0.95];
/// Shares of all orders after which the past is replayed.
const ORIGINS: [f64; 4] = [0.35, 0.5, 0.65, 0.8];
/// Orders of so many days after an origin are predicted from it.
const AHEAD_DAYS: i32 = 540;
/// Fewer received orders than this choose nothing.
const ORDERS_MIN: f64 = 30.0;
/// As many of the newest shares of order lines as the replay reads.
const NEWEST: usize = 20_000;

/// What is nearly as good as the best is as good: the replay knows no better. Of such, the first in
/// its list is taken, the more cautious one.
const NEARLY: f64 = 1.05;

#[derive(Clone, Copy)]
enum Vary {
    HalfLife(f64),
    ItemOrders(f64),
    Drift(f64),
    BeforeChange(f64),
}

use Vary::{BeforeChange, Drift, HalfLife, ItemOrders};

/// One setting after another, the drift again at the end: finds as good a place as trying every
/// combination and costs a tenth of it.
const VARIED: [&[Vary]; 5] = [
    DRIFTS,
    &[HalfLife(720.0), HalfLife(360.0), HalfLife(180.0)],
    &[ItemOrders(100.0), ItemOrders(20.0)],
    &[BeforeChange(0.2), BeforeChange(1.0)],
    DRIFTS,
];
const DRIFTS: &[Vary] = &[Drift(0.6), Drift(0.45), Drift(0.3), Drift(0.15), Drift(0.0)];

const DEFAULT: Settings =
    Settings { half_life_days: 720.0, item_orders: 20.0, drift: 0.3, before_change: 1.0 };

impl Vary {
    fn applied_to(self, settings: Settings) -> Settings {
        match self {
            HalfLife(half_life_days) => Settings { half_life_days, ..settings },
            ItemOrders(item_orders) => Settings { item_orders, ..settings },
            Drift(drift) => Settings { drift, ..settings },
            BeforeChange(before_change) => Settings { before_change, ..settings },
        }
    }
}

/// What is learned with the settings of least loss, and that loss per order in days; no loss when
/// too little was received to tell.
pub(super) fn choose(observations: &[Observation], scale: Scale, today: Day) -> (Fit, Option<f64>) {
    let (settings, loss) = replay(observations, scale, today);
    (Fit::new(observations, scale, &settings, today), loss)
}

fn replay(observations: &[Observation], scale: Scale, today: Day) -> (Settings, Option<f64>) {
    let mut usable: Vec<Observation> =
        observations.iter().filter(|it| scale.of(it).is_some()).copied().collect();
    usable.sort_by_key(|it| it.ordered);
    usable.drain(..usable.len().saturating_sub(NEWEST));
    let received: f64 = usable.iter().filter(|it| it.received.is_some()).map(|it| it.weight).sum();
    if received < ORDERS_MIN {
        return (DEFAULT, None);
    }
    let origins: Vec<Origin> =
        ORIGINS.iter().filter_map(|&share| Origin::new(&usable, share, today)).collect();
    if origins.is_empty() {
        return (DEFAULT, None);
    }
    let mut best = (DEFAULT, loss(&origins, scale, &DEFAULT));
    for list in VARIED {
        let tried: Vec<(Settings, f64)> =
            list.iter().map(|it| it.applied_to(best.0)).map(|it| (it, loss(&origins, scale, &it))).collect();
        let least = tried.iter().map(|it| it.1).fold(f64::INFINITY, f64::min);
        best = tried.into_iter().find(|it| it.1 <= least * NEARLY).unwrap_or(best);
    }
    (best.0, Some(best.1))
}

/// A day of the past: what was known then, and what came of the orders after it.
struct Origin {
    day: Day,
    known: Vec<Observation>,
    later: Vec<Observation>,
}

impl Origin {
    fn new(usable: &[Observation], share: f64, today: Day) -> Option<Origin> {
        let day = usable[(usable.len() as f64 * share) as usize].ordered;
        let mut known: Vec<Observation> = usable.iter().filter_map(|it| it.as_of(day)).collect();
        known.sort_by_key(|it| (it.supplier, it.ordered, it.item, it.received));
        let until = day.plus_days(AHEAD_DAYS).min(today);
        let came = |it: &&Observation| it.ordered > day && it.ordered <= until && it.received.is_some();
        let later: Vec<Observation> = usable.iter().filter(came).copied().collect();
        (!later.is_empty()).then_some(Origin { day, known, later })
    }
}

/// Mean pinball loss in days over orders, then over origins.
fn loss(origins: &[Origin], scale: Scale, settings: &Settings) -> f64 {
    let of_origin = |origin: &Origin| {
        let fit = Fit::new(&origin.known, scale, settings, origin.day);
        let mut quantiles: BTreeMap<(SupplierId, ItemId), [f64; 4]> = BTreeMap::new();
        let (mut sum, mut orders) = (0.0, 0.0);
        for it in &origin.later {
            let of_item = quantiles.entry((it.supplier, it.item)).or_insert_with(|| {
                let (_, points) = fit.points(it.supplier, it.item);
                LEVELS.map(|level| quantile(&points, level))
            });
            let unit = match scale {
                Scale::Days => 1.0,
                Scale::Promises => it.promised.map_or(1.0, |promised| promised + 1.0),
            };
            for (level, expected) in LEVELS.iter().zip(of_item) {
                let over = it.days + 1.0 - *expected * unit;
                sum += it.weight * (level * over).max((level - 1.0) * over) / LEVELS.len() as f64;
            }
            orders += it.weight;
        }
        sum / orders
    };
    origins.iter().map(of_origin).sum::<f64>() / origins.len() as f64
}
