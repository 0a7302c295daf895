//! What orders, stock and shortages of a manufacturer's items cost under real lead times, minimum
//! orders, packs, order and holding costs, at equal service.
//!
//! Protocol. Each week arrivals, then demand, then review; what is wanted and not there is lost. An
//! order of week t arrives at the start of week t + lead time, is at least the minimum and whole
//! packs. Levels are made anew at every review from the weeks up to it. On the first judged week each
//! rule holds what its first order from nothing would bring or, in the second half of the table, all
//! hold the same. Orders, stock at each week's end and losses are counted from the longest lead time
//! after that week to the end. Each rule is swept through its z or its price of a short unit, and
//! costs are read from the curves where they serve the same share.
//!
//! References, each at its best over 26, 52 or all weeks of history and two ways to round to packs,
//! chosen with hindsight: "same z" is (s,S) from a normal model with one z for all items; "z by price"
//! sets each item's z to the textbook's optimum for a price of a short unit and does not keep what is
//! not worth it. Ours and the second are aimed at the measure that is read.

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use planning::policies::{LotCosts, LumpMemory, LumpPrior, LumpyDemand, Outcomes};
use planning_files::History;
use rayon::prelude::*;
use std::collections::HashMap;
use std::fmt::Write;
use std::fs::File;
use std::path::Path;

struct Item {
    weeks: Vec<f64>,
    unit_cost: f64,
    costs: LotCosts,
}

/// From which week to which, and from which on it counts.
#[derive(Clone, Copy)]
struct Window {
    from: usize,
    counted_from: usize,
    to: usize,
    start: Start,
}

/// What lies on the shelf on the first week.
#[derive(Clone, Copy, PartialEq)]
enum Start {
    /// What the rule's own first order from nothing brings.
    OwnOrder,
    /// The same for all rules: what the normal model fills up to at z = 1, not rounded to packs.
    SameStock,
}

/// The longest lead time of the data.
const WARM_UP_WEEKS: usize = 16;
const WEEKS_PER_YEAR: f64 = 52.0;
/// Where the judged part begins: half of the 150 weeks.
const JUDGED_FROM: usize = 75;
/// The part inside the history on which our settings are chosen.
const CHOSEN_FROM: usize = 40;

#[derive(Clone, Copy, Debug, Default)]
struct Outcome {
    ordering: f64,
    holding: f64,
    wanted: [f64; 3],
    missed: [f64; 3],
}

/// How service is read: units, lines (weeks with demand), money.
const MEASURES: [&str; 3] = ["units", "lines", "value"];

impl Outcome {
    fn add(&mut self, other: &Outcome) {
        self.ordering += other.ordering;
        self.holding += other.holding;
        for at in 0..3 {
            self.wanted[at] += other.wanted[at];
            self.missed[at] += other.missed[at];
        }
    }

    fn cost(&self) -> f64 {
        self.ordering + self.holding
    }

    fn service(&self, measure: usize) -> f64 {
        1.0 - self.missed[measure] / self.wanted[measure].max(1e-9)
    }
}

/// One rule living through the weeks of one item.
struct Shelf {
    on_hand: f64,
    arriving: Vec<f64>,
    outcome: Outcome,
}

impl Shelf {
    fn new(first: f64, weeks: usize) -> Shelf {
        Shelf { on_hand: first, arriving: vec![0.0; weeks + WARM_UP_WEEKS + 2], outcome: Outcome::default() }
    }

    fn live(&mut self, week: usize, wanted: f64, item: &Item, is_counted: bool) {
        self.on_hand += std::mem::take(&mut self.arriving[week]);
        let served = self.on_hand.min(wanted);
        self.on_hand -= served;
        if !is_counted {
            return;
        }
        let lost = wanted - served;
        let is_line = f64::from(u8::from(wanted > 0.0));
        let is_short = f64::from(u8::from(lost > 1e-9));
        let it = &mut self.outcome;
        it.holding += self.on_hand * item.costs.holding;
        it.wanted = add(it.wanted, [wanted, is_line, wanted * item.unit_cost]);
        it.missed = add(it.missed, [lost, is_short, lost * item.unit_cost]);
    }

    fn position(&self) -> f64 {
        self.on_hand + self.arriving.iter().sum::<f64>()
    }

    fn order(&mut self, week: usize, quantity: f64, item: &Item, is_counted: bool) {
        if quantity <= 0.0 {
            return;
        }
        self.arriving[week + item.costs.lead_periods as usize] += quantity;
        if is_counted {
            self.outcome.ordering += item.costs.order;
        }
    }
}

fn add(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

/// Replays one item under as many rules as `decide` answers for: the quantity that each orders from
/// the history and its position.
fn replay(
    item: &Item,
    window: Window,
    rules: usize,
    mut decide: impl FnMut(&[f64], &[f64], &mut [f64]),
) -> Vec<Outcome> {
    let mut orders = vec![0.0; rules];
    let mut positions = vec![0.0; rules];
    decide(&item.weeks[..window.from], &positions, &mut orders);
    if window.start == Start::SameStock {
        let (s, economic) = normal_levels(&item.weeks[..window.from], &item.costs, |_| 1.0);
        orders.fill((s + economic).ceil());
    }
    let mut shelves: Vec<Shelf> = orders.iter().map(|it| Shelf::new(*it, item.weeks.len())).collect();
    for week in window.from..window.to {
        let is_counted = week >= window.counted_from;
        for (shelf, position) in shelves.iter_mut().zip(&mut positions) {
            shelf.live(week, item.weeks[week], item, is_counted);
            *position = shelf.position();
        }
        decide(&item.weeks[..=week], &positions, &mut orders);
        for (shelf, order) in shelves.iter_mut().zip(&orders) {
            shelf.order(week, *order, item, is_counted);
        }
    }
    shelves.into_iter().map(|it| it.outcome).collect()
}

fn replay_all(
    items: &[Item],
    window: Window,
    rules: usize,
    decide: impl Fn(usize, &[f64], &[f64], &mut [f64]) + Sync,
) -> Vec<Outcome> {
    let mut sums = vec![Outcome::default(); rules];
    let outcomes: Vec<Vec<Outcome>> = items
        .par_iter()
        .enumerate()
        .map(|(at, item)| {
            replay(item, window, rules, |history, positions, orders| decide(at, history, positions, orders))
        })
        .collect();
    for outcomes in &outcomes {
        sums.iter_mut().zip(outcomes).for_each(|(sum, it)| sum.add(it));
    }
    sums
}

/// (s,S) from a normal model: s = mean·L + z·σ·√L, S = s + √(2·K·d/h). `z` is told how many cycles
/// a week there are.
fn normal_levels(recent: &[f64], costs: &LotCosts, z: impl Fn(f64) -> f64) -> (f64, f64) {
    let count = recent.len() as f64;
    let mean = recent.iter().sum::<f64>() / count;
    let sd = (recent.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / count).sqrt();
    let lead = f64::from(costs.lead_periods);
    let economic = (2.0 * costs.order * mean / costs.holding).sqrt();
    let lot = economic.max(costs.moq).max(costs.pack);
    (mean * lead + z(mean / lot) * sd * lead.sqrt(), economic)
}

/// The reference of the requirement: the same z for all items.
fn normal(items: &[Item], window: Window, form: Form, z: &[f64]) -> Vec<Outcome> {
    replay_all(items, window, z.len(), |at, history, positions, orders| {
        let costs = &items[at].costs;
        let recent = &history[history.len().saturating_sub(form.weeks)..];
        for ((order, position), z) in orders.iter_mut().zip(positions).zip(z) {
            let levels = normal_levels(recent, costs, |_| *z);
            *order = form.order(levels, *position, costs);
        }
    })
}

/// A harder one: each item's z is the textbook's optimum for a price of a short unit,
/// P(no stockout in a cycle) = 1 − h ÷ (p × cycles a week), and what is not worth it is not kept.
fn normal_by_price(
    items: &[Item],
    window: Window,
    form: Form,
    measure: usize,
    prices: &[f64],
) -> Vec<Outcome> {
    replay_all(items, window, prices.len(), |at, history, positions, orders| {
        let item = &items[at];
        let costs = &item.costs;
        let recent = &history[history.len().saturating_sub(form.weeks)..];
        let lumps = recent.iter().filter(|it| **it > 0.0);
        let mean_lump = recent.iter().sum::<f64>() / lumps.count().max(1) as f64;
        for ((order, position), it) in orders.iter_mut().zip(positions).zip(prices) {
            let short = price(measure, *it, item, mean_lump.max(1e-9));
            let levels = normal_levels(recent, costs, |cycles| {
                quantile_of_normal(1.0 - costs.holding / (short * cycles).max(1e-12))
            });
            *order = if levels.0.is_finite() { form.order(levels, *position, costs) } else { 0.0 };
        }
    })
}

/// How much history the normal model reads and how it rounds to packs: the best form at each service
/// is the reference.
#[derive(Clone, Copy)]
struct Form {
    weeks: usize,
    rounds_up: bool,
}

const FORMS: [Form; 6] = [
    Form { weeks: 26, rounds_up: true },
    Form { weeks: 26, rounds_up: false },
    Form { weeks: 52, rounds_up: true },
    Form { weeks: 52, rounds_up: false },
    Form { weeks: 150, rounds_up: true },
    Form { weeks: 150, rounds_up: false },
];

impl Form {
    fn order(self, (s, economic): (f64, f64), position: f64, costs: &LotCosts) -> f64 {
        let need = s + economic - position;
        if position > s || need <= 1e-9 { 0.0 } else { packed(need, costs, self.rounds_up) }
    }
}

/// By halving Abramowitz and Stegun 26.2.17; −∞ for no chance at all.
fn quantile_of_normal(probability: f64) -> f64 {
    if probability <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let cdf = |z: f64| {
        let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
        let polynomial = t
            * (0.319_381_530
                + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
        let tail = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * polynomial;
        if z < 0.0 { tail } else { 1.0 - tail }
    };
    let (mut low, mut high) = (-6.0, 6.0);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if cdf(middle) < probability { low = middle } else { high = middle }
    }
    high
}

fn packed(need: f64, costs: &LotCosts, rounds_up: bool) -> f64 {
    let pack = costs.pack.max(1e-9);
    let least = (costs.moq.max(1e-9) / pack - 1e-9).ceil() * pack;
    let packs = if rounds_up { (need / pack - 1e-9).ceil() } else { (need / pack).round() };
    (packs * pack).max(least)
}

/// What a short unit costs in each measure of service: the same for all, by the line, by its cost.
fn price(measure: usize, price: f64, item: &Item, mean_lump: f64) -> f64 {
    match measure {
        0 => price,
        1 => price / mean_lump,
        _ => price * item.unit_cost,
    }
}

/// Every price of every measure, in one replay.
fn ours(items: &[Item], window: Window, memory: &LumpMemory, prices: &[Vec<f64>; 3]) -> [Vec<Outcome>; 3] {
    let first_lumps = first_lumps(items, window.from);
    let before = items.iter().map(|it| &it.weeks[..window.from]);
    let common = LumpPrior::learn(before, 1.0);
    let each: Vec<(usize, f64)> =
        prices.iter().enumerate().flat_map(|(measure, it)| it.iter().map(move |it| (measure, *it))).collect();
    let mut outcomes = replay_all(items, window, each.len(), |at, history, positions, orders| {
        let item = &items[at];
        let prior = LumpPrior { first_lump: first_lumps[at], ..common.clone() };
        let demand = LumpyDemand::learn(history, memory, &prior);
        let outcomes = Outcomes::new(&demand, &item.costs);
        for ((order, position), (measure, it)) in orders.iter_mut().zip(positions).zip(&each) {
            let rule = outcomes.cheapest(price(*measure, *it, item, demand.mean_lump()));
            *order = rule.map_or(0.0, |it| it.order(*position));
        }
    })
    .into_iter();
    [0, 1, 2].map(|measure| outcomes.by_ref().take(prices[measure].len()).collect())
}

/// The median lump of items that cost about as much, for items that never had one.
fn first_lumps(items: &[Item], from: usize) -> Vec<f64> {
    const CLASSES: usize = 10;
    let mut by_cost: Vec<usize> = (0..items.len()).collect();
    by_cost.sort_by(|a, b| items[*a].unit_cost.total_cmp(&items[*b].unit_cost));
    let mut first = vec![1.0; items.len()];
    for class in by_cost.chunks(items.len().div_ceil(CLASSES)) {
        let lumps = class.iter().flat_map(|at| &items[*at].weeks[..from]).copied();
        let mut lumps: Vec<f64> = lumps.filter(|it| *it > 0.0).collect();
        lumps.sort_by(f64::total_cmp);
        let median = lumps.get(lumps.len() / 2).copied().unwrap_or(1.0);
        class.iter().for_each(|at| first[*at] = median);
    }
    first
}

/// The cost where the curve reaches the service, between its two neighbours.
fn cost_at(curve: &[Outcome], measure: usize, service: f64) -> Option<f64> {
    let mut points: Vec<(f64, f64)> = curve.iter().map(|it| (it.service(measure), it.cost())).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let pair = points.windows(2).find(|it| it[0].0 <= service && service <= it[1].0)?;
    let part = (service - pair[0].0) / (pair[1].0 - pair[0].0).max(1e-12);
    Some(pair[0].1 + part * (pair[1].1 - pair[0].1))
}

fn read(data: &Path) -> Result<Vec<Item>> {
    let history = History::read(&data.join("man_weekly.csv.gz"))?;
    let weeks: HashMap<&str, &Vec<f64>> = history
        .names
        .iter()
        .map(String::as_str)
        .zip(history.panel.series.iter().map(|it| &it.quantity))
        .collect();
    let path = data.join("man_items.csv.gz");
    let file = File::open(&path).with_context(|| path.display().to_string())?;
    let mut items = Vec::new();
    for row in csv::Reader::from_reader(GzDecoder::new(file)).records() {
        let row = row?;
        let number = |at: usize| -> Result<f64> { Ok(row.get(at).context("a column")?.parse()?) };
        let name = row.get(0).context("a name")?;
        let weeks = (*weeks.get(name).with_context(|| format!("no demand of {name}"))?).clone();
        let costs = LotCosts {
            order: number(3)?,
            holding: number(4)? / WEEKS_PER_YEAR,
            lead_periods: number(5)? as u32,
            moq: number(6)?,
            pack: number(1)?,
            breaks: Vec::new(),
        };
        items.push(Item { weeks, unit_cost: number(2)?, costs });
    }
    Ok(items)
}

/// Settings tried inside the history; the one that costs least there, missed service priced in, is
/// judged.
fn memory(items: &[Item]) -> LumpMemory {
    const FOREVER: f64 = 1e9;
    let early = Window {
        from: CHOSEN_FROM,
        counted_from: CHOSEN_FROM + WARM_UP_WEEKS,
        to: JUDGED_FROM,
        start: Start::OwnOrder,
    };
    let half_lives = [vec![FOREVER], vec![40.0], vec![20.0, FOREVER]];
    let tried = half_lives.into_iter().flat_map(|half_lives| {
        [1.0, 4.0].map(|certainty| LumpMemory {
            half_lives: half_lives.clone(),
            certainty,
            size_half_life: 40.0,
            common_lumps: 2.0,
        })
    });
    let prices = [vec![2.0, 20.0], vec![40.0, 400.0], vec![0.5, 5.0]];
    let loss = |memory: &LumpMemory| {
        let curves = ours(items, early, memory, &prices);
        let each = |measure: usize| {
            let points = curves[measure].iter().zip(&prices[measure]);
            points.map(|(it, price)| (it.cost() + price * it.missed[measure]).ln()).sum::<f64>()
        };
        (0..3).map(each).sum::<f64>()
    };
    let losses: Vec<(f64, LumpMemory)> = tried.map(|it| (loss(&it), it)).collect();
    let best = losses.into_iter().min_by(|a, b| a.0.total_cmp(&b.0));
    best.expect("settings are tried").1
}

/// The services at which curves are read.
const SERVICES: [f64; 4] = [0.80, 0.85, 0.90, 0.93];

/// The section of the report.
pub(crate) fn run(data: &Path) -> Result<String> {
    let items = read(data)?;
    let to = items.iter().map(|it| it.weeks.len()).min().context("no items")?;
    let memory = memory(&items);
    let mut text = format!(
        "Target: at least 15 % below (s,S) from a normal model at equal service. {} items, weeks {JUDGED_FROM} to \
         {to}, costs of orders and stock in EUR counted from week {}; memory chosen before week {JUDGED_FROM}: \
         half-lives {:?}, certainty {}.\n\n\
         | start | service | same z | z by price | ours | to same z | to z by price |\n\
         |---|---|---:|---:|---:|---:|---:|\n",
        items.len(),
        JUDGED_FROM + WARM_UP_WEEKS,
        memory.half_lives,
        memory.certainty,
    );
    for (start, name) in [(Start::OwnOrder, "own order"), (Start::SameStock, "same stock")] {
        let judged = Window { from: JUDGED_FROM, counted_from: JUDGED_FROM + WARM_UP_WEEKS, to, start };
        for row in rows(&items, judged, &memory) {
            writeln!(text, "| {name} | {row}")?;
        }
    }
    Ok(text)
}

fn rows(items: &[Item], judged: Window, memory: &LumpMemory) -> Vec<String> {
    /// Each the double of the one before it, from the first of its measure.
    const PRICES: i32 = 15;
    const FIRST_PRICES: [f64; 3] = [0.1, 2.0, 0.05];
    let prices = FIRST_PRICES.map(|it| (0..PRICES).map(|step| it * 2.0_f64.powi(step)).collect::<Vec<f64>>());
    let z: Vec<f64> = (-2..32).map(|it| f64::from(it) / 4.0).collect();
    let same_z: Vec<Vec<Outcome>> = FORMS.iter().map(|it| normal(items, judged, *it, &z)).collect();
    let curves = ours(items, judged, memory, &prices);
    let mut rows = Vec::new();
    for (measure, name) in MEASURES.iter().enumerate() {
        let by_price = |it: &Form| normal_by_price(items, judged, *it, measure, &prices[measure]);
        let by_price: Vec<Vec<Outcome>> = FORMS.iter().map(by_price).collect();
        for service in SERVICES {
            let best = |curves: &[Vec<Outcome>]| {
                let costs = curves.iter().filter_map(|it| cost_at(it, measure, service));
                costs.min_by(f64::total_cmp)
            };
            let (first, second) = (best(&same_z), best(&by_price));
            let own = cost_at(&curves[measure], measure, service);
            let cost = |it: Option<f64>| it.map_or_else(|| "not reached".to_owned(), |it| format!("{it:.0}"));
            let less = |it: Option<f64>| match own.zip(it) {
                Some((own, it)) => format!("{:+.1} %", (own / it - 1.0) * 100.0),
                None => "-".to_owned(),
            };
            rows.push(format!(
                "{:.0} % of {name} | {} | {} | {} | {} | {} |",
                service * 100.0,
                cost(first),
                cost(second),
                cost(own),
                less(first),
                less(second),
            ));
        }
    }
    rows
}
