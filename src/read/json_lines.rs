//! JSON Lines. Input: a reader. Output: one record per line; only one line is held in memory.

use std::{
    io::{self, BufRead},
    ops::ControlFlow,
};

use super::{Context, Each, RawRecord, ReadError, RecordFormat, error::display_name};

/// The longest line that is read, in bytes; longer lines are reported and skipped.
pub const LINE_LIMIT: usize = 32 * 1024 * 1024;

/// Hands every line of `reader` that is not blank to `each` as a JSON record of the input at `path` (empty: standard input).
///
/// The ordinal of a record counts lines that are not blank. So a broken line does not shift the others.
///
/// # Errors
/// If reading fails; lines over [`LINE_LIMIT`] go to `each` as errors.
pub fn read_json_lines(reader: impl BufRead, path: &str, each: Each<'_>) -> Result<(), ReadError> {
    Lines { reader, path, limit: LINE_LIMIT }.read(each)
}

pub(super) struct Lines<'a, R> {
    pub(super) reader: R,
    pub(super) path: &'a str,
    pub(super) limit: usize,
}

impl<R: BufRead> Lines<'_, R> {
    pub(super) fn read(mut self, each: Each<'_>) -> Result<(), ReadError> {
        let (mut byte_start, mut line, mut record) = (0, 0, 0);
        loop {
            let mut bytes = Vec::new();
            let length =
                self.line(&mut bytes).map_err(|error| ReadError::io(display_name(self.path), error))?;
            if length == 0 {
                return Ok(());
            }
            line += 1;
            if line == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
                bytes.drain(..3);
                byte_start = 3;
            }
            let too_large = bytes.len() > self.limit;
            if too_large || !bytes.trim_ascii().is_empty() {
                record += 1;
                let item = if too_large {
                    Err(ReadError::RecordTooLarge { path: display_name(self.path), line, limit: self.limit })
                } else {
                    let (path, record) = (self.path.to_owned(), Some(record));
                    Ok(RawRecord {
                        path,
                        record,
                        format: RecordFormat::Json,
                        bytes,
                        byte_start,
                        line,
                        context: Context::default(),
                    })
                };
                if let ControlFlow::Break(()) = each(item) {
                    return Ok(());
                }
            }
            byte_start = if line == 1 && byte_start == 3 { length } else { byte_start + length };
        }
    }

    /// Reads one line without its end into `bytes`, at most one byte more than the limit. Returns the length of the line with its end.
    fn line(&mut self, bytes: &mut Vec<u8>) -> io::Result<u64> {
        let mut length = 0;
        loop {
            let buffer = match self.reader.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let end = memchr::memchr(b'\n', buffer);
            let part = &buffer[..end.unwrap_or(buffer.len())];
            let room = (self.limit + 1).saturating_sub(bytes.len());
            bytes.extend_from_slice(&part[..part.len().min(room)]);
            let used = end.map_or(buffer.len(), |end| end + 1);
            self.reader.consume(used);
            length += used as u64;
            if end.is_some() || used == 0 {
                if bytes.last() == Some(&b'\r') {
                    bytes.pop();
                }
                return Ok(length);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], limit: usize, capacity: usize) -> Vec<String> {
        let mut seen = Vec::new();
        let reader = io::BufReader::with_capacity(capacity, bytes);
        let lines = Lines { reader, path: "", limit };
        let result = lines.read(&mut |item| {
            seen.push(match item {
                Ok(raw) => {
                    let text = String::from_utf8_lossy(&raw.bytes).into_owned();
                    format!("{} {} {} {text}", raw.record.unwrap(), raw.line, raw.byte_start)
                }
                Err(error) => error.to_string(),
            });
            ControlFlow::Continue(())
        });
        result.unwrap();
        seen
    }

    #[test]
    fn lines_have_positions() {
        let input = b"\xef\xbb\xbf{\"a\":1}\r\n\n  \n{\"b\":2}\n{\"c\":3}";
        for capacity in [1, 3, 8192] {
            assert_eq!(
                read(input, 100, capacity),
                ["1 1 3 {\"a\":1}", "2 4 16 {\"b\":2}", "3 5 24 {\"c\":3}"]
            );
        }
    }

    #[test]
    fn a_line_over_the_limit_is_reported_and_skipped() {
        let seen = read(b"12345678\n12\n", 7, 3);
        let message = "cannot read line 1 of `standard input`: the record is longer than 7 bytes";
        assert_eq!(seen, [message, "2 2 9 12"]);
    }

    #[test]
    fn reading_stops_on_request() {
        let mut seen = 0;
        read_json_lines(&b"{}\n{}\n"[..], "", &mut |_| {
            seen += 1;
            ControlFlow::Break(())
        })
        .unwrap();
        assert_eq!(seen, 1);
    }
}
