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

/// Returns the maximum number of lines in packed text.
pub(super) fn most_lines(text: &str) -> usize {
    text.len() / LENGTH
}

/// Appends the edge lines that [`pack`] wrote to `lines`, head before tail, and the body to `body`. Returns the number of lines of
/// the head, or `None` for other text, of which some may have been appended.
pub(super) fn unpack(text: &str, lines: &mut Vec<EdgeLine>, body: &mut Vec<u32>) -> Option<usize> {
    if text.is_empty() {
        return Some(0);
    }
    let (before, mut rest) = (lines.len(), text.as_bytes());
    let mut add_section = || {
        rest = section(rest, |hash, shape| {
            lines.push(EdgeLine { hash, shape: shape_of(shape)? });
            Some(())
        })?;
        Some(lines.len() - before)
    };
    let head = add_section()?;
    add_section()?;
    for digits in rest.chunks(LENGTH) {
        body.push(word(digits.try_into().ok()?)?.0);
    }
    Some(head)
}

/// Calls `take` with the hashes and numbers of shapes before the next separator. Returns what follows it.
fn section(mut rest: &[u8], mut take: impl FnMut(u32, u64) -> Option<()>) -> Option<&[u8]> {
    loop {
        if let [SEPARATOR, after @ ..] = rest {
            return Some(after);
        }
        let (digits, after) = rest.split_first_chunk()?;
        let (hash, shape) = word(digits)?;
        take(hash, shape)?;
        rest = after;
    }
}

/// Returns the hashes of head and tail in packed text, up to the first one that cannot be read.
pub(super) fn hashes(text: &str) -> impl Iterator<Item = u32> {
    // A run looks at those of all texts.
    let (mut rest, mut sections) = (text.as_bytes(), 2);
    std::iter::from_fn(move || {
        while let [SEPARATOR, after @ ..] = rest {
            (rest, sections) = (after, sections - 1);
            if sections == 0 {
                rest = &[];
            }
        }
        let (digits, after) = rest.split_first_chunk()?;
        rest = after;
        Some(word(digits)?.0)
    })
    .fuse()
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
        let digits = (0..LENGTH).rev().map(|at| DIGITS[(word >> (6 * at) & 63) as usize]);
        text.extend(digits.map(char::from));
    }
}

/// Returns the hash and the number of a shape in packed form.
fn word(digits: &[u8; LENGTH]) -> Option<(u32, u64)> {
    // A run reads those of all texts.
    let values = digits.map(|digit| VALUES[usize::from(digit)]);
    if values.iter().fold(0, |all, value| all | value) == NONE {
        return None;
    }
    let word = values.into_iter().fold(0, |word, value| word << 6 | u64::from(value));
    Some((word as u32, word >> 32))
}

const NONE: u8 = u8::MAX;

/// The value of each byte as a digit.
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
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

fn shape_of(number: u64) -> Option<LineShape> {
    SHAPES.get(usize::try_from(number).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unpacked(text: &str) -> Option<EdgeLines> {
        let (mut lines, mut body) = (Vec::new(), Vec::new());
        let head = unpack(text, &mut lines, &mut body)?;
        let tail = lines.split_off(head);
        Some(EdgeLines { head: lines, tail, body })
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
    fn hashes_of_head_and_tail_are_read_up_to_the_first_that_cannot_be() {
        let read = |text: &str| hashes(text).collect::<Vec<_>>();
        assert_eq!(read("AAAAABAAAAAC.AAAAAD.AAAAAE"), [1, 2, 3]);
        assert_eq!(read(".AAAAAD.AAAAAE"), [3]);
        assert_eq!(read("AAAAAB..AAAAAE"), [1]);
        assert_eq!(read("AAAAAB.AAA!AD.AAAAAE"), [1]);
        assert_eq!(read("AAAAABAAA.AAAAAD."), [1]);
        assert!(read("").is_empty() && read("..AAAAAE").is_empty());
    }

    #[test]
    fn other_text_is_refused() {
        for text in ["AAAAAA", "...", "AAAAA..", "AAAAAé..", "..!AAAAA", "-_____.."] {
            assert_eq!(unpacked(text), None, "{text}");
        }
    }

    #[test]
    fn hashes_are_packed_in_order_without_duplicates() {
        assert_eq!(&*pack_hashes(vec![64, 1, 64]), "AAAAABAAAABA");
    }
}
