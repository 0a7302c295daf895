//! What time does by itself: a hold ends at its moment. Each document makes its own transition in a
//! transaction of its own, with history, so that one that cannot never keeps the others.

use crate::app::App;
use crate::failure::Failure;
use crate::papers::make_system_transition;
use values::{DocumentId, Instant};

/// Asked for at once; the rest a moment later.
const SWEPT_AT_ONCE: usize = 200;

impl App {
    /// Ends everything whose time was over at `now`. Returns how many documents moved on. Several
    /// processes may sweep at once: a document is locked, and moves on once.
    pub async fn sweep(&self, now: Instant) -> Result<usize, Failure> {
        let due = self.read(move |tx| Ok(storage::holds::expired(tx, now, SWEPT_AT_ONCE)?)).await?;
        let mut ended = 0;
        for document in due {
            match self.make_due(document, "expire", now).await {
                Ok(()) => ended += 1,
                Err(failure) => tracing::error!(?failure, %document, "it should have expired"),
            }
        }
        Ok(ended)
    }

    async fn make_due(
        &self,
        document: DocumentId,
        transition: &'static str,
        now: Instant,
    ) -> Result<(), Failure> {
        let turn = self.turn_at(self.system_caller(), now);
        self.write(move |tx| make_system_transition(tx, &turn, document, transition).map(drop)).await
    }
}
