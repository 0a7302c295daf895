//! Readers: each job sees one moment of the database, and never waits for the writer.

use super::{SqliteTx, Translations, error};
use crate::job::Job;
use crate::workers::Queue;
use rusqlite::Connection;

/// Runs until nobody can send any more.
pub(crate) fn read_jobs(connection: &Connection, waiting: &Queue) {
    let mut translations = Translations::new();
    while let Some(mut job) = waiting.next() {
        let failure = read(connection, &mut translations, &mut *job).err();
        job.release(failure);
    }
}

fn read(
    connection: &Connection,
    translations: &mut Translations,
    job: &mut dyn Job,
) -> Result<(), crate::Error> {
    connection.execute_batch("begin").map_err(error)?;
    let mut tx = SqliteTx::new(connection, translations);
    job.run(&mut tx);
    if !connection.is_autocommit() {
        connection.execute_batch("rollback").map_err(error)?;
    }
    Ok(())
}
