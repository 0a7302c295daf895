//! Opens a file as rows of cells, whatever its extension claims.
//!
//! **Invariant:** memory is bounded by the limits below, not by the file: text files and the sheets
//! of `.xlsx` stream; `.xls` and `.ods` are read whole and are small by limit.

mod content;
mod encoding;
mod inflate;
mod records;
mod text_file;
mod workbook;
mod zip_directory;

use crate::spreadsheet::cell::Row;
use crate::spreadsheet::fault::Unreadable;
use content::Content;
pub use encoding::Encoding;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
pub use text_file::TextFormat;
pub use workbook::WorkbookFormat;

/// Columns of a row.
pub const COLUMNS_MAX: usize = 1_024;
/// Bytes of one row of a text file.
pub const ROW_BYTES_MAX: usize = 1 << 20;
/// Bytes that a compressed text file or workbook may unpack to, for each byte it has.
pub const UNPACK_RATIO_MAX: u64 = 250;
/// Below this many bytes, any ratio is harmless.
pub const UNPACK_HARMLESS: u64 = 64 << 20;
/// Bytes of a workbook, unpacked.
pub const WORKBOOK_BYTES_MAX: u64 = 2 << 30;
/// Bytes of a workbook's shared texts, which are kept in memory.
pub const SHARED_TEXT_BYTES_MAX: u64 = 256 << 20;
/// Bytes of an `.xls` file, and of an `.ods` file unpacked, which are read whole.
pub const WHOLE_BYTES_MAX: u64 = 128 << 20;
/// Cells of a sheet that is read whole.
pub const WHOLE_CELLS_MAX: u64 = 20_000_000;

/// A file that turned out to be a table.
#[derive(Clone, Debug)]
pub struct Source {
    path: PathBuf,
    size: u64,
    form: Form,
    sheets: Vec<String>,
}

#[derive(Clone, Debug)]
enum Form {
    Text(TextFormat),
    Workbook(WorkbookFormat),
}

impl Source {
    /// Looks into the file and decides what it is. `encoding` overrides the detection for text
    /// files: a name such as `gb18030`.
    pub fn open(path: &Path, encoding: Option<&str>) -> Result<Source, Unreadable> {
        let size = std::fs::metadata(path)?.len();
        let chosen = encoding.map(Encoding::named).transpose()?;
        let (form, sheets) = match content::of(path)? {
            Content::Text { gzip } => (Form::Text(TextFormat::of(path, gzip, chosen)?), Vec::new()),
            Content::Workbook(format) => {
                let sheets = workbook::sheets(path, format)?;
                (Form::Workbook(format), sheets)
            }
        };
        Ok(Source { path: path.to_owned(), size, form, sheets })
    }

    /// Bytes of the file as it lies there.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Names of the sheets; none for a text file.
    pub fn sheets(&self) -> &[String] {
        &self.sheets
    }

    /// The encoding of a text file, e.g. `UTF-8`.
    pub fn encoding(&self) -> Option<&'static str> {
        match &self.form {
            Form::Text(format) => Some(format.encoding.name()),
            Form::Workbook(_) => None,
        }
    }

    /// The character between the columns of a text file.
    pub fn delimiter(&self) -> Option<char> {
        match &self.form {
            Form::Text(format) => Some(char::from(format.delimiter)),
            Form::Workbook(_) => None,
        }
    }

    /// Hands every row to `take`, in order, blank ones too, until it breaks. `sheet` names a sheet
    /// of a workbook; without it the first one is read.
    pub fn each_row(
        &self,
        sheet: Option<&str>,
        mut take: impl FnMut(&Row) -> ControlFlow<()>,
    ) -> Result<(), Unreadable> {
        match &self.form {
            Form::Text(format) => format.each_row(&self.path, &mut take),
            Form::Workbook(format) => {
                let first = self.sheets.first().map(String::as_str).unwrap_or_default();
                let sheet = sheet.unwrap_or(first);
                if !self.sheets.iter().any(|it| it == sheet) {
                    return Err(Unreadable::NoSuchSheet(sheet.to_owned()));
                }
                workbook::each_row(&self.path, *format, sheet, &mut take)
            }
        }
    }
}
