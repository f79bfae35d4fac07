//! A reader to which bytes can be given back: what was read too far is read once more.

use std::io::{self, BufRead, Cursor, Read};

/// Reads what was put back, then what its reader holds.
pub(super) struct Again<R> {
    reader: R,
    again: Cursor<Vec<u8>>,
}

impl<R: BufRead> Again<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, again: Cursor::default() }
    }

    /// Puts bytes in front of what is still to be read; returns how many stand there now.
    pub(super) fn put_back(&mut self, mut bytes: Vec<u8>) -> usize {
        bytes.extend_from_slice(self.again.fill_buf().unwrap_or_default());
        let length = bytes.len();
        self.again = Cursor::new(bytes);
        length
    }
}

impl<R: BufRead> Read for Again<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(into)?;
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Again<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.again.fill_buf()?.is_empty() { self.reader.fill_buf() } else { self.again.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        match self.again.fill_buf() {
            Ok([_, ..]) => self.again.consume(amount),
            _ => self.reader.consume(amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_back_comes_first() {
        let mut reader = Again::new(&b"fell on Leeds"[..]);
        let mut start = [0; 5];
        reader.read_exact(&mut start).unwrap();
        assert_eq!(reader.put_back(start.to_vec()), 5);
        assert_eq!(reader.put_back(b"Rain ".to_vec()), 10);
        let mut all = String::new();
        reader.read_to_string(&mut all).unwrap();
        assert_eq!(all, "Rain fell on Leeds");
    }
}
