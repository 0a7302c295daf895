//! The command `changping forecast`.

#[cfg(test)]
mod tests;

use crate::History;
use anyhow::{Context, Result, ensure};
use planning::{
    Frequency, Panel, Series,
    hidden_demand::{self, Reading, Sales},
    periods::{self, Forecast as Periods, Wanted},
    window::{Effort, Learned as Window},
};
use rayon::prelude::*;
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
    process::ExitCode,
};

/// Forecast every series of a file
///
/// Reads series_id,date,qty (plain or .gz; in_stock, price, promo, holiday and category may stand beside)
/// and writes series_id,date,mean and one column for each quantile. Where in_stock says that an item could
/// be sold for a part of a day only, what was probably wanted is forecast; price, promo and holiday are
/// checked and not used yet.
#[derive(Clone, Debug, clap::Args)]
pub struct Forecast {
    /// The history, a CSV file
    #[arg(long, value_name = "FILE")]
    history: PathBuf,
    /// How many periods ahead; as found from the dates 28 days, 13 weeks or 12 months when not given
    #[arg(long, value_name = "PERIODS", value_parser = clap::value_parser!(u32).range(1..=1000))]
    horizon: Option<u32>,
    /// Probabilities that demand stays at or below the quantile
    #[arg(long, value_name = "P,…", value_delimiter = ',', default_value = "0.5,0.75,0.9,0.95,0.99", value_parser = probability)]
    quantiles: Vec<Probability>,
    /// Of all demand from now to the end of each date's period, instead of the period's own
    #[arg(long)]
    cumulative: bool,
    /// The same number gives the same forecast
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// A probability and how it was written.
#[derive(Clone, Debug)]
struct Probability {
    value: f64,
    text: String,
}

fn probability(text: &str) -> Result<Probability, String> {
    match text.trim().parse::<f64>() {
        Ok(value) if value > 0.0 && value < 1.0 => Ok(Probability { value, text: text.trim().to_owned() }),
        _ => Err(format!("{text} is no probability: write a number between 0 and 1 such as 0.95")),
    }
}

impl Forecast {
    pub fn run(self) -> Result<ExitCode> {
        let history = History::read(&self.history)?;
        let horizon = self.horizon.map_or(usual_horizon(history.panel.frequency), |it| it as usize);
        let mut quantiles = self.quantiles;
        quantiles.sort_by(|a, b| a.value.total_cmp(&b.value));
        quantiles.dedup_by(|a, b| a.value == b.value);
        ensure!(!quantiles.is_empty(), "no quantile is wanted: name one, such as --quantiles 0.95");
        let levels: Vec<f64> = quantiles.iter().map(|it| it.value).collect();
        let forecasts = match self.cumulative {
            true => cumulative(&history.panel, horizon, &levels),
            false => {
                let wanted = Wanted { horizon, levels, seed: self.seed };
                single(&with_hidden_demand(&history, self.seed), wanted)
            }
        };
        let write = || write(&history, &forecasts, &quantiles, BufWriter::new(File::create(&self.out)?));
        write().with_context(|| format!("cannot write {}", self.out.display()))?;
        for sentence in history.treated.sentences() {
            eprintln!("{sentence}");
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Of days on which an item could not be sold all the time, what was probably wanted. Weeks and months
/// are taken as they are: they hold no days that could tell.
fn with_hidden_demand(history: &History, seed: u64) -> Panel {
    let mut panel = history.panel.clone();
    let is_hidden = panel.series.iter().any(|it| it.sellable.iter().any(|share| *share < 1.0));
    if panel.frequency != Frequency::Day || !is_hidden {
        return panel;
    }
    let mut categories: Vec<&str> = history.beside.iter().map(|it| it.category.as_str()).collect();
    categories.sort_unstable();
    categories.dedup();
    let sales = |(at, it): (usize, &Series)| {
        let category =
            history.beside.get(at).and_then(|it| categories.binary_search(&it.category.as_str()).ok());
        Sales::by_day(it, category.unwrap_or_default() as i64)
    };
    let all: Vec<Sales> = panel.series.iter().enumerate().map(sales).collect();
    let learned = hidden_demand::learn(&all, seed);
    for (series, sales) in panel.series.iter_mut().zip(&all) {
        let repaired = learned.repair(sales, Reading::Afterwards);
        let is_whole = series.quantity.iter().all(|it| it.fract() == 0.0);
        // What rounding takes from one day it gives to the next, so that whole units stay whole and
        // their sum what it is.
        let mut left_over = 0.0;
        let whole = |wanted: f64| {
            let rounded = (wanted + left_over).round().max(0.0);
            left_over += wanted - rounded;
            rounded
        };
        let wanted = repaired.iter().map(|it| it.mean);
        series.quantity = if is_whole { wanted.map(whole).collect() } else { wanted.collect() };
        series.sellable = Vec::new();
    }
    panel
}

/// Each period by itself.
fn single(panel: &Panel, wanted: Wanted) -> Vec<Periods> {
    let learned = periods::learn(panel, &wanted);
    panel.series.par_iter().map(|it| learned.forecast(it, wanted.horizon)).collect()
}

/// All demand up to each period: the distribution that decides stock.
fn cumulative(panel: &Panel, horizon: usize, levels: &[f64]) -> Vec<Periods> {
    let mut lengths = [1, horizon.div_ceil(4), horizon.div_ceil(2), horizon].to_vec();
    lengths.dedup();
    let learned = Window::learn(panel, &lengths, Effort::default());
    let forecast = |series| {
        let (mut mean, mut quantiles) = (Vec::new(), Vec::<Vec<f64>>::new());
        for length in 1..=horizon {
            let demand = learned.demand(series, length);
            // More periods never hold less demand: lengths that were learned apart are kept in order.
            let least = |level: usize| quantiles.last().map_or(0.0, |it: &Vec<f64>| it[level]);
            let after = |(level, it): (usize, &f64)| demand.quantile(*it).max(least(level));
            let next = levels.iter().enumerate().map(after).collect();
            mean.push(demand.mean().max(mean.last().copied().unwrap_or(0.0)));
            quantiles.push(next);
        }
        Periods { mean, quantiles }
    };
    panel.series.par_iter().map(forecast).collect()
}

fn usual_horizon(frequency: Frequency) -> usize {
    match frequency {
        Frequency::Day => 28,
        Frequency::Week => 13,
        Frequency::Month => 12,
    }
}

fn write(
    history: &History,
    forecasts: &[Periods],
    quantiles: &[Probability],
    mut out: impl Write,
) -> Result<()> {
    let mut csv = csv::Writer::from_writer(&mut out);
    let heading = quantiles.iter().map(|it| format!("q{}", it.text));
    csv.write_record(["series_id", "date", "mean"].map(str::to_owned).into_iter().chain(heading))?;
    for (index, (name, forecast)) in history.names.iter().zip(forecasts).enumerate() {
        for (ahead, (mean, quantiles)) in forecast.mean.iter().zip(&forecast.quantiles).enumerate() {
            csv.write_field(name)?;
            csv.write_field(history.date_ahead(index, ahead + 1).to_string())?;
            csv.write_field(number(*mean))?;
            for quantile in quantiles {
                csv.write_field(number(*quantile))?;
            }
            csv.write_record(None::<&[u8]>)?;
        }
    }
    csv.flush()?;
    drop(csv);
    out.flush()?;
    Ok(())
}

/// With four digits behind the point at most.
fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
