//! "Why this value?": for every field of a document or a draft, which source won, what it read, and
//! which others lost. A form asks the same of what is being typed.

use super::read_paper::{Before, answers, explained, explained_with_prices, reading};
use super::resolve::links_of;
use super::view::{Called, found, mentions, public_fields};
use crate::app::App;
use crate::caller::Action;
use crate::failure::{Failure, Refused};
use crate::gate::{Gate, check_sent, hide, hide_told, is_hidden, to_write};
use crate::turn::Turn;
use documents::{CHOICES_MAX, DocumentType, Problem, Record, Source, Told, Value};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use storage::Tx;
use storage::documents::Stored;

impl App {
    /// What would become of these fields, as a new document or as a change of document `id`: values,
    /// where they come from, what is shown, required and fixed, and everything that is wrong.
    pub async fn draft_document(
        &self,
        turn: Turn,
        document_type: &str,
        fields: Json,
        id: Option<String>,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        let action = if id.is_some() { Action::Edit } else { Action::Create };
        turn.caller.require_action(action, &definition)?;
        self.read(move |tx| {
            let gate = Gate::of(tx, &turn, &definition)?;
            let base = match &id {
                Some(id) => Some(found(tx, &turn, &definition, id)?),
                None => None,
            };
            let here = match &base {
                Some((stored, _)) => gate.here_at(tx, stored.id)?,
                None => gate.new_one(),
            };
            let (action, mut fields) = (if base.is_some() { "edit" } else { "create" }, fields.clone());
            here.require(action)?;
            check_sent(&mut fields, &here.hidden())?;
            let writable = to_write(&definition, &here.fixed(action));
            told(tx, &turn, &writable, Some(&fields), base.as_ref(), &here.hidden())
        })
        .await
    }

    /// Of a document as it was saved. What it keeps is told with who wrote it and when.
    pub async fn explain_document(&self, turn: Turn, document_type: &str, id: &str) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let id = id.to_owned();
        self.read(move |tx| {
            let base = found(tx, &turn, &definition, &id)?;
            let gate = Gate::of(tx, &turn, &definition)?;
            let hidden = gate.here_at(tx, base.0.id)?.hidden();
            told(tx, &turn, &definition, None, Some(&base), &hidden)
        })
        .await
    }

    /// The choices of a field that takes them from documents, given what is written so far. `line`
    /// counts from 0, for a column.
    pub async fn document_choices(
        &self,
        turn: Turn,
        document_type: &str,
        fields: Json,
        field: String,
        line: Option<usize>,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        if !turn.caller.may(Action::Create, &definition) {
            turn.caller.require_action(Action::Edit, &definition)?;
        }
        self.read(move |tx| {
            let gate = Gate::of(tx, &turn, &definition)?;
            let (mut fields, hidden) = (fields.clone(), gate.new_one().hidden());
            check_sent(&mut fields, &hidden)?;
            if is_hidden(&hidden, &field) {
                return Err(Refused::forbidden().into());
            }
            let mut links = links_of(tx, &turn, &definition, &fields, None)?;
            let record = reading(tx, &turn, &definition, &fields, None, &mut links)?.record;
            let question = definition
                .choices_question(&field, line, &record, &turn.context())
                .map_err(|it: Problem| vec![it])?;
            let found = match question {
                Some(question) => answers(tx, &turn, &question, CHOICES_MAX)?,
                None => Vec::new(),
            };
            let mut values: Vec<Json> = Vec::new();
            for value in found.into_iter().filter_map(|it| it.value) {
                let value = json!({ "value": DocumentType::plain(&value) });
                if !values.contains(&value) {
                    values.push(value);
                }
            }
            Ok(json!({ "rows": values }))
        })
        .await
    }
}

/// Of what is written, or of a document as it stands.
fn told(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    written: Option<&Json>,
    base: Option<&(Stored, Record)>,
    hidden: &BTreeSet<String>,
) -> Result<Json, Failure> {
    let record = base.map(|(_, record)| record);
    let mut links = links_of(tx, turn, definition, written.unwrap_or(&Json::Null), record)?;
    let (mut reading, mut fields) = match written {
        Some(fields) => {
            let before = base.map(|(stored, record)| {
                let amends = definition.state(&stored.state).is_some_and(|it| it.amendable);
                Before { record, amends }
            });
            explained_with_prices(tx, turn, definition, fields, before, &mut links)?
        }
        None => explained(tx, turn, definition, &Json::Null, record, &mut links)?,
    };
    hide(&mut reading.record, hidden);
    fields.retain(|it| !is_hidden(hidden, &it.field));
    for it in &mut fields {
        it.inputs.retain(|(path, _)| !is_hidden(hidden, path));
    }
    let (mut papers, mut members) = (BTreeSet::new(), BTreeSet::new());
    mentions(definition, &reading.record, &mut papers, &mut members);
    for it in &fields {
        papers.extend(it.from);
        for value in it.others.iter().map(|(_, it)| it).chain(it.inputs.iter().map(|(_, it)| it)).flatten() {
            match value {
                Value::Link(id) => _ = papers.insert(*id),
                Value::Member(id) => _ = members.insert(*id),
                _ => (),
            }
        }
    }
    let called =
        Called::load(tx, turn, papers, members)?.with_lookups(tx, turn, definition, [&reading.record])?;
    let kept = match base {
        Some((stored, record)) => Kept::load(tx, turn, stored, record)?,
        None => Kept::default(),
    };
    let fields: Vec<Json> = fields.iter().map(|it| kept.tell(one(it, &called), it)).collect();
    let wrong = |all: &[Problem]| -> Vec<Json> {
        let language = turn.caller.language.tag();
        let told = all.iter();
        told.map(|it| json!({ "path": it.path, "code": it.code, "message": it.message(language) })).collect()
    };
    let mut shown = public_fields(definition, &reading.record, &called);
    hide_told(&mut shown, hidden);
    Ok(json!({
        "fields": shown,
        "links": called.links(),
        "why": fields,
        "problems": wrong(&reading.problems),
        "warnings": wrong(&reading.warnings),
    }))
}

fn one(it: &Told, called: &Called) -> Json {
    let public = |value: &Option<Value>| match value {
        Some(value) => DocumentType::value_to_public(value, &|id| called.number(id), &|id| called.login(id)),
        None => Json::Null,
    };
    let inputs = it.inputs.iter().map(|(path, value)| json!({ "path": path, "value": public(value) }));
    let others = it.others.iter().map(|(source, value)| json!({ "source": source, "value": public(value) }));
    json!({
        "path": it.path, "field": it.field, "source": it.source, "value": public(&it.value),
        "inputs": inputs.collect::<Vec<_>>(), "others": others.collect::<Vec<_>>(),
        "from": it.from.and_then(|id| called.document(id)),
        "shown": it.shown, "required": it.required, "read_only": it.read_only,
    })
}

/// Who wrote what a document keeps.
#[derive(Default)]
struct Kept {
    /// Path in the history, and the latest entry that changed it.
    by_path: Vec<(String, Json)>,
    made: Json,
    /// The numbers of lines, by field and position.
    lines: Vec<(String, Vec<u32>)>,
}

impl Kept {
    fn load(tx: &mut dyn Tx, turn: &Turn, stored: &Stored, record: &Record) -> Result<Kept, Failure> {
        let entries = storage::changes::since(tx, stored.id, 0)?;
        let called = Called::load(tx, turn, BTreeSet::new(), entries.iter().map(|it| it.by).collect())?;
        let mut kept = Kept::default();
        for entry in &entries {
            let told = json!({ "at": entry.at, "by": called.member(entry.by), "action": entry.action, "version": entry.version });
            if entry.version <= 1 {
                kept.made = told.clone();
            }
            for change in entry.detail.as_array().into_iter().flatten() {
                let path = change["path"].as_str().unwrap_or_default().to_owned();
                match kept.by_path.iter_mut().find(|(it, _)| *it == path) {
                    Some((_, latest)) if latest["version"].as_i64() > Some(entry.version) => (),
                    Some((_, latest)) => *latest = told.clone(),
                    None => kept.by_path.push((path, told.clone())),
                }
            }
        }
        for (name, value) in &record.0 {
            if let Value::Rows(rows) = value {
                kept.lines.push((name.clone(), rows.iter().map(|it| it.line).collect()));
            }
        }
        Ok(kept)
    }

    fn tell(&self, mut json: Json, it: &Told) -> Json {
        if it.source == Some(Source::Kept) {
            // Histories name lines by number, problems by position.
            let (row, column) = it.path.split_once("].").unwrap_or((&it.path, ""));
            let (path, whole) = match row.split_once('[') {
                Some((rows, at)) => {
                    let lines = self.lines.iter().find(|(name, _)| name == rows);
                    let line = at.parse().ok().and_then(|at: usize| lines?.1.get(at).copied());
                    let whole = format!("{rows}[{}]", line.unwrap_or_default());
                    (format!("{whole}.{column}"), whole)
                }
                None => (it.path.clone(), it.path.clone()),
            };
            let found = self.by_path.iter().find(|(it, _)| *it == path);
            let found = found.or_else(|| self.by_path.iter().find(|(it, _)| *it == whole));
            json["kept"] = found.map_or_else(|| self.made.clone(), |(_, told)| told.clone());
        }
        json
    }
}
