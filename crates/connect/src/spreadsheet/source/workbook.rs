//! Excel and OpenDocument workbooks, through calamine.

use crate::spreadsheet::cell::{Cell, Row};
use crate::spreadsheet::fault::{Fault, Unreadable};
use crate::spreadsheet::source::{COLUMNS_MAX, WHOLE_CELLS_MAX};
use calamine::{Data, DataRef, ExcelDateTime, Ods, Range, Reader, Xls, Xlsx, open_workbook};
use std::fs::File;
use std::io::{BufReader, Cursor};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use values::Day;

/// Rows of a sheet, by the file format.
const ROWS_MAX: u32 = 1_048_576;

/// Which kind of workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkbookFormat {
    Xlsx,
    Xls,
    Ods,
}

type XlsxFile = Xlsx<BufReader<File>>;
type XlsFile = Xls<Cursor<Vec<u8>>>;
type OdsFile = Ods<BufReader<File>>;

fn damaged(reason: impl std::fmt::Display) -> Unreadable {
    Unreadable::Damaged(reason.to_string())
}

/// Damaged workbooks must not take the program down with them: a panic of the reader is a damaged
/// file.
fn guarded<T>(read: impl FnOnce() -> Result<T, Unreadable>) -> Result<T, Unreadable> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(damaged("unreadable structure")))
}

/// The reader takes memory for as many cells as a sheet says it has, and no memory is no panic: it
/// ends the program. So what a damaged file says is looked at before.
fn open_xls(path: &Path) -> Result<XlsFile, Unreadable> {
    let bytes = std::fs::read(path).map_err(damaged)?;
    if bytes.windows(DIMENSIONS_BYTES).any(says_too_many_cells) {
        return Err(damaged("a sheet with more cells than the format has"));
    }
    Xls::new(Cursor::new(bytes)).map_err(damaged)
}

/// Head and body of a `Dimensions` record ([MS-XLS] 2.4.90): rows as two u32, columns as two u16, each
/// from and up to, and two bytes of zero.
const DIMENSIONS_BYTES: usize = 18;

fn says_too_many_cells(record: &[u8]) -> bool {
    const HEAD: [u8; 4] = [0x00, 0x02, 14, 0];
    const CELLS_MAX: u64 = 65_536 * 256;
    if record[..4] != HEAD || record[16..] != [0, 0] {
        return false;
    }
    let four = |at: usize| {
        u64::from(u32::from_le_bytes([record[at], record[at + 1], record[at + 2], record[at + 3]]))
    };
    let two = |at: usize| u64::from(u16::from_le_bytes([record[at], record[at + 1]]));
    // As the reader counts: a first column that cannot be is the first of all, and fewer than none wraps.
    let first = if two(12) > 0xff || two(14) < two(12) { 0 } else { two(12) };
    match four(8).checked_sub(four(4)) {
        Some(rows) => rows.saturating_mul(two(14) - first) > CELLS_MAX,
        None => true,
    }
}

pub(super) fn sheets(path: &Path, format: WorkbookFormat) -> Result<Vec<String>, Unreadable> {
    let names = guarded(|| {
        Ok(match format {
            WorkbookFormat::Xlsx => open_workbook::<XlsxFile, _>(path).map_err(damaged)?.sheet_names(),
            WorkbookFormat::Xls => open_xls(path)?.sheet_names(),
            WorkbookFormat::Ods => open_workbook::<OdsFile, _>(path).map_err(damaged)?.sheet_names(),
        })
    })?;
    if names.is_empty() { Err(Unreadable::Empty) } else { Ok(names) }
}

pub(super) fn each_row(
    path: &Path,
    format: WorkbookFormat,
    sheet: &str,
    take: &mut impl FnMut(&Row) -> ControlFlow<()>,
) -> Result<(), Unreadable> {
    match format {
        WorkbookFormat::Xlsx => each_row_of_xlsx(path, sheet, take),
        WorkbookFormat::Xls => {
            let range = guarded(|| {
                let mut workbook = open_xls(path)?;
                workbook.worksheet_range(sheet).map_err(damaged)
            })?;
            each_row_of_range(&range, take)
        }
        WorkbookFormat::Ods => {
            let range = guarded(|| {
                let mut workbook = open_workbook::<OdsFile, _>(path).map_err(damaged)?;
                workbook.worksheet_range(sheet).map_err(damaged)
            })?;
            each_row_of_range(&range, take)
        }
    }
}

/// Streams the cells of a sheet, gathering them into rows; skipped rows are given as blank ones.
fn each_row_of_xlsx(
    path: &Path,
    sheet: &str,
    take: &mut impl FnMut(&Row) -> ControlFlow<()>,
) -> Result<(), Unreadable> {
    let mut workbook = guarded(|| open_workbook::<XlsxFile, _>(path).map_err(damaged))?;
    let mut cells = guarded(|| workbook.worksheet_cells_reader(sheet).map_err(damaged))?;
    let rows = u64::from(cells.dimensions().end.0) + 1;
    let mut row = Row { number: 1, position: (0, rows), ..Row::default() };
    loop {
        let next = guarded(|| cells.next_cell_with_formula_metadata().map_err(damaged));
        let next = match next {
            Ok(next) => next,
            // The sheet's text breaks off: what was read before it is good.
            Err(_) if row.number > 1 => {
                row.fault = Some(Fault::CutOff);
                take(&row).is_continue();
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let number = next.as_ref().map(|it| it.pos.0 + 1);
        if number.is_some_and(|it| it > ROWS_MAX) {
            return Err(damaged("row beyond the last row of a sheet"));
        }
        while number.is_none_or(|it| it > row.number) {
            row.position.0 = u64::from(row.number);
            let ended = number.is_none() && row.cells.is_empty() && row.fault.is_none();
            if ended || take(&row).is_break() || number.is_none() {
                return Ok(());
            }
            row = Row { number: row.number + 1, position: row.position, ..Row::default() };
        }
        let Some(record) = next else { return Ok(()) };
        let column = record.pos.1 as usize;
        let cell = match record.value {
            DataRef::Empty if record.formula.is_some() => Cell::FormulaWithoutValue,
            value => cell_of(&value.into()),
        };
        if column >= COLUMNS_MAX {
            if cell != Cell::Empty {
                row.fault = Some(Fault::RowTooLong);
            }
            continue;
        }
        if cell != Cell::Empty {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, Cell::Empty);
            }
            row.cells[column] = cell;
        }
    }
}

fn each_row_of_range(
    range: &Range<Data>,
    take: &mut impl FnMut(&Row) -> ControlFlow<()>,
) -> Result<(), Unreadable> {
    let Some((first_row, first_column)) = range.start() else { return Ok(()) };
    let cells = range.width() as u64 * range.height() as u64;
    if cells > WHOLE_CELLS_MAX {
        return Err(Unreadable::TooManyCells(WHOLE_CELLS_MAX));
    }
    let total = u64::from(first_row) + range.height() as u64;
    for number in 1..=first_row {
        if take(&Row { number, position: (u64::from(number), total), ..Row::default() }).is_break() {
            return Ok(());
        }
    }
    for (index, values) in range.rows().enumerate() {
        let number = first_row + index as u32 + 1;
        let mut row = Row { number, position: (u64::from(number), total), ..Row::default() };
        row.cells.resize(first_column as usize, Cell::Empty);
        row.cells.extend(values.iter().map(cell_of));
        while row.cells.last() == Some(&Cell::Empty) {
            row.cells.pop();
        }
        if row.cells.len() > COLUMNS_MAX {
            row.cells.truncate(COLUMNS_MAX);
            row.fault = Some(Fault::RowTooLong);
        }
        if take(&row).is_break() {
            return Ok(());
        }
    }
    Ok(())
}

fn cell_of(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::text(text),
        Data::Int(whole) => Cell::Number(whole.to_string()),
        Data::Float(number) => number_cell(*number),
        Data::Bool(yes) => Cell::YesNo(*yes),
        Data::DateTime(moment) => day_cell(moment),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::text(text),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

fn number_cell(number: f64) -> Cell {
    match decimal_text(number) {
        Some(text) => Cell::Number(text),
        None => Cell::Error(number.to_string()),
    }
}

fn day_cell(moment: &ExcelDateTime) -> Cell {
    let serial = moment.as_f64();
    // Days before 1900 are times of day or durations; Excel shows them as clocks.
    if moment.is_duration() || (0.0..1.0).contains(&serial) {
        let seconds = (serial * 86_400.0).round() as i64;
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        return Cell::Text(format!("{hours:02}:{minutes:02}:{seconds:02}"));
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let Some(day) = Day::from_ymd(year as i16, month as i8, day as i8) else { return number_cell(serial) };
    let mut seconds = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second);
    seconds += u32::from(milli >= 500);
    match seconds {
        0 => Cell::Day(day),
        86_400.. => Cell::Day(day.plus_days(1)),
        _ => Cell::DateTime(day, seconds),
    }
}

/// A binary number as decimal text, at the 15 significant digits that Excel shows, so that
/// 0.1 + 0.2 is 0.3 again.
pub(super) fn decimal_text(number: f64) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return Some(format!("{}", number as i64));
    }
    let written = format!("{number:.14e}");
    let (mantissa, exponent) = written.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let negative = mantissa.starts_with('-');
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    // Far beyond every amount: leave it in scientific notation, which no reader takes for exact.
    if !(-30..=30).contains(&exponent) {
        return Some(written);
    }
    let point = exponent + 1;
    let text = if point <= 0 {
        format!("0.{}{digits}", "0".repeat(point.unsigned_abs() as usize))
    } else if digits.len() <= point as usize {
        format!("{digits}{}", "0".repeat(point as usize - digits.len()))
    } else {
        format!("{}.{}", &digits[..point as usize], &digits[point as usize..])
    };
    Some(if negative { format!("-{text}") } else { text })
}
