//! Candidates for a link: what a picker shows while somebody types.

use super::list::within;
use crate::app::App;
use crate::caller::{Action, Language};
use crate::failure::Failure;
use crate::gate::as_met;
use crate::search_text::search_words;
use crate::turn::Turn;
use documents::{DocumentType, Filter, Links};
use serde_json::{Value as Json, json};
use storage::documents::Stored;
use storage::lists::{List, Sort};

impl App {
    /// Whoever may see a document may choose it, and nobody else learns its number or name.
    pub async fn lookup(
        &self,
        turn: Turn,
        document_type: &str,
        q: &str,
        limit: usize,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let words = search_words(q);
        self.read(move |tx| {
            // What is archived is no candidate any more; of other documents every state may be.
            let in_use = |it: &&documents::State| definition.key_field.is_none() || it.editable;
            let states = definition.states.iter().filter(in_use).map(|it| it.name.as_str());
            let filter = json!({ "field": "state", "op": "in", "value": states.collect::<Vec<_>>() });
            let filter = Filter::from_json(&definition, &filter, &Links::new())?;
            let sort = Sort::usual(&definition);
            let filter = within(tx, &turn, &definition, ("filter", filter), &sort, &words)?;
            let met = as_met(&turn.caller, &definition);
            let list = List { definition: &definition, filter: &filter, words: &words, sort: &sort, after: None, limit: limit.clamp(1, 100) };
            let page = storage::lists::list(tx, &list)?;
            let told = page.rows.iter().map(|it| {
                json!({ "id": it.uuid, "number": it.number, "title": it.title, "subtitle": subtitle(&met, it, turn.caller.language) })
            });
            Ok(json!({ "rows": told.collect::<Vec<_>>() }))
        })
        .await
    }
}

/// What tells two candidates apart: the unit or category of an item, the state of an order.
fn subtitle(definition: &DocumentType, stored: &Stored, language: Language) -> String {
    let language = language.tag();
    if definition.key_field.is_none() {
        let state = definition.states.iter().find(|it| it.name == stored.state);
        return state.map_or_else(|| stored.state.clone(), |it| it.label.text(language).to_owned());
    }
    let told = ["specification", "category", "unit", "level"].iter().filter_map(|name| {
        let (field, said) = (definition.field(name)?, stored.body[*name].as_str()?);
        Some(field.choice(said).map_or(said, |it| it.label.text(language)))
    });
    told.collect::<Vec<_>>().join(" · ")
}
