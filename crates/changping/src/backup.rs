//! `changping backup`

use crate::company::Company;
use crate::said::said;
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Write the company into one file, as it is at this moment, while others work on it
///
/// The file is the same whichever database it comes from, and can be restored into either.
/// Uploaded files are not part of it.
#[derive(Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    company: Company,
    /// The file to write; must not be there yet
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

impl Backup {
    pub(crate) fn run(self) -> Result<ExitCode> {
        self.company.open()?.back_up(&self.to).map_err(said)?;
        println!("backed up to {}", self.to.display());
        Ok(ExitCode::SUCCESS)
    }
}
