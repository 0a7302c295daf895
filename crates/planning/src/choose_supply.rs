//! From whom to get how much: the regular supplier, a faster one when that is too late, or another
//! warehouse with stock to spare.

use crate::near_future::{Gap, NearFuture};
use crate::policies::StockLevels;
use crate::{DemandForecast, Elsewhere, Interval, Policy, Situation, Suggestion, Supply, SupplyClass};
use values::{Day, Percent, Quantity};

/// The suggestion and what led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) suggestion: Option<Suggestion>,
    /// What is needed before MOQ and pack.
    pub(crate) need: Quantity,
    /// The regular supplier would come too late, and this is faster.
    pub(crate) is_rescue: bool,
}

impl Chosen {
    pub(crate) const NOTHING: Chosen = Chosen { suggestion: None, need: Quantity::ZERO, is_rescue: false };
}

/// What stands against demand: free stock and the arrivals that come before an order placed at the
/// next review could.
pub(crate) fn position(future: &NearFuture, order_arrival: Day, policy: &Policy) -> Quantity {
    let in_time = order_arrival.plus_days(policy.review_days as i32);
    future.free.plus(future.arriving_by(in_time))
}

/// The supplier of regular orders. Main suppliers, and backups with an agreed ratio, take turns:
/// the one furthest below its ratio is next. Without any of them the first of the next class.
pub fn regular(supplies: &[Supply]) -> Option<&Supply> {
    let takes_turns =
        |it: &&Supply| it.class == SupplyClass::Main || agreed(it) && it.class == SupplyClass::Backup;
    let by_turn = |a: &&Supply, b: &&Supply| {
        // Compares share ÷ ratio without dividing.
        let filled = |one: &Supply, other: &Supply| {
            i128::from(one.share_so_far.raw()) * i128::from(turn_ratio(other).raw())
        };
        filled(a, b)
            .cmp(&filled(b, a))
            .then_with(|| turn_ratio(b).cmp(&turn_ratio(a)))
            .then_with(|| preference(a).cmp(&preference(b)))
    };
    let next = supplies.iter().filter(takes_turns).min_by(by_turn);
    next.or_else(|| supplies.iter().min_by_key(|it| preference(it)))
}

/// The lead time to judge with while nobody is known to deliver the item.
pub const ASSUMED_LEAD_DAYS: u32 = 14;

/// Of the regular supplier, or assumed.
pub fn regular_lead_time(supplies: &[Supply]) -> Interval {
    regular(supplies).map_or_else(|| Interval::exactly(ASSUMED_LEAD_DAYS), Supply::lead_time)
}

fn agreed(supply: &Supply) -> bool {
    supply.ratio.is_positive()
}

/// A main supplier without an agreed ratio counts as agreed in full.
fn turn_ratio(supply: &Supply) -> Percent {
    if agreed(supply) { supply.ratio } else { Percent::whole(100) }
}

fn preference(supply: &Supply) -> impl Ord + use<> {
    let price = supply.price.map_or(i64::MAX, |it| it.raw());
    (supply.class, price, supply.lead_time_days, supply.supplier)
}

/// Decides what to do about a situation in which stock is needed at all. `arrival` is the day an
/// order of today from the `regular` supplier comes.
pub(crate) fn choose(
    situation: &Situation,
    forecast: &DemandForecast,
    future: &NearFuture,
    levels: &StockLevels,
    regular: Option<&Supply>,
    arrival: Day,
) -> Chosen {
    let regular_need = need(levels, position(future, arrival, &situation.policy));
    let Some(regular) = regular else {
        let from_elsewhere = spare(situation, forecast).filter(|_| regular_need.is_positive());
        let suggestion = from_elsewhere.map(|(from, spare)| transfer(from, spare.min(regular_need)));
        return Chosen { suggestion, need: regular_need, is_rescue: false };
    };
    let claim_due = claim_due(situation);
    let empty_shelf = future.demand().is_positive().then(|| future.stockout_day()).flatten();
    let is_too_late = claim_due.into_iter().chain(empty_shelf).any(|it| it < arrival);
    let gap = match is_too_late {
        true => future.gap(situation.today, arrival),
        false => Gap { days: 0, missing: Quantity::ZERO },
    };
    if let Some((from, spare)) = spare(situation, forecast) {
        let wanted = regular_need.max(whole(gap.missing, forecast));
        let rescues = is_too_late && gap.missing.is_positive() && spare >= gap.missing;
        if wanted.is_positive() && (spare >= wanted || rescues) {
            let suggestion = Some(transfer(from, spare.min(wanted)));
            return Chosen { suggestion, need: wanted, is_rescue: rescues };
        }
    }
    if is_too_late && let Some(rescue) = rescue(situation, forecast, future, arrival, claim_due) {
        return rescue;
    }
    if !regular_need.is_positive() {
        return Chosen::NOTHING;
    }
    Chosen {
        suggestion: Some(purchase(regular, regular_need, arrival)),
        need: regular_need,
        is_rescue: false,
    }
}

/// Down to the reorder point. Where the two levels are one, a full shelf is not low.
pub(crate) fn is_low(levels: &StockLevels, position: Quantity) -> bool {
    position <= levels.reorder_point && position < levels.order_up_to
}

/// What fills the position up again, once it is low.
fn need(levels: &StockLevels, position: Quantity) -> Quantity {
    match is_low(levels, position) {
        true => levels.order_up_to.minus(position).max(Quantity::ZERO),
        false => Quantity::ZERO,
    }
}

/// The day the first waiting claim is due; one without a date waits already.
fn claim_due(situation: &Situation) -> Option<Day> {
    let waiting = situation.claims.iter().filter(|it| it.short().is_positive());
    waiting.map(|it| it.due.unwrap_or(situation.today)).min()
}

/// A supplier that is there before the regular one and before stock comes back by itself. A backup
/// fills up as a regular order would; an emergency delivery, which is dear, bridges the gap only.
fn rescue(
    situation: &Situation,
    forecast: &DemandForecast,
    future: &NearFuture,
    regular_arrival: Day,
    claim_due: Option<Day>,
) -> Option<Chosen> {
    /// One day without stock is not worth another supplier's conditions.
    const GAP_DAYS_MIN: u32 = 2;
    let arrival_of = |it: &Supply| situation.today.plus_days(it.lead_time().typical() as i32);
    let rank = |supply: &Supply, arrival: Day| {
        let in_time = claim_due.is_none_or(|it| arrival <= it);
        // In time, the usual order of classes counts; with a claim too late already, every day.
        let days_late = if in_time { 0 } else { arrival.number() };
        (!in_time, days_late, preference(supply))
    };
    let faster = situation.supplies.iter().map(|it| (it, arrival_of(it)));
    let helpful = faster.filter(|(_, arrival)| *arrival < regular_arrival).filter_map(|(supply, arrival)| {
        let gap = future.gap(arrival, regular_arrival);
        (gap.days >= GAP_DAYS_MIN).then_some((supply, arrival, gap))
    });
    let (supply, arrival, gap) = helpful.min_by_key(|(supply, arrival, _)| rank(supply, *arrival))?;
    let missing = whole(gap.missing, forecast);
    let quantity = match supply.class {
        SupplyClass::Emergency => missing,
        SupplyClass::Main | SupplyClass::Backup => {
            let own_levels =
                situation.policy.levels(forecast, Some(supply), &supply.lead_time(), situation.today).levels;
            let own_need = need(&own_levels, position(future, arrival, &situation.policy));
            if own_need.is_positive() { own_need } else { missing }
        }
    };
    Some(Chosen { suggestion: Some(purchase(supply, quantity, arrival)), need: quantity, is_rescue: true })
}

/// The warehouse with most to give beyond what it keeps for its own customers.
fn spare(situation: &Situation, forecast: &DemandForecast) -> Option<(Elsewhere, Quantity)> {
    let days = i64::from(situation.policy.spare_cover_days);
    let spare = |it: &Elsewhere| {
        let kept = Quantity::from_raw(it.demand_per_day.raw().saturating_mul(days));
        let spare = it.available.minus(kept);
        let part = if forecast.is_whole() { spare.raw().rem_euclid(Quantity::ONE_RAW) } else { 0 };
        spare.minus(Quantity::from_raw(part))
    };
    let all = situation.elsewhere.iter().map(|it| (*it, spare(it)));
    let giving = all.filter(|(_, spare)| spare.is_positive());
    giving.max_by_key(|(it, spare)| (*spare, std::cmp::Reverse(it.warehouse)))
}

fn whole(quantity: Quantity, forecast: &DemandForecast) -> Quantity {
    if forecast.is_whole() { quantity.ceil_to(Quantity::whole(1)) } else { quantity }
}

fn transfer(from: Elsewhere, quantity: Quantity) -> Suggestion {
    Suggestion::Transfer { from: from.warehouse, quantity }
}

fn purchase(supply: &Supply, need: Quantity, arrival_day: Day) -> Suggestion {
    let quantity = supply.orderable(need);
    Suggestion::Purchase {
        supplier: supply.supplier,
        class: supply.class,
        quantity,
        price: supply.price,
        arrival_day,
        amount: supply.price.and_then(|it| it.times(quantity)),
    }
}
