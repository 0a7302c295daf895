//! A new document, and its first transition when the caller asks for it in the same breath.

use super::lookups::has_lookups;
use super::post::{apply, decide, empty_world};
use super::prices::mark_given;
use super::read_paper::{read_paper, with_found};
use super::refused_demand::RefusedOrders;
use super::save::{announce, number_taken, own_number, require_unique, write_first_derived, write_history};
use super::transition::permitted;
use super::view::{Called, Progress, public_fields, view_made, view_with};
use crate::app::App;
use crate::caller::Action;
use crate::directory::Found;
use crate::failure::Failure;
use crate::files::{check_files, hold_files, holds_files};
use crate::gate::{Gate, check_sent, to_write};
use crate::once::{Answer, Key, once_in_text};
use crate::purchasing::calls_off;
use crate::turn::Turn;
use business::{Needs, Paper};
use documents::{DocumentType, Reading, Record};
use serde::Serialize;
use serde_json::Value as Json;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::BTreeMap;
use std::sync::Arc;
use storage::documents::Stored;
use storage::{Hints, Tx};
use values::DocumentId;

/// A document that was just made.
pub(crate) struct Made {
    pub(crate) stored: Stored,
    pub(crate) record: Record,
    progress: Progress,
}

/// What was read from a submitted paper, and made of it, before its turn to write.
struct Prepared {
    record: Record,
    found: Found,
    called: Called,
    /// Fields and links as the answer shows them.
    shown: (Box<RawValue>, Box<RawValue>),
}

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
        turn.caller.require_action(Action::Create, &definition)?;
        let prepared = self.prepare(&turn, &definition, &fields).await?;
        let asked = Arc::new(Asked { turn, definition, fields, transition, key });
        let outcome = self.create_asked(&asked, prepared).await;
        let customer = asked.fields["customer"].as_str();
        if let Err(failure) = &outcome {
            let refused = RefusedOrders::default();
            refused.note(document_type, customer, failure);
            self.remember_refused(asked.turn.today, &refused);
        }
        outcome
    }

    async fn create_asked(&self, asked: &Arc<Asked>, prepared: Option<Prepared>) -> Result<Answer, Failure> {
        if let Some(prepared) = prepared {
            let outcome = self.create_prepared(Arc::clone(asked), prepared).await;
            let Err(Failure::Broken(failure)) = &outcome else { return outcome };
            // Another process deleted what the paper points at: what is remembered of it is no good.
            if failure.constraint() != Some("link_target") {
                return outcome;
            }
            self.directory().forget();
        }
        let asked = Arc::clone(asked);
        self.write(move |tx| asked.answer(tx, |tx| asked.create_and_show(tx))).await
    }

    async fn create_prepared(&self, asked: Arc<Asked>, prepared: Prepared) -> Result<Answer, Failure> {
        let (hints, directory) = (asked.hints(&prepared), self.directory());
        let operation = move |tx: &mut dyn Tx| {
            asked.answer(tx, |tx| match directory.is_current(&prepared.found) {
                true => asked.create_prepared_and_show(tx, &prepared),
                false => asked.create_and_show(tx),
            })
        };
        match hints {
            Some(hints) => self.write_hinted(hints, operation).await,
            None => self.write(operation).await,
        }
    }

    /// Reads the paper beforehand, so that the one who writes only has to decide. `None` when that
    /// is not possible, or something is wrong with it: then the operation itself says what.
    async fn prepare(
        &self,
        turn: &Turn,
        definition: &DocumentType,
        fields: &Json,
    ) -> Result<Option<Prepared>, Failure> {
        // Units, lookups, contracts and the calendar are read with the rest of what the paper needs.
        let is_plain = !definition.names_units(fields) && !has_lookups(definition);
        if !is_plain || definition.uses_calendar() || calls_off(definition) {
            return Ok(None);
        }
        let references = definition.references(fields);
        // Only who may do everything with the paper and what it points at needs no gate.
        let is_open = |it: &documents::Reference| {
            turn.definitions.get(&it.target).is_some_and(|on| turn.caller.sees_all(on))
        };
        let caller = &turn.caller;
        let whole = caller.sees_all(definition) && caller.has_all("create", definition);
        if caller.deputy.is_some() || !whole || !references.iter().all(is_open) {
            return Ok(None);
        }
        let Some(found) = self.look_up(references).await? else { return Ok(None) };
        let Reading { record, problems, warnings, questions } =
            definition.read(fields, &found.links, None, &turn.context());
        // So is what rules ask of other documents.
        let doubtful =
            !(problems.is_empty() && questions.is_empty()) || !(warnings.is_empty() || turn.accept_warnings);
        if doubtful || !definition.members(&record).iter().all(|it| *it == turn.caller.user) {
            return Ok(None);
        }
        let Some(record) = self.found_for(turn, definition, record).await? else { return Ok(None) };
        let called = Called::known(&found.names, &turn.caller);
        let text = |it: Json| to_raw_value(&it).expect("JSON is JSON");
        let shown = (text(public_fields(definition, &record, &called)), text(called.links()));
        Ok(Some(Prepared { record, found, called, shown }))
    }
}

impl App {
    /// With what is found for its lines; `None` when something is wrong with that.
    async fn found_for(
        &self,
        turn: &Turn,
        definition: &DocumentType,
        mut record: Record,
    ) -> Result<Option<Record>, Failure> {
        if !mark_given(definition, &mut record) {
            return Ok(Some(record));
        }
        let (turn, definition) = (turn.clone(), definition.clone());
        let found = self.read(move |tx| with_found(tx, &turn, &definition, record, None));
        match found.await {
            Ok(record) => Ok(Some(record)),
            Err(Failure::Invalid(_)) => Ok(None),
            Err(failure) => Err(failure),
        }
    }
}

/// A request for a new document.
struct Asked {
    turn: Turn,
    definition: Arc<DocumentType>,
    fields: Json,
    transition: Option<String>,
    key: Option<Key>,
}

impl Asked {
    fn answer(
        &self,
        tx: &mut dyn Tx,
        act: impl FnOnce(&mut dyn Tx) -> Result<String, Failure>,
    ) -> Result<Answer, Failure> {
        once_in_text(tx, &self.turn, self.key.as_ref(), act)
    }

    fn create_and_show(&self, tx: &mut dyn Tx) -> Result<String, Failure> {
        let made = create(tx, &self.turn, &self.definition, &self.fields, self.transition.as_deref())?;
        let Made { stored, record, progress } = &made;
        Ok(view_made(tx, &self.turn, &self.definition, stored, record, progress)?.to_string())
    }

    fn create_prepared_and_show(&self, tx: &mut dyn Tx, prepared: &Prepared) -> Result<String, Failure> {
        let Asked { turn, definition, .. } = self;
        let (record, transition) = (prepared.record.clone(), self.transition.as_deref());
        let made = create_record(tx, turn, definition, record, transition, None)?;
        let Made { stored, record, progress } = &made;
        let called = &prepared.called;
        // The number, or what the transition wrote on the paper.
        if *record != prepared.record {
            return Ok(view_made(tx, turn, definition, stored, record, progress)?.to_string());
        }
        let shown = (&prepared.shown.0, &prepared.shown.1);
        Ok(text(&view_with(turn, definition, stored, record, shown, called, progress)))
    }

    /// What to fetch beforehand; `None` when the paper needs more than its balances, or when another
    /// document may be in its way: then it has a transaction of its own.
    fn hints(&self, prepared: &Prepared) -> Option<Hints> {
        let Asked { turn, definition, key, .. } = self;
        let followed = !turn.definitions.computed_from(&definition.name).is_empty();
        if followed
            || definition.key_field.is_some()
            || holds_files(definition)
            || definition.fields.iter().any(|it| it.unique)
        {
            return None;
        }
        let requests = key.iter().map(|it| (turn.caller.user, it.key.clone())).collect();
        let mut hints = Hints { requests, documents: 1, ..Hints::default() };
        let transition = self.transition.as_deref();
        if let (Some(transition), Some(behaviour)) = (transition, business::behaviour(&definition.name)) {
            let state = definition.states.first()?.name.as_str();
            definition.transition(state, transition)?;
            if !behaviour.sources(&prepared.record).is_empty() {
                return None;
            }
            let world = empty_world(turn, state);
            let paper = Paper { id: DocumentId(0), record: &prepared.record, state };
            let needs = behaviour.needs(paper, transition, &world);
            if needs != (Needs { balances: needs.balances.clone(), ..Needs::default() }) {
                return None;
            }
            hints.balances = needs.balances;
        }
        Some(hints)
    }
}

fn text(view: &impl Serialize) -> String {
    serde_json::to_string(view).expect("a view is JSON")
}

/// Refuses before it writes.
pub(crate) fn create(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    fields: &Json,
    transition: Option<&str>,
) -> Result<Made, Failure> {
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
) -> Result<Made, Failure> {
    turn.caller.require_action(Action::Create, definition)?;
    if turn.caller.has_all("create", definition) {
        let record = read_paper(tx, turn, definition, fields, None)?;
        return create_record(tx, turn, definition, record, transition, number);
    }
    let gate = Gate::of(tx, turn, definition)?;
    let (mut fields, fixed) = (fields.clone(), gate.new_one().fixed("create"));
    check_sent(&mut fields, &gate.new_one().hidden())?;
    let record = read_paper(tx, turn, &to_write(definition, &fixed), &fields, None)?;
    let made = create_record(tx, turn, definition, record, transition, number)?;
    // Only now the database can say whether it is one that the caller may make.
    let here = gate.here_at(tx, made.stored.id)?;
    here.require("create")?;
    transition.map_or(Ok(()), |it| here.require(it))?;
    Ok(made)
}

fn create_record(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    mut record: Record,
    transition: Option<&str>,
    number: Option<&str>,
) -> Result<Made, Failure> {
    require_unique(tx, turn, definition, &record, None)?;
    check_files(tx, turn, definition, None, &mut record)?;
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
        None => next_number(tx, turn, definition, &record)?,
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
            body: definition.to_stored(&record),
            definition_version: definition.version,
            at: turn.now,
            by: turn.caller.user,
        },
    )?;
    write_first_derived(tx, definition, id, &number, &record)?;
    hold_files(tx, turn, definition, id, &record)?;
    let action = transition.unwrap_or("create");
    write_history(tx, turn, id, stored.version, action, Vec::new())?;
    let decision = decided.and_then(|(_, decision)| decision);
    let claims = decision.iter().flat_map(|it| it.claims_of(id));
    let progress = Progress::of_claims(claims);
    let moves_on = decision.as_ref().is_some_and(|it| it.moves_on(id));
    let touched = apply(tx, turn, &stored, initial, decision)?;
    let progress = match progress.some_wait() {
        true => Progress::load(tx, definition, &stored)?,
        false => progress,
    };
    announce(tx, turn, &stored, &touched)?;
    let stored = if moves_on { storage::documents::load(tx, id)?.unwrap_or(stored) } else { stored };
    Ok(Made { stored, record, progress })
}

/// Gap-free: the counter is part of the transaction.
fn next_number(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    record: &Record,
) -> Result<String, Failure> {
    let numbering = turn.numbering(definition);
    let said = said_in_numbers(tx, definition, &numbering, record)?;
    let said = |field: &str| said.get(field).cloned().unwrap_or_else(|| "-".to_owned());
    let count = storage::counters::next(tx, &definition.name, &numbering.counted(turn.today, &said))?;
    Ok(numbering.number(turn.today, &said, count))
}

/// What the fields that stand in a number say, links by their numbers and members by their logins.
fn said_in_numbers(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    numbering: &documents::Numbering,
    record: &Record,
) -> Result<BTreeMap<String, String>, Failure> {
    let mut said = BTreeMap::new();
    for name in numbering.fields() {
        let text = if let Some(id) = record.link(name) {
            storage::documents::names(tx, &[id])?.pop().map(|it| it.number)
        } else if let Some(id) = record.member(name) {
            storage::members::load(tx, id)?.map(|it| it.login)
        } else {
            let told = definition.to_public(record, &|_| String::new(), &|_| String::new());
            told[name].as_str().map(str::to_owned)
        };
        said.extend(text.filter(|it| !it.is_empty()).map(|it| (name.to_owned(), it)));
    }
    Ok(said)
}
