//! Words of ASCII letters alone. Input: the bytes of a text, and where a word starts. Output: the word with its key in the
//! lexicon and its letter case, found in one pass.

use super::tokens::Shape;
use crate::{
    analysis::ascii,
    quotation::lexicon::{Key, KeyBuilder},
    span::Span,
};

/// A word of two or more ASCII letters, as nearly all English words are.
pub(super) struct PlainWord {
    pub(super) span: Span,
    pub(super) key: Option<Key>,
    pub(super) shape: Shape,
}

impl PlainWord {
    /// Returns the word that starts at `start`; `None` if the word may have other characters in it.
    pub(super) fn at(bytes: &[u8], start: usize) -> Option<Self> {
        let (mut end, mut upper_case) = (start, 0);
        let mut key = KeyBuilder::default();
        loop {
            let characters = ascii::eight(bytes, end);
            let count = ascii::leading(ascii::letters(characters));
            let characters = characters & ascii::first_bytes(count);
            let upper = ascii::upper_case(characters);
            upper_case += upper.count_ones() as usize;
            key.push(ascii::lowered(characters, upper), count);
            end += count;
            if count < ascii::EIGHT {
                break;
            }
        }
        let ends = match bytes.get(end) {
            None => true,
            Some(b'.') => {
                bytes.get(end + 1).is_none_or(|next| next.is_ascii() && !next.is_ascii_alphanumeric())
            }
            Some(byte) => byte.is_ascii() && !byte.is_ascii_digit() && !matches!(byte, b'\'' | b'-' | b'&'),
        };
        let shape = match upper_case {
            _ if !bytes[start].is_ascii_uppercase() => Shape::Lower,
            count if count == end - start => Shape::Upper,
            _ => Shape::Capitalized,
        };
        (ends && end > start + 1).then(|| Self { span: Span::new(start, end), key: key.key(), shape })
    }
}
