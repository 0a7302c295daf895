//! The recycle bin: what was thrown away, by whom and when, and how it comes back. Who may delete
//! documents of a type may restore them; only an administrator throws them away for good.

use super::save::{announce, check_unique, write_derived, write_history};
use super::view::{Called, absent};
use crate::app::App;
use crate::caller::{Ability, Action};
use crate::failure::{Failure, Kind, Refused};
use crate::gate::Gate;
use crate::turn::Turn;
use documents::{DocumentType, Filter, Problem, Record, Value};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use storage::Tx;
use storage::trash::Trashed;
use uuid::Uuid;
use values::{DocumentId, Instant};

const PAGE_USUAL: usize = 50;
const PAGE_MAX: usize = 200;
const DAY_SECONDS: i64 = 24 * 3600;
/// Thrown away for good in one transaction.
const PURGED_AT_ONCE: usize = 200;

impl App {
    /// The types with something in the bin that the caller may restore, and how much.
    pub async fn trash_types(&self, turn: Turn) -> Result<Json, Failure> {
        self.report(move |tx| {
            let mut rows: Vec<Json> = Vec::new();
            for name in storage::trash::types(tx)? {
                let Some(definition) = turn.definitions.get(&name) else { continue };
                let Some(seen) = seen(tx, &turn, definition)? else { continue };
                let count = storage::trash::count(tx, definition, &seen)?;
                if count > 0 {
                    rows.push(json!({ "type": name, "count": count }));
                }
            }
            Ok(json!({ "rows": rows, "days": turn.company.trash_days }))
        })
        .await
    }

    /// What was thrown away of a type, the last first.
    pub async fn trash(
        &self,
        turn: Turn,
        document_type: &str,
        after: Option<String>,
        limit: Option<usize>,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        require(&turn, &definition)?;
        let before = match after.as_deref().filter(|it| !it.is_empty()) {
            None => None,
            Some(text) => Some(
                cursor(text).ok_or_else(|| vec![Problem::new("after", "not_found").with("value", text)])?,
            ),
        };
        let limit = limit.unwrap_or(PAGE_USUAL).clamp(1, PAGE_MAX);
        self.report(move |tx| {
            let seen = seen(tx, &turn, &definition)?.ok_or_else(Refused::forbidden)?;
            let mut found = storage::trash::list(tx, &definition, &seen, before, limit + 1)?;
            let more = found.len() > limit;
            found.truncate(limit);
            let next = found.last().filter(|_| more);
            let next = next.map(|it| format!("{}-{}", it.deleted_at.micros(), it.document.id.0));
            let members = found.iter().flat_map(|it| [it.deleted_by, it.document.created_by]).collect();
            let called = Called::load(tx, &turn, BTreeSet::new(), members)?;
            let kept = i64::from(turn.company.trash_days) * DAY_SECONDS;
            let rows = found.iter().map(|it| {
                let document = &it.document;
                json!({
                    "id": document.uuid, "number": document.number, "title": document.title,
                    "state": document.state, "created_at": document.created_at,
                    "created_by": called.member(document.created_by),
                    "deleted_at": it.deleted_at, "deleted_by": called.member(it.deleted_by),
                    "gone_at": it.deleted_at.plus_seconds(kept),
                })
            });
            Ok(json!({ "rows": rows.collect::<Vec<_>>(), "next": next }))
        })
        .await
    }

    /// Brings a document back as it was; `number` names it anew, when another has its code now.
    pub async fn restore_document(
        &self,
        turn: Turn,
        document_type: &str,
        id: &str,
        number: Option<String>,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        require(&turn, &definition)?;
        let (id, directory) = (id.to_owned(), self.directory());
        self.write(move |tx| {
            let mut stored = trashed(tx, &definition, &id)?.document;
            let seen = seen(tx, &turn, &definition)?.ok_or_else(Refused::forbidden)?;
            if storage::trash::among(tx, &definition, &seen, &[stored.id])?.is_empty() {
                return Err(absent(&definition, &id).into());
            }
            let mut record = definition.from_stored(&stored.body).map_err(storage::Error::Corrupt)?;
            if let Some(number) = number.as_deref().map(str::trim).filter(|it| !it.is_empty()) {
                rename(&definition, &mut record, number)?;
                number.clone_into(&mut stored.number);
            }
            require_targets(tx, &turn, &definition, &record)?;
            if storage::documents::find(tx, &definition.name, &stored.number)?.is_some() {
                return Err(clash(&definition, &stored.number).into());
            }
            check_unique(tx, &definition, &record, Some(stored.id))?;

            // After this point nothing is refused.
            stored.version += 2; // One was the deletion.
            stored.updated_at = turn.now;
            stored.title = definition.title(&record);
            stored.body = definition.to_stored(&record);
            storage::trash::take_out(tx, &stored)?;
            write_derived(tx, &definition, stored.id, &stored.number, &record)?;
            write_history(tx, &turn, stored.id, stored.version, "restore", Vec::new())?;
            announce(tx, &turn, &stored, &[])?;
            directory.forget();
            Ok(json!({ "id": stored.uuid, "number": stored.number, "state": stored.state }))
        })
        .await
    }

    pub async fn purge_document(&self, turn: Turn, document_type: &str, id: &str) -> Result<(), Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require(Ability::Administer)?;
        let id = id.to_owned();
        self.write(move |tx| {
            let stored = trashed(tx, &definition, &id)?.document;
            purge(tx, stored.id, turn.now)
        })
        .await
    }

    /// Throws away for good what lay in the bin for as long as the company keeps it. Returns how many.
    pub async fn empty_trash(&self, now: Instant) -> Result<usize, Failure> {
        let before = now.plus_seconds(-i64::from(self.company().trash_days) * DAY_SECONDS);
        let mut gone = 0;
        loop {
            let some = self
                .write(move |tx| {
                    let some = storage::trash::older_than(tx, before, PURGED_AT_ONCE)?;
                    for id in &some {
                        purge(tx, *id, now)?;
                    }
                    Ok(some.len())
                })
                .await?;
            gone += some;
            if some < PURGED_AT_ONCE {
                return Ok(gone);
            }
        }
    }
}

/// Its files are nobody's any more: the sweep takes them.
fn purge(tx: &mut dyn Tx, id: DocumentId, now: Instant) -> Result<(), Failure> {
    storage::files::replace_uses(tx, id, &[], now)?;
    storage::keepers::forget(tx, id)?;
    Ok(storage::trash::purge(tx, id)?)
}

/// Which of what is in the bin the caller may restore; `None` is nothing of the type.
fn seen(tx: &mut dyn Tx, turn: &Turn, definition: &DocumentType) -> Result<Option<Filter>, Failure> {
    if require(turn, definition).is_err() {
        return Ok(None);
    }
    let gate = Gate::of(tx, turn, definition)?;
    let none = BTreeSet::new();
    let (Some(read), Some(delete)) = (gate.rows(&none), gate.rows_for("delete", &none)) else {
        return Ok(None);
    };
    Ok(Some(read.and(delete)))
}

fn require(turn: &Turn, definition: &DocumentType) -> Result<(), Failure> {
    turn.caller.require_action(Action::Read, definition)?;
    Ok(turn.caller.require_action(Action::Delete, definition)?)
}

fn cursor(text: &str) -> Option<(Instant, DocumentId)> {
    let (at, id) = text.split_once('-')?;
    Some((Instant::from_micros(at.parse().ok()?), DocumentId(id.parse().ok()?)))
}

fn trashed(tx: &mut dyn Tx, definition: &DocumentType, id: &str) -> Result<Trashed, Failure> {
    let found = match Uuid::try_parse(id) {
        Ok(id) => storage::trash::find(tx, id)?,
        Err(_) => None,
    };
    let found = found.filter(|it| it.document.document_type == definition.name);
    Ok(found.ok_or_else(|| absent(definition, id))?)
}

/// Only what people name themselves can be named anew.
fn rename(definition: &DocumentType, record: &mut Record, number: &str) -> Result<(), Failure> {
    let Some(key) = &definition.key_field else {
        return Err(vec![Problem::new("number", "read_only")].into());
    };
    let longest = definition.field(key).and_then(|it| it.max_length).unwrap_or(60);
    if number.chars().count() > longest as usize {
        return Err(vec![Problem::new("number", "too_long").with("most", longest)].into());
    }
    record.set(key, Some(Value::Text(number.to_owned())));
    Ok(())
}

fn clash(definition: &DocumentType, number: &str) -> Refused {
    let refused = Refused::new(
        Kind::Conflict,
        "number_taken",
        &format!("{} {number} 已经有了另一个, 不能用原来的编号恢复", definition.label.zh),
        &format!("There is another {} {number} now, so it cannot come back under that", definition.label.en),
    );
    let refused = match definition.key_field {
        Some(_) => refused.instead("给它一个新的编号再恢复", "Restore it under another code"),
        None => refused,
    };
    refused.with(json!({ "number": number, "rename": definition.key_field.is_some() }))
}

/// What it points at has to be there: it may lie in the bin too.
fn require_targets(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    record: &Record,
) -> Result<(), Failure> {
    let wanted: BTreeSet<DocumentId> = definition.linked(record).into_iter().map(|it| it.2).collect();
    let wanted: Vec<DocumentId> = wanted.into_iter().collect();
    let there: BTreeSet<DocumentId> =
        storage::documents::names(tx, &wanted)?.into_iter().map(|it| it.id).collect();
    let Some(id) = wanted.into_iter().find(|it| !there.contains(it)) else { return Ok(()) };
    let (name, number) = storage::trash::name(tx, id)?.unwrap_or_default();
    let label = turn.definitions.get(&name).map(|it| it.label.clone()).unwrap_or_default();
    let refused = match number.as_str() {
        "" => Refused::new(
            Kind::Conflict,
            "target_gone",
            "它引用的一张单据已被彻底删除, 不能恢复",
            "Something it refers to is gone for good, so it cannot come back",
        ),
        number => Refused::new(
            Kind::Conflict,
            "target_in_trash",
            &format!("它引用的{} {number} 也在回收站里", label.zh),
            &format!("The {} {number} that it refers to is in the bin too", label.en),
        )
        .instead("先恢复那一张", "Restore that one first"),
    };
    Err(refused.with(json!({ "type": name, "number": number })).into())
}
