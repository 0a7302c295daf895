//! Once a day: what all items together teach about demand, suppliers about their lead times, and what
//! kind of item each is.

use super::calendar::{self, Explained};
use super::panel::{Places, Wanted};
use super::rules::Rules;
use super::sellable::Clock;
use crate::app::App;
use crate::failure::Failure;
use planning::calendar::Effects;
use planning::classes::one_offs;
use planning::hidden_demand::{self, Reading, Sales};
use planning::lead_time::{self, Delivery};
use planning::plain::price;
use planning::{
    DemandHistory, LearnedLeadTime, Panel, PricesOfStock, Series, Supply, regular_supply, window,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use storage::Tx;
use storage::learned::Learned as Stored;
use values::{Day, Instant, ItemId, UnitPrice};

/// What was learned from all items together. Nothing yet in a new company.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Learned {
    #[serde(skip)]
    pub(crate) learned_on: Option<Day>,
    #[serde(with = "shared")]
    pub(crate) demand: Option<Arc<window::Learned>>,
    pub(crate) lead_times: Option<lead_time::Learned>,
    pub(crate) prices: Option<Prices>,
    pub(crate) hidden_demand: Option<hidden_demand::Learned>,
    pub(crate) captured: Captured,
    pub(crate) calendar: Option<Effects>,
}

/// A shared value is stored as the value.
mod shared {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::sync::Arc;

    pub(super) fn serialize<T: Serialize, S: Serializer>(
        it: &Option<Arc<T>>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        it.as_deref().serialize(to)
    }

    pub(super) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Arc<T>>, D::Error> {
        Ok(Option::<T>::deserialize(from)?.map(Arc::new))
    }
}

/// What stock costs against what it serves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Prices {
    of_stock: PricesOfStock,
    /// Of a unit of the places learned from.
    mean_cost: f64,
}

impl Prices {
    /// What a unit of this cost has to be worth for the wanted share of lines, 0 to 1.
    pub(super) fn at(&self, service: f64, cost: Option<UnitPrice>) -> f64 {
        self.of_stock.at(service) * weight(cost, self.mean_cost)
    }
}

/// What a unit ties up against the average one; a cheap item is still carried, counted and stored.
fn weight(cost: Option<UnitPrice>, mean_cost: f64) -> f64 {
    cost.map_or(1.0, |it| (price(it) / mean_cost).clamp(0.1, 10.0))
}

/// What is stored under this name.
const FORESIGHT: &str = "foresight";
/// How far back is learned from.
const DAYS: i32 = 730;
/// More series teach no more.
const SERIES_MAX: usize = 4_000;
/// Windows that are learned, in days; those between follow the nearest.
const WINDOWS: [usize; 5] = [1, 7, 14, 28, 60];

/// What a night is learned from.
struct Lesson {
    since: Day,
    today: Day,
    places: Places,
    /// Of each place, what its regular supplier asks for a unit.
    costs: Vec<Option<UnitPrice>>,
    categories: BTreeMap<ItemId, String>,
    deliveries: Vec<Delivery>,
    rules: Rules,
}

impl App {
    pub(super) fn clock(&self, now: Instant) -> Clock {
        Clock { now, offset_seconds: self.company().offset_seconds(now) }
    }

    /// What was learned last, here or by another process.
    pub(crate) async fn learned(&self) -> Result<Arc<Learned>, Failure> {
        let learned_on = self.read(|tx| Ok(storage::learned::learned_on(tx, FORESIGHT)?)).await?;
        let known = self.known_foresight();
        if known.learned_on == learned_on {
            return Ok(known);
        }
        let stored = self.read(|tx| Ok(storage::learned::get(tx, FORESIGHT)?)).await?;
        let learned = tokio::task::spawn_blocking(move || Learned {
            learned_on,
            ..stored.and_then(read).unwrap_or_default()
        });
        let learned = learned.await.map_err(|err| storage::Error::Fault(err.to_string()))?;
        Ok(self.set_foresight(learned))
    }

    /// Classes items and learns from everything that was wanted and delivered until yesterday.
    pub async fn night(&self) -> Result<(), Failure> {
        let now = App::now();
        let (today, clock) = (self.company().day_at(now), self.clock(now));
        let since = today.plus_days(-DAYS);
        let (items, lesson) = self
            .read(move |tx| {
                let wanted = Wanted::read(tx, since, today, &|_| true)?;
                let items = wanted.items(tx)?;
                let places = wanted.places(tx, clock, SERIES_MAX, &|_| true)?;
                let lesson = Lesson {
                    since,
                    today,
                    costs: costs(tx, &places, today)?,
                    places,
                    categories: storage::situations::categories(tx)?,
                    deliveries: storage::lead_times::deliveries(tx, since, None)?,
                    rules: Rules::load(tx)?,
                };
                Ok((items, lesson))
            })
            .await?;
        self.classify(items, today).await?;
        if lesson.places.keys.is_empty() && lesson.deliveries.is_empty() {
            return Ok(());
        }
        // On one thread: whoever sells comes first.
        let learned = tokio::task::spawn_blocking(move || super::on_one_thread(|| learn(lesson)));
        let learned = learned.await.map_err(|err| storage::Error::Fault(err.to_string()))?;
        let body = serde_json::to_string(&learned)
            .map_err(|err| storage::Error::Fault(format!("what was learned is no JSON: {err}")))?;
        let stored = Stored { learned_on: today, body };
        self.write(move |tx| Ok(storage::learned::set(tx, FORESIGHT, &stored)?)).await?;
        self.set_foresight(learned);
        Ok(())
    }
}

fn learn(lesson: Lesson) -> Learned {
    let Lesson { since, today, mut places, costs, categories, deliveries, rules } = lesson;
    let captured = Captured::learn(&places.panel);
    captured.apply(&mut places.panel);
    let calendar = calendar::learn(&places, &|item| categories.get(&item).cloned(), &rules);
    cut_one_offs(&mut places.panel, &rules, today);
    let effort = window::Effort::default();
    let (demand, looks_back) = window::Learned::learn_and_look_back(&places.panel, &WINDOWS, effort);
    let known: Vec<f64> = costs.iter().flatten().map(|it| price(*it)).collect();
    let mean_cost = (known.iter().sum::<f64>() / known.len().max(1) as f64).max(1e-9);
    let of_stock = PricesOfStock::learn(&looks_back, |at| weight(costs[at], mean_cost));
    let sales: Vec<Sales> = places.panel.series.iter().map(|it| Sales::by_day(it, CATEGORY)).collect();
    Learned {
        learned_on: Some(today),
        demand: Some(Arc::new(demand)),
        lead_times: Some(lead_time::learn(&deliveries, &closed(&rules, since, today), today)),
        prices: of_stock.map(|of_stock| Prices { of_stock, mean_cost }),
        hidden_demand: Some(hidden_demand::learn(&sales, SEED)),
        captured,
        calendar: Some(calendar),
    }
}

/// For what is drawn; the same every night.
const SEED: u64 = 1;
/// Hidden demand is learned from all categories together.
const CATEGORY: i64 = 0;

/// What will hardly come again teaches nothing.
fn cut_one_offs(panel: &mut Panel, rules: &Rules, today: Day) {
    let Some(first) = panel.series.iter().map(|it| it.first).min() else { return };
    let explained = Explained::new(rules, first, today);
    for it in &mut panel.series {
        let found = one_offs::recognise(it.first, &it.quantity, |day| explained.is(day));
        it.quantity = one_offs::without(it.first, &it.quantity, &found);
    }
}

/// Days on which suppliers do nothing: public holidays, and closures that were announced.
fn closed(rules: &Rules, since: Day, today: Day) -> Vec<lead_time::Closed> {
    const AHEAD_DAYS: i32 = 365;
    let mut closed = rules.calendar.closed(since, today.plus_days(AHEAD_DAYS));
    closed.extend_from_slice(&rules.closures);
    closed
}

/// How much of the demand is seen although there is nothing to sell: where people order on account,
/// most of it; in a shop, none.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Captured(f64);

impl Captured {
    /// What was wanted on days without stock against what those items usually are wanted.
    fn learn(panel: &Panel) -> Captured {
        /// Less, and nothing is known.
        const EXPECTED_MIN: f64 = 50.0;
        let (mut seen, mut expected) = (0.0, 0.0);
        for it in panel.series.iter().filter(|it| !it.sellable.is_empty()) {
            let days = || it.quantity.iter().zip(&it.sellable);
            let sold: Vec<f64> = days().filter(|it| *it.1 >= 1.0).map(|it| *it.0).collect();
            let usual = sold.iter().sum::<f64>() / sold.len().max(1) as f64;
            let out: Vec<f64> = days().filter(|it| *it.1 <= 0.0).map(|it| *it.0).collect();
            seen += out.iter().sum::<f64>();
            expected += usual * out.len() as f64;
        }
        if expected < EXPECTED_MIN {
            Captured::default()
        } else {
            Captured((seen / expected).clamp(0.0, 1.0))
        }
    }

    fn apply(self, panel: &mut Panel) {
        for share in panel.series.iter_mut().flat_map(|it| &mut it.sellable) {
            *share += (1.0 - *share) * self.0 as f32;
        }
    }

    /// The percentage of a day's demand that is seen when the item could be sold for this part of it.
    pub(super) fn of_percent(self, sellable: u8) -> u8 {
        sellable + ((100.0 - f64::from(sellable)) * self.0).round() as u8
    }
}

impl Learned {
    /// How long an order of today takes.
    pub(super) fn lead_time(&self, it: &Supply, item: ItemId, today: Day) -> Option<LearnedLeadTime> {
        let promised = Some(it.lead_time_days).filter(|it| *it > 0);
        let found = self.lead_times.as_ref()?.distribution_on(it.supplier, item, promised, today)?;
        Some(LearnedLeadTime { days: found.interval(), reason: found.reason() })
    }

    /// What was wanted on each day beyond what was seen; none where all of it was.
    pub(super) fn hidden(&self, history: &DemandHistory) -> Vec<Option<f64>> {
        let Some(learned) = self.hidden_demand.as_ref().filter(|_| !history.sellable.is_empty()) else {
            return vec![None; history.days.len()];
        };
        let repaired = learned.repair(&Sales::by_day(&Series::from(history), CATEGORY), Reading::Afterwards);
        repaired.into_iter().map(|it| Some(it.mean - it.sold).filter(|it| *it >= 0.05)).collect()
    }
}

/// What each place's regular supplier asks for a unit.
fn costs(tx: &mut dyn Tx, places: &Places, today: Day) -> Result<Vec<Option<UnitPrice>>, storage::Error> {
    let items: Vec<ItemId> = places.keys.iter().map(|it| it.0).collect();
    let terms = storage::situations::terms(tx, &items, today)?;
    let cost = |item: &ItemId| regular_supply(&terms.get(item)?.1)?.price;
    Ok(places.keys.iter().map(|it| cost(&it.0)).collect())
}

/// What an older program wrote and this one cannot read is learned again the next day.
fn read(stored: Stored) -> Option<Learned> {
    let read = serde_json::from_str(&stored.body);
    read.inspect_err(|err| tracing::warn!(%err, "what was learned cannot be read and is learned anew")).ok()
}
