//! Who changed what, field by field, newest first.

use super::view::{Called, absent, mentions, public_fields};
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::turn::Turn;
use documents::DocumentType;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use storage::Tx;
use values::{DocumentId, UserId};

impl App {
    pub async fn document_history(&self, turn: Turn, document_type: &str, id: &str) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let id = id.to_owned();
        self.read(move |tx| {
            let stored = storage::documents::find(tx, &definition.name, &id)?;
            let stored = stored.ok_or_else(|| absent(&definition, &id))?;
            Ok(json!({ "rows": since(tx, &definition, stored.id, 0)? }))
        })
        .await
    }
}

/// Entries after `version`, newest first, in outside form.
pub(crate) fn since(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    id: DocumentId,
    version: i64,
) -> Result<Vec<Json>, Failure> {
    let entries = storage::changes::since(tx, id, version)?;
    let mut papers: BTreeSet<DocumentId> = BTreeSet::new();
    let mut members: BTreeSet<UserId> = BTreeSet::new();
    for entry in &entries {
        members.insert(entry.by);
        for change in entry.detail.as_array().into_iter().flatten() {
            let path = change["path"].as_str().unwrap_or("");
            for side in ["before", "after"] {
                mentions(definition, &definition.fragment(path, &change[side]), &mut papers, &mut members);
            }
        }
    }
    let called = Called::load(tx, papers, members)?;
    let told = entries.iter().map(|entry| {
        let changes: Vec<Json> = entry.detail.as_array().into_iter().flatten().map(|change| {
            let path = change["path"].as_str().unwrap_or("");
            let public = |side: &str| shown(definition, path, &change[side], &called);
            json!({ "path": path, "label": definition.label_at(path), "before": public("before"), "after": public("after") })
        }).collect();
        json!({ "version": entry.version, "at": entry.at, "by": called.member(entry.by), "action": entry.action, "changes": changes })
    });
    Ok(told.collect())
}

/// A system field is shown as it is; any other as the document would show it.
fn shown(definition: &DocumentType, path: &str, stored: &Json, called: &Called) -> Json {
    if definition.label_at(path).is_none() {
        return stored.clone();
    }
    let fragment = definition.fragment(path, stored);
    DocumentType::unwrap_fragment(path, &public_fields(definition, &fragment, called))
}
