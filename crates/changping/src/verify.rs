//! `changping verify`

use crate::company::Company;
use crate::said::said;
use anyhow::Result;
use app::{App, Progress};
use clap::Args;
use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Recompute every balance from its moves, and name each difference
///
/// A server may run beside it: one moment of the company is looked at. Memory is needed for the balances
/// and open orders, not for the moves.
#[derive(Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    company: Company,
    /// Also compare every index with its table, and every day's sum with its moves
    #[arg(long)]
    deep: bool,
    /// Verify this backup, restored into a temporary place beside it, instead of the company
    #[arg(long, value_name = "FILE")]
    backup: Option<PathBuf>,
}

impl Verify {
    /// 1 when something differs.
    pub(crate) fn run(self) -> Result<ExitCode> {
        let progress = Progress::default();
        let (place, differences) = match &self.backup {
            Some(file) => {
                let proving = || App::prove_backup_watched(file, &progress, self.deep);
                (file.display().to_string(), watched(&progress, proving))
            }
            None => {
                let app = self.company.open()?;
                (self.company.place(), watched(&progress, || app.verify_watched(&progress, self.deep)))
            }
        };
        let differences = differences.map_err(said)?;
        for it in &differences {
            println!("{it}");
        }
        if differences.is_empty() {
            println!("the books agree ({place})");
            return Ok(ExitCode::SUCCESS);
        }
        eprintln!("changping: {} differences", differences.len());
        Ok(ExitCode::FAILURE)
    }
}

/// Runs `work` while a bar, or now and then a line where nobody watches, shows how far it is.
fn watched<T>(progress: &Progress, work: impl FnOnce() -> T) -> T {
    let on_terminal = std::io::stderr().is_terminal();
    let look_every = Duration::from_millis(if on_terminal { 200 } else { 10_000 });
    let (done, ended) = channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let begun = Instant::now();
            let bar = ProgressBar::no_length();
            let style = ProgressStyle::with_template(
                "{wide_bar} {human_pos} / {human_len} moves and orders, {eta} left",
            );
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            while ended.recv_timeout(look_every) == Err(RecvTimeoutError::Timeout) {
                let (at, of) = progress.read();
                if on_terminal && of > 0 {
                    bar.set_length(of);
                    bar.set_position(at);
                } else if !on_terminal {
                    let seconds = begun.elapsed().as_secs();
                    eprintln!("{} of {} moves and orders after {seconds} s", HumanCount(at), HumanCount(of));
                }
            }
            bar.finish_and_clear();
        });
        let outcome = work();
        drop(done);
        outcome
    })
}
