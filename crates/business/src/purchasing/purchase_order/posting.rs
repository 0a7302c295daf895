//! What a purchase order does to the world when it moves from state to state.

use super::generated::{Line, PurchaseOrder, Transition};
use super::{before, calls_off, revisions};
use crate::order_lines::{OpenLines, came_true, in_its_unit, part_of, refuse_if_fulfilled};
use crate::purchasing::purchase_request::PurchaseRequest;
use crate::{Arrival, ArrivalKind, Draft, Effect, Fulfilment, Needs, Refusal, World};
use documents::Value;
use ledger::BalanceKey;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use values::{ClaimId, Day, DocumentId, ItemId, LineNo, Money, Number, Percent, Quantity};

/// The requests that its lines are for, and the contracts they count against.
pub(super) fn sources(order: &PurchaseOrder) -> Vec<DocumentId> {
    requests(order).union(&calls_off::contracts(order)).copied().collect()
}

fn requests(order: &PurchaseOrder) -> BTreeSet<DocumentId> {
    order.lines.iter().filter_map(|it| it.request).collect()
}

pub(super) fn needs(id: DocumentId, order: &PurchaseOrder, transition: Transition, _: &World) -> Needs {
    let items: BTreeSet<ItemId> = order.lines.iter().map(|it| it.item).collect();
    match transition {
        Transition::Confirm => Needs {
            fulfilled_of: requests(order).into_iter().collect(),
            called_off_of: Some((calls_off::contracts(order).into_iter().collect(), id)),
            terms_of: Some((Some(order.supplier), items.into_iter().collect())),
            ..Needs::default()
        },
        Transition::Cancel => Needs { fulfilled_of: vec![id], ..Needs::default() },
        Transition::Reopen => Needs { replaced_of: vec![id], ..Needs::default() },
        Transition::Complete => Needs { fulfilled_of: vec![id], replaced_of: vec![id], ..Needs::default() },
        Transition::Close => Needs {
            fulfilled_of: std::iter::once(id).chain(requests(order)).collect(),
            replaced_of: vec![id],
            own_fulfilments: Some(id),
            ..Needs::default()
        },
    }
}

/// Exhaustive on purpose: a transition added to `definition.toml` does not compile until its
/// consequence is written here, even if that is nothing.
pub(super) fn post(
    id: DocumentId,
    order: &PurchaseOrder,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Confirm => {
            calls_off::warn(None, order, world)?;
            let mut effects = order.expected(id, world);
            effects.extend(buy_what_was_requested(order, world, &BTreeMap::new(), true)?);
            effects.extend(agree_tolerances(order, world));
            effects.extend(before::post(id, order, world)?);
            Ok(effects)
        }
        Transition::Cancel => {
            refuse_if_fulfilled(id, order.lines.iter().map(|it| it.line), world)?;
            let mut effects = vec![Effect::ExpectNothingMore(id)];
            let requests = requests(order);
            if !requests.is_empty() {
                effects.push(Effect::Unfulfil(id));
                effects.extend(requests.into_iter().map(|it| Effect::Make(it, "reopen")));
            }
            Ok(effects)
        }
        Transition::Reopen => Ok(order.expected(id, world)),
        Transition::Close => {
            let mut came = order.clone();
            for line in &mut came.lines {
                let done = came_true(ClaimId { document: id, line: line.line }, line.quantity, world);
                line.quantity = done.plus(line.short.unwrap_or_default()).min(line.quantity);
            }
            let mut effects = vec![Effect::ExpectNothingMore(id)];
            effects.extend(count_anew(id, &came, world)?);
            Ok(effects)
        }
        Transition::Complete => {
            let mut effects = vec![Effect::ExpectNothingMore(id)];
            effects.extend(order.lines.iter().filter_map(|it| {
                let ordered = ClaimId { document: id, line: it.line };
                let wanted = it.quantity.plus(world.replaced(ordered));
                let short = wanted.minus(world.fulfilled(ordered).min(wanted));
                write_short(it, short)
            }));
            Ok(effects)
        }
    }
}

/// What stays away of a line that is complete all the same is not waited for when the order is opened again.
fn write_short(line: &Line, short: Quantity) -> Option<Effect> {
    let value = short.is_positive().then_some(short);
    let write = Effect::WriteLine { line: line.line, column: "short", value: value.map(Value::Quantity) };
    (value != line.short).then_some(write)
}

/// The line's own day, else the order's, else a week: an order without any day is still expected.
fn due(order: &PurchaseOrder, line: &Line) -> Day {
    const WITHOUT_A_DAY: i32 = 7;
    line.due.or(order.due).unwrap_or_else(|| order.ordered_on.plus_days(WITHOUT_A_DAY))
}

/// Its lines count against the requests they are for, at most as much as is left of these: more may be
/// bought than was asked for. `own` is what counted so far.
fn buy_what_was_requested(
    order: &PurchaseOrder,
    world: &World,
    own: &BTreeMap<ClaimId, Quantity>,
    must_be_open: bool,
) -> Result<Vec<Effect>, Refusal> {
    let mut effects = Vec::new();
    for request in requests(order) {
        let source = world.source(request);
        if must_be_open && source.state != "approved" {
            return Err(world.not_open(request));
        }
        let asked = PurchaseRequest::from_record(&source.record);
        let mut open = OpenLines::of(request, asked.open_lines(), world);
        for it in &mut open.0 {
            let own = own.get(&ClaimId { document: request, line: it.line }).copied().unwrap_or_default();
            it.left = it.left.plus(own);
        }
        for line in order.lines.iter().filter(|it| it.request == Some(request)) {
            let named = line.request_line.map(|it| it.raw() / Number::ONE_RAW);
            let of_line = open
                .0
                .iter_mut()
                .filter(|it| it.item == line.item && named.is_none_or(|named| i64::from(it.line) == named));
            let mut rest = line.quantity;
            for it in of_line {
                let quantity = rest.min(it.left);
                if quantity.is_positive() {
                    (it.left, rest) = (it.left.minus(quantity), rest.minus(quantity));
                    let ordered = ClaimId { document: request, line: it.line };
                    let day = order.ordered_on;
                    effects.push(Effect::Fulfil(Fulfilment { ordered, line: line.line, quantity, day }));
                }
            }
        }
        match open.all_done() {
            true => effects.push(Effect::Make(request, "complete")),
            false if source.state == "done" => effects.push(Effect::Make(request, "reopen")),
            false => (),
        }
    }
    Ok(effects)
}

/// What the order counts for with its requests, instead of what it counted for so far.
fn count_anew(id: DocumentId, order: &PurchaseOrder, world: &World) -> Result<Vec<Effect>, Refusal> {
    if requests(order).is_empty() {
        return Ok(Vec::new());
    }
    let mut effects = vec![Effect::Unfulfil(id)];
    effects.extend(before::fulfilments(id, order).map(Effect::Fulfil));
    effects.extend(buy_what_was_requested(order, world, &world.own_fulfilments, false)?);
    Ok(effects)
}

/// What the order says itself, else the terms of supply, is written on its lines: later terms change
/// nothing of what was agreed.
fn agree_tolerances(order: &PurchaseOrder, world: &World) -> Vec<Effect> {
    let mut agreed = order.clone();
    for line in &mut agreed.lines {
        let terms = world.terms(line.item);
        line.over_receipt = order.over_receipt.or(line.over_receipt).or(terms.over_receipt);
        line.over_receipt = line.over_receipt.max(before::over_receipt(line));
        line.under_receipt = order.under_receipt.or(line.under_receipt).or(terms.under_receipt);
    }
    tolerances(order, &agreed)
}

/// What the order says of all its lines holds for them when it is said later, and for lines that come later.
/// What is ordered less of now is not short of that.
fn agreed_anew(before: &PurchaseOrder, after: &PurchaseOrder) -> PurchaseOrder {
    let mut agreed = after.clone();
    for line in &mut agreed.lines {
        let old = before.lines.iter().find(|it| it.line == line.line);
        let is_new = old.is_none();
        let less = old.filter(|it| it.item == line.item).map(|it| it.quantity.minus(line.quantity));
        let less = less.unwrap_or(line.quantity).max(Quantity::ZERO);
        line.short = line.short.map(|it| it.minus(less)).filter(|it| it.is_positive());
        if is_new || before.over_receipt != after.over_receipt {
            line.over_receipt = after.over_receipt.or(line.over_receipt).max(before::over_receipt(line));
        }
        if is_new || before.under_receipt != after.under_receipt {
            line.under_receipt = after.under_receipt.or(line.under_receipt);
        }
    }
    agreed
}

/// Writes on the lines what was agreed of them.
fn tolerances(order: &PurchaseOrder, agreed: &PurchaseOrder) -> Vec<Effect> {
    let write = |line, column, value: Option<Percent>| Effect::WriteLine {
        line,
        column,
        value: value.map(Value::Percent),
    };
    let of_line = |(was, is): (&Line, &Line)| {
        let over =
            (is.over_receipt != was.over_receipt).then(|| write(is.line, "over_receipt", is.over_receipt));
        let under = (is.under_receipt != was.under_receipt)
            .then(|| write(is.line, "under_receipt", is.under_receipt));
        over.into_iter().chain(under)
    };
    order.lines.iter().zip(&agreed.lines).flat_map(of_line).collect()
}

impl PurchaseOrder {
    /// What was ordered, and where it is to come.
    pub(crate) fn open_lines(&self) -> impl Iterator<Item = (LineNo, BalanceKey, Quantity)> {
        let key = |line: &Line| BalanceKey { item: line.item, warehouse: self.deliver_to };
        self.lines.iter().map(move |it| (it.line, key(it), it.awaited()))
    }

    /// Every line is expected, with what is to be delivered once more.
    pub(crate) fn expected(&self, id: DocumentId, world: &World) -> Vec<Effect> {
        let expected = |line: &Line| {
            let ordered = ClaimId { document: id, line: line.line };
            Effect::Expect(Arrival {
                line: ordered,
                key: BalanceKey { item: line.item, warehouse: self.deliver_to },
                supplier: Some(self.supplier),
                kind: ArrivalKind::Purchase,
                quantity: line.awaited().plus(world.replaced(ordered)),
                due: due(self, line),
            })
        };
        self.lines.iter().map(expected).collect()
    }

    /// The open lines, with what may come beyond them and what may stay away.
    pub(crate) fn open_within_tolerance(&self, id: DocumentId, world: &World) -> OpenLines {
        let mut open = OpenLines::of(id, self.open_lines(), world);
        for (it, line) in open.0.iter_mut().zip(&self.lines) {
            let ordered = ClaimId { document: id, line: line.line };
            let wanted = line.awaited().plus(world.replaced(ordered));
            let beyond = world.fulfilled(ordered).minus(wanted).max(Quantity::ZERO);
            it.extra = part_of(line.quantity, line.over_receipt).minus(beyond).max(Quantity::ZERO);
            let short = line.short.unwrap_or_default();
            it.forgiven = part_of(line.quantity, line.under_receipt).minus(short).max(Quantity::ZERO);
        }
        open
    }
}

impl Line {
    /// How much of it is to come, all in all.
    fn awaited(&self) -> Quantity {
        self.quantity.minus(self.short.unwrap_or_default().min(self.quantity))
    }

    /// What `quantity` of the line costs, nothing where no price is agreed; `None` when out of range. By
    /// the unit's price where there is one, so that all of the line costs its amount.
    pub(crate) fn worth(&self, quantity: Quantity) -> Option<Money> {
        match (self.unit_quantity, self.unit_price, self.price) {
            (Some(counted), Some(by_unit), _) => {
                by_unit.times(counted).map(|all| all.share(quantity, self.quantity))
            }
            (_, _, Some(price)) => price.times(quantity),
            (_, _, None) => Some(Money::ZERO),
        }
    }
}

pub(super) fn amend_needs(id: DocumentId, _: &PurchaseOrder, after: &PurchaseOrder, _: &World) -> Needs {
    Needs {
        fulfilled_of: std::iter::once(id).chain(requests(after)).collect(),
        called_off_of: Some((calls_off::contracts(after).into_iter().collect(), id)),
        replaced_of: vec![id],
        own_fulfilments: Some(id),
        ..Needs::default()
    }
}

/// What was agreed is changed with the supplier: never below what he delivered. Arrivals follow, and the
/// change is written down with a note to him.
pub(super) fn amend(
    id: DocumentId,
    before: &PurchaseOrder,
    after: &PurchaseOrder,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    let is_same = (before.supplier, requests(before)) == (after.supplier, requests(after));
    if !is_same || !before::is_same(before, after) {
        return Err(Refusal::NotAmendable);
    }
    refuse_less_than_received(id, before, after, world)?;
    calls_off::warn(Some(before), after, world)?;

    let mut effects = vec![Effect::ExpectNothingMore(id)];
    let agreed = agreed_anew(before, after);
    effects.extend(agreed.expected(id, world));
    effects.extend(count_anew(id, after, world)?);
    effects.extend(revisions::write(before, after, world));
    effects.extend(tolerances(after, &agreed));
    let short = after.lines.iter().zip(&agreed.lines);
    effects.extend(short.filter_map(|(was, is)| write_short(was, is.short.unwrap_or_default())));
    if agreed.open_within_tolerance(id, world).all_done() {
        effects.push(Effect::Make(id, "complete"));
    }
    Ok(effects)
}

fn refuse_less_than_received(
    id: DocumentId,
    before: &PurchaseOrder,
    after: &PurchaseOrder,
    world: &World,
) -> Result<(), Refusal> {
    for old in &before.lines {
        let ordered = ClaimId { document: id, line: old.line };
        let done = world.fulfilled(ordered).minus(world.replaced(ordered)).max(Quantity::ZERO);
        let new = after.lines.iter().find(|it| it.line == old.line && it.item == old.item);
        let wanted = new.map_or(Quantity::ZERO, |it| it.quantity);
        // What came beyond the order within its tolerance does not have to be ordered now.
        if wanted < done.min(old.quantity) {
            return Err(Refusal::LessThanFulfilled { line: old.line, item: old.item, wanted, done });
        }
    }
    Ok(())
}

pub(super) fn push_down(
    id: DocumentId,
    order: &PurchaseOrder,
    number: &str,
    to: &str,
    world: &World,
) -> Option<Draft> {
    match to {
        "receipt" => Some(draft_receipt(id, order, number, world)),
        "purchase_return" => draft_return(id, order, number, world),
        _ => None,
    }
}

/// A receipt of everything that has not arrived yet.
fn draft_receipt(id: DocumentId, order: &PurchaseOrder, number: &str, world: &World) -> Draft {
    let open = OpenLines::of(id, order.open_lines(), world);
    let lines: Vec<Json> = drafted(order, &open);
    let fields = json!({ "purchase_order": number, "warehouse": order.deliver_to.0, "lines": lines });
    Draft { fields, elsewhere: Vec::new() }
}

/// A return of all that was received and is not back yet; of nothing there is none.
fn draft_return(id: DocumentId, order: &PurchaseOrder, number: &str, world: &World) -> Option<Draft> {
    let here = OpenLines::shipped(id, order.open_lines(), world);
    let lines = drafted(order, &here);
    if lines.is_empty() {
        return None;
    }
    let fields = json!({ "purchase_order": number, "warehouse": order.deliver_to.0, "lines": lines });
    Some(Draft { fields, elsewhere: Vec::new() })
}

fn drafted(order: &PurchaseOrder, open: &OpenLines) -> Vec<Json> {
    let left = open.0.iter().zip(&order.lines).filter(|(it, _)| it.left.is_positive());
    let lines = left.map(|(it, line)| {
        let mut draft = json!({ "item": it.item.0, "quantity": it.left, "source_line": it.line.to_string() });
        in_its_unit(&mut draft, line.unit.as_deref(), line.unit_quantity, line.quantity, it.left);
        draft
    });
    lines.collect()
}
