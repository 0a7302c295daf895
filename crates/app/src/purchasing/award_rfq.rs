//! Lines of a request are awarded to quotations: it is written down with the reason, and orders are
//! drafted. Drafts: a person places them.

use super::agree;
use super::compare_quotations::{Quoted, QuotedLine, quotations};
use crate::app::App;
use crate::caller::Action;
use crate::failure::Failure;
use crate::once::{Answer, Key, once};
use crate::papers::{create, edit, locked, make_transition};
use crate::turn::Turn;
use business::Agreed;
use documents::{Problem, Record, Row};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::Tx;
use values::{DocumentId, Number, Quantity, SupplierId};

/// One line, and the number of the quotation that gets it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Award {
    pub line: u32,
    pub quotation: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwardRequest {
    pub awards: Vec<Award>,
    #[serde(default)]
    pub reason: Option<String>,
    /// What was quoted becomes the terms of supply.
    #[serde(default)]
    pub update_terms: bool,
}

const LINES_MAX: usize = 1_000;

/// An award found good.
struct Won<'a> {
    asked: &'a Row,
    quoted: &'a Quoted,
    line: &'a QuotedLine,
    quantity: Quantity,
}

impl App {
    pub async fn award_rfq(
        &self,
        turn: Turn,
        rfq: &str,
        request: AwardRequest,
        key: Option<Key>,
    ) -> Result<Answer, Failure> {
        let asked = turn.definitions.require("rfq")?.clone();
        turn.caller.require_action(Action::Read, turn.definitions.require("supplier_quotation")?)?;
        turn.caller.require_action(Action::Create, turn.definitions.require("purchase_order")?)?;
        if request.awards.is_empty() || request.awards.len() > LINES_MAX {
            let problem = Problem::new("awards", "out_of_range").with("min", 1).with("max", LINES_MAX);
            return Err(vec![problem].into());
        }
        let rfq = rfq.to_owned();
        self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                let (stored, record) = locked(tx, &turn, &asked, &rfq, None)?;
                let quoted = quotations(tx, &turn, stored.id, &record)?;
                let won = won(&record, &quoted, &request)?;
                let names = names(tx, &record, &won)?;
                let fields = written(&won, &names, request.reason.as_deref());
                let (stored, mut record) = edit(tx, &turn, &asked, stored, &record, &fields)?;
                let stored = make_transition(tx, &turn, &asked, stored, &mut record, "award")?;
                let mut documents = Vec::new();
                for of_supplier in by_supplier(&won).into_values() {
                    documents.push(draft(tx, &turn, &record, &of_supplier, &names)?);
                }
                let mut terms = 0;
                if request.update_terms {
                    let agreed: Vec<Agreed> = won.iter().filter_map(agreed).collect();
                    agree(tx, &turn, &agreed)?;
                    terms = agreed.len();
                }
                Ok(json!({ "rfq": stored.number, "documents": documents, "terms": terms }))
            })
        })
        .await
    }
}

fn won<'a>(asked: &'a Record, quoted: &'a [Quoted], request: &AwardRequest) -> Result<Vec<Won<'a>>, Failure> {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for (at, award) in request.awards.iter().enumerate() {
        let row = asked.rows("lines").iter().find(|it| it.line == award.line);
        let quotation = quoted.iter().find(|it| it.stored.number == award.quotation);
        let line = quotation.and_then(|it| it.lines.get(&award.line));
        let (Some(asked), Some(quoted), Some(line)) = (row, quotation, line) else {
            let (name, value) = match row {
                None => ("line", award.line.to_string()),
                Some(_) => ("quotation", award.quotation.clone()),
            };
            problems.push(Problem::new(format!("awards[{at}].{name}"), "not_found").with("value", value));
            continue;
        };
        let needed = asked.record.quantity("quantity").unwrap_or_default();
        let quantity = needed.max(line.moq.unwrap_or_default());
        found.push(Won { asked, quoted, line, quantity });
    }
    if problems.is_empty() { Ok(found) } else { Err(problems.into()) }
}

fn names(
    tx: &mut dyn Tx,
    asked: &Record,
    won: &[Won<'_>],
) -> Result<BTreeMap<DocumentId, (String, String)>, Failure> {
    let mut ids: Vec<DocumentId> = asked.link("deliver_to").into_iter().collect();
    for it in won {
        ids.push(it.quoted.supplier.into());
        ids.extend(["item", "request"].iter().filter_map(|name| it.asked.record.link(name)));
    }
    let found = storage::documents::names(tx, &ids)?;
    Ok(found.into_iter().map(|it| (it.id, (it.number, it.title))).collect())
}

type Names = BTreeMap<DocumentId, (String, String)>;

fn number(names: &Names, id: Option<DocumentId>) -> Option<&str> {
    Some(names.get(&id?)?.0.as_str())
}

/// What the request says of its award.
fn written(won: &[Won<'_>], names: &Names, reason: Option<&str>) -> Json {
    let awards = won.iter().map(|it| {
        json!({
            "rfq_line": it.asked.line.to_string(),
            "item": number(names, it.asked.record.link("item")),
            "supplier": number(names, Some(it.quoted.supplier.into())),
            "quotation": it.quoted.stored.number,
            "quantity": it.quantity,
            "price": it.line.price,
        })
    });
    json!({ "awards": awards.collect::<Vec<_>>(), "award_reason": reason })
}

fn by_supplier<'a, 'b>(won: &'b [Won<'a>]) -> BTreeMap<SupplierId, Vec<&'b Won<'a>>> {
    let mut found: BTreeMap<SupplierId, Vec<&Won<'_>>> = BTreeMap::new();
    for it in won {
        found.entry(it.quoted.supplier).or_default().push(it);
    }
    found
}

/// An order to one supplier, of what was awarded to him.
fn draft(
    tx: &mut dyn Tx,
    turn: &Turn,
    asked: &Record,
    won: &[&Won<'_>],
    names: &Names,
) -> Result<Json, Failure> {
    let rows: Vec<Json> = won.iter().map(|it| line(it, names, turn)).collect();
    let supplier = won.first().map(|it| DocumentId::from(it.quoted.supplier));
    let fields = json!({
        "supplier": number(names, supplier), "deliver_to": number(names, asked.link("deliver_to")),
        "lines": rows,
    });
    let definition = turn.definitions.require("purchase_order")?.clone();
    let stored = create(tx, turn, &definition, &fields, None)?.stored;
    let title = supplier.and_then(|it| names.get(&it)).map_or("", |(_, title)| title.as_str());
    Ok(json!({
        "type": "purchase_order", "id": stored.uuid, "number": stored.number, "title": title,
        "lines": rows.len(), "state": stored.state,
    }))
}

fn line(won: &Won<'_>, names: &Names, turn: &Turn) -> Json {
    let record = &won.asked.record;
    let mut line = json!({ "item": number(names, record.link("item")), "quantity": won.quantity, "price": won.line.price });
    let quoted = &won.line.row.record;
    // In the unit that was asked for and quoted, when no least quantity is in the way.
    let units = (record.text("unit"), record.quantity("unit_quantity"), quoted.unit_price("unit_price"));
    if let (Some(unit), Some(counted), Some(by_unit)) = units
        && quoted.text("unit") == Some(unit)
        && record.quantity("quantity") == Some(won.quantity)
    {
        line = json!({ "item": line["item"], "unit": unit, "unit_quantity": counted, "unit_price": by_unit });
    }
    if let (Some(request), Some(of_line)) =
        (number(names, record.link("request")), record.number("request_line"))
    {
        line["request"] = json!(request);
        line["request_line"] = json!(of_line.to_string());
    }
    line["quotation"] = json!(won.quoted.stored.number);
    line["price_by"] = json!("quotation");
    let days = won.line.lead_time_days.and_then(|it| i32::try_from(it.raw() / Number::ONE_RAW).ok());
    let due = days.map(|it| turn.today.plus_days(it)).or(record.day("needed_by"));
    if let Some(due) = due {
        line["due"] = json!(due);
    }
    line
}

/// What was quoted, as terms of supply.
fn agreed(won: &Won<'_>) -> Option<Agreed> {
    let Won { asked, quoted, line, .. } = won;
    Some(Agreed {
        supplier: quoted.supplier,
        item: asked.record.link("item")?.into(),
        price: Some(line.price),
        ratio: None,
        moq: line.moq,
        lead_time_days: line.lead_time_days,
    })
}
