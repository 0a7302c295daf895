//! What days do to demand: holidays as learned, and what the company's own papers say.

use super::panel::Places;
use super::rules::Rules;
use planning::calendar::{self, Demand, Effects};
use planning::plain::{percent, share};
use values::{Day, ItemId, Percent};

/// Learned from these places, their categories told apart by name.
pub(super) fn learn(places: &Places, category: &dyn Fn(ItemId) -> Option<String>, rules: &Rules) -> Effects {
    let demand = |(key, it): (&storage::situations::Pair, &planning::Series)| Demand {
        item: key.0.0,
        category: category_number(category(key.0).as_deref()),
        first: it.first,
        days: it.quantity.clone(),
    };
    let all: Vec<Demand> = places.keys.iter().zip(&places.panel.series).map(demand).collect();
    calendar::learn(&all, &rules.calendar)
}

/// FNV-1a: any number that tells categories apart.
fn category_number(category: Option<&str>) -> i64 {
    let hash = category.unwrap_or_default().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.cast_signed()
}

/// Expected demand of the days from `from` to `to` as a share of normal days: holidays as they were
/// before, and campaigns as somebody typed them in.
pub(super) fn expected(
    learned: Option<&Effects>,
    rules: &Rules,
    (item, category): (ItemId, Option<&str>),
    (from, to): (Day, Day),
) -> (Percent, Percent) {
    let holiday = learned.map_or(Percent::whole(100), |it| {
        let factor = it.factor(&rules.calendar, item.0, category_number(category), from, to);
        percent(factor.mean.clamp(0.2, 5.0))
    });
    let days = f64::from(to.days_since(from).max(0) + 1);
    let mut more = 0.0;
    for it in &rules.campaigns {
        let overlap = it.last.min(to).days_since(it.first.max(from)) + 1;
        let is_of_item = it.item.is_none_or(|it| it == item);
        let is_of_category = it.category.is_none() || it.category.as_deref() == category;
        if is_of_item && is_of_category && overlap > 0 {
            more += (share(it.expected) - 1.0) * f64::from(overlap) / days;
        }
    }
    (holiday, percent((1.0 + more).max(0.0)))
}

/// Days that an event explains, when they differ.
pub(super) struct Explained {
    first: Day,
    days: Vec<bool>,
}

impl Explained {
    /// Of the days from `first` until `to`.
    pub(super) fn new(rules: &Rules, first: Day, to: Day) -> Explained {
        let days = rules.calendar.phases(first, to).iter().map(Option::is_some).collect();
        Explained { first, days }
    }

    pub(super) fn is(&self, day: Day) -> bool {
        let at = usize::try_from(day.days_since(self.first)).ok();
        at.and_then(|at| self.days.get(at)).is_some_and(|it| *it)
    }
}
