//! The bytes of a web archive, in lines and blocks. A reader enters; lines of bounded length and whole blocks leave.

use std::io::{self, BufRead, Read};

use super::Trouble;

/// The longest line that is kept, in bytes; the rest of a longer one is passed over.
const LINE: usize = 1 << 16;
/// So many errors with nothing readable between them mean that nothing more will come.
const ERRORS: u32 = 1000;

pub(super) struct Stream<R> {
    reader: R,
    errors: u32,
}

impl<R: BufRead> Stream<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, errors: 0 }
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

    /// Returns the next `length` bytes.
    pub(super) fn block(&mut self, length: u64) -> Result<Vec<u8>, Trouble> {
        let mut bytes = Vec::new();
        match self.reader.by_ref().take(length).read_to_end(&mut bytes) {
            Err(error) => self.failed(error)?,
            Ok(_) if bytes.len() as u64 == length => return Ok(bytes),
            Ok(_) => {}
        }
        Err(Trouble::Broken(too_short(bytes.len() as u64, length)))
    }

    /// Passes over the next `length` bytes.
    pub(super) fn skip(&mut self, length: u64) -> Result<(), Trouble> {
        match io::copy(&mut self.reader.by_ref().take(length), &mut io::sink()) {
            Ok(skipped) if skipped == length => Ok(()),
            Ok(skipped) => Err(Trouble::Broken(too_short(skipped, length))),
            Err(error) => self.failed(error),
        }
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

fn too_short(found: u64, expected: u64) -> String {
    format!("expected {expected} bytes, found {found} before the end")
}
