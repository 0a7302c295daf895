//! What was changed after an order was placed, line by line, with the note the supplier gets.

use super::generated::{Line, PurchaseOrder};
use crate::{Effect, World};
use documents::{Record, Value};
use values::Number;

/// One thing that is not as it was agreed.
struct Change<'a> {
    line: Option<&'a Line>,
    what: &'static str,
    before: String,
    after: String,
}

/// The next revision; nothing when nothing changed that concerns the supplier.
pub(super) fn write(before: &PurchaseOrder, after: &PurchaseOrder, world: &World) -> Vec<Effect> {
    let changes = changes(before, after);
    if changes.is_empty() {
        return Vec::new();
    }
    let revision = before.revision.map_or(0, |it| it.raw() / Number::ONE_RAW) + 1;
    let note = after.change_note.as_deref();
    let mut effects = vec![
        Effect::Write { field: "revision", value: Some(Value::Number(Number::whole(revision))) },
        Effect::Write { field: "change_note", value: None },
    ];
    let row = |it| Effect::Append { rows: "revisions", record: record(it, revision, note, world) };
    effects.extend(changes.iter().map(row));
    effects
}

fn record(change: &Change<'_>, revision: i64, note: Option<&str>, world: &World) -> Record {
    let mut record = Record::new();
    record.set("revision", Some(Value::Number(Number::whole(revision))));
    record.set("changed_on", Some(Value::Date(world.today)));
    if let Some(line) = change.line {
        record.set("of_line", Some(Value::Number(Number::whole(line.line.into()))));
        record.set("item", Some(Value::Link(line.item.into())));
    }
    record.set("what", Some(Value::Choice(change.what.to_owned())));
    record.set("before", Some(Value::Text(change.before.clone())));
    record.set("after", Some(Value::Text(change.after.clone())));
    record.set("note", note.map(|it| Value::Text(it.to_owned())));
    record
}

fn changes<'a>(before: &'a PurchaseOrder, after: &'a PurchaseOrder) -> Vec<Change<'a>> {
    let mut found = Vec::new();
    if before.due != after.due {
        let (before, after) = (shown(before.due), shown(after.due));
        found.push(Change { line: None, what: "due", before, after });
    }
    if before.deliver_to != after.deliver_to || before.note != after.note {
        let (before, after) = (before.note.clone(), after.note.clone());
        let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
        found.push(Change { line: None, what: "order", before, after });
    }
    for new in &after.lines {
        match before.lines.iter().find(|it| it.line == new.line) {
            Some(old) if old.item == new.item => of_line(&mut found, old, new),
            Some(old) => found.extend([removed(old), added(new)]),
            None => found.push(added(new)),
        }
    }
    let gone = before.lines.iter().filter(|old| after.lines.iter().all(|it| it.line != old.line));
    found.extend(gone.map(removed));
    found
}

fn of_line<'a>(found: &mut Vec<Change<'a>>, old: &Line, new: &'a Line) {
    let mut told = |what, before: String, after: String| {
        if before != after {
            found.push(Change { line: Some(new), what, before, after });
        }
    };
    told("quantity", counted(old), counted(new));
    told("price", priced(old), priced(new));
    told("due", shown(old.due), shown(new.due));
}

fn added(line: &Line) -> Change<'_> {
    Change { line: Some(line), what: "added", before: String::new(), after: counted(line) }
}

fn removed(line: &Line) -> Change<'_> {
    Change { line: Some(line), what: "removed", before: counted(line), after: String::new() }
}

/// As the supplier knows it: in the unit of the line.
fn counted(line: &Line) -> String {
    match (&line.unit, line.unit_quantity) {
        (Some(unit), Some(counted)) => format!("{counted} {unit}"),
        _ => line.quantity.to_string(),
    }
}

fn priced(line: &Line) -> String {
    shown(line.unit_price.or(line.price))
}

fn shown<T: std::fmt::Display>(value: Option<T>) -> String {
    value.map_or_else(String::new, |it| it.to_string())
}
