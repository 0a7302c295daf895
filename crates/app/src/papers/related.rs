//! What a document points at, and what points at it.

use super::view::found_stored;
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::gate::{self, Gate, as_met, is_hidden};
use crate::turn::Turn;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use storage::Tx;
use storage::links::{COUNTED_MAX, Use};
use values::DocumentId;

/// Enough for a screen; lists with filters show the rest.
const MOST: usize = 100;

impl App {
    pub async fn related_documents(
        &self,
        turn: Turn,
        document_type: &str,
        id: &str,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let id = id.to_owned();
        self.read(move |tx| {
            let stored = found_stored(tx, &turn, &definition, &id)?;
            let hidden = Gate::of(tx, &turn, &definition)?.here_at(tx, stored.id)?.hidden();
            let mut targets = storage::links::targets(tx, stored.id)?;
            targets.retain(|it| !is_hidden(&hidden, &it.role));
            let uses = storage::links::where_used(tx, stored.id, MOST)?;
            let ids: Vec<_> = targets.iter().chain(&uses).map(|it| it.from.id).collect();
            let seen: BTreeSet<_> = gate::names(tx, &turn, &ids)?.into_iter().map(|it| it.id).collect();
            let mut rows: Vec<Json> = Vec::new();
            let mut add = |found: Vec<storage::links::Use>, relation: &str| {
                for it in found {
                    let on = turn.definitions.get(&it.from.document_type);
                    // That a hidden field of the other document points here is hidden too.
                    let hidden = on.filter(|_| relation == "from").map(|on| as_met(&turn.caller, on));
                    let tells = hidden.is_none_or(|met| met.field_at(&it.role).is_some());
                    if tells && seen.contains(&it.from.id) {
                        rows.push(json!({
                            "type": it.from.document_type, "id": it.from.uuid, "number": it.from.number,
                            "title": it.from.title, "state": it.from.state, "relation": relation, "role": it.role,
                        }));
                    }
                }
            };
            add(targets, "to");
            add(uses, "from");
            Ok(json!({ "rows": rows }))
        })
        .await
    }

    /// Who points at it: how many of each type, or a page of those of one type.
    pub async fn document_uses(
        &self,
        turn: Turn,
        document_type: &str,
        id: &str,
        request: UsesRequest,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        if let Some(of) = &request.of {
            turn.caller.require_action(Action::Read, turn.definitions.require(of)?)?;
        }
        let id = id.to_owned();
        self.report(move |tx| {
            let stored = found_stored(tx, &turn, &definition, &id)?;
            let Some(of) = &request.of else {
                let (types, more) = used_by_type(tx, &turn, stored.id)?;
                return Ok(json!({ "types": types, "more": more }));
            };
            let limit = request.limit.unwrap_or(PAGE_USUAL).clamp(1, MOST);
            let before = request.after.map(DocumentId);
            let (found, next) = storage::links::users_of_type(tx, stored.id, of, before, limit)?;
            let rows = in_sight(tx, &turn, found)?;
            let rows = rows.iter().map(|it| {
                json!({
                    "type": it.from.document_type, "id": it.from.uuid, "number": it.from.number,
                    "title": it.from.title, "state": it.from.state, "role": it.role,
                })
            });
            let next = next.map(|it| it.0.to_string());
            Ok(json!({ "rows": rows.collect::<Vec<_>>(), "next": next }))
        })
        .await
    }
}

/// Those that the caller may see, and of which they may see that they point here.
fn in_sight(tx: &mut dyn Tx, turn: &Turn, found: Vec<Use>) -> Result<Vec<Use>, Failure> {
    let ids: Vec<DocumentId> = found.iter().map(|it| it.from.id).collect();
    let seen: BTreeSet<DocumentId> = gate::names(tx, turn, &ids)?.into_iter().map(|it| it.id).collect();
    let tells = |it: &Use| {
        let met = turn.definitions.get(&it.from.document_type).map(|on| as_met(&turn.caller, on));
        met.is_some_and(|met| met.field_at(&it.role).is_some())
    };
    Ok(found.into_iter().filter(|it| seen.contains(&it.from.id) && tells(it)).collect())
}

/// Looked at one by one where not all of a type may be seen.
const COUNTED_IN_PART: usize = 500;

/// How many of each type point at a document, and whether there are more than were counted.
fn used_by_type(tx: &mut dyn Tx, turn: &Turn, target: DocumentId) -> Result<(Vec<Json>, bool), Failure> {
    let (mut rows, mut all) = (Vec::new(), 0);
    for (name, count) in storage::links::users_by_type(tx, target)? {
        all += count;
        let Some(on) = turn.definitions.get(&name).filter(|it| turn.caller.may(Action::Read, it)) else {
            continue;
        };
        let count = match turn.caller.sees_all(on) {
            true => count,
            false => {
                let found = storage::links::users_of_type(tx, target, &name, None, COUNTED_IN_PART)?.0;
                i64::try_from(in_sight(tx, turn, found)?.len()).unwrap_or(i64::MAX)
            }
        };
        if count > 0 {
            rows.push(json!({ "type": name, "count": count }));
        }
    }
    Ok((rows, all >= COUNTED_MAX as i64))
}

const PAGE_USUAL: usize = 20;

/// A page of who points at a document.
#[derive(Clone, Debug, Default)]
pub struct UsesRequest {
    /// The type; without one they are counted by type.
    pub of: Option<String>,
    pub after: Option<i64>,
    pub limit: Option<usize>,
}
