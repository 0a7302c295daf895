//! How much of each day an item could be sold, from the times it could not.

use storage::stockouts::Stockout;
use values::{Day, Instant};

/// Customers buy by day: a stockout of the night loses nobody.
const OPENS_HOUR: i64 = 8;
const CLOSES_HOUR: i64 = 22;
const HOUR_MICROS: i64 = 3_600 * 1_000_000;
const DAY_MICROS: i64 = 24 * HOUR_MICROS;
const OPEN_MICROS: i64 = (CLOSES_HOUR - OPENS_HOUR) * HOUR_MICROS;

/// The company's clock: what it is now, and how far ahead of UTC. Where clocks change with the season
/// an hour of half the year is counted to the wrong side, which loses nobody either.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub(super) now: Instant,
    pub(super) offset_seconds: i32,
}

impl Clock {
    /// The moment the day begins.
    pub(super) fn midnight(self, day: Day) -> Instant {
        let micros = i64::from(day.number()) * DAY_MICROS - i64::from(self.offset_seconds) * 1_000_000;
        Instant::from_micros(micros)
    }
}

/// The percentage of the selling hours of each day from `start` until the day before `today` in
/// which there was something to sell; empty when there always was.
pub(super) fn sellable(stockouts: &[Stockout], start: Day, today: Day, clock: Clock) -> Vec<u8> {
    if stockouts.is_empty() {
        return Vec::new();
    }
    let count = usize::try_from(today.days_since(start)).unwrap_or(0);
    let mut out = vec![0_i64; count];
    let first_midnight = clock.midnight(start).micros();
    for it in stockouts {
        let began = it.began.micros() - first_midnight;
        let ended = it.ended.unwrap_or(clock.now).micros() - first_midnight;
        let last = usize::try_from(ended.div_euclid(DAY_MICROS)).map_or(0, |it| (it + 1).min(count));
        let first = usize::try_from(began.div_euclid(DAY_MICROS)).unwrap_or(0);
        for (at, out) in out.iter_mut().enumerate().take(last).skip(first) {
            let opens = at as i64 * DAY_MICROS + OPENS_HOUR * HOUR_MICROS;
            *out += (ended.min(opens + OPEN_MICROS) - began.max(opens)).max(0);
        }
    }
    let percent = |out: i64| 100 - (100 * out.min(OPEN_MICROS) + OPEN_MICROS / 2) / OPEN_MICROS;
    out.into_iter().map(|it| percent(it) as u8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    /// By the clock of Shanghai.
    fn at(text: &str, hour: i64) -> Instant {
        Instant::from_micros(i64::from(day(text).number()) * DAY_MICROS + (hour - 8) * HOUR_MICROS)
    }

    #[test]
    fn a_day_counts_by_its_selling_hours() {
        let stockouts = [
            Stockout { began: at("2026-02-01", 0), ended: Some(at("2026-02-02", 0)) },
            Stockout { began: at("2026-03-02", 15), ended: Some(at("2026-03-03", 7)) },
            Stockout { began: at("2026-03-04", 9), ended: None },
        ];
        let clock = Clock { now: at("2026-03-06", 12), offset_seconds: 8 * 3600 };
        let found = sellable(&stockouts, day("2026-03-01"), day("2026-03-06"), clock);
        // All day; until 15:00, 7 of 14 hours; the night loses nothing; one hour; none.
        assert_eq!(found, [100, 50, 100, 7, 0]);
        assert!(sellable(&[], day("2026-03-01"), day("2026-03-06"), clock).is_empty());
        assert!(sellable(&stockouts, day("2026-03-06"), day("2026-03-06"), clock).is_empty());
    }
}
