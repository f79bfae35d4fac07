//! The most frequent content words of an article, which feedback reads. A long article is stored with them.

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
        let mut words = Vec::with_capacity(all.len() as usize);
        words.extend(all.iter());
        let mut terms: Vec<(u32, u32)> = counted(&words);
        // Equally frequent terms are in order of first occurrence: news says the most important thing first.
        terms.sort_unstable_by_key(|&(first, count)| u64::from(!count) << 32 | u64::from(first));
        let mut stored = 0;
        terms.retain(|&(first, _)| {
            let is_stored = stored < limit && is_content_word(words[first as usize]);
            stored += usize::from(is_stored);
            is_stored
        });
        let term = |first: u32| words[first as usize];
        let length: usize = terms.iter().map(|&(first, _)| term(first).len() + 2).sum();
        let mut packed = String::with_capacity(length + language.map_or(0, str::len) + 1);
        packed.push_str(language.unwrap_or_default());
        packed.push('\0');
        for (first, count) in terms {
            let term = term(first);
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

/// Returns the position of the first occurrence of each distinct word, and the number of its occurrences.
///
/// Words are grouped by sorted hashes and not in a hash table, so that words chosen to have equal hashes cost no more.
fn counted(words: &[&str]) -> Vec<(u32, u32)> {
    let mut keys: Vec<u64> =
        words.iter().zip(0_u64..).map(|(word, position)| hash(word.as_bytes()) | position).collect();
    keys.sort_unstable();
    let mut counts = Vec::with_capacity(keys.len());
    for same_hash in keys.chunk_by(|left, right| left >> 32 == right >> 32) {
        let word = |key: &u64| words[*key as u32 as usize];
        if same_hash.iter().all(|key| word(key) == word(&same_hash[0])) {
            counts.push((same_hash[0] as u32, same_hash.len() as u32));
            continue;
        }
        let mut by_word: Vec<(&str, u32)> = same_hash.iter().map(|key| (word(key), *key as u32)).collect();
        by_word.sort_unstable();
        counts.extend(
            by_word.chunk_by(|left, right| left.0 == right.0).map(|same| (same[0].1, same.len() as u32)),
        );
    }
    counts
}

/// Returns a hash of a word's first and last eight bytes and of its length, in the upper 32 bits.
fn hash(word: &[u8]) -> u64 {
    let ends = match (word.first_chunk(), word.last_chunk()) {
        (Some(first), Some(last)) => u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(23),
        _ => word.iter().fold(0, |all, &byte| all << 8 | u64::from(byte)),
    };
    let mixed = (ends ^ word.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ mixed << 29) >> 32 << 32
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
