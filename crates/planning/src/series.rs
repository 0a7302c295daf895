//! Histories of demand as forecasting reads them: one number a period, without gaps.

use values::Day;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Frequency {
    Day,
    Week,
    Month,
}

impl Frequency {
    /// Periods until the seasons repeat: days of a week, weeks of a year, months of a year.
    pub const fn season(self) -> usize {
        match self {
            Frequency::Day => 7,
            Frequency::Week => 52,
            Frequency::Month => 12,
        }
    }

    /// The first day of the period this many periods after the one that begins with `first`; months
    /// begin on their first day.
    pub fn day_of(self, first: Day, period: usize) -> Day {
        let periods = i32::try_from(period).unwrap_or(i32::MAX / 40);
        match self {
            Frequency::Day => first.plus_days(periods),
            Frequency::Week => first.plus_days(periods.saturating_mul(7)),
            Frequency::Month => {
                let months = i32::from(first.year()) * 12 + i32::from(first.month()) - 1 + periods;
                let year = i16::try_from(months.div_euclid(12)).unwrap_or(i16::MAX);
                // The remainder of twelve fits.
                Day::from_ymd(year, months.rem_euclid(12) as i8 + 1, 1).unwrap_or(first)
            }
        }
    }

    /// Periods from the one that begins with `first` to the one `day` lies in; negative before it.
    pub fn periods_between(self, first: Day, day: Day) -> i32 {
        match self {
            Frequency::Day => day.days_since(first),
            Frequency::Week => day.days_since(first).div_euclid(7),
            Frequency::Month => {
                let months = |it: Day| i32::from(it.year()) * 12 + i32::from(it.month());
                months(day) - months(first)
            }
        }
    }
}

/// Demand of one item at one place, period by period.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The first day of the first period.
    pub first: Day,
    /// What was sold or, better, wanted, in units. Negative periods (more came back than went out)
    /// count as none.
    pub quantity: Vec<f64>,
    /// The share of each period, 0 to 1, in which the item could be sold; empty says always.
    pub sellable: Vec<f32>,
}

impl Series {
    /// Only its first periods: what was known when so many were over.
    #[must_use]
    pub fn until(&self, periods: usize) -> Series {
        let part = |length: usize| ..periods.min(length);
        Series {
            first: self.first,
            quantity: self.quantity[part(self.quantity.len())].to_vec(),
            sellable: self.sellable[part(self.sellable.len())].to_vec(),
        }
    }
}

/// Series that are learned from together: of one company, with the same periods. They may begin
/// and end on different days.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    pub frequency: Frequency,
    pub series: Vec<Series>,
}
