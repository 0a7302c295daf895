//! What events do to demand, phase by phase.

use super::{Calendar, Event, Phase};
use crate::Sentence;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use values::Day;

/// What was wanted of one item, day after day, hidden demand found again and promotions taken out.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// Any numbers that tell items and categories apart.
    pub item: i64,
    pub category: i64,
    pub first: Day,
    pub days: Vec<f64>,
}

/// The learned effects.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Effects {
    phases: Vec<OfPhase>,
    events: Vec<OfEvent>,
}

/// By how much demand differs in one phase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct OfPhase {
    event: Event,
    phase: Phase,
    all: f64,
    /// By category, sorted.
    categories: Vec<(i64, f64)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct OfEvent {
    event: Event,
    /// How often it was seen.
    seen: u32,
    /// Of the logarithm of the effect, from one time to the next.
    spread: f64,
    /// Items that differ from their category before, during and after, sorted.
    items: Vec<(i64, [f64; 3])>,
}

/// What a window of days needs over normal days.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// 1 is as usual.
    pub mean: f64,
    /// Standard deviation.
    pub spread: f64,
    pub reason: Sentence,
}

/// What the level above needs to be outvoted, in purchases.
const COMMON_PURCHASES: f64 = 50.0;
const CATEGORY_PURCHASES: f64 = 100.0;
const ITEM_PURCHASES: f64 = 200.0;
/// An event seen but once may be a quarter stronger or weaker next time; counts as so many times.
const SPREAD: f64 = 0.25;
const SPREAD_TIMES: f64 = 2.0;
/// The level of a normal day is learned from normal days near by, half as much after so many.
const HALF_LIFE_DAYS: f64 = 21.0;
const NORMAL_DAYS_MIN: f64 = 7.0;

/// Sold and expected.
#[derive(Clone, Copy, Default)]
struct Sum {
    sold: f64,
    expected: f64,
}

impl Sum {
    fn add(&mut self, other: Sum) {
        self.sold += other.sold;
        self.expected += other.expected;
    }

    /// The ratio, drawn towards another one.
    fn ratio(self, towards: f64, trust: f64) -> f64 {
        (self.sold + trust * towards) / (self.expected + trust)
    }
}

#[derive(Default)]
struct Sums {
    all: Sum,
    categories: BTreeMap<i64, Sum>,
}

/// What one event did to one item, by stage, and to all in one year.
#[derive(Default)]
struct Times {
    items: BTreeMap<i64, [Sum; 3]>,
    years: BTreeMap<i16, Sum>,
}

/// Compares each day around an event with the normal days near by, for all series together, for
/// categories, and for items; what has little to say borrows from the level above.
pub fn learn(all: &[Demand], calendar: &Calendar) -> Effects {
    let series: Vec<&Demand> = all.iter().filter(|it| !it.days.is_empty()).collect();
    let end = |it: &&Demand| it.first.plus_days(it.days.len() as i32 - 1);
    let (Some(first), Some(last)) = (series.iter().map(|it| it.first).min(), series.iter().map(end).max())
    else {
        return Effects::default();
    };
    let days = Days { first, phases: calendar.phases(first, last) };

    let mut phases: BTreeMap<(Event, Phase), Sums> = BTreeMap::new();
    let (mut grain, mut known) = (0.0, 0.0);
    for it in &series {
        let Some(of_series) = days.compare(it, |_, event, phase, sum| {
            let sums = phases.entry((event.clone(), phase)).or_default();
            sums.all.add(sum);
            sums.categories.entry(it.category).or_default().add(sum);
        }) else {
            continue;
        };
        grain += of_series;
        known += 1.0;
    }
    let grain = if known > 0.0 { grain / known } else { 1.0 };
    let of_phase = |(key, sums): (&(Event, Phase), &Sums)| {
        let all = smoothed(&phases, key).ratio(1.0, COMMON_PURCHASES * grain);
        let category = |(id, sum): (&i64, &Sum)| (*id, sum.ratio(all, CATEGORY_PURCHASES * grain));
        let categories = sums.categories.iter().map(category).collect();
        OfPhase { event: key.0.clone(), phase: key.1, all, categories }
    };
    let mut effects = Effects { phases: phases.iter().map(of_phase).collect(), events: Vec::new() };

    let mut times: BTreeMap<Event, Times> = BTreeMap::new();
    for it in &series {
        days.compare(it, |day, event, phase, sum| {
            let effect =
                effects.phase(event, phase).map_or(1.0, |of_phase| of_phase.of_category(it.category));
            let sum = Sum { sold: sum.sold, expected: sum.expected * effect };
            let times = times.entry(event.clone()).or_default();
            times.items.entry(it.item).or_default()[stage(phase)].add(sum);
            // The days before New Year belong to the event of the year that begins.
            times.years.entry(day.plus_days(20).year()).or_default().add(sum);
        });
    }
    effects.events = times.iter().map(|(event, times)| times.learned(event, grain)).collect();
    effects
}

/// Before, during, after.
const fn stage(phase: Phase) -> usize {
    match phase {
        Phase::Before(_) => 0,
        Phase::During(_) => 1,
        Phase::After(_) => 2,
    }
}

/// Days with the event they are near to.
struct Days {
    first: Day,
    phases: Vec<Option<(Event, Phase)>>,
}

impl Days {
    /// Tells of each day around an event what was sold and what would have been without it; gives
    /// variance over mean of normal days, and nothing where there are too few of them.
    fn compare(&self, series: &Demand, mut tell: impl FnMut(Day, &Event, Phase, Sum)) -> Option<f64> {
        let from = series.first.days_since(self.first) as usize;
        let phases = &self.phases[from..from + series.days.len()];
        let (usual, grain) = usual_days(series, phases)?;
        for (at, phase) in phases.iter().enumerate() {
            let (Some((event, phase)), Some(expected)) = (phase, usual[at]) else { continue };
            let sum = Sum { sold: amount(series.days[at]), expected };
            tell(series.first.plus_days(at as i32), event, *phase, sum);
        }
        Some(grain)
    }
}

impl Times {
    fn learned(&self, event: &Event, grain: f64) -> OfEvent {
        let seen = self.years.len() as f64;
        let differs = self.years.values().map(|it| it.ratio(1.0, COMMON_PURCHASES * grain).ln());
        let squares: f64 = differs.map(|it| it * it).sum();
        // Of one time nothing differs from the mean of that time.
        let spread = ((squares + SPREAD_TIMES * SPREAD * SPREAD) / (seen - 1.0 + SPREAD_TIMES)).sqrt();
        let item = |(id, stages): (&i64, &[Sum; 3])| {
            let own = stages.map(|it| it.ratio(1.0, ITEM_PURCHASES * grain));
            /// A smaller difference is not worth keeping.
            const DIFFERS: f64 = 0.03;
            own.iter().any(|it| (it - 1.0).abs() > DIFFERS).then_some((*id, own))
        };
        OfEvent {
            event: event.clone(),
            seen: self.years.len() as u32,
            spread: spread * (1.0 + 1.0 / seen).sqrt(),
            items: self.items.iter().filter_map(item).collect(),
        }
    }
}

fn amount(it: f64) -> f64 {
    if it.is_finite() { it.max(0.0) } else { 0.0 }
}

/// Neighbouring phases are alike; the days of the event itself are not.
fn smoothed(phases: &BTreeMap<(Event, Phase), Sums>, key: &(Event, Phase)) -> Sum {
    const NEIGHBOUR: f64 = 0.5;
    let mut sum = phases[key].all;
    let neighbours = match key.1 {
        Phase::Before(days) if days > 1 => vec![Phase::Before(days - 1), Phase::Before(days + 1)],
        Phase::After(days) if days > 1 => vec![Phase::After(days - 1), Phase::After(days.saturating_add(1))],
        _ => Vec::new(),
    };
    for phase in neighbours {
        if let Some(it) = phases.get(&(key.0.clone(), phase)) {
            sum.add(Sum { sold: it.all.sold * NEIGHBOUR, expected: it.all.expected * NEIGHBOUR });
        }
    }
    sum
}

/// What each day would be without events, from the normal days before and after it, and variance
/// over mean of normal days.
fn usual_days(series: &Demand, phases: &[Option<(Event, Phase)>]) -> Option<(Vec<Option<f64>>, f64)> {
    let count = series.days.len();
    let weekday = |at: usize| usize::from(series.first.plus_days(at as i32).weekday());
    let normal: Vec<usize> = (0..count).filter(|it| phases[*it].is_none()).collect();
    let sold: f64 = normal.iter().map(|it| amount(series.days[*it])).sum();
    if normal.len() < 28 || sold <= 0.0 {
        return None;
    }
    let mean = sold / normal.len() as f64;
    let mut of_weekday = [(0.0, 0.0); 7];
    for &at in &normal {
        let it = &mut of_weekday[weekday(at)];
        *it = (it.0 + amount(series.days[at]), it.1 + mean);
    }
    /// Days a weekday needs to be believed.
    const WEEKDAYS: f64 = 8.0;
    let weekdays = of_weekday.map(|(sold, expected)| (sold + WEEKDAYS * mean) / (expected + WEEKDAYS * mean));
    let decay = (-1.0 / HALF_LIFE_DAYS).exp2();
    let mut around = vec![(0.0, 0.0); count];
    let mut pass = |order: &mut dyn Iterator<Item = usize>| {
        let (mut sold, mut days) = (0.0, 0.0);
        for at in order {
            around[at] = (around[at].0 + sold, around[at].1 + days);
            if phases[at].is_none() {
                sold += amount(series.days[at]);
                days += weekdays[weekday(at)];
            }
            (sold, days) = (sold * decay, days * decay);
        }
    };
    pass(&mut (0..count));
    pass(&mut (0..count).rev());
    let usual: Vec<Option<f64>> = around
        .iter()
        .enumerate()
        .map(|(at, &(sold, days))| (days >= NORMAL_DAYS_MIN).then(|| sold / days * weekdays[weekday(at)]))
        .collect();
    let squares =
        normal.iter().filter_map(|&at| usual[at].map(|usual| (amount(series.days[at]) - usual).powi(2)));
    let grain = squares.sum::<f64>() / normal.len() as f64 / mean;
    Some((usual, grain))
}

impl OfPhase {
    fn of_category(&self, category: i64) -> f64 {
        let at = self.categories.binary_search_by_key(&category, |it| it.0);
        at.map_or(self.all, |at| self.categories[at].1)
    }
}

impl Effects {
    fn phase(&self, event: &Event, phase: Phase) -> Option<&OfPhase> {
        let at = self.phases.binary_search_by(|it| (&it.event, it.phase).cmp(&(event, phase)));
        at.ok().map(|at| &self.phases[at])
    }

    fn event(&self, event: &Event) -> Option<&OfEvent> {
        let at = self.events.binary_search_by(|it| it.event.cmp(event));
        at.ok().map(|at| &self.events[at])
    }

    fn effect(&self, event: &Event, phase: Phase, item: i64, category: i64) -> Option<f64> {
        let of_category = self.phase(event, phase)?.of_category(category);
        let items = self.event(event).map_or(&[][..], |it| &it.items);
        let own = items.binary_search_by_key(&item, |it| it.0).map_or(1.0, |at| items[at].1[stage(phase)]);
        Some(of_category * own)
    }

    /// What each day from `from` to `to` needs over a normal day: 1 where nothing is known.
    pub fn of_days(&self, calendar: &Calendar, item: i64, category: i64, from: Day, to: Day) -> Vec<f64> {
        let phases = calendar.phases(from, to).into_iter();
        let effect = |(event, phase): (Event, Phase)| self.effect(&event, phase, item, category);
        phases.map(|it| it.and_then(effect).unwrap_or(1.0)).collect()
    }

    /// What the days from `from` to `to` need together over as many normal days.
    pub fn factor(&self, calendar: &Calendar, item: i64, category: i64, from: Day, to: Day) -> Factor {
        let phases = calendar.phases(from, to);
        if phases.is_empty() {
            return Factor { mean: 1.0, spread: 0.0, reason: words(1.0, None) };
        }
        let (mut sum, mut by_event) = (0.0, BTreeMap::<&Event, (f64, f64)>::new());
        for phase in &phases {
            let known = phase.as_ref().and_then(|(event, phase)| {
                let effect = self.effect(event, *phase, item, category)?;
                Some((event, effect))
            });
            sum += known.map_or(1.0, |it| it.1);
            if let Some((event, effect)) = known {
                let it = by_event.entry(event).or_default();
                *it = (it.0 + effect, it.1 + effect - 1.0);
            }
        }
        let days = phases.len() as f64;
        // The days of one event err together, events by themselves.
        let variance = by_event.iter().map(|(event, (total, _))| {
            let spread = self.event(event).map_or(SPREAD, |it| it.spread);
            (total / days * spread).powi(2)
        });
        let most = by_event.iter().max_by(|a, b| a.1.1.abs().total_cmp(&b.1.1.abs())).map(|it| *it.0);
        let mean = sum / days;
        Factor { mean, spread: variance.sum::<f64>().sqrt(), reason: words(mean, most) }
    }

    /// How often an event was seen.
    pub fn seen(&self, event: &Event) -> u32 {
        self.event(event).map_or(0, |it| it.seen)
    }
}

fn words(mean: f64, event: Option<&Event>) -> Sentence {
    let percent = ((mean - 1.0) * 100.0).round();
    let Some(event) = event.filter(|_| percent != 0.0) else {
        return Sentence { zh: "与平日相当。".to_owned(), en: "As on normal days.".to_owned() };
    };
    let name = event.name();
    let (zh, en) = if percent > 0.0 { ("高", "more") } else { ("低", "less") };
    let percent = percent.abs();
    Sentence {
        zh: format!("受{}影响，比平日{zh} {percent}%。", name.zh),
        en: format!("{percent}% {en} than on normal days, because of {}.", name.en),
    }
}
