//! One act on many documents that are there: each stands or falls alone, and has its own answer.

use super::delete::delete;
use super::edit::edit;
use super::list::{ListRequest, read_list};
use super::refused_demand::{RefusedOrders, customer_of};
use super::transition::make_transition;
use super::view::{found, locked};
use crate::app::App;
use crate::caller::Action;
use crate::failure::{Failure, Kind, Refused};
use crate::once::{Answer, Key, once};
use crate::turn::Turn;
use documents::DocumentType;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use storage::{Tx, nested};

/// Documents of one request.
pub const BATCH_MAX: usize = 1000;
/// Of what a filter finds, when the request does not say.
const BATCH_USUAL: usize = 100;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, tag = "do", rename_all = "snake_case")]
pub enum BatchAct {
    Transition { name: String },
    Edit { fields: Json },
    Delete,
}

/// A document that was ticked, as it was seen.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picked {
    pub id: String,
    #[serde(default)]
    pub version: Option<i64>,
}

/// Everything a list finds, part after part from the newest: what is made meanwhile is not touched,
/// and what no longer fits afterwards is not missed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    #[serde(default)]
    pub filter: Option<Json>,
    #[serde(default)]
    pub q: Option<String>,
    /// `next` of the answer before.
    #[serde(default)]
    pub after: Option<String>,
    #[serde(default)]
    pub limit: Option<usize>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    pub act: BatchAct,
    #[serde(default)]
    pub documents: Option<Vec<Picked>>,
    #[serde(default)]
    pub found: Option<Found>,
}

impl App {
    /// One answer per document, in order; `next` says where to go on when a filter found more.
    pub async fn act_on_documents(
        &self,
        turn: Turn,
        document_type: &str,
        batch: Batch,
        key: Option<Key>,
    ) -> Result<Answer, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        require(&turn, &definition, &batch.act)?;
        if batch.documents.as_ref().is_some_and(|it| it.len() > BATCH_MAX) {
            let most = Refused::new(
                Kind::TooLarge,
                "too_large",
                &format!("一次最多 {BATCH_MAX} 张单据"),
                &format!("At most {BATCH_MAX} documents at once"),
            );
            return Err(most.with(json!({ "most": BATCH_MAX })).into());
        }
        let directory = self.directory();
        let (language, today) = (turn.caller.language, turn.today);
        let refused = RefusedOrders::default();
        let noted = refused.clone();
        let answer = self
            .write(move |tx| {
                once(tx, &turn, key.as_ref(), |tx| {
                    noted.begin();
                    let (picked, next) = pick(tx, &turn, &definition, &batch)?;
                    let (mut rows, mut ok) = (Vec::with_capacity(picked.len()), 0_usize);
                    for it in &picked {
                        let done = nested(tx, |tx| act(tx, &turn, &definition, it, &batch.act));
                        rows.push(match done {
                            Ok(document) => {
                                ok += 1;
                                json!({ "ok": true, "document": document })
                            }
                            Err(Failure::Broken(error)) => return Err(Failure::Broken(error)),
                            Err(failure) => {
                                let (number, customer) = called(tx, &turn, &definition, &it.id);
                                noted.note(&definition.name, customer.as_deref(), &failure);
                                json!({
                                    "ok": false, "document": { "id": it.id, "number": number },
                                    "problem": failure.to_problem(language),
                                })
                            }
                        });
                    }
                    if ok > 0 && !matches!(batch.act, BatchAct::Transition { .. }) {
                        directory.forget();
                    }
                    Ok(json!({ "failed": rows.len() - ok, "ok": ok, "rows": rows, "next": next }))
                })
            })
            .await?;
        self.remember_refused(today, &refused);
        Ok(answer)
    }
}

/// Said once, not a thousand times.
fn require(turn: &Turn, definition: &DocumentType, act: &BatchAct) -> Result<(), Failure> {
    turn.caller.require_action(Action::Read, definition)?;
    match act {
        BatchAct::Edit { .. } => turn.caller.require_action(Action::Edit, definition)?,
        BatchAct::Delete => turn.caller.require_action(Action::Delete, definition)?,
        BatchAct::Transition { name } => {
            let mut named = definition.transitions.iter().filter(|it| it.name == *name).peekable();
            if named.peek().is_none() {
                let (zh, en) = (format!("操作 {name}"), format!("transition {name}"));
                return Err(Refused::not_found(&zh, &en).into());
            }
            if !named.any(|it| turn.caller.may_make(it, definition)) {
                return Err(Refused::forbidden().into());
            }
        }
    }
    Ok(())
}

fn pick(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    batch: &Batch,
) -> Result<(Vec<Picked>, Option<String>), Failure> {
    let Some(found) = &batch.found else {
        return Ok((batch.documents.clone().unwrap_or_default(), None));
    };
    let request = ListRequest {
        filter: found.filter.clone(),
        q: found.q.clone(),
        sort: Some("-created_at".to_owned()),
        after: found.after.clone(),
        limit: None,
        all_fields: false,
    };
    let mut wanted = read_list(tx, turn, definition, &request)?;
    wanted.limit = found.limit.unwrap_or(BATCH_USUAL).clamp(1, BATCH_MAX);
    let page = storage::lists::list(tx, &wanted.list(definition))?;
    let picked = page.rows.into_iter();
    let picked = picked.map(|it| Picked { id: it.uuid.to_string(), version: Some(it.version) });
    Ok((picked.collect(), page.next))
}

fn act(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    picked: &Picked,
    act: &BatchAct,
) -> Result<Json, Failure> {
    let (stored, mut record) = locked(tx, turn, definition, &picked.id, picked.version)?;
    let (stored, state) = match act {
        BatchAct::Transition { name } => {
            let stored = make_transition(tx, turn, definition, stored, &mut record, name)?;
            let state = Some(stored.state.clone());
            (stored, state)
        }
        BatchAct::Edit { fields } => {
            let stored = edit(tx, turn, definition, stored, &record, fields)?.0;
            let state = Some(stored.state.clone());
            (stored, state)
        }
        BatchAct::Delete => {
            delete(tx, turn, definition, &stored)?;
            (stored, None)
        }
    };
    Ok(json!({ "id": stored.uuid, "number": stored.number, "state": state, "version": stored.version }))
}

/// The number and the customer of one that failed, as far as the caller may see it.
fn called(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    id: &str,
) -> (Option<String>, Option<String>) {
    let Ok((stored, record)) = found(tx, turn, definition, id) else { return (None, None) };
    (Some(stored.number), customer_of(tx, &record).ok().flatten())
}
