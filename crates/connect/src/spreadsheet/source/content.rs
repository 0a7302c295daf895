//! What a file is, by its content: extensions lie.

use crate::spreadsheet::fault::Unreadable;
use crate::spreadsheet::source::inflate;
use crate::spreadsheet::source::workbook::WorkbookFormat;
use crate::spreadsheet::source::zip_directory::{self, Directory};
use crate::spreadsheet::source::{
    SHARED_TEXT_BYTES_MAX, UNPACK_HARMLESS, UNPACK_RATIO_MAX, WHOLE_BYTES_MAX, WORKBOOK_BYTES_MAX,
};
use std::fs::File;
use std::io::Read;
use std::path::Path;

pub(super) enum Content {
    Text { gzip: bool },
    Workbook(WorkbookFormat),
}

/// First bytes that give a file away as something else.
const NOT_TABLES: &[(&[u8], &str)] = &[
    (b"%PDF", "PDF"),
    (b"\x89PNG", "图片 image"),
    (b"\xFF\xD8\xFF", "图片 image"),
    (b"GIF8", "图片 image"),
    (b"BM", "图片 image"),
    (b"RIFF", "图片 image"),
    (b"{\\rtf", "Word"),
    (b"7z\xBC\xAF", "7z"),
    (b"Rar!", "RAR"),
    (b"SQLite format 3", "SQLite"),
    (b"\x7FELF", "程序 program"),
    (b"MZ", "程序 program"),
    (b"BZh", "bzip2"),
    (b"\xFD7zXZ", "xz"),
    (b"\x28\xB5\x2F\xFD", "zstd"),
];

pub(super) fn of(path: &Path) -> Result<Content, Unreadable> {
    let head = head(File::open(path)?)?;
    if head.is_empty() {
        return Err(Unreadable::Empty);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return zipped(path);
    }
    if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return compound(path);
    }
    let gzip = head.starts_with(&[0x1F, 0x8B]);
    let unpacked = if gzip { self::head(inflate::gzip(File::open(path)?))? } else { head };
    check_text(&unpacked)?;
    Ok(Content::Text { gzip })
}

fn head(from: impl Read) -> Result<Vec<u8>, Unreadable> {
    let mut head = Vec::new();
    from.take(4096).read_to_end(&mut head)?;
    Ok(head)
}

fn check_text(head: &[u8]) -> Result<(), Unreadable> {
    let signature = |(magic, what): &(&[u8], &'static str)| {
        // Two letters are a signature only when what follows is not plain text.
        let short = magic.len() == 2 && !head.iter().take(64).any(|it| *it == 0);
        (head.starts_with(magic) && !short).then_some(*what)
    };
    if let Some(what) = NOT_TABLES.iter().find_map(signature) {
        return Err(Unreadable::NotATable(what));
    }
    let text = String::from_utf8_lossy(head).to_lowercase();
    let text = text.trim_start_matches(|it: char| it.is_whitespace() || it == '\u{FEFF}');
    if text.starts_with("<?xml") || text.starts_with("<workbook") {
        let excel = text.contains("schemas-microsoft-com:office:spreadsheet");
        return Err(if excel { Unreadable::OldXml } else { Unreadable::NotATable("XML") });
    }
    let tags = ["<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<div"];
    if tags.iter().any(|tag| text.starts_with(tag)) {
        return Err(Unreadable::WebPage);
    }
    if text.starts_with("[{") || (text.starts_with('{') && text.contains("\":")) {
        return Err(Unreadable::NotATable("JSON"));
    }
    let zeros = head.iter().filter(|it| **it == 0).count();
    let utf16 = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]) || zeros * 5 > head.len();
    if zeros > 0 && !utf16 {
        return Err(Unreadable::NotATable("二进制 binary"));
    }
    Ok(())
}

/// Workbooks are zip archives; what is inside tells which, and how large they would become.
fn zipped(path: &Path) -> Result<Content, Unreadable> {
    let directory = zip_directory::read(path)?;
    let has = |name: &str| directory.entries.iter().any(|it| it.name.eq_ignore_ascii_case(name));
    let under = |folder: &str| directory.entries.iter().any(|it| it.name.starts_with(folder));
    if has("xl/workbook.bin") {
        return Err(Unreadable::NotATable("xlsb（请另存为 .xlsx / save as .xlsx）"));
    }
    if has("xl/workbook.xml") {
        check_size(path, &directory, WORKBOOK_BYTES_MAX)?;
        let shared = directory.entries.iter().find(|it| it.name.eq_ignore_ascii_case("xl/sharedStrings.xml"));
        if shared.is_some_and(|it| it.unpacked > SHARED_TEXT_BYTES_MAX) {
            return Err(Unreadable::TooLarge(SHARED_TEXT_BYTES_MAX >> 20));
        }
        return Ok(Content::Workbook(WorkbookFormat::Xlsx));
    }
    if has("content.xml") && has("mimetype") {
        let mimetype = zip_directory::first_bytes(path, &directory, "mimetype")?;
        if !mimetype.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") {
            return Err(Unreadable::NotATable("OpenDocument"));
        }
        check_size(path, &directory, WHOLE_BYTES_MAX)?;
        return Ok(Content::Workbook(WorkbookFormat::Ods));
    }
    Err(Unreadable::NotATable(match () {
        () if under("word/") => "Word",
        () if under("ppt/") => "PowerPoint",
        () => "zip（请先解压 / unpack it first）",
    }))
}

/// The directory may lie about sizes, so every entry is also unpacked once, counting only.
fn check_size(path: &Path, directory: &Directory, most: u64) -> Result<(), Unreadable> {
    let unpacked: u64 = directory.entries.iter().map(|it| it.unpacked).fold(0, u64::saturating_add);
    let packed: u64 = directory.entries.iter().map(|it| it.packed).fold(0, u64::saturating_add);
    if unpacked > UNPACK_HARMLESS && unpacked / packed.max(1) > UNPACK_RATIO_MAX {
        return Err(Unreadable::ZipBomb);
    }
    if unpacked > most {
        return Err(Unreadable::TooLarge(most >> 20));
    }
    zip_directory::verify_sizes(path, directory)
}

/// Old Excel, old Word and encrypted workbooks share one container.
fn compound(path: &Path) -> Result<Content, Unreadable> {
    if std::fs::metadata(path)?.len() > WHOLE_BYTES_MAX {
        return Err(Unreadable::TooLarge(WHOLE_BYTES_MAX >> 20));
    }
    let bytes = std::fs::read(path)?;
    let names = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|it| it == wide)
    };
    match () {
        () if names("EncryptedPackage") => Err(Unreadable::Password),
        () if names("Workbook") || names("Book") => Ok(Content::Workbook(WorkbookFormat::Xls)),
        () if names("WordDocument") => Err(Unreadable::NotATable("Word")),
        () if names("PowerPoint Document") => Err(Unreadable::NotATable("PowerPoint")),
        () => Err(Unreadable::NotATable("OLE")),
    }
}
