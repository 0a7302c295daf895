//! What days do to demand: holidays as learned, and what the company's own papers say.

use super::panel::Places;
use super::rules::Rules;
use planning::Sentence;
use planning::calendar::{self, Calendar, Demand, Effects, OwnEvent, OwnKind};
use storage::policies::InForce;
use values::{Day, ItemId, Percent};

/// The calendar of the company.
pub(super) fn of_company(rules: &Rules) -> Calendar {
    Calendar::new(rules.events.iter().filter_map(own).collect())
}

/// What happens again under the same name is learned from together.
fn own(paper: &InForce) -> Option<OwnEvent> {
    let day = |name: &str| paper.body[name].as_str()?.parse::<Day>().ok();
    let kind = match paper.body["kind"].as_str()? {
        "closure" => return None, // Of a supplier; see `Rules::closed`.
        "workday" => OwnKind::Working,
        _ => OwnKind::Demand,
    };
    let name = paper.title.clone();
    Some(OwnEvent {
        key: name.clone(),
        name: Sentence { zh: name.clone(), en: name },
        kind,
        first: day("first_day")?,
        last: day("last_day")?,
    })
}

/// Learned from these places, their categories told apart by name.
pub(super) fn learn(places: &Places, category: &dyn Fn(ItemId) -> Option<String>, rules: &Rules) -> Effects {
    let demand = |(key, it): (&storage::situations::Pair, &planning::Series)| Demand {
        item: key.0.0,
        category: category_number(category(key.0).as_deref()),
        first: it.first,
        days: it.quantity.clone(),
    };
    let all: Vec<Demand> = places.keys.iter().zip(&places.panel.series).map(demand).collect();
    calendar::learn(&all, &of_company(rules))
}

/// FNV-1a: any number that tells categories apart.
pub(super) fn category_number(category: Option<&str>) -> i64 {
    let hash = category.unwrap_or_default().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.cast_signed()
}

/// Expected demand of the days from `from` to `to` as a share of normal days: holidays as they were
/// before, and campaigns as somebody typed them in, which counts more than what was learned.
pub(super) fn expected(
    learned: Option<&Effects>,
    rules: &Rules,
    (item, category): (ItemId, Option<&str>),
    (from, to): (Day, Day),
) -> (Percent, Percent) {
    let usual = Percent::whole(100);
    let percent = |share: f64| Percent::from_raw((share * 100.0 * Percent::ONE_RAW as f64).round() as i64);
    let holiday = learned.map_or(usual, |it| {
        let factor = it.factor(&of_company(rules), item.0, category_number(category), from, to);
        percent(factor.mean.clamp(0.2, 5.0))
    });
    let days = f64::from(to.days_since(from).max(0) + 1);
    let mut more = 0.0;
    for paper in &rules.events {
        let body = &paper.body;
        let day = |name: &str| body[name].as_str().and_then(|it| it.parse::<Day>().ok());
        let (Some(first), Some(last), Some(typed)) =
            (day("first_day"), day("last_day"), body["expected_percent"].as_i64())
        else {
            continue;
        };
        let of_item = body["item"].as_i64().is_none_or(|it| it == item.0);
        let of_category = body["category"].as_str().filter(|it| !it.is_empty());
        let overlap = last.min(to).days_since(first.max(from)) + 1;
        if of_item && of_category.is_none_or(|it| Some(it) == category) && overlap > 0 {
            let share = typed as f64 / (Percent::ONE_RAW * 100) as f64;
            more += (share - 1.0) * f64::from(overlap) / days;
        }
    }
    (holiday, percent((1.0 + more).max(0.0)))
}

/// Of each day from `from` until `to` whether an event explains that it differs.
pub(super) fn explained(rules: &Rules, from: Day, to: Day) -> Vec<bool> {
    of_company(rules).phases(from, to).iter().map(Option::is_some).collect()
}
