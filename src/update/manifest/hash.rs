//! Content hashes: 16 bytes of BLAKE3.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

/// A hash of bytes, such as those of a record. Different bytes are assumed to have different hashes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct ContentHash([u8; 16]);

impl ContentHash {
    /// Returns the hash of `bytes`.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut short = [0; 16];
        short.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
        Self(short)
    }

    /// Returns its bytes.
    pub(super) fn bytes(self) -> [u8; 16] {
        self.0
    }

    /// Returns the hash with these bytes.
    pub(super) fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Returns the first 64 bits.
    pub(crate) fn short(self) -> u64 {
        let mut first = [0; 8];
        first.copy_from_slice(&self.0[..8]);
        u64::from_be_bytes(first)
    }
}

/// Identifies a record in an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RecordId {
    /// Ordinal in its container; `None` if the whole file is the record.
    pub(crate) ordinal: Option<u64>,
    /// Hash of its bytes.
    pub(crate) hash: ContentHash,
}

impl fmt::Display for ContentHash {
    /// Writes 32 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<'de> Deserialize<'de> for ContentHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Digits)
    }
}

struct Digits;

impl de::Visitor<'_> for Digits {
    type Value = ContentHash;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("32 hexadecimal digits")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<ContentHash, E> {
        let number = (text.len() == 32).then(|| u128::from_str_radix(text, 16).ok()).flatten();
        let number = number.ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))?;
        Ok(ContentHash(number.to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_shown_as_hex_and_parsed_back() {
        let hash = ContentHash::of(b"Rain fell on Leeds");
        let json = format!("\"{hash}\"");
        assert_eq!(json.len(), 34);
        assert_eq!(serde_json::from_str::<ContentHash>(&json).unwrap(), hash);
        assert_ne!(hash, ContentHash::of(b"Rain fell on Leeds."));
        assert!(serde_json::from_str::<ContentHash>("\"00\"").is_err());
    }
}
