//! Writes tables that open cleanly in Excel: real numbers and dates, the header in sight, Chinese
//! intact, and no text that a spreadsheet would run as a formula.

use crate::spreadsheet::reading::text::is_marked;
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, FormatAlign, Workbook, XlsxError};
use std::io::{self, Seek, Write};
use values::Day;

/// Rows of one sheet, by the file format; more go on in a next sheet.
const SHEET_ROWS_MAX: u32 = 1_048_576;
/// Characters of one cell, by the file format.
const CELL_CHARS_MAX: usize = 32_767;
/// Digits that a number of Excel keeps; longer ones are written as text.
const EXACT_DIGITS: usize = 15;

/// Which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// UTF-8 with the mark by which Excel knows it.
    Csv,
    Xlsx,
}

impl Format {
    /// `csv` or `xlsx`.
    pub fn named(name: &str) -> Option<Format> {
        match name {
            "csv" => Some(Format::Csv),
            "xlsx" => Some(Format::Xlsx),
            _ => None,
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
        }
    }

    /// For the `Content-Type` header.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// One value to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Out {
    Empty,
    Text(String),
    /// Decimal text of an amount.
    Number(String),
    Day(Day),
    /// A local date and time; seconds from midnight.
    DateTime(Day, u32),
    /// As the reader's language writes it.
    YesNo(bool),
}

/// The name of a column and how wide it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    pub name: String,
    /// In characters.
    pub width: u16,
}

impl Heading {
    /// A column of text; as wide as its name asks for.
    pub fn text(name: &str) -> Heading {
        // A Chinese character is as wide as two letters.
        let width: usize = name.chars().map(|it| if it.is_ascii() { 1 } else { 2 }).sum();
        Heading { name: name.to_owned(), width: width.clamp(10, 40) as u16 + 2 }
    }
}

/// A table being written row by row, in constant memory.
pub struct Table<W: Write + Seek + Send> {
    inner: Inner<W>,
}

enum Inner<W: Write + Seek + Send> {
    Csv(Box<csv::Writer<W>>),
    Xlsx(Box<Sheet<W>>),
}

struct Sheet<W> {
    workbook: Workbook,
    to: W,
    name: String,
    headings: Vec<Heading>,
    sheets: u32,
    row: u32,
    formats: Formats,
}

struct Formats {
    head: CellFormat,
    day: CellFormat,
    moment: CellFormat,
}

impl<W: Write + Seek + Send> Table<W> {
    /// Starts the file with its header. `name` names the sheet.
    pub fn start(format: Format, mut to: W, name: &str, headings: &[Heading]) -> io::Result<Table<W>> {
        let inner = match format {
            Format::Csv => {
                to.write_all("\u{FEFF}".as_bytes())?;
                let mut writer = csv::WriterBuilder::new()
                    .flexible(true)
                    .terminator(csv::Terminator::CRLF)
                    .from_writer(to);
                writer.write_record(headings.iter().map(|it| guarded(&it.name)))?;
                Inner::Csv(Box::new(writer))
            }
            Format::Xlsx => {
                let formats = Formats {
                    head: CellFormat::new().set_bold().set_align(FormatAlign::VerticalCenter),
                    day: CellFormat::new().set_num_format("yyyy-mm-dd"),
                    moment: CellFormat::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
                };
                let (workbook, name) = (Workbook::new(), sheet_name(name));
                let headings = headings.to_vec();
                let mut sheet = Sheet { workbook, to, name, headings, sheets: 0, row: 0, formats };
                sheet.next_sheet().map_err(io::Error::other)?;
                Inner::Xlsx(Box::new(sheet))
            }
        };
        Ok(Table { inner })
    }

    /// Writes one row.
    pub fn row(&mut self, values: &[Out]) -> io::Result<()> {
        match &mut self.inner {
            Inner::Csv(writer) => Ok(writer.write_record(values.iter().map(csv_text))?),
            Inner::Xlsx(sheet) => sheet.write(values).map_err(io::Error::other),
        }
    }

    /// What was written so far is on its way to the file; a workbook is written at its end.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.inner {
            Inner::Csv(writer) => writer.flush(),
            Inner::Xlsx(_) => Ok(()),
        }
    }

    /// Completes the file and gives the writer back.
    pub fn finish(self) -> io::Result<W> {
        match self.inner {
            Inner::Csv(mut writer) => {
                writer.flush()?;
                writer.into_inner().map_err(|it| it.into_error())
            }
            Inner::Xlsx(mut sheet) => {
                sheet.workbook.save_to_writer(&mut sheet.to).map_err(io::Error::other)?;
                sheet.to.flush()?;
                Ok(sheet.to)
            }
        }
    }
}

impl<W> Sheet<W> {
    fn next_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        let name =
            if self.sheets == 1 { self.name.clone() } else { format!("{} {}", self.name, self.sheets) };
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, heading) in self.headings.iter().enumerate() {
            let column = column as u16;
            sheet.set_column_width(column, f64::from(heading.width))?;
            sheet.write_string_with_format(0, column, &heading.name, &self.formats.head)?;
        }
        self.row = 1;
        Ok(())
    }

    fn write(&mut self, values: &[Out]) -> Result<(), XlsxError> {
        if self.row >= SHEET_ROWS_MAX {
            self.next_sheet()?;
        }
        let sheet = self.workbook.worksheet_from_index(self.sheets as usize - 1)?;
        for (column, value) in values.iter().enumerate() {
            let column = column as u16;
            match value {
                Out::Empty => continue,
                Out::Text(text) => sheet.write_string(self.row, column, shortened(text))?,
                Out::Number(text) => match exact(text) {
                    Some(number) => sheet.write_number(self.row, column, number)?,
                    None => sheet.write_string(self.row, column, text)?,
                },
                Out::Day(day) => {
                    sheet.write_datetime_with_format(self.row, column, excel_day(*day)?, &self.formats.day)?
                }
                Out::DateTime(day, second) => {
                    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
                    let moment = excel_day(*day)?.and_hms(hour as u16, minute as u8, f64::from(second))?;
                    sheet.write_datetime_with_format(self.row, column, moment, &self.formats.moment)?
                }
                Out::YesNo(yes) => sheet.write_boolean(self.row, column, *yes)?,
            };
        }
        self.row += 1;
        Ok(())
    }
}

fn excel_day(day: Day) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(
        day.year().unsigned_abs(),
        day.month().unsigned_abs(),
        day.day_of_month().unsigned_abs(),
    )
}

/// The number, when Excel can keep every digit of it.
fn exact(text: &str) -> Option<f64> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits > EXACT_DIGITS { None } else { text.parse().ok() }
}

fn shortened(text: &str) -> &str {
    text.char_indices().nth(CELL_CHARS_MAX).map_or(text, |(at, _)| &text[..at])
}

/// Sheet names have at most 31 characters and none of `[]:*?/\`.
fn sheet_name(name: &str) -> String {
    let allowed = name.chars().filter(|it| !"[]:*?/\\'".contains(*it)).take(27);
    let name: String = allowed.collect();
    if name.trim().is_empty() { "Sheet".to_owned() } else { name }
}

fn csv_text(value: &Out) -> String {
    match value {
        Out::Empty => String::new(),
        Out::Text(text) => guarded(text),
        Out::Number(text) => text.clone(),
        Out::Day(day) => day.to_string(),
        Out::DateTime(day, second) => {
            format!("{day} {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
        }
        Out::YesNo(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
    }
}

/// Spreadsheets run text that begins like a formula; an apostrophe in front makes it text. A plain
/// number is harmless and stays one. Reading takes the apostrophe off again.
fn guarded(text: &str) -> String {
    let dangerous = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let number = text.parse::<values::Number>().is_ok();
    let marked = text.strip_prefix('\'').is_some_and(is_marked);
    if (dangerous && !number) || marked { format!("'{text}") } else { text.to_owned() }
}
