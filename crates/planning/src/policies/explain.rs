//! Why the levels are what they are, in numbers that add up, and what would change them.

use super::levels::{Caps, computed, factor};
use super::{
    Conditions, Demand, Effects, Override, PolicyKind, Scaled, ServiceTarget, StockLevels, StockPolicy,
    quantity,
};
use crate::{Interval, Number, Sentence};
use values::{Percent, Quantity};

/// The steps from expected demand to the reorder point. Each is the difference it makes when added
/// to the ones before it, so that they sum up; all but the first may be negative.
#[derive(Clone, Debug)]
pub(super) struct Build {
    covered_days: u32,
    per_day: f64,
    expected: Quantity,
    season: Quantity,
    holiday: Quantity,
    promotion: Quantity,
    variation: Quantity,
    supplier: Quantity,
    /// Before any cap.
    wanted_reorder_point: Quantity,
    caps: Caps,
    economic_lot: Quantity,
}

impl Build {
    /// `covered` is what the reorder point covers while the supplier is as fast as usual; `supplier`
    /// what his unsteadiness adds to it.
    pub(super) fn new(
        conditions: &Conditions,
        covered: &Interval,
        reorder_point: Quantity,
        supplier: Quantity,
        caps: Caps,
        economic_lot: f64,
    ) -> Build {
        let is_whole = conditions.demand.is_whole();
        let mean = |effects: usize| {
            let demand = Scaled { demand: conditions.demand, factor: factor(conditions, effects) };
            quantity(demand.mean(covered), is_whole)
        };
        Build {
            covered_days: covered.typical(),
            per_day: conditions.demand.mean(&Interval::exactly(1)) * factor(conditions, 3),
            expected: mean(0),
            season: mean(1).minus(mean(0)),
            holiday: mean(2).minus(mean(1)),
            promotion: mean(3).minus(mean(2)),
            variation: reorder_point.minus(supplier).minus(mean(3)),
            supplier,
            wanted_reorder_point: reorder_point,
            caps,
            economic_lot: quantity(economic_lot, is_whole),
        }
    }
}

pub(super) fn explain(
    policy: &StockPolicy,
    conditions: &Conditions,
    build: &Build,
    computed: &StockLevels,
    levels: &StockLevels,
    overrides: &[&Override],
) -> (Sentence, Vec<Number>) {
    (reason(policy, build, computed, levels, overrides), terms(policy, conditions, build, levels, overrides))
}

fn reason(
    policy: &StockPolicy,
    build: &Build,
    computed: &StockLevels,
    levels: &StockLevels,
    overrides: &[&Override],
) -> Sentence {
    let Sentence { zh: kind_zh, en: kind_en } = policy.kind.label();
    let StockLevels { reorder_point, order_up_to, .. } = *computed;
    let mut zh = format!("{kind_zh}：");
    let mut en = format!("{kind_en}: ");
    match policy.kind {
        PolicyKind::MadeToOrder => {
            zh += "有订单才订，不备货";
            en += "ordered for waiting orders only, nothing is kept";
        }
        PolicyKind::Emergency => {
            zh += &format!("没了才补，补到提前期内预计的 {order_up_to}");
            en += &format!("filled up when gone, to the {order_up_to} expected in the lead time");
        }
        PolicyKind::FixedLine { .. } => {
            zh += &format!("手定再订货点 {reorder_point}，补到 {order_up_to}");
            en += &format!("reorder point {reorder_point} as typed in, filled up to {order_up_to}");
        }
        _ if build.wanted_reorder_point.is_zero() && order_up_to.is_zero() => {
            zh += "备货不划算，不备";
            en += "keeping it costs more than being without it, so nothing is kept";
        }
        _ if build.caps.cut(build.wanted_reorder_point) < build.wanted_reorder_point => {
            let wanted = build.wanted_reorder_point;
            zh += &format!("按需求要 {wanted}，受保质期或库容限制为 {reorder_point}");
            en += &format!("demand asks for {wanted}, shelf life or room allow {reorder_point}");
        }
        _ => {
            let days = build.covered_days;
            let (effects_zh, effects_en) = effects_text(build);
            let (target_zh, target_en) = safety_text(policy);
            let expected = build.expected;
            let variation = signed(build.variation);
            zh += &format!("{days} 天内预计卖 {expected}{effects_zh}，{target_zh} {variation}");
            en += &format!("{expected} expected within {days} days{effects_en}, {target_en} {variation}");
            if !build.supplier.is_zero() {
                zh += &format!("，供应商不稳 {}", signed(build.supplier));
                en += &format!(", an unsteady supplier {}", signed(build.supplier));
            }
            zh += &format!("，共 {reorder_point} 为再订货点，补到 {order_up_to}");
            en += &format!(": reorder at {reorder_point}, fill up to {order_up_to}");
        }
    }
    for it in overrides {
        let (level_zh, level_en) = it.level.name();
        let (value, why, until) = (it.quantity, &it.why, it.until);
        zh += &format!("；{level_zh}手定为 {value}（{why}），到 {until}");
        en += &format!("; {level_en} set to {value} by hand ({why}) until {until}");
    }
    if levels != computed {
        let StockLevels { reorder_point, order_up_to, .. } = *levels;
        zh += &format!("，现为 {reorder_point} / {order_up_to}");
        en += &format!(", now {reorder_point} / {order_up_to}");
    }
    Sentence { zh: zh + "。", en: en + "." }
}

fn terms(
    policy: &StockPolicy,
    conditions: &Conditions,
    build: &Build,
    levels: &StockLevels,
    overrides: &[&Override],
) -> Vec<Number> {
    let mut terms = vec![
        number("policy", "策略", "Policy", policy.kind.label().en),
        number("lead_time_days", "提前期（天）", "Lead time (days)", lead_time_text(conditions.lead_time)),
        number("demand_per_day", "日均需求", "Demand per day", quantity(build.per_day, false)),
    ];
    let is_built = !matches!(
        policy.kind,
        PolicyKind::FixedLine { .. } | PolicyKind::MadeToOrder | PolicyKind::Emergency
    );
    if is_built {
        let steps = [
            ("expected", "提前期内预计", "Expected until arrival", build.expected),
            ("season", "季节", "Season", build.season),
            ("holiday", "节假日", "Holiday", build.holiday),
            ("promotion", "促销", "Promotion", build.promotion),
            ("variation", "需求波动", "Variation of demand", build.variation),
            ("supplier", "供应商不稳", "Unsteady supplier", build.supplier),
        ];
        let kept = steps.into_iter().enumerate().filter(|(at, it)| *at == 0 || !it.3.is_zero());
        terms.extend(kept.map(|(_, (key, zh, en, value))| number(key, zh, en, value)));
        let wanted = build.wanted_reorder_point;
        terms.push(number("wanted_reorder_point", "以上之和", "Sum of these", wanted));
    }
    let caps = [
        ("shelf_life", "保质期内卖得完", "Sold before it expires", build.caps.shelf_life),
        ("room", "库容", "Room", build.caps.room),
    ];
    for (key, zh, en, cap) in caps {
        terms.extend(cap.map(|it| number(key, zh, en, it)));
    }
    if build.economic_lot.is_positive()
        && matches!(policy.kind, PolicyKind::MinMax | PolicyKind::FixedLot { .. })
    {
        terms.push(number("economic_lot", "经济批量", "Economic lot", build.economic_lot));
    }
    if let (ServiceTarget::Cost, Some(economics)) = (policy.target, conditions.economics) {
        let cost = economics.cost_of_short_unit();
        terms.push(number("short_unit", "缺一件的代价", "Cost of a unit short", cost));
    }
    for it in overrides {
        terms.push(number("override", it.level.name().0, it.level.name().1, it.quantity));
    }
    terms.extend([
        number("safety_stock", "安全库存", "Safety stock", levels.safety_stock),
        number("reorder_point", "再订货点", "Reorder point", levels.reorder_point),
        number("order_up_to", "目标库存", "Order up to", levels.order_up_to),
        number("upper_limit", "上限", "Upper limit", levels.upper_limit),
    ]);
    terms
}

/// What the levels would be if one thing were different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIf {
    pub key: &'static str,
    pub label: Sentence,
    pub levels: StockLevels,
}

/// The changes a buyer can bring about or ask about, those that make a difference, in a fixed order.
pub fn what_would_change(policy: &StockPolicy, conditions: &Conditions) -> Vec<WhatIf> {
    const SHORTER_DAYS: u32 = 3;
    let (now, _) = computed(policy, conditions);
    let shorter = conditions.lead_time.minus(SHORTER_DAYS);
    let steady = Interval::exactly(conditions.lead_time.typical());
    let more = Scaled { demand: conditions.demand, factor: 1.2 };
    let usual = Conditions { effects: Effects::default(), ..*conditions };
    let variants = [
        (
            "shorter",
            "提前期短 3 天",
            "the lead time were 3 days shorter",
            Conditions { lead_time: &shorter, ..*conditions },
        ),
        (
            "steady",
            "供应商每次准时",
            "the supplier were always on time",
            Conditions { lead_time: &steady, ..*conditions },
        ),
        ("demand", "需求多 20%", "demand were 20 % higher", Conditions { demand: &more, ..*conditions }),
        ("usual_days", "没有季节、节日和促销", "no season, holiday or promotion came", usual),
        (
            "lot",
            "没有起订量和包装",
            "there were no minimum order and no pack",
            Conditions { moq: Quantity::ZERO, pack: Quantity::ZERO, ..*conditions },
        ),
        ("shelf_life", "不会过期", "it never expired", Conditions { shelf_life_days: None, ..*conditions }),
    ];
    let mut answers: Vec<WhatIf> = variants
        .into_iter()
        .map(|(key, zh, en, conditions)| {
            let (levels, _) = computed(policy, &conditions);
            WhatIf { key, label: Sentence { zh: zh.to_owned(), en: en.to_owned() }, levels }
        })
        .collect();
    if let Some((target, zh, en)) = other_service(policy.target) {
        let (levels, _) = computed(&StockPolicy { target, ..policy.clone() }, conditions);
        answers.push(WhatIf { key: "service", label: Sentence { zh, en }, levels });
    }
    answers.retain(|it| it.levels != now);
    answers
}

/// Half of what is missed now.
fn other_service(target: ServiceTarget) -> Option<(ServiceTarget, String, String)> {
    let better = |it: Percent| {
        let missed = Percent::whole(100).minus(it);
        Percent::whole(100).minus(Percent::from_raw(missed.raw() / 2))
    };
    let texts = |it: Percent| (format!("服务水平提到 {it}%"), format!("the service wanted were {it} %"));
    match target {
        ServiceTarget::Cycle { service } => {
            let (zh, en) = texts(better(service));
            Some((ServiceTarget::Cycle { service: better(service) }, zh, en))
        }
        ServiceTarget::Fill { service } => {
            let (zh, en) = texts(better(service));
            Some((ServiceTarget::Fill { service: better(service) }, zh, en))
        }
        ServiceTarget::Lines { .. } | ServiceTarget::Cost => None,
    }
}

fn safety_text(policy: &StockPolicy) -> (String, String) {
    if let PolicyKind::DynamicLine { safety_days, .. } = policy.kind {
        return (format!("安全天数 {safety_days} 天"), format!("{safety_days} days of safety"));
    }
    match policy.target {
        ServiceTarget::Cycle { service } => {
            (format!("按周期服务 {service}% 备"), format!("for {service} % of cycles without stockout"))
        }
        ServiceTarget::Fill { service } => {
            (format!("按满足率 {service}% 备"), format!("for {service} % of units from the shelf"))
        }
        ServiceTarget::Lines { service } => (
            format!("所有商品合起来 {service}% 的订单行不缺、占用最少，备"),
            format!("for {service} % of all lines served with the least stock"),
        ),
        ServiceTarget::Cost => ("按成本最优备".to_owned(), "as much as pays".to_owned()),
    }
}

fn effects_text(build: &Build) -> (String, String) {
    let effects = [
        (build.season, "季节", "season"),
        (build.holiday, "节假日", "holiday"),
        (build.promotion, "促销", "promotion"),
    ];
    let mut texts = (String::new(), String::new());
    for (value, zh, en) in effects.into_iter().filter(|it| !it.0.is_zero()) {
        texts.0 += &format!("，{zh} {}", signed(value));
        texts.1 += &format!(", {en} {}", signed(value));
    }
    texts
}

fn signed(value: Quantity) -> String {
    if value.is_negative() { value.to_string() } else { format!("+{value}") }
}

fn lead_time_text(lead_time: &Interval) -> String {
    let (shortest, longest) = (lead_time.shortest(), lead_time.longest());
    if shortest == longest { shortest.to_string() } else { format!("{shortest}–{longest}") }
}

fn number(key: &'static str, zh: &str, en: &str, value: impl ToString) -> Number {
    Number { key, label: Sentence { zh: zh.to_owned(), en: en.to_owned() }, value: value.to_string() }
}
