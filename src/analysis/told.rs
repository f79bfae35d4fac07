//! The terms by which a quotation is found: who said it, and marks of what was said. A quotation and its words enter, terms leave.
//!
//! Beside each word of the speaker's name stands the name as a whole, by which spellings of one name are compared; where the speaker
//! is only described, the description. Marks are hashes of three words in a row: reports of the same words share one.

use super::{analyzed::Words, layout::QuotationWords, term::TermParts, tokenizer::each_word};
use crate::article::{Article, Quotation};

/// Stands before a whole name; no word begins with it.
pub(crate) const NAME: char = '=';
/// Stands before the description of a speaker who has no name.
pub(crate) const DESCRIPTION: char = '~';
/// Stands before a mark of what was said.
const MARK: char = '%';

/// Bytes of a name or description that are kept: longer ones are sentences.
const LONGEST: usize = 160;

/// Marks of a quotation: the least of its hashes. Of two reports of which one has half of the other's words one is shared by seven
/// in eight.
const MARKS: usize = 3;

/// Words of a mark, and how many letters they have at least: fewer are "of the" and "to be a".
const SHINGLE: usize = 3;
const LETTERS: usize = 10;

/// Returns whether a term of the speakers' field is a word of a name.
pub(crate) fn is_word(term: &str) -> bool {
    !term.starts_with([NAME, DESCRIPTION, MARK])
}

/// Returns the terms of a quotation; `words` are those of the article, by position.
pub(super) fn terms(
    article: &Article,
    quotation: &Quotation,
    place: &QuotationWords,
    words: &[&str],
) -> Words {
    let mut terms = Words::default();
    let (mark, said_by) = match (&quotation.speaker, quotation.mention) {
        (Some(name), _) => (NAME, Some(name.as_str())),
        (None, Some(mention)) => (DESCRIPTION, Some(mention.of(&article.text))),
        (None, None) => (NAME, None),
    };
    if let Some(said_by) = said_by {
        each_word(said_by, &mut |term, _, _| terms.push(term));
        let whole = whole(said_by);
        if !whole.is_empty() {
            terms.push(&format!("{mark}{whole}"));
        }
    }
    for mark in marks(&spoken(place, words)) {
        terms.push(&mark.term());
    }
    terms
}

/// Returns a name on one line, no longer than is kept.
fn whole(name: &str) -> String {
    let mut whole = String::with_capacity(name.len());
    for word in name.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if whole.len() + word.len() >= LONGEST {
            break;
        }
        if !whole.is_empty() {
            whole.push(' ');
        }
        whole.push_str(word);
    }
    whole
}

/// Returns the folded words of a quotation.
pub(crate) fn spoken<'w>(place: &QuotationWords, words: &[&'w str]) -> Vec<&'w str> {
    let positions = place.spans.iter().cloned().flatten();
    positions
        .filter_map(|position| words.get(position as usize))
        .map(|term| TermParts::of(term).folded)
        .collect()
}

/// A mark of what was said, in the order of their terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Mark(u32);

/// Returns the marks of folded words.
pub(crate) fn marks(words: &[&str]) -> Vec<Mark> {
    let mut least: Vec<u32> = Vec::with_capacity(MARKS + 1);
    for shingle in words.windows(SHINGLE) {
        if shingle.iter().map(|word| word.len()).sum::<usize>() < LETTERS {
            continue;
        }
        let hash = hash(shingle);
        let at = least.partition_point(|&other| other < hash);
        if at < MARKS && least.get(at) != Some(&hash) {
            least.insert(at, hash);
            least.truncate(MARKS);
        }
    }
    least.into_iter().map(Mark).collect()
}

/// Returns the hash of some words: FNV-1a, its upper bits mixed into the lower ones.
fn hash(words: &[&str]) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in words.iter().flat_map(|word| word.bytes().chain([b' '])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (hash >> 40) as u32
}

impl Mark {
    /// Returns it as a term: four characters of six bits.
    pub(crate) fn term(self) -> String {
        let character = |at: u32| char::from(b'0' + ((self.0 >> (6 * at)) & 63) as u8);
        [MARK, character(3), character(2), character(1), character(0)].into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Mark> {
        marks(&text.split(' ').collect::<Vec<_>>())
    }

    #[test]
    fn reports_of_the_same_words_share_a_mark() {
        let whole = of("we are in no rush at all to finish the new bridge before winter comes");
        let part = of("we are in no rush at all to finish the new bridge before winter");
        assert_eq!(whole.len(), MARKS);
        assert!(whole.iter().any(|mark| part.contains(mark)));
        assert!(
            !whole
                .iter()
                .any(|mark| of("the ferry has been late every single day of the week").contains(mark))
        );
        assert_eq!(of("no rush"), []);
    }

    #[test]
    fn names_are_kept_on_one_line() {
        assert_eq!(whole(" Anna\n\0 Holt "), "Anna Holt");
        assert!(whole(&"x ".repeat(500)).len() <= LONGEST);
    }
}
