//! Who changed what, field by field, newest first.

use super::view::{Called, found_stored, mentions, public_fields};
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::gate::{Gate, is_hidden};
use crate::turn::Turn;
use documents::DocumentType;
use serde_json::{Value as Json, json};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use storage::Tx;
use storage::documents::Stored;
use values::{DocumentId, Instant, UserId};

impl App {
    pub async fn document_history(&self, turn: Turn, document_type: &str, id: &str) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let id = id.to_owned();
        self.read(move |tx| {
            let stored = found_stored(tx, &turn, &definition, &id)?;
            let mut rows = since(tx, &turn, &definition, stored.id, 0)?;
            rows.extend(promises(tx, &turn, &stored)?);
            // Stable, so that entries of one moment stay in the order of their versions.
            rows.sort_by_key(|it| Reverse(it["at"].as_str().and_then(|it| it.parse::<Instant>().ok())));
            Ok(json!({ "rows": rows }))
        })
        .await
    }
}

/// Entries after `version`, newest first, in outside form, without changes of fields that the caller
/// may not see.
pub(crate) fn since(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    id: DocumentId,
    version: i64,
) -> Result<Vec<Json>, Failure> {
    let hidden = Gate::of(tx, turn, definition)?.here_at(tx, id)?.hidden();
    let mut entries = storage::changes::since(tx, id, version)?;
    for entry in &mut entries {
        leave_out(definition, &mut entry.detail, &hidden);
    }
    let mut papers: BTreeSet<DocumentId> = BTreeSet::new();
    let mut members: BTreeSet<UserId> = BTreeSet::new();
    for entry in &entries {
        members.insert(entry.by);
        members.extend(entry.on_behalf_of);
        for change in entry.detail.as_array().into_iter().flatten() {
            let path = change["path"].as_str().unwrap_or("");
            for side in ["before", "after"] {
                mentions(definition, &definition.fragment(path, &change[side]), &mut papers, &mut members);
            }
        }
    }
    let called = Called::load(tx, turn, papers, members)?;
    let told = entries.iter().map(|entry| {
        let changes: Vec<Json> = entry.detail.as_array().into_iter().flatten().map(|change| {
            let path = change["path"].as_str().unwrap_or("");
            let public = |side: &str| shown(definition, path, &change[side], &called);
            json!({ "path": path, "label": definition.label_at(path), "before": public("before"), "after": public("after") })
        }).collect();
        json!({
            "version": entry.version, "at": entry.at, "by": called.member(entry.by), "action": entry.action,
            "on_behalf_of": entry.on_behalf_of.map(|it| called.member(it)), "changes": changes,
        })
    });
    Ok(told.collect())
}

/// Changes of hidden fields go; of lines that came or went, their hidden columns do.
fn leave_out(definition: &DocumentType, detail: &mut Json, hidden: &BTreeSet<String>) {
    let Some(changes) = detail.as_array_mut().filter(|_| !hidden.is_empty()) else { return };
    changes.retain(|it| {
        let path = it["path"].as_str().unwrap_or("");
        !path.is_empty() && !is_hidden(hidden, path)
    });
    for change in changes {
        let path = change["path"].as_str().unwrap_or("").to_owned();
        let Some((rows, _)) = path.split_once('[').filter(|(_, rest)| rest.ends_with(']')) else { continue };
        let columns = definition.field(rows).map_or(&[][..], |it| &it.columns);
        for column in columns.iter().filter(|it| hidden.contains(&format!("{rows}.{}", it.name))) {
            for side in ["before", "after"] {
                change[side].as_object_mut().map(|it| it.remove(&column.name));
            }
        }
    }
}

/// How many of what other documents gave and took are told.
const PROMISES_MAX: usize = 200;

/// What the lines of an order got or lost by what happened elsewhere, those of one moment together.
fn promises(tx: &mut dyn Tx, turn: &Turn, stored: &Stored) -> Result<Vec<Json>, Failure> {
    let all = storage::promise_changes::of(tx, stored.id, PROMISES_MAX)?;
    let papers: BTreeSet<DocumentId> =
        all.iter().flat_map(|it| [Some(it.key.item.into()), it.cause]).flatten().collect();
    let members: BTreeSet<UserId> = all.iter().map(|it| it.by).collect();
    let called = Called::load(tx, turn, papers, members)?;
    let together = all.chunk_by(|a, b| (a.at, a.cause, a.by) == (b.at, b.cause, b.by));
    let told = together.map(|some| {
        let first = &some[0];
        let gained = some.iter().any(|it| it.before < it.after);
        let lines = some.iter().rev().map(|it| {
            let item = called.title(it.key.item.into());
            let label = json!({ "zh": format!("第 {} 行 {item} 占用", it.line), "en": format!("line {} {item} reserved", it.line) });
            json!({ "path": "reserved", "label": label, "before": it.before, "after": it.after })
        });
        json!({
            "version": stored.version, "at": first.at, "by": called.member(first.by),
            "action": if gained { "promised" } else { "taken_back" },
            "changes": lines.collect::<Vec<_>>(),
            "cause": first.cause.and_then(|it| called.document(it)), "reason": first.reason,
        })
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
