//! Limits the memory that xz data may ask for. Input: a reader of xz data. Output: the same bytes, or an error before a
//! decoder gets a block whose dictionary is too large.
//!
//! A decoder reserves the dictionary that the header of a block asks for, up to 4 GB, however small the file is. So this reader
//! follows the structure of the data from header to header. It skips what it does not need to know, and leaves all other
//! checks to the decoder.

use std::io::{self, Read};

/// The largest dictionary in bytes. The strongest preset of the `xz` program asks for half of it.
const LARGEST_DICTIONARY: u64 = 128 << 20;
/// The identifier of the LZMA2 filter, which comes last in each block.
const LZMA2: u8 = 0x21;
const STREAM_HEADER: usize = 12;
const STREAM_FOOTER: usize = 12;
/// Size in bytes of the checksum after a block, by the kind that the header of the stream names.
const CHECK_SIZES: [u64; 16] = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

/// Xz data whose dictionaries are not too large.
pub(super) struct XzMemoryLimit<R> {
    reader: R,
    /// What comes next.
    at: At,
    /// The bytes of the present header so far.
    header: Vec<u8>,
    /// Size of the checksum after each block.
    check: u64,
    /// Bytes of the present block after its header.
    length: u64,
}

/// A place in xz data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    StreamHeader,
    /// The header of a block, or the index after the last block.
    BlockHeader,
    /// The header of a chunk, or the end of the chunks of a block.
    ChunkHeader,
    /// Bytes to skip before a place.
    Skip(u64, Next),
    /// Numbers of the index that are left; `None` before their count.
    Index(Option<u64>),
    /// Zero bytes after a stream.
    Padding,
    /// The data is not valid: the decoder says why.
    Invalid,
}

/// What follows skipped bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    ChunkHeader,
    BlockHeader,
    Padding,
}

/// A block asks for too much memory.
#[derive(Debug, thiserror::Error)]
#[error("it needs a dictionary of {0} bytes, the limit is {LARGEST_DICTIONARY}")]
struct TooLarge(u64);

impl<R: Read> XzMemoryLimit<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, at: At::StreamHeader, header: Vec::new(), check: 0, length: 0 }
    }

    /// Follows the structure through `bytes`.
    fn follow(&mut self, mut bytes: &[u8]) -> Result<(), TooLarge> {
        while let Some((first, rest)) = bytes.split_first() {
            match self.at {
                At::Skip(0, next) => self.at = self.next(next),
                At::Skip(left, next) => {
                    let skipped = left.min(bytes.len() as u64);
                    self.at = At::Skip(left - skipped, next);
                    bytes = &bytes[skipped as usize..];
                }
                At::Invalid => return Ok(()),
                _ => {
                    self.header.push(*first);
                    self.byte()?;
                    bytes = rest;
                }
            }
        }
        Ok(())
    }

    fn next(&mut self, next: Next) -> At {
        self.header.clear();
        match next {
            Next::ChunkHeader => At::ChunkHeader,
            Next::BlockHeader => At::BlockHeader,
            Next::Padding => At::Padding,
        }
    }

    /// Looks at the header after a byte was added to it.
    fn byte(&mut self) -> Result<(), TooLarge> {
        let header = &self.header;
        self.at = match self.at {
            At::StreamHeader if header.len() == STREAM_HEADER => {
                self.check = CHECK_SIZES[usize::from(header[7] & 15)];
                At::Skip(0, Next::BlockHeader)
            }
            At::BlockHeader if header[0] == 0 => {
                self.length = 1;
                self.header.clear();
                At::Index(None)
            }
            At::BlockHeader if header.len() == (usize::from(header[0]) + 1) * 4 => {
                if let Some(size) = dictionary(header).filter(|size| *size > LARGEST_DICTIONARY) {
                    return Err(TooLarge(size));
                }
                self.length = 0;
                At::Skip(0, Next::ChunkHeader)
            }
            At::ChunkHeader => self.chunk(),
            At::Index(left) => self.index(left),
            At::Padding if header[..] == [0] => {
                self.header.clear();
                At::Padding
            }
            // The first byte of the next stream.
            At::Padding => At::StreamHeader,
            same => same,
        };
        Ok(())
    }

    /// Returns the place after the present bytes of a chunk's header.
    fn chunk(&mut self) -> At {
        let header = &self.header;
        let number = |at: usize| u64::from(header[at]) << 8 | u64::from(header[at + 1]);
        let (size, data) = match header[0] {
            0 => {
                let length = self.length + 1;
                return At::Skip((4 - length % 4) % 4 + self.check, Next::BlockHeader);
            }
            1 | 2 if header.len() == 3 => (3, number(1) + 1),
            control @ 0x80.. if header.len() == 5 => {
                // With new properties, one more byte comes before the data.
                (5, number(3) + 1 + u64::from(control >= 0xc0))
            }
            1 | 2 | 0x80.. => return At::ChunkHeader,
            _ => return At::Invalid,
        };
        self.length += size + data;
        At::Skip(data, Next::ChunkHeader)
    }

    /// Returns the place after a byte of the index, which has the count of blocks and two numbers for each.
    fn index(&mut self, left: Option<u64>) -> At {
        self.length += 1;
        if self.header.last().is_some_and(|byte| byte & 0x80 != 0) {
            return if self.header.len() < 9 { At::Index(left) } else { At::Invalid };
        }
        let number =
            self.header.iter().rev().fold(0_u64, |number, byte| number << 7 | u64::from(byte & 0x7f));
        self.header.clear();
        match left.map_or(number.saturating_mul(2), |left| left - 1) {
            0 => {
                let checksum = 4;
                At::Skip((4 - self.length % 4) % 4 + checksum + STREAM_FOOTER as u64, Next::Padding)
            }
            left => At::Index(Some(left)),
        }
    }
}

impl<R: Read> Read for XzMemoryLimit<R> {
    /// Fills `into`, unless the data ends: the decoder takes fewer bytes of padding for damage.
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut length = 0;
        while length < into.len() {
            match self.reader.read(&mut into[length..]) {
                Ok(0) => break,
                Ok(more) => length += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if length == 0 => return Err(error),
                // The next call gets the error again, or more bytes.
                Err(_) => break,
            }
        }
        self.follow(&into[..length]).map_err(io::Error::other)?;
        Ok(length)
    }
}

/// Returns the size of the dictionary that the header of a block asks for.
fn dictionary(header: &[u8]) -> Option<u64> {
    let flags = *header.get(1)?;
    let mut rest = header.get(2..)?;
    let number = |rest: &mut &[u8]| {
        let mut number = 0_u64;
        for shift in (0..63).step_by(7) {
            let (byte, after) = rest.split_first()?;
            *rest = after;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    };
    // The sizes of the block, if they are stated.
    for flag in [0x40, 0x80] {
        if flags & flag != 0 {
            number(&mut rest)?;
        }
    }
    for _ in 0..=flags & 3 {
        let filter = number(&mut rest)?;
        let length = usize::try_from(number(&mut rest)?).ok()?;
        let properties = rest.get(..length)?;
        rest = &rest[length..];
        if filter == u64::from(LZMA2) {
            let bits = *properties.first()?;
            return Some(match bits {
                0..40 => (2 | u64::from(bits & 1)) << (bits / 2 + 11),
                _ => u64::from(u32::MAX),
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use lzma_rust2::XzReader;

    use super::*;

    fn crc32(bytes: &[u8]) -> [u8; 4] {
        let step = |sum: u32, _: u32| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
        let sum = bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step));
        (!sum).to_le_bytes()
    }

    fn with_crc(mut bytes: Vec<u8>) -> Vec<u8> {
        let sum = crc32(&bytes);
        bytes.extend(sum);
        bytes
    }

    fn varint(mut number: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while number > 0x7f {
            bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        bytes.push(number as u8);
        bytes
    }

    /// Returns an xz stream in which each text is a block of uncompressed chunks. `dictionary` is the size that each block
    /// asks for, as the header has it.
    fn stream(texts: &[&[u8]], dictionary: u8) -> Vec<u8> {
        let flags = [0, 1];
        let mut bytes = [b"\xfd7zXZ\0".as_slice(), &flags, &crc32(&flags)].concat();
        let mut index = [vec![0], varint(texts.len())].concat();
        for text in texts {
            let header = with_crc(vec![2, 0, LZMA2, 1, dictionary, 0, 0, 0]);
            let mut chunks = Vec::new();
            for (number, chunk) in text.chunks(3000).enumerate() {
                chunks.push(if number == 0 { 1 } else { 2 });
                chunks.extend((chunk.len() as u16 - 1).to_be_bytes());
                chunks.extend(chunk);
            }
            chunks.push(0);
            let sum = crc32(text);
            index.extend(varint(header.len() + chunks.len() + sum.len()));
            index.extend(varint(text.len()));
            chunks.resize(chunks.len().next_multiple_of(4), 0);
            bytes.extend([header, chunks, sum.to_vec()].concat());
        }
        index.resize(index.len().next_multiple_of(4), 0);
        let index = with_crc(index);
        let size = (index.len() as u32 / 4 - 1).to_le_bytes();
        let backward = [&size[..], &flags].concat();
        [&bytes[..], &index, &crc32(&backward), &backward, b"YZ"].concat()
    }

    fn unpacked(bytes: &[u8], step: usize) -> io::Result<Vec<u8>> {
        /// Hands on at most this many bytes at once.
        struct Steps<'a>(&'a [u8], usize);
        impl Read for Steps<'_> {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                let length = into.len().min(self.1);
                self.0.read(&mut into[..length])
            }
        }
        let mut text = Vec::new();
        XzReader::new(XzMemoryLimit::new(Steps(bytes, step)), true).read_to_end(&mut text)?;
        Ok(text)
    }

    #[test]
    fn ordinary_data_is_unpacked() {
        let (rain, snow) = (b"Rain fell on Leeds. ".repeat(501), b"Snow fell.".repeat(700));
        let bytes = [stream(&[&rain, &snow, b"x"], 22), vec![0; 8], stream(&[&snow], 0)].concat();
        let expected = [&rain[..], &snow, b"x", &snow].concat();
        for step in [1, 7, usize::MAX] {
            assert!(unpacked(&bytes, step).unwrap() == expected, "{step}");
        }
        assert_eq!(unpacked(&stream(&[], 0), 5).unwrap(), b"");
    }

    #[test]
    fn compressed_chunks_are_skipped() {
        // Three blocks that the program `xz` packed.
        let one = include_bytes!("xz_memory_test.xz");
        let limit = &mut XzMemoryLimit::new(io::empty());
        limit.follow(one).unwrap();
        assert_eq!(limit.at, At::Skip(0, Next::Padding));
        let twice = [&one[..], &stream(&[b"b"], 41)].concat();
        assert!(unpacked(&twice, 3).unwrap_err().to_string().contains("dictionary"));
    }

    #[test]
    fn a_dictionary_of_gigabytes_is_refused_in_every_block() {
        let refused = "it needs a dictionary of 4294967295 bytes, the limit is 134217728";
        let small = stream(&[b"Rain"], 40);
        assert!(small.len() < 84);
        assert_eq!(unpacked(&small, 100).unwrap_err().to_string(), refused);
        let good = stream(&[b"Rain", b"Snow"], 22);
        let headers: Vec<usize> =
            (0..good.len() - 3).filter(|at| good[*at..].starts_with(&[LZMA2, 1, 22])).collect();
        assert_eq!(headers.len(), 2);
        for header in headers {
            let mut hostile = good.clone();
            hostile[header + 2] = 40;
            let sum = crc32(&hostile[header - 2..header + 6]);
            hostile[header + 6..header + 10].copy_from_slice(&sum);
            assert_eq!(unpacked(&hostile, 100).unwrap_err().to_string(), refused);
        }
    }
}
