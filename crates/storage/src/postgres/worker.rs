//! Operations on PostgreSQL: one transaction each, or one for a group that said beforehand what it
//! wants. What lost a conflict with another transaction is run again.
//!
//! **Invariant:** an answer is released after its transaction is durable.

use super::{PostgresTx, Server, Session, error, is_conflict};
use crate::Error;
use crate::job::Job;
use crate::statistics::Statistics;
use crate::workers::Queue;
use ledger::BalanceKey;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// After so many lost conflicts the caller hears that the database is busy.
const ATTEMPTS_MAX: u32 = 12;
/// How often an operation is run again because a row was there already. Two requests with one
/// idempotency key, or two new items with one code, meet only there; run again, the second one sees
/// what the first one wrote and says so in its own words.
const TAKEN_MAX: u32 = 2;

/// Runs until nobody can send any more.
pub(crate) fn write_jobs(server: &Server, waiting: &Queue, statistics: &Statistics) {
    let mut worker = Worker { server, session: None };
    while let Some(mut job) = waiting.next() {
        let failure = worker.write(&mut *job, statistics).err();
        statistics.committed(1);
        job.release(failure);
    }
}

/// Larger groups gain little and make the last in line wait.
const GROUP_MAX: usize = 128;

/// Runs until nobody can send any more. While one group is committed the next one fills.
pub(crate) fn write_groups(server: &Server, waiting: &Receiver<Box<dyn Job>>, statistics: &Statistics) {
    let mut worker = Worker { server, session: None };
    let mut group: Vec<Box<dyn Job>> = Vec::with_capacity(GROUP_MAX);
    while let Ok(first) = waiting.recv() {
        group.push(first);
        group.extend(waiting.try_iter().take(GROUP_MAX - 1));
        match worker.commit_together(&mut group, statistics) {
            Ok(()) => {
                statistics.committed(group.len());
                group.drain(..).for_each(|job| job.release(None));
            }
            Err(NotTogether::Unknown(failure)) => {
                group.drain(..).for_each(|job| job.release(Some(failure.clone())));
            }
            // Alone, each operation hears what concerns it alone.
            Err(NotTogether::Undone) => {
                statistics.repeated();
                for mut job in group.drain(..) {
                    let failure = worker.write(&mut *job, statistics).err();
                    statistics.committed(1);
                    job.release(failure);
                }
            }
        }
    }
}

enum NotTogether {
    /// Nothing of the group was kept.
    Undone,
    /// Kept or not: nobody knows. Only the callers can ask, with their idempotency keys.
    Unknown(Error),
}

/// Reads and locks what the operations said they want.
fn fetch(tx: &mut PostgresTx<'_>, group: &[Box<dyn Job>]) -> Result<(), Error> {
    let hints = || group.iter().map(|it| it.hints());
    let requests: Vec<_> = hints().flat_map(|it| it.requests.iter().cloned()).collect();
    crate::requests::fetch(tx, &requests)?;
    crate::documents::fetch_ids(tx, hints().map(|it| it.documents).sum())?;
    let balances: BTreeSet<BalanceKey> = hints().flat_map(|it| it.balances.iter().copied()).collect();
    let balances: Vec<BalanceKey> = balances.into_iter().collect();
    crate::locks::fetch_balances(tx, &balances)
}

/// Runs them one after the other and writes what all of them wrote.
fn run_all(tx: &mut PostgresTx<'_>, group: &mut [Box<dyn Job>]) -> Result<(), NotTogether> {
    for job in group {
        tx.wrote = false;
        let succeeded = job.run(tx);
        if tx.spoilt || (!succeeded && tx.wrote) {
            return Err(NotTogether::Undone);
        }
    }
    tx.flush().map_err(|_| NotTogether::Undone)
}

/// Runs until nobody can send any more.
pub(crate) fn read_jobs(server: &Server, waiting: &Queue) {
    let mut worker = Worker { server, session: None };
    while let Some(mut job) = waiting.next() {
        let failure = worker.read(&mut *job).err();
        job.release(failure);
    }
}

pub(super) struct Worker<'s> {
    pub(super) server: &'s Server,
    pub(super) session: Option<Session>,
}

enum Attempt {
    Done,
    /// Nothing was kept; running it again may succeed.
    Again(Error),
}

impl Worker<'_> {
    fn write(&mut self, job: &mut dyn Job, statistics: &Statistics) -> Result<(), Error> {
        let mut attempt = 0;
        loop {
            match self.attempt(job, attempt, statistics)? {
                Attempt::Done => return Ok(()),
                Attempt::Again(failure) if attempt + 1 == ATTEMPTS_MAX => return Err(failure),
                Attempt::Again(failure) => tracing::debug!(%failure, attempt, "runs again"),
            }
            statistics.retried();
            std::thread::sleep(pause(attempt));
            attempt += 1;
        }
    }

    fn attempt(
        &mut self,
        job: &mut dyn Job,
        attempt: u32,
        statistics: &Statistics,
    ) -> Result<Attempt, Error> {
        let session = self.session()?;
        if session.client.batch_execute("begin").is_err() {
            // The connection died while it was idle; the next attempt makes a new one.
            self.session = None;
            return Ok(Attempt::Again(Error::Unreachable("the connection was lost".to_owned())));
        }
        let mut tx = PostgresTx::new(session);
        let succeeded = job.run(&mut tx);
        let unwritten = if succeeded && !tx.spoilt { tx.flush().err() } else { None };
        let (spoilt, conflict) = (tx.spoilt, tx.conflict || (tx.taken && attempt < TAKEN_MAX));
        if tx.lost || session.client.is_closed() {
            self.session = None;
            return Ok(Attempt::Again(Error::Unreachable("the connection was lost".to_owned())));
        }
        if !succeeded || spoilt || unwritten.is_some() {
            self.roll_back();
            return match (conflict, unwritten) {
                (true, _) => Ok(Attempt::Again(Error::Busy)),
                (false, Some(failure)) => Err(failure),
                (false, None) if succeeded => Err(Error::went_on_after_failure()),
                (false, None) => Ok(Attempt::Done), // with the operation's own error
            };
        }
        match statistics.timed(|| session.client.batch_execute("commit")) {
            Ok(()) => Ok(Attempt::Done),
            Err(failure) if is_conflict(&failure) => Ok(Attempt::Again(Error::Busy)),
            Err(failure) => {
                self.session = None;
                Err(not_answered(&failure))
            }
        }
    }

    /// An operation that refuses does so before its first write, so that it leaves nothing to undo.
    /// Locks are taken in the order of their keys for all operations at once, so that two groups
    /// cannot wait for each other.
    fn commit_together(
        &mut self,
        group: &mut [Box<dyn Job>],
        statistics: &Statistics,
    ) -> Result<(), NotTogether> {
        let Ok(session) = self.session() else { return Err(NotTogether::Undone) };
        if session.client.batch_execute("begin").is_err() {
            self.session = None;
            return Err(NotTogether::Undone);
        }
        let mut tx = PostgresTx::new(session);
        let fetched = fetch(&mut tx, group).map_err(|_| NotTogether::Undone);
        if let Err(undone) = fetched.and_then(|()| run_all(&mut tx, group)) {
            if tx.lost {
                self.session = None;
            } else {
                self.roll_back();
            }
            return Err(undone);
        }
        match statistics.timed(|| session.client.batch_execute("commit")) {
            Ok(()) => Ok(()),
            Err(failure) if is_conflict(&failure) => Err(NotTogether::Undone),
            Err(failure) => {
                self.session = None;
                Err(NotTogether::Unknown(not_answered(&failure)))
            }
        }
    }

    pub(super) fn read(&mut self, job: &mut dyn Job) -> Result<(), Error> {
        // Plans are made for what is asked: one for somebody who has thousands of documents sorts everybody's for
        // somebody who has ten. And groups of a report are added up in memory rather than sorted on disk, in more
        // of it where the server gives more.
        let begin = "begin transaction isolation level repeatable read read only;
                     set local plan_cache_mode = force_custom_plan;
                     select set_config('work_mem', '32MB', true)
                     where pg_size_bytes(current_setting('work_mem')) < pg_size_bytes('32MB')";
        if self.session()?.client.batch_execute(begin).is_err() {
            self.session = None;
            self.session()?.client.batch_execute(begin).map_err(|it| error(&it))?;
        }
        job.run(&mut PostgresTx::at_once(self.session()?));
        self.roll_back();
        Ok(())
    }

    pub(super) fn session(&mut self) -> Result<&mut Session, Error> {
        if self.session.as_ref().is_none_or(|it| it.client.is_closed()) {
            self.session = Some(Session::connect(self.server)?);
        }
        Ok(self.session.as_mut().expect("just connected"))
    }

    fn roll_back(&mut self) {
        let rolled_back = self.session.as_mut().map(|it| it.client.batch_execute("rollback"));
        if !matches!(rolled_back, Some(Ok(()))) {
            self.session = None;
        }
    }
}

/// A commit that was refused is undone. One that was not answered may be kept: nobody knows, and only
/// the caller can ask, with its idempotency key.
fn not_answered(failure: &postgres::Error) -> Error {
    match error(failure) {
        Error::Unreachable(message) => Error::Unknown(message),
        Error::Disk(message) => Error::Disk(message),
        other => Error::NotCommitted(other.to_string()),
    }
}

/// Longer after each attempt, and never the same for two that collided: up to 2, 4, 8 … 256 ms.
fn pause(attempt: u32) -> Duration {
    let most_micros = 2_000_u64 << attempt.min(7);
    Duration::from_micros(RandomState::new().build_hasher().finish() % most_micros)
}
