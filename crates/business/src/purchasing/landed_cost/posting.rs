//! What a landed cost does: freight, duty and the like are spread over received lines and become part of
//! what these items cost.

use super::generated::{LandedCost, Line, Transition};
use crate::purchasing::receipt::Receipt;
use crate::{Effect, Needs, Refusal, World};
use documents::Value;
use ledger::{BalanceKey, Charge, Origin};
use std::collections::BTreeSet;
use values::{DocumentId, Money, Number, Quantity, WarehouseId, round_div};

pub(super) fn sources(paper: &LandedCost) -> Vec<DocumentId> {
    let receipts: BTreeSet<DocumentId> = paper.lines.iter().map(|it| it.receipt).collect();
    receipts.into_iter().collect()
}

pub(super) fn needs(_: DocumentId, paper: &LandedCost, transition: Transition, world: &World) -> Needs {
    match transition {
        Transition::Confirm => {
            let warehouse =
                |it: &Line| world.source(it.receipt).record.link("warehouse").map(WarehouseId::from);
            let key = |it: &Line| Some(BalanceKey { item: it.item, warehouse: warehouse(it)? });
            Needs {
                balances: paper.lines.iter().filter_map(key).collect(),
                items: paper.lines.iter().map(|it| it.item).collect(),
                ..Needs::default()
            }
        }
        Transition::Cancel => Needs::default(),
    }
}

pub(super) fn post(
    id: DocumentId,
    paper: &LandedCost,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Confirm => spread(id, paper, world),
        Transition::Cancel => Ok(Vec::new()),
    }
}

fn spread(id: DocumentId, paper: &LandedCost, world: &mut World) -> Result<Vec<Effect>, Refusal> {
    let shares = shares(paper).ok_or(Refusal::CannotSpread)?;
    let mut effects = Vec::new();
    for (line, share) in paper.lines.iter().zip(shares) {
        let source = world.source(line.receipt);
        let receipt = Receipt::from_record(&source.record);
        let number = line.receipt_line.raw() / Number::ONE_RAW;
        let received = receipt.lines.iter().find(|it| i64::from(it.line) == number && it.item == line.item);
        let Some(received) = received.filter(|_| source.state == "confirmed") else {
            return Err(world.not_open(line.receipt));
        };
        if line.share != Some(share) {
            let value = Some(Value::Money(share));
            effects.push(Effect::WriteLine { line: line.line, column: "share", value });
        }
        if share.is_positive() {
            world.ledger.charge(Charge {
                item: line.item,
                warehouse: receipt.warehouse,
                came: received.quantity,
                value: share,
                day: paper.spread_on,
                origin: Origin { document: id, line: line.line },
            })?;
        }
    }
    Ok(effects)
}

/// What each line bears: in proportion, to the cent, the rounding on the way carried to the next, so that
/// all of the costs are spread and no more. By hand the shares must be the costs.
fn shares(paper: &LandedCost) -> Option<Vec<Money>> {
    let all = paper.costs.iter().fold(Money::ZERO, |sum, it| sum.plus(it.amount));
    if paper.by == "hand" {
        let shares: Vec<Money> = paper.lines.iter().map(|it| it.share.unwrap_or_default()).collect();
        let sum = shares.iter().fold(Money::ZERO, |sum, it| sum.plus(*it));
        return (sum == all).then_some(shares);
    }
    let weights: Vec<i128> = paper.lines.iter().map(|it| weight(&paper.by, it)).collect();
    let total: i128 = weights.iter().sum();
    if total <= 0 {
        return None;
    }
    let cent = i128::from(Money::ONE_RAW / 100);
    let (mut upto, mut given) = (0_i128, 0_i128);
    let last = weights.len().checked_sub(1)?;
    let mut shares = Vec::with_capacity(weights.len());
    for (at, weight) in weights.iter().enumerate() {
        upto += weight;
        let exact = i128::from(all.raw()) * upto;
        let so_far = if at == last { i128::from(all.raw()) } else { round_div(exact, total * cent) * cent };
        shares.push(Money::from_raw(i64::try_from(so_far - given).ok()?));
        given = so_far;
    }
    Some(shares)
}

fn weight(by: &str, line: &Line) -> i128 {
    let raw = match by {
        "quantity" => line.quantity.raw(),
        "weight" => line.weight.unwrap_or(Quantity::ZERO).raw(),
        _ => line.value.unwrap_or(Money::ZERO).raw(),
    };
    i128::from(raw.max(0))
}
