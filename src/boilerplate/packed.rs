//! Edge lines in the form in which the manifest stores them: six characters per line.
//!
//! Input: [`EdgeLines`] or hashes. Output: text, and back. A run with nothing to do need not unpack the text.

use super::{EdgeLine, EdgeLines, LineShape};

/// Version of the hashes and of the packed form. Edge lines of another version are computed again.
pub(crate) const VERSION: u32 = 1;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Digits per line, for 36 bits: four for the shape, 32 for the hash.
const LENGTH: usize = 6;
const SEPARATOR: u8 = b'.';

/// Returns edge lines as text: head, tail, body.
pub(crate) fn pack(lines: &EdgeLines) -> Box<str> {
    let mut text = String::new();
    let line = |line: &EdgeLine| (u64::from(line.hash), number_of(line.shape));
    push(&mut text, lines.head.iter().map(line));
    text.push(char::from(SEPARATOR));
    push(&mut text, lines.tail.iter().map(line));
    text.push(char::from(SEPARATOR));
    push(&mut text, lines.body.iter().map(|hash| (u64::from(*hash), 0)));
    if text.len() == 2 { Box::default() } else { text.into() }
}

/// The head, the tail and the body of packed edge lines.
pub(super) struct PackedLines<'p> {
    pub(super) head: &'p [PackedLine],
    pub(super) tail: &'p [PackedLine],
    pub(super) body: &'p [PackedLine],
}

/// A line in packed form.
pub(super) type PackedLine = [u8; LENGTH];

/// Returns the lines in packed text, or `None` if the text does not have the form that [`pack`] writes.
///
/// A run does this with the lines of all texts, and reads few of them.
pub(super) fn sections(text: &str) -> Option<PackedLines<'_>> {
    if text.is_empty() {
        return Some(PackedLines { head: &[], tail: &[], body: &[] });
    }
    let (head, rest) = section(text.as_bytes())?;
    let (tail, rest) = section(rest)?;
    let (body, []) = rest.as_chunks() else { return None };
    Some(PackedLines { head, tail, body })
}

/// Returns the lines before the next separator, and what follows it.
fn section(text: &[u8]) -> Option<(&[PackedLine], &[u8])> {
    // Only the ends of lines are looked at.
    let end = text.iter().step_by(LENGTH).position(|byte| *byte == SEPARATOR)? * LENGTH;
    Some((text[..end].as_chunks().0, &text[end + 1..]))
}

/// Returns a line. A character that is no digit counts as 0.
pub(super) fn line(packed: &PackedLine) -> EdgeLine {
    let word = word(packed);
    EdgeLine { hash: word as u32, shape: SHAPES[(word >> 32) as usize % SHAPES.len()] }
}

/// Returns the hash of a line.
pub(super) fn hash(packed: &PackedLine) -> u32 {
    word(packed) as u32
}

/// Returns hashes as text, in ascending order, without duplicates.
pub(super) fn pack_hashes(mut hashes: Vec<u32>) -> Box<str> {
    hashes.sort_unstable();
    hashes.dedup();
    let mut text = String::new();
    push(&mut text, hashes.into_iter().map(|hash| (u64::from(hash), 0)));
    text.into()
}

fn push(text: &mut String, words: impl Iterator<Item = (u64, u64)>) {
    for (hash, shape) in words {
        let word = shape << 32 | hash;
        let digits: [u8; LENGTH] =
            std::array::from_fn(|at| DIGITS[(word >> (6 * (LENGTH - 1 - at)) & 63) as usize]);
        text.push_str(str::from_utf8(&digits).expect("digits are ASCII"));
    }
}

/// Returns the number of a shape and a hash (lower 32 bits).
fn word(packed: &PackedLine) -> u64 {
    packed.iter().fold(0, |word, digit| word << 6 | u64::from(VALUES[usize::from(*digit)]))
}

/// The value of each byte as a digit.
const VALUES: [u8; 256] = {
    let mut values = [0; 256];
    let mut value = 0;
    while value < DIGITS.len() {
        values[DIGITS[value] as usize] = value as u8;
        value += 1;
    }
    values
};

const SHAPES: [LineShape; 4] = [LineShape::Short, LineShape::Name, LineShape::Prose, LineShape::Long];

fn number_of(shape: LineShape) -> u64 {
    SHAPES.iter().position(|known| *known == shape).map_or(0, |at| at as u64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unpacked(text: &str) -> Option<EdgeLines> {
        let PackedLines { head, tail, body } = sections(text)?;
        let lines = |lines: &[PackedLine]| lines.iter().map(line).collect();
        Some(EdgeLines { head: lines(head), tail: lines(tail), body: body.iter().map(hash).collect() })
    }

    proptest! {
        #[test]
        fn edge_lines_are_packed_and_unpacked(
            head in prop::collection::vec((any::<u32>(), 0..4_usize), 0..5),
            tail in prop::collection::vec((any::<u32>(), 0..4_usize), 0..5),
            body in prop::collection::vec(any::<u32>(), 0..5),
        ) {
            let lines = |lines: Vec<(u32, usize)>| {
                lines.into_iter().map(|(hash, shape)| EdgeLine { hash, shape: SHAPES[shape] }).collect()
            };
            let edge_lines = EdgeLines { head: lines(head), tail: lines(tail), body };
            prop_assert_eq!(unpacked(&pack(&edge_lines)), Some(edge_lines));
        }
    }

    #[test]
    fn other_text_is_refused() {
        for text in
            ["AAAAAA", "...", "AAAAA..", "AAAAAé..", "AAAAAA.AAAAAA", "..AAAAAAA", "AAAAAB.AAAAAAA.AAAAAE"]
        {
            assert_eq!(unpacked(text), None, "{text}");
        }
    }

    #[test]
    fn characters_that_are_no_digits_count_as_zeros() {
        assert_eq!(unpacked("..!AAA#B"), unpacked("..AAAAAB"));
    }

    #[test]
    fn hashes_are_packed_in_order_without_duplicates() {
        assert_eq!(&*pack_hashes(vec![64, 1, 64]), "AAAAABAAAABA");
    }
}
