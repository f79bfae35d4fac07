//! The most frequent content words of an article, which feedback reads. A long article is stored with them.

use std::{cmp::Reverse, collections::HashMap};

use foldhash::fast::RandomState;

use super::PackedTerms;
use crate::analysis::{TermParts, is_function_word};

/// Maximum number of key terms stored per article.
pub(crate) const MAX_KEY_TERMS: usize = 40;
/// Highest count that is stored: a count takes one byte.
const HIGHEST_COUNT: u32 = 127;

/// The terms that occur most often in an article, without function words, numbers and single letters.
///
/// They are packed into one string, as the index stores them: the language, then each term after a character for its count.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct KeyTerms {
    packed: String,
}

impl KeyTerms {
    /// Returns at most `limit` key terms of a text in `language` with these terms.
    pub(crate) fn of(all: &PackedTerms, language: Option<&str>, limit: usize) -> Self {
        // News says the most important thing first, so equally frequent terms keep the order of their first occurrences.
        let (mut repeated, single): (Vec<_>, Vec<_>) =
            counted(all).into_iter().partition(|&(_, count)| count > 1);
        repeated.sort_by_key(|&(_, count)| Reverse(count));
        let mut packed = String::with_capacity(8 * limit);
        packed.push_str(language.unwrap_or_default());
        packed.push('\0');
        let terms = repeated.into_iter().chain(single).filter(|(term, _)| is_content_word(term));
        for (term, count) in terms.take(limit) {
            packed.push(char::from(count.min(HIGHEST_COUNT) as u8));
            packed.push_str(term);
            packed.push('\0');
        }
        Self { packed }
    }

    /// Returns the language of the article as an ISO 639-1 code, `None` if it is unknown.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.packed.split('\0').next().filter(|code| !code.is_empty())
    }

    /// Returns the terms with their counts, the most frequent first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        self.packed.split_terminator('\0').skip(1).filter_map(|entry| {
            let count = entry.chars().next()?;
            Some((&entry[count.len_utf8()..], u32::from(count)))
        })
    }

    /// Returns the terms as the index stores them.
    pub(crate) fn into_packed(self) -> String {
        self.packed
    }

    /// Returns the terms that [`Self::into_packed`] packed.
    pub(crate) fn from_packed(packed: String) -> Self {
        Self { packed }
    }
}

/// Returns each distinct term with the number of its occurrences, in order of the first ones.
fn counted(terms: &PackedTerms) -> Vec<(&str, u32)> {
    let mut counts: Vec<(&str, u32)> = Vec::with_capacity(terms.len() as usize / 2);
    // The hashes differ from run to run, so that no text can be made to be slow.
    let mut places = HashMap::with_capacity_and_hasher(counts.capacity(), RandomState::default());
    for term in terms.iter() {
        let place = *places.entry(term).or_insert(counts.len());
        match counts.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => counts.push((term, 1)),
        }
    }
    counts
}

/// Returns whether a term is a word other than a function word, a number or a single letter.
fn is_content_word(term: &str) -> bool {
    let folded = TermParts::of(term).folded;
    folded.chars().nth(1).is_some()
        && (folded.as_bytes()[0].is_ascii_lowercase() || folded.chars().any(char::is_alphabetic))
        && !is_function_word(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_terms(words: &str) -> KeyTerms {
        let mut all = PackedTerms::default();
        words.split(' ').for_each(|word| all.push(word));
        KeyTerms::of(&all, Some("en"), MAX_KEY_TERMS)
    }

    #[test]
    fn frequent_words_come_first_then_early_ones() {
        let words = key_terms("the ferry left and the pilots of the ferry slept 1987 x");
        let expected = [("ferry", 2), ("left", 1), ("pilots", 1), ("slept", 1)];
        assert_eq!(words.iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn packed_terms_are_read_back() {
        let words = key_terms(&"harbour ".repeat(300));
        let read = KeyTerms::from_packed(words.clone().into_packed());
        assert_eq!(read, words);
        assert_eq!((read.language(), read.iter().next()), (Some("en"), Some(("harbour", HIGHEST_COUNT))));
        assert_eq!(KeyTerms::of(&PackedTerms::default(), None, 1).language(), None);
        assert_eq!(KeyTerms::default().iter().count(), 0);
    }

    #[test]
    fn only_the_most_frequent_are_stored() {
        let many: Vec<String> = (0..100).map(|number| format!("word{number}")).collect();
        assert_eq!(key_terms(&many.join(" ")).iter().count(), MAX_KEY_TERMS);
    }
}
