//! Which process does the background work: the one that holds the lease. It renews the lease long
//! before it ends; when it dies, another takes over soon after the end.

use crate::app::App;
use crate::failure::Failure;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use storage::Dialect;

/// The lease of everything that one process of a company does at a time.
const BACKGROUND: &str = "background";
/// How long the work may lie after its process died.
pub(crate) const LEASE: Duration = Duration::from_secs(10);
const RENEW: Duration = Duration::from_secs(3);
/// How often the others look whether it lies.
const LOOK: Duration = Duration::from_secs(2);

/// By this process's own clock, which no other clock can shorten.
#[derive(Debug, Default)]
pub(crate) struct Duty {
    until: Mutex<Option<Instant>>,
}

impl Duty {
    fn set(&self, until: Option<Instant>) {
        *self.until.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = until;
    }

    fn is_on(&self) -> bool {
        let until = *self.until.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        until.is_some_and(|it| Instant::now() < it)
    }
}

impl App {
    /// Whether this process is the one that does the background work.
    pub fn is_on_duty(&self) -> bool {
        // A SQLite file has one server.
        self.database().dialect() == Dialect::Sqlite || self.duty().is_on()
    }

    /// Takes the lease whenever it is free and keeps it, until the task is dropped.
    pub(crate) async fn keep_duty(&self) {
        if self.database().dialect() == Dialect::Sqlite {
            return;
        }
        loop {
            let asked = Instant::now();
            match self.take_duty().await {
                Ok(true) => {
                    if !self.is_on_duty() {
                        tracing::info!("does the background work from now on");
                    }
                    self.duty().set(Some(asked + LEASE));
                }
                Ok(false) => self.duty().set(None),
                // It ends by itself when the database stays away.
                Err(failure) => tracing::debug!(?failure, "the lease could not be renewed"),
            }
            tokio::time::sleep(if self.is_on_duty() { RENEW } else { LOOK }).await;
        }
    }

    async fn take_duty(&self) -> Result<bool, Failure> {
        let node = self.node();
        // Looking first: what is another's is not written to.
        let holder = self.read(|tx| Ok(storage::leases::holder(tx, BACKGROUND)?)).await?;
        if holder.is_some_and(|it| it != node) {
            return Ok(false);
        }
        self.write(move |tx| Ok(storage::leases::take(tx, BACKGROUND, node, LEASE)?)).await
    }

    /// Gives the work to whoever asks next.
    pub(crate) async fn leave_duty(&self) -> Result<(), Failure> {
        self.duty().set(None);
        if self.database().dialect() == Dialect::Sqlite {
            return Ok(());
        }
        let node = self.node();
        self.write(move |tx| Ok(storage::leases::give_back(tx, BACKGROUND, node)?)).await
    }
}
