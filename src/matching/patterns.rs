//! Patterns of words: what is some edits away from a word, what a regular expression matches, what fits a wildcard.

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use regex::{Regex, RegexBuilder};

use crate::analysis::{SEPARATOR, TermParts, fold};

/// The terms whose folded form is at most so many edits from a word. An edit puts a letter in, leaves one out, changes
/// one, or swaps two neighbours.
pub struct NearWords {
    automaton: DFA,
    distance: u8,
}

/// The state of a term whose folded form fits and is past.
const FITS: u32 = u32::MAX;

impl NearWords {
    /// Returns the pattern of what is at most `distance` edits from `folded`.
    pub(crate) fn of(folded: &str, distance: u8) -> Self {
        Self { automaton: LevenshteinAutomatonBuilder::new(distance, true).build_dfa(folded), distance }
    }

    /// Returns the state before the first byte.
    pub(crate) fn start(&self) -> u32 {
        self.automaton.initial_state()
    }

    /// Returns the state behind `byte`, `None` where no term that begins so can fit.
    pub(crate) fn next(&self, state: u32, byte: u8) -> Option<u32> {
        if state == FITS || byte == SEPARATOR as u8 {
            return self.is_end(state).then_some(FITS);
        }
        Some(self.automaton.transition(state, byte)).filter(|next| *next != SINK_STATE)
    }

    /// Returns whether a term that ends in `state` fits.
    pub(crate) fn is_end(&self, state: u32) -> bool {
        state == FITS
            || matches!(self.automaton.distance(state), Distance::Exact(edits) if edits <= self.distance)
    }

    /// Returns whether `term` fits.
    pub(crate) fn fits(&self, term: &str) -> bool {
        let end = term.bytes().try_fold(self.start(), |state, byte| self.next(state, byte));
        end.is_some_and(|state| self.is_end(state))
    }
}

/// A regular expression for whole words.
pub(crate) struct WordPattern {
    beginning: String,
    regex: Regex,
}

impl WordPattern {
    /// Returns the pattern; case and accents do not count. The error is the reason why there is none.
    pub(crate) fn of(written: &str) -> Result<Self, String> {
        let folded: String = as_indexed(written).chars().map(folded_letter).collect();
        let regex = RegexBuilder::new(&format!("^(?:{folded})$"))
            .case_insensitive(true)
            .size_limit(1 << 20)
            .nest_limit(50)
            .build()
            .map_err(|error| match error {
                regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
                _ => "it must match whole words".to_owned(),
            })?;
        Ok(Self { beginning: beginning(&folded), regex })
    }

    /// Returns what all words that fit begin with.
    pub(crate) fn beginning(&self) -> &str {
        &self.beginning
    }

    /// Returns whether a term fits: its folded form, or its written one with the sign before it.
    pub(crate) fn fits(&self, term: TermParts<'_>) -> bool {
        self.regex.is_match(term.folded)
            || term.sign().is_some_and(|sign| self.regex.is_match(&format!("{sign}{}", term.folded)))
    }
}

/// Returns a letter without accents where one letter is left; others as they are.
fn folded_letter(letter: char) -> char {
    if letter.is_ascii() {
        return letter;
    }
    let folded = fold(letter.encode_utf8(&mut [0; 4]));
    let mut letters = folded.chars();
    match (letters.next(), letters.next()) {
        (Some(only), None) => only,
        _ => letter,
    }
}

/// Returns letters and digits that every match begins with: those before the first sign, less the last one where the
/// sign may take it back.
fn beginning(pattern: &str) -> String {
    if pattern.contains('|') {
        return String::new();
    }
    let plain = pattern.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let kept = if pattern[plain..].starts_with(['?', '*', '{']) { plain.saturating_sub(1) } else { plain };
    pattern[..kept].to_ascii_lowercase()
}

/// Returns whether `word` fits `pattern`, where `*` stands for any letters and `?` for one.
pub(crate) fn fits_wildcard(pattern: &[char], word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    let (mut at, mut in_pattern) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at < word.len() {
        match pattern.get(in_pattern) {
            Some('*') => {
                star = Some((in_pattern, at));
                in_pattern += 1;
            }
            Some(&wanted) if wanted == '?' || wanted == word[at] => {
                at += 1;
                in_pattern += 1;
            }
            _ => match &mut star {
                Some((star_at, taken)) => {
                    *taken += 1;
                    (at, in_pattern) = (*taken, *star_at + 1);
                }
                None => return false,
            },
        }
    }
    pattern[in_pattern..].iter().all(|&rest| rest == '*')
}

/// Returns a regular expression for words as they are indexed: what they lose stands for nothing in it.
fn as_indexed(pattern: &str) -> String {
    let mut indexed = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            '[' => rest.find(']').map_or(1, |end| end + 1),
            '{' => rest.find('}').map_or(1, |end| end + 1),
            c => c.len_utf8(),
        };
        let piece = &rest[..length];
        match piece {
            "\\." => indexed.push_str("(?:\\.?)"),
            _ if is_lost(piece) => indexed.push_str("(?:)"),
            _ => indexed.push_str(piece),
        }
        rest = &rest[length..];
    }
    indexed
}

/// Returns whether a letter, an escaped one, or a class holds nothing but what indexed words lose.
fn is_lost(piece: &str) -> bool {
    let inside = piece.strip_prefix('[').and_then(|piece| piece.strip_suffix(']'));
    let inside = inside.or_else(|| piece.strip_prefix('\\')).unwrap_or(piece);
    let lost = ['\'', '’', 'ʼ', 'ʻ', '‘', '%', '!', ',', '"', ';', '~'];
    let is_escaped_plus = piece == "\\+";
    is_escaped_plus || (!inside.is_empty() && inside.chars().all(|c| lost.contains(&c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_near(word: &str, distance: u8, term: &str) -> bool {
        NearWords::of(word, distance).fits(term)
    }

    #[test]
    fn edits_are_counted_on_the_folded_form() {
        for (word, distance, term, expected) in [
            ("serbia", 1, "serbia", true),
            ("serbia", 1, "serba", true),
            ("serbia", 1, "sebria", true),
            ("serbia", 1, "syria", false),
            ("serbia", 2, "syria", true),
            ("serbia", 2, "serbians", true),
            ("erdogan", 1, "erdogan\u{1f}erdoğan", true),
            ("erdogan", 1, "ergodan\u{1f}ergodan", false),
            ("us", 1, "us\u{1f}US", true),
            ("москва", 1, "москве", true),
        ] {
            assert_eq!(is_near(word, distance, term), expected, "{word}~{distance} {term}");
        }
    }

    #[test]
    fn regular_expressions_are_of_whole_words_without_case_and_accents() {
        for (pattern, word, expected) in [
            ("colou?r", "color", true),
            ("colou?r", "colours", false),
            ("a|ab", "ab", true),
            ("Erdo[gğ]an", "erdogan", true),
            ("\\d{4}", "2026", true),
            ("Über.*", "uberall", true),
            ("o'mal+ory", "omallory", true),
            ("o[’']?mal+ory", "omallory", true),
            ("\\$[0-9]bn", "8bn\u{1f}$8bn", true),
            ("\\$[0-9]bn", "8bn\u{1f}€8bn", false),
            ("u\\.s\\.", "us\u{1f}US", true),
            ("3\\.5", "3.5", true),
            ("c\\+\\+", "c", true),
            ("d&g", "d&g", true),
        ] {
            let pattern_ = WordPattern::of(pattern).unwrap();
            assert_eq!(pattern_.fits(TermParts::of(word)), expected, "{pattern} {word}");
        }
        assert!(WordPattern::of("(?x)a#").is_err());
    }

    #[test]
    fn a_beginning_is_shared_by_all_that_fits() {
        for (pattern, expected) in [
            ("colou?r", "colo"),
            ("Talks", "talks"),
            ("ab+", "ab"),
            ("ab*", "a"),
            ("a|b", ""),
            ("(a)b", ""),
            ("ab{0}", "a"),
        ] {
            assert_eq!(beginning(pattern), expected, "{pattern}");
        }
    }

    #[test]
    fn patterns_fit_whole_words() {
        for (pattern, word, expected) in [
            ("negotiat*", "negotiations", true),
            ("negotiat*", "negotiat", true),
            ("wom?n", "women", true),
            ("wom?n", "womn", false),
            ("*gate", "watergate", true),
            ("*a*b*", "xaxxb", true),
            ("a*b", "abc", false),
            ("??", "東京", true),
        ] {
            let pattern: Vec<char> = pattern.chars().collect();
            assert_eq!(fits_wildcard(&pattern, word), expected, "{pattern:?} {word}");
        }
    }

    #[test]
    fn what_words_lose_stands_for_nothing() {
        for (pattern, expected) in [
            ("o'brien", "o(?:)brien"),
            ("o['’]?brien", "o(?:)?brien"),
            ("[ab']", "[ab']"),
            ("u\\.s\\.", "u(?:\\.?)s(?:\\.?)"),
            ("c\\+\\+", "c(?:)(?:)"),
            ("\\d+%", "\\d+(?:)"),
            ("\\$5bn", "\\$5bn"),
            ("tele.{0,2}", "tele.{0,2}"),
        ] {
            assert_eq!(as_indexed(pattern), expected, "{pattern}");
        }
    }
}
