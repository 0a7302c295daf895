//! Stockouts at equal stock, what the window's quantile covers, and how fast levels are planned anew.

use anyhow::{Context, Result, ensure};
use planning::backtest::{Aim, LeadTimes, Outcome, Policy, Replay, replay};
use planning::levels::{Item, benefit};
use planning::window::{Effort, Learned};
use planning_files::History;
use std::fmt::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

const STORES: [&str; 3] = ["m5_CA_1", "m5_TX_1", "m5_WI_1"];
const DAYS: i32 = 119;
const LEAD_TIME: usize = 7;
/// Where a line fixed once has this share of short lines, the stock is taken at which all are compared.
const FIXED_AT: [f64; 4] = [0.12, 0.08, 0.07, 0.05];
const TARGETS: [[f64; 4]; 3] =
    [[0.029, 0.0075, 0.0048, 0.0015], [0.033, 0.0090, 0.0055, 0.0017], [0.038, 0.0110, 0.0075, 0.0020]];
/// Train and test files, and the lengths of the windows after the last period known.
const SETS: [(&str, &[usize]); 5] = [
    ("carparts", &[1, 3, 6, 12]),
    ("hospital", &[1, 3, 6, 12]),
    ("m5_dev", &[7, 14, 28]),
    ("man", &[4, 7, 13]),
    ("fr_dev", &[3, 7]),
];
const LEVELS_PLANNED: usize = 100_000;

/// Tables of stockouts, coverage and speed, with references and targets.
pub(crate) fn run(data: &Path) -> Result<String> {
    let mut text = String::new();
    stockouts(data, &mut text)?;
    coverage(data, &mut text)?;
    speed(data, &mut text)?;
    Ok(text)
}

fn stockouts(data: &Path, text: &mut String) -> Result<()> {
    writeln!(
        text,
        "Line / unit stockout rate in % at the stock where a threshold fixed once has 12 / 8 / 7 / 5 % short lines; \
         lead time {LEAD_TIME} days, daily review, last {DAYS} days. Simple policies as in \
         `stockout_reference.py`.\n"
    )?;
    let mut services = String::new();
    for (store, targets) in STORES.iter().zip(TARGETS) {
        let history = History::read(&data.join(format!("{store}.csv.gz")))?;
        let fixed =
            curve(&history, Policy::Fixed, &[1., 2., 3., 5., 7., 10., 14., 21., 28., 42.].map(Aim::Setting))?;
        let stocks = FIXED_AT.map(|at| between(at, &fixed, line, stock).unwrap_or(f64::NAN));
        writeln!(text, "| {store} | at 12 % | at 8 % | at 7 % | at 5 % |\n|---|---:|---:|---:|---:|")?;
        row(text, "mean stock", stocks.map(|it| format!("{it:.0}")))?;
        let simple = [
            ("moving average 30", Policy::MovingAverage, [1., 3., 5., 7., 10., 14., 21., 28.]),
            ("normal 90", Policy::Normal, [0., 0.5, 1., 1.5, 2., 2.5, 3., 4.]),
            ("empirical 180", Policy::Empirical, [0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995]),
        ];
        for (name, policy, settings) in simple {
            let curve = curve(&history, policy, &settings.map(Aim::Setting))?;
            row(text, name, rates(&curve, stocks))?;
        }
        let prices: Vec<Aim> = (0..24).map(|it| Aim::Setting(0.15 * 0.7_f64.powi(it))).collect();
        let began = Instant::now();
        let ours = curve(&history, Policy::Changping(Effort::default()), &prices)?;
        let took = began.elapsed();
        row(
            text,
            &format!("**changping** ({:.0} s, {} points)", took.as_secs_f64(), prices.len()),
            rates(&ours, stocks),
        )?;
        row(text, "target", targets.map(|it| format!("{:.2}", it * 100.0)))?;
        text.push('\n');

        let asked = [0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998];
        let got = curve(&history, Policy::Changping(Effort::default()), &asked.map(Aim::Service))?;
        let got: Vec<String> = got.iter().map(|it| format!("{:.2}", 100.0 - 100.0 * line(it))).collect();
        writeln!(services, "| {store} | {} |", got.join(" | "))?;
    }
    writeln!(
        text,
        "Lines served in full, in %, when this service is asked for (one price of stock for all items):\n\n\
         | asked | 80 | 90 | 95 | 98 | 99 | 99.5 | 99.8 |\n|---|---:|---:|---:|---:|---:|---:|---:|\n{services}"
    )?;
    Ok(())
}

fn curve(history: &History, policy: Policy, aims: &[Aim]) -> Result<Vec<Outcome>> {
    let question = Replay {
        demand: &history.panel,
        from: history.last.plus_days(1 - DAYS),
        to: history.last,
        lead_times: LeadTimes::fixed(LEAD_TIME),
        review: 1,
        items: &[],
        policy,
        aims,
        seed: 1,
    };
    let outcomes = replay(&question, &|_| ControlFlow::Continue(()));
    outcomes.map_err(|it| anyhow::anyhow!("the replay has no outcome: {it:?}"))
}

fn line(it: &Outcome) -> f64 {
    it.figures.line_stockout_rate()
}

fn unit(it: &Outcome) -> f64 {
    it.figures.unit_stockout_rate()
}

fn stock(it: &Outcome) -> f64 {
    it.figures.mean_stock
}

/// Straight between the two points of the curve next to it; nothing beyond the curve's ends.
fn between(at: f64, curve: &[Outcome], x: fn(&Outcome) -> f64, y: fn(&Outcome) -> f64) -> Option<f64> {
    curve.windows(2).find_map(|pair| {
        let (before, after) = (x(&pair[0]), x(&pair[1]));
        let share = (at - before) / (after - before);
        (0.0..=1.0).contains(&share).then(|| y(&pair[0]) + (y(&pair[1]) - y(&pair[0])) * share)
    })
}

fn rates(curve: &[Outcome], stocks: [f64; 4]) -> [String; 4] {
    stocks.map(|at| match (between(at, curve, stock, line), between(at, curve, stock, unit)) {
        (Some(line), Some(unit)) => format!("{:.2} / {:.2}", line * 100.0, unit * 100.0),
        _ => "beyond its curve".to_owned(),
    })
}

fn row(text: &mut String, name: &str, cells: [String; 4]) -> Result<()> {
    Ok(writeln!(text, "| {name} | {} |", cells.join(" | "))?)
}

fn coverage(data: &Path, text: &mut String) -> Result<()> {
    writeln!(
        text,
        "Share of series, in %, whose total demand after the last period known stayed within the quantile; \
         target for 95: 93.5 to 96.5.\n\n\
         | set | window | 90 | **95** | 99 | total / expected |\n|---|---:|---:|---:|---:|---:|"
    )?;
    for (set, lengths) in SETS {
        let read = |part: &str| History::read(&data.join(format!("forecast/{set}_{part}.csv.gz")));
        let (train, test) = (read("train")?, read("test")?);
        let learned = Learned::learn(&train.panel, lengths, Effort::default());
        let mut all = [0.0; 3];
        for length in lengths {
            let mut within = [0; 3];
            let (mut came, mut expected) = (0.0, 0.0);
            for (name, series) in train.names.iter().zip(&train.panel.series) {
                let after = test.names.iter().position(|it| it == name);
                let after = after.with_context(|| format!("{set} has no test for {name}"))?;
                let total: f64 = test.panel.series[after].quantity[..*length].iter().sum();
                let demand = learned.demand(series, *length);
                came += total;
                expected += demand.mean();
                for (within, level) in within.iter_mut().zip([0.9, 0.95, 0.99]) {
                    *within += u32::from(total <= demand.quantile(level) + 1e-9);
                }
            }
            let count = train.names.len() as f64;
            let share = within.map(|it| 100.0 * f64::from(it) / count);
            all.iter_mut().zip(share).for_each(|(all, it)| *all += it / lengths.len() as f64);
            let [p90, p95, p99] = share;
            writeln!(text, "| {set} | {length} | {p90:.1} | {p95:.1} | {p99:.1} | {:.2} |", came / expected)?;
        }
        writeln!(text, "| **{set}** | all | {:.1} | **{:.1}** | {:.1} | |", all[0], all[1], all[2])?;
    }
    text.push('\n');
    Ok(())
}

fn speed(data: &Path, text: &mut String) -> Result<()> {
    let history = History::read(&data.join("m5_CA_1.csv.gz"))?;
    let began = Instant::now();
    let learned = Learned::learn(&history.panel, &[LEAD_TIME], Effort::default());
    let learning = began.elapsed();
    let began = Instant::now();
    // Nothing here asks for another thread.
    let series = history.panel.series.iter().cycle().take(LEVELS_PLANNED);
    let level = |it| {
        let demand = learned.demand(it, LEAD_TIME);
        Item { demand: &demand, benefit: benefit(demand.mean()), weight: 1.0 }.by_price(0.01)
    };
    let stock: f64 = series.map(level).sum();
    ensure!(stock > 0.0, "no level was planned");
    writeln!(
        text,
        "{LEVELS_PLANNED} levels planned anew on one core from {} days of history each: {:.1} s (target 10 s), peak \
         memory {} MB (target 2048); learning before it {:.1} s.",
        history.panel.series[0].quantity.len(),
        began.elapsed().as_secs_f64(),
        peak_megabytes(),
        learning.as_secs_f64(),
    )?;
    Ok(())
}

fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|it| it.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse().ok());
    peak.map_or(0, |it: u64| it / 1024)
}
