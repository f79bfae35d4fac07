//! A reader into which bytes can be put back. They are read again.

use std::io::{self, BufRead, Cursor, Read};

/// Reads the bytes that were put back, then the bytes of `reader`.
pub(super) struct PushbackReader<R> {
    reader: R,
    put_back: Cursor<Vec<u8>>,
}

impl<R: BufRead> PushbackReader<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, put_back: Cursor::default() }
    }

    /// Puts bytes in front of what is still to be read; returns the number of bytes put back and not read yet.
    pub(super) fn put_back(&mut self, mut bytes: Vec<u8>) -> usize {
        bytes.extend_from_slice(self.put_back.fill_buf().unwrap_or_default());
        let length = bytes.len();
        self.put_back = Cursor::new(bytes);
        length
    }
}

impl<R: BufRead> Read for PushbackReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(into)?;
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for PushbackReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.put_back.fill_buf()?.is_empty() { self.reader.fill_buf() } else { self.put_back.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        match self.put_back.fill_buf() {
            Ok([_, ..]) => self.put_back.consume(amount),
            _ => self.reader.consume(amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_put_back_come_first() {
        let mut reader = PushbackReader::new(&b"fell on Leeds"[..]);
        let mut start = [0; 5];
        reader.read_exact(&mut start).unwrap();
        assert_eq!(reader.put_back(start.to_vec()), 5);
        assert_eq!(reader.put_back(b"Rain ".to_vec()), 10);
        let mut all = String::new();
        reader.read_to_string(&mut all).unwrap();
        assert_eq!(all, "Rain fell on Leeds");
    }
}
