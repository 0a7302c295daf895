//! A document makes a transition: the one way to change the world.

use super::post::{apply, decide};
use super::save::{announce, write_history};
use super::view::{locked, view};
use crate::app::App;
use crate::failure::{Failure, Kind, Refused};
use crate::once::{Answer, Key, once};
use crate::turn::Turn;
use documents::{DocumentType, Record, Transition};
use serde_json::json;
use storage::Tx;
use storage::documents::Stored;
use values::{DocumentId, ItemId, WarehouseId};

impl App {
    /// `version`, when given, must be the current one.
    pub async fn make_transition(
        &self,
        turn: Turn,
        document_type: &str,
        id: &str,
        transition: &str,
        version: Option<i64>,
        key: Option<Key>,
    ) -> Result<Answer, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        let (id, transition) = (id.to_owned(), transition.to_owned());
        self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                let (stored, record) = locked(tx, &turn, &definition, &id, version)?;
                let stored = make_transition(tx, &turn, &definition, stored, &record, &transition)?;
                view(tx, &turn, &definition, &stored, &record)
            })
        })
        .await
    }
}

/// The transition of that name from that state, if the caller may make it.
pub(crate) fn permitted<'a>(
    turn: &Turn,
    definition: &'a DocumentType,
    state: &str,
    name: &str,
) -> Result<&'a Transition, Failure> {
    let Some(transition) = definition.transition(state, name) else {
        if !definition.transitions.iter().any(|it| it.name == name) {
            return Err(Refused::not_found(&format!("操作 {name}"), &format!("transition {name}")).into());
        }
        let label = definition.states.iter().find(|it| it.name == state).map(|it| &it.label);
        let (zh, en) = label.map_or((state, state), |it| (it.zh.as_str(), it.en.as_str()));
        return Err(Refused::new(
            Kind::Conflict,
            "transition_not_allowed",
            &format!("单据状态是“{zh}”, 不能做这个操作"),
            &format!("The document is “{en}”: this cannot be done now"),
        )
        .instead("刷新页面查看最新状态", "Reload to see its present state")
        .with(json!({ "state": state, "transition": name }))
        .into());
    };
    if !turn.caller.may_make(transition, definition) {
        return Err(Refused::forbidden().into());
    }
    Ok(transition)
}

/// The document is locked by the caller.
pub(crate) fn make_transition(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    stored: Stored,
    record: &Record,
    name: &str,
) -> Result<Stored, Failure> {
    let transition = permitted(turn, definition, &stored.state, name)?;
    let decision = decide(tx, turn, definition, stored.id, record, &stored.state, transition)?;

    // After this point nothing is refused.
    let stored = move_on(tx, turn, stored, transition)?;
    let touched = apply(tx, turn, stored.id, decision)?;
    announce(tx, turn, &stored, &touched)?;
    Ok(stored)
}

fn move_on(
    tx: &mut dyn Tx,
    turn: &Turn,
    mut stored: Stored,
    transition: &Transition,
) -> Result<Stored, Failure> {
    let before = std::mem::replace(&mut stored.state, transition.to.clone());
    stored.version += 1;
    stored.updated_at = turn.now;
    storage::documents::set_state(tx, stored.id, &stored.state, stored.version, turn.now)?;
    let changes = if before == stored.state {
        Vec::new()
    } else {
        vec![json!({ "path": "state", "before": before, "after": stored.state })]
    };
    write_history(tx, turn, stored.id, stored.version, &transition.name, changes)?;
    Ok(stored)
}

/// The system's own transition of an order that got all it asked for.
pub(crate) fn complete(
    tx: &mut dyn Tx,
    turn: &Turn,
    id: DocumentId,
) -> Result<Vec<(ItemId, WarehouseId)>, Failure> {
    make_system_transition(tx, turn, id, "complete")
}

/// A transition that nobody may make and the program makes by itself. A document that is not in a
/// state to make it stays as it is.
pub(crate) fn make_system_transition(
    tx: &mut dyn Tx,
    turn: &Turn,
    id: DocumentId,
    name: &str,
) -> Result<Vec<(ItemId, WarehouseId)>, Failure> {
    let stored = storage::documents::lock(tx, id)?;
    let stored =
        stored.ok_or_else(|| storage::Error::Corrupt(format!("document {id} is linked but absent")))?;
    let definition = turn.definitions.require(&stored.document_type)?.clone();
    let Some(transition) = definition.transition(&stored.state, name) else {
        return Ok(Vec::new());
    };
    let record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
    let decision = decide(tx, turn, &definition, id, &record, &stored.state, transition)?;
    let stored = move_on(tx, turn, stored, transition)?;
    let touched = apply(tx, turn, id, decision)?;
    announce(tx, turn, &stored, &touched)?;
    Ok(touched)
}
