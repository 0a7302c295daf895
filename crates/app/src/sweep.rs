//! What time does by itself: a hold ends, an order that nobody paid expires. Each document makes its
//! own transition in a transaction of its own, with history, so that one that cannot never keeps
//! the others. The clock is the caller's, so that a test need not wait.

use crate::app::App;
use crate::failure::Failure;
use crate::papers::make_system_transition;
use storage::{Tx, deadlines, holds};
use tokio::task::JoinSet;
use values::{DocumentId, Instant};

/// Asked for at once. All of them move at once too, so that one durable commit serves many.
const SWEPT_AT_ONCE: usize = 200;

/// Asked again under the document's lock: it was paid, released or prolonged in the meantime.
type IsDue = fn(&mut dyn Tx, DocumentId, Instant) -> Result<bool, storage::Error>;

impl App {
    /// Ends everything whose time was over at `now`. Returns how many documents moved on. Several
    /// processes may sweep at once: a document is locked, and moves on once.
    pub async fn sweep(&self, now: Instant) -> Result<usize, Failure> {
        let released = self.read(move |tx| Ok(holds::expired(tx, now, SWEPT_AT_ONCE)?)).await?;
        let mut ended = self.end(released, |_, _, _| Ok(true), now).await?;
        let mut after = None;
        loop {
            let due = self.read(move |tx| Ok(deadlines::due(tx, now, after, SWEPT_AT_ONCE)?)).await?;
            let Some(last) = due.last().copied() else { return Ok(ended) };
            after = Some(last);
            ended += self.end(due.into_iter().map(|it| it.1).collect(), deadlines::is_due, now).await?;
        }
    }

    async fn end(&self, due: Vec<DocumentId>, is_due: IsDue, now: Instant) -> Result<usize, Failure> {
        let mut running = JoinSet::new();
        for document in due {
            let app = self.clone();
            running.spawn(async move { (document, app.expire(document, is_due, now).await) });
        }
        let mut ended = 0;
        while let Some(done) = running.join_next().await {
            match done.map_err(|err| storage::Error::Fault(err.to_string()))? {
                (_, Ok(moved_on)) => ended += usize::from(moved_on),
                (document, Err(failure)) => tracing::error!(?failure, %document, "it should have expired"),
            }
        }
        Ok(ended)
    }

    async fn expire(&self, document: DocumentId, is_due: IsDue, now: Instant) -> Result<bool, Failure> {
        let turn = self.turn_at(self.system_caller(), now);
        self.write(move |tx| {
            if storage::documents::lock(tx, document)?.is_none() || !is_due(tx, document, now)? {
                return Ok(false);
            }
            Ok(make_system_transition(tx, &turn, document, "expire")?.is_some())
        })
        .await
    }
}
