//! Patterns for words: edit distance, regular expressions and wildcards.

use std::sync::OnceLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use regex::{Regex, RegexBuilder};

use crate::analysis::{SEPARATOR, TermParts, fold};

/// Matches the terms whose folded form is within an edit distance of a word. An edit inserts, deletes or replaces a letter, or
/// swaps two adjacent letters.
pub struct FuzzyPattern {
    #[cfg_attr(not(feature = "opensearch"), expect(dead_code, reason = "servers search by the word"))]
    folded: String,
    automaton: DFA,
    distance: u8,
}

/// The state after a folded form that matches.
const MATCHES: u32 = u32::MAX;

impl FuzzyPattern {
    /// Returns the pattern for at most `distance` edits of `folded`.
    pub(crate) fn of(folded: &str, distance: u8) -> Self {
        let automaton = builder(distance).build_dfa(folded);
        Self { folded: folded.to_owned(), automaton, distance }
    }

    /// Returns the word from which the edits are counted.
    #[cfg(feature = "opensearch")]
    pub(crate) fn folded(&self) -> &str {
        &self.folded
    }

    /// Returns the state before the first byte.
    pub(crate) fn start(&self) -> u32 {
        self.automaton.initial_state()
    }

    /// Returns the state after `byte`; `None` if no term with this beginning can match.
    pub(crate) fn next(&self, state: u32, byte: u8) -> Option<u32> {
        if state == MATCHES || byte == SEPARATOR as u8 {
            return self.is_end(state).then_some(MATCHES);
        }
        Some(self.automaton.transition(state, byte)).filter(|next| *next != SINK_STATE)
    }

    /// Returns whether a term that ends in `state` matches.
    pub(crate) fn is_end(&self, state: u32) -> bool {
        state == MATCHES
            || matches!(self.automaton.distance(state), Distance::Exact(edits) if edits <= self.distance)
    }

    /// Returns whether `term` matches.
    pub(crate) fn matches(&self, term: &str) -> bool {
        let end = term.bytes().try_fold(self.start(), |state, byte| self.next(state, byte));
        end.is_some_and(|state| self.is_end(state))
    }
}

/// Returns what makes patterns for at most `distance` edits, 1 or 2. It is made once, which takes some milliseconds.
fn builder(distance: u8) -> &'static LevenshteinAutomatonBuilder {
    static BUILDERS: [OnceLock<LevenshteinAutomatonBuilder>; 3] = [const { OnceLock::new() }; 3];
    let distance = distance.min(2);
    BUILDERS[usize::from(distance)].get_or_init(|| LevenshteinAutomatonBuilder::new(distance, true))
}

/// A regular expression for whole words.
pub(crate) struct WordPattern {
    prefix: String,
    regex: Regex,
}

impl WordPattern {
    /// Compiles a pattern. Case and accents are ignored. The error says why the pattern is not valid.
    pub(crate) fn of(written: &str) -> Result<Self, String> {
        let folded: String = without_dropped(written).chars().map(folded_letter).collect();
        let regex = RegexBuilder::new(&format!("^(?:{folded})$"))
            .case_insensitive(true)
            .size_limit(1 << 20)
            .nest_limit(50)
            .build()
            .map_err(|error| match error {
                regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
                _ => "it must match whole words".to_owned(),
            })?;
        Ok(Self { prefix: literal_prefix(&folded), regex })
    }

    /// Returns the common beginning of all matching words.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Returns whether a term matches: its folded form, or that form with the sign in front of it.
    pub(crate) fn matches(&self, term: TermParts<'_>) -> bool {
        self.regex.is_match(term.folded)
            || term.symbol().is_some_and(|symbol| self.regex.is_match(&format!("{symbol}{}", term.folded)))
    }
}

/// Returns the folded form of a letter if it is a single letter; otherwise the letter itself.
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

/// Returns letters and digits with which every match begins: those before the first special character. If that character
/// makes the last of them optional, it is left out.
fn literal_prefix(pattern: &str) -> String {
    if pattern.contains('|') {
        return String::new();
    }
    let plain = pattern.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let kept = if pattern[plain..].starts_with(['?', '*', '{']) { plain.saturating_sub(1) } else { plain };
    pattern[..kept].to_ascii_lowercase()
}

/// Returns whether `word` matches `pattern`: `*` is any sequence of letters, `?` is one letter.
pub(crate) fn matches_wildcard(pattern: &[char], word: &str) -> bool {
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

/// Returns a regular expression for indexed words: characters that the tokenizer drops match nothing.
fn without_dropped(pattern: &str) -> String {
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
            _ if is_dropped(piece) => indexed.push_str("(?:)"),
            _ => indexed.push_str(piece),
        }
        rest = &rest[length..];
    }
    indexed
}

/// Returns whether a character, an escaped character or a class contains only characters that the tokenizer drops.
fn is_dropped(piece: &str) -> bool {
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
        FuzzyPattern::of(word, distance).matches(term)
    }

    #[test]
    fn edits_are_counted_in_the_folded_form() {
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
    fn regular_expressions_match_whole_words_and_ignore_case_and_accents() {
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
            let compiled = WordPattern::of(pattern).unwrap();
            assert_eq!(compiled.matches(TermParts::of(word)), expected, "{pattern} {word}");
        }
        assert!(WordPattern::of("(?x)a#").is_err());
    }

    #[test]
    fn all_matching_words_begin_with_the_prefix() {
        for (pattern, expected) in [
            ("colou?r", "colo"),
            ("Talks", "talks"),
            ("ab+", "ab"),
            ("ab*", "a"),
            ("a|b", ""),
            ("(a)b", ""),
            ("ab{0}", "a"),
        ] {
            assert_eq!(literal_prefix(pattern), expected, "{pattern}");
        }
    }

    #[test]
    fn wildcards_match_whole_words() {
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
            assert_eq!(matches_wildcard(&pattern, word), expected, "{pattern:?} {word}");
        }
    }

    #[test]
    fn characters_that_the_tokenizer_drops_match_nothing() {
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
            assert_eq!(without_dropped(pattern), expected, "{pattern}");
        }
    }
}
