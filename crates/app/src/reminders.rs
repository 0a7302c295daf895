//! What the definitions remind of: every night whoever follows a document is told of the days that have come,
//! once, and once more when a day was moved.

use crate::app::App;
use crate::failure::Failure;
use crate::papers::{followers, tell};
use crate::turn::Turn;
use documents::{DocumentType, Reminder};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use storage::Tx;
use storage::reminders::Due;
use values::{Day, DocumentId, Instant};

/// Of one reminder; the rest is told the next night.
const AT_ONCE: usize = 1_000;
/// A company that brings its old papers along is not told of them all.
pub(crate) const REMINDED_DAYS: i32 = 60;

impl App {
    /// Every night. How many documents were told of. A reminder that cannot be told keeps no other.
    pub async fn remind(&self, now: Instant) -> Result<usize, Failure> {
        let turn = self.turn_at(self.system_caller(), now);
        let mut told = 0;
        let types: Vec<Arc<DocumentType>> = turn.definitions.iter().cloned().collect();
        for (on, at) in types.iter().flat_map(|on| (0..on.reminders.len()).map(move |at| (on, at))) {
            let (turn, of) = (turn.clone(), on.clone());
            match self.write(move |tx| tell_of(tx, &turn, &of, &of.reminders[at])).await {
                Ok(count) => told += count,
                Err(failure) => {
                    tracing::error!(?failure, on = on.name, "people should have been reminded");
                }
            }
        }
        Ok(told)
    }
}

fn tell_of(tx: &mut dyn Tx, turn: &Turn, on: &DocumentType, reminder: &Reminder) -> Result<usize, Failure> {
    let since = turn.today.plus_days(-REMINDED_DAYS);
    let due = storage::reminders::due(tx, on, reminder, (since, turn.today), AT_ONCE)?;
    if due.is_empty() {
        return Ok(0);
    }
    let days: BTreeMap<DocumentId, Day> = due.iter().map(|it: &Due| (it.document, it.day)).collect();
    let ids: Vec<DocumentId> = days.keys().copied().collect();
    for stored in storage::documents::load_many(tx, &ids)? {
        let record = on.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
        let mut told = followers(tx, &stored)?;
        told.extend(reminder.members.iter().filter_map(|it| record.member(it)));
        let detail = json!({ "reminder": reminder.name, "due": days.get(&stored.id) });
        tell(tx, turn, &stored, "reminder", &told, &detail)?;
    }
    storage::reminders::note(tx, &reminder.name, &due)?;
    Ok(due.len())
}
