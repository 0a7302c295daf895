//! The command `changping backtest`.

use anyhow::Result;
use std::process::ExitCode;

/// Replay the past of a file under a policy
#[derive(Clone, Debug, clap::Args)]
pub struct Backtest {}

impl Backtest {
    pub fn run(self) -> Result<ExitCode> {
        Ok(ExitCode::SUCCESS)
    }
}
