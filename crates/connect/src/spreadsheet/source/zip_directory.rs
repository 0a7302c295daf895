//! The directory of a zip archive, read before anything is unpacked.
//!
//! Layout: <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>, sections 4.3.7, 4.3.12,
//! 4.3.16 and 4.5.3.

use crate::spreadsheet::fault::Unreadable;
use flate2::read::DeflateDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Entries of an archive; a workbook has a few dozen.
const ENTRIES_MAX: u64 = 10_000;
const END_SIGNATURE: &[u8] = b"PK\x05\x06";
const ENTRY_SIGNATURE: &[u8] = b"PK\x01\x02";

pub(super) struct Entry {
    pub(super) name: String,
    pub(super) packed: u64,
    pub(super) unpacked: u64,
    deflated: bool,
    /// Where the entry's own header begins.
    offset: u64,
}

pub(super) struct Directory {
    pub(super) entries: Vec<Entry>,
}

fn damaged(reason: &str) -> Unreadable {
    Unreadable::Damaged(reason.to_owned())
}

pub(super) fn read(path: &Path) -> Result<Directory, Unreadable> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    // The end record is 22 bytes and a comment of at most 65,535.
    let tail_length = size.min(22 + 65_535);
    file.seek(SeekFrom::Start(size - tail_length))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let end = tail
        .windows(END_SIGNATURE.len())
        .rposition(|it| it == END_SIGNATURE)
        .ok_or_else(|| damaged("zip directory missing"))?;
    let end = &tail[end..];
    let count = u64::from(number(end, 10, 2)? as u16);
    let length = number(end, 12, 4)?;
    let start = number(end, 16, 4)?;
    if count > ENTRIES_MAX || length > size || start == u64::from(u32::MAX) {
        return Err(damaged("zip directory too large"));
    }
    file.seek(SeekFrom::Start(start.min(size)))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    let mut entries = Vec::new();
    let mut at = 0;
    for _ in 0..count {
        let entry = bytes.get(at..).filter(|it| it.starts_with(ENTRY_SIGNATURE));
        let entry = entry.ok_or_else(|| damaged("zip directory cut off"))?;
        let name_length = number(entry, 28, 2)? as usize;
        let extra_length = number(entry, 30, 2)? as usize;
        let comment_length = number(entry, 32, 2)? as usize;
        let name = entry.get(46..46 + name_length).ok_or_else(|| damaged("zip entry name cut off"))?;
        entries.push(Entry {
            name: String::from_utf8_lossy(name).replace('\\', "/"),
            packed: number(entry, 20, 4)?,
            // Sizes of 4 GB and more are marked with all ones, which is over every limit here.
            unpacked: number(entry, 24, 4)?,
            deflated: number(entry, 10, 2)? == 8,
            offset: number(entry, 42, 4)?,
        });
        at += 46 + name_length + extra_length + comment_length;
    }
    Ok(Directory { entries })
}

/// A little-endian number of `length` bytes.
fn number(bytes: &[u8], at: usize, length: usize) -> Result<u64, Unreadable> {
    let part = bytes.get(at..at + length).ok_or_else(|| damaged("zip record cut off"))?;
    Ok(part.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

/// The content of one entry, at most as long as the directory says and one byte more.
fn open(path: &Path, entry: &Entry) -> Result<Box<dyn Read>, Unreadable> {
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(entry.offset))?;
    let mut header = [0; 30];
    file.read_exact(&mut header).map_err(|_| damaged("zip entry missing"))?;
    let skip = number(&header, 26, 2)? + number(&header, 28, 2)?;
    file.seek_relative(skip as i64)?;
    let packed = file.take(entry.packed);
    let content: Box<dyn Read> =
        if entry.deflated { Box::new(DeflateDecoder::new(packed)) } else { Box::new(packed) };
    Ok(Box::new(content.take(entry.unpacked.saturating_add(1))))
}

/// Unpacks every entry into nowhere; an entry that holds more than it declares is a bomb.
pub(super) fn verify_sizes(path: &Path, directory: &Directory) -> Result<(), Unreadable> {
    for entry in &directory.entries {
        let length = io::copy(&mut open(path, entry)?, &mut io::sink())
            .map_err(|reason| damaged(&format!("{}: {reason}", entry.name)))?;
        if length > entry.unpacked {
            return Err(Unreadable::ZipBomb);
        }
    }
    Ok(())
}

pub(super) fn first_bytes(path: &Path, directory: &Directory, name: &str) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    if let Some(entry) = directory.entries.iter().find(|it| it.name == name) {
        open(path, entry)?.take(256).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
