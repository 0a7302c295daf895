//! Keeping the books safe: copying them, bringing them back, and proving that they are right.

use crate::app::{App, Options};
use crate::failure::Failure;
use std::path::Path;
use std::time::Duration;
use storage::verify::{Difference, Progress};

impl App {
    /// Writes the company, as it is this moment, into one new file. Others go on working. Blocks.
    pub fn back_up(&self, to: &Path) -> Result<(), Failure> {
        Ok(self.database().dump(to)?)
    }

    /// Makes a company from a backup, where there is none yet. Blocks.
    pub fn restore(from: &Path, options: &Options) -> Result<(), Failure> {
        let data = &options.data;
        std::fs::create_dir_all(data).map_err(|err| storage::Error::File {
            path: data.display().to_string(),
            message: err.to_string(),
        })?;
        let database = storage::restore(from, &options.location)?;
        // What runs out was not restored, or is of another day: everything is judged again.
        database.write_blocking(|tx| {
            storage::settings::remove(tx, crate::background::PLANNED_THROUGH)?;
            storage::settings::remove(tx, crate::stock::WATCHED_THROUGH)?;
            storage::settings::remove(tx, crate::backups::LAST_BACKUP)
        })?;
        Ok(())
    }

    /// Recomputes S1–S8 from the moves; whatever differs is named. Blocks.
    pub fn verify(&self) -> Result<Vec<Difference>, Failure> {
        self.verify_watched(&Progress::default(), false)
    }

    /// [`App::verify`] for somebody who watches; `deep` looks at what is slower to look at, too.
    pub fn verify_watched(&self, progress: &Progress, deep: bool) -> Result<Vec<Difference>, Failure> {
        let progress = progress.clone();
        self.read_blocking(move |tx| Ok(storage::verify::run_watched(tx, &progress, deep)?.differences))
    }

    /// Sums up what moved since the last time, for the stock of past days and its age, and indexes what new documents
    /// are found by; once a second while there is something, until the task is dropped.
    pub async fn keep_turnover(&self) {
        const EVERY: Duration = Duration::from_secs(1);
        const LONGER: Duration = Duration::from_secs(30);
        loop {
            // Small steps: whoever sells meanwhile hardly waits.
            let summed = self.write(|tx| Ok(storage::turnover::sum_up(tx, 50, 5_000)?)).await;
            let aged = self.write(|tx| Ok(storage::layers::catch_up(tx, 50, 5_000)?)).await;
            let found = self.write(|tx| Ok(storage::search::catch_up(tx, 500)?)).await;
            let wait = match summed.and_then(|more| Ok(aged? || found? || more)) {
                Ok(true) => Duration::from_millis(20),
                Ok(false) => EVERY,
                Err(failure) => {
                    tracing::warn!(
                        ?failure,
                        "sums and the index of words stay behind; reads take the rest as it stands"
                    );
                    LONGER
                }
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// Sums up everything that moved. Blocks.
    pub fn sum_up_turnover(&self) -> Result<(), Failure> {
        while self.write_blocking(|tx| Ok(storage::turnover::sum_up(tx, 500, 100_000)?))? {}
        while self.write_blocking(|tx| Ok(storage::layers::catch_up(tx, 500, 100_000)?))? {}
        Ok(())
    }
}
