//! `changping verify`

use crate::company::Company;
use crate::said::said;
use anyhow::Result;
use clap::Args;
use std::process::ExitCode;

/// Recompute every balance from its moves, and name each difference
#[derive(Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    company: Company,
}

impl Verify {
    /// 1 when something differs.
    pub(crate) fn run(self) -> Result<ExitCode> {
        let differences = self.company.open()?.verify().map_err(said)?;
        for it in &differences {
            println!("{it}");
        }
        if differences.is_empty() {
            println!("the books agree ({})", self.company.place());
            return Ok(ExitCode::SUCCESS);
        }
        eprintln!("changping: {} differences", differences.len());
        Ok(ExitCode::FAILURE)
    }
}
