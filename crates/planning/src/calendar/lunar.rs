//! The Chinese lunar calendar of 2000 to 2050.

use values::Day;

/// The years that are tabled.
pub const YEARS: std::ops::RangeInclusive<i16> = 2000..=2050;

/// Lunar years from 2000 on: the lowest four bits are the month that is followed by a leap month
/// (none when 0); from 0x8000 downwards one bit a month, set when it has 30 days, not 29; 0x10000
/// says the same of the leap month. As the Purple Mountain Observatory has them; the tests
/// compute every new moon and compare.
const MONTHS: [u32; 51] = [
    0x0c960, 0x0d954, 0x0d4a0, 0x0da50, 0x07552, 0x056a0, 0x0abb7, 0x025d0, 0x092d0, 0x0cab5, // 2000
    0x0a950, 0x0b4a0, 0x0baa4, 0x0ad50, 0x055d9, 0x04ba0, 0x0a5b0, 0x15176, 0x052b0, 0x0a930, // 2010
    0x07954, 0x06aa0, 0x0ad50, 0x05b52, 0x04b60, 0x0a6e6, 0x0a4e0, 0x0d260, 0x0ea65, 0x0d530, // 2020
    0x05aa0, 0x076a3, 0x096d0, 0x04afb, 0x04ad0, 0x0a4d0, 0x1d0b6, 0x0d250, 0x0d520, 0x0dd45, // 2030
    0x0b5a0, 0x056d0, 0x055b2, 0x049b0, 0x0a577, 0x0a4b0, 0x0aa50, 0x1b255, 0x06d20, 0x0ada0, // 2040
    0x14b63, // 2050
];
/// 2000-02-05, the first day of the lunar year 2000.
const FIRST: Day = Day::from_number(10_992);
const BIG: i32 = 30;
const SMALL: i32 = 29;

/// A month of a lunar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LunarMonth {
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
    pub is_leap: bool,
    pub first: Day,
    pub days: i32,
}

/// All months of the tabled years, in order.
pub fn months() -> Vec<LunarMonth> {
    let mut months = Vec::new();
    let mut first = FIRST;
    for (year, bits) in YEARS.zip(MONTHS) {
        let leap = (bits & 0xf) as u8;
        for month in 1..=12_u8 {
            let days = if bits & (0x10000 >> month) == 0 { SMALL } else { BIG };
            months.push(LunarMonth { year, month, is_leap: false, first, days });
            first = first.plus_days(days);
            if leap == month {
                let days = if bits & 0x10000 == 0 { SMALL } else { BIG };
                months.push(LunarMonth { year, month, is_leap: true, first, days });
                first = first.plus_days(days);
            }
        }
    }
    months
}

/// The day of a lunar date, never of a leap month; none outside the tabled years.
pub fn day_of(year: i16, month: u8, day: i32) -> Option<Day> {
    let index = usize::try_from(year - YEARS.start()).ok()?;
    let bits = *MONTHS.get(index)?;
    if !(1..=12).contains(&month) {
        return None;
    }
    let length = |bits: u32, month: u8| if bits & (0x10000 >> month) == 0 { SMALL } else { BIG };
    let leap = |bits: u32| if bits & 0x10000 == 0 { SMALL } else { BIG };
    let of_year = |bits: u32| {
        let plain: i32 = (1..=12).map(|it| length(bits, it)).sum();
        plain + if bits & 0xf == 0 { 0 } else { leap(bits) }
    };
    let years: i32 = MONTHS[..index].iter().map(|it| of_year(*it)).sum();
    let months: i32 = (1..month).map(|it| length(bits, it)).sum();
    let has_leap = (1..u32::from(month)).contains(&(bits & 0xf));
    let days = years + months + if has_leap { leap(bits) } else { 0 } + day - 1;
    (1..=length(bits, month)).contains(&day).then(|| FIRST.plus_days(days))
}

/// 清明: when the sun stands at 15°. The usual rule of its drift against the leap years of this
/// century; the tests compare with the sun.
pub fn qingming(year: i16) -> Option<Day> {
    if !YEARS.contains(&year) {
        return None;
    }
    let of_century = i32::from(year) - 2000;
    let day = (2_422 * of_century + 48_100) / 10_000 - of_century / 4;
    Day::from_ymd(year, 4, day as i8)
}
