//! Lines with their positions. Input: a reader. Output: one line at a time; a very long line comes in pieces.

use std::io::{self, BufRead, Read};

/// The longest piece of a line that is held, in bytes.
const PIECE: u64 = 1024 * 1024;

/// Reads lines and keeps count of bytes and lines.
pub(super) struct LineReader<R> {
    reader: R,
    /// Byte where the next line starts.
    pub(super) offset: u64,
    /// Number of the next line, from 1.
    pub(super) line: u64,
}

impl<R: BufRead> LineReader<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, offset: 0, line: 1 }
    }

    /// Reads the next line, with its end, into `bytes`, and returns whether there was one. Earlier content of `bytes` is removed.
    pub(super) fn next(&mut self, bytes: &mut Vec<u8>) -> io::Result<bool> {
        bytes.clear();
        self.reader.by_ref().take(PIECE).read_until(b'\n', bytes)?;
        self.offset += bytes.len() as u64;
        self.line += u64::from(bytes.ends_with(b"\n"));
        Ok(!bytes.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_positions() {
        let long = vec![b'x'; PIECE as usize + 1];
        let input = [&b"a\n\n"[..], &long, b"\nb"].concat();
        let (mut lines, mut bytes, mut seen) = (LineReader::new(&input[..]), Vec::new(), Vec::new());
        loop {
            let place = (lines.offset, lines.line);
            if !lines.next(&mut bytes).unwrap() {
                break;
            }
            seen.push((place, bytes.len()));
        }
        assert_eq!(
            seen,
            [((0, 1), 2), ((2, 2), 1), ((3, 3), PIECE as usize), ((3 + PIECE, 3), 2), ((5 + PIECE, 4), 1)]
        );
    }
}
