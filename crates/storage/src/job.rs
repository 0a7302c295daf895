//! An operation on its way to a thread that owns a connection, and its answer on the way back.

use crate::{Error, Hints, Tx};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::SyncSender;
use tokio::sync::oneshot;

/// An operation whose types are forgotten, so that operations of any kind share a queue.
pub(crate) trait Job: Send {
    /// True when the operation returned `Ok`. May be called again after what it wrote was undone.
    fn run(&mut self, tx: &mut dyn Tx) -> bool;

    /// What to fetch for it beforehand, together with what others want.
    fn hints(&self) -> &Hints;

    /// Lets the answer go: the operation's own, or `failure` when it came to nothing.
    fn release(self: Box<Self>, failure: Option<Error>);
}

pub(crate) struct Pending<T, E, F> {
    operation: F,
    hints: Hints,
    outcome: Option<Result<T, E>>,
    reply: Reply<T, E>,
}

/// How the caller waits.
pub(crate) enum Reply<T, E> {
    Async(oneshot::Sender<Result<T, E>>),
    Blocking(SyncSender<Result<T, E>>),
}

impl<T, E, F> Pending<T, E, F> {
    pub(crate) fn new(operation: F, hints: Hints, reply: Reply<T, E>) -> Self {
        Pending { operation, hints, outcome: None, reply }
    }
}

impl<T, E, F> Job for Pending<T, E, F>
where
    T: Send,
    E: From<Error> + Send,
    F: FnMut(&mut dyn Tx) -> Result<T, E> + Send,
{
    fn run(&mut self, tx: &mut dyn Tx) -> bool {
        // A panic is a fault of one operation; the thread and its other work go on.
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.operation)(tx)));
        let outcome = outcome.unwrap_or_else(|panic| Err(Error::Fault(panic_message(&*panic)).into()));
        let succeeded = outcome.is_ok();
        self.outcome = Some(outcome);
        succeeded
    }

    fn hints(&self) -> &Hints {
        &self.hints
    }

    fn release(self: Box<Self>, failure: Option<Error>) {
        let outcome = match (failure, self.outcome) {
            (Some(failure), _) => Err(failure.into()),
            (None, Some(outcome)) => outcome,
            (None, None) => Err(Error::NotCommitted("it was not run".to_owned()).into()),
        };
        // The caller may have gone away; then nobody needs the answer.
        match self.reply {
            Reply::Async(reply) => drop(reply.send(outcome)),
            Reply::Blocking(reply) => drop(reply.send(outcome)),
        }
    }
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|it| (*it).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic".to_owned())
}
