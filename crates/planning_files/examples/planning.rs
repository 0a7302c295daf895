//! The file commands of the program without the program: builds in seconds.

use clap::Parser;
use std::process::ExitCode;

#[derive(Parser)]
enum Command {
    Forecast(planning_files::Forecast),
    Backtest(planning_files::Backtest),
}

fn main() -> anyhow::Result<ExitCode> {
    match Command::parse() {
        Command::Forecast(it) => it.run(),
        Command::Backtest(it) => it.run(),
    }
}
