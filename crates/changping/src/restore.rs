//! `changping restore`

use crate::company::Company;
use crate::said::said;
use anyhow::Result;
use app::App;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Make a company from a backup, in a place where there is none
#[derive(Args)]
pub(crate) struct Restore {
    #[command(flatten)]
    company: Company,
    /// The file that `changping backup` wrote
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
}

impl Restore {
    pub(crate) fn run(self) -> Result<ExitCode> {
        App::restore(&self.from, &self.company.options()).map_err(said)?;
        println!("restored to {}", self.company.place());
        Ok(ExitCode::SUCCESS)
    }
}
