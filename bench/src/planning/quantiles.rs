//! Quantile forecasts of single periods, against published methods.

use anyhow::{Context, Result, ensure};
use planning::{
    Frequency, Panel, Series,
    periods::{Learned, Wanted, learn},
};
use planning_files::History;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;
use std::{fmt::Write, path::Path, time::Instant};
use values::Day;

const LEVELS: [f64; 5] = [0.5, 0.75, 0.9, 0.95, 0.99];

/// A train and a test file, and what is known of them.
struct Set {
    name: &'static str,
    horizon: usize,
    /// The best known method, `reference_accuracy.md` beside the data.
    reference: f64,
    target: f64,
}

const SETS: [Set; 5] = [
    Set { name: "carparts", horizon: 12, reference: 0.368, target: 0.355 },
    Set { name: "hospital", horizon: 12, reference: 0.246, target: 0.224 },
    Set { name: "m5_dev", horizon: 28, reference: 0.323, target: 0.316 },
    Set { name: "man", horizon: 13, reference: 0.581, target: 0.570 },
    Set { name: "fr_dev", horizon: 7, reference: 0.299, target: 0.275 },
];

/// A table of scaled pinball loss and coverage, and the time of a large panel.
pub(crate) fn run(data: &Path) -> Result<String> {
    let mut text = String::from(
        "Mean pinball loss over .5 .75 .9 .95 .99 in mean absolute differences from period to period, on the \
         windows held out in `forecast/` (as `score_forecast.py` computes it); everything is chosen by rolling \
         origins before them.\n\n\
         | set | best known method | target | ours | cover .9 | cover .95 | cover .99 | learning, s | forecasting 1,000 series, s |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    for set in &SETS {
        let read = |part: &str| History::read(&data.join(format!("forecast/{}_{part}.csv.gz", set.name)));
        let (train, test) = (read("train")?, read("test")?);
        ensure!(train.names == test.names, "{}: train and test hold different series", set.name);
        let begin = Instant::now();
        let learned = learn(&train.panel, &wanted(set.horizon));
        let learning = begin.elapsed().as_secs_f64();
        let begin = Instant::now();
        let score = score(&train.panel, &test.panel, &learned);
        let each = begin.elapsed().as_secs_f64() / train.panel.series.len() as f64;
        let Score { loss, covered } = score.with_context(|| format!("nothing to score in {}", set.name))?;
        let Set { name, reference, target, .. } = set;
        let [_, _, c90, c95, c99] = covered;
        let thousand = 1000.0 * each;
        writeln!(
            text,
            "| {name} | {reference:.3} | {target:.3} | {loss:.4} | {c90:.3} | {c95:.3} | {c99:.3} | {learning:.1} | {thousand:.2} |"
        )?;
    }
    speed(&mut text)?;
    Ok(text)
}

fn wanted(horizon: usize) -> Wanted {
    Wanted { horizon, levels: LEVELS.to_vec(), seed: 1 }
}

struct Score {
    loss: f64,
    covered: [f64; 5],
}

/// Over all test values alike.
fn score(train: &Panel, test: &Panel, learned: &Learned) -> Option<Score> {
    let one = |(known, later): (&Series, &Series)| {
        let differences = known.quantity.windows(2).map(|it| (it[1] - it[0]).abs());
        let scale = differences.sum::<f64>() / (known.quantity.len() - 1) as f64;
        let forecast = learned.forecast(known, later.quantity.len());
        let (mut loss, mut covered) = (0.0, [0.0; 5]);
        for (quantiles, came) in forecast.quantiles.iter().zip(&later.quantity) {
            for ((level, quantile), covered) in LEVELS.iter().zip(quantiles).zip(&mut covered) {
                let above = came - quantile;
                loss += f64::max(level * above, (level - 1.0) * above) / scale;
                *covered += if came <= quantile { 1.0 } else { 0.0 };
            }
        }
        (loss, covered, later.quantity.len() as f64)
    };
    let all: Vec<(f64, [f64; 5], f64)> = train.series.par_iter().zip(&test.series).map(one).collect();
    let count: f64 = all.iter().map(|it| it.2).sum();
    let loss = all.iter().map(|it| it.0).sum::<f64>() / count / LEVELS.len() as f64;
    let mut covered = [0.0; 5];
    all.iter().for_each(|it| covered.iter_mut().zip(it.1).for_each(|(sum, it)| *sum += it / count));
    (count > 0.0).then_some(Score { loss, covered })
}

/// Ten thousand series of two years of days, on one core.
fn speed(text: &mut String) -> Result<()> {
    let panel = large_panel();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let (learning, forecasting) = one.install(|| {
        let begin = Instant::now();
        let learned = learn(&panel, &wanted(28));
        let learning = begin.elapsed().as_secs_f64();
        let begin = Instant::now();
        panel.series.par_iter().for_each(|it| drop(learned.forecast(it, 28)));
        (learning, begin.elapsed().as_secs_f64())
    });
    let total = learning + forecasting;
    writeln!(
        text,
        "\n{} daily series of {} days, 28 days ahead, on one core: learning {learning:.1} s, forecasting \
         {forecasting:.1} s, together {:.2} s per 1,000 series (target 1 s; AutoTheta 49 s, AutoETS 87 s, both \
         of statsforecast 2.1.1).",
        panel.series.len(),
        panel.series[0].quantity.len(),
        1000.0 * total / panel.series.len() as f64,
    )?;
    Ok(())
}

/// Invented counts with a week, levels that drift, and quiet stretches.
fn large_panel() -> Panel {
    const SERIES: u64 = 10_000;
    const DAYS: usize = 730;
    let series = |number: u64| {
        let mut random = Pcg64Mcg::seed_from_u64(number);
        let mut level = 0.1 * 60_f64.powf(random.random::<f64>());
        let quantity = (0..DAYS).map(|day| {
            level *= 1.0 + 0.06 * (random.random::<f64>() - 0.5);
            let quiet = (day / 40 + number as usize).is_multiple_of(11);
            let weekend = if day % 7 > 4 { 1.5 } else { 1.0 };
            poisson(if quiet { 0.0 } else { level * weekend }, &mut random)
        });
        Series { first: Day::from_number(19_000), quantity: quantity.collect(), sellable: Vec::new() }
    };
    Panel { frequency: Frequency::Day, series: (0..SERIES).map(series).collect() }
}

/// By counting arrivals (Knuth).
fn poisson(mean: f64, random: &mut Pcg64Mcg) -> f64 {
    let (least, mut product, mut count) = ((-mean).exp(), random.random::<f64>(), 0.0);
    while product > least {
        product *= random.random::<f64>();
        count += 1.0;
    }
    count
}
