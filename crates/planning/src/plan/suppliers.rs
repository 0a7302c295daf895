//! From whom to buy how much: contracts, agreed shares, minimum orders, packs, price breaks,
//! capacities, backups kept warm, and a faster supplier while the regular one is too late.

use super::draft::{Draft, arrival_day};
use super::explain::{Text, number};
use super::needs::Need;
use super::{Action, Break, PlanInput, PlanItem, PlanLine, PlanSupply};
use crate::SupplyClass;
use crate::plain::share;
use std::collections::BTreeMap;
use values::{ItemId, Percent, Quantity, SupplierId, UnitPrice};

/// What is left of what suppliers can deliver, over all warehouses.
#[derive(Default)]
pub(super) struct Capacity(BTreeMap<(ItemId, SupplierId), Quantity>);

impl Capacity {
    fn left(&self, item: ItemId, supply: &PlanSupply) -> Quantity {
        let taken = self.0.get(&(item, supply.supply.supplier)).copied().unwrap_or(Quantity::ZERO);
        supply.capacity.map_or(Quantity::LINE_MAX, |it| it.minus(taken).max(Quantity::ZERO))
    }

    fn take(&mut self, item: ItemId, supply: &PlanSupply, quantity: Quantity) {
        let taken = self.0.entry((item, supply.supply.supplier)).or_default();
        *taken = taken.plus(quantity);
    }
}

/// A part of the need for one of the item's supplies.
struct Part {
    supply: usize,
    need: Quantity,
    why: Text,
}

/// Orders what is open of the need, as drafts; what nobody can deliver is a line of its own.
pub(super) fn order(
    input: &PlanInput,
    need: &Need,
    capacity: &mut Capacity,
    drafts: &mut Vec<Draft>,
    lines: &mut Vec<PlanLine>,
) {
    let item = &input.items[need.at];
    let mut room = need.room;
    let first_draft = drafts.len();
    let parts = split(input, item, need.open);
    let mut rest = if parts.is_empty() { need.open } else { Quantity::ZERO };
    for part in parts {
        let (placed, left) = place(input, need, &part, room, capacity);
        if let Some(draft) = placed {
            room = room.minus(draft.quantity);
            drafts.push(draft);
        }
        rest = rest.plus(left);
    }
    // What did not fit goes to the others, the preferred first.
    for supply in 0..item.supplies.len() {
        let is_used = drafts[first_draft..].iter().any(|it| it.supply == supply);
        if !rest.is_positive() || is_used {
            continue;
        }
        let mut why = Text::default();
        why.add("前面的供应商供不了这么多", "the suppliers before it can not deliver as much");
        let (placed, left) = place(input, need, &Part { supply, need: rest, why }, room, capacity);
        if let Some(draft) = placed {
            room = room.minus(draft.quantity);
            drafts.push(draft);
        }
        rest = left;
    }
    if rest.is_positive() {
        lines.push(nobody(input, item, need, rest));
    }
}

fn nobody(input: &PlanInput, item: &PlanItem, need: &Need, rest: Quantity) -> PlanLine {
    let mut text = need.text(input);
    match item.supplies.is_empty() {
        true => text.add("还没有供应商，请先登记供货关系", "nobody is known to supply it: add a supply first"),
        false => text.add(
            &format!("还有 {rest} 无处可订：产能用尽，或起订量会超过上限 {}", item.levels.upper_limit),
            &format!(
                "{rest} can not be ordered anywhere: capacity is used up, or the minimum order goes beyond the upper limit {}",
                item.levels.upper_limit
            ),
        ),
    }
    PlanLine {
        item: item.item,
        warehouse: item.warehouse,
        action: Action::Postpone { supplier: None, quantity: rest },
        reason: text.sentence(),
        terms: need.terms(input),
    }
}

/// Makes one part orderable; answers what of its need could not be placed.
fn place(
    input: &PlanInput,
    need: &Need,
    part: &Part,
    room: Quantity,
    capacity: &mut Capacity,
) -> (Option<Draft>, Quantity) {
    let item = &input.items[need.at];
    let supply = &item.supplies[part.supply];
    // A minimum order or a pack may go beyond the room only as far as levels foresee it: `room`
    // reaches to the upper limit, which counts them.
    let most = room.min(capacity.left(item.item, supply));
    let wanted = supply.supply.orderable(part.need);
    let quantity = if wanted <= most { wanted } else { supply.orderable_within(most) };
    if !quantity.is_positive() {
        return (None, part.need);
    }
    let mut text = need.text(input);
    if !part.why.is_empty() {
        text.add(part.why.zh(), part.why.en());
    }
    let mut terms = need.terms(input);
    terms.push(number("part", "由他供", "From this supplier", part.need));
    let mut draft = Draft {
        at: need.at,
        supply: part.supply,
        need: part.need,
        quantity,
        most,
        text,
        terms,
        postponed: None,
    };
    take_price_break(input, &mut draft);
    capacity.take(item.item, supply, draft.quantity);
    let left = part.need.minus(draft.quantity).max(Quantity::ZERO);
    (Some(draft), left)
}

/// Orders more for a lower price where what is saved on the needed units is more than what the
/// others cost while they lie.
fn take_price_break(input: &PlanInput, draft: &mut Draft) {
    const DAYS_PER_YEAR: f64 = 365.0;
    let (item, supply) = (draft.item(input), draft.supply(input));
    let per_day = item.demand_per_day.raw() as f64;
    let Some(price) = supply.price_at(draft.quantity) else { return };
    let gain = |&Break { from, price: lower }: &Break| {
        let quantity = supply.supply.orderable(from);
        if from <= draft.quantity || lower >= price || quantity > draft.most || per_day <= 0.0 {
            return None;
        }
        let (now, then) = (draft.quantity.raw() as f64, quantity.raw() as f64);
        let (plain, lower_price) = (price.raw() as f64, lower.raw() as f64);
        let extra = then - now;
        // The extra units lie until the others are gone, and half of their own time.
        let days = now / per_day + extra / per_day / 2.0;
        let holding = share(input.holding_per_year);
        let gain = now * (plain - lower_price) - extra * lower_price * holding * days / DAYS_PER_YEAR;
        (gain > 0.0).then_some((gain, quantity, lower))
    };
    let best = supply.breaks.iter().filter_map(gain).max_by(|a, b| a.0.total_cmp(&b.0));
    let Some((_, quantity, lower)): Option<(f64, Quantity, UnitPrice)> = best else { return };
    draft.text.add(
        &format!("订 {quantity} 单价降到 {lower}，省下的多于多放的成本"),
        &format!("from {quantity} on a unit costs {lower}, which saves more than keeping the rest costs"),
    );
    draft.quantity = quantity;
}

/// The order in which suppliers are asked, other things being equal.
pub(super) fn preference(it: &PlanSupply) -> impl Ord + use<> {
    let price = it.supply.price.map_or(i64::MAX, UnitPrice::raw);
    (it.supply.class, price, it.supply.lead_time_days, it.supply.supplier)
}

/// Divides a need among the supplies.
fn split(input: &PlanInput, item: &PlanItem, need: Quantity) -> Vec<Part> {
    let mut parts = regular_parts(item, need);
    keep_warm(item, &mut parts);
    bridge(input, item, &mut parts);
    parts.retain(|it| it.need.is_positive());
    parts
}

/// Main suppliers, and backups with an agreed ratio, each what brings it to its share of all that
/// was ordered, contracts first. A part below a minimum order goes to the one furthest behind.
fn regular_parts(item: &PlanItem, need: Quantity) -> Vec<Part> {
    let takes_turns = |it: &&(usize, &PlanSupply)| {
        let supply = &it.1.supply;
        supply.class == SupplyClass::Main || supply.class == SupplyClass::Backup && supply.ratio.is_positive()
    };
    let all: Vec<(usize, &PlanSupply)> = item.supplies.iter().enumerate().collect();
    let turns: Vec<&(usize, &PlanSupply)> = all.iter().filter(takes_turns).collect();
    if turns.is_empty() {
        let first = all.iter().min_by_key(|it| preference(it.1));
        return first.map(|it| Part { supply: it.0, need, why: Text::default() }).into_iter().collect();
    }
    let ratio = |it: &PlanSupply| match it.supply.ratio.is_positive() {
        true => i128::from(it.supply.ratio.raw()),
        false => i128::from(Percent::whole(100).raw()),
    };
    let ratios: i128 = turns.iter().map(|it| ratio(it.1)).sum();
    let ordered: i128 = turns.iter().map(|it| i128::from(it.1.supply.share_so_far.raw())).sum();
    let total = ordered + i128::from(need.raw());
    let behind = |it: &PlanSupply| total * ratio(it) / ratios - i128::from(it.supply.share_so_far.raw());
    let called = |it: &PlanSupply| it.contract_left.unwrap_or(Quantity::ZERO).min(need);
    let mut sorted = turns.clone();
    sorted.sort_by_key(|it| {
        let contract = std::cmp::Reverse(called(it.1));
        (contract, std::cmp::Reverse(behind(it.1)), preference(it.1))
    });
    let mut rest = need;
    let mut parts: Vec<Part> = Vec::new();
    for (at, it) in sorted {
        let share = Quantity::from_raw(i64::try_from(behind(it).max(0)).unwrap_or(i64::MAX));
        let part = share.max(called(it)).min(rest);
        let part = if item.is_whole { part.ceil_to(Quantity::whole(1)).min(rest) } else { part };
        let is_small = !parts.is_empty() && part < it.supply.orderable(Quantity::ZERO);
        if !part.is_positive() || is_small {
            continue;
        }
        rest = rest.minus(part);
        parts.push(Part { supply: *at, need: part, why: why(it, turns.len() > 1, called(it)) });
    }
    if let Some(first) = parts.first_mut() {
        first.need = first.need.plus(rest);
    }
    parts
}

fn why(it: &PlanSupply, is_shared: bool, called: Quantity) -> Text {
    let mut why = Text::default();
    if called.is_positive() {
        why.add(
            &format!("合同还要提 {called}"),
            &format!("{called} still to be called off under the contract"),
        );
    } else if is_shared && it.supply.ratio.is_positive() {
        let (ratio, so_far) = (it.supply.ratio, it.supply.share_so_far);
        why.add(
            &format!("约定份额 {ratio}%，此前已订 {so_far}"),
            &format!("agreed share {ratio} %, {so_far} ordered so far"),
        );
    }
    why
}

/// A backup whose turn it is to stay warm gets its smallest order, where the need is that large.
fn keep_warm(item: &PlanItem, parts: &mut Vec<Part>) {
    for (at, it) in item.supplies.iter().enumerate() {
        let least = it.supply.orderable(Quantity::whole(1));
        let is_used = parts.iter().any(|part| part.supply == at);
        let Some(first) = parts.first_mut() else { return };
        if !it.keep_warm_due || is_used || it.supply.class != SupplyClass::Backup || first.need < least {
            continue;
        }
        first.need = first.need.minus(least);
        let mut why = Text::default();
        why.add(
            "备选供应商久未下单，给一小单保持供货",
            "a backup long without an order gets a small one to stay one",
        );
        parts.push(Part { supply: at, need: least, why });
    }
}

/// While the regular supplier comes after stock has run out or while somebody waits, a faster one
/// delivers what is wanted until then.
fn bridge(input: &PlanInput, item: &PlanItem, parts: &mut Vec<Part>) {
    /// One day without stock is not worth another supplier's conditions.
    const DAYS_MIN: i32 = 2;
    let Some(first) = parts.first_mut() else { return };
    let regular = arrival_day(input.today, &item.supplies[first.supply]);
    let out = if item.owed.is_positive() { Some(input.today) } else { item.stockout_day };
    let Some(out) = out.filter(|it| *it < regular) else { return };
    // Deliveries under way that come in time need no bridge.
    if item.incoming.iter().any(|it| it.day <= out.plus_days(DAYS_MIN)) && !item.owed.is_positive() {
        return;
    }
    let faster = item.supplies.iter().enumerate().filter(|(at, it)| {
        let arrives = arrival_day(input.today, it);
        *at != first.supply && it.supply.class != SupplyClass::Main && regular.days_since(arrives) >= DAYS_MIN
    });
    let best = faster.min_by_key(|(_, it)| {
        let arrives = arrival_day(input.today, it);
        (arrives.max(out), preference(it))
    });
    let Some((supply, fast)) = best else { return };
    let days = i64::from(regular.days_since(arrival_day(input.today, fast).max(out)).max(0));
    let demand = Quantity::from_raw(item.demand_per_day.raw().saturating_mul(days)).min(Quantity::LINE_MAX);
    let wanted = item.owed.plus(demand);
    let wanted = if item.is_whole { wanted.ceil_to(Quantity::whole(1)) } else { wanted };
    let quantity = fast.supply.orderable(wanted.min(first.need));
    if !wanted.is_positive() || quantity > first.need {
        return;
    }
    first.need = first.need.minus(quantity);
    let mut why = Text::default();
    let (zh, en) = super::explain::day(regular, input.today);
    why.add(
        &format!("平常的供应商 {zh}才到，先用它接上"),
        &format!("the usual supplier comes {en}, this one bridges the gap"),
    );
    match parts.iter_mut().find(|it| it.supply == supply) {
        Some(same) => same.need = same.need.plus(quantity),
        None => parts.push(Part { supply, need: quantity, why }),
    }
}
