//! From the radar to drafts: chosen lines become purchase orders, one per supplier and warehouse, or
//! transfers. A plan is a value; accepting it is this act.

use crate::app::App;
use crate::caller::Ability;
use crate::failure::Failure;
use crate::gate;
use crate::once::{Answer, Key, once};
use crate::papers::create;
use crate::stock::require;
use crate::turn::Turn;
use documents::Problem;
use planning::Suggestion;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::Tx;
use storage::outlooks::Listed;
use values::{Day, DocumentId, ItemId, Quantity, SupplierId, WarehouseId};

/// The chosen lines, as `item:warehouse`, and what the buyer wants different.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderRequest {
    pub ids: Vec<String>,
    #[serde(default)]
    pub overrides: BTreeMap<String, Override>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    #[serde(default)]
    pub quantity: Option<Quantity>,
    #[serde(default)]
    pub supplier: Option<String>,
}

const LINES_MAX: usize = 500;

/// Where a line goes: lines with the same heading stand on one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Heading {
    Purchase(SupplierId, WarehouseId),
    Transfer(WarehouseId, WarehouseId),
}

pub(super) struct Line {
    pub(super) item: ItemId,
    pub(super) quantity: Quantity,
    pub(super) due: Option<Day>,
}

impl App {
    pub async fn order_shortages(
        &self,
        turn: Turn,
        request: OrderRequest,
        key: Option<Key>,
    ) -> Result<Answer, Failure> {
        turn.caller.require(Ability::Plan)?;
        if request.ids.is_empty() || request.ids.len() > LINES_MAX {
            return Err(
                vec![Problem::new("ids", "out_of_range").with("min", 1).with("max", LINES_MAX)].into()
            );
        }
        self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                let headed = headed(tx, &turn, &request)?;
                let mut documents = Vec::new();
                for (heading, lines) in &headed {
                    documents.push(draft(tx, &turn, *heading, lines)?);
                }
                Ok(json!({ "documents": documents }))
            })
        })
        .await
    }
}

/// Every chosen line under its heading, or every problem.
fn headed(
    tx: &mut dyn Tx,
    turn: &Turn,
    request: &OrderRequest,
) -> Result<BTreeMap<Heading, Vec<Line>>, Failure> {
    let mut headed: BTreeMap<Heading, Vec<Line>> = BTreeMap::new();
    let mut problems = Vec::new();
    for (at, id) in request.ids.iter().enumerate() {
        let path = format!("ids[{at}]");
        let Some(found) = chosen(tx, turn, id)? else {
            problems.push(Problem::new(path, "not_found").with("value", id));
            continue;
        };
        let change = request.overrides.get(id).cloned().unwrap_or_default();
        match line(tx, turn, &found, &change)? {
            Some((heading, line)) => headed.entry(heading).or_default().push(line),
            None => problems.push(Problem::new(path, "no_suggestion").with("value", id)),
        }
    }
    if problems.is_empty() { Ok(headed) } else { Err(problems.into()) }
}

fn chosen(tx: &mut dyn Tx, turn: &Turn, id: &str) -> Result<Option<Listed>, Failure> {
    let Some((item, warehouse)) = id.rsplit_once(':') else { return Ok(None) };
    let pair = (require(tx, turn, "item", item)?.into(), require(tx, turn, "warehouse", warehouse)?.into());
    Ok(storage::outlooks::get(tx, &[pair])?.into_iter().next())
}

/// What planning suggested, unless the buyer knows better. Without a suggestion a supplier and a
/// quantity of the buyer's own make a line too.
fn line(
    tx: &mut dyn Tx,
    turn: &Turn,
    found: &Listed,
    change: &Override,
) -> Result<Option<(Heading, Line)>, Failure> {
    let (item, warehouse) = (found.item, found.warehouse);
    let suggestion = found.suggestion.clone();
    let own = match &change.supplier {
        Some(it) => Some(SupplierId::from(require(tx, turn, "supplier", it)?)),
        None => None,
    };
    Ok(match (suggestion, own) {
        (Some(Suggestion::Purchase { supplier, quantity, arrival_day, .. }), own) => {
            let same = own.is_none_or(|it| it == supplier);
            let line = Line {
                item,
                quantity: change.quantity.unwrap_or(quantity),
                due: same.then_some(arrival_day),
            };
            Some((Heading::Purchase(own.unwrap_or(supplier), warehouse), line))
        }
        (Some(Suggestion::Transfer { from, quantity }), None) => {
            let quantity = change.quantity.unwrap_or(quantity);
            Some((Heading::Transfer(from, warehouse), Line { item, quantity, due: None }))
        }
        (suggestion, Some(own)) => {
            let usual = match suggestion {
                Some(Suggestion::Transfer { quantity, .. }) => Some(quantity),
                _ => None,
            };
            let quantity = change.quantity.or(usual);
            quantity.map(|quantity| (Heading::Purchase(own, warehouse), Line { item, quantity, due: None }))
        }
        (None, None) => None,
    })
}

pub(super) fn draft(tx: &mut dyn Tx, turn: &Turn, heading: Heading, lines: &[Line]) -> Result<Json, Failure> {
    let mut ids: Vec<DocumentId> = lines.iter().map(|it| it.item.into()).collect();
    match heading {
        Heading::Purchase(supplier, warehouse) => ids.extend([DocumentId::from(supplier), warehouse.into()]),
        Heading::Transfer(from, to) => ids.extend([DocumentId::from(from), to.into()]),
    }
    let names = gate::names(tx, turn, &ids)?;
    let number = |id: DocumentId| names.iter().find(|it| it.id == id).map_or("", |it| it.number.as_str());
    let rows: Vec<Json> = lines
        .iter()
        .map(|it| match heading {
            // At the price that is agreed, as of any order.
            Heading::Purchase(..) => {
                json!({ "item": number(it.item.into()), "quantity": it.quantity, "due": it.due })
            }
            Heading::Transfer(..) => json!({ "item": number(it.item.into()), "quantity": it.quantity }),
        })
        .collect();
    let (kind, fields) = match heading {
        Heading::Purchase(supplier, warehouse) => {
            let due = lines.iter().filter_map(|it| it.due).max();
            let (supplier, warehouse) = (number(supplier.into()), number(warehouse.into()));
            (
                "purchase_order",
                json!({ "supplier": supplier, "deliver_to": warehouse, "due": due, "lines": rows }),
            )
        }
        Heading::Transfer(from, to) => {
            ("transfer", json!({ "from": number(from.into()), "to": number(to.into()), "lines": rows }))
        }
    };
    let definition = turn.definitions.require(kind)?.clone();
    let stored = create(tx, turn, &definition, &fields, None)?.stored;
    let other = match heading {
        Heading::Purchase(supplier, _) => DocumentId::from(supplier),
        Heading::Transfer(from, _) => from.into(),
    };
    let title = names.iter().find(|it| it.id == other).map_or("", |it| it.title.as_str());
    Ok(json!({
        "type": kind, "id": stored.uuid, "number": stored.number, "title": title, "lines": lines.len(),
        "state": stored.state,
    }))
}
