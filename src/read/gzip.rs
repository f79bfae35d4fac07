//! Gzip with any number of members. Input: a reader of compressed bytes. Output: a reader of their content.
//!
//! A broken member is one error. After it, reading continues with the next member. This also holds if a member was cut and the decoder read
//! the start of the next one as its continuation.

use std::io::{self, BufRead, Chain, Cursor, Read};

use flate2::bufread::GzDecoder;

use super::pushback::PushbackReader;

/// First bytes of a member: magic number, compression method, flags.
type MemberStart = [u8; 4];

/// Maximum number of bytes that a decoder reads after the end of a cut member before it reports an error. That is the size of a stored
/// block, the longest part without a checksum.
const TAKEN: usize = 1 << 16;

/// Reads all members of a gzip stream, one after the other.
pub(super) struct GzipReader<R> {
    state: State<R>,
}

enum State<R> {
    Inside(Box<GzDecoder<Chain<Cursor<MemberStart>, Rewindable<R>>>>),
    Between(Rewindable<R>),
    /// Placeholder while the state changes.
    Moving,
}

impl<R: BufRead> GzipReader<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { state: State::Between(Rewindable { reader: PushbackReader::new(reader), taken: Vec::new() }) }
    }

    /// Goes to the next member unless the reader is inside one. Returns whether it is inside one now.
    fn enter_member(&mut self) -> io::Result<bool> {
        let State::Between(reader) = &mut self.state else { return Ok(true) };
        let Some(start) = next_member_start(reader)? else { return Ok(false) };
        if let State::Between(mut reader) = std::mem::replace(&mut self.state, State::Moving) {
            reader.taken.clear();
            self.state = State::Inside(Box::new(GzDecoder::new(Cursor::new(start).chain(reader))));
        }
        Ok(true)
    }

    fn leave_member(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::Moving) {
            State::Inside(decoder) => State::Between(decoder.into_inner().into_inner().1),
            state => state,
        };
    }
}

impl<R: BufRead> Read for GzipReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        while self.enter_member()? {
            let State::Inside(decoder) = &mut self.state else { break };
            match decoder.read(into) {
                Ok(0) => self.leave_member(),
                Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                    self.leave_member();
                    if let State::Between(reader) = &mut self.state {
                        reader.rewind();
                    }
                    return Err(error);
                }
                result => return result,
            }
        }
        Ok(0)
    }
}

/// A reader that can read its last bytes again.
struct Rewindable<R> {
    reader: PushbackReader<R>,
    /// The last bytes read: at least [`TAKEN`] if there were as many.
    taken: Vec<u8>,
}

impl<R: BufRead> Rewindable<R> {
    fn rewind(&mut self) {
        self.reader.put_back(std::mem::take(&mut self.taken));
    }
}

impl<R: BufRead> Read for Rewindable<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(into)?;
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Rewindable<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if amount == 0 {
            return;
        }
        // The buffer was just filled: nothing is read here.
        let bytes = self.reader.fill_buf().unwrap_or_default();
        if self.taken.len() + amount > 2 * TAKEN {
            self.taken.drain(..self.taken.len().saturating_sub(TAKEN));
        }
        self.taken.extend_from_slice(&bytes[..amount.min(bytes.len())]);
        self.reader.consume(amount);
    }
}

/// Consumes everything up to and including the next start of a member. Returns this start, or `None` at the end of the
/// input.
fn next_member_start(reader: &mut impl BufRead) -> io::Result<Option<MemberStart>> {
    let mut last = MemberStart::default();
    for byte in reader.bytes() {
        last.rotate_left(1);
        last[3] = byte?;
        if last.starts_with(b"\x1f\x8b\x08") && last[3] & 0xe0 == 0 {
            return Ok(Some(last));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        io::Write::write_all(&mut encoder, text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    /// Returns the text that is read, with `!` where reading fails. Buffers have `capacity` bytes.
    fn read(bytes: &[u8], capacity: usize) -> String {
        let mut members = GzipReader::new(io::BufReader::with_capacity(capacity, bytes));
        let (mut all, mut part) = (Vec::new(), [0; 7]);
        loop {
            match members.read(&mut part) {
                Ok(0) => return String::from_utf8(all).unwrap(),
                Ok(length) => all.extend_from_slice(&part[..length]),
                Err(_) => all.push(b'!'),
            }
        }
    }

    #[test]
    fn reading_continues_after_a_broken_member() {
        let (one, two) = (packed("Rain fell on Leeds."), packed("Snow fell on York."));
        let mut damaged = one.clone();
        damaged[12] ^= 0xff;
        let cut = &one[..one.len() - 4];
        let cases: [(&str, Vec<u8>, &str); 5] = [
            ("two", [&*one, &two].concat(), "Rain fell on Leeds.Snow fell on York."),
            ("padded", [&*one, &[0; 500], &two, b"end"].concat(), "Rain fell on Leeds.Snow fell on York."),
            ("cut", cut.to_vec(), "Rain fell on Leeds.!"),
            ("none", b"no gzip at all".to_vec(), ""),
            ("header alone", one[..6].to_vec(), "!"),
        ];
        for (name, bytes, expected) in cases {
            for capacity in [1, 3, 8192] {
                assert_eq!(read(&bytes, capacity), expected, "{name}");
            }
        }
        for length in 5..one.len() {
            let seen = read(&[&one[..length], &two].concat(), 8192);
            assert!(seen.ends_with("!Snow fell on York."), "cut after {length} bytes: {seen}");
        }
        assert!(read(&[&*damaged, &two].concat(), 8192).ends_with("!Snow fell on York."));
    }
}
