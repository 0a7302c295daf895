//! Text files: comma, semicolon, tab or bar between the columns, plain or gzipped.

use crate::spreadsheet::cell::{Cell, Row};
use crate::spreadsheet::fault::{Fault, Unreadable};
use crate::spreadsheet::source::encoding::{Encoding, Transcoded};
use crate::spreadsheet::source::inflate::{Counted, gzip};
use crate::spreadsheet::source::records::{Outcome, Records};
use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;

/// How much of the file decides the delimiter.
const SNIFFED: u64 = 1 << 16;
const DELIMITERS: [u8; 4] = *b",;\t|";

/// How a text file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextFormat {
    pub encoding: Encoding,
    /// Between columns.
    pub delimiter: u8,
    /// Behind rows.
    terminator: u8,
    gzip: bool,
}

impl TextFormat {
    pub(super) fn of(path: &Path, gzip: bool, encoding: Option<Encoding>) -> Result<TextFormat, Unreadable> {
        let encoding = match encoding {
            Some(encoding) => encoding,
            None => Encoding::detect(unpacked(path, gzip)?.0)?,
        };
        let mut head = Vec::new();
        let format = TextFormat { encoding, delimiter: b',', terminator: b'\n', gzip };
        // A cut-off gzip stream is told when its rows are read.
        let _cut_off = format.content(path)?.0.take(SNIFFED).read_to_end(&mut head);
        let terminator = if head.contains(&b'\r') && !head.contains(&b'\n') { b'\r' } else { b'\n' };
        Ok(TextFormat { delimiter: delimiter(&head, terminator), terminator, ..format })
    }

    /// The content as UTF-8, and how many bytes of the file were read for it.
    fn content(&self, path: &Path) -> Result<Unpacked, Unreadable> {
        let (content, read) = unpacked(path, self.gzip)?;
        let content: Box<dyn Read> = if self.encoding == Encoding::UTF_8 {
            content
        } else {
            Box::new(Transcoded::new(content, self.encoding))
        };
        Ok((content, read))
    }

    pub(super) fn each_row(
        &self,
        path: &Path,
        take: &mut impl FnMut(&Row) -> ControlFlow<()>,
    ) -> Result<(), Unreadable> {
        let size = std::fs::metadata(path)?.len();
        let (content, read) = self.content(path)?;
        let mut records = Records::new(content, self.delimiter, self.terminator);
        let mut row = Row::default();
        // The widths of the last two rows that were not blank.
        let mut widths = (0, 0);
        loop {
            let outcome = records.read().map_err(unreadable)?;
            if outcome == Outcome::End {
                if records.input_broke_off && row.fault != Some(Fault::CutOff) {
                    let fault = Some(Fault::CutOff);
                    let position = (size, size);
                    let _ended = take(&Row { number: row.number + 1, cells: Vec::new(), fault, position });
                }
                return Ok(());
            }
            let mut broken = false;
            row.cells.clear();
            for (index, field) in records.fields().iter().enumerate() {
                let text = records.text(field);
                let first = index == 0 && records.row == 1;
                let text = if first { text.trim_start_matches('\u{FEFF}') } else { &text };
                broken |= text.contains('\u{FFFD}');
                row.cells.push(Cell::text(text));
            }
            row.number = records.row;
            row.position = (read.get(), size);
            // The last line of a whole file may lack its line end, but not its last columns.
            let cut_short = !records.terminated && widths.0 == widths.1 && row.cells.len() < widths.0;
            if row.cells.iter().any(|it| !it.is_blank()) {
                widths = (widths.1, row.cells.len());
            }
            row.fault = match outcome {
                Outcome::CutOff => Some(Fault::CutOff),
                _ if !records.terminated && records.input_broke_off => Some(Fault::CutOff),
                Outcome::UnclosedQuote => Some(Fault::UnclosedQuote),
                Outcome::TooLong => Some(Fault::RowTooLong),
                _ if cut_short => Some(Fault::CutOff),
                _ if broken => Some(Fault::WrongEncoding),
                _ => None,
            };
            if take(&row).is_break() {
                return Ok(());
            }
        }
    }
}

/// The content of a file, and how many of the file's own bytes were read for it.
type Unpacked = (Box<dyn Read>, Rc<std::cell::Cell<u64>>);

fn unpacked(path: &Path, is_gzip: bool) -> Result<Unpacked, Unreadable> {
    let (file, read) = Counted::new(File::open(path)?);
    Ok((if is_gzip { Box::new(gzip(file)) } else { Box::new(file) }, read))
}

fn unreadable(error: io::Error) -> Unreadable {
    match error.kind() {
        io::ErrorKind::FileTooLarge => Unreadable::ZipBomb,
        _ => Unreadable::Damaged(error.to_string()),
    }
}

/// The delimiter that splits most lines into the same number of columns, and into the most.
fn delimiter(head: &[u8], terminator: u8) -> u8 {
    let score = |delimiter: u8| {
        let mut records = Records::new(head, delimiter, terminator);
        let mut widths = std::collections::BTreeMap::<usize, usize>::new();
        while let Ok(outcome) = records.read() {
            if outcome == Outcome::End {
                break;
            }
            // The last line of the sample is probably cut.
            if records.terminated || records.row <= 2 {
                *widths.entry(records.fields().len()).or_default() += 1;
            }
        }
        widths.into_iter().filter(|(width, _)| *width > 1).map(|(width, rows)| (rows, width)).max()
    };
    let scored = DELIMITERS.into_iter().filter_map(|it| score(it).map(|score| (score, it)));
    // Of equals the first of the list wins.
    scored.rev().max_by_key(|(score, _)| *score).map_or(b',', |(_, it)| it)
}
