//! The bytes of a web archive, in lines and blocks. A reader enters; lines of bounded length and whole blocks leave.

use std::io::{self, BufRead, Read};

use super::Trouble;
use crate::read::again::Again;

/// The longest line that is kept, in bytes; the rest of a longer one is passed over.
const LINE: usize = 1 << 16;
/// So many bytes are put back in all.
const PUT_BACK: usize = 256 << 20;
/// So many errors with nothing readable between them mean that nothing more will come.
const ERRORS: u32 = 1000;

pub(super) struct Stream<R> {
    reader: Again<R>,
    errors: u32,
    /// How many bytes were put back.
    put_back: usize,
}

impl<R: BufRead> Stream<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader: Again::new(reader), errors: 0, put_back: 0 }
    }

    /// Returns the next line with its end; `None` behind the last one.
    pub(super) fn line(&mut self) -> Result<Option<Vec<u8>>, Trouble> {
        let mut line = Vec::new();
        loop {
            let buffer = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return self.failed(error).map(|()| None),
                Ok([]) => return Ok((!line.is_empty()).then_some(line)),
                Ok(buffer) => buffer,
            };
            self.errors = 0;
            let end = memchr::memchr(b'\n', buffer).map(|at| at + 1);
            let used = end.unwrap_or(buffer.len());
            let room = LINE - line.len();
            line.extend_from_slice(&buffer[..used.min(room)]);
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some(line));
            }
        }
    }

    /// Returns the next `length` bytes, or all there are.
    pub(super) fn block(&mut self, length: u64) -> Result<Vec<u8>, Trouble> {
        let mut bytes = Vec::new();
        let read = self.reader.by_ref().take(length).read_to_end(&mut bytes);
        read.map_or_else(|error| self.failed(error), |_| Ok(()))?;
        Ok(bytes)
    }

    /// Returns whether bytes may still be put back; an archive whose records all lie about their length would be read for ever.
    pub(super) fn may_put_back(&self) -> bool {
        self.put_back < PUT_BACK
    }

    /// Puts bytes back in front of what is still to be read.
    pub(super) fn put_back(&mut self, bytes: Vec<u8>) {
        self.put_back += self.reader.put_back(bytes);
    }

    /// Returns what an error means; nothing where reading on is in vain.
    fn failed(&mut self, error: io::Error) -> Result<(), Trouble> {
        self.errors += 1;
        if error.raw_os_error().is_some() {
            return Err(Trouble::System(error));
        }
        if self.errors > ERRORS { Ok(()) } else { Err(Trouble::Broken(error.to_string())) }
    }
}
