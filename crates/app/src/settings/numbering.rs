//! How documents are numbered: as their type says, unless the company says otherwise.

use crate::app::App;
use crate::caller::Ability;
use crate::failure::Failure;
use crate::turn::Turn;
use documents::{DocumentType, Numbering, Problem};
use serde_json::{Value as Json, json};

impl App {
    /// Types whose numbers are generated, with the number the next document will get.
    pub async fn list_numbering(&self, turn: Turn) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        self.read(move |tx| {
            let mut rows = Vec::new();
            for it in turn.definitions.iter().filter(|it| it.key_field.is_none()) {
                let numbering = turn.numbering(it);
                let period = numbering.period(turn.today);
                let next = storage::counters::last(tx, &it.name, &period)? + 1;
                rows.push(told(it, &numbering, &period, next));
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
        check(&numbering)?;
        let told = self
            .write(move |tx| {
                let mut all = turn.company.numbering.clone();
                all.insert(definition.name.clone(), numbering.clone());
                let company = crate::company::Company { numbering: all, ..(*turn.company).clone() };
                company.save(tx)?;
                storage::events::append(tx, turn.now, "definitions", None, &json!({}))?;
                let period = numbering.period(turn.today);
                let next = storage::counters::last(tx, &definition.name, &period)? + 1;
                Ok(told(&definition, &numbering, &period, next))
            })
            .await?;
        self.reload().await?;
        Ok(told)
    }
}

fn told(it: &DocumentType, numbering: &Numbering, period: &str, next: i64) -> Json {
    json!({
        "type": it.name, "label": it.label, "prefix": numbering.prefix, "digits": numbering.digits,
        "reset": numbering.reset, "next": numbering.format(period, next),
    })
}

pub(crate) fn check(numbering: &Numbering) -> Result<(), Failure> {
    let mut problems = Vec::new();
    if numbering.prefix.chars().count() > 20 || numbering.prefix.chars().any(char::is_control) {
        problems.push(Problem::new("prefix", "too_long").with("most", 20));
    }
    if !(1..=12).contains(&numbering.digits) {
        problems.push(Problem::new("digits", "out_of_range").with("min", 1).with("max", 12));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}
