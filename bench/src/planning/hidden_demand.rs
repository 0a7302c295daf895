//! Known demand hidden by other series' stockouts, and recovered.

use anyhow::{Context, Result};
use planning::hidden_demand::{HoursOfDay, Learned, Reading, Repaired, Sales, Seen, ShareOfDay, learn};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use values::Day;

const FILE: &str = "freshretail_hourly_sample_dev.csv.gz";
const PRODUCTS: &str = "freshretail_products.csv.gz";
/// The hours in which shops sell; night sales are left out on both sides.
const OPEN: std::ops::Range<usize> = 6..23;
const SEED: u64 = 2024;
const HIDDEN_SHARE: f64 = 0.4;

struct Series {
    store: i64,
    sales: Sales,
    /// The day's sales where no open hour was out of stock, and the day is hidden.
    truth: Vec<Option<f64>>,
    /// Open hours hidden of each day, by us or by life.
    hidden_hours: Vec<usize>,
}

/// A table of error and bias.
pub(crate) fn run(data: &Path) -> Result<String> {
    let mut all = read(data)?;
    hide(&mut all);
    let by_hour: Vec<Sales> = all.iter().map(|it| it.sales.clone()).collect();
    let learned = learn(&by_hour, SEED);
    let by_day: Vec<Sales> = all.iter().map(by_day).collect();
    let learned_by_day = learn(&by_day, SEED);
    let factor = selection_factor(&all, &learned);

    let sold = |it: &Repaired| it.sold;
    let wanted = |it: &Repaired| it.mean;
    let selected = |it: &Repaired| it.sold + factor * (it.mean - it.sold);
    let afterwards: Vec<Vec<Repaired>> =
        by_hour.iter().map(|it| learned.repair(it, Reading::Afterwards)).collect();
    let live: Vec<Vec<Repaired>> = by_hour.iter().map(|it| learned.repair(it, Reading::Live)).collect();
    let daily: Vec<Vec<Repaired>> =
        by_day.iter().map(|it| learned_by_day.repair(it, Reading::Afterwards)).collect();

    let hidden: Vec<usize> = all
        .iter()
        .flat_map(|it| (0..it.truth.len()).filter(|&at| it.truth[at].is_some()).map(|at| it.hidden_hours[at]))
        .collect();
    let mean_hidden = hidden.iter().sum::<usize>() as f64 / hidden.len() as f64;
    let mut text = format!(
        "{} of the days without a stockout hidden with another series' mask of the same store, mean {mean_hidden:.1} \
         of {} hours; `{FILE}`. Selection factor: days without a stockout sell {factor:.3} of the level of all days, \
         measured on days that were not hidden, and used for judging only.\n\n\
         | method | WAPE | bias | WAPE, hidden < .35 | < .7 | the rest |\n|---|---:|---:|---:|---:|---:|\n",
        hidden.len(),
        OPEN.len()
    );
    row(&mut text, "sales read as demand", &all, &afterwards, sold)?;
    row(&mut text, "repaired", &all, &afterwards, wanted)?;
    row(&mut text, "repaired, after the selection factor", &all, &afterwards, selected)?;
    row(&mut text, "from past days only (live)", &all, &live, wanted)?;
    row(&mut text, "from past days only, after the factor", &all, &live, selected)?;
    row(&mut text, "only the share of the day known", &all, &daily, wanted)?;
    row(&mut text, "only the share of the day known, after the factor", &all, &daily, selected)?;
    spread(&mut text, &all, &afterwards)?;
    Ok(text)
}

/// The share of truths within the quantiles.
fn spread(text: &mut String, all: &[Series], repaired: &[Vec<Repaired>]) -> Result<()> {
    let levels = [0.1, 0.5, 0.9, 0.95];
    let mut within = [0_u32; 4];
    let mut count = 0_u32;
    for (series, days) in all.iter().zip(repaired) {
        for (truth, day) in series.truth.iter().zip(days) {
            let Some(truth) = truth else { continue };
            count += 1;
            for (within, level) in within.iter_mut().zip(levels) {
                *within += u32::from(*truth <= day.quantile(level) + 1e-9);
            }
        }
    }
    let shares = within.map(|it| format!("{:.3}", f64::from(it) / f64::from(count)));
    writeln!(text, "\nQuantiles .1 .5 .9 .95 hold {} of the hidden days.", shares.join(" "))?;
    Ok(())
}

/// What days without a stockout that were not hidden sold, divided by what their neighbours say.
/// To ask the neighbours a day is hidden whole, one day in ten at a time.
fn selection_factor(all: &[Series], learned: &Learned) -> f64 {
    let (mut sold, mut expected) = (0.0, 0.0);
    for turn in 0..10 {
        for series in all {
            let Seen::Hours(days) = &series.sales.seen else { continue };
            let asked: Vec<usize> = (turn..days.len())
                .step_by(10)
                .filter(|&at| series.truth[at].is_none() && series.hidden_hours[at] == 0)
                .collect();
            let mut without = days.clone();
            for &at in &asked {
                without[at] = HoursOfDay { sold: [0.0; 24], sellable: [0.0; 24] };
            }
            let repaired = learned
                .repair(&Sales { seen: Seen::Hours(without), ..series.sales.clone() }, Reading::Afterwards);
            for at in asked {
                sold += days[at].sold.iter().map(|it| f64::from(*it)).sum::<f64>();
                expected += repaired[at].mean;
            }
        }
    }
    sold / expected
}

fn row(
    text: &mut String,
    method: &str,
    all: &[Series],
    repaired: &[Vec<Repaired>],
    read: impl Fn(&Repaired) -> f64,
) -> Result<()> {
    // Of all, then by the share hidden: error, difference, truth.
    let mut sums = [(0.0, 0.0, 0.0); 4];
    for (series, days) in all.iter().zip(repaired) {
        for (at, day) in days.iter().enumerate() {
            let Some(truth) = series.truth[at] else { continue };
            let share = series.hidden_hours[at] as f64 / OPEN.len() as f64;
            let class = if share < 0.35 {
                1
            } else if share < 0.7 {
                2
            } else {
                3
            };
            let difference = read(day) - truth;
            for at in [0, class] {
                let sum = &mut sums[at];
                *sum = (sum.0 + difference.abs(), sum.1 + difference, sum.2 + truth);
            }
        }
    }
    let wape = sums.map(|it| format!("{:.4}", it.0 / it.2));
    let bias = 100.0 * sums[0].1 / sums[0].2;
    writeln!(text, "| {method} | {} | {bias:+.1} % | {} | {} | {} |", wape[0], wape[1], wape[2], wape[3])?;
    Ok(())
}

/// Hides 40 % of the days without a stockout, each with the mask of a day on which another series
/// of the same store was out for a part of the open hours; of any store where there is no other.
fn hide(all: &mut [Series]) {
    let mut random = Pcg64Mcg::seed_from_u64(SEED);
    let masks: Vec<Vec<[bool; 24]>> = all.iter().map(masks).collect();
    let mut stores: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (at, series) in all.iter().enumerate() {
        stores.entry(series.store).or_default().push(at);
    }
    for at in 0..all.len() {
        let neighbours = &stores[&all[at].store];
        let mut pool: Vec<&[bool; 24]> =
            neighbours.iter().filter(|it| **it != at).flat_map(|it| &masks[*it]).collect();
        if pool.is_empty() {
            pool = masks.iter().enumerate().filter(|it| it.0 != at).flat_map(|it| it.1).collect();
        }
        let series = &mut all[at];
        let Seen::Hours(days) = &mut series.sales.seen else { continue };
        for (day, hours) in days.iter_mut().enumerate() {
            if series.hidden_hours[day] > 0 || !random.random_bool(HIDDEN_SHARE) || pool.is_empty() {
                continue;
            }
            series.truth[day] = Some(hours.sold.iter().map(|it| f64::from(*it)).sum());
            let mask = pool[random.random_range(0..pool.len())];
            for hour in OPEN.filter(|it| mask[*it]) {
                hours.sold[hour] = 0.0;
                hours.sellable[hour] = 0.0;
                series.hidden_hours[day] += 1;
            }
        }
    }
}

/// Of days with a part of the open hours hidden by life.
fn masks(series: &Series) -> Vec<[bool; 24]> {
    let Seen::Hours(days) = &series.sales.seen else { return Vec::new() };
    let partly = days.iter().zip(&series.hidden_hours).filter(|it| (1..OPEN.len()).contains(it.1));
    partly.map(|(day, _)| day.sellable.map(|it| it == 0.0)).collect()
}

/// The same with nothing known but the share of open hours.
fn by_day(series: &Series) -> Sales {
    let Seen::Hours(days) = &series.sales.seen else { return series.sales.clone() };
    let day = |(hours, hidden): (&HoursOfDay, &usize)| ShareOfDay {
        sold: hours.sold.iter().sum(),
        sellable: 1.0 - *hidden as f32 / OPEN.len() as f32,
    };
    let days = days.iter().zip(&series.hidden_hours).map(day).collect();
    Sales { seen: Seen::Days(days), ..series.sales.clone() }
}

/// A day of a series, and how many of its hours were out of stock.
type Hourly = (Day, HoursOfDay, usize);

fn read(data: &Path) -> Result<Vec<Series>> {
    let open = |name: &str| -> Result<_> {
        let file = std::fs::File::open(data.join(name)).with_context(|| name.to_owned())?;
        Ok(csv::Reader::from_reader(flate2::read::GzDecoder::new(file)))
    };
    let mut categories: BTreeMap<i64, i64> = BTreeMap::new();
    for record in open(PRODUCTS)?.records() {
        let record = record?;
        categories.insert(record[0].parse()?, record[record.len() - 1].parse()?);
    }
    let mut series: BTreeMap<(i64, i64), Vec<Hourly>> = BTreeMap::new();
    for record in open(FILE)?.records() {
        let record = record?;
        let mask = u32::from_str_radix(&record[4], 16)?;
        let out = |hour: usize| mask >> hour & 1 == 1;
        let mut hours = HoursOfDay { sold: [0.0; 24], sellable: [0.0; 24] };
        for (hour, sold) in record[3].split('|').enumerate().filter(|it| OPEN.contains(&it.0) && !out(it.0)) {
            hours.sold[hour] = sold.parse()?;
            hours.sellable[hour] = 1.0;
        }
        let day = record[2].parse().context("a date")?;
        let hidden = OPEN.filter(|it| out(*it)).count();
        series.entry((record[0].parse()?, record[1].parse()?)).or_default().push((day, hours, hidden));
    }
    let build = |((store, product), mut days): ((i64, i64), Vec<Hourly>)| {
        days.sort_by_key(|it| it.0);
        let category = categories.get(&product).copied().unwrap_or(-1);
        let seen = Seen::Hours(days.iter().map(|it| it.1).collect());
        Series {
            store,
            truth: vec![None; days.len()],
            hidden_hours: days.iter().map(|it| it.2).collect(),
            sales: Sales { category, first: days[0].0, seen, lift: Vec::new() },
        }
    };
    Ok(series.into_iter().map(build).collect())
}
