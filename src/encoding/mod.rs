//! Character encodings. Input: bytes whose encoding is unknown, and the encodings that a transport or a document names.
//! Output: the text as UTF-8, either whole ([`decode`], [`decode_page`]) or as a stream ([`utf8_reader`]).
//!
//! Both use the same detection ([`detect`]) and the same repair of damaged UTF-8 ([`damaged`]).

mod damaged;
mod detect;
mod reader;
mod whole;

pub(crate) use detect::is_wide;
pub(crate) use reader::utf8_reader;
pub(crate) use whole::{Decoded, decode, decode_page, encoded_len};

use encoding_rs::Encoding;

/// How characters are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Utf8,
    /// UTF-32 is not an encoding of the web, so `encoding_rs` does not support it.
    Utf32(ByteOrder),
    Other(&'static Encoding),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ByteOrder {
    Little,
    Big,
}

impl Form {
    /// Returns the name of the encoding; `None` for UTF-8.
    fn name(self) -> Option<&'static str> {
        match self {
            Self::Utf8 => None,
            Self::Utf32(ByteOrder::Little) => Some("UTF-32LE"),
            Self::Utf32(ByteOrder::Big) => Some("UTF-32BE"),
            Self::Other(encoding) => Some(encoding.name()),
        }
    }
}

impl ByteOrder {
    /// Returns the number that four bytes stand for in this byte order.
    fn number(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }
}
