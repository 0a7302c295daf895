//! Why: one sentence in Chinese and English, and the numbers to check it by hand.

use crate::choose_supply::{Chosen, is_low};
use crate::near_future::NearFuture;
use crate::outlook::WATCH_DAYS;
use crate::policies::StockLevels;
use crate::{DemandForecast, Hurt, Interval, Number, Sentence, Severity, Situation, Suggestion, SupplyClass};
use values::{Day, Percent, Quantity};

/// Everything the outlook was decided from.
pub(crate) struct Facts<'a> {
    pub(crate) situation: &'a Situation,
    pub(crate) forecast: &'a DemandForecast,
    pub(crate) future: &'a NearFuture<'a>,
    pub(crate) levels: &'a StockLevels,
    pub(crate) lead_time: &'a Interval,
    pub(crate) order_arrival: Day,
    pub(crate) position: Quantity,
    pub(crate) lost: Quantity,
    pub(crate) probability: Percent,
    pub(crate) severity: Severity,
    pub(crate) stockout_day: Option<Day>,
    pub(crate) hurts: &'a [Hurt],
    pub(crate) chosen: &'a Chosen,
}

pub(crate) fn explain(facts: &Facts) -> (Sentence, Vec<Number>) {
    let (state, action) = (state(facts), action(facts));
    let reason = match action {
        Some(action) => {
            sentence(format!("{}；{}。", state.zh, action.zh), format!("{}; {}.", state.en, action.en))
        }
        None => sentence(format!("{}。", state.zh), format!("{}.", state.en)),
    };
    (reason, numbers(facts))
}

/// What is the matter.
fn state(facts: &Facts) -> Sentence {
    let free = facts.future.free.max(Quantity::ZERO);
    let demand = round_text(facts.forecast.per_day());
    let (position, reorder_point) = (facts.position, facts.levels.reorder_point);
    let chance = chance_text(facts.probability);
    match facts.severity {
        Severity::Out if !facts.hurts.is_empty() => out_with_claims(facts),
        Severity::Out => sentence(
            format!("现在无货可售，日均要卖 {demand}"),
            format!("Nothing left to sell, and {demand} a day are wanted"),
        ),
        Severity::Critical => critical(facts, free, &demand, &chance),
        Severity::Warning if is_low(facts.levels, position) => sentence(
            format!("可售加在途共 {position}，已到再订货点 {reorder_point}"),
            format!("Stock and arrivals, {position}, are down to the reorder point {reorder_point}"),
        ),
        Severity::Warning => sentence(
            format!("可售 {free}，到货前断货的可能有 {chance}"),
            format!("{free} to sell, and a {chance} chance to run out before the next delivery"),
        ),
        Severity::Watch => {
            let days = WATCH_DAYS;
            sentence(
                format!("可售加在途共 {position}，{days} 天内会降到再订货点 {reorder_point}"),
                format!(
                    "Stock and arrivals, {position}, reach the reorder point {reorder_point} within {days} days"
                ),
            )
        }
        Severity::Fine if !facts.forecast.per_day().is_positive() => {
            sentence("没有需求，也没有欠货".to_owned(), "No demand and nothing owed".to_owned())
        }
        Severity::Fine if facts.levels.order_up_to.is_zero() => sentence(
            format!("日均只卖 {demand}，不必备货"),
            format!("Only {demand} a day are wanted: not worth keeping in stock"),
        ),
        Severity::Fine => sentence(
            format!("可售加在途共 {position}，高于再订货点 {reorder_point}"),
            format!("Stock and arrivals, {position}, are above the reorder point {reorder_point}"),
        ),
    }
}

fn out_with_claims(facts: &Facts) -> Sentence {
    let (count, short) = (facts.hurts.len(), facts.future.missing());
    let best = facts.hurts.iter().filter(|it| it.level == 0).count();
    let (best_zh, best_en) = match best {
        0 => (String::new(), String::new()),
        _ => (format!("（其中 VIP {best} 个）"), format!(" ({best} of VIP customers)")),
    };
    let lines = if count == 1 { "order line waits" } else { "order lines wait" };
    sentence(
        format!("现在无货可售，{count} 个订单行还缺 {short}{best_zh}"),
        format!("Nothing left to sell, and {count} {lines} for {short}{best_en}"),
    )
}

fn critical(facts: &Facts, free: Quantity, demand: &str, chance: &str) -> Sentence {
    let today = facts.situation.today;
    let (arrival_zh, arrival_en) = day_text(facts.order_arrival, today);
    let Some(day) = facts.stockout_day.filter(|it| *it <= facts.order_arrival) else {
        return sentence(
            format!("可售 {free}，日均卖 {demand}，到 {arrival_zh}断货的可能有 {chance}"),
            format!("{free} to sell at {demand} a day, and a {chance} chance to run out by {arrival_en}"),
        );
    };
    let (day_zh, day_en) = day_text(day, today);
    // Without a supplier the day of arrival is assumed, and no sentence should be built on it.
    let (too_late_zh, too_late_en) = match facts.situation.supplies.is_empty() {
        true => (String::new(), String::new()),
        false => {
            (format!("，而今天下单最早 {arrival_zh}到"), format!(", an order of today arrives {arrival_en}"))
        }
    };
    sentence(
        format!("可售 {free}，日均卖 {demand}，{day_zh}前后断货{too_late_zh}"),
        format!("{free} to sell at {demand} a day run out about {day_en}{too_late_en}"),
    )
}

/// What to do about it.
fn action(facts: &Facts) -> Option<Sentence> {
    let today = facts.situation.today;
    match &facts.chosen.suggestion {
        Some(Suggestion::Purchase { supplier, class, quantity, arrival_day, .. }) => {
            let (day_zh, day_en) = day_text(*arrival_day, today);
            let (class_zh, class_en) = class_text(*class);
            let (round_zh, round_en) = rounding(facts, *supplier, *quantity);
            let (late_zh, late_en) = match facts.chosen.is_rescue {
                true => ("平常的供应商来不及，", "the usual supplier is too late, so "),
                false => ("", ""),
            };
            Some(sentence(
                format!("{late_zh}建议向{class_zh}供应商订 {quantity}{round_zh}，{day_zh}到货"),
                format!(
                    "{late_en}order {quantity}{round_en} from the {class_en} supplier, arriving {day_en}"
                ),
            ))
        }
        Some(Suggestion::Transfer { quantity, .. }) => Some(sentence(
            format!("别的仓有富余，建议调拨 {quantity}"),
            format!("another warehouse has stock to spare: transfer {quantity}"),
        )),
        None if facts.severity <= Severity::Watch => None,
        None if facts.situation.supplies.is_empty() => Some(sentence(
            "还没有供应商，请先登记供货关系".to_owned(),
            "nobody is known to supply it: add a supply first".to_owned(),
        )),
        None => {
            let incoming = facts.future.arriving_by(Day::from_number(i32::MAX));
            let (day_zh, day_en) = day_text(facts.future.next_arrival()?, today);
            let waited_for = facts.lost.is_positive() || facts.future.missing().is_positive();
            if waited_for && facts.future.next_arrival()? <= facts.order_arrival {
                return Some(sentence(
                    format!("在途 {incoming} 预计 {day_zh}起到货，再订不会更早，请催交"),
                    format!(
                        "{incoming} on the way from {day_en} come no later than a new order would: urge them"
                    ),
                ));
            }
            Some(sentence(
                format!("在途 {incoming} 预计 {day_zh}起到货，够用，不必再订"),
                format!("{incoming} on the way from {day_en} are enough, nothing to order"),
            ))
        }
    }
}

/// Why more is ordered than needed.
fn rounding(facts: &Facts, supplier: values::SupplierId, quantity: Quantity) -> (String, String) {
    let need = facts.chosen.need;
    let supply = facts.situation.supplies.iter().find(|it| it.supplier == supplier);
    let Some(supply) = supply.filter(|_| quantity > need) else {
        return (String::new(), String::new());
    };
    let (moq, pack) = (supply.moq, supply.pack);
    match (moq > need, pack.is_positive() && quantity != moq) {
        (true, true) => (
            format!("（需 {need}，起订 {moq}，每包 {pack}）"),
            format!(" (needed {need}, at least {moq}, packs of {pack})"),
        ),
        (true, false) => (format!("（需 {need}，起订 {moq}）"), format!(" (needed {need}, at least {moq})")),
        _ => (format!("（需 {need}，每包 {pack}）"), format!(" (needed {need}, packs of {pack})")),
    }
}

fn numbers(facts: &Facts) -> Vec<Number> {
    let Facts { situation, levels, future, chosen, .. } = facts;
    let policy = &situation.policy;
    let in_time = facts.position.minus(future.free);
    let mut numbers = vec![
        number("on_hand", "现有量", "On hand", situation.on_hand),
        number("available", "可售", "Available", situation.available),
        number("short", "缺口", "Short", future.short),
        number("incoming_in_time", "及时到货的在途", "Incoming in time", in_time),
        number("position", "可售 − 缺口 + 及时在途", "Available − short + incoming in time", facts.position),
        number("demand_per_day", "日均需求", "Demand per day", round_text(facts.forecast.per_day())),
        number("lead_time_days", "提前期（天）", "Lead time (days)", lead_time_text(facts.lead_time)),
        number("review_days", "订货周期（天）", "Review (days)", policy.review_days),
        number("service", "目标服务水平", "Service wanted", format!("{}%", policy.service())),
        number("safety_stock", "安全库存", "Safety stock", levels.safety_stock),
        number("reorder_point", "再订货点", "Reorder point", levels.reorder_point),
        number("order_up_to", "目标库存", "Order up to", levels.order_up_to),
        number("order_arrival", "今天下单的到货日", "An order of today arrives", facts.order_arrival),
        number("probability", "到货前断货的可能", "Chance to run out before", chance_text(facts.probability)),
        number("lost", "到货前预计少卖", "Sales expected to be lost before", round_text(facts.lost)),
    ];
    if chosen.need.is_positive() {
        numbers.push(number("need", "需要量", "Needed", chosen.need));
    }
    if let Some(Suggestion::Purchase { supplier, .. }) = &chosen.suggestion
        && let Some(supply) = situation.supplies.iter().find(|it| it.supplier == *supplier)
    {
        numbers.push(number("moq", "起订量", "Minimum order", supply.moq));
        numbers.push(number("pack", "包装量", "Pack", supply.pack));
    }
    numbers
}

fn number(key: &'static str, zh: &str, en: &str, value: impl ToString) -> Number {
    Number { key, label: sentence(zh.to_owned(), en.to_owned()), value: value.to_string() }
}

fn sentence(zh: String, en: String) -> Sentence {
    Sentence { zh, en }
}

pub(crate) fn class_text(class: SupplyClass) -> (&'static str, &'static str) {
    match class {
        SupplyClass::Main => ("主力", "main"),
        SupplyClass::Backup => ("备选", "backup"),
        SupplyClass::Emergency => ("应急", "emergency"),
    }
}

fn lead_time_text(lead_time: &Interval) -> String {
    let (shortest, longest) = (lead_time.shortest(), lead_time.longest());
    if shortest == longest { shortest.to_string() } else { format!("{shortest}–{longest}") }
}

/// As people say it: two decimals for little, one for more, none for much.
fn round_text(quantity: Quantity) -> String {
    let step = match quantity.raw().abs() / Quantity::ONE_RAW {
        0..10 => Quantity::ONE_RAW / 100,
        10..100 => Quantity::ONE_RAW / 10,
        _ => Quantity::ONE_RAW,
    };
    if quantity.is_positive() && quantity.raw() < step {
        return "<0.01".to_owned();
    }
    let rounded = values::round_div(i128::from(quantity.raw()), i128::from(step)) as i64 * step;
    Quantity::from_raw(rounded).to_string()
}

/// Whole percents; what is neither certain nor impossible is not called so.
fn chance_text(chance: Percent) -> String {
    let whole = values::round_div(i128::from(chance.raw()), i128::from(Percent::ONE_RAW));
    match whole {
        0 if chance.is_positive() => "<1%".to_owned(),
        100 if chance < Percent::whole(100) => ">99%".to_owned(),
        _ => format!("{whole}%"),
    }
}

/// 12月3日 and 3 Dec; with the year when it is not this one.
pub(crate) fn day_text(day: Day, today: Day) -> (String, String) {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (month, of_month) = (day.month(), day.day_of_month());
    let zh = format!("{month}月{of_month}日");
    let en = format!("{of_month} {}", MONTHS[usize::from(month.unsigned_abs()) - 1]);
    if day.year() == today.year() {
        return (zh, en);
    }
    let year = day.year();
    (format!("{year}年{zh}"), format!("{en} {year}"))
}
