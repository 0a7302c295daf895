//! Keeping the books safe: copying them, bringing them back, and proving that they are right.

use crate::app::{App, Options};
use crate::failure::Failure;
use std::path::Path;
use storage::verify::Difference;

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
            storage::settings::remove(tx, crate::backups::LAST_BACKUP)
        })?;
        Ok(())
    }

    /// Recomputes S1–S8 from the moves; whatever differs is named. Blocks.
    pub fn verify(&self) -> Result<Vec<Difference>, Failure> {
        self.read_blocking(|tx| Ok(storage::verify::run(tx)?.differences))
    }
}
