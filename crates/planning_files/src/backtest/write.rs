//! The files of a backtest.

use crate::History;
use crate::backtest::Service;
use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use planning::backtest::{Figures, Outcome, Replay, day_by_day};
use std::{
    fs::{self, File},
    io::BufWriter,
    path::Path,
};

const SUMMARY: [&str; 9] = [
    "service",
    "unit_stockout_rate",
    "line_stockout_rate",
    "mean_stock",
    "mean_stock_value",
    "demanded_units",
    "lost_units",
    "lost_margin",
    "orders",
];

/// One folder for each service, and `summary.csv` of all of them beside.
pub(super) fn write(
    folder: &Path,
    history: &History,
    question: &Replay<'_>,
    services: &[Service],
    outcomes: &[Outcome],
) -> Result<()> {
    let write = || -> Result<()> {
        fs::create_dir_all(folder)?;
        let mut all = csv::Writer::from_path(folder.join("summary.csv"))?;
        all.write_record(SUMMARY)?;
        for (service, outcome) in services.iter().zip(outcomes) {
            let own = folder.join(format!("service-{}", service.text));
            fs::create_dir_all(&own)?;
            let summary = summary(service, &outcome.figures);
            all.write_record(&summary)?;
            let mut one = csv::Writer::from_path(own.join("summary.csv"))?;
            one.write_record(SUMMARY)?;
            one.write_record(&summary)?;
            one.flush()?;
            start(&own.join("start.csv"), history, outcome)?;
            orders(&own.join("orders.csv"), history, outcome)?;
            days(&own.join("days.csv.gz"), history, question, outcome)?;
        }
        all.flush()?;
        Ok(())
    };
    write().with_context(|| format!("cannot write to {}", folder.display()))
}

fn summary(service: &Service, figures: &Figures) -> [String; SUMMARY.len()] {
    [
        service.text.clone(),
        format!("{:.6}", figures.unit_stockout_rate()),
        format!("{:.6}", figures.line_stockout_rate()),
        format!("{:.3}", figures.mean_stock),
        format!("{:.2}", figures.mean_stock_value),
        figures.demanded_units.to_string(),
        figures.lost_units.to_string(),
        format!("{:.2}", figures.lost_margin),
        figures.orders.to_string(),
    ]
}

fn start(path: &Path, history: &History, outcome: &Outcome) -> Result<()> {
    let mut csv = csv::Writer::from_path(path)?;
    csv.write_record(["series_id", "on_hand"])?;
    for (name, on_hand) in history.names.iter().zip(&outcome.start) {
        csv.write_record([name, &on_hand.to_string()])?;
    }
    Ok(csv.flush()?)
}

fn orders(path: &Path, history: &History, outcome: &Outcome) -> Result<()> {
    let mut csv = csv::Writer::from_path(path)?;
    csv.write_record(["series_id", "order_date", "arrival_date", "qty"])?;
    for it in &outcome.orders {
        let [ordered, arrives] = [it.ordered.to_string(), it.arrives.to_string()];
        csv.write_record([&history.names[it.series], &ordered, &arrives, &it.quantity.to_string()])?;
    }
    Ok(csv.flush()?)
}

fn days(path: &Path, history: &History, question: &Replay<'_>, outcome: &Outcome) -> Result<()> {
    let gzip = GzEncoder::new(BufWriter::new(File::create(path)?), Compression::fast());
    let mut csv = csv::Writer::from_writer(gzip);
    csv.write_record(["series_id", "date", "demand", "served", "lost", "on_hand_end"])?;
    for it in day_by_day(question, outcome) {
        let lost = it.demand - it.served;
        let numbers = [it.demand, it.served, lost, it.on_hand_end].map(|it| it.to_string());
        let [demand, served, lost, on_hand] = &numbers;
        csv.write_record([&history.names[it.series], &it.day.to_string(), demand, served, lost, on_hand])?;
    }
    csv.flush()?;
    csv.into_inner().map_err(|it| it.into_error())?.finish()?;
    Ok(())
}
