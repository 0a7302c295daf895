//! On PostgreSQL several processes import, and one may die. Who runs an import holds a lease on it;
//! when the lease has ended and the import is still marked as running, its process is gone.

use crate::app::App;
use crate::caller::Language;
use crate::duty::LEASE;
use crate::failure::Failure;
use crate::imports::job::{Job, interrupted};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;
use storage::{Dialect, Tx};
use uuid::Uuid;

const RENEW: Duration = Duration::from_secs(3);

fn name(id: Uuid) -> String {
    format!("import {id}")
}

/// Held while it lives. A thread renews it, because a batch may take longer than the lease.
pub(crate) struct Lease {
    _held: Sender<()>,
}

/// What became of asking for a lease.
pub(crate) enum Asked {
    Held(Lease),
    /// On SQLite one process imports.
    NotNeeded,
    /// Another process runs this import.
    Taken,
}

impl App {
    /// Blocks.
    pub(crate) fn lease_import(&self, id: Uuid) -> Result<Asked, Failure> {
        if self.database().dialect() == Dialect::Sqlite {
            return Ok(Asked::NotNeeded);
        }
        if !self.take_import_lease(id)? {
            return Ok(Asked::Taken);
        }
        let (held, let_go) = channel();
        let app = self.clone();
        let keep = move || {
            while let Err(RecvTimeoutError::Timeout) = let_go.recv_timeout(RENEW) {
                if let Err(failure) = app.take_import_lease(id) {
                    tracing::debug!(?failure, import = %id, "the lease could not be renewed");
                }
            }
            let node = app.node();
            let given_back =
                app.write_blocking(move |tx| Ok(storage::leases::give_back(tx, &name(id), node)?));
            if let Err(failure) = given_back {
                tracing::debug!(?failure, import = %id, "the lease will end by itself");
            }
        };
        let thread = std::thread::Builder::new().name("import-lease".to_owned());
        thread.spawn(keep).map_err(|it| crate::imports::start::broken(&it))?;
        Ok(Asked::Held(Lease { _held: held }))
    }

    fn take_import_lease(&self, id: Uuid) -> Result<bool, Failure> {
        let node = self.node();
        self.write_blocking(move |tx| Ok(storage::leases::take(tx, &name(id), node, LEASE)?))
    }

    /// Says of imports whose process died that they stopped half-way.
    pub(crate) async fn note_interrupted_imports(&self) -> Result<(), Failure> {
        if self.database().dialect() == Dialect::Sqlite {
            return Ok(());
        }
        for job in self.read(lost).await? {
            tracing::warn!(import = %job.stored.id, "the process that ran an import is gone");
            let (id, state, done, total) = (job.stored.id, "failed", job.stored.done, job.stored.total);
            let language = Language::from_tag(&self.company().language);
            let now = App::now();
            self.write(move |tx| {
                // Somebody may have begun it again meanwhile.
                let mut still_lost = lost(tx)?;
                let Some(job) = still_lost.iter_mut().find(|it| it.stored.id == id) else { return Ok(()) };
                state.clone_into(&mut job.stored.state);
                job.settings.error = Some(interrupted(language.tag()));
                job.save(tx, now)
            })
            .await?;
            crate::imports::start::tell(self, id, state, done, total);
        }
        Ok(())
    }
}

/// Whether some process runs it.
pub(crate) fn is_running(tx: &mut dyn Tx, id: Uuid) -> Result<bool, storage::Error> {
    Ok(storage::leases::holder(tx, &name(id))?.is_some())
}

/// Stops a process that was thought dead, and whose work another may have begun again.
pub(crate) fn require(tx: &mut dyn Tx, app: &App, id: Uuid) -> Result<(), Failure> {
    if tx.dialect() == Dialect::Sqlite || storage::leases::holder(tx, &name(id))? == Some(app.node()) {
        return Ok(());
    }
    Err(storage::Error::NotCommitted(format!("the lease on import {id} has ended")).into())
}

/// Imports that are marked as running and that nobody runs.
fn lost(tx: &mut dyn Tx) -> Result<Vec<Job>, Failure> {
    let mut lost = Vec::new();
    for stored in storage::imports::running(tx)? {
        if !is_running(tx, stored.id)? {
            let settings = serde_json::from_value(stored.settings.clone()).unwrap_or_default();
            lost.push(Job { stored, settings });
        }
    }
    Ok(lost)
}
