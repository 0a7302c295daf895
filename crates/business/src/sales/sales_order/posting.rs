//! What a sales order does to the world when it moves from state to state.

use super::generated::{Line, SalesOrder, Transition};
use crate::order_lines::{OpenLine, OpenLines, came_true, in_its_unit, refuse_if_fulfilled};
use crate::sales::quotation::Quotation;
use crate::{Credit, Demand, Draft, Effect, Fulfilment, Needs, Refusal, Side, Trade, World, charged};
use documents::Value;
use ledger::BalanceKey;
use serde_json::{Value as Json, json};
use values::{ClaimId, DocumentId, LineNo, Money, Number, Quantity, UserId, WarehouseId, round_div};

pub(super) fn sources(order: &SalesOrder) -> Vec<DocumentId> {
    order.quotation.into_iter().chain(order.exchange_for).collect()
}

pub(super) fn needs(id: DocumentId, order: &SalesOrder, transition: Transition, world: &World) -> Needs {
    let balances = order.lines.iter().map(|it| key(order, it)).collect();
    match transition {
        // A draft has no claims, so that nothing is read for them.
        Transition::Confirm | Transition::Hold if world.state == DRAFT => {
            Needs { balances, credited_of: order.exchange_for.into_iter().collect(), ..Needs::default() }
        }
        Transition::Confirm | Transition::Hold | Transition::Reserve | Transition::Expire => {
            Needs { balances, claims_of: vec![id], ..Needs::default() }
        }
        Transition::Cancel | Transition::Close => {
            Needs { balances, claims_of: vec![id], fulfilled_of: vec![id], ..Needs::default() }
        }
        Transition::Complete => Needs::default(),
    }
}

const DRAFT: &str = "draft";
const PENDING: &str = "pending";

pub(super) fn post(
    id: DocumentId,
    order: &SalesOrder,
    transition: Transition,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    match transition {
        Transition::Confirm if world.state == PENDING => commit(id, order, world),
        Transition::Confirm => {
            require_open_quotation(order, world)?;
            require_returned(id, order, world)?;
            promise(id, order, world)
        }
        Transition::Hold => {
            require_open_quotation(order, world)?;
            require_returned(id, order, world)?;
            hold(id, order, world)
        }
        Transition::Reserve => {
            for claim in claims(id, world) {
                world.ledger.promise(claim);
            }
            Ok(Vec::new())
        }
        Transition::Cancel => {
            refuse_if_fulfilled(id, order.lines.iter().map(|it| it.line), world)?;
            give_back(id, world);
            let mut effects = vec![Effect::ForgetDemand(id)];
            effects.extend((world.state == PENDING).then_some(Effect::NeverExpire));
            effects.extend(order.quotation.map(|_| Effect::Order(Vec::new())));
            effects.extend(order.exchange_for.map(|_| Effect::Credit(None)));
            Ok(effects)
        }
        Transition::Expire => {
            give_back(id, world);
            let mut effects = vec![Effect::ForgetDemand(id), Effect::NeverExpire];
            effects.extend(order.quotation.map(|_| Effect::Order(Vec::new())));
            effects.extend(order.exchange_for.map(|_| Effect::Credit(None)));
            Ok(effects)
        }
        Transition::Close => {
            give_back(id, world);
            Ok(close(id, order, world))
        }
        Transition::Complete => Ok(Vec::new()),
    }
}

fn key(order: &SalesOrder, line: &Line) -> BalanceKey {
    BalanceKey { item: line.item, warehouse: line.ship_from.unwrap_or(order.ship_from) }
}

impl SalesOrder {
    /// What a line earns after every discount: its part of what the whole order comes to.
    pub fn net_amount(&self, line: &Line) -> Option<Money> {
        let own = line.amount?;
        let whole = self.lines.iter().filter_map(|it| it.amount).fold(Money::ZERO, Money::plus);
        match self.amount {
            Some(paid) if paid != whole && whole.is_positive() => {
                let part = i128::from(own.raw()) * i128::from(paid.raw());
                Some(Money::from_raw(i64::try_from(round_div(part, i128::from(whole.raw()))).ok()?))
            }
            _ => Some(own),
        }
    }

    /// What was ordered, and where it is shipped from.
    pub(crate) fn open_lines(&self) -> impl Iterator<Item = (LineNo, BalanceKey, Quantity)> {
        self.lines.iter().map(|it| (it.line, key(self, it), it.quantity))
    }

    /// A part of a line was sold, or came back: `done` and `part` of it, see [`charged`]. What it was
    /// worth, and which way it went, is the caller's to say.
    pub(crate) fn sold(
        &self,
        source: ClaimId,
        key: BalanceKey,
        [done, part]: [Quantity; 2],
        member: UserId,
    ) -> Result<Trade, Refusal> {
        let line = self.lines.iter().find(|it| it.line == source.line);
        let amount = line.map_or(Some(Money::ZERO), |it| {
            charged(it.price, self.net_amount(it), it.quantity, [done, part])
        });
        Ok(Trade {
            side: Side::Sold,
            line: source.line,
            source: Some(source),
            item: key.item,
            warehouse: key.warehouse,
            partner: self.customer.into(),
            channel: self.channel,
            member,
            day: self.ordered_on,
            quantity: part,
            amount: amount.ok_or(Refusal::AmountOutOfRange { line: source.line, item: key.item })?,
            cost: Money::ZERO,
        })
    }
}

/// Promises what there is. What there is not stays an open claim: planning and the people looking
/// after the customer both act on it. An order that must be whole is refused before any change.
fn promise(id: DocumentId, order: &SalesOrder, world: &mut World) -> Result<Vec<Effect>, Refusal> {
    claim(id, order, world)?;
    let mut effects = demands(order);
    effects.extend(taken_up(order, world));
    effects.extend(credit(order));
    effects.extend(order.quotation.map(|it| Effect::Make(it, "win")));
    Ok(effects)
}

/// Only an offer that holds can be taken up, by whom it was made to.
fn require_open_quotation(order: &SalesOrder, world: &World) -> Result<(), Refusal> {
    let Some(id) = order.quotation else { return Ok(()) };
    let source = world.source(id);
    let is_theirs = source.record.link("customer") == Some(order.customer.into());
    if is_theirs && matches!(source.state.as_str(), "sent" | "won") {
        return Ok(());
    }
    Err(world.not_open(id))
}

/// What is credited came back from this customer, and pays for no other order. The return is locked, so that two orders
/// cannot both find it unused.
fn require_returned(id: DocumentId, order: &SalesOrder, world: &World) -> Result<(), Refusal> {
    let Some(returned) = order.exchange_for else { return Ok(()) };
    let source = world.source(returned);
    if !matches!(source.state.as_str(), "checking" | "confirmed") {
        return Err(world.not_open(returned));
    }
    if world.returned_by.get(&returned) != Some(&order.customer) {
        return Err(Refusal::ExchangeOfAnother { number: source.number.clone() });
    }
    let credit = order.credit.unwrap_or_default();
    let back = source.record.money("amount").unwrap_or_default();
    let elsewhere = world.credited(returned, Some(id));
    match elsewhere.checked_add(credit) {
        Some(all) if all <= back => Ok(()),
        _ => Err(Refusal::MoreThanReturned { credit, back, elsewhere }),
    }
}

fn credit(order: &SalesOrder) -> Option<Effect> {
    let (of, amount) = (order.exchange_for?, order.credit.unwrap_or_default());
    Some(Effect::Credit(amount.is_positive().then_some(Credit { of, amount })))
}

/// How much of each quoted line is ordered; an item in its place was not quoted.
fn taken_up(order: &SalesOrder, world: &World) -> Option<Effect> {
    let quotation = order.quotation?;
    let quoted = Quotation::from_record(&world.source(quotation).record);
    let day = order.ordered_on;
    let lines = order.lines.iter().filter_map(|it| {
        let number = u32::try_from(it.quoted_line?.raw() / Number::ONE_RAW).ok()?;
        let line = quoted.lines.iter().find(|line| line.line == number && line.item == it.item)?.line;
        let ordered = ClaimId { document: quotation, line };
        Some(Fulfilment { ordered, line: it.line, quantity: it.quantity, day })
    });
    Some(Effect::Order(lines.collect()))
}

/// What did not go out is its sources' again: the rest of what was quoted, and what is credited beyond what
/// was bought for it.
fn close(id: DocumentId, order: &SalesOrder, world: &World) -> Vec<Effect> {
    let mut shipped = order.clone();
    let mut worth = Some(Money::ZERO);
    for line in &mut shipped.lines {
        let quantity = came_true(ClaimId { document: id, line: line.line }, line.quantity, world);
        let amount = charged(line.price, order.net_amount(line), line.quantity, [Quantity::ZERO, quantity]);
        worth = worth.zip(amount).and_then(|(sum, amount)| sum.checked_add(amount));
        line.quantity = quantity;
    }
    shipped.lines.retain(|it| it.quantity.is_positive());
    // What is worth more than can be written down is worth all of the credit.
    shipped.credit = shipped.credit.map(|credit| worth.map_or(credit, |worth| credit.min(worth)));
    taken_up(&shipped, world).into_iter().chain(credit(&shipped)).collect()
}

fn demands(order: &SalesOrder) -> Vec<Effect> {
    let want = |line: &Line| {
        Effect::Want(Demand {
            line: line.line,
            item: line.item,
            warehouse: key(order, line).warehouse,
            channel: order.channel,
            customer: Some(order.customer),
            day: order.ordered_on,
            wanted: line.quantity,
            amount: line.amount,
        })
    };
    order.lines.iter().map(want).collect()
}

fn claim(id: DocumentId, order: &SalesOrder, world: &mut World) -> Result<(), Refusal> {
    let claim = |line: &Line| ClaimId { document: id, line: line.line };
    if order.partial_allowed == Some(false) {
        let wants: Vec<_> = order.lines.iter().map(|it| (claim(it), key(order, it), it.quantity)).collect();
        world.ledger.require_whole(order.channel, &wants)?;
    }
    for line in &order.lines {
        world.ledger.open_claim(claim(line), key(order, line), order.channel, line.quantity)?;
        world.ledger.promise(claim(line));
    }
    Ok(())
}

/// The same promise, for a limited time. The paper says until when.
fn hold(id: DocumentId, order: &SalesOrder, world: &mut World) -> Result<Vec<Effect>, Refusal> {
    let limit = limit(order, world)?;
    let mut effects = promise(id, order, world)?;
    effects.extend(limit);
    Ok(effects)
}

/// Until the moment on the paper, else as long as the company gives everybody.
fn limit(order: &SalesOrder, world: &World) -> Result<[Effect; 2], Refusal> {
    let usual = world.now.plus_seconds(i64::from(world.hold_minutes) * 60);
    let until = order.hold_until.unwrap_or(usual);
    if until <= world.now {
        return Err(Refusal::HoldIsOver { until });
    }
    let value = Some(Value::DateTime(until));
    Ok([Effect::Write { field: "hold_until", value }, Effect::ExpireAt(until)])
}

/// What was promised stays promised, what was short is tried again, and the limit goes. The demand
/// was counted when the order was held.
fn commit(id: DocumentId, order: &SalesOrder, world: &mut World) -> Result<Vec<Effect>, Refusal> {
    claim(id, order, world)?;
    Ok(vec![Effect::Write { field: "hold_until", value: None }, Effect::NeverExpire])
}

pub(super) fn amend_needs(id: DocumentId, before: &SalesOrder, after: &SalesOrder, _: &World) -> Needs {
    let balances = before.open_lines().chain(after.open_lines()).map(|(_, key, _)| key).collect();
    let credited_of = after.exchange_for.into_iter().collect();
    Needs { balances, claims_of: vec![id], fulfilled_of: vec![id], credited_of, ..Needs::default() }
}

/// The customer changed their mind: less gives its promise back, more is promised what there is, and
/// what was shipped stays shipped.
pub(super) fn amend(
    id: DocumentId,
    before: &SalesOrder,
    after: &SalesOrder,
    world: &mut World,
) -> Result<Vec<Effect>, Refusal> {
    refuse_less_than_shipped(id, before, after, world)?;
    let exchange = |it: &SalesOrder| (it.exchange_for, it.credit, it.customer);
    if exchange(before) != exchange(after) {
        require_returned(id, after, world)?;
    }
    let claim = |line: LineNo| ClaimId { document: id, line };
    let gone = before.lines.iter().filter(|old| after.lines.iter().all(|it| it.line != old.line));
    for line in gone {
        world.ledger.cancel_claim(claim(line.line));
    }
    let mut wants = Vec::with_capacity(after.lines.len());
    for line in &after.lines {
        let (id, key) = (claim(line.line), key(after, line));
        let left = line.quantity.minus(world.fulfilled(id));
        world.ledger.change_claim(id, key, after.channel, left)?;
        wants.extend(left.is_positive().then_some((id, key, left)));
    }
    if after.partial_allowed == Some(false) {
        world.ledger.require_whole(after.channel, &wants)?;
    }
    for (claim, ..) in &wants {
        world.ledger.promise(*claim);
    }

    let mut effects = Vec::new();
    let demands = demands(after);
    if demands != self::demands(before) {
        effects.push(Effect::ForgetDemand(id));
        effects.extend(demands);
    }
    if world.state == PENDING && before.hold_until != after.hold_until {
        effects.extend(limit(after, world)?);
    }
    effects.extend(taken_up(after, world).or(before.quotation.map(|_| Effect::Order(Vec::new()))));
    effects.extend(credit(after).or(before.exchange_for.map(|_| Effect::Credit(None))));
    if wants.is_empty() {
        effects.push(Effect::Make(id, "complete"));
    }
    Ok(effects)
}

fn refuse_less_than_shipped(
    id: DocumentId,
    before: &SalesOrder,
    after: &SalesOrder,
    world: &World,
) -> Result<(), Refusal> {
    for old in &before.lines {
        let done = world.fulfilled(ClaimId { document: id, line: old.line });
        let new = after.lines.iter().find(|it| it.line == old.line && it.item == old.item);
        let wanted = new.map_or(Quantity::ZERO, |it| it.quantity);
        if wanted < done {
            return Err(Refusal::LessThanFulfilled { line: old.line, item: old.item, wanted, done });
        }
    }
    Ok(())
}

fn claims(id: DocumentId, world: &World) -> Vec<ClaimId> {
    world.ledger.claims_of(id).map(|it| it.id).collect()
}

fn give_back(id: DocumentId, world: &mut World) {
    for claim in claims(id, world) {
        world.ledger.cancel_claim(claim);
    }
}

pub(super) fn push_down(
    id: DocumentId,
    order: &SalesOrder,
    number: &str,
    to: &str,
    world: &World,
) -> Option<Draft> {
    match to {
        "shipment" => Some(draft_shipment(id, order, number, world)),
        "sales_return" => draft_return(id, order, number, world),
        _ => None,
    }
}

/// A shipment of what is promised; of everything left over when nothing is. Goods leave one warehouse
/// at a time: the others are named.
fn draft_shipment(id: DocumentId, order: &SalesOrder, number: &str, world: &World) -> Draft {
    let open = OpenLines::of(id, order.open_lines(), world);
    let promised = |line: LineNo| {
        let claim = world.ledger.claim(ClaimId { document: id, line });
        claim.map_or(Quantity::ZERO, |it| it.reserved)
    };
    let nothing_promised = open.0.iter().all(|it| promised(it.line).is_zero());
    let proposed = open.0.iter().map(|it| {
        let quantity = if nothing_promised { it.left } else { promised(it.line).min(it.left) };
        (it, quantity)
    });
    let proposed: Vec<_> = proposed.filter(|(_, quantity)| quantity.is_positive()).collect();
    let mut warehouses: Vec<WarehouseId> = Vec::new();
    for (line, _) in &proposed {
        if !warehouses.contains(&line.warehouse) {
            warehouses.push(line.warehouse);
        }
    }
    let first = warehouses.first().copied().unwrap_or(order.ship_from);
    let here = proposed.iter().filter(|(it, _)| it.warehouse == first);
    let lines = here.map(|(it, quantity)| drafted(order, it, *quantity));
    let lines: Vec<Json> = lines.collect();
    let fields = json!({ "sales_order": number, "warehouse": first.0, "lines": lines });
    Draft { fields, elsewhere: warehouses.split_off(1.min(warehouses.len())) }
}

/// Part of a line, in the unit it was ordered in.
fn drafted(order: &SalesOrder, open: &OpenLine, part: Quantity) -> Json {
    let mut draft = json!({ "item": open.item.0, "quantity": part, "source_line": open.line.to_string() });
    if let Some(line) = order.lines.iter().find(|it| it.line == open.line) {
        in_its_unit(&mut draft, line.unit.as_deref(), line.unit_quantity, line.quantity, part);
    }
    draft
}

/// A return of all that is with the customer, to where the first line came from; of nothing there is none.
fn draft_return(id: DocumentId, order: &SalesOrder, number: &str, world: &World) -> Option<Draft> {
    let with_customer = OpenLines::shipped(id, order.open_lines(), world);
    let back: Vec<_> = with_customer.0.iter().filter(|it| it.left.is_positive()).collect();
    let lines: Vec<Json> = back.iter().map(|it| drafted(order, it, it.left)).collect();
    let warehouse = back.first()?.warehouse.0;
    let fields = json!({ "sales_order": number, "warehouse": warehouse, "lines": lines });
    Some(Draft { fields, elsewhere: Vec::new() })
}
