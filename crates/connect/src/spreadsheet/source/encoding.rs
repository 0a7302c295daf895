//! Which characters the bytes of a text file stand for.
//!
//! The method, in this order:
//! 1. a byte order mark decides (UTF-8, UTF-16);
//! 2. zero bytes in every other place are UTF-16;
//! 3. bytes that are valid UTF-8 throughout the first 256 MB are UTF-8, also when up to one in
//!    twenty of the characters beyond ASCII is broken (those rows are then reported);
//! 4. otherwise it is GB18030 (which contains GBK and GB2312), when at least half of the bytes
//!    beyond ASCII stand in the pairs that Chinese text is made of;
//! 5. what remains is Windows-1252, the Western European default.

use crate::spreadsheet::fault::Unreadable;
use encoding_rs::{CoderResult, Decoder};
use std::io::{self, Read};

/// How much of a file is looked at.
const LOOKED_AT: u64 = 256 << 20;

/// An encoding of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    pub const UTF_8: Encoding = Encoding(encoding_rs::UTF_8);

    /// By the name people and browsers use: `gbk`, `utf-8`, `big5`, `shift_jis`, …
    pub fn named(name: &str) -> Result<Encoding, Unreadable> {
        let found = encoding_rs::Encoding::for_label(name.trim().as_bytes());
        // GBK is GB18030 without its rare characters.
        let found = found.map(|it| if it == encoding_rs::GBK { encoding_rs::GB18030 } else { it });
        found.map(Encoding).ok_or_else(|| Unreadable::NoSuchEncoding(name.to_owned()))
    }

    pub fn name(self) -> &'static str {
        if self.0 == encoding_rs::GB18030 { "GB18030" } else { self.0.name() }
    }

    /// By the method above.
    pub(super) fn detect(from: impl Read) -> Result<Encoding, Unreadable> {
        let mut from = from.take(LOOKED_AT);
        let mut block = vec![0; 1 << 16];
        let mut evidence = Evidence::default();
        let mut first = true;
        loop {
            // A cut-off gzip stream is told when its rows are read, not here.
            let read = match from.read(&mut block) {
                Ok(0) | Err(_) => break,
                Ok(read) => read,
            };
            if first {
                if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(&block[..read]) {
                    return Ok(Encoding(encoding));
                }
                if let Some(utf_16) = without_mark(&block[..read]) {
                    return Ok(utf_16);
                }
                first = false;
            }
            evidence.add(&block[..read]);
        }
        Ok(Encoding(evidence.decide()))
    }
}

/// UTF-16 without a mark: text in ASCII has a zero in every other place.
fn without_mark(bytes: &[u8]) -> Option<Encoding> {
    let zeros = |offset: usize| bytes.iter().skip(offset).step_by(2).filter(|it| **it == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = bytes.len() / 5;
    match () {
        () if odd > many && even < odd / 8 => Some(Encoding(encoding_rs::UTF_16LE)),
        () if even > many && odd < even / 8 => Some(Encoding(encoding_rs::UTF_16BE)),
        () => None,
    }
}

#[derive(Default)]
struct Evidence {
    /// The end of the last block, when a character was cut there.
    rest: Vec<u8>,
    good_utf_8: u64,
    bad_utf_8: u64,
    chinese_pairs: u64,
    other_high: u64,
}

impl Evidence {
    fn add(&mut self, block: &[u8]) {
        if self.rest.is_empty() && block.is_ascii() {
            return;
        }
        let mut joined = std::mem::take(&mut self.rest);
        joined.extend_from_slice(block);
        self.count_pairs(block);
        let mut bytes = joined.as_slice();
        loop {
            let (valid, broken) = match std::str::from_utf8(bytes) {
                Ok(text) => (text.len(), None),
                Err(error) => (error.valid_up_to(), Some(error.error_len())),
            };
            // Leading bytes of UTF-8 characters.
            self.good_utf_8 += bytes[..valid].iter().filter(|it| **it >= 0xC0).count() as u64;
            match broken {
                None => return,
                Some(None) => {
                    self.rest = bytes[valid..].to_vec();
                    return;
                }
                Some(Some(length)) => {
                    self.bad_utf_8 += 1;
                    bytes = &bytes[valid + length..];
                }
            }
        }
    }

    fn count_pairs(&mut self, block: &[u8]) {
        let mut bytes = block.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            if byte < 0x80 {
                continue;
            }
            // GB2312: the first byte A1–F7, the second A1–FE.
            if (0xA1..=0xF7).contains(&byte) && bytes.peek().is_some_and(|it| *it >= 0xA1) {
                bytes.next();
                self.chinese_pairs += 1;
            } else {
                self.other_high += 1;
            }
        }
    }

    fn decide(&self) -> &'static encoding_rs::Encoding {
        let broken = self.bad_utf_8;
        if broken == 0 || self.good_utf_8 > broken * 20 {
            encoding_rs::UTF_8
        } else if self.chinese_pairs * 2 >= self.other_high {
            encoding_rs::GB18030
        } else {
            encoding_rs::WINDOWS_1252
        }
    }
}

/// Reads as UTF-8 what was written in another encoding. What cannot be read becomes U+FFFD.
pub(super) struct Transcoded<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Bytes of `raw` not yet decoded.
    pending: std::ops::Range<usize>,
    ended: bool,
    finished: bool,
}

impl<R: Read> Transcoded<R> {
    pub(super) fn new(input: R, encoding: Encoding) -> Transcoded<R> {
        let decoder = encoding.0.new_decoder_with_bom_removal();
        Transcoded { input, decoder, raw: vec![0; 1 << 16], pending: 0..0, ended: false, finished: false }
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // The decoder needs room for at least one character.
        if into.len() < 8 {
            return Err(io::Error::other("the buffer is too small for one character"));
        }
        while !self.finished {
            if self.pending.is_empty() && !self.ended {
                let read = self.input.read(&mut self.raw)?;
                self.pending = 0..read;
                self.ended = read == 0;
            }
            let raw = &self.raw[self.pending.clone()];
            let (result, read, written, _) = self.decoder.decode_to_utf8(raw, into, self.ended);
            self.pending.start += read;
            self.finished = self.ended && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}
