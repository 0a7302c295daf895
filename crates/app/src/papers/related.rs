//! What a document points at, and what points at it.

use super::view::found_stored;
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::gate::{self, Gate, as_met, is_hidden};
use crate::turn::Turn;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

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
}
