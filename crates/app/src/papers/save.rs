//! Writing a paper: the row, its links, what it is found by, and who changed what.

use crate::failure::Failure;
use crate::gate::{HIDDEN, Seen};
use crate::search_text::search_text;
use crate::turn::Turn;
use documents::{DocumentType, Kind, Problem, Record, Value};
use serde_json::{Value as Json, json};
use storage::Tx;
use storage::documents::Stored;
use values::DocumentId;

/// Everything about a paper that follows from what is written on it.
pub(crate) fn write_derived(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    id: DocumentId,
    number: &str,
    record: &Record,
) -> Result<(), Failure> {
    storage::links::replace(tx, id, &definition.linked(record))?;
    storage::search::set(tx, &definition.name, id, &found_by(definition, number, record))?;
    Ok(())
}

/// [`write_derived`] of a paper that is new.
pub(crate) fn write_first_derived(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    id: DocumentId,
    number: &str,
    record: &Record,
) -> Result<(), Failure> {
    storage::links::add(tx, id, &definition.linked(record))?;
    storage::search::add(tx, &definition.name, id, &found_by(definition, number, record))?;
    Ok(())
}

fn found_by(definition: &DocumentType, number: &str, record: &Record) -> String {
    let mut words = definition.search_text(record);
    if definition.key_field.is_none() {
        words.push(number);
    }
    search_text(&words)
}

/// Fields that must be unique among all documents of the type.
pub(crate) fn check_unique(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    record: &Record,
    own: Option<DocumentId>,
) -> Result<(), Failure> {
    let mut problems = Vec::new();
    for field in definition.fields.iter().filter(|it| it.unique && it.kind != Kind::Rows) {
        if definition.key_field.as_ref() == Some(&field.name) {
            continue; // The number itself, which the table keeps unique.
        }
        let Some(value) = record.get(&field.name) else { continue };
        if let Some(found) = storage::documents::with_value(tx, definition, field, value)?
            && Some(found.id) != own
        {
            problems.push(Problem::new(&field.name, "not_unique").with("number", found.number));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// [`check_unique`], telling by which document a value is used only to who may see that one.
pub(crate) fn require_unique(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    record: &Record,
    own: Option<DocumentId>,
) -> Result<(), Failure> {
    let mut problems = match check_unique(tx, definition, record, own) {
        Err(Failure::Invalid(problems)) => problems,
        other => return other,
    };
    let numbers: Vec<String> =
        problems.iter().filter_map(|it| it.param("number")).map(str::to_owned).collect();
    let seen = Seen::of(tx, turn, numbers.iter().map(|it| (definition.name.as_str(), it.as_str())))?;
    for (name, number) in problems.iter_mut().flat_map(|it| &mut it.params) {
        if name == "number" && !seen.sees(&definition.name, number) {
            HIDDEN.clone_into(number);
        }
    }
    Err(problems.into())
}

/// A department is not part of itself, whichever way around.
pub(crate) fn refuse_circle(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    record: &Record,
    own: DocumentId,
) -> Result<(), Failure> {
    let Some(parent) = record.link("parent").filter(|_| definition.name == "department") else {
        return Ok(());
    };
    match storage::departments::Tree::load(tx)?.would_circle(own, parent) {
        true => Err(vec![Problem::new("parent", "part_of_itself")].into()),
        false => Ok(()),
    }
}

pub(crate) fn number_taken(definition: &DocumentType, number: &str) -> Failure {
    let path = definition.key_field.clone().unwrap_or_default();
    vec![Problem::new(path, "not_unique").with("number", number)].into()
}

/// One entry of a document's history.
pub(crate) fn write_history(
    tx: &mut dyn Tx,
    turn: &Turn,
    id: DocumentId,
    version: i64,
    action: &str,
    changes: Vec<Json>,
) -> Result<(), Failure> {
    let detail = Json::Array(changes);
    let caller = &turn.caller;
    let on_behalf_of = caller.deputy.as_ref().map(|_| caller.user);
    let by = storage::changes::By { member: caller.person(), on_behalf_of };
    Ok(storage::changes::add(tx, id, version, turn.now, by, action, &detail)?)
}

/// Field by field, in stored form.
pub(crate) fn differences(definition: &DocumentType, before: &Record, after: &Record) -> Vec<Json> {
    let told = |it: documents::Change| json!({ "path": it.path, "before": it.before, "after": it.after });
    definition.differences(before, after).into_iter().map(told).collect()
}

/// Tells the world outside the transaction: screens and planning. `touched` is where stock or what
/// is known of it changed; a master (an item, its supplies) touches wherever its item is.
pub(crate) fn announce(
    tx: &mut dyn Tx,
    turn: &Turn,
    stored: &Stored,
    touched: &[(values::ItemId, values::WarehouseId)],
) -> Result<(), Failure> {
    let of_master = storage::stock_queries::balances_of(tx, stored)?;
    let touched: Vec<Json> =
        touched.iter().chain(&of_master).map(|(item, place)| json!([item.0, place.0])).collect();
    let payload = json!({
        "type": stored.document_type,
        "id": stored.uuid,
        "number": stored.number,
        "state": stored.state,
        "touched": touched,
    });
    storage::events::append(tx, turn.now, "document", Some(stored.id), &payload)?;
    super::rollups::follow(tx, turn, &stored.document_type, Some(stored), std::collections::BTreeSet::new())
}

/// The value that names the document, when a field of its own does.
pub(crate) fn own_number<'a>(definition: &DocumentType, record: &'a Record) -> Option<&'a str> {
    match record.get(definition.key_field.as_deref()?) {
        Some(Value::Text(it)) => Some(it),
        _ => None,
    }
}
