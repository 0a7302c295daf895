//! Lookups: live values of fields of linked documents, as far as the caller may see them.

use super::view::{Called, mentions, public_fields};
use crate::failure::Failure;
use crate::gate::{Gate, hide};
use crate::turn::Turn;
use documents::{DocumentType, Field, Kind, Record};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use values::DocumentId;

/// What the documents that lookups read from hold, in outside form.
#[derive(Default)]
pub(crate) struct LookedUp(BTreeMap<DocumentId, Json>);

/// Whether documents of the type show anything of others.
pub(crate) fn has_lookups(definition: &DocumentType) -> bool {
    definition.all_fields().any(|(_, it)| it.kind == Kind::Lookup)
}

impl LookedUp {
    /// Reads all documents that these records' lookups need at once.
    pub(crate) fn load<'a>(
        tx: &mut dyn Tx,
        turn: &Turn,
        definition: &DocumentType,
        records: impl IntoIterator<Item = &'a Record>,
    ) -> Result<LookedUp, Failure> {
        if !has_lookups(definition) {
            return Ok(LookedUp::default());
        }
        let mut wanted: BTreeMap<DocumentId, BTreeSet<&str>> = BTreeMap::new();
        for record in records {
            each(definition, record, &mut |_, field, from| {
                if let (Some(id), Some(lookup)) = (from, &field.lookup) {
                    wanted.entry(id).or_default().insert(&lookup.field);
                }
            });
        }
        let ids: Vec<DocumentId> = wanted.keys().copied().collect();
        let mut found = Vec::new();
        let (mut papers, mut members) = (BTreeSet::new(), BTreeSet::new());
        for stored in storage::documents::load_many(tx, &ids)? {
            let Some(of) = turn.definitions.get(&stored.document_type) else { continue };
            let hidden = {
                let gate = Gate::of(tx, turn, of)?;
                let here = gate.here_at(tx, stored.id)?;
                if !here.sees() {
                    continue;
                }
                here.hidden()
            };
            let mut record = of.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
            record.0.retain(|name, _| wanted[&stored.id].contains(name.as_str()));
            hide(&mut record, &hidden);
            mentions(of, &record, &mut papers, &mut members);
            found.push((stored.id, of.clone(), record));
        }
        let called = Called::load(tx, turn, papers, members)?;
        let told = found.into_iter().map(|(id, of, record)| (id, public_fields(&of, &record, &called)));
        Ok(LookedUp(told.collect()))
    }

    /// Writes the looked-up values among the fields of a document.
    pub(crate) fn fill_in(&self, definition: &DocumentType, record: &Record, fields: &mut Json) {
        each(definition, record, &mut |place, field, from| {
            let value = from.zip(field.lookup.as_ref()).and_then(|(id, it)| self.0.get(&id)?.get(&it.field));
            let Some(value) = value else { return };
            let object: Option<&mut Map<String, Json>> = match place {
                None => fields.as_object_mut(),
                Some((rows, at)) => fields[rows][at].as_object_mut(),
            };
            if let Some(object) = object {
                object.insert(field.name.clone(), value.clone());
            }
        });
    }
}

/// Every lookup of a document: the line it stands in, the field, the document to read.
fn each<'a>(
    definition: &'a DocumentType,
    record: &Record,
    take: &mut dyn FnMut(Option<(&'a str, usize)>, &'a Field, Option<DocumentId>),
) {
    for field in &definition.fields {
        if field.kind == Kind::Lookup {
            take(None, field, DocumentType::looked_up(field, record, None));
        }
        for column in field.columns.iter().filter(|it| it.kind == Kind::Lookup) {
            for (at, row) in record.rows(&field.name).iter().enumerate() {
                let from = DocumentType::looked_up(column, record, Some(&row.record));
                take(Some((&field.name, at)), column, from);
            }
        }
    }
}
