//! Once a day: what all items together teach about demand, suppliers about their lead times, and what
//! kind of item each is.

use super::calendar;
use super::panel::{self, Places};
use super::rules::Rules;
use super::sellable::Clock;
use crate::app::App;
use crate::failure::Failure;
use planning::calendar::Effects;
use planning::classes::one_offs;
use planning::{
    DemandHistory, LearnedLeadTime, Panel, PricesOfStock, Supply, hidden_demand, lead_time, regular_supply,
    window,
};
use std::sync::Arc;
use storage::Tx;
use storage::learned::Learned as Stored;
use values::{Day, Instant, ItemId, UnitPrice};

/// What was learned from all items together. Nothing yet in a new company.
#[derive(Clone, Default)]
pub(crate) struct Learned {
    pub(crate) learned_on: Option<Day>,
    pub(crate) demand: Option<Arc<window::Learned>>,
    pub(crate) lead_times: Option<Arc<lead_time::Learned>>,
    pub(crate) prices: Option<Prices>,
    pub(crate) hidden_demand: Option<Arc<hidden_demand::Learned>>,
    pub(crate) captured: Captured,
    pub(crate) calendar: Option<Arc<Effects>>,
}

/// What stock costs against what it serves.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
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
    cost.map_or(1.0, |it| (it.raw() as f64 / UnitPrice::ONE_RAW as f64 / mean_cost).clamp(0.1, 10.0))
}

const DEMAND: &str = "demand";
const LEAD_TIMES: &str = "lead_times";
const PRICES: &str = "prices";
const HIDDEN: &str = "hidden_demand";
const CAPTURED: &str = "captured";
const CALENDAR: &str = "calendar";
/// How far back is learned from.
const DAYS: i32 = 730;
/// More series teach no more.
const SERIES_MAX: usize = 4_000;
/// Windows that are learned, in days; those between follow the nearest.
const WINDOWS: [usize; 5] = [1, 7, 14, 28, 60];

impl App {
    pub(super) fn clock(&self, now: Instant) -> Clock {
        Clock { now, offset_seconds: self.company().offset_seconds(now) }
    }

    /// What was learned last, here or by another process.
    pub(crate) async fn learned(&self) -> Result<Arc<Learned>, Failure> {
        let learned_on = self.read(|tx| Ok(storage::learned::learned_on(tx, DEMAND)?)).await?;
        let known = self.known_foresight();
        if known.learned_on == learned_on {
            return Ok(known);
        }
        let stored = self.read(|tx| {
            let of = |tx: &mut dyn Tx, kind| storage::learned::get(tx, kind);
            Ok([
                of(tx, DEMAND)?,
                of(tx, LEAD_TIMES)?,
                of(tx, PRICES)?,
                of(tx, HIDDEN)?,
                of(tx, CAPTURED)?,
                of(tx, CALENDAR)?,
            ])
        });
        let [demand, lead_times, prices, hidden_demand, captured, calendar] = stored.await?;
        let learned = tokio::task::spawn_blocking(move || Learned {
            learned_on,
            demand: read(demand).map(Arc::new),
            lead_times: read(lead_times).map(Arc::new),
            prices: read(prices),
            hidden_demand: read(hidden_demand).map(Arc::new),
            captured: read(captured).unwrap_or_default(),
            calendar: read(calendar).map(Arc::new),
        });
        let learned = learned.await.map_err(|err| storage::Error::Fault(err.to_string()))?;
        Ok(self.set_foresight(learned))
    }

    /// Learns from everything that was wanted and delivered until yesterday.
    pub(crate) async fn learn(&self, today: Day, now: Instant) -> Result<(), Failure> {
        let clock = self.clock(now);
        let since = today.plus_days(-DAYS);
        let (mut places, costs, categories, deliveries, rules) = self
            .read(move |tx| {
                let places = panel::load(tx, since, clock, today, SERIES_MAX, &|_| true, &|_| true)?;
                let costs = costs(tx, &places, today)?;
                let categories = storage::situations::categories(tx)?;
                let deliveries = storage::lead_times::deliveries(tx, since)?;
                Ok((places, costs, categories, deliveries, Rules::load(tx)?))
            })
            .await?;
        if places.keys.is_empty() && deliveries.is_empty() {
            return Ok(());
        }
        // On one thread: whoever sells comes first.
        let learned = tokio::task::spawn_blocking(move || {
            let captured = Captured::learn(&places.panel);
            captured.apply(&mut places.panel);
            let category = |item: ItemId| categories.get(&item).cloned();
            let calendar = calendar::learn(&places, &category, &rules);
            cut_one_offs(&mut places.panel, &rules, today);
            let effort = window::Effort::default();
            let (demand, prices) = super::on_one_thread(|| {
                let (demand, looks_back) =
                    window::Learned::learn_and_look_back(&places.panel, &WINDOWS, effort);
                let known: Vec<f64> =
                    costs.iter().flatten().map(|it| it.raw() as f64 / UnitPrice::ONE_RAW as f64).collect();
                let mean_cost = (known.iter().sum::<f64>() / known.len().max(1) as f64).max(1e-9);
                let prices = PricesOfStock::learn(&looks_back, |at| weight(costs[at], mean_cost));
                (demand, prices.map(|of_stock| Prices { of_stock, mean_cost }))
            });
            let hidden = hidden_demand::learn(&sales(&places.panel), SEED);
            let lead_times = lead_time::learn(&deliveries, &closed(&rules, since, today), today);
            Learned {
                learned_on: Some(today),
                demand: Some(Arc::new(demand)),
                lead_times: Some(Arc::new(lead_times)),
                prices,
                hidden_demand: Some(Arc::new(hidden)),
                captured,
                calendar: Some(Arc::new(calendar)),
            }
        });
        let learned = learned.await.map_err(|err| storage::Error::Fault(err.to_string()))?;
        let text = |it: serde_json::Result<String>| {
            it.map_err(|err| storage::Error::Fault(format!("what was learned is no JSON: {err}")))
        };
        let demand = text(serde_json::to_string(&learned.demand.as_deref()))?;
        let lead_times = text(serde_json::to_string(&learned.lead_times.as_deref()))?;
        let prices = text(serde_json::to_string(&learned.prices))?;
        let hidden = text(serde_json::to_string(&learned.hidden_demand.as_deref()))?;
        let captured = text(serde_json::to_string(&learned.captured))?;
        let calendar = text(serde_json::to_string(&learned.calendar.as_deref()))?;
        self.write(move |tx| {
            let stored = |body: &String| Stored { learned_on: today, body: body.clone() };
            storage::learned::set(tx, HIDDEN, &stored(&hidden))?;
            storage::learned::set(tx, CALENDAR, &stored(&calendar))?;
            storage::learned::set(tx, CAPTURED, &stored(&captured))?;
            storage::learned::set(tx, PRICES, &stored(&prices))?;
            storage::learned::set(tx, LEAD_TIMES, &stored(&lead_times))?;
            Ok(storage::learned::set(tx, DEMAND, &stored(&demand))?)
        })
        .await?;
        self.set_foresight(learned);
        Ok(())
    }
}

/// What will hardly come again teaches nothing.
fn cut_one_offs(panel: &mut Panel, rules: &Rules, today: Day) {
    let Some(first) = panel.series.iter().map(|it| it.first).min() else { return };
    let explained = calendar::explained(rules, first, today);
    for it in &mut panel.series {
        let is_explained = |day: Day| {
            let at = usize::try_from(day.days_since(first)).ok();
            at.and_then(|at| explained.get(at)).is_some_and(|it| *it)
        };
        let found = one_offs::recognise(it.first, &it.quantity, is_explained);
        it.quantity = one_offs::without(it.first, &it.quantity, &found);
    }
}

/// Days on which suppliers do nothing: public holidays, and closures that were announced.
fn closed(rules: &Rules, since: Day, today: Day) -> Vec<lead_time::Closed> {
    const AHEAD_DAYS: i32 = 365;
    let mut closed = calendar::of_company(rules).closed(since, today.plus_days(AHEAD_DAYS));
    closed.extend(rules.closed());
    closed
}

/// How much of the demand is seen although there is nothing to sell: where people order on account,
/// most of it; in a shop, none.
#[derive(Clone, Copy, Debug, Default, serde::Serialize, serde::Deserialize)]
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

/// For what is drawn; the same every night.
const SEED: u64 = 1;

fn sales(panel: &Panel) -> Vec<hidden_demand::Sales> {
    let sales = |it: &planning::Series| hidden_demand::Sales {
        category: 0,
        first: it.first,
        seen: hidden_demand::Seen::Days(days(it)),
        lift: Vec::new(),
    };
    panel.series.iter().map(sales).collect()
}

fn days(it: &planning::Series) -> Vec<hidden_demand::ShareOfDay> {
    let share = |at: usize| it.sellable.get(at).copied().unwrap_or(1.0);
    let day =
        |(at, sold): (usize, &f64)| hidden_demand::ShareOfDay { sold: *sold as f32, sellable: share(at) };
    it.quantity.iter().enumerate().map(day).collect()
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
        let series = planning::Series {
            first: history.start,
            quantity: history.days.iter().map(|it| planning::units(*it)).collect(),
            sellable: history.sellable.iter().map(|it| f32::from(*it) / 100.0).collect(),
        };
        let sales = hidden_demand::Sales {
            category: 0,
            first: series.first,
            seen: hidden_demand::Seen::Days(days(&series)),
            lift: Vec::new(),
        };
        let repaired = learned.repair(&sales, hidden_demand::Reading::Afterwards);
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
fn read<T: serde::de::DeserializeOwned>(stored: Option<Stored>) -> Option<T> {
    let read = serde_json::from_str(&stored?.body);
    read.inspect_err(|err| tracing::warn!(%err, "what was learned cannot be read and is learned anew")).ok()
}
