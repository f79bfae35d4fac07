//! Splits wildcards and regular expressions into patterns for single words.
//!
//! Input: a pattern as the user wrote it. Output: patterns for words of the index, in order. The index has words without apostrophes
//! and without the periods of acronyms, split at hyphens; in scripts without spaces every character is a word. Patterns are brought
//! into the same form.

use crate::{analysis::fold, script::is_single};

/// A word of a wildcard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PatternWord {
    /// A word without `*` and `?`, as written.
    Plain(String),
    /// A folded pattern, and the symbol in front of it.
    Wild(Option<char>, String),
}

/// The words of a wildcard, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PatternWords {
    pub(super) words: Vec<PatternWord>,
    /// Maximum number of other words between them.
    pub(super) slop: u32,
}

/// Maximum number of characters that `*` matches between two characters that are words by themselves, as in Chinese.
const BETWEEN_CHARACTERS: u32 = 8;

/// Returns the words of a wildcard.
pub(super) fn wildcard_words(pattern: &str) -> PatternWords {
    let mut found = PatternWords::default();
    let mut before = None;
    for chunk in pattern.split_inclusive(|c: char| !is_in_pattern(c)) {
        let piece = chunk.trim_end_matches(|c: char| !is_in_pattern(c));
        for part in without_points(piece) {
            found.add(before.take(), &part);
        }
        before = chunk[piece.len()..].chars().next_back().filter(|c| is_sign(*c));
    }
    found
}

impl PatternWords {
    /// Adds a piece without periods and hyphens.
    fn add(&mut self, sign: Option<char>, piece: &str) {
        if !piece.chars().any(is_single) {
            return self.add_word(sign, piece);
        }
        let mut word = String::new();
        for c in piece.chars() {
            if is_single(c) {
                self.between(&std::mem::take(&mut word));
                self.words.push(PatternWord::Plain(c.to_string()));
            } else {
                word.push(c);
            }
        }
        // Without letters, the rest is only `*` or `?`, which match anything after the last character.
        if word.chars().any(char::is_alphanumeric) {
            self.add_word(None, &word);
        }
    }

    /// Adds the part before a character that is a word.
    fn between(&mut self, piece: &str) {
        if piece.chars().any(char::is_alphanumeric) {
            self.add_word(None, piece);
        } else if !self.words.is_empty() {
            self.slop += piece.chars().map(|c| if c == '*' { BETWEEN_CHARACTERS } else { 1 }).sum::<u32>();
        }
    }

    fn add_word(&mut self, sign: Option<char>, piece: &str) {
        if piece.contains(['*', '?']) {
            self.words.push(PatternWord::Wild(sign, fold(piece)));
        } else if piece.chars().any(char::is_alphanumeric) {
            let sign = sign.map(String::from).unwrap_or_default();
            self.words.push(PatternWord::Plain(format!("{sign}{piece}")));
        }
    }
}

/// Returns whether a character is part of a word in a pattern.
fn is_in_pattern(character: char) -> bool {
    character.is_alphanumeric()
        || matches!(character, '*' | '?' | '\'' | '’' | '&' | '_' | '.')
        || unicode_normalization::char::is_combining_mark(character)
}

/// Returns whether a character is a symbol that belongs to the word after it.
fn is_sign(character: char) -> bool {
    matches!(character, '#' | '@' | '$' | '¢' | '£' | '¤' | '¥' | '\u{20a0}'..='\u{20cf}')
}

/// Splits a piece at its periods, except the periods of acronyms and decimals.
fn without_points(piece: &str) -> Vec<String> {
    let parts: Vec<&str> = piece.split('.').filter(|part| !part.is_empty()).collect();
    let is_letter = |part: &str| part.trim_end_matches(['*', '?']).chars().count() <= 1;
    let is_number = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    let (last, others) = match parts.split_last() {
        Some((last, others)) if !others.is_empty() => (last, others),
        _ => return parts.into_iter().map(str::to_owned).collect(),
    };
    if is_letter(last) && others.iter().all(|part| part.chars().count() == 1 && !is_number(part)) {
        let is_whole = !last.contains(['*', '?']);
        // With its periods, an acronym is not a pronoun: `U.S.` is not `us`.
        return vec![if is_whole { format!("{}.", parts.join(".")) } else { parts.concat() }];
    }
    if parts.iter().all(|part| is_number(part)) {
        return vec![parts.join(".")];
    }
    parts.into_iter().map(str::to_owned).collect()
}

/// Splits a regular expression at hyphens into parts that match one word each. An expression with alternatives outside parentheses is
/// not split.
pub(super) fn regex_words(pattern: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut depth, mut is_escaped, mut is_class) = (0_usize, false, false);
    for (at, c) in pattern.char_indices() {
        match c {
            '-' if depth == 0 && !is_class => {
                let end = if is_escaped { at - 1 } else { at };
                parts.push(&pattern[start..end]);
                start = at + 1;
            }
            _ if is_escaped => {}
            '[' => is_class = true,
            ']' => is_class = false,
            '(' if !is_class => depth += 1,
            ')' if !is_class => depth = depth.saturating_sub(1),
            '|' if depth == 0 && !is_class => return vec![pattern],
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    parts.push(&pattern[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pattern: &str) -> String {
        let found = wildcard_words(pattern);
        let words: Vec<String> = found
            .words
            .iter()
            .map(|word| match word {
                PatternWord::Plain(word) => word.clone(),
                PatternWord::Wild(sign, pattern) => {
                    format!("{}{pattern}~", sign.map(String::from).unwrap_or_default())
                }
            })
            .collect();
        let slop = if found.slop > 0 { format!(" +{}", found.slop) } else { String::new() };
        format!("{}{slop}", words.join(" "))
    }

    #[test]
    fn wildcards_are_split_like_words() {
        for (pattern, expected) in [
            ("negotiat*", "negotiat*~"),
            ("O'Mal*", "omal*~"),
            ("U.S.-b*", "U.S. b*~"),
            ("U.S*", "us*~"),
            ("$5*", "$5*~"),
            ("#elec*", "#elec*~"),
            ("COVID-1?", "COVID 1?~"),
            ("3.5*", "3.5*~"),
            ("nytimes.c*", "nytimes c*~"),
            ("松原*", "松 原"),
            ("*松原", "松 原"),
            ("松*原", "松 原 +8"),
            ("C+*", "C *~"),
        ] {
            assert_eq!(shown(pattern), expected, "{pattern}");
        }
    }

    #[test]
    fn regular_expressions_are_split_at_hyphens() {
        for (pattern, expected) in [
            ("covid-\\d+", &["covid", "\\d+"][..]),
            ("u\\.s\\.-b.*", &["u\\.s\\.", "b.*"]),
            ("a\\-b", &["a", "b"]),
            ("[a-z]+", &["[a-z]+"]),
            ("(a-b)", &["(a-b)"]),
            ("a-b|c", &["a-b|c"]),
        ] {
            assert_eq!(regex_words(pattern), expected, "{pattern}");
        }
    }
}
