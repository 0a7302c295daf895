//! How good forecasts were: what would have been said at the beginning of each month, and what came true.

use super::list_shortages::to_thousandths;
use super::panel::{Places, Wanted};
use crate::app::App;
use crate::caller::Ability;
use crate::failure::Failure;
use crate::gate::Seen;
use crate::turn::Turn;
use planning::window::{Effort, Learned};
use planning::{Panel, Series};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::learned::Learned as Stored;
use storage::situations::Pair;
use values::{Day, DocumentId, Instant, ItemId};

pub(super) const QUALITY: &str = "quality";
/// What is forecast each month: the demand of so many days.
const HORIZON: usize = 14;
const MONTHS: i32 = 6;
const SERIES_MAX: usize = 600;
const DAYS: i32 = 730;
const BEST: usize = 10;
const LEVELS: [f64; 4] = [0.5, 0.75, 0.9, 0.95];

/// One forecast and what came true.
struct Judged {
    month: Day,
    series: usize,
    mean: f64,
    quantiles: [f64; 4],
    /// What was wanted in as many days before: what one would say without forecasting.
    naive: f64,
    actual: f64,
}

impl App {
    pub async fn forecast_quality(&self, turn: Turn) -> Result<Json, Failure> {
        turn.caller.require(Ability::Plan)?;
        let stored = self.report(|tx| Ok(storage::learned::get(tx, QUALITY)?)).await?;
        let told = stored.and_then(|it| serde_json::from_str(&it.body).ok());
        let mut told = told.unwrap_or_else(|| json!({
            "horizon": HORIZON, "learned_on": null, "series": 0, "by_month": [], "by_class": [], "best": [], "worst": [],
        }));
        self.read(move |tx| {
            for name in ["best", "worst"] {
                let rows = told[name].as_array().cloned().unwrap_or_default();
                let named = rows.iter().flat_map(|it| {
                    ["item", "warehouse"].into_iter().filter_map(|kind| Some((kind, it[kind].as_str()?)))
                });
                let seen = Seen::of(tx, &turn, named)?;
                let is_seen = |it: &&Json| {
                    ["item", "warehouse"]
                        .iter()
                        .all(|kind| it[*kind].as_str().is_none_or(|it| seen.sees(kind, it)))
                };
                told[name] = rows.iter().filter(is_seen).cloned().collect();
            }
            Ok(told)
        })
        .await
    }

    /// Looks back at the last months, once a day, when nothing else is to do.
    pub(crate) async fn look_back(&self, today: Day, now: Instant) -> Result<(), Failure> {
        let judged_on = self.read(|tx| Ok(storage::learned::learned_on(tx, QUALITY)?)).await?;
        if judged_on == Some(today) {
            return Ok(());
        }
        let clock = self.clock(now);
        let (places, classes, names) = self
            .read(move |tx| {
                let since = today.plus_days(-DAYS);
                let wanted = Wanted::read(tx, since, today, &|_| true)?;
                let places = wanted.places(tx, clock, SERIES_MAX, &|_| true)?;
                let items: Vec<ItemId> = places.keys.iter().map(|it| it.0).collect();
                let classes = storage::item_classes::of_items(tx, &items)?;
                let ids: Vec<DocumentId> =
                    places.keys.iter().flat_map(|it| [it.0.into(), it.1.into()]).collect();
                Ok((places, classes, storage::documents::names(tx, &ids)?))
            })
            .await?;
        if places.keys.is_empty() {
            return Ok(());
        }
        let body = tokio::task::spawn_blocking(move || {
            let seen = super::on_one_thread(|| look_back(&places.panel, today));
            let class = |series: usize| {
                let class = classes.get(&places.keys[series].0);
                class.map_or_else(Vec::new, |it| {
                    vec![("abc", it.abc.clone()), ("pattern", it.pattern.clone())]
                })
            };
            let names = names.into_iter().map(|it| (it.id, (it.number, it.title))).collect();
            told(&seen, &places, &class, &names, today).to_string()
        });
        let body = body.await.map_err(|err| storage::Error::Fault(err.to_string()))?;
        self.write(move |tx| {
            let stored = Stored { learned_on: today, body: body.clone() };
            Ok(storage::learned::set(tx, QUALITY, &stored)?)
        })
        .await
    }
}

/// At the beginning of each month everything is learned anew from what was known then.
fn look_back(panel: &Panel, today: Day) -> Vec<Judged> {
    let mut seen = Vec::new();
    for month in (1..=MONTHS).rev() {
        let origin = today.plus_days(-30 * month);
        let known = known_before(panel, origin);
        let effort = Effort { rows_max: 15_000, trees: true };
        let learned = Learned::learn(&known, &[HORIZON], effort);
        for (at, (series, known)) in panel.series.iter().zip(&known.series).enumerate() {
            let after = series.quantity.get(known.quantity.len()..known.quantity.len() + HORIZON);
            let Some(after) = after.filter(|_| known.quantity.len() >= 2 * HORIZON) else { continue };
            let demand = learned.demand(known, HORIZON);
            seen.push(Judged {
                month: origin,
                series: at,
                mean: demand.mean(),
                quantiles: LEVELS.map(|it| demand.quantile(it)),
                naive: known.quantity[known.quantity.len() - HORIZON..].iter().sum(),
                actual: after.iter().sum(),
            });
        }
    }
    seen
}

fn known_before(panel: &Panel, origin: Day) -> Panel {
    let until = |it: &Series| it.until(usize::try_from(origin.days_since(it.first)).unwrap_or(0));
    Panel { frequency: panel.frequency, series: panel.series.iter().map(until).collect() }
}

/// Sums over forecasts.
#[derive(Default)]
struct Sums {
    count: usize,
    actual: f64,
    expected: f64,
    error: f64,
    within: [usize; 4],
    pinball: f64,
    naive: f64,
}

impl Sums {
    fn add(&mut self, it: &Judged) {
        self.count += 1;
        self.actual += it.actual;
        self.expected += it.mean;
        self.error += (it.actual - it.mean).abs();
        for (at, level) in LEVELS.into_iter().enumerate() {
            self.within[at] += usize::from(it.actual <= it.quantiles[at]);
            self.pinball += pinball(it.actual, it.quantiles[at], level) / LEVELS.len() as f64;
            self.naive += pinball(it.actual, it.naive, level) / LEVELS.len() as f64;
        }
    }

    fn told(&self) -> Json {
        let of_actual = |it: f64| (self.actual > 0.0).then(|| to_thousandths(it / self.actual));
        let of_count =
            |at: usize| (self.count > 0).then(|| to_thousandths(self.within[at] as f64 / self.count as f64));
        json!({
            "series": self.count, "wape": of_actual(self.error), "bias": of_actual(self.expected - self.actual),
            "cover_90": of_count(2), "cover_95": of_count(3),
            "pinball": of_actual(self.pinball), "naive_pinball": of_actual(self.naive),
        })
    }
}

fn pinball(actual: f64, quantile: f64, level: f64) -> f64 {
    let miss = actual - quantile;
    (level * miss).max((level - 1.0) * miss)
}

fn told(
    seen: &[Judged],
    places: &Places,
    class: &dyn Fn(usize) -> Vec<(&'static str, String)>,
    names: &BTreeMap<DocumentId, (String, String)>,
    today: Day,
) -> Json {
    let mut months: BTreeMap<Day, Sums> = BTreeMap::new();
    let mut classes: BTreeMap<(&str, String), Sums> = BTreeMap::new();
    let mut of_series: BTreeMap<usize, Sums> = BTreeMap::new();
    for it in seen {
        months.entry(it.month).or_default().add(it);
        of_series.entry(it.series).or_default().add(it);
        for class in class(it.series) {
            classes.entry(class).or_default().add(it);
        }
    }
    let with = |mut it: Json, more: Json| {
        if let (Json::Object(it), Json::Object(more)) = (&mut it, more) {
            it.extend(more);
        }
        it
    };
    let month = |(day, it): (&Day, &Sums)| {
        with(it.told(), json!({ "month": format!("{:04}-{:02}", day.year(), day.month()), "from": day }))
    };
    let of_class = |((dimension, code), it): (&(&str, String), &Sums)| {
        with(it.told(), json!({ "dimension": dimension, "code": code }))
    };
    // What hardly sells is neither well nor badly foreseen.
    let mut ranked: Vec<(f64, usize, &Sums)> = of_series
        .iter()
        .filter(|(_, it)| it.actual > HORIZON as f64)
        .map(|(at, it)| (it.error / it.actual, *at, it))
        .collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let row = |(_, at, it): &(f64, usize, &Sums)| {
        let (item, warehouse): Pair = places.keys[*at];
        let name = |id: DocumentId| names.get(&id);
        let (item, warehouse) = (name(item.into()), name(warehouse.into()));
        let more = json!({
            "item": item.map(|it| &it.0), "item_name": item.map(|it| &it.1),
            "warehouse": warehouse.map(|it| &it.0), "warehouse_name": warehouse.map(|it| &it.1),
            "demand": format!("{:.1}", it.actual), "forecast": format!("{:.1}", it.expected),
        });
        with(it.told(), more)
    };
    json!({
        "horizon": HORIZON, "learned_on": today, "series": of_series.len(), "of_series": places.of,
        "by_month": months.iter().map(month).collect::<Vec<_>>(),
        "by_class": classes.iter().map(of_class).collect::<Vec<_>>(),
        "best": ranked.iter().take(BEST).map(row).collect::<Vec<_>>(),
        "worst": ranked.iter().rev().take(BEST).map(row).collect::<Vec<_>>(),
    })
}
