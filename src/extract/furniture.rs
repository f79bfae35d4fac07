//! Furniture: lines of the page around an article. Input: a line. Output: whether, and where, it is furniture.
//!
//! Only whole lines count, so an article about cookies or comments keeps its sentences.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::word_list::pairs_by_kind;

/// Where in a text a line is furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// Anywhere.
    Anywhere,
    /// Only before and after the article.
    Ends,
    /// At the edge of this text, because it recurs in the files of its folder.
    Recurring,
}

/// Maximum length of furniture, in bytes.
const LONGEST: usize = 160;

/// Phrases, stored as letters and digits only, and patterns with `*`.
pub(super) struct Phrases {
    /// Maximum length of a line, in bytes.
    longest: usize,
    whole: FxHashMap<String, Reach>,
    /// The first bytes of all phrases. Most lines begin with other bytes and need no further look-up.
    beginnings: FxHashSet<[u8; 3]>,
    /// Patterns by their longest word. Most lines do not contain any of these words and need no further comparison.
    patterns: Vec<(Key, Vec<Pattern>)>,
}

/// The longest word of some patterns.
struct Key {
    word: &'static str,
    finder: Finder<'static>,
    pairs: LetterPairs,
}

/// Which pairs of neighbouring bytes occur in a text, as bits. A text that contains a word has all pairs of the word.
#[derive(Clone, Copy, PartialEq, Eq)]
struct LetterPairs([u64; 4]);

impl LetterPairs {
    fn of(text: &str) -> Self {
        let mut pairs = [0; 4];
        for pair in text.as_bytes().windows(2) {
            let bit =
                usize::from(pair[0]).wrapping_mul(37).wrapping_add(usize::from(pair[1]).wrapping_mul(11))
                    & 255;
            pairs[bit / 64] |= 1 << (bit % 64);
        }
        Self(pairs)
    }

    /// Returns whether all pairs of `part` occur, too.
    fn contain(&self, part: &Self) -> bool {
        self.0.iter().zip(part.0).all(|(whole, part)| whole & part == part)
    }
}

/// A phrase in which `*` stands for any number of words.
struct Pattern {
    words: Vec<&'static str>,
    reach: Reach,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(include_str!("furniture.tsv"), LONGEST));

impl Phrases {
    /// Returns the phrases of a data file, for lines of up to `longest` bytes.
    pub(super) fn of(file: &'static str, longest: usize) -> Self {
        let mut phrases = Self {
            longest,
            whole: FxHashMap::default(),
            beginnings: FxHashSet::default(),
            patterns: Vec::new(),
        };
        for (reach, phrase) in pairs_by_kind(file, &[("anywhere", Reach::Anywhere), ("ends", Reach::Ends)]) {
            phrases.add(phrase, reach);
        }
        phrases.beginnings = phrases.whole.keys().filter_map(|phrase| beginning(phrase)).collect();
        phrases
    }

    fn add(&mut self, phrase: &'static str, reach: Reach) {
        if !phrase.contains('*') {
            self.whole.insert(squashed(phrase), reach);
            return;
        }
        let words: Vec<&str> = phrase.split(' ').collect();
        // The key is searched for in the squashed line, which has no punctuation: words without punctuation are preferred.
        let plain = |word: &&str| word.chars().all(char::is_alphanumeric);
        let key = words.iter().copied().max_by_key(|word| (plain(word), word.len())).unwrap_or_default();
        let pattern = Pattern { words, reach };
        match self.patterns.iter_mut().find(|(known, _)| known.word == key) {
            Some((_, patterns)) => patterns.push(pattern),
            None => {
                let key = Key { word: key, finder: Finder::new(key), pairs: LetterPairs::of(key) };
                self.patterns.push((key, vec![pattern]));
            }
        }
    }

    /// Returns where `line` is furniture, or `None` if it may be part of an article.
    ///
    /// Phrases without a space between them (`Sign InLoading comments...`) are recognized, too.
    pub(super) fn reach(&self, line: &str) -> Option<Reach> {
        if line.len() > self.longest {
            return None;
        }
        self.reach_of(line, &squashed(line))
    }

    fn reach_of(&self, line: &str, squashed: &str) -> Option<Reach> {
        let begins = beginning(squashed).is_some_and(|beginning| self.beginnings.contains(&beginning));
        let whole = || self.whole.get(squashed).copied().or_else(|| self.run_together(line, squashed));
        begins.then(whole).flatten().or_else(|| self.by_pattern(line, squashed))
    }

    /// Returns where a line is furniture according to a pattern.
    fn by_pattern(&self, line: &str, squashed: &str) -> Option<Reach> {
        let signed = line.trim_start().starts_with(['©', '(']);
        let pairs = LetterPairs::of(squashed);
        let may_match = |key: &Key| {
            pairs.contain(&key.pairs) && key.finder.find(squashed.as_bytes()).is_some()
                || (signed && !key.word.starts_with(char::is_alphabetic))
        };
        let mut candidates = self.patterns.iter().filter(|(key, _)| may_match(key)).peekable();
        candidates.peek()?;
        let words = words(line);
        let patterns = candidates.flat_map(|(_, patterns)| patterns);
        patterns.filter(|pattern| matches(&pattern.words, &words)).map(|pattern| pattern.reach).min()
    }

    /// Returns where a line is furniture if it consists of several phrases.
    fn run_together(&self, line: &str, squashed: &str) -> Option<Reach> {
        // A long line, or a line with commas or semicolons, is prose and not a row of menu entries.
        let sentence = squashed.len() > 80 || line.contains([',', ';']);
        if sentence
            || !(4..squashed.len())
                .any(|end| squashed.get(..end).is_some_and(|start| self.whole.contains_key(start)))
        {
            return None;
        }
        // best[at]: the widest reach found for the text from `at` to the end.
        let mut best: Vec<Option<Reach>> = vec![None; squashed.len() + 1];
        best[squashed.len()] = Some(Reach::Anywhere);
        for at in (0..squashed.len()).rev().filter(|at| squashed.is_char_boundary(*at)) {
            best[at] = (at + 4..=squashed.len())
                .filter(|end| squashed.is_char_boundary(*end))
                .filter_map(|end| Some(best[end]?.max(*self.whole.get(&squashed[at..end])?)))
                .min();
        }
        best[0]
    }
}

static COMMENTS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("comments"));

/// Returns where `line` is furniture, or `None` if it may be part of an article.
///
/// Phrases without a space between them (`Sign InLoading comments...`) are recognized, too.
pub(super) fn furniture(line: &str) -> Option<Reach> {
    if line.len() > LONGEST {
        return None;
    }
    let squashed = squashed(line);
    if squashed.is_empty() {
        // A line of punctuation only: a rule between parts of a page.
        return Some(Reach::Ends);
    }
    if COMMENTS.find(squashed.as_bytes()).is_some() && announces_comments(line) {
        return Some(Reach::Ends);
    }
    PHRASES.reach_of(line, &squashed)
}

fn beginning(squashed: &str) -> Option<[u8; 3]> {
    squashed.as_bytes().first_chunk().copied()
}

/// Returns whether a line is the heading of the comments by readers (`Comments`, `12 Comments`, `Comments (12)`).
pub(super) fn announces_comments(line: &str) -> bool {
    let words = words(line);
    let counted = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
    match words.as_slice() {
        [word] => word == "comments",
        [first, second] => {
            (first == "comments" && counted(second)) || (counted(first) && second == "comments")
        }
        _ => false,
    }
}

/// Returns the letters and digits of a phrase in lower case.
fn squashed(phrase: &str) -> String {
    let mut text = String::with_capacity(phrase.len());
    if phrase.is_ascii() {
        let letters = phrase.bytes().filter(u8::is_ascii_alphanumeric);
        text.extend(letters.map(|byte| char::from(byte.to_ascii_lowercase())));
        return text;
    }
    text.extend(phrase.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase));
    text
}

/// Returns the words of a line in lower case. `©` and `(c)` are words.
fn words(line: &str) -> Vec<String> {
    let line = line.to_lowercase().replace('’', "'");
    let inner = |word: &str| {
        if word == "(c)" || word.starts_with('©') {
            return vec![
                if word == "(c)" { word } else { "©" }.to_owned(),
                word.trim_start_matches(['©', '(']).to_owned(),
            ];
        }
        vec![word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()]
    };
    let words = line.split_whitespace().flat_map(inner);
    words.filter(|word| !word.is_empty() && word != "c)").collect()
}

/// Returns whether `words` match a pattern in which `*` stands for any number of words.
fn matches(pattern: &[&str], words: &[String]) -> bool {
    match pattern.split_first() {
        None => words.is_empty(),
        Some((&"*", rest)) => (0..=words.len()).any(|from| matches(rest, &words[from..])),
        Some((first, rest)) => words.first().is_some_and(|word| word == first) && matches(rest, &words[1..]),
    }
}

#[cfg(test)]
mod tests {
    use Reach::{Anywhere, Ends};

    use super::*;

    #[test]
    fn whole_lines_are_furniture() {
        let cases = [
            ("Sign in to leave a comment", Some(Anywhere)),
            ("Sign InLoading comments...", Some(Anywhere)),
            ("ADVERTISEMENT", Some(Anywhere)),
            ("— Advertisement —", Some(Anywhere)),
            ("Share Tweet Email Print", Some(Ends)),
            ("Comments", Some(Ends)),
            ("12 Comments", Some(Ends)),
            ("© 2026 The Leeds Courier", Some(Ends)),
            ("©2026 Courier Ltd. All rights reserved.", Some(Ends)),
            ("Copyright 2026 The Leeds Courier. All Rights Reserved.", Some(Ends)),
            ("Sign up for our Morning Rain newsletter", Some(Anywhere)),
            ("5 min read", Some(Ends)),
            ("* * *", Some(Ends)),
            ("We use cookies to improve your experience.", Some(Anywhere)),
            ("“We use cookies to improve your experience,” the company said.", None),
            ("The regulator fined two sites over cookies on Monday.", None),
            ("Comments, the minister said, are welcome.", None),
            ("Related charges were dropped", None),
            ("Shares rise", None),
            ("Home", Some(Ends)),
            ("Homes flooded", None),
            ("Rain", None),
            ("Utilizamos cookies para mejorar su experiencia.", Some(Anywhere)),
            ("Abbonati per continuare a leggere", Some(Anywhere)),
            ("Exclusivo para assinantes", Some(Anywhere)),
            ("Wij gebruiken cookies om uw bezoek te verbeteren", Some(Anywhere)),
            ("Zaloguj się, aby czytać dalej", Some(Anywhere)),
            ("Bli prenumerant för att läsa vidare", Some(Anywhere)),
            ("Vi bruker informasjonskapsler til statistikk", Some(Anywhere)),
            ("Devamını okumak için abone olun", Some(Anywhere)),
            ("Мы используем файлы cookie, чтобы сайт работал", Some(Anywhere)),
            ("هذا المحتوى للمشتركين فقط", Some(Anywhere)),
            ("Los reguladores multaron a dos webs por sus cookies.", None),
        ];
        for (line, expected) in cases {
            assert_eq!(furniture(line), expected, "{line}");
        }
    }

    #[test]
    fn headings_of_comments_are_recognized() {
        for line in ["Comments", "COMMENTS (3)", "12 comments"] {
            assert!(announces_comments(line), "{line}");
        }
        assert!(!announces_comments("Comments on the budget"));
    }
}
