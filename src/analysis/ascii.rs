//! ASCII characters, eight at a time in one number: the first character is the lowest byte. Words of news are short, so eight
//! characters mostly hold a whole word, and its end is found without a branch for each letter.
//!
//! A *mask* has the highest bit of each byte that is meant.

/// The number of characters in a number.
pub(crate) const EIGHT: usize = 8;

const EACH: u64 = u64::from_le_bytes([1; EIGHT]);
const HIGHEST: u64 = EACH << 7;

/// Returns the eight bytes from `at` on, with zeros after the end of `bytes`.
#[inline]
pub(crate) fn eight(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => rest.iter().rev().fold(0, |all, &byte| all << 8 | u64::from(byte)),
    }
}

/// Returns the mask of the bytes from `first` to `last`, which must be ASCII.
#[inline]
fn between(characters: u64, first: u8, last: u8) -> u64 {
    // The highest bit of a byte is free in ASCII: it is set where the sum reaches 128.
    let low = characters & !HIGHEST;
    let from_first = low + EACH * u64::from(128 - first);
    let after_last = low + EACH * u64::from(127 - last);
    from_first & !after_last & !characters & HIGHEST
}

/// Returns the mask of the letters from `A` to `Z`.
#[inline]
pub(crate) fn upper_case(characters: u64) -> u64 {
    between(characters, b'A', b'Z')
}

/// Returns the mask of the letters of either case.
#[inline]
pub(crate) fn letters(characters: u64) -> u64 {
    // Only letters become letters of lower case by this bit.
    between(characters | EACH << 5, b'a', b'z')
}

/// Returns the mask of the digits.
#[inline]
pub(crate) fn digits(characters: u64) -> u64 {
    between(characters, b'0', b'9')
}

/// Returns the characters with those in `upper_case`, a mask, in lower case.
#[inline]
pub(crate) fn lowered(characters: u64, upper_case: u64) -> u64 {
    characters | upper_case >> 2
}

/// Returns the number of bytes before the first one that is not in `mask`.
#[inline]
pub(crate) fn leading(mask: u64) -> usize {
    (!mask & HIGHEST).trailing_zeros() as usize / EIGHT
}

/// Returns the number with all bits of its first `count` bytes, at most [`EIGHT`].
#[inline]
pub(crate) fn first_bytes(count: usize) -> u64 {
    1_u64.checked_shl((EIGHT * count) as u32).map_or(u64::MAX, |end| end - 1)
}

/// Returns the mask of the zeros. Other bytes may be in it too, but only after a zero.
#[inline]
fn zeros(characters: u64) -> u64 {
    characters.wrapping_sub(EACH) & !characters & HIGHEST
}

/// Returns the position of the first zero in `bytes`. Quicker than a search that is made for long texts.
#[inline]
pub(crate) fn first_zero(bytes: &[u8]) -> Option<usize> {
    first(bytes, zeros, |byte| byte == 0)
}

/// Returns the position of the first byte that is `byte` or not ASCII.
pub(crate) fn first_special(bytes: &[u8], byte: u8) -> Option<usize> {
    let same = EACH * u64::from(byte);
    first(
        bytes,
        |characters| zeros(characters ^ same) | characters & HIGHEST,
        |other| other == byte || !other.is_ascii(),
    )
}

/// Returns the position of the first byte that is meant. `mask` says it of eight bytes and is right up to the first of them,
/// `is_meant` of one byte.
#[inline]
fn first(bytes: &[u8], mask: impl Fn(u64) -> u64, is_meant: impl Fn(u8) -> bool) -> Option<usize> {
    let (chunks, rest) = bytes.as_chunks::<EIGHT>();
    for (number, chunk) in chunks.iter().enumerate() {
        let meant = mask(u64::from_le_bytes(*chunk));
        if meant != 0 {
            return Some(EIGHT * number + meant.trailing_zeros() as usize / EIGHT);
        }
    }
    rest.iter().position(|&byte| is_meant(byte)).map(|at| bytes.len() - rest.len() + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the mask of the bytes that satisfy `is_meant`, one by one.
    fn mask(bytes: [u8; EIGHT], is_meant: impl Fn(u8) -> bool) -> u64 {
        u64::from_le_bytes(bytes.map(|byte| if is_meant(byte) { 0x80 } else { 0 }))
    }

    #[test]
    fn masks_have_the_bytes_of_their_kind() {
        for byte in 0..=u8::MAX {
            for bytes in [[byte; EIGHT], [byte, b'z', 0xff, byte, b'A', 0, b'9', byte]] {
                let characters = u64::from_le_bytes(bytes);
                assert_eq!(upper_case(characters), mask(bytes, |byte| byte.is_ascii_uppercase()), "{byte}");
                assert_eq!(letters(characters), mask(bytes, |byte| byte.is_ascii_alphabetic()), "{byte}");
                assert_eq!(digits(characters), mask(bytes, |byte| byte.is_ascii_digit()), "{byte}");
                let lower = lowered(characters, upper_case(characters)).to_le_bytes();
                assert_eq!(lower, bytes.map(|byte| byte.to_ascii_lowercase()), "{byte}");
            }
        }
    }

    #[test]
    fn leading_bytes_are_counted() {
        for count in 0..=EIGHT {
            let text: Vec<u8> = b"abcdefgh"[..count].iter().chain(b".x.....").copied().collect();
            assert_eq!(leading(letters(eight(&text, 0))), count);
            assert_eq!(first_bytes(count).count_ones() as usize, EIGHT * count);
        }
        assert_eq!(eight(b"abc", 1), u64::from_le_bytes(*b"bc\0\0\0\0\0\0"));
        assert_eq!(eight(b"abc", 4), 0);
    }

    #[test]
    fn the_first_zero_is_found_wherever_it_is() {
        for length in 0..30 {
            for zero in 0..length {
                let mut bytes = vec![1; length];
                bytes[zero] = 0;
                assert_eq!(first_zero(&bytes), Some(zero));
                bytes[length - 1] = 0;
                assert_eq!(first_zero(&bytes), Some(zero));
            }
            assert_eq!(first_zero(&vec![0x80; length]), None);
            let mut text = vec![b'a'; length];
            assert_eq!(first_special(&text, b'-'), None);
            for at in (0..length).rev() {
                text[at] = if at % 2 == 0 { b'-' } else { 0xc3 };
                assert_eq!(first_special(&text, b'-'), Some(at));
            }
        }
    }
}
