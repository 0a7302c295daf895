//! The command `changping forecast`.

use anyhow::Result;
use std::process::ExitCode;

/// Forecast every series of a file
#[derive(Clone, Debug, clap::Args)]
pub struct Forecast {}

impl Forecast {
    pub fn run(self) -> Result<ExitCode> {
        Ok(ExitCode::SUCCESS)
    }
}
