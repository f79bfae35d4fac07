//! The words that tell most about an article, kept beside it so that feedback need not read its text.

use std::collections::HashMap;

use super::{TermParts, Words, is_function_word};

/// The most words that are kept of an article.
pub(crate) const MOST_TELLING: usize = 40;
/// Counts are kept up to this: a byte each.
const HIGHEST_COUNT: u32 = 127;

/// The words that an article has most often, without function words, numbers and single letters.
///
/// They are packed into one string, as an index keeps them: the language, then each word behind its count.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TellingWords {
    packed: String,
}

impl TellingWords {
    /// Returns the telling words among `words`, which are of a text in `language`, at most `most`.
    pub(crate) fn of(words: &Words, language: Option<&str>, most: usize) -> Self {
        let mut counts: HashMap<&str, (u32, usize)> = HashMap::new();
        for (position, term) in words.iter().enumerate() {
            counts.entry(term).or_insert((0, position)).0 += 1;
        }
        let mut telling: Vec<(&str, u32, usize)> = counts
            .into_iter()
            .filter(|(term, _)| is_telling(term))
            .map(|(term, (count, first))| (term, count, first))
            .collect();
        // Of words that are equally frequent those that come first: news says the most important thing first.
        let by_count = |left: &(&str, u32, usize), right: &(&str, u32, usize)| {
            right.1.cmp(&left.1).then(left.2.cmp(&right.2))
        };
        telling.sort_unstable_by(by_count);
        telling.truncate(most);
        let mut packed = String::with_capacity(telling.iter().map(|(term, ..)| term.len() + 2).sum());
        packed.push_str(language.unwrap_or_default());
        packed.push('\0');
        for (term, count, _) in telling {
            packed.push(char::from(count.min(HIGHEST_COUNT) as u8));
            packed.push_str(term);
            packed.push('\0');
        }
        Self { packed }
    }

    /// Returns the language of the article, as an ISO 639-1 code; `None` where it is unknown.
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

    /// Returns the words as an index keeps them.
    pub(crate) fn into_packed(self) -> String {
        self.packed
    }

    /// Returns the words that were packed.
    pub(crate) fn from_packed(packed: String) -> Self {
        Self { packed }
    }
}

/// Returns whether a term is more than a letter, a number, or a word that only joins others.
fn is_telling(term: &str) -> bool {
    let folded = TermParts::of(term).folded;
    folded.chars().nth(1).is_some() && folded.chars().any(char::is_alphabetic) && !is_function_word(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn telling(words: &str) -> TellingWords {
        let mut all = Words::default();
        words.split(' ').for_each(|word| all.push(word));
        TellingWords::of(&all, Some("en"), MOST_TELLING)
    }

    #[test]
    fn frequent_words_come_first_then_early_ones() {
        let words = telling("the ferry left and the pilots of the ferry slept 1987 x");
        let expected = [("ferry", 2), ("left", 1), ("pilots", 1), ("slept", 1)];
        assert_eq!(words.iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_was_packed_is_read_again() {
        let words = telling(&"harbour ".repeat(300));
        let read = TellingWords::from_packed(words.clone().into_packed());
        assert_eq!(read, words);
        assert_eq!((read.language(), read.iter().next()), (Some("en"), Some(("harbour", HIGHEST_COUNT))));
        assert_eq!(TellingWords::of(&Words::default(), None, 1).language(), None);
        assert_eq!(TellingWords::default().iter().count(), 0);
    }

    #[test]
    fn no_more_than_the_most_frequent_are_kept() {
        let many: Vec<String> = (0..100).map(|number| format!("word{number}")).collect();
        assert_eq!(telling(&many.join(" ")).iter().count(), MOST_TELLING);
    }
}
