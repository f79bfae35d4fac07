//! Gzip of any number of members. Compressed bytes enter; what they hold leaves. A broken member is an error once; reading on after
//! it goes on with the next one, even where the broken one was cut and its decoder took the next one's beginning for the rest of it.

use std::io::{self, BufRead, Chain, Cursor, Read};

use flate2::bufread::GzDecoder;

use super::again::Again;

/// How a member begins: magic, the one method there is, flags.
type Beginning = [u8; 4];

/// So many bytes behind the place where a member was cut its decoder may take before it finds that they make no sense: a stored
/// block, the longest part without a check.
const TAKEN: usize = 1 << 16;

/// Reads all members of a gzip stream, one after the other.
pub(super) struct Members<R> {
    state: State<R>,
}

enum State<R> {
    Inside(Box<GzDecoder<Chain<Cursor<Beginning>, Rewindable<R>>>>),
    Between(Rewindable<R>),
    /// Only while the state changes.
    Moving,
}

impl<R: BufRead> Members<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { state: State::Between(Rewindable { reader: Again::new(reader), taken: Vec::new() }) }
    }

    /// Goes to the next member unless it is inside one; returns whether it is inside one now.
    fn enter(&mut self) -> io::Result<bool> {
        let State::Between(reader) = &mut self.state else { return Ok(true) };
        let Some(beginning) = next_beginning(reader)? else { return Ok(false) };
        if let State::Between(mut reader) = std::mem::replace(&mut self.state, State::Moving) {
            reader.taken.clear();
            self.state = State::Inside(Box::new(GzDecoder::new(Cursor::new(beginning).chain(reader))));
        }
        Ok(true)
    }

    fn leave(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::Moving) {
            State::Inside(decoder) => State::Between(decoder.into_inner().into_inner().1),
            state => state,
        };
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        while self.enter()? {
            let State::Inside(decoder) = &mut self.state else { break };
            match decoder.read(into) {
                Ok(0) => self.leave(),
                Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                    self.leave();
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

/// A reader that can take up again the last bytes that were taken from it.
struct Rewindable<R> {
    reader: Again<R>,
    /// What was taken last: [`TAKEN`] bytes if there were so many, and a few before them.
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
        // What is consumed was just filled: nothing is read here.
        let bytes = self.reader.fill_buf().unwrap_or_default();
        if self.taken.len() + amount > 2 * TAKEN {
            self.taken.drain(..self.taken.len().saturating_sub(TAKEN));
        }
        self.taken.extend_from_slice(&bytes[..amount.min(bytes.len())]);
        self.reader.consume(amount);
    }
}

/// Consumes everything up to the next beginning of a member, and that; returns it.
fn next_beginning(reader: &mut impl BufRead) -> io::Result<Option<Beginning>> {
    let mut last = Beginning::default();
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

    /// Returns what is read, `!` where reading fails; buffers of `capacity` bytes.
    fn read(bytes: &[u8], capacity: usize) -> String {
        let mut members = Members::new(io::BufReader::with_capacity(capacity, bytes));
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
    fn members_are_read_on_behind_what_is_broken() {
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
            assert!(seen.ends_with("!Snow fell on York."), "cut behind {length} bytes: {seen}");
        }
        assert!(read(&[&*damaged, &two].concat(), 8192).ends_with("!Snow fell on York."));
    }
}
