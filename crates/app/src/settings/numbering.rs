//! How documents are numbered: as their type says, unless the company says otherwise.

use crate::app::App;
use crate::audit::{difference, note};
use crate::caller::Ability;
use crate::failure::Failure;
use crate::turn::Turn;
use documents::{DatePart, DocumentType, Kind, NumberPart, Numbering, Problem, Reset};
use serde_json::{Value as Json, json};
use storage::Tx;

impl App {
    /// Types whose numbers are generated, with the number the next document will get.
    pub async fn list_numbering(&self, turn: Turn) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        self.read(move |tx| {
            let mut rows = Vec::new();
            for it in turn.definitions.iter().filter(|it| it.key_field.is_none()) {
                let numbering = turn.numbering(it);
                rows.push(told(tx, &turn, it, &numbering)?);
            }
            Ok(json!({ "rows": rows }))
        })
        .await
    }

    /// From the next document on; numbers given stay as they are.
    pub async fn put_numbering(
        &self,
        turn: Turn,
        document_type: &str,
        numbering: Numbering,
    ) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        let definition = turn.definitions.require(document_type)?.clone();
        check(&definition, &numbering)?;
        let told = self
            .write(move |tx| {
                let mut all = turn.company.numbering.clone();
                all.insert(definition.name.clone(), numbering.clone());
                let company = crate::company::Company { numbering: all, ..(*turn.company).clone() };
                company.save(tx)?;
                let before = json!(turn.numbering(&definition));
                note(
                    tx,
                    &turn,
                    "settings_numbering",
                    &definition.name,
                    difference(&before, &json!(numbering)),
                )?;
                storage::events::append(tx, turn.now, "definitions", None, &json!({}))?;
                told(tx, &turn, &definition, &numbering)
            })
            .await?;
        self.reload().await?;
        Ok(told)
    }
}

/// With the number of the next document, the fields in it by their labels.
fn told(tx: &mut dyn Tx, turn: &Turn, it: &DocumentType, numbering: &Numbering) -> Result<Json, Failure> {
    let label = |field: &str| {
        let label = it.field(field).map(|it| it.label.text(turn.caller.language.tag()).to_owned());
        format!("<{}>", label.unwrap_or_else(|| field.to_owned()))
    };
    let last = storage::counters::last(tx, &it.name, &numbering.counted(turn.today, &label))?;
    Ok(json!({
        "type": it.name, "label": it.label, "prefix": numbering.prefix, "digits": numbering.digits,
        "reset": numbering.reset, "parts": numbering.parts,
        "next": numbering.number(turn.today, &label, last + 1),
    }))
}

const PARTS_MAX: usize = 12;

pub(crate) fn check(on: &DocumentType, numbering: &Numbering) -> Result<(), Failure> {
    let mut problems = Vec::new();
    if numbering.prefix.chars().count() > 20 || numbering.prefix.chars().any(char::is_control) {
        problems.push(Problem::new("prefix", "too_long").with("most", 20));
    }
    if !(1..=12).contains(&numbering.digits) {
        problems.push(Problem::new("digits", "out_of_range").with("min", 1).with("max", 12));
    }
    if !numbering.parts.is_empty() {
        check_parts(on, numbering, &mut problems);
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// Two documents must never get the same number.
fn check_parts(on: &DocumentType, numbering: &Numbering, problems: &mut Vec<Problem>) {
    let parts = &numbering.parts;
    if parts.len() > PARTS_MAX {
        problems.push(Problem::new("parts", "out_of_range").with("min", 1).with("max", PARTS_MAX));
    }
    if parts.iter().filter(|it| **it == NumberPart::Counter).count() != 1 {
        problems.push(Problem::new("parts", "one_counter"));
    }
    for (at, part) in parts.iter().enumerate() {
        let path = format!("parts[{at}]");
        match part {
            NumberPart::Text(text) if text.chars().count() > 20 || text.chars().any(char::is_control) => {
                problems.push(Problem::new(path, "too_long").with("most", 20));
            }
            NumberPart::Field(name) => {
                let is_short = |kind: &Kind| {
                    matches!(kind, Kind::Link(_) | Kind::Member | Kind::Choice | Kind::Text | Kind::Barcode)
                };
                if on.field(name).is_none_or(|it| !is_short(&it.kind)) {
                    problems.push(Problem::new(&path, "unknown_field").with("value", name));
                }
                // `A1` and 1 would read like `A` and 11.
                let next = parts.get(at + 1);
                if matches!(next, Some(NumberPart::Field(_) | NumberPart::Counter | NumberPart::Date(_))) {
                    problems.push(Problem::new(path, "text_between"));
                }
            }
            _ => (),
        }
    }
    let says = |it: DatePart| parts.contains(&NumberPart::Date(it));
    let year = says(DatePart::Year) || says(DatePart::ShortYear);
    let is_told = match numbering.reset {
        Reset::Never => true,
        Reset::Year => year,
        Reset::Month => year && says(DatePart::Month),
        Reset::Day => year && says(DatePart::Month) && says(DatePart::Day),
    };
    if !is_told {
        problems.push(Problem::new("reset", "period_not_in_number"));
    }
}
