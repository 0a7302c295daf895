//! What only a whole column tells: the order of day and month, what a comma means, whether percents
//! are written as fractions.

use crate::spreadsheet::cell::Cell;
use crate::spreadsheet::note::Notes;
use crate::spreadsheet::reading::day::{DayOrder, learn_order};
use crate::spreadsheet::reading::{Expected, text};
use std::str::FromStr;
use values::Number;

/// How the cells of one column are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub day_order: DayOrder,
    /// 12,50 is twelve and a half.
    pub decimal_comma: bool,
    /// 0.12 is 12 %.
    pub percent_as_fraction: bool,
    /// What is 正常 there is not closed.
    pub tells_what_is_closed: bool,
    /// The company's clock, in seconds east of UTC.
    pub offset_seconds: i32,
}

impl Default for Column {
    fn default() -> Column {
        Column {
            day_order: DayOrder::Unknown,
            decimal_comma: false,
            percent_as_fraction: false,
            tells_what_is_closed: false,
            offset_seconds: 8 * 3600,
        }
    }
}

impl Column {
    /// Learns from sampled cells of the column.
    pub fn learn<'a>(expected: &Expected, samples: impl Iterator<Item = &'a Cell>) -> Column {
        let mut column = Column::default();
        match expected {
            Expected::Day | Expected::Instant => {
                let texts = samples
                    .filter_map(|it| if let Cell::Text(text) = it { Some(text.as_str()) } else { None });
                column.day_order = learn_order(texts);
            }
            Expected::Amount(_) | Expected::Quantity => column.decimal_comma = decimal_comma(samples),
            Expected::Percent => column.percent_as_fraction = fractions(samples),
            _ => {}
        }
        column
    }
}

/// A comma is a decimal mark when some value can only be read so and none only the other way.
fn decimal_comma<'a>(samples: impl Iterator<Item = &'a Cell>) -> bool {
    let (mut comma, mut point) = (false, false);
    for cell in samples {
        let Cell::Text(text) = cell else { continue };
        if !text.contains(',') {
            // 12.50 beside 12,50: the column mixes both.
            let fraction = text.rsplit_once('.').map_or(0, |(_, fraction)| fraction.len());
            point |= matches!(fraction, 1 | 2);
            continue;
        }
        let plain = text::plain(text, &mut Notes::default());
        let digits = plain.trim_matches(|it: char| !it.is_ascii_digit());
        let behind = digits.rsplit([',', '.']).next().unwrap_or_default();
        let last = digits.as_bytes().get(digits.len().wrapping_sub(behind.len() + 1));
        comma |= last == Some(&b',')
            && (behind.len() != 3 || digits.contains('.'))
            && digits.matches(',').count() == 1;
        point |= last == Some(&b'.') || digits.matches(',').count() > 1;
    }
    comma && !point
}

/// Every number of the column lies within ±1, none has a percent sign, and some have decimals.
fn fractions<'a>(samples: impl Iterator<Item = &'a Cell>) -> bool {
    let mut decimals = false;
    for cell in samples {
        let shown = cell.shown();
        let text = shown.trim();
        if text.is_empty() {
            continue;
        }
        let Ok(number) = Number::from_str(text) else { return false };
        if number > Number::whole(1) || number < Number::whole(-1) {
            return false;
        }
        decimals |= number.raw() % Number::ONE_RAW != 0;
    }
    decimals
}
