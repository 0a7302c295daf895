//! `changping work`

use crate::backup::Schedule;
use crate::company::Company;
use crate::stop::asked_to_stop;
use anyhow::{Context, Result, bail};
use app::Location;
use clap::Args;
use std::process::ExitCode;
use std::time::Duration;
use tokio::runtime::Runtime;

/// Do the background work of a company in PostgreSQL, beside servers that serve
///
/// What runs out is judged again, what has expired ends. Of all processes on the company one does
/// this at a time; the others wait to take over.
#[derive(Args)]
pub(crate) struct Work {
    #[command(flatten)]
    company: Company,
    #[command(flatten)]
    schedule: Schedule,
}

impl Work {
    pub(crate) fn run(self) -> Result<ExitCode> {
        if let Location::Sqlite(_) = self.company.location() {
            bail!("on SQLite the server does the background work itself; `work` is for PostgreSQL");
        }
        let app = self.company.open()?;
        let runtime = Runtime::new().context("cannot start threads")?;
        println!("Changping works in the background ({})", self.company.place());
        runtime.block_on(async {
            let follower = app.clone();
            tokio::spawn(async move { follower.follow_events().await });
            if let Some(plan) = self.schedule.plan() {
                let keeper = app.clone();
                tokio::spawn(async move { keeper.back_up_by_schedule(plan).await });
            }
            let stop = async {
                asked_to_stop().await;
            };
            app.work(stop).await;
        });
        const PATIENCE: Duration = Duration::from_secs(5);
        runtime.shutdown_timeout(PATIENCE);
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    }
}
