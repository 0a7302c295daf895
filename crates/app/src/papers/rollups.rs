//! Computed fields follow the documents they are computed from: in the same transaction while few
//! documents point at the one that shows them, else by a note in the events, which outlives a crash.

use super::save::write_derived;
use crate::app::App;
use crate::definitions::Definitions;
use crate::failure::Failure;
use crate::turn::Turn;
use documents::{DocumentType, FieldPath, Filter, Op, Operand, Rolling, Scalar};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use storage::Tx;
use storage::documents::Stored;
use storage::events::Event;
use storage::lists::{List, Sort};
use values::DocumentId;

/// Linking documents that are read while somebody waits.
const AT_ONCE: usize = 500;
/// Linking documents that are read at all: beyond, a computed field says what the first so many do.
const LINKING_MAX: usize = 100_000;
const PAGE: usize = 500;
/// The kind of event that says what is still to be computed.
pub(crate) const LATER: &str = "computed";

impl Definitions {
    /// Types with fields that are computed from documents of this type.
    pub(crate) fn computed_from(&self, of: &str) -> Vec<Arc<DocumentType>> {
        let reads = |it: &&Arc<DocumentType>| it.computed_fields().any(|(_, rollup)| rollup.of == of);
        self.iter().filter(reads).cloned().collect()
    }
}

/// Whom the document points at, for [`follow`] after it was changed or deleted.
pub(crate) fn pointed_at(
    tx: &mut dyn Tx,
    turn: &Turn,
    stored: &Stored,
) -> Result<BTreeSet<DocumentId>, Failure> {
    if turn.definitions.computed_from(&stored.document_type).is_empty() {
        return Ok(BTreeSet::new());
    }
    Ok(storage::links::targets(tx, stored.id)?.into_iter().map(|it| it.from.id).collect())
}

/// What is computed from documents of this type is computed again, for those that `stored` points at
/// now, and for those it did `before`.
pub(crate) fn follow(
    tx: &mut dyn Tx,
    turn: &Turn,
    document_type: &str,
    stored: Option<&Stored>,
    mut before: BTreeSet<DocumentId>,
) -> Result<(), Failure> {
    let readers = turn.definitions.computed_from(document_type);
    if readers.is_empty() {
        return Ok(());
    }
    if let Some(stored) = stored {
        before.extend(pointed_at(tx, turn, stored)?);
    }
    // In the order of their ids, so that two who save cannot wait for each other.
    for id in before {
        refresh(tx, turn, id, &readers, Some(AT_ONCE))?;
    }
    Ok(())
}

/// Computes the fields of one document; `at_once` is how many linking documents may be read now.
fn refresh(
    tx: &mut dyn Tx,
    turn: &Turn,
    id: DocumentId,
    readers: &[Arc<DocumentType>],
    at_once: Option<usize>,
) -> Result<(), Failure> {
    let Some(mut stored) = storage::documents::lock(tx, id)? else { return Ok(()) };
    let Some(definition) = readers.iter().find(|it| it.name == stored.document_type) else { return Ok(()) };
    let mut record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
    let before = record.clone();
    let context = turn.context();
    for (field, rollup) in definition.computed_fields() {
        let Some(of) = turn.definitions.get(&rollup.of) else { continue };
        let Some(mut rolling) = Rolling::new(field, of, id, &context) else { continue };
        let value = Operand::One(Scalar::Int(id.0));
        let filter = Filter::Compare { field: FieldPath::from_text(&rollup.by), op: Op::Equal, value };
        let sort = Sort { field: "created_at".to_owned(), descending: false };
        let (mut after, mut read) = (None, 0);
        loop {
            let list = List {
                definition: of,
                filter: &filter,
                words: &[],
                sort: &sort,
                after: after.as_deref(),
                limit: PAGE,
            };
            let page = storage::lists::list(tx, &list)?;
            for it in &page.rows {
                rolling.take(&it.state, &of.from_stored(&it.body).map_err(storage::Error::Corrupt)?);
            }
            read += page.rows.len();
            after = page.next;
            if after.is_none() || read >= LINKING_MAX {
                break;
            }
            if at_once.is_some_and(|most| read >= most) {
                let payload = json!({ "document": id.0, "of": rollup.of });
                storage::events::append(tx, turn.now, LATER, None, &payload)?;
                return Ok(());
            }
        }
        // A sum that no longer fits its field is blank, and does not stop who saves something else.
        record.set(&field.name, rolling.value().unwrap_or_default());
    }
    // Formulas of the document that read what is computed.
    let read = definition.read(&serde_json::Value::Null, &documents::Links::new(), Some(&record), &context);
    if read.problems.is_empty() && read.questions.is_empty() {
        record = read.record;
    }
    if record == before {
        return Ok(());
    }
    stored.body = definition.to_stored(&record);
    storage::documents::set_body(tx, id, &stored.body)?;
    write_derived(tx, definition, id, &stored.number, &record)?;
    let payload = json!({ "type": stored.document_type, "id": stored.uuid, "number": stored.number, "state": stored.state, "touched": [] });
    storage::events::append(tx, turn.now, "document", Some(id), &payload)?;
    follow(tx, turn, &stored.document_type, Some(&stored), BTreeSet::new())
}

impl App {
    /// What was too much to compute while somebody waited.
    pub(crate) async fn compute_later(&self, events: &[Event]) -> Result<(), Failure> {
        let wanted: BTreeSet<(i64, String)> = (events.iter())
            .filter(|it| it.kind == LATER)
            .filter_map(|it| Some((it.payload["document"].as_i64()?, it.payload["of"].as_str()?.to_owned())))
            .collect();
        for (id, of) in wanted {
            let turn = self.turn(self.system_caller());
            self.write(move |tx| {
                let readers = turn.definitions.computed_from(&of);
                refresh(tx, &turn, DocumentId(id), &readers, None)
            })
            .await?;
        }
        Ok(())
    }

    /// A field that is new has its value for every document that is there.
    pub(crate) async fn compute_all(&self, turn: &Turn, document_type: &str) -> Result<(), Failure> {
        let Some(definition) = turn.definitions.get(document_type).cloned() else { return Ok(()) };
        if definition.computed_fields().next().is_none() {
            return Ok(());
        }
        let mut after = None;
        loop {
            let (turn, definition, from) = (turn.clone(), Arc::clone(&definition), after.take());
            let next = self
                .write(move |tx| {
                    let (filter, sort) = (Filter::everything(), Sort::usual(&definition));
                    let list = List {
                        definition: &definition,
                        filter: &filter,
                        words: &[],
                        sort: &sort,
                        after: from.as_deref(),
                        limit: 100,
                    };
                    let page = storage::lists::list(tx, &list)?;
                    for it in &page.rows {
                        refresh(tx, &turn, it.id, &[Arc::clone(&definition)], Some(AT_ONCE))?;
                    }
                    Ok(page.next)
                })
                .await?;
            match next {
                Some(next) => after = Some(next),
                None => return Ok(()),
            }
        }
    }
}
