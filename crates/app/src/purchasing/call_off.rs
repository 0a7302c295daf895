//! Which contract the lines of an order count against, and what is told of one that is used up.

use crate::caller::Ability;
use crate::failure::Failure;
use crate::papers::Before;
use crate::refusals::Names;
use crate::turn::Turn;
use business::{Beyond, CalledOff};
use documents::{DocumentType, Kind, Problem, Record, Row, Value};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use storage::Tx;
use values::{DocumentId, ItemId, Money};

/// Whether lines of this type count against contracts.
pub(crate) fn calls_off(definition: &DocumentType) -> bool {
    let column = definition.field_at("lines.contract");
    column.is_some_and(|it| it.kind == Kind::Link("purchase_contract".to_owned()))
}

/// Finds the contract in force of each line that is new, or is about something else than it was; whether any
/// changed. What a person wrote stays, if it is with this supplier.
pub(crate) fn find_contracts(
    tx: &mut dyn Tx,
    definition: &DocumentType,
    before: Option<Before<'_>>,
    order: &mut Record,
) -> Result<bool, Failure> {
    let (Some(supplier), Some(day)) = (order.link("supplier"), order.day("ordered_on")) else {
        return Ok(false);
    };
    if !calls_off(definition) {
        return Ok(false);
    }
    let is_open = before.is_none_or(|it| !it.amends);
    let same_head = before.is_some_and(|it| {
        ["supplier", "ordered_on"].into_iter().all(|name| it.record.get(name) == order.get(name))
    });
    let old = |row: &Row| {
        let of = before.and_then(|it| it.record.rows("lines").iter().find(|old| old.line == row.line));
        of.map(|it| &it.record)
    };
    let is_written = |row: &Row| {
        let contract = row.record.link("contract");
        contract.is_some() && old(row).is_none_or(|it| it.link("contract") != contract)
    };
    let is_asked = |row: &Row| {
        let as_was = |it: &Record| it.link("item") == row.record.link("item") && (same_head || !is_open);
        !is_written(row) && old(row).is_none_or(|it| !as_was(it))
    };
    let mut rows = order.rows("lines").to_vec();
    refuse_of_others(tx, supplier, rows.iter().enumerate().filter(|(_, row)| is_written(row)))?;
    let items: Vec<ItemId> = rows.iter().filter(|it| is_asked(it)).filter_map(item).collect();
    if items.is_empty() {
        return Ok(false);
    }
    let found = storage::purchasing::contracts_for(tx, supplier.into(), day, &items)?;
    for row in &mut rows {
        if is_asked(row) {
            let contract = item(row).and_then(|it| found.get(&it)).copied();
            row.record.set("contract", contract.map(Value::Link));
        }
    }
    let changed = rows != order.rows("lines");
    order.set("lines", Some(Value::Rows(rows)));
    Ok(changed)
}

fn item(row: &Row) -> Option<ItemId> {
    row.record.link("item").map(ItemId::from)
}

/// A contract with another supplier is not one to choose.
fn refuse_of_others<'a>(
    tx: &mut dyn Tx,
    supplier: DocumentId,
    written: impl Iterator<Item = (usize, &'a Row)>,
) -> Result<(), Failure> {
    let written: Vec<(usize, DocumentId)> =
        written.filter_map(|(at, row)| Some((at, row.record.link("contract")?))).collect();
    let contracts: Vec<DocumentId> = written.iter().map(|(_, it)| *it).collect();
    let found = storage::documents::load_many(tx, &contracts)?;
    let is_theirs = |id: DocumentId| {
        found.iter().any(|it| it.id == id && it.body["supplier"].as_i64() == Some(supplier.0))
    };
    let wrong = written.into_iter().filter(|(_, it)| !is_theirs(*it));
    let problems: Vec<Problem> =
        wrong.map(|(at, _)| Problem::new(format!("lines[{at}].contract"), "not_among_choices")).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// What orders called off of a contract's lines and of the whole, beside what was agreed. Amounts only where
/// prices are seen.
pub(crate) fn told_of_contract(
    contract: &Record,
    called_off: &BTreeMap<ItemId, CalledOff>,
    sees_prices: bool,
) -> Json {
    let lines = contract.rows("lines").iter().map(|row| {
        let of = item(row).and_then(|it| called_off.get(&it)).copied().unwrap_or_default();
        let agreed = row.record.quantity("quantity");
        let left = agreed.map(|it| it.minus(of.quantity.min(it)));
        let mut told = json!({ "line": row.line, "ordered": of.quantity, "received": of.received });
        if let (Some(agreed), Some(left)) = (agreed, left) {
            told["wanted"] = json!(agreed);
            told["left"] = json!(left);
        }
        if sees_prices {
            told["amount"] = json!(of.amount);
        }
        told
    });
    let mut told = json!({ "lines": lines.collect::<Vec<_>>() });
    if sees_prices {
        let ordered = called_off.values().fold(Money::ZERO, |sum, it| sum.plus(it.amount));
        let agreed = contract.money("amount");
        let left = agreed.map(|it| it.minus(ordered.min(it)));
        told["amount"] = json!({ "agreed": agreed, "ordered": ordered, "left": left });
    }
    told
}

/// Warnings of an order that goes beyond its contracts.
pub(crate) fn warnings(turn: &Turn, beyond: &[Beyond], names: &Names) -> Vec<Problem> {
    let warning = |path: String, zh: String, en: String| {
        Problem::new(path, "check_warning").with("message_zh", zh).with("message_en", en)
    };
    let told = |it: &Beyond| match it {
        Beyond::Quantity { at, item, contract, agreed, others, wanted } => {
            let (item, over) = (names.called(*item), others.plus(*wanted).minus(*agreed));
            warning(
                format!("lines[{at}].quantity"),
                format!("{item}: 合同 {contract} 约定 {agreed}, 已下单 {others}, 本单 {wanted}, 超出 {over}"),
                format!(
                    "{item}: contract {contract} agrees on {agreed}; {others} is ordered and this order wants {wanted}, {over} beyond it"
                ),
            )
        }
        Beyond::Amount { contract, agreed, others, wanted } if turn.caller.can(Ability::SeeCost) => {
            let over = others.plus(*wanted).minus(*agreed);
            warning(
                "amount".to_owned(),
                format!("合同 {contract} 约定总额 {agreed}, 已下单 {others}, 本单 {wanted}, 超出 {over}"),
                format!(
                    "Contract {contract} agrees on {agreed} in all; {others} is ordered and this order costs {wanted}, {over} beyond it"
                ),
            )
        }
        Beyond::Amount { contract, .. } => warning(
            "amount".to_owned(),
            format!("超出合同 {contract} 的约定总额"),
            format!("More than contract {contract} agrees on in all"),
        ),
    };
    beyond.iter().map(told).collect()
}
