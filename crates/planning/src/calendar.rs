//! Days that are not like others: Chinese holidays, shopping festivals, month ends, and what a
//! company adds; and what they do to demand, learned from the past.

mod effects;
mod lunar;
#[cfg(test)]
mod tests;

pub use self::effects::{Demand, Effects, Factor, learn};
pub use self::lunar::{LunarMonth, YEARS, day_of, months, qingming};

use crate::Sentence;
use crate::lead_time::Closed;
use serde::{Deserialize, Serialize};
use values::Day;

/// What happens on a day, by name; all occurrences of one event are learned from together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    NewYear,
    SpringFestival,
    Lantern,
    WomensDay,
    Qingming,
    LabourDay,
    DragonBoat,
    MidYearSale,
    Qixi,
    MidAutumn,
    NationalDay,
    DoubleEleven,
    DoubleTwelve,
    MonthEnd,
    /// Of the company, by its key.
    Own(String),
}

/// An event of a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnEvent {
    /// The same for all occurrences that are alike.
    pub key: String,
    pub name: Sentence,
    pub kind: OwnKind,
    pub first: Day,
    pub last: Day,
}

/// What an event of a company means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnKind {
    /// Moves demand: an anniversary, a trade fair, a campaign.
    Demand,
    /// Nobody works: company holiday, or the official arrangement of a public one.
    Closed,
    /// A make-up working day (调休), announced every year and not to be computed.
    Working,
}

/// One time that an event takes place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    pub event: Event,
    pub first: Day,
    pub last: Day,
}

/// Where a day lies around an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// So many days before its first day.
    Before(u8),
    /// From 0 on its first day.
    During(u8),
    /// So many days after its last day.
    After(u8),
}

/// The public holidays of China, shopping festivals, and the events of a company.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    own: Vec<OwnEvent>,
}

/// Nothing reaches farther than this.
const REACH_MAX: i32 = 14;
/// Longer events are campaigns without an end; from here on all their days are alike.
const DURING_MAX: i32 = 60;

impl Event {
    pub fn name(&self) -> Sentence {
        let (zh, en) = match self {
            Event::NewYear => ("元旦", "New Year"),
            Event::SpringFestival => ("春节", "Spring Festival"),
            Event::Lantern => ("元宵节", "Lantern Festival"),
            Event::WomensDay => ("妇女节", "Women's Day"),
            Event::Qingming => ("清明节", "Qingming"),
            Event::LabourDay => ("劳动节", "Labour Day"),
            Event::DragonBoat => ("端午节", "Dragon Boat Festival"),
            Event::MidYearSale => ("618", "618"),
            Event::Qixi => ("七夕", "Qixi"),
            Event::MidAutumn => ("中秋节", "Mid-Autumn Festival"),
            Event::NationalDay => ("国庆节", "National Day"),
            Event::DoubleEleven => ("双11", "Double 11"),
            Event::DoubleTwelve => ("双12", "Double 12"),
            Event::MonthEnd => ("月末", "month end"),
            Event::Own(key) => (key.as_str(), key.as_str()),
        };
        Sentence { zh: zh.to_owned(), en: en.to_owned() }
    }

    /// How many days before and after it demand may differ.
    const fn reach(&self) -> i32 {
        match self {
            Event::SpringFestival
            | Event::NationalDay
            | Event::MidYearSale
            | Event::DoubleEleven
            | Event::Own(_) => REACH_MAX,
            Event::MidAutumn | Event::DragonBoat | Event::DoubleTwelve | Event::LabourDay => 10,
            Event::MonthEnd => 2,
            _ => 5,
        }
    }
}

impl Calendar {
    /// With the events of a company; those that end before they begin are left out.
    pub fn new(own: Vec<OwnEvent>) -> Calendar {
        Calendar { own: own.into_iter().filter(|it| it.first <= it.last).collect() }
    }

    /// All that takes place between two days, both included, in order of the first day.
    pub fn occurrences(&self, from: Day, to: Day) -> Vec<Occurrence> {
        let mut all: Vec<Occurrence> = Vec::new();
        for year in from.year().saturating_sub(1)..=to.year().saturating_add(1) {
            all.extend(of_year(year));
        }
        for it in self.own.iter().filter(|it| it.kind == OwnKind::Demand) {
            all.push(Occurrence { event: Event::Own(it.key.clone()), first: it.first, last: it.last });
        }
        all.retain(|it| it.first <= to && it.last >= from);
        all.sort_by(|a, b| (a.first, &a.event).cmp(&(b.first, &b.event)));
        all
    }

    /// The event whose phase each day from `from` to `to` is in: one that takes place goes before
    /// one that comes or went, the nearer before the farther, a month end behind all.
    pub fn phases(&self, from: Day, to: Day) -> Vec<Option<(Event, Phase)>> {
        let days = to.days_since(from).max(-1) + 1;
        let near = self.occurrences(from.plus_days(-REACH_MAX), to.plus_days(REACH_MAX));
        /// What goes first, and in which phase.
        type Taken = ((bool, i32), Event, Phase);
        let mut phases: Vec<Option<Taken>> = vec![None; days as usize];
        for it in near {
            let reach = it.event.reach();
            let first = it.first.plus_days(-reach).days_since(from).max(0);
            let last = it.last.plus_days(reach).days_since(from).min(days - 1);
            for at in first..=last {
                let day = from.plus_days(at);
                let (distance, phase) = match () {
                    () if day < it.first => {
                        let days = it.first.days_since(day);
                        (days, Phase::Before(days as u8))
                    }
                    () if day > it.last => {
                        let days = day.days_since(it.last);
                        (days, Phase::After(days as u8))
                    }
                    () => (0, Phase::During(day.days_since(it.first).min(DURING_MAX) as u8)),
                };
                let rank = (it.event == Event::MonthEnd, distance);
                let slot = &mut phases[at as usize];
                if slot.as_ref().is_none_or(|taken| rank < taken.0) {
                    *slot = Some((rank, it.event.clone(), phase));
                }
            }
        }
        phases.into_iter().map(|it| it.map(|(_, event, phase)| (event, phase))).collect()
    }

    /// Whether people work: as the company entered it, else Monday to Friday outside
    /// [`Calendar::usual_breaks`].
    pub fn is_working_day(&self, day: Day) -> bool {
        let entered =
            |kind: OwnKind| self.own.iter().any(|it| it.kind == kind && it.first <= day && day <= it.last);
        if entered(OwnKind::Working) {
            return true;
        }
        let is_break = || Self::usual_breaks(day, day).iter().any(|it| it.first <= day && day <= it.last);
        !entered(OwnKind::Closed) && day.weekday() < 5 && !is_break()
    }

    /// The days on which suppliers do nothing, for [`crate::lead_time::learn`]: the long breaks, and
    /// what the company entered as closed. Single suppliers are added by who knows them.
    pub fn closed(&self, from: Day, to: Day) -> Vec<Closed> {
        let is_long = |it: &Occurrence| matches!(it.event, Event::SpringFestival | Event::NationalDay);
        let breaks = Self::usual_breaks(from, to).into_iter().filter(is_long).map(|it| (it.first, it.last));
        let own =
            self.own.iter().filter(|it| it.kind == OwnKind::Closed && it.first <= to && it.last >= from);
        let all = breaks.chain(own.map(|it| (it.first, it.last)));
        all.map(|(first, last)| Closed { supplier: None, first, last }).collect()
    }

    /// The public holidays as they are usually arranged since 2025: Spring Festival eight days from
    /// New Year's Eve, National Day seven and with Mid-Autumn in them eight, Labour Day five, the
    /// others one, or three with a weekend beside them. The official arrangement and its make-up
    /// days are announced each year; a company enters what differs.
    pub fn usual_breaks(from: Day, to: Day) -> Vec<Occurrence> {
        let mut breaks = Vec::new();
        for year in from.year().saturating_sub(1)..=to.year().saturating_add(1) {
            let all = of_year(year);
            let mid_autumn = all.iter().find(|it| it.event == Event::MidAutumn).map(|it| it.first);
            for it in all {
                let (first, days) = match it.event {
                    Event::SpringFestival => (it.first, 8),
                    Event::LabourDay => (it.first, 5),
                    Event::NationalDay => {
                        let with = mid_autumn.is_some_and(|day| (0..8).contains(&day.days_since(it.first)));
                        (it.first, if with { 8 } else { 7 })
                    }
                    Event::NewYear | Event::Qingming | Event::DragonBoat | Event::MidAutumn => {
                        match it.first.weekday() {
                            0 => (it.first.plus_days(-2), 3),
                            4 | 5 => (it.first, 3),
                            6 => (it.first.plus_days(-1), 3),
                            _ => (it.first, 1),
                        }
                    }
                    _ => continue,
                };
                breaks.push(Occurrence { event: it.event, first, last: first.plus_days(days - 1) });
            }
        }
        breaks.retain(|it| it.first <= to && it.last >= from);
        breaks.sort_by_key(|it| it.first);
        breaks
    }
}

/// The events of a calendar year. Outside the tabled lunar years only those of fixed date.
fn of_year(year: i16) -> Vec<Occurrence> {
    let mut all = Vec::new();
    let mut add = |event: Event, first: Option<Day>, days: i32| {
        if let Some(first) = first {
            all.push(Occurrence { event, first, last: first.plus_days(days - 1) });
        }
    };
    let fixed = |month: i8, day: i8| Day::from_ymd(year, month, day);
    add(Event::NewYear, fixed(1, 1), 1);
    // From New Year's Eve to the sixth day.
    add(Event::SpringFestival, day_of(year, 1, 1).map(|it| it.plus_days(-1)), 7);
    add(Event::Lantern, day_of(year, 1, 15), 1);
    add(Event::WomensDay, fixed(3, 8), 1);
    add(Event::Qingming, qingming(year), 1);
    add(Event::LabourDay, fixed(5, 1), 5);
    add(Event::DragonBoat, day_of(year, 5, 5), 1);
    add(Event::MidYearSale, fixed(6, 16), 3);
    add(Event::Qixi, day_of(year, 7, 7), 1);
    add(Event::MidAutumn, day_of(year, 8, 15), 1);
    add(Event::NationalDay, fixed(10, 1), 7);
    add(Event::DoubleEleven, fixed(11, 11), 1);
    add(Event::DoubleTwelve, fixed(12, 12), 1);
    for month in 1..=12 {
        let next =
            if month == 12 { Day::from_ymd(year.saturating_add(1), 1, 1) } else { fixed(month + 1, 1) };
        add(Event::MonthEnd, next.map(|it| it.plus_days(-1)), 1);
    }
    all
}
