//! Gzip of any number of members. Compressed bytes enter; what they hold leaves. A broken member is an error once; reading on after
//! it goes on with the next one.

use std::io::{self, BufRead, Chain, Cursor, Read};

use flate2::bufread::GzDecoder;

/// How a member begins: magic, the one method there is, flags.
type Beginning = [u8; 4];

/// Reads all members of a gzip stream, one after the other.
pub(super) struct Members<R> {
    state: State<R>,
}

enum State<R> {
    Inside(Box<GzDecoder<Chain<Cursor<Beginning>, R>>>),
    Between(R),
    /// Only while the state changes.
    Moving,
}

impl<R: BufRead> Members<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { state: State::Between(reader) }
    }

    /// Goes to the next member unless it is inside one; returns whether it is inside one now.
    fn enter(&mut self) -> io::Result<bool> {
        let State::Between(reader) = &mut self.state else { return Ok(true) };
        let Some(beginning) = next_beginning(reader)? else { return Ok(false) };
        if let State::Between(reader) = std::mem::replace(&mut self.state, State::Moving) {
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
                    return Err(error);
                }
                result => return result,
            }
        }
        Ok(0)
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
        assert!(read(&[&*damaged, &two].concat(), 8192).ends_with("!Snow fell on York."));
    }
}
