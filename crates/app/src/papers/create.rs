//! A new document, and its first transition when the caller asks for it in the same breath.

use super::post::{apply, decide};
use super::resolve::resolve;
use super::save::{announce, check_unique, number_taken, own_number, write_derived, write_history};
use super::transition::permitted;
use super::view::view;
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::once::{Answer, Key, once};
use crate::turn::Turn;
use documents::{DocumentType, Record};
use serde_json::Value as Json;
use storage::Tx;
use storage::documents::Stored;

impl App {
    /// `transition`, if any, is made in the same transaction: both happen or neither.
    pub async fn create_document(
        &self,
        turn: Turn,
        document_type: &str,
        fields: Json,
        transition: Option<String>,
        key: Option<Key>,
    ) -> Result<Answer, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                let (stored, record) = create(tx, &turn, &definition, &fields, transition.as_deref())?;
                view(tx, &turn, &definition, &stored, &record)
            })
        })
        .await
    }
}

/// Refuses before it writes.
pub(crate) fn create(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    fields: &Json,
    transition: Option<&str>,
) -> Result<(Stored, Record), Failure> {
    create_numbered(tx, turn, definition, fields, transition, None)
}

/// [`create`] for a document that has its number from elsewhere: an import keeps what people know
/// their orders by. The caller made sure that no document of the type has the number.
pub(crate) fn create_numbered(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    fields: &Json,
    transition: Option<&str>,
    number: Option<&str>,
) -> Result<(Stored, Record), Failure> {
    turn.caller.require_action(Action::Create, definition)?;
    let links = resolve(tx, &definition.references(fields))?;
    let mut record = definition.parse(fields, &links, None, &turn.context())?;
    check_unique(tx, definition, &record, None)?;
    if let Some(number) = own_number(definition, &record)
        && storage::documents::find(tx, &definition.name, number)?.is_some()
    {
        return Err(number_taken(definition, number));
    }
    let id = storage::documents::next_id(tx)?;
    let initial = definition.states.first().map_or("", |it| it.name.as_str());
    let decided = match transition {
        None => None,
        Some(name) => {
            let transition = permitted(turn, definition, initial, name)?;
            Some((transition, decide(tx, turn, definition, id, &record, initial, transition)?))
        }
    };

    // After this point nothing is refused.
    if let Some((_, Some(decision))) = &decided {
        decision.write_on(&mut record);
    }
    let number = match own_number(definition, &record).or(number) {
        Some(number) => number.to_owned(),
        None => next_number(tx, turn, definition)?,
    };
    definition.give_number(&mut record, &number);
    let state = decided.as_ref().map_or(initial, |(transition, _)| transition.to.as_str());
    let stored = storage::documents::insert(
        tx,
        storage::documents::NewDocument {
            id,
            document_type: &definition.name,
            number: &number,
            title: &definition.title(&record),
            state,
            body: &definition.to_stored(&record),
            definition_version: definition.version,
            at: turn.now,
            by: turn.caller.user,
        },
    )?;
    write_derived(tx, definition, id, &number, &record)?;
    let action = transition.unwrap_or("create");
    write_history(tx, turn, id, stored.version, action, Vec::new())?;
    let touched = match decided {
        Some((_, decision)) => apply(tx, turn, id, decision)?,
        None => Vec::new(),
    };
    announce(tx, turn, &stored, &touched)?;
    Ok((stored, record))
}

/// Gap-free: the counter is part of the transaction.
fn next_number(tx: &mut dyn Tx, turn: &Turn, definition: &DocumentType) -> Result<String, Failure> {
    let numbering = turn.numbering(definition);
    let period = numbering.period(turn.today);
    let count = storage::counters::next(tx, &definition.name, &period)?;
    Ok(numbering.format(&period, count))
}
