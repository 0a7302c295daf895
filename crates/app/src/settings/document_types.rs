//! The clay: an administrator adds fields to a built-in type and makes types of the company's own,
//! while everybody works. Forms, lists, filters, import, the API and history follow at once.

use crate::app::App;
use crate::audit::{difference, note};
use crate::caller::{Ability, Action};
use crate::definitions::is_built_in;
use crate::failure::{Failure, Kind, Refused};
use crate::gate::as_met;
use crate::turn::Turn;
use documents::{ChoicesOf, DocumentType, Field, Overlay, Problem, check_definition};
use serde_json::{Value as Json, json};
use storage::Tx;

/// A document type of the company's own, as the settings page sends it.
pub type TypeForm = Json;

impl App {
    /// The types the caller may see, with what the caller may do.
    pub fn document_types(&self, turn: &Turn) -> Json {
        let seen = turn.definitions.iter().filter(|it| is_seen(turn, it));
        json!({ "rows": seen.map(|it| told(turn, it)).collect::<Vec<_>>() })
    }

    pub fn document_type(&self, turn: &Turn, name: &str) -> Result<Json, Failure> {
        let it = turn.definitions.require(name)?;
        if !is_seen(turn, it) {
            return Err(Refused::forbidden().into());
        }
        Ok(told(turn, it))
    }

    pub fn overlay(&self, turn: &Turn, name: &str) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        require_built_in(turn, name)?;
        Ok(json!(turn.definitions.overlay(name)))
    }

    /// Replaces the company's overlay on a built-in type. What it holds may be added and tightened,
    /// never taken away from documents that have it.
    pub async fn put_overlay(&self, turn: Turn, name: &str, json: Json) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        require_built_in(&turn, name)?;
        let mut overlay = Overlay::from_json(&json)?;
        for field in overlay.fields.iter_mut().chain(overlay.columns.values_mut().flatten()) {
            field.added = true;
        }
        let base = business::behaviour(name).expect("it is built in").definition();
        let whole = base.extended_by(&overlay)?;
        let before = turn.definitions.overlay(name);
        refuse_retyping(&before, &overlay)?;
        check_links(&turn, &whole)?;
        let (at_name, telling) = (name.to_owned(), turn.clone());
        let whole = self
            .write(move |tx| {
                let version = next_version(tx, "overlay", &at_name)?;
                storage::definitions::add(
                    tx,
                    "overlay",
                    &at_name,
                    version,
                    &json!(overlay),
                    turn.now,
                    turn.caller.user,
                )?;
                let mut whole = whole.clone();
                whole.version += version;
                take_effect(tx, &turn, &whole)?;
                Ok(whole)
            })
            .await?;
        self.reload().await?;
        self.compute_all(&self.turn(telling.caller.clone()), name).await?;
        Ok(told(&telling, &whole))
    }

    /// Makes a type of the company's own, or replaces its definition.
    pub async fn put_document_type(&self, turn: Turn, name: &str, form: TypeForm) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        if is_built_in(name) {
            return Err(vec![Problem::new("name", "not_unique").with("number", name)].into());
        }
        let mut form = form;
        let Some(object) = form.as_object_mut() else {
            return Err(vec![Problem::new("", "malformed")].into());
        };
        for unknown in ["permitted", "built_in", "version"] {
            object.remove(unknown); // What a definition is told with, and not part of it.
        }
        object.insert("name".to_owned(), json!(name));
        let mut own = DocumentType::from_json(&form)?;
        own.built_in = false;
        check_links(&turn, &own)?;
        if let Some(before) = turn.definitions.get(name) {
            refuse_loss(before, &own)?;
        }
        let telling = turn.clone();
        let own = self
            .write(move |tx| {
                let name = own.name.clone();
                let version = next_version(tx, "type", &name)?;
                let mut own = own.clone();
                own.version = version;
                storage::definitions::add(
                    tx,
                    "type",
                    &name,
                    version,
                    &own.to_json(),
                    turn.now,
                    turn.caller.user,
                )?;
                take_effect(tx, &turn, &own)?;
                Ok(own)
            })
            .await?;
        self.reload().await?;
        self.compute_all(&self.turn(telling.caller.clone()), name).await?;
        Ok(told(&telling, &own))
    }
}

fn is_seen(turn: &Turn, it: &DocumentType) -> bool {
    turn.caller.may(Action::Read, it) || turn.caller.may(Action::Create, it)
}

/// Indexes and views follow the definition in the same transaction.
fn take_effect(tx: &mut dyn Tx, turn: &Turn, definition: &DocumentType) -> Result<(), Failure> {
    storage::definitions::apply_shape(tx, definition)?;
    storage::events::append(tx, turn.now, "definitions", None, &json!({ "type": definition.name }))?;
    let before = turn.definitions.get(&definition.name).map_or(Json::Null, |it| it.to_json());
    note(tx, turn, "definition_put", &definition.name, difference(&before, &definition.to_json()))
}

fn next_version(tx: &mut dyn Tx, kind: &str, name: &str) -> Result<u32, Failure> {
    let versions = storage::definitions::versions(tx, kind, name)?;
    Ok(versions.first().map_or(1, |it| it.version + 1))
}

fn require_built_in(turn: &Turn, name: &str) -> Result<(), Failure> {
    turn.definitions.require(name)?;
    if is_built_in(name) {
        return Ok(());
    }
    Err(Refused::new(
        Kind::Conflict,
        "not_built_in",
        "自建单据请直接修改它的定义",
        "A type of your own is changed by its definition",
    )
    .into())
}

/// Added fields keep their kind: documents hold values of it.
fn refuse_retyping(before: &Overlay, after: &Overlay) -> Result<(), Failure> {
    let changed =
        |it: &&documents::Field| before.fields.iter().any(|old| old.name == it.name && old.kind != it.kind);
    let problems: Vec<Problem> = after
        .fields
        .iter()
        .filter(changed)
        .map(|it| Problem::new(format!("fields.{}", it.name), "kind_changed"))
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// A field or state that documents may already use stays, and keeps its kind.
fn refuse_loss(before: &DocumentType, after: &DocumentType) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for (path, old) in before.all_fields() {
        match after.field_at(&path) {
            None => problems.push(Problem::new(format!("fields.{path}"), "cannot_be_removed")),
            Some(new) if new.kind != old.kind => {
                problems.push(Problem::new(format!("fields.{path}"), "kind_changed"))
            }
            Some(_) => (),
        }
    }
    for old in before.states.iter().filter(|old| !after.states.iter().any(|it| it.name == old.name)) {
        problems.push(Problem::new(format!("states.{}", old.name), "cannot_be_removed"));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

fn check_links(turn: &Turn, definition: &DocumentType) -> Result<(), Failure> {
    let mut all: Vec<DocumentType> = turn.definitions.iter().map(|it| (**it).clone()).collect();
    all.retain(|it| it.name != definition.name);
    all.push(definition.clone());
    let complaints = check_definition(definition, &all);
    if complaints.is_empty() {
        return Ok(());
    }
    let told = |it: &String| Problem::new("", "malformed").with("detail", it);
    Err(complaints.iter().map(told).collect::<Vec<_>>().into())
}

/// A lookup is drawn like the field that it shows.
fn tell_lookup(turn: &Turn, it: &DocumentType, rows: Option<&Field>, field: &Field, json: &mut Json) {
    let Some(lookup) = &field.lookup else { return };
    let target = it.lookup_target(rows, field).and_then(|target| turn.definitions.get(target));
    let target = target.filter(|it| turn.caller.may(Action::Read, it)).map(|it| as_met(&turn.caller, it));
    let shown = target.as_ref().and_then(|it| it.field(&lookup.field));
    json["shown"] = json!(shown);
}

/// Of the types there are, those that the caller may know of.
fn tell_choices(turn: &Turn, field: &Field, json: &mut Json) {
    if field.choices_of == Some(ChoicesOf::DocumentTypes)
        && let Some(choices) = json["choices"].as_array_mut()
    {
        choices.retain(|it| {
            let found = it["value"].as_str().and_then(|it| turn.definitions.get(it));
            found.is_some_and(|it| is_seen(turn, it))
        });
    }
}

fn told(turn: &Turn, it: &DocumentType) -> Json {
    let caller = &turn.caller;
    let met = as_met(caller, it);
    let mut json = met.to_json();
    for (at, field) in met.fields.iter().enumerate() {
        tell_choices(turn, field, &mut json["fields"][at]);
        tell_lookup(turn, it, None, field, &mut json["fields"][at]);
        for (column_at, column) in field.columns.iter().enumerate() {
            tell_choices(turn, column, &mut json["fields"][at]["columns"][column_at]);
            tell_lookup(turn, it, Some(field), column, &mut json["fields"][at]["columns"][column_at]);
        }
    }
    for transition in json["transitions"].as_array_mut().into_iter().flatten() {
        let found = it.transitions.iter().find(|own| Some(own.name.as_str()) == transition["name"].as_str());
        let permitted = found.is_some_and(|own| caller.may_make(own, it));
        transition["permitted"] = json!(permitted);
    }
    let may = |action| caller.may(action, it);
    json["permitted"] = json!({
        "create": may(Action::Create), "edit": may(Action::Edit), "delete": may(Action::Delete),
        "design": caller.can(Ability::Administer),
    });
    json
}
