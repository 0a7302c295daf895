//! Which kinds of file there are, and how their first bytes tell.
//!
//! **Invariant:** what a browser may show in our own origin cannot run: no HTML, no SVG, no XML.

use serde::Serialize;

/// A kind of file, known by the ending of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Media {
    pub ending: &'static str,
    /// `image/png`
    pub media_type: &'static str,
    #[serde(skip)]
    signature: Signature,
    /// A browser may show it instead of saving it.
    #[serde(skip)]
    pub shown: bool,
}

/// How many of the first bytes tell what a file is.
pub const HEAD_BYTES: usize = 4096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signature {
    /// Starts with one of these.
    Starts(&'static [&'static [u8]]),
    /// `RIFF`, a length, then this.
    Riff(&'static [u8]),
    /// A box `ftyp`, as in MP4 and HEIC.
    Boxes,
    /// Office files of today, OFD and archives.
    Zip,
    /// Office files of yesterday.
    Compound,
    /// No control characters but line ends.
    Text,
}

use Signature::{Boxes, Compound, Riff, Starts, Text, Zip};

const fn shown(ending: &'static str, media_type: &'static str, signature: Signature) -> Media {
    Media { ending, media_type, signature, shown: true }
}

const fn saved(ending: &'static str, media_type: &'static str, signature: Signature) -> Media {
    Media { ending, media_type, signature, shown: false }
}

/// Every kind whose bytes we can tell. A company may allow others; those are only ever saved.
pub const KNOWN: &[Media] = &[
    shown("jpg", "image/jpeg", Starts(&[b"\xFF\xD8\xFF"])),
    shown("jpeg", "image/jpeg", Starts(&[b"\xFF\xD8\xFF"])),
    shown("png", "image/png", Starts(&[b"\x89PNG\r\n\x1A\n"])),
    shown("webp", "image/webp", Riff(b"WEBP")),
    shown("gif", "image/gif", Starts(&[b"GIF87a", b"GIF89a"])),
    shown("bmp", "image/bmp", Starts(&[b"BM"])),
    saved("heic", "image/heic", Boxes),
    saved("tif", "image/tiff", Starts(&[b"II*\0", b"MM\0*"])),
    saved("tiff", "image/tiff", Starts(&[b"II*\0", b"MM\0*"])),
    shown("pdf", "application/pdf", Starts(&[b"%PDF-"])),
    saved("ofd", "application/ofd", Zip),
    saved("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Zip),
    saved("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Zip),
    saved("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", Zip),
    saved("doc", "application/msword", Compound),
    saved("xls", "application/vnd.ms-excel", Compound),
    saved("ppt", "application/vnd.ms-powerpoint", Compound),
    saved("wps", "application/vnd.ms-works", Compound),
    saved("et", "application/vnd.ms-excel", Compound),
    saved("txt", "text/plain", Text),
    saved("csv", "text/csv", Text),
    saved("xml", "application/xml", Text),
    saved("zip", "application/zip", Zip),
    saved("rar", "application/vnd.rar", Starts(&[b"Rar!\x1A\x07"])),
    saved("7z", "application/x-7z-compressed", Starts(&[b"7z\xBC\xAF\x27\x1C"])),
    shown("mp4", "video/mp4", Boxes),
    saved("mov", "video/quicktime", Boxes),
    shown("m4a", "audio/mp4", Boxes),
    shown("mp3", "audio/mpeg", Starts(&[b"ID3", b"\xFF\xFB", b"\xFF\xF3", b"\xFF\xF2"])),
    shown("wav", "audio/wav", Riff(b"WAVE")),
    saved("dwg", "image/vnd.dwg", Starts(&[b"AC10"])),
];

/// What a file is served as whose kind we do not know.
pub const UNKNOWN: &str = "application/octet-stream";

pub fn by_ending(ending: &str) -> Option<&'static Media> {
    KNOWN.iter().find(|it| it.ending == ending)
}

pub fn by_type(media_type: &str) -> Option<&'static Media> {
    KNOWN.iter().find(|it| it.media_type == media_type)
}

/// Whether a browser may show a file of this type in place.
pub fn is_shown(media_type: &str) -> bool {
    by_type(media_type).is_some_and(|it| it.shown)
}

/// The ending of a file's name in small letters, without the dot; empty when it has none.
pub fn ending_of(name: &str) -> String {
    name.rsplit_once('.').map_or_else(String::new, |(_, it)| it.trim().to_ascii_lowercase())
}

impl Media {
    /// Whether the first [`HEAD_BYTES`] bytes of a file are those of this kind.
    pub fn begins(&self, head: &[u8]) -> bool {
        match self.signature {
            Starts(starts) => starts.iter().any(|it| head.starts_with(it)),
            Riff(form) => head.starts_with(b"RIFF") && head.get(8..12) == Some(form),
            Boxes => head.get(4..8).is_some_and(|it| matches!(it, b"ftyp" | b"moov" | b"wide" | b"free")),
            Zip => head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06"),
            Compound => head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
            Text => is_text(head),
        }
    }
}

/// Text in any encoding that spreadsheets and editors here write: UTF-8, GB 18030, UTF-16 with its mark.
fn is_text(head: &[u8]) -> bool {
    let utf16 = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    utf16 || head.iter().all(|it| *it >= 0x20 || matches!(it, b'\t' | b'\n' | b'\r' | 0x0C))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_what_a_file_is() {
        for (ending, head, is) in [
            ("png", &b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"[..], true),
            ("png", b"<svg xmlns='http://www.w3.org/2000/svg'>", false),
            ("jpg", b"\xFF\xD8\xFF\xE0\0\x10JFIF", true),
            ("webp", b"RIFF\x10\0\0\0WEBPVP8 ", true),
            ("wav", b"RIFF\x10\0\0\0WEBPVP8 ", false),
            ("pdf", b"%PDF-1.7\n", true),
            ("pdf", b"MZ\x90\0", false),
            ("xlsx", b"PK\x03\x04\x14\0", true),
            ("xls", b"PK\x03\x04\x14\0", false),
            ("mp4", b"\0\0\0\x20ftypisom", true),
            ("txt", "第一行\n第二行\t三".as_bytes(), true),
            ("csv", b"\xB1\xE0\xC2\xEB,1\r\n", true),
            ("txt", b"ELF\0\x01", false),
            ("txt", b"", true),
        ] {
            let media = by_ending(ending).expect("a known kind");
            assert_eq!(media.begins(head), is, "{ending}: {}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn nothing_that_can_run_is_shown() {
        for it in KNOWN.iter().filter(|it| it.shown) {
            assert!(!it.media_type.contains("html") && !it.media_type.contains("xml"), "{it:?}");
            assert!(it.signature != Text && it.signature != Zip, "{it:?}");
        }
    }

    #[test]
    fn endings_are_read_in_any_case() {
        assert_eq!(ending_of("合同 2026.PDF"), "pdf");
        assert_eq!(ending_of("README"), "");
        assert_eq!(ending_of("a.tar.gz"), "gz");
    }
}
