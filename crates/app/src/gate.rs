//! The one gate: which documents a caller may see and change, and which of their fields.
//!
//! Roles say it in `grants.rs`; here it becomes a [`Filter`], and so a condition of the database, or a
//! set of field paths. Whatever reads documents, or tells facts about them, asks here:
//!
//! | who tells | asks |
//! |---|---|
//! | lists, counts, sums, exports, reports over documents of a type | [`Gate::rows`], naming every field read, filtered, sorted, grouped or summed by; `None` is no document |
//! | one document | [`Gate::here`], and hides [`Here::hidden`] fields with [`hide`] |
//! | what linked documents are called | [`names`] instead of `storage::documents::names` |
//! | screens that have types and numbers | [`Seen`] |
//! | what something cost | [`Caller::can`] of `SeeCost`; fields say `cost = true` |
//!
//! **Invariant:** a document that may not be seen is as if it were not there: not found, not linked to,
//! not counted, not named.
//! **Invariant:** a field that may not be seen is not filtered, sorted or searched by either.

mod seen;

pub(crate) use seen::{Seen, names, partners_named, visible};

use crate::caller::Caller;
use crate::failure::{Failure, Refused};
use crate::grants::{Grant, Rows};
use crate::turn::Turn;
use documents::{DocumentType, FieldPath, Filter, KEEPER, Kind, Op, Operand, Record, Scalar, Value};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use storage::Tx;
use values::{DocumentId, UserId};

/// What a link reads like when it points at a document that may not be seen.
pub(crate) const HIDDEN: &str = "***";

/// What the caller's roles say about one type, ready for the database.
pub(crate) struct Gate<'a> {
    on: &'a DocumentType,
    rules: Vec<Rule>,
}

struct Rule {
    grant: Grant,
    /// What [`Grant::rows`] means for this caller today.
    rows: Filter,
}

/// What of it holds for one document.
pub(crate) struct Here<'g> {
    rules: Vec<&'g Grant>,
}

impl<'a> Gate<'a> {
    pub(crate) fn of(tx: &mut dyn Tx, turn: &Turn, on: &'a DocumentType) -> Result<Gate<'a>, Failure> {
        let mut rules = Vec::new();
        for grant in turn.caller.rules(on) {
            let rows = rows_of(tx, turn, on, &grant.rows)?;
            rules.push(Rule { grant, rows });
        }
        Ok(Gate { on, rules })
    }

    /// The documents that may be seen together with all of these fields; `None` when there are none.
    pub(crate) fn rows(&self, fields: &BTreeSet<String>) -> Option<Filter> {
        self.rows_for("read", fields)
    }

    /// The documents that may be the object of an action.
    pub(crate) fn rows_for(&self, action: &str, fields: &BTreeSet<String>) -> Option<Filter> {
        let shows = |it: &&Rule| {
            it.grant.allows(action) && !fields.iter().any(|path| is_hidden(&it.grant.hidden, path))
        };
        let mut parts: Vec<Filter> = self.rules.iter().filter(shows).map(|it| it.rows.clone()).collect();
        if parts.contains(&Filter::everything()) {
            return Some(Filter::everything());
        }
        match parts.len() {
            0 => None,
            1 => parts.pop(),
            _ => Some(Filter::Any(parts)),
        }
    }

    /// What holds for each of these documents of the type.
    pub(crate) fn here(
        &self,
        tx: &mut dyn Tx,
        ids: &[DocumentId],
    ) -> Result<BTreeMap<DocumentId, Here<'_>>, Failure> {
        let mut here: BTreeMap<DocumentId, Here<'_>> =
            ids.iter().map(|id| (*id, Here { rules: Vec::new() })).collect();
        for rule in &self.rules {
            let found = match rule.rows == Filter::everything() {
                true => ids.iter().copied().collect(),
                false => storage::lists::among(tx, self.on, &rule.rows, ids)?,
            };
            for id in found {
                here.entry(id).and_modify(|it| it.rules.push(&rule.grant));
            }
        }
        Ok(here)
    }

    pub(crate) fn here_at(&self, tx: &mut dyn Tx, id: DocumentId) -> Result<Here<'_>, Failure> {
        let mut here = self.here(tx, &[id])?;
        Ok(here.remove(&id).unwrap_or(Here { rules: Vec::new() }))
    }

    /// What holds for a document that is about to be made, whose rows are not yet there to look at.
    pub(crate) fn new_one(&self) -> Here<'_> {
        Here { rules: self.rules.iter().map(|it| &it.grant).filter(|it| it.allows("create")).collect() }
    }
}

impl Here<'_> {
    pub(crate) fn may(&self, action: &str) -> bool {
        self.rules.iter().any(|it| it.allows(action))
    }

    pub(crate) fn sees(&self) -> bool {
        self.may("read")
    }

    /// Fields that none of the roles that show the document show.
    pub(crate) fn hidden(&self) -> BTreeSet<String> {
        let showing: Vec<&&Grant> = self.rules.iter().filter(|it| it.allows("read")).collect();
        let showing = if showing.is_empty() { self.rules.iter().collect() } else { showing };
        common(showing.into_iter().map(|it| it.hidden.clone()))
    }

    /// Fields that none of the roles that allow the action let one write.
    pub(crate) fn fixed(&self, action: &str) -> BTreeSet<String> {
        let allowing = self.rules.iter().filter(|it| it.allows(action));
        common(allowing.map(|it| it.hidden.union(&it.read_only).cloned().collect()))
    }

    pub(crate) fn require(&self, action: &str) -> Result<(), Refused> {
        if self.may(action) { Ok(()) } else { Err(Refused::forbidden()) }
    }
}

fn common(mut sets: impl Iterator<Item = BTreeSet<String>>) -> BTreeSet<String> {
    let first = sets.next().unwrap_or_default();
    sets.fold(first, |all, it| all.intersection(&it).cloned().collect())
}

/// Whether a field, a column (`lines.price`) or a change (`lines[3].price`) is among the hidden ones.
pub(crate) fn is_hidden(hidden: &BTreeSet<String>, path: &str) -> bool {
    if hidden.is_empty() {
        return false;
    }
    let (head, rest) = path.split_once(['[', '.']).unwrap_or((path, ""));
    let column = rest.rsplit_once("].").map_or(if path.contains('[') { "" } else { rest }, |(_, it)| it);
    hidden.contains(head) || (!column.is_empty() && hidden.contains(&format!("{head}.{column}")))
}

/// Takes what is hidden out of a record.
pub(crate) fn hide(record: &mut Record, hidden: &BTreeSet<String>) {
    if hidden.is_empty() {
        return;
    }
    record.0.retain(|name, _| !hidden.contains(name));
    for (name, value) in &mut record.0 {
        let Value::Rows(rows) = value else { continue };
        for row in rows {
            row.record.0.retain(|column, _| !hidden.contains(&format!("{name}.{column}")));
        }
    }
}

/// Takes what is hidden out of fields in outside form: what a lookup shows is in no record.
pub(crate) fn hide_told(fields: &mut Json, hidden: &BTreeSet<String>) {
    let Some(object) = fields.as_object_mut().filter(|_| !hidden.is_empty()) else { return };
    object.retain(|name, _| !hidden.contains(name));
    for (name, value) in object {
        for row in value.as_array_mut().into_iter().flatten().filter_map(Json::as_object_mut) {
            row.retain(|column, _| !hidden.contains(&format!("{name}.{column}")));
        }
    }
}

/// The documents of one's own, or of somebody's colleagues.
fn kept_by(on: &DocumentType, members: &[UserId], departments: &BTreeSet<DocumentId>) -> Filter {
    let ids = |all: &mut dyn Iterator<Item = i64>| Operand::Many(all.map(Scalar::Int).collect());
    let by = |field: &str, value: Operand| Filter::Compare {
        field: FieldPath::from_text(field),
        op: Op::In,
        value,
    };
    let people = ids(&mut members.iter().map(|it| it.0));
    let mut parts = vec![match on.field(KEEPER) {
        None => by(KEEPER, people.clone()),
        Some(_) => by("created_by", people.clone()),
    }];
    for field in &on.fields {
        match field.kind.target() {
            Some("member") if matches!(field.kind, Kind::Member) => {
                parts.push(by(&field.name, people.clone()))
            }
            Some("department") if !departments.is_empty() => {
                parts.push(by(&field.name, ids(&mut departments.iter().map(|it| it.0))));
            }
            _ => (),
        }
    }
    Filter::Any(parts)
}

fn rows_of(tx: &mut dyn Tx, turn: &Turn, on: &DocumentType, rows: &Rows) -> Result<Filter, Failure> {
    let own = [turn.caller.user];
    Ok(match rows {
        Rows::All => Filter::everything(),
        Rows::Own => kept_by(on, &own, &BTreeSet::new()),
        Rows::Department | Rows::DepartmentAndBelow => {
            let place = Place::of(tx, turn.caller.user)?;
            let departments = if *rows == Rows::Department { place.own } else { place.and_below };
            let ids: Vec<DocumentId> = departments.iter().copied().collect();
            let mut people = storage::members::in_departments(tx, &ids)?;
            people.extend(own);
            kept_by(on, &people, &departments)
        }
        Rows::Filter(json) => {
            let place = Place::of(tx, turn.caller.user)?;
            let json = filled_in(tx, turn, json, &place)?;
            let links = crate::papers::resolve_for_all(tx, &Filter::references(on, &json))?;
            // What does not read any more, because a field or a document is gone, finds nothing.
            Filter::from_json(on, &json, &links).unwrap_or(Filter::Any(Vec::new()))
        }
    })
}

/// Where a member belongs.
#[derive(Default)]
struct Place {
    own: BTreeSet<DocumentId>,
    and_below: BTreeSet<DocumentId>,
}

impl Place {
    fn of(tx: &mut dyn Tx, member: UserId) -> Result<Place, Failure> {
        let Some(department) = storage::members::load(tx, member)?.and_then(|it| it.department) else {
            return Ok(Place::default());
        };
        let tree = storage::departments::Tree::load(tx)?;
        Ok(Place { own: BTreeSet::from([department]), and_below: tree.and_below(department) })
    }
}

/// A filter with who asks in the places of `=USER()` and the like.
fn filled_in(tx: &mut dyn Tx, turn: &Turn, json: &Json, place: &Place) -> Result<Json, Failure> {
    Ok(match json {
        Json::Array(parts) => {
            let parts: Result<Vec<Json>, Failure> =
                parts.iter().map(|it| filled_in(tx, turn, it, place)).collect();
            Json::Array(parts?)
        }
        Json::Object(parts) => {
            let mut filled = serde_json::Map::new();
            for (name, part) in parts {
                filled.insert(name.clone(), filled_in(tx, turn, part, place)?);
            }
            Json::Object(filled)
        }
        Json::String(text) => match text.as_str() {
            "=USER()" => json!(turn.caller.login),
            "=DEPARTMENT()" => json!(numbers(tx, &place.own)?.first()),
            "=DEPARTMENTS()" => json!(numbers(tx, &place.and_below)?),
            "=COLLEAGUES()" => {
                let ids: Vec<DocumentId> = place.and_below.iter().copied().collect();
                let mut logins = vec![turn.caller.login.clone()];
                for id in storage::members::in_departments(tx, &ids)? {
                    logins.extend(storage::members::load(tx, id)?.map(|it| it.login));
                }
                json!(logins)
            }
            _ => json.clone(),
        },
        other => other.clone(),
    })
}

fn numbers(tx: &mut dyn Tx, ids: &BTreeSet<DocumentId>) -> Result<Vec<String>, Failure> {
    let ids: Vec<DocumentId> = ids.iter().copied().collect();
    Ok(storage::documents::names(tx, &ids)?.into_iter().map(|it| it.number).collect())
}

/// Whether every document of these types may be seen: only then may sums over them be told.
pub(crate) fn sees_all_of(turn: &Turn, kinds: &[&str]) -> bool {
    kinds.iter().all(|kind| turn.definitions.get(kind).is_some_and(|on| sees_rows_of(&turn.caller, on)))
}

/// Whether some documents of a type may be seen and others not, so that they are told apart.
pub(crate) fn sees_some_only(turn: &Turn, kind: &str) -> bool {
    turn.definitions
        .get(kind)
        .is_some_and(|on| turn.caller.may(crate::caller::Action::Read, on) && !sees_rows_of(&turn.caller, on))
}

/// Whether every document of the type may be seen, if not all of its fields.
pub(crate) fn sees_rows_of(caller: &Caller, on: &DocumentType) -> bool {
    caller.grants(on).any(|it| it.allows("read") && it.rows == Rows::All)
}

/// A type as the caller meets it: without what is hidden everywhere, and with what is fixed everywhere
/// for reading only.
pub(crate) fn as_met(caller: &Caller, on: &DocumentType) -> DocumentType {
    let rules = caller.rules(on);
    let here = Here { rules: rules.iter().collect() };
    let hidden = here.hidden();
    let writing = rules.iter().filter(|it| it.allows("edit") || it.allows("create"));
    let fixed = common(writing.map(|it| it.hidden.union(&it.read_only).cloned().collect()));
    let mut met = on.clone();
    if hidden.is_empty() && fixed.is_empty() {
        return met;
    }
    met.checks = on.checks_without(&hidden);
    met.fields.retain(|it| !hidden.contains(&it.name));
    for field in &mut met.fields {
        let name = field.name.clone();
        field.read_only |= fixed.contains(&name);
        field.columns.retain(|it| !hidden.contains(&format!("{name}.{}", it.name)));
        for column in &mut field.columns {
            column.read_only |= fixed.contains(&name) || fixed.contains(&format!("{name}.{}", column.name));
        }
    }
    met.list.retain(|it| !hidden.contains(it));
    met.reminders.retain(|it| !hidden.contains(&it.day) && !hidden.contains(it.about()));
    met
}

/// A type to parse a sent paper with: what may not be written is for reading only.
pub(crate) fn to_write(on: &DocumentType, fixed: &BTreeSet<String>) -> DocumentType {
    let mut with = on.clone();
    for field in &mut with.fields {
        let name = field.name.clone();
        field.read_only |= fixed.contains(&name);
        for column in &mut field.columns {
            column.read_only |= fixed.contains(&name) || fixed.contains(&format!("{name}.{}", column.name));
        }
    }
    with
}

/// What was sent of hidden fields, each a problem; and links that were sent back as they were shown.
pub(crate) fn check_sent(fields: &mut Json, hidden: &BTreeSet<String>) -> Result<(), Failure> {
    let mut problems = Vec::new();
    let Some(object) = fields.as_object_mut() else { return Ok(()) };
    let unpermitted = |path: &str| documents::Problem::new(path, "not_permitted");
    for (name, value) in object.iter_mut() {
        if hidden.contains(name) {
            problems.push(unpermitted(name));
            continue;
        }
        for (at, row) in value.as_array_mut().into_iter().flatten().enumerate() {
            let Some(row) = row.as_object_mut() else { continue };
            let sent = row.keys().filter(|it| hidden.contains(&format!("{name}.{it}")));
            problems.extend(sent.map(|it| unpermitted(&format!("{name}[{at}].{it}"))));
            if row.contains_key("line") {
                row.retain(|_, it| it.as_str() != Some(HIDDEN));
            }
        }
    }
    object.retain(|_, it| it.as_str() != Some(HIDDEN));
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_column_hides_its_changes_and_a_hidden_list_all_its_columns() {
        let hidden = BTreeSet::from(["lines.price".to_owned(), "notes".to_owned()]);
        let is = |path| is_hidden(&hidden, path);
        assert!(
            is("lines.price") && is("lines[3].price") && is("notes") && is("notes[1]") && is("notes[1].a")
        );
        assert!(
            !is("lines")
                && !is("lines[3]")
                && !is("lines[3].quantity")
                && !is("lines.quantity")
                && !is("price")
        );
    }
}
