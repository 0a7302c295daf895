//! What a transition would move, before it is made: above all what a paper dated in the past changes
//! from its day on.

use super::post::{decide, names};
use super::read_paper::read_paper;
use super::transition::permitted;
use super::view::found;
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::gate::{Gate, check_sent, to_write};
use crate::turn::Turn;
use documents::{DocumentType, Record};
use ledger::{BalanceKey, Move};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::Tx;
use values::{Day, DocumentId, Quantity};

impl App {
    /// Of a document that is there. Refused where the transition would be.
    pub async fn preview_transition(
        &self,
        turn: Turn,
        document_type: &str,
        id: &str,
        transition: &str,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let (id, transition, asker) = (id.to_owned(), transition.to_owned(), turn.clone());
        // In a write, which may lock, but nothing is written.
        let moves = self
            .write(move |tx| {
                let (stored, record) = found(tx, &turn, &definition, &id)?;
                Gate::of(tx, &turn, &definition)?.here_at(tx, stored.id)?.require(&transition)?;
                moves_of(tx, &turn, &definition, stored.id, &record, &stored.state, &transition)
            })
            .await?;
        self.tell_moves(asker, moves).await
    }

    /// Of a document that would be made with these fields.
    pub async fn preview_document(
        &self,
        turn: Turn,
        document_type: &str,
        fields: Json,
        transition: String,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Create, &definition)?;
        let asker = turn.clone();
        let moves = self
            .write(move |tx| {
                let gate = Gate::of(tx, &turn, &definition)?;
                let (mut fields, fixed) = (fields.clone(), gate.new_one().fixed("create"));
                check_sent(&mut fields, &gate.new_one().hidden())?;
                let record = read_paper(tx, &turn, &to_write(&definition, &fixed), &fields, None)?;
                let initial = definition.states.first().map_or("", |it| it.name.as_str());
                moves_of(tx, &turn, &definition, NOBODY, &record, initial, &transition)
            })
            .await?;
        self.tell_moves(asker, moves).await
    }

    async fn tell_moves(&self, turn: Turn, moves: Vec<Move>) -> Result<Json, Failure> {
        self.read(move |tx| told(tx, &turn, &moves)).await
    }
}

/// A document that has no id yet: nothing in the books is of it.
const NOBODY: DocumentId = DocumentId(0);

fn moves_of(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    id: DocumentId,
    record: &Record,
    state: &str,
    transition: &str,
) -> Result<Vec<Move>, Failure> {
    let transition = permitted(turn, definition, state, transition)?;
    let decision = decide(tx, turn, definition, id, record, state, transition)?;
    Ok(decision.map_or(Vec::new(), |it| it.moves()))
}

/// By place, what each day since the earliest move had and would have.
fn told(tx: &mut dyn Tx, turn: &Turn, moves: &[Move]) -> Result<Json, Failure> {
    let mut changes: BTreeMap<BalanceKey, BTreeMap<Day, Quantity>> = BTreeMap::new();
    for it in moves {
        for (place, by) in [(it.from, Quantity::ZERO.minus(it.quantity)), (it.to, it.quantity)] {
            let Some(key) = place.key(it.item).filter(|key| key.warehouse.0 > 0) else { continue };
            let day = changes.entry(key).or_default().entry(it.day).or_default();
            *day = day.plus(by);
        }
    }
    let ids: Vec<DocumentId> =
        changes.keys().flat_map(|key| [key.item.into(), key.warehouse.into()]).collect();
    let (today, names) = (turn.today, names(tx, turn, &ids)?);
    // Nothing of an item or a place that may not be seen.
    changes.retain(|key, _| {
        names.0.contains_key(&key.item.into()) && names.0.contains_key(&key.warehouse.into())
    });
    let number = |id: DocumentId| names.0.get(&id).map_or_else(String::new, |it| it.number.clone());
    let title = |id: DocumentId| names.0.get(&id).map_or_else(String::new, |it| it.title.clone());
    let mut places = Vec::new();
    for (key, new) in &changes {
        let Some((from, _)) = new.first_key_value() else { continue };
        let (before, moved) = storage::turnover::since(tx, *key, *from, today)?;
        let mut place = place_told(*from, today, before, &moved, new);
        place["item"] = json!(number(key.item.into()));
        place["item_name"] = json!(title(key.item.into()));
        place["warehouse"] = json!(number(key.warehouse.into()));
        place["warehouse_name"] = json!(title(key.warehouse.into()));
        places.push(place);
    }
    let first = moves.iter().map(|it| it.day).min();
    let late_days = first.map_or(0, |it| today.days_since(it).max(0));
    Ok(json!({ "late_days": late_days, "first_day": first, "places": places }))
}

/// Days told one by one; of more only the first so many, the rest in the sums.
const DAYS_MAX: usize = 62;

fn place_told(
    from: Day,
    today: Day,
    before: Quantity,
    moved: &BTreeMap<Day, Quantity>,
    new: &BTreeMap<Day, Quantity>,
) -> Json {
    let (mut was, mut would) = (before, before);
    let mut days: Vec<(Day, Quantity, Quantity)> = Vec::new();
    for day in moved.keys().chain(new.keys()).collect::<std::collections::BTreeSet<_>>() {
        let old = moved.get(day).copied().unwrap_or_default();
        was = was.plus(old);
        would = would.plus(old).plus(new.get(day).copied().unwrap_or_default());
        days.push((*day, was, would));
    }
    // Each balance holds until the next day with a change.
    let ends = days.iter().skip(1).map(|it| it.0).chain([today.plus_days(1)]);
    let below: Vec<(Day, i32, Quantity)> = days
        .iter()
        .zip(ends)
        .filter(|((_, _, would), _)| would.is_negative())
        .map(|((day, _, would), end)| (*day, end.days_since(*day), *would))
        .collect();
    let lowest = days.iter().min_by_key(|(_, _, would)| *would).map(|(day, _, would)| (*day, *would));
    let negative = below.first().map(|(first, ..)| {
        json!({
            "first": first,
            "days": below.iter().map(|it| it.1).sum::<i32>(),
            "lowest": below.iter().map(|it| it.2).min(),
        })
    });
    let change = new.values().fold(Quantity::ZERO, |sum, it| sum.plus(*it));
    let rows: Vec<Json> = days
        .iter()
        .take(DAYS_MAX)
        .map(|(day, was, would)| json!({ "day": day, "before": was, "after": would }))
        .collect();
    json!({
        "from": from, "change": change,
        "today": { "before": was, "after": would },
        "lowest": lowest.map(|(day, on_hand)| json!({ "day": day, "on_hand": on_hand })),
        "negative": negative,
        "days": rows,
        "days_changed": days.len(),
    })
}
