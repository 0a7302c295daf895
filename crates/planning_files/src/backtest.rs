//! The command `changping backtest`.

mod items;
#[cfg(test)]
mod tests;
mod write;

use crate::History;
use anyhow::{Result, bail, ensure};
use planning::Frequency;
use planning::backtest::{Aim, Item, NoOutcome, Policy, Replay, replay};
use planning::window::Effort;
use std::{ops::ControlFlow, path::PathBuf, process::ExitCode};
use values::Day;

/// Replay the past under a policy: what would have run out, and with how much stock
///
/// Sales are lost when stock is out. Each day arrivals come first, then demand, then review; an order of day
/// t arrives at the start of day t + lead time. The first stock on hand is the policy's own level on the
/// history before --from, and figures count from --from + lead time. An order knows the demand up to its own
/// day and no more.
#[derive(Clone, Debug, clap::Args)]
pub struct Backtest {
    /// The demand, a CSV file with series_id,date,qty, plain or .gz
    #[arg(long, value_name = "FILE")]
    demand: PathBuf,
    /// The first day that is served from stock
    #[arg(long, value_name = "DAY")]
    from: Day,
    /// The last
    #[arg(long, value_name = "DAY")]
    to: Day,
    /// Days from an order to its arrival, or a CSV file with the columns days,weight or with observed days
    #[arg(long, value_name = "DAYS|FILE")]
    lead_time: String,
    /// Days from one review to the next
    #[arg(long, value_name = "DAYS", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    review: u32,
    /// A CSV file with series_id and any of unit_cost, margin, lead_time, moq, pack
    #[arg(long, value_name = "FILE")]
    items: Option<PathBuf>,
    /// How stock is kept
    #[arg(long)]
    policy: Name,
    /// Services to aim at, one curve point each. changping: the share of lines served in full, by one price
    /// of stock for all items. fixed and moving-average: 5 days of cover for each halving of what may be
    /// lost, beyond the lead time. normal: its quantile in standard deviations of safety. empirical: its
    /// quantile of the windows seen
    #[arg(
        long,
        value_name = "SHARE,…",
        value_delimiter = ',',
        default_value = "0.8,0.9,0.95,0.98,0.99",
        value_parser = service
    )]
    service: Vec<Service>,
    /// Decides the lead times that are drawn from a file
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Learn without trees: faster, and a little worse
    #[arg(long)]
    quick: bool,
    /// The folder to write to; one folder for each service
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Name {
    Changping,
    Fixed,
    MovingAverage,
    Normal,
    Empirical,
}

/// A share and how it was written.
#[derive(Clone, Debug)]
struct Service {
    share: f64,
    text: String,
}

fn service(text: &str) -> Result<Service, String> {
    match text.trim().parse::<f64>() {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(Service { share, text: text.trim().to_owned() }),
        _ => Err(format!("{text} is no service: write a share between 0 and 1 such as 0.95")),
    }
}

impl Backtest {
    pub fn run(self) -> Result<ExitCode> {
        let history = History::read(&self.demand)?;
        let frequency = history.panel.frequency;
        let lead_times = items::lead_times(&self.lead_time, frequency)?;
        let items: Vec<Item> = match &self.items {
            Some(path) => items::read(path, &history, frequency)?,
            None => Vec::new(),
        };
        let aims: Vec<Aim> = self.service.iter().map(|it| Aim::Service(it.share)).collect();
        let question = Replay {
            demand: &history.panel,
            from: self.from,
            to: self.to,
            lead_times,
            review: periods(f64::from(self.review), frequency),
            items: &items,
            policy: self.policy(),
            aims: &aims,
            seed: self.seed,
        };
        let outcomes = match replay(&question, &|_| ControlFlow::Continue(())) {
            Ok(outcomes) => outcomes,
            Err(NoOutcome::NothingBefore) => {
                bail!(
                    "there is no demand before {}: begin later, so that there is something to learn",
                    self.from
                )
            }
            Err(NoOutcome::NothingBetween) => {
                bail!("there is no demand from {} to {}: the file ends {}", self.from, self.to, history.last)
            }
            Err(NoOutcome::Stopped) => bail!("stopped"),
        };
        ensure!(!outcomes.is_empty(), "no service is wanted: name one, such as --service 0.95");
        for sentence in history.treated.sentences() {
            eprintln!("{sentence}");
        }
        write::write(&self.out, &history, &question, &self.service, &outcomes)?;
        Ok(ExitCode::SUCCESS)
    }

    fn policy(&self) -> Policy {
        match self.policy {
            Name::Changping => Policy::Changping(Effort { trees: !self.quick, ..Effort::default() }),
            Name::Fixed => Policy::Fixed,
            Name::MovingAverage => Policy::MovingAverage,
            Name::Normal => Policy::Normal,
            Name::Empirical => Policy::Empirical,
        }
    }
}

/// Days in whole periods, at least one.
fn periods(days: f64, frequency: Frequency) -> usize {
    let of_period = match frequency {
        Frequency::Day => 1.0,
        Frequency::Week => 7.0,
        Frequency::Month => 30.4375,
    };
    (days / of_period).ceil().max(1.0) as usize
}
