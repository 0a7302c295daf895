//! An import is stopped. Batches that are committed stay; a run of all or nothing leaves nothing.

use crate::app::App;
use crate::caller::Ability;
use crate::failure::Failure;
use crate::imports::job::Job;
use crate::imports::{lease, running};
use crate::turn::Turn;
use serde_json::Value as Json;

impl App {
    pub async fn cancel_import(&self, turn: Turn, id: &str) -> Result<Json, Failure> {
        turn.caller.require(Ability::Import)?;
        let (loaded, id) = (turn.clone(), id.to_owned());
        let (mut job, runs_elsewhere) = self
            .read(move |tx| {
                let job = Job::load(tx, &loaded, &id)?;
                let runs = lease::is_running(tx, job.stored.id)?;
                Ok((job, runs))
            })
            .await?;
        if running::progress(job.stored.id).is_some() {
            running::cancel(job.stored.id);
        } else if runs_elsewhere {
            self.cancel_import_elsewhere(job.stored.id);
        } else if matches!(job.stored.state.as_str(), "running" | "ready") {
            // Nobody runs it any more.
            job.stored.state = "cancelled".to_owned();
            let (kept, now) = (std::sync::Mutex::new(job.clone()), turn.now);
            self.write(move |tx| {
                kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner).save(tx, now)
            })
            .await?;
        }
        Ok(job.view(turn.now, turn.caller.language.tag()))
    }
}
