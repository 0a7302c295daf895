//! Reports read from a standby, and yet see everything that was committed when they were asked for:
//! so everybody sees what he wrote himself, on whichever node.
//!
//! The primary says how far its log is, which costs one small question; when the standby has replayed
//! that much, it answers. One that is behind, away, or no standby at all is left alone for a while, and
//! the primary answers.

use super::patience::Until;
use super::worker::Worker;
use super::{Server, error};
use crate::Error;
use crate::statistics::Statistics;
use crate::workers::Queue;
use postgres::types::{FromSqlOwned, ToSql};
use std::time::Duration;

/// A standby on the same network is behind by a few milliseconds.
const CATCH_UP_MAX: Duration = Duration::from_millis(200);
const PAUSE: Duration = Duration::from_millis(2);
/// How long a standby that was not there in time is left alone.
const LEFT_ALONE: Duration = Duration::from_secs(5);

/// Runs until nobody can send any more.
pub(crate) fn report_jobs(primary: &Server, replica: &Server, waiting: &Queue, statistics: &Statistics) {
    let mut primary = Worker { server: primary, session: None };
    let mut replica = Worker { server: replica, session: None };
    let mut left_alone = Until::after(Duration::ZERO);
    while let Some(mut job) = waiting.next() {
        let has_all = left_alone.is_over()
            && has_everything(&mut primary, &mut replica).unwrap_or_else(|failure| {
                tracing::debug!(%failure, "the replica was asked in vain");
                false
            });
        let outcome = if has_all {
            statistics.read_from_replica();
            replica.read(&mut *job)
        } else {
            if left_alone.is_over() {
                left_alone = Until::after(LEFT_ALONE);
            }
            primary.read(&mut *job)
        };
        job.release(outcome.err());
    }
}

/// Whether the replica has replayed everything that was committed before this moment; waits for it a
/// little.
fn has_everything(primary: &mut Worker<'_>, replica: &mut Worker<'_>) -> Result<bool, Error> {
    const WRITTEN: &str = "select pg_current_wal_flush_lsn()::text";
    // Null where nothing is replayed: that is no standby.
    const REPLAYED: &str = "select coalesce(pg_last_wal_replay_lsn() >= $1::text::pg_lsn, false)";
    let written: String = primary.ask(WRITTEN, &[])?;
    let end = Until::after(CATCH_UP_MAX);
    loop {
        let has_all: bool = replica.ask(REPLAYED, &[&written])?;
        if has_all || end.is_over() {
            return Ok(has_all);
        }
        std::thread::sleep(PAUSE);
    }
}

impl Worker<'_> {
    /// A small question outside of any operation; a connection that died meanwhile is made anew.
    fn ask<T: FromSqlOwned>(&mut self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<T, Error> {
        if let Ok(row) = self.session()?.client.query_one(sql, params) {
            return Ok(row.get(0));
        }
        self.session = None;
        let row = self.session()?.client.query_one(sql, params).map_err(|it| error(&it))?;
        Ok(row.get(0))
    }
}
