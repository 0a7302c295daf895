//! Group commit: one thread owns the write connection, takes everything that waits, runs it in one
//! transaction, commits once, and only then lets the answers go.
//!
//! **Invariant:** an answer is released after its group is durable.
//! **Invariant:** what an operation wrote before it returned `Err` is not in the database.

use super::log::Log;
use super::{SqliteTx, Translations, error};
use crate::Error;
use crate::job::Job;
use crate::statistics::Statistics;
use rusqlite::Connection;
use std::sync::mpsc::Receiver;

/// Larger groups gain little and make the last in line wait.
const GROUP_MAX: usize = 256;

/// Runs until nobody can send any more.
pub(crate) fn write_jobs(mut writer: Writer, waiting: &Receiver<Box<dyn Job>>, statistics: &Statistics) {
    let mut group: Vec<Box<dyn Job>> = Vec::with_capacity(GROUP_MAX);
    // Waits for the first job only: a lone client never waits for a group to fill.
    while let Ok(first) = waiting.recv() {
        group.push(first);
        group.extend(waiting.try_iter().take(GROUP_MAX - 1));
        let failures = writer.commit_group(&mut group, statistics);
        statistics.committed(group.len());
        statistics.logged(writer.log.grown());
        for (job, failure) in group.drain(..).zip(failures) {
            job.release(failure);
        }
        writer.log.keep_short(&writer.connection);
    }
}

pub(crate) struct Writer {
    connection: Connection,
    translations: Translations,
    log: Log,
}

/// What to tell each job of a group; `None` lets its own answer go.
type Failures = Vec<Option<Error>>;

impl Writer {
    /// Also who is to be told when the log is to be copied, by [`super::copy_log`].
    pub(crate) fn new(mut connection: Connection) -> Result<(Writer, Receiver<()>), Error> {
        let (log, told) = Log::watch(&mut connection)?;
        Ok((Writer { connection, translations: Translations::new(), log }, told))
    }

    /// An operation that refuses does so before its first write, so the usual group needs no
    /// savepoints (each would copy every page it touches). Only when an operation has to be undone
    /// is the whole group undone and run again, each operation in a savepoint of its own.
    fn commit_group(&mut self, group: &mut [Box<dyn Job>], statistics: &Statistics) -> Failures {
        let outcome = match self.commit_together(group, statistics) {
            Ok(None) => {
                statistics.repeated();
                self.commit_isolated(group, statistics)
            }
            Ok(Some(failures)) => Ok(failures),
            Err(failure) => Err(failure),
        };
        outcome.unwrap_or_else(|failure| {
            // Nothing of the group is kept; the engine may have ended the transaction already.
            if !self.connection.is_autocommit() {
                let _ = self.connection.execute_batch("rollback");
            }
            tracing::error!(%failure, operations = group.len(), "a group was not committed");
            let told = match failure {
                Error::Busy | Error::Disk(_) => failure,
                other => Error::NotCommitted(other.to_string()),
            };
            vec![Some(told); group.len()]
        })
    }

    /// `None` when some operation had to be undone, so everything was.
    fn commit_together(
        &mut self,
        group: &mut [Box<dyn Job>],
        statistics: &Statistics,
    ) -> Result<Option<Failures>, Error> {
        self.connection.execute_batch("begin immediate").map_err(error)?;
        for job in group.iter_mut() {
            let mut tx = SqliteTx::new(&self.connection, &mut self.translations);
            let succeeded = job.run(&mut tx);
            let must_undo = if succeeded { tx.spoilt } else { tx.writes > 0 };
            if must_undo {
                self.connection.execute_batch("rollback").map_err(error)?;
                return Ok(None);
            }
            self.still_in_transaction()?;
        }
        statistics.timed(|| self.connection.execute_batch("commit")).map_err(error)?;
        Ok(Some(vec![None; group.len()]))
    }

    fn commit_isolated(
        &mut self,
        group: &mut [Box<dyn Job>],
        statistics: &Statistics,
    ) -> Result<Failures, Error> {
        self.connection.execute_batch("begin immediate").map_err(error)?;
        let mut failures = Vec::with_capacity(group.len());
        for job in group.iter_mut() {
            self.connection.execute_batch("savepoint operation").map_err(error)?;
            let mut tx = SqliteTx::new(&self.connection, &mut self.translations);
            let succeeded = job.run(&mut tx);
            let spoilt = tx.spoilt;
            self.still_in_transaction()?;
            if !succeeded || spoilt {
                self.connection.execute_batch("rollback to operation").map_err(error)?;
            }
            self.connection.execute_batch("release operation").map_err(error)?;
            failures.push((succeeded && spoilt).then(Error::went_on_after_failure));
        }
        statistics.timed(|| self.connection.execute_batch("commit")).map_err(error)?;
        Ok(failures)
    }

    /// A full disk or a failing one ends the transaction behind our back.
    fn still_in_transaction(&self) -> Result<(), Error> {
        if self.connection.is_autocommit() {
            return Err(Error::Disk("the transaction was ended by the engine: is the disk full?".into()));
        }
        Ok(())
    }
}
