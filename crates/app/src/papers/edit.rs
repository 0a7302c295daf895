//! A document is changed: only what was sent, only while its state allows it.

use super::notices::tell_followers;
use super::post::{apply, decide_amendment};
use super::read_paper::{Before, read_paper};
use super::rollups::{follow, pointed_at};
use super::save::{
    announce, differences, number_taken, own_number, refuse_circle, require_unique, write_derived,
    write_history,
};
use super::view::{locked, view};
use crate::app::App;
use crate::caller::Action;
use crate::failure::{Failure, Kind, Refused};
use crate::files::{check_files, hold_files};
use crate::gate::{Gate, check_sent, to_write};
use crate::once::{Answer, Key, once};
use crate::turn::Turn;
use business::Paper;
use documents::{DocumentType, Record};
use serde_json::{Value as Json, json};
use storage::Tx;
use storage::documents::Stored;

impl App {
    /// `fields` holds only what changes; null clears. `version`, when given, must be the current one.
    pub async fn edit_document(
        &self,
        turn: Turn,
        document_type: &str,
        id: &str,
        fields: Json,
        version: Option<i64>,
        key: Option<Key>,
    ) -> Result<Answer, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        let (id, directory) = (id.to_owned(), self.directory());
        self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                let (stored, record) = locked(tx, &turn, &definition, &id, version)?;
                let (number, title) = (stored.number.clone(), stored.title.clone());
                let (stored, record) = edit(tx, &turn, &definition, stored, &record, &fields)?;
                if (&stored.number, &stored.title) != (&number, &title) {
                    directory.forget();
                }
                view(tx, &turn, &definition, &stored, &record)
            })
        })
        .await
    }
}

/// The document is locked by the caller. A save that changes nothing writes nothing. What follows
/// from changing a document that has taken effect happens with it.
pub(crate) fn edit(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    mut stored: Stored,
    before: &Record,
    fields: &Json,
) -> Result<(Stored, Record), Failure> {
    turn.caller.require_action(Action::Edit, definition)?;
    let amends = definition.state(&stored.state).is_some_and(|it| it.amendable);
    if !amends {
        require_editable(definition, &stored.state)?;
    }
    let gate = Gate::of(tx, turn, definition)?;
    let here = gate.here_at(tx, stored.id)?;
    here.require("edit")?;
    let mut fields = fields.clone();
    check_sent(&mut fields, &here.hidden())?;
    let writable = to_write(definition, &here.fixed("edit"));
    let mut after = read_paper(tx, turn, &writable, &fields, Some(Before { record: before, amends }))?;
    if differences(definition, before, &after).is_empty() {
        return Ok((stored, after));
    }
    require_unique(tx, turn, definition, &after, Some(stored.id))?;
    check_files(tx, turn, definition, Some(before), &mut after)?;
    refuse_circle(tx, definition, &after, stored.id)?;
    if let Some(number) = own_number(definition, &after).filter(|it| *it != stored.number) {
        if storage::documents::find(tx, &definition.name, number)?.is_some() {
            return Err(number_taken(definition, number));
        }
        number.clone_into(&mut stored.number);
    }

    let paper = Paper { id: stored.id, record: before, state: &stored.state };
    let decision = if amends { decide_amendment(tx, turn, definition, paper, &after)? } else { None };

    // After this point nothing is refused.
    if let Some(decision) = &decision {
        decision.write_on(&mut after);
    }
    let changes = differences(definition, before, &after);
    stored.version += 1;
    stored.updated_at = turn.now;
    stored.title = definition.title(&after);
    stored.body = definition.to_stored(&after);
    stored.definition_version = definition.version;
    storage::documents::update(tx, &stored)?;
    let pointed = pointed_at(tx, turn, &stored)?;
    write_derived(tx, definition, stored.id, &stored.number, &after)?;
    hold_files(tx, turn, definition, stored.id, &after)?;
    write_history(tx, turn, stored.id, stored.version, "edit", changes)?;
    tell_followers(tx, turn, &stored, "edit")?;
    let touched = apply(tx, turn, &stored, &stored.state, decision)?;
    if amends || definition.name == "customer" {
        storage::waiting::rank_again(tx, &definition.name, stored.id)?;
    }
    announce(tx, turn, &stored, &touched)?;
    follow(tx, turn, &stored.document_type, None, pointed)?;
    if amends {
        // Nothing may be left to do of it, so that it is complete.
        stored = storage::documents::load(tx, stored.id)?.unwrap_or(stored);
    }
    Ok((stored, after))
}

pub(crate) fn require_editable(definition: &DocumentType, state: &str) -> Result<(), Failure> {
    let state = definition.states.iter().find(|it| it.name == state);
    if state.is_some_and(|it| it.editable) {
        return Ok(());
    }
    let (zh, en) = state.map_or(("", ""), |it| (it.label.zh.as_str(), it.label.en.as_str()));
    Err(Refused::new(
        Kind::Conflict,
        "not_editable",
        &format!("“{zh}”的单据不能再修改"),
        &format!("A document that is “{en}” cannot be changed any more"),
    )
    .instead("要更正请另开一张单据", "Correct it with another document")
    .with(json!({ "state": state.map(|it| &it.name) }))
    .into())
}
