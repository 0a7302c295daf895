//! The coming days: what arrives, when stock runs out, how much is missing until help comes.

use crate::{Arrival, DemandForecast, DemandModel, Interval, Situation};
use values::{Day, Percent, Quantity};

/// Nothing is projected further than this.
pub(crate) const HORIZON_DAYS: u32 = 365;

/// One day of the projected stock, at its end. Never below zero: what is missing is not stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayOutlook {
    pub day: Day,
    /// With expected demand.
    pub expected: Quantity,
    /// With so much demand that only one future in ten has more.
    pub low: Quantity,
    /// With so little demand that only one future in ten has less.
    pub high: Quantity,
    /// Arrives on this day.
    pub incoming: Quantity,
    /// Expected to be wanted on this day, and so much that only one day in ten has less, or more.
    pub demand: Quantity,
    pub demand_low: Quantity,
    pub demand_high: Quantity,
    /// That by the end of this day somebody found nothing, arrivals as expected.
    pub out_chance: Percent,
}

/// Projects the stock of the coming `days` days (at most 365), today first. What is owed to open
/// claims leaves at once; nothing is ordered anew.
pub fn project(situation: &Situation, model: &dyn DemandModel, days: u32) -> Vec<DayOutlook> {
    let days = days.min(HORIZON_DAYS);
    let forecast = situation.forecast(model, days);
    let future = NearFuture::new(situation, &forecast);
    let (one_in_ten, nine_in_ten) = (Percent::whole(10), Percent::whole(90));
    let one_day = Interval::exactly(1);
    let (demand_low, demand_high) =
        (forecast.quantile(&one_day, one_in_ten), forecast.quantile(&one_day, nine_in_ten));
    let mut stock = future.free;
    let mut out_chance = Percent::ZERO;
    let mut rows = Vec::with_capacity(days as usize);
    for passed in 1..=days {
        let day = situation.today.plus_days(passed as i32 - 1);
        let incoming = future.arriving_on(day);
        stock = stock.plus(incoming);
        let left = |demand: Quantity| stock.minus(demand).max(Quantity::ZERO);
        let interval = Interval::exactly(passed);
        // What ran out once was out, whatever arrives later.
        out_chance = out_chance.max(forecast.chance_above(&interval, stock));
        rows.push(DayOutlook {
            day,
            expected: left(forecast.mean(passed)),
            low: left(forecast.quantile(&interval, nine_in_ten)),
            high: left(forecast.quantile(&interval, one_in_ten)),
            incoming,
            demand: forecast.mean(passed).minus(forecast.mean(passed - 1)),
            demand_low,
            demand_high,
            out_chance,
        });
    }
    rows
}

/// Stock and arrivals against expected demand, day by day.
pub(crate) struct NearFuture<'a> {
    today: Day,
    /// Available less what open claims still want: may be negative.
    pub(crate) free: Quantity,
    /// Σ wanted − reserved.
    pub(crate) short: Quantity,
    /// By the day they are really expected, earliest first.
    pub(crate) arrivals: Vec<Arrival>,
    forecast: &'a DemandForecast,
}

/// What lacks between two days when nothing more is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    /// How many days end with less than nothing.
    pub(crate) days: u32,
    /// The most that is missing at the end of one of them.
    pub(crate) missing: Quantity,
}

impl<'a> NearFuture<'a> {
    pub(crate) fn new(situation: &Situation, forecast: &'a DemandForecast) -> NearFuture<'a> {
        let short = situation.claims.iter().fold(Quantity::ZERO, |sum, it| sum.plus(it.short()));
        let mut arrivals: Vec<Arrival> =
            situation.incoming.iter().map(|it| it.really_expected(situation.today)).collect();
        arrivals.sort_by_key(|it| it.day);
        NearFuture {
            today: situation.today,
            free: situation.available.minus(short),
            short,
            arrivals,
            forecast,
        }
    }

    /// What waiting claims want beyond everything there is: stock that is there but not yet promised
    /// to them leaves nobody waiting.
    pub(crate) fn missing(&self) -> Quantity {
        Quantity::ZERO.minus(self.free).max(Quantity::ZERO).min(self.short)
    }

    pub(crate) fn demand(&self) -> Quantity {
        self.forecast.per_day()
    }

    pub(crate) fn next_arrival(&self) -> Option<Day> {
        self.arrivals.first().map(|it| it.day)
    }

    pub(crate) fn arriving_by(&self, day: Day) -> Quantity {
        self.sum_arrivals(|it| it <= day)
    }

    fn arriving_on(&self, day: Day) -> Quantity {
        self.sum_arrivals(|it| it == day)
    }

    fn sum_arrivals(&self, on: impl Fn(Day) -> bool) -> Quantity {
        let counted = self.arrivals.iter().filter(|it| on(it.day));
        counted.fold(Quantity::ZERO, |sum, it| sum.plus(it.quantity))
    }

    /// The first day whose expected demand can not be met in full; today when nothing is left.
    pub(crate) fn stockout_day(&self) -> Option<Day> {
        let demand = self.forecast.per_day();
        if !self.free.is_positive() && (self.missing().is_positive() || demand.is_positive()) {
            return Some(self.today);
        }
        if !demand.is_positive() {
            return None;
        }
        let mut stock = self.free;
        let mut arrivals = self.arrivals.iter().peekable();
        for passed in 0..HORIZON_DAYS {
            let day = self.today.plus_days(passed as i32);
            while let Some(arrival) = arrivals.next_if(|it| it.day <= day) {
                stock = stock.plus(arrival.quantity);
            }
            if stock < self.forecast.mean(passed + 1) {
                return Some(day);
            }
        }
        None
    }

    /// How likely stock runs out before an order placed today arrives after `lead_time`: the worst
    /// of the moments just before each arrival and before the new order's.
    pub(crate) fn stockout_chance(&self, lead_time: &Interval) -> Percent {
        /// Later arrivals only add to stock; looking before each would cost more than it tells.
        const ARRIVALS_LOOKED_BEFORE: usize = 3;
        if !self.free.is_positive() {
            return Percent::whole(100);
        }
        let until = self.today.plus_days(lead_time.typical() as i32);
        let mut stock = self.free;
        let mut chance = Percent::ZERO;
        for (at, arrival) in self.arrivals.iter().take_while(|it| it.day <= until).enumerate() {
            if at < ARRIVALS_LOOKED_BEFORE {
                let before = Interval::exactly(arrival.day.days_since(self.today) as u32);
                chance = chance.max(self.forecast.chance_above(&before, stock));
            }
            stock = stock.plus(arrival.quantity);
        }
        chance.max(self.forecast.chance_above(&lead_time.plus(1), stock))
    }

    /// Expected demand that finds no stock from today until `until`; what claims want not counted.
    pub(crate) fn lost_before(&self, until: Day) -> Quantity {
        self.walk(self.today, until).0
    }

    /// What lacks from `from` until `until`, given that demand before `from` that finds no stock
    /// is lost, and that what claims want is not.
    pub(crate) fn gap(&self, from: Day, until: Day) -> Gap {
        self.walk(from, until).1
    }

    fn walk(&self, from: Day, until: Day) -> (Quantity, Gap) {
        let demand = self.forecast.per_day();
        let days = until.days_since(self.today).clamp(0, HORIZON_DAYS as i32);
        let mut stock = self.free;
        let mut owed_only = self.free;
        let mut lost = Quantity::ZERO;
        let mut gap = Gap { days: 0, missing: Quantity::ZERO };
        for passed in 0..days {
            let day = self.today.plus_days(passed);
            let arriving = self.arriving_on(day);
            owed_only = owed_only.plus(arriving);
            let sold = demand.min(owed_only.max(Quantity::ZERO));
            owed_only = owed_only.minus(sold);
            lost = lost.plus(demand.minus(sold));
            stock = if day < from { owed_only } else { stock.plus(arriving).minus(demand) };
            if day >= from && stock.is_negative() {
                gap.days += 1;
                gap.missing = gap.missing.max(Quantity::ZERO.minus(stock));
            }
        }
        (lost, gap)
    }
}
