//! The bytes of a web archive. Input: a reader. Output: lines of limited length, and whole blocks.

use std::io::{self, BufRead, Read};

use super::RecordError;
use crate::read::pushback::PushbackReader;

/// Maximum length of a line, in bytes; the rest of a longer one is skipped.
const LINE_LIMIT: usize = 1 << 16;
/// Maximum number of bytes that are put back in total.
const PUT_BACK_LIMIT: usize = 256 << 20;
/// After this many errors in a row, nothing more is read.
const ERROR_LIMIT: u32 = 1000;

pub(super) struct Stream<R> {
    reader: PushbackReader<R>,
    errors: u32,
    /// Number of bytes that were put back.
    put_back: usize,
}

impl<R: BufRead> Stream<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader: PushbackReader::new(reader), errors: 0, put_back: 0 }
    }

    /// Returns the next line with its end; `None` after the last one.
    pub(super) fn line(&mut self) -> Result<Option<Vec<u8>>, RecordError> {
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
            let room = LINE_LIMIT - line.len();
            line.extend_from_slice(&buffer[..used.min(room)]);
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some(line));
            }
        }
    }

    /// Returns the next `length` bytes, or as many as there are.
    pub(super) fn block(&mut self, length: u64) -> Result<Vec<u8>, RecordError> {
        let mut bytes = Vec::new();
        let read = self.reader.by_ref().take(length).read_to_end(&mut bytes);
        read.map_or_else(|error| self.failed(error), |_| Ok(()))?;
        Ok(bytes)
    }

    /// Returns whether more bytes may be put back. Without a limit, an archive whose records all state wrong lengths would be read forever.
    pub(super) fn may_put_back(&self) -> bool {
        self.put_back < PUT_BACK_LIMIT
    }

    /// Puts bytes back in front of what is still to be read.
    pub(super) fn put_back(&mut self, bytes: Vec<u8>) {
        self.put_back += self.reader.put_back(bytes);
    }

    /// Returns the error for a failed read. After [`ERROR_LIMIT`] errors in a row, returns `Ok`, as at the end of the
    /// archive.
    fn failed(&mut self, error: io::Error) -> Result<(), RecordError> {
        self.errors += 1;
        if error.raw_os_error().is_some() {
            return Err(RecordError::System(error));
        }
        if self.errors > ERROR_LIMIT { Ok(()) } else { Err(RecordError::Broken(error.to_string())) }
    }
}
