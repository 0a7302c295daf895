//! What a contract does: on its first day its lines become the terms of supply, and some day it ends.

use super::generated::{PurchaseContract, Transition};
use crate::{Agreed, Draft, Effect, Needs, Refusal, World};
use serde_json::{Value as Json, json};
use values::DocumentId;

pub(super) fn sources(paper: &PurchaseContract) -> Vec<DocumentId> {
    paper.renews.into_iter().collect()
}

pub(super) fn needs(_: DocumentId, _: &PurchaseContract, _: Transition, _: &World) -> Needs {
    Needs::default()
}

pub(super) fn post(
    id: DocumentId,
    paper: &PurchaseContract,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Sign => sign(id, paper, world),
        Transition::Begin => Ok(vec![Effect::Agree(agreed(paper))]),
        Transition::Renew | Transition::End => Ok(vec![Effect::NeverExpire]),
        Transition::Expire | Transition::Cancel => Ok(Vec::new()),
    }
}

fn sign(id: DocumentId, paper: &PurchaseContract, world: &World) -> Result<Vec<Effect>, Refusal> {
    let mut effects = vec![Effect::ExpireAt(world.end_of(paper.valid_until))];
    if let Some(earlier) = paper.renews {
        let source = world.source(earlier);
        let is_theirs = source.record.link("supplier") == Some(paper.supplier.into());
        if !is_theirs || !["signed", "active", "expired"].contains(&source.state.as_str()) {
            return Err(world.not_open(earlier));
        }
        effects.push(Effect::Make(earlier, "renew"));
    }
    if paper.valid_from <= world.today {
        effects.push(Effect::Make(id, "begin"));
    }
    Ok(effects)
}

fn agreed(paper: &PurchaseContract) -> Vec<Agreed> {
    let line = |it: &super::Line| Agreed {
        supplier: paper.supplier,
        item: it.item,
        price: it.price,
        ratio: it.ratio,
        moq: it.moq,
        lead_time_days: it.lead_time_days,
    };
    paper.lines.iter().map(line).collect()
}

pub(super) fn amend_needs(_: DocumentId, _: &PurchaseContract, _: &PurchaseContract, _: &World) -> Needs {
    Needs::default()
}

/// Prices and shares may be moved at any time, as flexible clauses allow; with whom stays.
pub(super) fn amend(
    _: DocumentId,
    before: &PurchaseContract,
    after: &PurchaseContract,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    let fixed = |it: &PurchaseContract| (it.supplier, it.renews);
    let began = world.state == "active";
    if fixed(before) != fixed(after) || (began && before.valid_from != after.valid_from) {
        return Err(Refusal::NotAmendable);
    }
    let mut effects = Vec::new();
    if before.valid_until != after.valid_until {
        effects.push(Effect::ExpireAt(world.end_of(after.valid_until)));
    }
    if began && before.lines != after.lines {
        effects.push(Effect::Agree(agreed(after)));
    }
    Ok(effects)
}

/// The next contract with the same supplier, from the day after this one.
pub(super) fn push_down(
    id: DocumentId,
    paper: &PurchaseContract,
    _: &str,
    to: &str,
    _: &World,
) -> Option<Draft> {
    if to != "purchase_contract" {
        return None;
    }
    let lines = paper.lines.iter().map(|it| {
        json!({
            "item": it.item.0, "price": it.price, "ratio": it.ratio, "moq": it.moq, "quantity": it.quantity,
            "lead_time_days": it.lead_time_days,
        })
    });
    let days = paper.valid_until.days_since(paper.valid_from);
    let from = paper.valid_until.plus_days(1);
    let fields = json!({
        "renews": id.0, "title": paper.title, "supplier": paper.supplier.0, "payment": paper.payment,
        "clauses": paper.clauses, "amount": paper.amount, "valid_from": from, "valid_until": from.plus_days(days),
        "remind_days": paper.remind_days, "lines": lines.collect::<Vec<Json>>(),
    });
    Some(Draft { fields, elsewhere: Vec::new() })
}
