//! A document makes a transition: the one way to change the world.

use super::notices::tell_followers;
use super::post::{Decision, apply, decide};
use super::read_paper::check_again;
use super::refused_demand::{RefusedOrders, customer_of};
use super::save::{announce, differences, write_history};
use super::view::{locked, view};
use crate::app::App;
use crate::failure::{Failure, Kind, Refused};
use crate::gate::Gate;
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
        let (id, transition, today) = (id.to_owned(), transition.to_owned(), turn.today);
        let refused = RefusedOrders::default();
        let noted = refused.clone();
        let outcome = self
            .write(move |tx| {
                once(tx, &turn, key.as_ref(), |tx| {
                    noted.begin();
                    let (stored, mut record) = locked(tx, &turn, &definition, &id, version)?;
                    let made = make_transition(tx, &turn, &definition, stored, &mut record, &transition);
                    let stored = match made {
                        Ok(stored) => stored,
                        Err(failure) => {
                            noted.note(&definition.name, customer_of(tx, &record)?.as_deref(), &failure);
                            return Err(failure);
                        }
                    };
                    view(tx, &turn, &definition, &stored, &record)
                })
            })
            .await;
        self.remember_refused(today, &refused);
        outcome
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

/// The document is locked by the caller. Some transitions write on the paper too.
pub(crate) fn make_transition(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    stored: Stored,
    record: &mut Record,
    name: &str,
) -> Result<Stored, Failure> {
    let transition = permitted(turn, definition, &stored.state, name)?;
    if !turn.caller.has_all(name, definition) {
        Gate::of(tx, turn, definition)?.here_at(tx, stored.id)?.require(name)?;
    }
    let may_edit = |state: &str| definition.state(state).is_some_and(|it| it.editable);
    let goes_out_of_reach = may_edit(&stored.state) && !may_edit(&transition.to);
    if goes_out_of_reach && transition.tone != "danger" && stored.definition_version != definition.version {
        check_again(tx, turn, definition, record)?;
    }
    let stored = take_step(tx, turn, definition, stored, record, transition)?.0;
    tell_followers(tx, turn, &stored, name)?;
    Ok(stored)
}

/// Returns also what planning has to look at again.
fn take_step(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    stored: Stored,
    record: &mut Record,
    transition: &Transition,
) -> Result<(Stored, Vec<(ItemId, WarehouseId)>), Failure> {
    let decision = decide(tx, turn, definition, stored.id, record, &stored.state, transition)?;
    let before = stored.state.clone();

    // After this point nothing is refused.
    let stored = move_on(tx, turn, definition, stored, record, transition, decision.as_ref())?;
    let moves_on = decision.as_ref().is_some_and(|it| it.moves_on(stored.id));
    let touched = apply(tx, turn, &stored, &before, decision)?;
    announce(tx, turn, &stored, &touched)?;
    let stored = if moves_on { storage::documents::load(tx, stored.id)?.unwrap_or(stored) } else { stored };
    Ok((stored, touched))
}

fn move_on(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    mut stored: Stored,
    record: &mut Record,
    transition: &Transition,
    decision: Option<&Decision>,
) -> Result<Stored, Failure> {
    let state_before = std::mem::replace(&mut stored.state, transition.to.clone());
    stored.version += 1;
    stored.updated_at = turn.now;
    let mut changes = Vec::new();
    if state_before != stored.state {
        changes.push(json!({ "path": "state", "before": state_before, "after": stored.state }));
    }
    if let Some(before) = decision.and_then(|it| it.write_on(record)) {
        changes.extend(differences(definition, &before, record));
        stored.body = definition.to_stored(record);
        stored.definition_version = definition.version;
        storage::documents::update(tx, &stored)?;
        if changes.iter().any(|it| it["path"] == "due") {
            storage::waiting::rank_again(tx, &definition.name, stored.id)?;
        }
    } else {
        storage::documents::set_state(tx, stored.id, &stored.state, stored.version, turn.now)?;
    }
    write_history(tx, turn, stored.id, stored.version, &transition.name, changes)?;
    Ok(stored)
}

/// A transition that nobody may make and the program makes by itself: an order that got all it asked
/// for is complete, one whose time is over expires. Nothing when its state has no such transition.
pub(crate) fn make_system_transition(
    tx: &mut dyn Tx,
    turn: &Turn,
    id: DocumentId,
    name: &str,
) -> Result<Option<Vec<(ItemId, WarehouseId)>>, Failure> {
    let stored = storage::documents::lock(tx, id)?;
    let stored =
        stored.ok_or_else(|| storage::Error::Corrupt(format!("document {id} is linked but absent")))?;
    let definition = turn.definitions.require(&stored.document_type)?.clone();
    let Some(transition) = definition.transition(&stored.state, name) else {
        return Ok(None);
    };
    let mut record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
    Ok(Some(take_step(tx, turn, &definition, stored, &mut record, transition)?.1))
}
