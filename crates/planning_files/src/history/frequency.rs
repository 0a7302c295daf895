//! How long a period is, found from the dates.

use crate::history::Row;
use planning::Frequency;
use values::Day;

/// Months when every date is the first, or every date the last, of its month; weeks when the dates of each
/// series are whole weeks apart; otherwise, and for a single date, days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Calendar {
    pub(crate) frequency: Frequency,
    /// Months are written by their last day.
    by_last_day: bool,
}

impl Calendar {
    pub(super) fn find<'a>(series: impl Iterator<Item = &'a [Row]>) -> Calendar {
        let (mut first_of_month, mut last_of_month, mut weeks, mut several) = (true, true, true, false);
        for rows in series {
            let first = rows[0].day;
            for row in rows {
                first_of_month &= row.day.day_of_month() == 1;
                last_of_month &= row.day.plus_days(1).day_of_month() == 1;
                weeks &= row.day.days_since(first) % 7 == 0;
                several |= row.day != first;
                if !(first_of_month || last_of_month || weeks) {
                    return Calendar { frequency: Frequency::Day, by_last_day: false };
                }
            }
        }
        let frequency = match (several, first_of_month || last_of_month, weeks) {
            (true, true, _) => Frequency::Month,
            (true, false, true) => Frequency::Week,
            _ => Frequency::Day,
        };
        Calendar { frequency, by_last_day: frequency == Frequency::Month && !first_of_month }
    }

    /// The first day of the period that a row's date stands for. Weeks begin on the day of the series'
    /// own first row.
    pub(crate) fn start(self, date: Day) -> Day {
        match self.frequency {
            Frequency::Month => date.plus_days(1 - i32::from(date.day_of_month())),
            Frequency::Day | Frequency::Week => date,
        }
    }

    /// Whole periods from the first day of one to a later day.
    pub(crate) fn between(self, first: Day, day: Day) -> usize {
        let count = match self.frequency {
            Frequency::Day => day.days_since(first),
            Frequency::Week => day.days_since(first) / 7,
            Frequency::Month => months(day) - months(first),
        };
        count.max(0) as usize
    }

    /// The date by which the file would write the period that many after the one beginning on `first`.
    pub(crate) fn date(self, first: Day, periods: usize) -> Day {
        let periods = i32::try_from(periods).unwrap_or(i32::MAX);
        match self.frequency {
            Frequency::Day => first.plus_days(periods),
            Frequency::Week => first.plus_days(periods.saturating_mul(7)),
            Frequency::Month => {
                let month = months(first).saturating_add(periods);
                let begin = |month: i32| {
                    let year = i16::try_from(month.div_euclid(12)).ok()?;
                    Day::from_ymd(year, month.rem_euclid(12) as i8 + 1, 1)
                };
                match self.by_last_day {
                    true => begin(month.saturating_add(1)).map(|it| it.plus_days(-1)),
                    false => begin(month),
                }
                .unwrap_or(first)
            }
        }
    }
}

fn months(day: Day) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}
