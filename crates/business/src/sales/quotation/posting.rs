//! What a quotation does to the world: nothing but to end some day, and to end its earlier version.

use super::generated::{Quotation, Transition};
use crate::order_lines::in_its_unit;
use crate::{Draft, Effect, Needs, Refusal, World};
use serde_json::{Value as Json, json};
use values::{ClaimId, DocumentId, Quantity};

pub(super) fn sources(paper: &Quotation) -> Vec<DocumentId> {
    paper.replaces.into_iter().collect()
}

pub(super) fn needs(_: DocumentId, _: &Quotation, _: Transition, _: &World) -> Needs {
    Needs::default()
}

pub(super) fn post(
    _: DocumentId,
    paper: &Quotation,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Send => send(paper, world),
        Transition::Lose if paper.outcome.is_none() => Err(Refusal::FieldMissing { field: "outcome" }),
        Transition::Win | Transition::Lose | Transition::Expire | Transition::Replace => {
            Ok(vec![Effect::NeverExpire])
        }
    }
}

fn send(paper: &Quotation, world: &World) -> Result<Vec<Effect>, Refusal> {
    let mut effects = Vec::new();
    if let Some(last) = paper.valid_until {
        let end = world.end_of(last);
        if end <= world.now {
            return Err(Refusal::HoldIsOver { until: end });
        }
        effects.push(Effect::ExpireAt(end));
    }
    if let Some(earlier) = paper.replaces {
        let source = world.source(earlier);
        if source.state == "draft" || source.record.link("customer") != Some(paper.customer.into()) {
            return Err(world.not_open(earlier));
        }
        effects.push(Effect::Make(earlier, "replace"));
    }
    Ok(effects)
}

pub(super) fn amend_needs(_: DocumentId, _: &Quotation, _: &Quotation, _: &World) -> Needs {
    Needs::default()
}

/// What was offered stays as it was offered; why it was won or lost may be learned later.
pub(super) fn amend(
    _: DocumentId,
    before: &Quotation,
    after: &Quotation,
    _: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    let mut allowed = before.clone();
    allowed.outcome.clone_from(&after.outcome);
    allowed.note.clone_from(&after.note);
    allowed.salesperson = after.salesperson;
    if allowed == *after { Ok(Vec::new()) } else { Err(Refusal::NotAmendable) }
}

pub(super) fn push_down(
    id: DocumentId,
    paper: &Quotation,
    number: &str,
    to: &str,
    world: &World,
) -> Option<Draft> {
    let fields = match to {
        "sales_order" => order(id, paper, number, world)?,
        "quotation" => version(paper, number),
        _ => return None,
    };
    Some(Draft { fields, elsewhere: Vec::new() })
}

/// An order of what was quoted and not ordered yet; of nothing there is none.
fn order(id: DocumentId, paper: &Quotation, number: &str, world: &World) -> Option<Json> {
    let left = |line: &super::Line| {
        let ordered = world.ordered(ClaimId { document: id, line: line.line });
        line.quantity.minus(ordered.min(line.quantity))
    };
    let some = |quantity: &Quantity| quantity.is_positive();
    let open = paper.lines.iter().map(|it| (it, left(it))).filter(|(_, left)| some(left));
    let lines: Vec<Json> = open
        .map(|(line, left)| {
            let mut told = offered(line);
            told["quantity"] = json!(left);
            in_its_unit(&mut told, line.unit.as_deref(), line.unit_quantity, line.quantity, left);
            told["price_by"] = json!(line.price.map(|_| "quotation"));
            told["quoted_line"] = json!(line.line.to_string());
            told
        })
        .collect();
    if lines.is_empty() {
        return None;
    }
    let mut fields = head(paper);
    fields["quotation"] = json!(number);
    fields["lines"] = json!(lines);
    Some(fields)
}

/// The same offer again, to be changed.
fn version(paper: &Quotation, number: &str) -> Json {
    let mut fields = head(paper);
    fields["replaces"] = json!(number);
    fields["contact"] = json!(paper.contact);
    let lines = paper.lines.iter().map(|line| {
        let mut told = offered(line);
        told["quantity"] = json!(line.quantity);
        told["unit"] = json!(line.unit);
        told["unit_quantity"] = json!(line.unit_quantity);
        told["price_by"] = json!(line.price_by);
        told
    });
    fields["lines"] = lines.collect();
    fields
}

fn head(paper: &Quotation) -> Json {
    let mut fields = json!({ "customer": paper.customer.0, "discount": paper.discount, "note": paper.note });
    if let Some(channel) = paper.channel {
        fields["channel"] = json!(channel.0);
    }
    if let Some(warehouse) = paper.ship_from {
        fields["ship_from"] = json!(warehouse.0);
    }
    fields
}

fn offered(line: &super::Line) -> Json {
    // What a unit costs is what was agreed: its price by the piece may be rounded.
    json!({
        "item": line.item.0, "price": line.price, "unit_price": line.unit_price,
        "discount_percent": line.discount_percent,
    })
}
