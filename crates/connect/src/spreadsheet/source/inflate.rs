//! Unpacks gzip, refusing to unpack for ever.

use crate::spreadsheet::source::{UNPACK_HARMLESS, UNPACK_RATIO_MAX};
use flate2::read::MultiGzDecoder;
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Counts what passes through.
pub(super) struct Counted<R> {
    input: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Counted<R> {
    pub(super) fn new(input: R) -> (Counted<R>, Rc<Cell<u64>>) {
        let count = Rc::new(Cell::new(0));
        (Counted { input, count: Rc::clone(&count) }, count)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(into)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

/// A gzip stream that fails with `FileTooLarge` when it unpacks to more than its limit.
pub(super) struct Gunzip<R: Read> {
    unpack: MultiGzDecoder<Counted<R>>,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
}

pub(super) fn gzip<R: Read>(input: R) -> Gunzip<R> {
    let (counted, packed) = Counted::new(input);
    Gunzip { unpack: MultiGzDecoder::new(counted), packed, unpacked: 0 }
}

impl<R: Read> Read for Gunzip<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.unpack.read(into)?;
        self.unpacked += read as u64;
        if self.unpacked > UNPACK_HARMLESS && self.unpacked / self.packed.get().max(1) > UNPACK_RATIO_MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(read)
    }
}
