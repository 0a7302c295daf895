//! What a document points at, and what points at it.

use super::view::absent;
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::turn::Turn;
use serde_json::{Value as Json, json};

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
            let stored = storage::documents::find(tx, &definition.name, &id)?;
            let stored = stored.ok_or_else(|| absent(&definition, &id))?;
            let mut rows: Vec<Json> = Vec::new();
            let mut add = |found: Vec<storage::links::Use>, relation: &str| {
                for it in found {
                    let readable = turn.definitions.get(&it.from.document_type);
                    if readable.is_some_and(|on| turn.caller.may(Action::Read, on)) {
                        rows.push(json!({
                            "type": it.from.document_type, "id": it.from.uuid, "number": it.from.number,
                            "title": it.from.title, "state": it.from.state, "relation": relation, "role": it.role,
                        }));
                    }
                }
            };
            add(storage::links::targets(tx, stored.id)?, "to");
            add(storage::links::where_used(tx, stored.id, MOST)?, "from");
            Ok(json!({ "rows": rows }))
        })
        .await
    }
}
