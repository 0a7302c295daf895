//! Which hours of the day hold how much of its demand.

use super::level::Exposed;
use super::{HoursOfDay, Sales, Seen, amount, share};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Shares of the 24 hours, adding up to one.
type Profile = [f64; 24];

/// By category, and of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Profiles {
    all: Profile,
    categories: Vec<(i64, Profile)>,
    /// Where only the share of a day is known: shares are raised to this to be shares of demand.
    pub(super) share_power: f64,
}

/// In purchases: what a category's hour, or an item's, needs to be believed.
const CATEGORY_PURCHASES: f64 = 150.0;
const OWN_PURCHASES: f64 = 15.0;
/// Levels and profiles are each found from the other; this often they are exchanged.
const ROUNDS: usize = 4;

/// What one series sold in each hour of the day, and how often the hour was open.
struct ByHour {
    category: i64,
    sold: Profile,
    open: Profile,
}

impl ByHour {
    fn new(category: i64, days: &[HoursOfDay]) -> ByHour {
        let mut it = ByHour { category, sold: [0.0; 24], open: [0.0; 24] };
        for day in days {
            for hour in 0..24 {
                let open = share(day.sellable[hour]);
                if open > 0.0 {
                    it.sold[hour] += amount(day.sold[hour]);
                    it.open[hour] += open;
                }
            }
        }
        it
    }

    /// Sold per full day, had all hours been open.
    fn level(&self, profile: &Profile) -> f64 {
        let exposure: f64 = (0..24).map(|hour| self.open[hour] * profile[hour]).sum();
        let sold: f64 = self.sold.iter().sum();
        if exposure > 0.0 { sold / exposure } else { 0.0 }
    }

    fn own(&self, profile: &Profile, grain: f64) -> Profile {
        let level = self.level(profile);
        shrunk(&self.sold, &self.open.map(|it| it * level), profile, OWN_PURCHASES * grain)
    }
}

/// What was sold over what was expected per unit of share, drawn towards a profile.
fn shrunk(sold: &Profile, expected: &Profile, towards: &Profile, trust: f64) -> Profile {
    let hour = |at: usize| (sold[at] + trust * towards[at]) / (expected[at] + trust);
    let profile: Profile = std::array::from_fn(hour);
    let sum: f64 = profile.iter().sum();
    if sum > 0.0 && sum.is_finite() { profile.map(|it| it / sum) } else { *towards }
}

impl Profiles {
    pub(super) fn new(all: &[Sales], grain: f64) -> Profiles {
        let hourly = all.iter().filter_map(|it| match &it.seen {
            Seen::Hours(days) => Some(ByHour::new(it.category, days)),
            Seen::Days(_) => None,
        });
        let series: Vec<ByHour> = hourly.collect();
        // An hour in which nobody can sell, ever, holds no demand that anybody could miss.
        let opens = |hour: usize| series.iter().any(|it| it.open[hour] > 0.0);
        let open_hours = (0..24).filter(|it| opens(*it)).count().max(1);
        let even: Profile =
            std::array::from_fn(
                |hour| if opens(hour) || series.is_empty() { 1.0 / open_hours as f64 } else { 0.0 },
            );
        let mut profiles = Profiles { all: even, categories: Vec::new(), share_power: 1.0 };
        for _ in 0..ROUNDS {
            let mut of_all = (even.map(|_| 0.0), even.map(|_| 0.0));
            let mut sums: BTreeMap<i64, (Profile, Profile)> = BTreeMap::new();
            for it in &series {
                let level = it.level(profiles.of(it.category));
                let of_category = sums.entry(it.category).or_insert(([0.0; 24], [0.0; 24]));
                for sum in [of_category, &mut of_all] {
                    for hour in 0..24 {
                        sum.0[hour] += it.sold[hour];
                        sum.1[hour] += it.open[hour] * level;
                    }
                }
            }
            let trust = CATEGORY_PURCHASES * grain;
            let common = shrunk(&of_all.0, &of_all.1, &even, trust);
            let of_category = |(category, (sold, expected)): (i64, (Profile, Profile))| {
                (category, shrunk(&sold, &expected, &common, trust))
            };
            profiles.categories = sums.into_iter().map(of_category).collect();
            profiles.all = common;
        }
        profiles
    }

    fn of(&self, category: i64) -> &Profile {
        let at = self.categories.binary_search_by_key(&category, |it| it.0);
        at.map_or(&self.all, |at| &self.categories[at].1)
    }

    /// The days of a series with the share of their demand that could be served.
    pub(super) fn expose(&self, sales: &Sales, grain: f64) -> Exposed {
        let (mut sold, mut sold_open, mut exposure) = (Vec::new(), Vec::new(), Vec::new());
        match &sales.seen {
            Seen::Hours(days) => {
                let profile = ByHour::new(sales.category, days).own(self.of(sales.category), grain);
                for day in days {
                    let open = |hour: &usize| share(day.sellable[*hour]) > 0.0;
                    sold.push(day.sold.iter().map(|it| amount(*it)).sum());
                    sold_open.push((0..24).filter(open).map(|it| amount(day.sold[it])).sum());
                    let served: f64 = (0..24).map(|it| share(day.sellable[it]) * profile[it]).sum();
                    exposure.push(served.clamp(0.0, 1.0));
                }
            }
            Seen::Days(days) => {
                sold.extend(days.iter().map(|it| amount(it.sold)));
                sold_open.clone_from(&sold);
                exposure.extend(days.iter().map(|it| share(it.sellable).powf(self.share_power)));
            }
        }
        let lift = (0..sales.len()).map(|at| sales.lift(at)).collect();
        Exposed::new(sales.category, sales.first, sold, sold_open, exposure, lift, grain)
    }
}
