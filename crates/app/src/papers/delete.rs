//! A document is thrown away: only while it is editable, and only when nothing points at it. It lies in
//! the bin for a while, from where it can come back.

use super::edit::require_editable;
use super::notices::tell_followers;
use super::rollups::{follow, pointed_at};
use super::save::write_history;
use super::view::locked;
use crate::app::App;
use crate::audit::note;
use crate::caller::Action;
use crate::failure::{Failure, Kind, Refused};
use crate::gate::{self, Gate};
use crate::turn::Turn;
use documents::DocumentType;
use serde_json::{Value as Json, json};
use storage::Tx;
use storage::documents::Stored;

impl App {
    pub async fn delete_document(
        &self,
        turn: Turn,
        document_type: &str,
        id: &str,
        version: Option<i64>,
    ) -> Result<(), Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Delete, &definition)?;
        let (id, directory) = (id.to_owned(), self.directory());
        self.write(move |tx| {
            let (stored, _) = locked(tx, &turn, &definition, &id, version)?;
            delete(tx, &turn, &definition, &stored)?;
            directory.forget();
            Ok(())
        })
        .await
    }
}

/// The document is locked by the caller, who forgets what codes stand for.
pub(super) fn delete(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    stored: &Stored,
) -> Result<(), Failure> {
    Gate::of(tx, turn, definition)?.here_at(tx, stored.id)?.require("delete")?;
    require_editable(definition, &stored.state)?;
    crate::members::require_without_members(tx, stored)?;
    storage::links::freeze(tx)?;
    let by = storage::links::where_used(tx, stored.id, 20)?;
    if !by.is_empty() || storage::stock_queries::has_facts(tx, stored.id)? {
        let ids: Vec<_> = by.iter().map(|it| it.from.id).collect();
        let seen: Vec<_> = gate::names(tx, turn, &ids)?.into_iter().map(|it| it.id).collect();
        let by: Vec<_> = by.into_iter().filter(|it| seen.contains(&it.from.id)).collect();
        let told: Vec<Json> =
            by.iter().map(|it| json!({ "type": it.from.document_type, "number": it.from.number })).collect();
        let first = by.first().map_or("", |it| it.from.number.as_str());
        return Err(Refused::new(
            Kind::Conflict,
            "is_referenced",
            &format!("{} 已被使用 {first}, 不能删除", stored.number),
            &format!("{} is in use ({first}) and cannot be deleted", stored.number),
        )
        .instead("可以停用它", "It can be archived instead")
        .with(json!({ "by": told }))
        .into());
    }

    // After this point nothing is refused.
    tell_followers(tx, turn, stored, "delete")?;
    write_history(tx, turn, stored.id, stored.version + 1, "delete", Vec::new())?;
    let pointed = pointed_at(tx, turn, stored)?;
    storage::trash::put(tx, stored, turn.now, turn.caller.user)?;
    follow(tx, turn, &stored.document_type, None, pointed)?;
    let what = json!({ "type": stored.document_type, "title": stored.title });
    note(tx, turn, "document_delete", &stored.number, what)?;
    storage::outlooks::forget(tx, stored.id)?;
    let payload = json!({ "type": stored.document_type, "id": stored.uuid, "number": stored.number, "state": null, "touched": [] });
    storage::events::append(tx, turn.now, "document", None, &payload)?;
    Ok(())
}
