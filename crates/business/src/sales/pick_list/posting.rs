//! What a pick list does to the world: promised goods are picked once, and what was not there is no
//! longer promised. Both are in their bins no more; the stock itself leaves with the shipments.

use super::generated::{Line, PickList, Transition};
use crate::world::hold_id;
use crate::{Effect, Fulfilment, Needs, Refusal, World};
use ledger::{BalanceKey, BinMove, Claim, Hold, Origin};
use std::collections::BTreeMap;
use values::{ClaimId, DocumentId, ItemId, Number, Quantity};

pub(super) fn sources(_: &PickList) -> Vec<DocumentId> {
    Vec::new()
}

pub(super) fn needs(_: DocumentId, paper: &PickList, transition: Transition, _: &World) -> Needs {
    let balances = paper.lines.iter().map(|it| key(paper, it)).collect();
    let orders: Vec<DocumentId> = paper.lines.iter().map(|it| it.sales_order).collect();
    match transition {
        Transition::Start => {
            Needs { balances, claims_of: orders.clone(), picking_of: orders, ..Needs::default() }
        }
        Transition::Finish => {
            let items = paper.lines.iter().map(|it| it.item).collect();
            Needs { balances, items, claims_of: orders, ..Needs::default() }
        }
        Transition::Settle | Transition::SettleCancelled => Needs { balances, ..Needs::default() },
        Transition::Ship | Transition::Cancel => Needs::default(),
    }
}

pub(super) fn post(
    id: DocumentId,
    paper: &PickList,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Start => Ok(vec![start(paper, world)?]),
        Transition::Finish => finish(id, paper, world),
        // What was short stays held: that nobody ships does not find it.
        Transition::Ship | Transition::Cancel => Ok(vec![Effect::Pick(Vec::new())]),
        Transition::Settle | Transition::SettleCancelled => {
            settle(id, paper, world);
            Ok(Vec::new())
        }
    }
}

fn key(paper: &PickList, line: &Line) -> BalanceKey {
    BalanceKey { item: line.item, warehouse: paper.warehouse }
}

impl Line {
    /// Blank is all of it.
    pub fn found(&self) -> Quantity {
        self.picked.unwrap_or(self.quantity).min(self.quantity)
    }
}

/// The claim a line is picked for: the named line of the order, else the first of its item here.
fn claim<'a>(paper: &PickList, line: &Line, world: &'a World) -> Option<&'a Claim> {
    let named = line.source_line.map(|it| it.raw() / Number::ONE_RAW);
    let is_it =
        |it: &&Claim| it.key == key(paper, line) && named.is_none_or(|named| i64::from(it.id.line) == named);
    world.ledger.claims_of(line.sales_order).find(is_it)
}

/// Only what is promised and nobody picks already.
fn start(paper: &PickList, world: &World) -> Result<Effect, Refusal> {
    let mut taken: BTreeMap<ClaimId, Quantity> = BTreeMap::new();
    let mut picks = Vec::with_capacity(paper.lines.len());
    for line in &paper.lines {
        let claim = claim(paper, line, world);
        let left = claim.map_or(Quantity::ZERO, |it| {
            let elsewhere = world.picking(it.id).plus(taken.get(&it.id).copied().unwrap_or_default());
            it.reserved.minus(elsewhere.min(it.reserved))
        });
        match claim {
            Some(it) if line.quantity <= left => {
                let sum = taken.entry(it.id).or_default();
                *sum = sum.plus(line.quantity);
                picks.push(pick(it.id, line, line.quantity, world));
            }
            _ => {
                let (line, item, wanted) = (line.line, line.item, line.quantity);
                return Err(Refusal::NotPromised { line, item, wanted, left });
            }
        }
    }
    Ok(Effect::Pick(picks))
}

fn pick(ordered: ClaimId, line: &Line, quantity: Quantity, world: &World) -> Fulfilment {
    Fulfilment { ordered, line: line.line, quantity, day: world.today }
}

/// What was not found is promised to nobody until somebody has looked: neither to this order, nor to
/// the next one, who would not find it either.
fn finish(id: DocumentId, paper: &PickList, world: &mut World) -> Result<Vec<Effect>, Refusal> {
    let mut picks = Vec::with_capacity(paper.lines.len());
    for line in &paper.lines {
        let (found, short) = (line.found(), line.quantity.minus(line.found()));
        let Some(claim) = claim(paper, line, world).cloned() else {
            let (line, item, wanted) = (line.line, line.item, line.quantity);
            return Err(Refusal::NotPromised { line, item, wanted, left: Quantity::ZERO });
        };
        if found.is_positive() {
            picks.push(pick(claim.id, line, found, world));
        }
        take_out(id, paper, line, world)?;
        if short.is_positive() {
            let kept = claim.reserved.minus(short.min(claim.reserved));
            world.ledger.change_claim(claim.id, claim.key, claim.channel, kept)?;
            world.ledger.change_claim(claim.id, claim.key, claim.channel, claim.wanted)?;
            let held = short.min(world.ledger.balance(claim.key).available());
            if held.is_positive() {
                world.ledger.hold(Hold {
                    id: hold_id(id, line.line),
                    key: claim.key,
                    lot: line.lot.clone(),
                    quantity: held,
                    reason: "short_pick".to_owned(),
                    owner: world.user,
                    expires: None,
                    origin: Origin { document: id, line: line.line },
                })?;
            }
        }
    }
    Ok(vec![Effect::Pick(picks)])
}

/// What was asked for of a bin is not there any more: picked, or not found. At most what the bin holds: it
/// may have been carried elsewhere meanwhile, and a bin keeps nothing from leaving.
fn take_out(id: DocumentId, paper: &PickList, line: &Line, world: &mut World) -> Result<(), Refusal> {
    let Some(bin) = line.bin else { return Ok(()) };
    let key = key(paper, line);
    let quantity = line.quantity.min(world.ledger.in_bin(key, line.lot.as_deref(), bin));
    if quantity.is_positive() {
        let origin = Origin { document: id, line: line.line };
        let (lot, from) = (line.lot.clone(), Some(bin));
        world.ledger.move_bin(BinMove { key, lot, from, to: None, quantity, origin })?;
    }
    Ok(())
}

fn settle(id: DocumentId, paper: &PickList, world: &mut World) {
    for line in &paper.lines {
        world.ledger.release_hold(hold_id(id, line.line));
    }
}

pub(super) fn amend_needs(_: DocumentId, before: &PickList, _: &PickList, _: &World) -> Needs {
    let orders: Vec<DocumentId> = before.lines.iter().map(|it| it.sales_order).collect();
    Needs {
        balances: before.lines.iter().map(|it| key(before, it)).collect(),
        claims_of: orders,
        ..Needs::default()
    }
}

/// What is picked for whom stays; while it is picked, how many were found, where, of which lot and
/// in which package. A line may be split over lots and packages.
pub(super) fn amend(
    _: DocumentId,
    before: &PickList,
    after: &PickList,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    let same = match world.state.as_str() {
        PICKED => asked(before) == asked(after) && found(before) == found(after),
        _ => asked(before) == asked(after),
    };
    if !same || before.warehouse != after.warehouse {
        return Err(Refusal::NotAmendable);
    }
    let quantity = |it: &Line| if world.state == PICKED { it.found() } else { it.quantity };
    let picks = after.lines.iter().filter(|it| quantity(it).is_positive()).filter_map(|line| {
        let claim = claim(after, line, world)?;
        Some(pick(claim.id, line, quantity(line), world))
    });
    Ok(vec![Effect::Pick(picks.collect())])
}

const PICKED: &str = "picked";

type Asked = BTreeMap<(DocumentId, ItemId, Option<Number>), Quantity>;

fn asked(paper: &PickList) -> Asked {
    let mut sums = Asked::new();
    for it in &paper.lines {
        let sum = sums.entry((it.sales_order, it.item, it.source_line)).or_default();
        *sum = sum.plus(it.quantity);
    }
    sums
}

type Found<'a> = BTreeMap<(DocumentId, ItemId, Option<Number>, Option<&'a str>), Quantity>;

/// By lot too: what is held of a lot because it was not found stays what it is.
fn found(paper: &PickList) -> Found<'_> {
    let mut sums = BTreeMap::new();
    for it in &paper.lines {
        let sum = sums
            .entry((it.sales_order, it.item, it.source_line, it.lot.as_deref()))
            .or_insert(Quantity::ZERO);
        *sum = sum.plus(it.found());
    }
    sums
}
