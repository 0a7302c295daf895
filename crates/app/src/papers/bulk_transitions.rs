//! The same step for many documents: each is all-or-nothing, and one refusal never stops the rest.

use super::transition::make_transition;
use super::view::locked;
use crate::app::App;
use crate::caller::Action;
use crate::failure::{Failure, Kind, Refused};
use crate::once::{Key, once};
use crate::turn::Turn;
use documents::DocumentType;
use serde_json::{Value as Json, json};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

pub const BULK_TRANSITIONS_MAX: usize = 10_000;

/// So many wait to be written at a time, each in a transaction of its own: enough to share durable
/// commits, few enough that whoever else writes waits no longer than for a handful of others.
const AT_ONCE: usize = 64;

impl App {
    /// One answer per document, in the order of `ids`, which is also the order in which they are
    /// tried on an engine with one writer. With a key, each document's answer is remembered for
    /// itself: a repeat after a broken connection goes on where the first try ended.
    pub async fn make_transitions(
        &self,
        turn: Turn,
        document_type: &str,
        ids: Vec<String>,
        transition: &str,
        key: Option<Key>,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        require_step(&turn, &definition, transition)?;
        if ids.len() > BULK_TRANSITIONS_MAX {
            let most = Refused::new(
                Kind::TooLarge,
                "too_large",
                &format!("一次最多 {BULK_TRANSITIONS_MAX} 张单据"),
                &format!("At most {BULK_TRANSITIONS_MAX} documents at once"),
            );
            return Err(most.with(json!({ "most": BULK_TRANSITIONS_MAX })).into());
        }
        let language = turn.caller.language;
        let turn = Arc::new(turn);
        let (mut rows, mut ok) = (Vec::with_capacity(ids.len()), 0_usize);
        for (first, some) in (0..).step_by(AT_ONCE).zip(ids.chunks(AT_ONCE)) {
            let each = (first..).zip(some).map(|(nth, id)| {
                let key = key.as_ref().map(|it| it.part(nth));
                self.step_of(Arc::clone(&turn), Arc::clone(&definition), id, transition, key)
            });
            for (id, done) in some.iter().zip(all(each).await) {
                ok += usize::from(done.is_ok());
                rows.push(match done {
                    Ok(document) => json!({ "ok": true, "document": document }),
                    Err(Failure::Broken(error)) => return Err(Failure::Broken(error)),
                    Err(failure) => {
                        json!({ "ok": false, "id": id, "problem": failure.to_problem(language) })
                    }
                });
            }
        }
        let failed = rows.len() - ok;
        Ok(json!({ "rows": rows, "ok": ok, "failed": failed }))
    }

    async fn step_of(
        &self,
        turn: Arc<Turn>,
        definition: Arc<DocumentType>,
        id: &str,
        transition: &str,
        key: Option<Key>,
    ) -> Result<Json, Failure> {
        let (id, transition) = (id.to_owned(), transition.to_owned());
        let answer = self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                let (stored, mut record) = locked(tx, &turn, &definition, &id, None)?;
                let it = make_transition(tx, &turn, &definition, stored, &mut record, &transition)?;
                Ok(json!({ "id": it.uuid, "number": it.number, "state": it.state }))
            })
        });
        Ok(answer.await?.body)
    }
}

/// Refused once for all where it would be refused for each.
fn require_step(turn: &Turn, definition: &DocumentType, name: &str) -> Result<(), Failure> {
    turn.caller.require_action(Action::Read, definition)?;
    let steps: Vec<_> = definition.transitions.iter().filter(|it| it.name == name).collect();
    if steps.is_empty() {
        return Err(Refused::not_found(&format!("操作 {name}"), &format!("transition {name}")).into());
    }
    let may = steps.iter().any(|it| turn.caller.may_make(it, definition));
    if may { Ok(()) } else { Err(Refused::forbidden().into()) }
}

/// Waits for all of them; they are begun in order.
async fn all<T, F: Future<Output = T>>(futures: impl Iterator<Item = F>) -> Vec<T> {
    let mut waiting: Vec<(Pin<Box<F>>, Option<T>)> = futures.map(|it| (Box::pin(it), None)).collect();
    std::future::poll_fn(|context| {
        let mut open = false;
        for (future, done) in waiting.iter_mut().filter(|it| it.1.is_none()) {
            match future.as_mut().poll(context) {
                Poll::Ready(it) => *done = Some(it),
                Poll::Pending => open = true,
            }
        }
        if open { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    waiting.into_iter().map(|it| it.1.expect("every one is done")).collect()
}
