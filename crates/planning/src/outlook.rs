//! What will happen to one item in one warehouse, and what to do about it.

use crate::choose_supply::{self, Chosen};
use crate::near_future::{HORIZON_DAYS, NearFuture};
use crate::reason::{self, Facts};
use crate::stored_id;
use crate::{DemandModel, Situation, SupplyClass};
use serde::{Deserialize, Serialize};
use values::{ClaimId, CustomerId, Day, Money, Percent, Quantity, SupplierId, UnitPrice, WarehouseId};

/// How bad it is, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing to do.
    Fine,
    /// Has to be ordered within [`WATCH_DAYS`].
    Watch,
    /// Has to be ordered now.
    Warning,
    /// More likely than not runs out before an order of today can arrive.
    Critical,
    /// Nothing left to sell.
    Out,
}

impl Severity {
    /// 0 fine … 4 out.
    pub const fn code(self) -> i64 {
        self as i64
    }

    pub const fn name(self) -> &'static str {
        match self {
            Severity::Fine => "fine",
            Severity::Watch => "watch",
            Severity::Warning => "warning",
            Severity::Critical => "critical",
            Severity::Out => "out",
        }
    }
}

/// A sentence in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    pub zh: String,
    pub en: String,
}

/// One number behind the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Number {
    pub key: &'static str,
    pub label: Sentence,
    pub value: String,
}

/// A claim that waits for stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hurt {
    #[serde(with = "stored_id::claim")]
    pub claim: ClaimId,
    #[serde(with = "stored_id::optional")]
    pub customer: Option<CustomerId>,
    /// 0 is the best customer.
    pub level: u8,
    /// Wanted, not promised, and not there either.
    pub quantity: Quantity,
    pub due: Option<Day>,
}

/// What to do. Accepting it is another act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Suggestion {
    Purchase {
        #[serde(with = "stored_id")]
        supplier: SupplierId,
        class: SupplyClass,
        quantity: Quantity,
        price: Option<UnitPrice>,
        arrival_day: Day,
        amount: Option<Money>,
    },
    Transfer {
        #[serde(with = "stored_id")]
        from: WarehouseId,
        quantity: Quantity,
    },
}

/// One item in one warehouse, judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// Expected, to 10⁻⁴.
    pub demand_per_day: Quantity,
    /// How long available stock lasts at that pace, in hundredths of a day; none without demand.
    pub cover_days_e2: Option<i64>,
    /// The first day whose expected demand can not be met; none within a year.
    pub stockout_day: Option<Day>,
    /// Of a stockout before a new order could arrive.
    pub probability: Percent,
    pub severity: Severity,
    pub safety_stock: Quantity,
    pub reorder_point: Quantity,
    pub order_up_to: Quantity,
    /// More than this is too much; none where nobody set a bound.
    pub upper_limit: Option<Quantity>,
    /// All that is on the way, whenever it comes.
    pub incoming: Quantity,
    /// When the first of it is really expected (an overdue delivery later than promised).
    pub next_arrival: Option<Day>,
    /// Wanted − promised, now, over all open claims.
    pub short: Quantity,
    /// Best customers first, then the earliest due.
    pub hurts: Vec<Hurt>,
    /// Sales price of what is short now and of the demand expected to find no stock until an order
    /// of today arrives; none without a price.
    pub money_at_risk: Option<Money>,
    /// Sort key: the larger, the more urgent.
    pub urgency: i64,
    pub suggestion: Option<Suggestion>,
    /// Why, in one sentence.
    pub reason: Sentence,
    /// Everything needed to check the sentence by hand.
    pub numbers: Vec<Number>,
    /// Why the levels are what they are, and the steps to them.
    pub levels_reason: Sentence,
    pub levels_terms: Vec<Number>,
}

/// How far ahead an order that will be needed is announced. A whole review period would announce
/// every item for ever: what was just ordered falls to its reorder point within one by design.
pub(crate) const WATCH_DAYS: u32 = 2;

/// Judges one situation.
pub fn outlook(situation: &Situation, model: &dyn DemandModel) -> Outlook {
    let forecast = situation.forecast(model, HORIZON_DAYS);
    let future = NearFuture::new(situation, &forecast);
    let regular = choose_supply::regular(&situation.supplies);
    let lead_time = choose_supply::regular_lead_time(&situation.supplies);
    let judged = situation.policy.levels(&forecast, regular, &lead_time, situation.today);
    let levels = judged.levels;
    let order_arrival = situation.today.plus_days(lead_time.typical() as i32);

    let needed = future.missing().is_positive() || levels.order_up_to.is_positive();
    let position = choose_supply::position(&future, order_arrival, &situation.policy);
    let probability = if needed { future.stockout_chance(&lead_time) } else { Percent::ZERO };
    let soon = forecast.mean(WATCH_DAYS);
    let severity = if !needed {
        Severity::Fine
    } else if !future.free.is_positive() {
        Severity::Out
    } else if probability >= Percent::whole(50) {
        Severity::Critical
    } else if choose_supply::is_low(&levels, position) || exceeds(probability, situation.policy.service()) {
        Severity::Warning
    } else if position.minus(soon) <= levels.reorder_point {
        Severity::Watch
    } else {
        Severity::Fine
    };

    let chosen = match needed {
        true => choose_supply::choose(situation, &forecast, &future, &levels, regular, order_arrival),
        false => Chosen::NOTHING,
    };
    let lost = if needed { future.lost_before(order_arrival) } else { Quantity::ZERO };
    let demand = forecast.per_day();
    let hurts = hurts(situation);
    let stockout_day = future.stockout_day();
    let money_at_risk =
        situation.unit_price.and_then(|it| it.times(future.missing().plus(lost))).map(|it| it.round_to(2));
    let (reason, numbers) = reason::explain(&Facts {
        situation,
        forecast: &forecast,
        future: &future,
        levels: &levels,
        lead_time: &lead_time,
        order_arrival,
        position,
        lost,
        probability,
        severity,
        stockout_day,
        hurts: &hurts,
        chosen: &chosen,
    });
    Outlook {
        demand_per_day: demand,
        cover_days_e2: cover_days_e2(future.free, demand),
        stockout_day,
        probability,
        severity,
        safety_stock: levels.safety_stock,
        reorder_point: levels.reorder_point,
        order_up_to: levels.order_up_to,
        upper_limit: Some(levels.upper_limit),
        incoming: future.arriving_by(Day::from_number(i32::MAX)),
        next_arrival: future.next_arrival(),
        short: future.short,
        urgency: urgency(severity, &hurts, stockout_day, situation.today, money_at_risk),
        hurts,
        money_at_risk,
        suggestion: chosen.suggestion,
        reason,
        numbers,
        levels_reason: judged.reason,
        levels_terms: judged.terms,
    }
}

/// Whether a stockout is likelier than the service allows.
fn exceeds(probability: Percent, service: Percent) -> bool {
    probability.plus(service) > Percent::whole(100)
}

fn cover_days_e2(free: Quantity, demand_per_day: Quantity) -> Option<i64> {
    /// A hundred thousand days: what covers longer than any item lives.
    const MOST: i64 = 10_000_000;
    if !demand_per_day.is_positive() {
        return None;
    }
    let hundredths = i128::from(free.raw().max(0)) * 100 / i128::from(demand_per_day.raw());
    Some(i64::try_from(hundredths).map_or(MOST, |it| it.min(MOST)))
}

fn hurts(situation: &Situation) -> Vec<Hurt> {
    let mut waiting: Vec<_> = situation.claims.iter().filter(|it| it.short().is_positive()).collect();
    waiting.sort_by_key(|it| (it.level, it.due.is_none(), it.due, it.since, it.claim));
    // What is there goes to the best customers first; only who gets nothing of it is hurt.
    let mut there = situation.available.max(Quantity::ZERO);
    let hurt = |it: &crate::OpenClaim| {
        let covered = there.min(it.short());
        there = there.minus(covered);
        let quantity = it.short().minus(covered);
        let hurt = Hurt { claim: it.claim, customer: it.customer, level: it.level, quantity, due: it.due };
        quantity.is_positive().then_some(hurt)
    };
    waiting.into_iter().filter_map(hurt).collect()
}

/// Severity first, then the best customer hurt, then the nearest stockout, then money.
fn urgency(
    severity: Severity,
    hurts: &[Hurt],
    stockout_day: Option<Day>,
    today: Day,
    money_at_risk: Option<Money>,
) -> i64 {
    const MONEY: i64 = 1_000_000_000_000;
    const NEARNESS: i64 = 1_000;
    const BEST_LEVEL: i64 = 9;
    let hurt = hurts.first().map_or(0, |it| 1 + BEST_LEVEL - i64::from(it.level).min(BEST_LEVEL));
    let nearness = stockout_day.map_or(0, |it| i64::from(HORIZON_DAYS as i32 - it.days_since(today)));
    let money = money_at_risk.map_or(0, |it| it.raw() / Money::ONE_RAW).clamp(0, MONEY - 1);
    ((severity.code() * (BEST_LEVEL + 2) + hurt) * NEARNESS + nearness) * MONEY + money
}
