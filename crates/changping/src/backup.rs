//! `changping backup`, and the options of a backup by schedule.

use crate::company::Company;
use crate::said::said;
use anyhow::{Result, bail};
use app::{App, BackupPlan};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

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
    /// Restore it into a temporary place beside it, and recompute everything there
    #[arg(long)]
    verify: bool,
}

impl Backup {
    pub(crate) fn run(self) -> Result<ExitCode> {
        self.company.open()?.back_up(&self.to).map_err(said)?;
        if !self.verify {
            println!("backed up to {}", self.to.display());
            return Ok(ExitCode::SUCCESS);
        }
        let differences = App::prove_backup(&self.to).map_err(said)?;
        for it in &differences {
            println!("{it}");
        }
        if !differences.is_empty() {
            bail!("{} was written, but has {} differences", self.to.display(), differences.len());
        }
        println!("backed up to {}, restored to try, and proved", self.to.display());
        Ok(ExitCode::SUCCESS)
    }
}

/// Backups while serving.
#[derive(Args)]
pub(crate) struct Schedule {
    /// Make backups by schedule in this folder; each is restored to try, and proved
    #[arg(long, value_name = "DIR", env = "CHANGPING_BACKUP_TO")]
    backup_to: Option<PathBuf>,
    /// How often: 30m, 6h, 1d
    #[arg(long, value_name = "TIME", env = "CHANGPING_BACKUP_EVERY", default_value = "24h", value_parser = duration)]
    backup_every: Duration,
    /// How many of them stay
    #[arg(long, value_name = "COUNT", env = "CHANGPING_BACKUP_KEEP", default_value_t = 14)]
    backup_keep: usize,
}

impl Schedule {
    pub(crate) fn plan(&self) -> Option<BackupPlan> {
        let folder = self.backup_to.clone()?;
        Some(BackupPlan { folder, every: self.backup_every, keep: self.backup_keep })
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no time: write 30m, 6h or 1d");
    let (count, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 24 * 3600,
        _ => return Err(wrong()),
    };
    let count: u64 = count.parse().map_err(|_| wrong())?;
    let time = count.checked_mul(seconds).filter(|it| (1..=366 * 24 * 3600).contains(it));
    time.map(Duration::from_secs).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::duration;
    use std::time::Duration;

    #[test]
    fn times_are_written_with_a_unit() {
        assert_eq!(duration("6h"), Ok(Duration::from_secs(6 * 3600)));
        assert_eq!(duration("1d"), Ok(Duration::from_secs(24 * 3600)));
        for wrong in ["", "6", "h", "0h", "-1h", "6天", "9999999999999d"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
