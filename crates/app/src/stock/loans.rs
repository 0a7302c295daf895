//! 借出: what should have come back by now is told, once, to whoever follows the loan.

use crate::app::App;
use crate::failure::Failure;
use crate::papers::{followers, tell};
use serde_json::json;
use values::Instant;

/// The rest is told the next night.
const AT_ONCE: usize = 1_000;

impl App {
    /// Every night. How many are overdue that were not yesterday.
    pub async fn tell_of_overdue_loans(&self, now: Instant) -> Result<usize, Failure> {
        let turn = self.turn_at(self.system_caller(), now);
        let definition = turn.definitions.require("loan")?.clone();
        self.write(move |tx| {
            let overdue = storage::notices::overdue_loans(tx, turn.today, AT_ONCE)?;
            for stored in storage::documents::load_many(tx, &overdue)? {
                let record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
                let told = followers(tx, &stored)?;
                tell(tx, &turn, &stored, "overdue", &told, &json!({ "due": record.day("due") }))?;
            }
            Ok(overdue.len())
        })
        .await
    }
}
