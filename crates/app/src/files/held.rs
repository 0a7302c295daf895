//! Which files a document holds: checked when it is written, and the door to read them.

use super::open::{OpenFile, absent};
use super::{hash_from_hex, hash_to_hex};
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::gate::{Gate, hide};
use crate::papers::found;
use crate::turn::Turn;
use documents::{DocumentType, Problem, Record, Value};
use std::collections::BTreeSet;
use storage::Tx;
use storage::files::File;
use values::DocumentId;

/// Documents that are asked whether the caller may see a file through them.
const USES_MAX: usize = 50;

impl App {
    /// A file that a document holds in a field that the caller may see.
    pub async fn open_document_file(
        &self,
        turn: Turn,
        document_type: &str,
        id: &str,
        hash: &str,
    ) -> Result<OpenFile, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let hash = hash_from_hex(hash).ok_or_else(absent)?;
        let id = id.to_owned();
        self.read(move |tx| {
            let (stored, mut record) = found(tx, &turn, &definition, &id)?;
            let gate = Gate::of(tx, &turn, &definition)?;
            hide(&mut record, &gate.here_at(tx, stored.id)?.hidden());
            let name = name_in(&record, &hash_to_hex(&hash)).ok_or_else(absent)?;
            let file = storage::files::find(tx, &hash)?.ok_or_else(absent)?;
            Ok(OpenFile::new(&file, name))
        })
        .await
    }
}

/// What the file is called where it is held.
fn name_in(record: &Record, hash: &str) -> Option<String> {
    record.0.values().find_map(|value| match value {
        Value::Files(files) => files.iter().find(|it| it.hash == hash).map(|it| it.name.clone()),
        Value::Rows(rows) => rows.iter().find_map(|row| name_in(&row.record, hash)),
        _ => None,
    })
}

/// Whether the caller sees the file in a document: what it is called there.
pub(super) fn seen_in_a_document(
    tx: &mut dyn Tx,
    turn: &Turn,
    file: &File,
) -> Result<Option<String>, Failure> {
    let hash = hash_to_hex(&file.hash);
    for held in storage::files::uses(tx, file.seq, USES_MAX)? {
        let Some(stored) = storage::documents::load(tx, held.document)? else { continue };
        let Some(definition) = turn.definitions.get(&stored.document_type) else { continue };
        let gate = Gate::of(tx, turn, definition)?;
        let here = gate.here_at(tx, stored.id)?;
        if !here.sees() {
            continue;
        }
        let mut record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
        hide(&mut record, &here.hidden());
        if let Some(name) = name_in(&record, &hash) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Every file of a document: the path of the field in a problem, and the hash.
fn files_of(definition: &DocumentType, record: &Record) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for field in &definition.fields {
        for (at, it) in record.files(&field.name).iter().enumerate() {
            found.push((field.name.clone(), format!("{}[{at}]", field.name), it.hash.clone()));
        }
        for column in field.columns.iter().filter(|it| it.kind.is_files()) {
            for (line, row) in record.rows(&field.name).iter().enumerate() {
                for it in row.record.files(&column.name) {
                    let path = format!("{}.{}", field.name, column.name);
                    found.push((path, format!("{}[{line}].{}", field.name, column.name), it.hash.clone()));
                }
            }
        }
    }
    found
}

/// Whether documents of this type may hold files.
pub(crate) fn holds_files(definition: &DocumentType) -> bool {
    definition.all_fields().any(|(_, it)| it.kind.is_files())
}

/// Refuses files that are not there, and those that the caller neither brought nor may see: who knows a
/// hash must not read the file by holding it. What is written about a file becomes what is known of it.
pub(crate) fn check_files(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    before: Option<&Record>,
    record: &mut Record,
) -> Result<(), Failure> {
    if !holds_files(definition) {
        return Ok(());
    }
    // In the same field: what one may not see in one field is not moved to another.
    let held = before.map(|it| files_of(definition, it)).into_iter().flatten();
    let held: BTreeSet<(String, String)> = held.map(|(field, _, hash)| (field, hash)).collect();
    let mut problems = Vec::new();
    for (field, path, hash) in files_of(definition, record) {
        let file = match hash_from_hex(&hash) {
            Some(it) => storage::files::find(tx, &it)?,
            None => None,
        };
        let may = match &file {
            Some(file) => {
                held.contains(&(field, hash.clone()))
                    || storage::files::was_uploaded_by(tx, file.seq, turn.caller.user)?
                    || seen_in_a_document(tx, turn, file)?.is_some()
            }
            None => false,
        };
        match file.filter(|_| may) {
            Some(file) => note_truth(record, &hash, &file),
            None => problems.push(Problem::new(path, "no_such_file")),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

fn note_truth(record: &mut Record, hash: &str, file: &File) {
    for value in record.0.values_mut() {
        match value {
            Value::Files(files) => {
                for it in files.iter_mut().filter(|it| it.hash == hash) {
                    it.media_type.clone_from(&file.media_type);
                    it.size = file.size;
                }
            }
            Value::Rows(rows) => rows.iter_mut().for_each(|row| note_truth(&mut row.record, hash, file)),
            _ => (),
        }
    }
}

/// Writes down what a document holds now. A file that was swept between the check and this moment is a
/// problem like one that never was.
pub(crate) fn hold_files(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    id: DocumentId,
    record: &Record,
) -> Result<(), Failure> {
    if !holds_files(definition) {
        return Ok(());
    }
    let mut held = Vec::new();
    for (path, place, hash) in files_of(definition, record) {
        let file = match hash_from_hex(&hash) {
            Some(it) => storage::files::find(tx, &it)?,
            None => None,
        };
        let Some(file) = file else { return Err(vec![Problem::new(place, "no_such_file")].into()) };
        held.push((path, file.seq));
    }
    // In one order, so that two who save at once do not wait for each other.
    held.sort_unstable();
    let before = storage::files::of_document(tx, id)?;
    let mut taken: Vec<i64> = held.iter().filter(|it| !before.contains(it)).map(|it| it.1).collect();
    taken.sort_unstable();
    taken.dedup();
    for file in taken {
        if !storage::files::touch(tx, file, turn.now)? {
            return Err(vec![Problem::new("", "no_such_file")].into());
        }
    }
    Ok(storage::files::replace_uses(tx, id, &held, turn.now)?)
}
