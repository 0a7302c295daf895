//! Splits text into the records of a CSV file, forgiving what people and programs get wrong.
//!
//! RFC 4180 with these liberties: any delimiter; `\n`, `\r\n` or `\r`; a quotation mark inside an
//! unquoted field is itself; text behind a closing quotation mark belongs to the field. A quotation
//! mark that is never closed costs only its own line, which is reported.

use crate::spreadsheet::source::{COLUMNS_MAX, ROW_BYTES_MAX};
use std::io::{self, Read};
use std::ops::Range;

/// Lines of one quoted field. More are rather a quotation mark that was never closed.
const FIELD_LINES_MAX: usize = 200;

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Record,
    /// A quotation mark opened on this line and not closed within the limits; the line is split as
    /// if it were an ordinary character.
    UnclosedQuote,
    /// The same on the last line of the file.
    CutOff,
    /// More bytes or columns than the limits allow; carries as many as they do.
    TooLong,
    End,
}

/// One field: where it lies, and whether doubled quotation marks must be joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    span: Range<usize>,
    doubled: bool,
}

pub(super) struct Records<R> {
    input: R,
    delimiter: u8,
    terminator: u8,
    window: Vec<u8>,
    start: usize,
    end: usize,
    input_ended: bool,
    fields: Vec<Field>,
    /// The row of the record just read, as a spreadsheet counts.
    pub(super) row: u32,
    /// The record just read ended with a line end, not with the file.
    pub(super) terminated: bool,
    /// The input ended before its own end: a gzip file that was cut off.
    pub(super) input_broke_off: bool,
    record_start: usize,
}

/// Where the splitting of one record stands.
struct Split {
    at: usize,
    field: usize,
    quoted: bool,
    doubled: bool,
}

impl<R: Read> Records<R> {
    /// `terminator` is `\n`, or `\r` for files of old Macs.
    pub(super) fn new(input: R, delimiter: u8, terminator: u8) -> Records<R> {
        Records {
            input,
            delimiter,
            terminator,
            window: Vec::new(),
            start: 0,
            end: 0,
            input_ended: false,
            fields: Vec::new(),
            row: 0,
            terminated: true,
            input_broke_off: false,
            record_start: 0,
        }
    }

    pub(super) fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The bytes of a field as they stand in the file, without its quotation marks.
    pub(super) fn raw(&self, field: &Field) -> &[u8] {
        &self.window[self.record_start..][field.span.clone()]
    }

    /// The text of a field; invalid bytes become U+FFFD.
    pub(super) fn text<'a>(&'a self, field: &Field) -> std::borrow::Cow<'a, str> {
        let text = String::from_utf8_lossy(self.raw(field));
        if field.doubled { text.replace("\"\"", "\"").into() } else { text }
    }

    /// Reads the next record; blank lines are records with one empty field.
    pub(super) fn read(&mut self) -> io::Result<Outcome> {
        self.fields.clear();
        self.record_start = self.start;
        let mut split = Split { at: 0, field: 0, quoted: false, doubled: false };
        let mut line_end = 0;
        let mut lines = 0;
        let mut first_line = None;
        loop {
            let Some(end) = self.find_line_end(line_end)? else {
                if self.end == self.record_start {
                    return Ok(Outcome::End);
                }
                return Ok(self.close_at_end(split, first_line));
            };
            self.split_line(&mut split, end);
            if !split.quoted {
                self.finish(&mut split, end);
                self.start = (self.record_start + end + 1).min(self.end);
                self.terminated = true;
                let outcome = self.done();
                return Ok(if end >= ROW_BYTES_MAX { Outcome::TooLong } else { outcome });
            }
            first_line.get_or_insert(end);
            line_end = end + 1;
            lines += 1;
            if line_end > ROW_BYTES_MAX || lines > FIELD_LINES_MAX {
                return Ok(self.give_up_quote(first_line));
            }
        }
    }

    fn done(&mut self) -> Outcome {
        self.row += 1;
        if self.fields.len() > COLUMNS_MAX {
            self.fields.truncate(COLUMNS_MAX);
            return Outcome::TooLong;
        }
        Outcome::Record
    }

    /// The last line has no line end.
    fn close_at_end(&mut self, mut split: Split, first_line: Option<usize>) -> Outcome {
        let end = self.end - self.record_start;
        self.split_line(&mut split, end);
        if split.quoted && first_line.is_some() {
            return self.give_up_quote(first_line);
        }
        self.terminated = false;
        if split.quoted {
            self.resplit_without_quotes(end);
        } else {
            self.finish(&mut split, end);
        }
        let cut_off = split.quoted;
        self.start = self.end;
        let outcome = self.done();
        if cut_off { Outcome::CutOff } else { outcome }
    }

    /// Takes the first line alone; what followed is read again as lines of their own.
    fn give_up_quote(&mut self, first_line: Option<usize>) -> Outcome {
        let end = first_line.expect("a quoted field spans lines only after its first line ended");
        self.resplit_without_quotes(end);
        self.start = (self.record_start + end + 1).min(self.end);
        // When nothing follows, the file ended inside the quotation.
        let last = self.input_ended && self.start >= self.end;
        self.terminated = true;
        self.done();
        if last { Outcome::CutOff } else { Outcome::UnclosedQuote }
    }

    fn resplit_without_quotes(&mut self, end: usize) {
        self.fields.clear();
        let line = &self.window[self.record_start..self.record_start + end];
        let mut field = 0;
        for at in (0..=line.len()).filter(|at| line.get(*at).is_none_or(|it| *it == self.delimiter)) {
            self.fields.push(Field { span: field..at, doubled: false });
            field = at + 1;
        }
        self.fields.truncate(COLUMNS_MAX);
    }

    /// Splits up to `end`, the end of a line, resuming where the last line left off.
    fn split_line(&mut self, split: &mut Split, end: usize) {
        let record = &self.window[self.record_start..self.record_start + end];
        while split.at < end {
            if split.quoted {
                let Some(mark) = record[split.at..].iter().position(|it| *it == b'"') else {
                    split.at = end;
                    return;
                };
                split.at += mark + 1;
                if record.get(split.at) == Some(&b'"') {
                    split.doubled = true;
                    split.at += 1;
                } else {
                    split.quoted = false;
                }
            } else if record[split.at] == b'"' && split.at == split.field {
                split.quoted = true;
                split.at += 1;
            } else {
                let rest = &record[split.at..];
                match rest.iter().position(|it| *it == self.delimiter) {
                    Some(found) => {
                        split.at += found;
                        let field = field(record, split.field..split.at, split.doubled);
                        self.fields.push(field);
                        split.at += 1;
                        split.field = split.at;
                        split.doubled = false;
                    }
                    None => split.at = end,
                }
            }
        }
    }

    /// Takes the last field, which ends with the record.
    fn finish(&mut self, split: &mut Split, end: usize) {
        let record = &self.window[self.record_start..self.record_start + end];
        let mut end = end;
        if self.terminator == b'\n' && record.ends_with(b"\r") && end > split.field {
            end -= 1;
        }
        let field = field(record, split.field..end, split.doubled);
        self.fields.push(field);
    }

    /// The next line end at or behind `from`, both counted from the start of the record.
    fn find_line_end(&mut self, from: usize) -> io::Result<Option<usize>> {
        let mut from = from;
        loop {
            let unread = &self.window[self.record_start + from..self.end];
            if let Some(found) = unread.iter().position(|it| *it == self.terminator) {
                return Ok(Some(from + found));
            }
            from = self.end - self.record_start;
            if self.input_ended {
                return Ok(None);
            }
            if from > ROW_BYTES_MAX {
                // One endless line: cut it here, so that memory stays bounded.
                return Ok(Some(ROW_BYTES_MAX));
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        // Drop what is behind; the record being read moves to the front.
        if self.record_start > 0 {
            self.window.copy_within(self.record_start..self.end, 0);
            self.end -= self.record_start;
            self.record_start = 0;
            self.start = 0;
        }
        if self.window.len() < self.end + (1 << 16) {
            self.window.resize(self.end + (1 << 18), 0);
        }
        let read = match self.input.read(&mut self.window[self.end..]) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                self.input_broke_off = true;
                0
            }
            other => other?,
        };
        self.end += read;
        self.input_ended = read == 0;
        Ok(())
    }
}

/// A field between two delimiters; its quotation marks fall away when they enclose it.
fn field(record: &[u8], span: Range<usize>, doubled: bool) -> Field {
    let bytes = &record[span.clone()];
    if bytes.len() >= 2 && bytes.starts_with(b"\"") && bytes.ends_with(b"\"") {
        return Field { span: span.start + 1..span.end - 1, doubled };
    }
    Field { span, doubled: false }
}
