//! The ends of a text as the manifest keeps them: six characters a line.
//!
//! [`Ends`] and sets of hashes enter and leave as text, so that a run that has nothing to do need not read them.

use crate::extract::{EndLine, Ends, Shape};

/// How lines are hashed and written; ends of another version are looked for again.
pub(super) const VERSION: u32 = 1;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Of 36 bits: four for the shape, 32 for the hash.
const LENGTH: usize = 6;
const PARTER: char = '.';

/// Returns `ends` as text: head, tail, body.
pub(super) fn write(ends: &Ends) -> Box<str> {
    let mut text = String::new();
    let line = |line: &EndLine| (u64::from(line.hash), number(line.shape));
    push(&mut text, ends.head.iter().map(line));
    text.push(PARTER);
    push(&mut text, ends.tail.iter().map(line));
    text.push(PARTER);
    push(&mut text, ends.body.iter().map(|hash| (u64::from(*hash), 0)));
    if text.len() == 2 { Box::default() } else { text.into() }
}

/// Reads what [`write`] wrote; `None` for anything else.
pub(super) fn read(text: &str) -> Option<Ends> {
    if text.is_empty() {
        return Some(Ends::default());
    }
    let mut stretches = text.split(PARTER);
    let lines = |stretch: &str| {
        let line = |(hash, shape): (u32, u64)| Some(EndLine { hash, shape: shape_of(shape)? });
        words(stretch).map(|word| line(word?)).collect::<Option<Vec<_>>>()
    };
    let ends = Ends {
        head: lines(stretches.next()?)?,
        tail: lines(stretches.next()?)?,
        body: words(stretches.next()?).map(|word| Some(word?.0)).collect::<Option<_>>()?,
    };
    stretches.next().is_none().then_some(ends)
}

/// Returns the hashes of the lines at the ends that [`write`] wrote, as far as they can be read.
pub(super) fn hashes(text: &str) -> impl Iterator<Item = u32> {
    text.split(PARTER).take(2).flat_map(words).map_while(|word| Some(word?.0))
}

/// Returns hashes as text, in ascending order, each once.
pub(super) fn write_hashes(mut hashes: Vec<u32>) -> Box<str> {
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

/// Returns the hashes and shapes written in `text`.
fn words(text: &str) -> impl Iterator<Item = Option<(u32, u64)>> {
    text.as_bytes().chunks(LENGTH).map(|digits| {
        let digits: [u8; LENGTH] = digits.try_into().ok()?;
        let word = digits.into_iter().try_fold(0, |word, digit| Some(word << 6 | value(digit)?))?;
        Some((u32::try_from(word & u64::from(u32::MAX)).ok()?, word >> 32))
    })
}

fn value(digit: u8) -> Option<u64> {
    let value = VALUES[usize::from(digit)];
    (value != NONE).then(|| u64::from(value))
}

const NONE: u8 = u8::MAX;

/// What each byte is worth as a digit.
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut value = 0;
    while value < DIGITS.len() {
        values[DIGITS[value] as usize] = value as u8;
        value += 1;
    }
    values
};

const SHAPES: [Shape; 4] = [Shape::Short, Shape::Name, Shape::Prose, Shape::Long];

fn number(shape: Shape) -> u64 {
    SHAPES.iter().position(|known| *known == shape).map_or(0, |at| at as u64)
}

fn shape_of(number: u64) -> Option<Shape> {
    SHAPES.get(usize::try_from(number).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ends_are_written_and_read_back(
            head in prop::collection::vec((any::<u32>(), 0..4_usize), 0..5),
            tail in prop::collection::vec((any::<u32>(), 0..4_usize), 0..5),
            body in prop::collection::vec(any::<u32>(), 0..5),
        ) {
            let lines = |lines: Vec<(u32, usize)>| {
                lines.into_iter().map(|(hash, shape)| EndLine { hash, shape: SHAPES[shape] }).collect()
            };
            let ends = Ends { head: lines(head), tail: lines(tail), body };
            prop_assert_eq!(read(&write(&ends)), Some(ends));
        }
    }

    #[test]
    fn other_text_is_refused() {
        for text in ["AAAAAA", "...", "AAAAA..", "AAAAAé..", "..!AAAAA", "-_____.."] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn hashes_are_sorted_and_each_is_written_once() {
        assert_eq!(&*write_hashes(vec![64, 1, 64]), "AAAAABAAAABA");
    }
}
