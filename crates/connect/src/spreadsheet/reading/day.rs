//! Dates as people write them, and the order of day and month decided from a whole column.

use crate::spreadsheet::cell::Cell;
use crate::spreadsheet::fault::Fault;
use crate::spreadsheet::note::{Note, Notes};
use crate::spreadsheet::reading::{Column, means_nothing, refuse_error, text};
use values::{Day, Instant};

/// Which part of `3/5/24` is what. A year of four digits in front is always read as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    /// The column holds nothing to decide by; read as month first, and noted.
    #[default]
    Unknown,
    MonthFirst,
    DayFirst,
    YearFirst,
    /// The column contradicts itself: what can be read in two ways is refused.
    Mixed,
}

const ORDERS: [DayOrder; 3] = [DayOrder::MonthFirst, DayOrder::DayFirst, DayOrder::YearFirst];

/// A local date and, when written, a time and its distance from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    day: Day,
    second: Option<u32>,
    offset_seconds: Option<i32>,
}

/// The business day of a cell. A time with a zone is turned into the company's own day.
pub fn day(cell: &Cell, column: &Column, notes: &mut Notes) -> Result<Option<Day>, Fault> {
    if let Cell::Text(text) = cell
        && let Some(day) = iso_day(text.as_bytes())
    {
        return Ok(Some(day));
    }
    let Some(moment) = moment(cell, column, notes)? else { return Ok(None) };
    Ok(Some(match moment.offset_seconds {
        Some(_) => to_instant(moment, column).day(column.offset_seconds),
        None => moment.day,
    }))
}

/// The moment of a cell; without a zone it is local to the company.
pub fn instant(cell: &Cell, column: &Column, notes: &mut Notes) -> Result<Option<Instant>, Fault> {
    Ok(moment(cell, column, notes)?.map(|it| to_instant(it, column)))
}

fn to_instant(moment: Moment, column: &Column) -> Instant {
    let seconds = i64::from(moment.day.number()) * 86_400 + i64::from(moment.second.unwrap_or(0));
    let offset = moment.offset_seconds.unwrap_or(column.offset_seconds);
    Instant::from_micros((seconds - i64::from(offset)) * 1_000_000)
}

/// `2009-12-01`, alone or with a local time behind it: by far the most frequent form in exports.
fn iso_day(text: &[u8]) -> Option<Day> {
    let shape = |at: usize, it: u8| text.get(at) == Some(&it);
    let alone = text.len() == 10;
    let with_time = matches!(text.len(), 16 | 19) && (shape(10, b'T') || shape(10, b' ')) && shape(13, b':');
    if !(alone || with_time) || !shape(4, b'-') || !shape(7, b'-') {
        return None;
    }
    let number = |from: usize, to: usize| {
        let digits = &text[from..to];
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| digits.iter().fold(0_i16, |sum, it| sum * 10 + i16::from(it - b'0')))
    };
    checked_day(number(0, 4)?.into(), number(5, 7)? as u32, number(8, 10)? as u32).ok()
}

fn moment(cell: &Cell, column: &Column, notes: &mut Notes) -> Result<Option<Moment>, Fault> {
    refuse_error(cell)?;
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Day(day) => return Ok(Some(Moment { day: *day, second: None, offset_seconds: None })),
        Cell::DateTime(day, second) => {
            return Ok(Some(Moment { day: *day, second: Some(*second), offset_seconds: None }));
        }
        Cell::Number(text) | Cell::Text(text) => text,
        _ => return Err(Fault::NotADay),
    };
    let plain = text::unescaped(text::plain(text, notes), notes);
    if plain.is_empty() {
        return Ok(None);
    }
    if means_nothing(&plain) || plain.starts_with("0000-00-00") {
        notes.add(Note::DashEmpty);
        return Ok(None);
    }
    if let Some(serial) = serial(&plain, notes) {
        return Ok(Some(serial));
    }
    let written = plain.to_lowercase().replace(['时', '点'], ":").replace('分', ":").replace('秒', "");
    let (date, time) = split_time(&written);
    let day = parse_day(date, column.day_order, notes)?;
    let (second, offset_seconds) = match time {
        Some(time) => parse_time(time, date)?,
        None => (None, None),
    };
    Ok(Some(Moment { day, second, offset_seconds }))
}

/// Days since 1899-12-30, as Excel counts them; five digits are the years 1927 to 2173.
fn serial(text: &str, notes: &mut Notes) -> Option<Moment> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 5 || !digits(whole) || !digits(fraction) || fraction.len() > 15 {
        return None;
    }
    let days: i32 = whole.parse().ok()?;
    notes.add(Note::SerialDay);
    let numerator: u128 = fraction.parse().ok()?;
    let second =
        (numerator * 86_400 + 10_u128.pow(fraction.len() as u32) / 2) / 10_u128.pow(fraction.len() as u32);
    let day = Day::from_number(days - 25_569 + i32::from(second >= 86_400));
    let second = (second > 0 && second < 86_400).then_some(second as u32);
    Some(Moment { day, second, offset_seconds: None })
}

/// Splits before the hour: the digits in front of the first colon.
fn split_time(text: &str) -> (&str, Option<&str>) {
    let Some(colon) = text.find(':') else {
        return (text, None);
    };
    let start = text[..colon].trim_end().rfind(|it: char| !it.is_ascii_digit()).map_or(0, |at| at + 1);
    // The boundary stands behind a character of any length.
    let start = (start..=colon).find(|at| text.is_char_boundary(*at)).unwrap_or(colon);
    (&text[..start], Some(&text[start..]))
}

/// `10:30[:15[.5]] [pm] [Z|+08:00]`; 上午 and 下午 stand before it, at the end of `date`.
fn parse_time(time: &str, date: &str) -> Result<(Option<u32>, Option<i32>), Fault> {
    let mut rest = time.trim().trim_end_matches(':');
    let mut offset_seconds = None;
    if let Some(before) = rest.strip_suffix('z') {
        (rest, offset_seconds) = (before, Some(0));
    } else if let Some(at) = rest.rfind(['+', '-']) {
        let digits: String = rest[at + 1..].chars().filter(char::is_ascii_digit).collect();
        let zone: i32 = digits.parse().map_err(|_| Fault::NotADay)?;
        let seconds = if digits.len() <= 2 { zone * 3600 } else { zone / 100 * 3600 + zone % 100 * 60 };
        offset_seconds = Some(if rest[at..].starts_with('-') { -seconds } else { seconds });
        rest = &rest[..at];
    }
    let afternoon = rest.contains("pm") || ["下午", "晚上", "pm"].iter().any(|it| date.contains(it));
    let morning = rest.contains("am") || ["上午", "凌晨", "早上", "am"].iter().any(|it| date.contains(it));
    let digits = rest.trim_end_matches(|it: char| it.is_alphabetic() || it == '.' || it == ' ');
    let mut parts = digits.split(':').map(|it| it.split('.').next().unwrap_or(it).trim().parse::<u32>());
    let mut next = || parts.next().unwrap_or(Ok(0)).map_err(|_| Fault::NotADay);
    let (mut hour, minute, second) = (next()?, next()?, next()?);
    hour += if afternoon && hour < 12 { 12 } else { 0 };
    hour -= if morning && hour == 12 { 12 } else { 0 };
    if hour > 23 || minute > 59 || second > 60 {
        return Err(Fault::NotADay);
    }
    Ok((Some(hour * 3600 + minute * 60 + second.min(59)), offset_seconds))
}

/// A run of digits or of letters.
enum Piece<'a> {
    Digits(&'a str),
    Word(&'a str),
}

fn pieces(date: &str) -> Vec<Piece<'_>> {
    let kind = |it: char| if it.is_ascii_digit() { 1 } else { u8::from(it.is_alphabetic()) * 2 };
    let mut pieces = Vec::new();
    let mut rest = date;
    while let Some(first) = rest.chars().next() {
        let end =
            rest.char_indices().find(|(_, it)| kind(*it) != kind(first)).map_or(rest.len(), |(at, _)| at);
        match kind(first) {
            1 => pieces.push(Piece::Digits(&rest[..end])),
            2 => pieces.push(Piece::Word(&rest[..end])),
            _ => {}
        }
        rest = &rest[end..];
    }
    pieces
}

fn parse_day(date: &str, order: DayOrder, notes: &mut Notes) -> Result<Day, Fault> {
    let mut numbers: Vec<&str> = Vec::new();
    let mut month = None;
    for piece in pieces(date) {
        match piece {
            Piece::Digits(digits) => numbers.push(digits),
            Piece::Word(word) => match month_named(word) {
                Some(named) if month.is_none() => month = Some((named, numbers.len())),
                _ if is_filler(word) => {}
                _ => return Err(Fault::NotADay),
            },
        }
    }
    if let Some((month, before)) = month {
        return named_month(&numbers, month, before, notes);
    }
    match numbers.as_slice() {
        [run] => run_of_digits(run, notes),
        [first, second] if first.len() == 4 || second.len() == 4 => Err(Fault::MonthWithoutDay),
        [_, _] => Err(Fault::DayWithoutYear),
        [a, b, c] => three_numbers(a, b, c, order, notes),
        _ => Err(Fault::NotADay),
    }
}

/// Words around a date that say nothing more.
fn is_filler(word: &str) -> bool {
    let weekday = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|it| word.starts_with(it));
    let chinese = ["星期", "周", "礼拜", "上午", "下午", "凌晨", "早上", "晚上"];
    weekday && word.ends_with(|it: char| "nedutiays".contains(it))
        || matches!(
            word,
            "年" | "月" | "日" | "号" | "t" | "st" | "nd" | "rd" | "th" | "of" | "am" | "pm" | "日t"
        )
        || chinese.iter().any(|it| word.trim_start_matches(['日', '号']).starts_with(it))
}

fn month_named(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = if word == "sept" { "sep" } else { word };
    let place = MONTHS.iter().position(|it| word.len() >= 3 && it.starts_with(word))?;
    Some(place as u32 + 1)
}

fn named_month(numbers: &[&str], month: u32, before: usize, notes: &mut Notes) -> Result<Day, Fault> {
    let (year, day) = match numbers {
        [only] if only.len() == 4 => return Err(Fault::MonthWithoutDay),
        [_] => return Err(Fault::DayWithoutYear),
        // 2024 Mar 5, and 5 Mar 2024 or Mar 5, 2024
        [first, second] if first.len() == 4 && before == 1 => (first, second),
        [first, second] => (second, first),
        _ => return Err(Fault::NotADay),
    };
    notes.add(Note::TextDay);
    checked_day(full_year(year, notes)?, month, number(day)?)
}

/// 20240305, 20240305103000 and 240305.
fn run_of_digits(run: &str, notes: &mut Notes) -> Result<Day, Fault> {
    let (year, rest) = match run.len() {
        8 | 14 => run.split_at(4),
        6 => run.split_at(2),
        _ => return Err(Fault::NotADay),
    };
    notes.add(Note::TextDay);
    checked_day(full_year(year, notes)?, number(&rest[..2])?, number(&rest[2..4])?)
}

fn three_numbers(a: &str, b: &str, c: &str, order: DayOrder, notes: &mut Notes) -> Result<Day, Fault> {
    if a.len() == 4 {
        if b.len() != 2 || c.len() != 2 {
            notes.add(Note::TextDay);
        }
        return checked_day(full_year(a, notes)?, number(b)?, number(c)?);
    }
    notes.add(Note::TextDay);
    let possible = |it: DayOrder| ordered(a, b, c, it);
    if order == DayOrder::Unknown || order == DayOrder::Mixed {
        let days: Vec<Day> = ORDERS.into_iter().filter_map(possible).collect();
        let one = days.first().filter(|first| days.iter().all(|it| it == *first));
        if let Some(day) = one {
            return shortened(*day, a, c, order, notes);
        }
        if order == DayOrder::Mixed {
            return Err(if days.is_empty() { Fault::NoSuchDay } else { Fault::AmbiguousDay });
        }
        notes.add(Note::DayOrderAssumed);
        return shortened(*days.first().ok_or(Fault::NoSuchDay)?, a, c, order, notes);
    }
    notes.add(Note::DayOrderChosen);
    shortened(possible(order).ok_or(Fault::NoSuchDay)?, a, c, order, notes)
}

fn shortened(day: Day, a: &str, c: &str, order: DayOrder, notes: &mut Notes) -> Result<Day, Fault> {
    let year = if order == DayOrder::YearFirst { a } else { c };
    if year.len() < 4 {
        notes.add(Note::ShortYear);
    }
    Ok(day)
}

/// The day that three numbers mean under one order; `None` when they mean none.
fn ordered(a: &str, b: &str, c: &str, order: DayOrder) -> Option<Day> {
    let (year, month, day) = match order {
        DayOrder::MonthFirst => (c, a, b),
        DayOrder::DayFirst => (c, b, a),
        _ => (a, b, c),
    };
    // A single digit is never a year.
    if year.len() < 2 {
        return None;
    }
    let year = full_year(year, &mut Notes::default()).ok()?;
    checked_day(year, number(month).ok()?, number(day).ok()?).ok()
}

fn number(digits: &str) -> Result<u32, Fault> {
    if digits.len() > 2 { Err(Fault::NotADay) } else { digits.parse().map_err(|_| Fault::NotADay) }
}

/// Two digits: 70 to 99 are the last century.
fn full_year(digits: &str, notes: &mut Notes) -> Result<i32, Fault> {
    let year: i32 = digits.parse().map_err(|_| Fault::NotADay)?;
    match digits.len() {
        4 => Ok(year),
        1 | 2 => {
            notes.add(Note::ShortYear);
            Ok(if year < 70 { 2000 + year } else { 1900 + year })
        }
        _ => Err(Fault::NotADay),
    }
}

fn checked_day(year: i32, month: u32, day: u32) -> Result<Day, Fault> {
    if !(1900..=2199).contains(&year) {
        return Err(Fault::NoSuchDay);
    }
    Day::from_ymd(year as i16, month as i8, day as i8).ok_or(Fault::NoSuchDay)
}

/// Decides the order of a column: the one under which the sampled dates are all days of the
/// calendar and, among several such orders, lie closest together. One date in twenty may be wrong.
pub(super) fn learn_order<'a>(texts: impl Iterator<Item = &'a str>) -> DayOrder {
    let mut days: [Vec<i32>; 3] = Default::default();
    let mut sampled = 0;
    for text in texts {
        let plain = text::plain(text, &mut Notes::default()).to_lowercase();
        let (date, _) = split_time(&plain);
        let numbers: Option<Vec<&str>> = pieces(date)
            .into_iter()
            .filter(|it| !matches!(it, Piece::Word(word) if is_filler(word)))
            .map(|it| if let Piece::Digits(digits) = it { Some(digits) } else { None })
            .collect();
        let Some([a, b, c]) = numbers.as_deref() else { continue };
        if a.len() > 2 {
            continue;
        }
        let possible: Vec<Option<Day>> = ORDERS.iter().map(|it| ordered(a, b, c, *it)).collect();
        sampled += usize::from(possible.iter().any(Option::is_some));
        for (days, day) in days.iter_mut().zip(possible) {
            days.extend(day.map(Day::number));
        }
    }
    if sampled == 0 {
        return DayOrder::Unknown;
    }
    let span = |days: &[i32]| match (days.iter().min(), days.iter().max()) {
        (Some(least), Some(most)) => most - least,
        _ => i32::MAX,
    };
    let fits = |days: &[i32]| days.len() * 20 >= sampled * 19;
    let mut fitting: Vec<(i32, DayOrder)> =
        ORDERS.iter().zip(&days).filter(|(_, it)| fits(it)).map(|(order, it)| (span(it), *order)).collect();
    fitting.sort_by_key(|(span, _)| *span);
    match fitting.as_slice() {
        [] => DayOrder::Mixed,
        [(_, only)] => *only,
        // Half as wide again is no accident; nearly as wide says nothing.
        [(best, order), (next, _), ..] if *next > best + best / 2 + 2 => *order,
        _ => DayOrder::Unknown,
    }
}
