//! Business days and instants. Nothing here reads a clock.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use std::fmt;

/// A text that is not a day of the calendar, written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayError;

impl fmt::Display for DayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a day, expected YYYY-MM-DD")
    }
}

impl std::error::Error for DayError {}

/// A business day, counted from 1970-01-01. Text and JSON are `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    pub const fn from_number(days_since_1970: i32) -> Day {
        Day(days_since_1970)
    }
    pub const fn number(self) -> i32 {
        self.0
    }
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Day> {
        Date::new(year, month, day).ok().map(Day::from_date)
    }
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }
    /// Days from `earlier` to `self`; negative when `earlier` is later.
    pub const fn days_since(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }
    /// 0 is Monday, 6 is Sunday.
    pub const fn weekday(self) -> u8 {
        (self.0 + 3).rem_euclid(7) as u8
    }
    pub fn year(self) -> i16 {
        self.date().year()
    }
    pub fn month(self) -> i8 {
        self.date().month()
    }
    pub fn day_of_month(self) -> i8 {
        self.date().day()
    }

    fn from_date(date: Date) -> Day {
        let days = (date - Date::constant(1970, 1, 1)).get_days();
        Day(days)
    }
    fn date(self) -> Date {
        Date::constant(1970, 1, 1).saturating_add(self.0.days())
    }
}

impl std::str::FromStr for Day {
    type Err = DayError;
    fn from_str(text: &str) -> Result<Day, DayError> {
        if text.len() != 10 {
            return Err(DayError);
        }
        text.parse::<Date>().map(Day::from_date).map_err(|_| DayError)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        f.pad(&format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()))
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A moment, in microseconds since 1970-01-01T00:00:00Z. Text and JSON are RFC 3339 in UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    pub const fn from_micros(micros: i64) -> Instant {
        Instant(micros)
    }
    pub const fn micros(self) -> i64 {
        self.0
    }
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Instant {
        Instant(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
    /// The business day at this moment for clocks `offset_seconds` east of UTC.
    pub const fn day(self, offset_seconds: i32) -> Day {
        let seconds = self.0.div_euclid(1_000_000) + offset_seconds as i64;
        Day(seconds.div_euclid(86_400) as i32)
    }
}

impl std::str::FromStr for Instant {
    type Err = DayError;
    fn from_str(text: &str) -> Result<Instant, DayError> {
        text.parse::<Timestamp>().map(|it| Instant(it.as_microsecond())).map_err(|_| DayError)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let timestamp = Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::MAX);
        f.pad(&timestamp.to_string())
    }
}

impl serde::Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Instant, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
