//! The first and last lines of texts as hashes and shapes, which are compared to find boilerplate. Input: a line. Output: its hash and
//! shape.

use std::sync::Arc;

use crate::{
    dates::{month, weekday},
    passage::ends_sentence,
};

/// Hashes of the lines that recur in a folder.
#[derive(Debug, Clone, Default)]
pub struct RecurringLines(Arc<Hashes>);

#[derive(Debug, Default)]
struct Hashes {
    /// In ascending order.
    sorted: Vec<u32>,
    /// One bit for each value of the lower bits of a hash; set if there is such a hash. Most lines recur nowhere and need no
    /// search.
    bits: Vec<u64>,
}

/// Number of bits for each hash.
const BITS_PER_HASH: usize = 16;

impl RecurringLines {
    pub(crate) fn new(mut hashes: Vec<u32>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        let mut bits = vec![0; (BITS_PER_HASH * hashes.len()).div_ceil(64).next_power_of_two()];
        for hash in &hashes {
            let (word, bit) = place(*hash, bits.len());
            bits[word] |= bit;
        }
        Self(Arc::new(Hashes { sorted: hashes, bits }))
    }

    pub(crate) fn contains(&self, hash: u32) -> bool {
        let Hashes { sorted, bits } = &*self.0;
        let (word, bit) = place(hash, bits.len());
        bits.get(word).is_some_and(|bits| bits & bit != 0) && sorted.binary_search(&hash).is_ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.sorted.is_empty()
    }
}

/// Returns the index of the word with the bit for a hash, and this bit, given the number of words: a power of two, or 0.
fn place(hash: u32, words: usize) -> (usize, u64) {
    ((hash as usize / 64) & words.wrapping_sub(1), 1 << (hash % 64))
}

/// The first and last lines of a text, without lines of a known role (bylines, dates, references, known furniture).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct EdgeLines {
    /// From the first line inwards.
    pub(crate) head: Vec<EdgeLine>,
    /// From the last line inwards.
    pub(crate) tail: Vec<EdgeLine>,
    /// Hashes of the longest paragraphs of the first half. They identify copies of an article: a paragraph that recurs there is hardly
    /// ever boilerplate.
    pub(crate) body: Vec<u32>,
}

/// A line or paragraph at an edge of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EdgeLine {
    /// Hash of its words, or [`UNIQUE`].
    pub(crate) hash: u32,
    pub(crate) shape: LineShape,
}

/// The hash of a line that never recurs.
pub(crate) const UNIQUE: u32 = 0;

/// The kind of a line, by its length, its words and its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineShape {
    /// A few words.
    Short,
    /// A few words that may be the name of a person.
    Name,
    /// At least one sentence.
    Prose,
    /// A paragraph too long for most boilerplate.
    Long,
}

/// Maximum length, in characters, of a line that must end like a sentence to count as prose.
const SHORT: usize = 120;
/// Maximum length, in characters, of most boilerplate.
const USUAL: usize = 200;
/// Minimum number of words of a sentence; `Sign up!` is not a sentence.
const SENTENCE: usize = 4;

impl LineShape {
    pub(crate) fn of(line: &str) -> Self {
        let (chars, words) = (line.chars().count(), line.split_whitespace().count());
        if chars > USUAL {
            Self::Long
        } else if chars > SHORT || (words >= SENTENCE && ends_sentence(line)) {
            Self::Prose
        } else if (2..=4).contains(&words) && line.split_whitespace().all(may_be_part_of_name) {
            Self::Name
        } else {
            Self::Short
        }
    }

    /// Returns whether the line may be part of the story. Lines further inside count as edge lines only if this line recurs.
    pub(crate) fn is_prose(self) -> bool {
        matches!(self, Self::Prose | Self::Long)
    }
}

fn may_be_part_of_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || ".-’'".contains(c))
}

/// Whether a line has more than two words for each number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WordRatio {
    /// The line has more.
    MostlyWords,
    /// The line does not, like the rows of tables.
    ManyNumbers,
}

/// Returns a hash of the words of a line, and whether it is mostly words. The hash ignores case, white space, punctuation and the values of
/// numbers. On short lines with digits it also ignores which month or weekday is named.
pub(crate) fn line_hash(line: &str) -> (u32, WordRatio) {
    // Only short lines are dates. Names of months are not looked up in long lines, which would take most of the time.
    let dated = line.len() <= SHORT && line.contains(|c: char| c.is_ascii_digit());
    let (mut words, mut numbers) = (0, 0);
    let mut plain = String::with_capacity(line.len());
    for word in line.split(is_between_words).filter(|word| !word.is_empty()) {
        if word.contains(char::is_numeric) {
            numbers += 1;
            plain.push('0');
        } else if dated && (month(word).is_some() || weekday(word).is_some()) {
            plain.push('1');
        } else {
            words += 1;
            push_lowercase(word, &mut plain);
        }
        plain.push(' ');
    }
    let mut first = [0; 4];
    first.copy_from_slice(&blake3::hash(plain.as_bytes()).as_bytes()[..4]);
    let hash = u32::from_be_bytes(first).max(UNIQUE + 1);
    (hash, if words > 2 * numbers { WordRatio::MostlyWords } else { WordRatio::ManyNumbers })
}

fn is_between_words(c: char) -> bool {
    if c.is_ascii() { !c.is_ascii_alphanumeric() } else { !c.is_alphanumeric() }
}

fn push_lowercase(word: &str, text: &mut String) {
    if word.is_ascii() {
        let start = text.len();
        text.push_str(word);
        text[start..].make_ascii_lowercase();
    } else {
        text.extend(word.chars().flat_map(char::to_lowercase));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_equal_whatever_their_numbers_and_dates() {
        let same = [
            ("© 2026 The Leeds Courier", "2025 the Leeds  Courier"),
            ("Updated 3 hours ago", "Updated 12 hours ago."),
            (
                "Printed on Friday, 6 February 2026, by us at home",
                "Printed on Monday, 12 March 2025, by us at home",
            ),
        ];
        for (one, other) in same {
            assert_eq!(line_hash(one), line_hash(other), "{one}");
        }
        assert_ne!(line_hash("Rain in Leeds").0, line_hash("Rain in York").0);
        for numbers in
            ["Leeds 12 8", "6 February 2026", "3–1", "Revs 45.8 mln vs 41.4 mln", "Shr 39 cts vs 32 cts"]
        {
            assert_eq!(line_hash(numbers).1, WordRatio::ManyNumbers, "{numbers}");
        }
    }

    #[test]
    fn lines_have_shapes() {
        let cases = [
            ("Jane Doe", LineShape::Name),
            ("The Leeds Courier", LineShape::Name),
            ("Politics", LineShape::Short),
            ("Write to the desk", LineShape::Short),
            ("Sign up!", LineShape::Short),
            ("It rained on Leeds.", LineShape::Prose),
        ];
        for (line, expected) in cases {
            assert_eq!(LineShape::of(line), expected, "{line}");
        }
        assert_eq!(LineShape::of(&"rain ".repeat(30)), LineShape::Prose);
        assert_eq!(LineShape::of(&"rain ".repeat(50)), LineShape::Long);
    }
}
