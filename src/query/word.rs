//! Parses text without white space: finds the word in it, and whether it is a wildcard or a fuzzy word.

use unicode_normalization::char::is_combining_mark;

use super::{Ast, QueryError};
use crate::span::Span;

/// Returns whether a character is part of a word, not punctuation.
fn is_of_words(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter)
}

/// Returns whether `text` contains a letter or digit.
pub(super) fn has_word(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Parses `chunk`, at byte `at` of the query, as a word, wildcard or fuzzy word. Returns `None` for punctuation.
pub(super) fn read(chunk: &str, at: usize) -> Result<Option<Ast>, QueryError> {
    let place = Span::new(at, at + chunk.len());
    if !has_word(chunk) {
        return if chunk.contains('*') { Err(lone_star(place)) } else { Ok(None) };
    }
    if let Some((word, digits)) = fuzzy_parts(chunk) {
        return fuzzy(word, digits, place).map(Some);
    }
    let word = trim(chunk, Wildcards::Allowed);
    if word.contains(['*', '?'])
        && let Some(wildcard) = wildcard(word, place)?
    {
        return Ok(Some(wildcard));
    }
    Ok(Some(Ast::Word(trim(chunk, Wildcards::Ignored).to_owned())))
}

/// Returns the word in `chunk` without reading operators; empty if there is none.
pub(super) fn literal(chunk: &str) -> &str {
    if has_word(chunk) { trim(chunk, Wildcards::Ignored) } else { "" }
}

/// How `*` and `?` are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wildcards {
    /// As parts of a wildcard, except for a `?` at the end.
    Allowed,
    /// As punctuation.
    Ignored,
}

/// Removes the punctuation around a word, except for characters that belong to the word: `U.S.`, `C++`, `$5bn`, `#tag`.
fn trim(chunk: &str, wildcards: Wildcards) -> &str {
    let wild = |letter: char| wildcards == Wildcards::Allowed && letter == '*';
    let Some(first) = chunk.find(|letter| {
        is_of_words(letter) || wild(letter) || (wildcards == Wildcards::Allowed && letter == '?')
    }) else {
        return "";
    };
    let end = chunk
        .char_indices()
        .rev()
        .find(|(_, letter)| is_of_words(*letter) || wild(*letter))
        .map_or(chunk.len(), |(at, letter)| at + letter.len_utf8());
    let first = first.min(end);
    &chunk[first - prefix_length(&chunk[..first])..end + suffix_length(&chunk[first..end], &chunk[end..])]
}

/// Returns the number of bytes at the end of `lead`, the punctuation before a word, that belong to the word.
fn prefix_length(lead: &str) -> usize {
    match lead.chars().next_back() {
        Some(sign @ ('#' | '@')) => sign.len_utf8(),
        Some(sign) if is_currency(sign) => sign.len_utf8(),
        _ => 0,
    }
}

/// Returns the number of bytes at the start of `tail`, the punctuation after `word`, that belong to the word.
fn suffix_length(word: &str, tail: &str) -> usize {
    if tail.starts_with('.') && is_acronym(word) {
        return 1;
    }
    let plus = tail.bytes().take_while(|byte| *byte == b'+').count();
    match tail.chars().next() {
        Some('+') => plus,
        Some(sign @ ('#' | '%')) => sign.len_utf8(),
        Some(sign) if is_currency(sign) => sign.len_utf8(),
        _ => 0,
    }
}

/// Returns whether `word` consists of single letters with periods between them: `U.S`, `a.m`.
fn is_acronym(word: &str) -> bool {
    let mut letters = 0;
    word.split('.').all(|part| {
        letters += 1;
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    }) && letters > 1
}

fn is_currency(letter: char) -> bool {
    matches!(letter, '$' | '¢' | '£' | '¤' | '¥' | '\u{20a0}'..='\u{20cf}')
}

/// Returns the word and the digits of `Serbia~1`; `None` if the tilde is punctuation.
fn fuzzy_parts(chunk: &str) -> Option<(&str, &str)> {
    let chunk = chunk.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '…']);
    let (word, digits) = chunk.rsplit_once('~')?;
    let counts = digits.bytes().all(|byte| byte.is_ascii_digit());
    // `10~20` is a range.
    let is_range = !word.contains(char::is_alphabetic);
    (counts && !is_range).then_some((word, digits))
}

fn fuzzy(word: &str, digits: &str, place: Span) -> Result<Ast, QueryError> {
    let word = word.trim_start_matches(|letter| !is_of_words(letter));
    let of_one_word =
        |letter: char| is_of_words(letter) || matches!(letter, '\'' | '’' | '-' | '.' | '_' | '&');
    if !word.chars().all(of_one_word) {
        let error = QueryError::syntax(format!("`~` must follow one word, not `{word}`"), place);
        return Err(error.expected("letters before `~`"));
    }
    let distance = match digits {
        "1" => 1,
        "2" => 2,
        _ => {
            let error = QueryError::syntax("a fuzzy word allows 1 or 2 changed letters", place);
            let nearest = if digits.is_empty() { 1 } else { 2 };
            return Err(error.expected("`~1` or `~2`").suggesting(format!("{word}~{nearest}")));
        }
    };
    Ok(Ast::Fuzzy { word: word.to_owned(), distance })
}

/// Parses a wildcard. Returns `None` if a `?` separates words rather than matching a letter.
fn wildcard(word: &str, place: Span) -> Result<Option<Ast>, QueryError> {
    let of_one_word = |letter: char| {
        is_of_words(letter)
            || is_currency(letter)
            || matches!(letter, '*' | '?' | '\'' | '’' | '-' | '.' | '_' | '&' | '@' | '#' | '+' | '%')
    };
    match (word.chars().all(of_one_word), word.contains('*')) {
        (true, _) => Ok(Some(Ast::Wildcard(word.to_owned()))),
        (false, false) => Ok(None),
        (false, true) => {
            let error =
                QueryError::syntax(format!("`*` is only allowed inside one word, not in `{word}`"), place);
            Err(error.expected("letters and digits around `*`"))
        }
    }
}

fn lone_star(place: Span) -> QueryError {
    QueryError::syntax("`*` alone would match every word", place)
        .expected("letters next to `*`, as in `negotiat*`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_around_a_word_is_dropped_unless_it_belongs_to_the_word() {
        for (chunk, expected) in [
            ("talks,", "talks"),
            ("talks...", "talks"),
            ("‘good", "good"),
            ("start'", "start"),
            ("what?", "what"),
            ("what?!", "what"),
            ("[Update]", "Update"),
            ("U.S.", "U.S."),
            ("U.S.,", "U.S."),
            ("a.m.", "a.m."),
            ("Mr.", "Mr"),
            ("J.", "J"),
            ("end.)", "end"),
            ("C++", "C++"),
            ("C++,", "C++"),
            ("C#", "C#"),
            ("5%", "5%"),
            ("5€.", "5€"),
            ("$5bn", "$5bn"),
            ("($5bn)", "$5bn"),
            ("€5bn,", "€5bn"),
            ("US$5bn", "US$5bn"),
            ("#tag", "#tag"),
            ("@handle:", "@handle"),
            ("AT&T", "AT&T"),
            ("O'Brien", "O'Brien"),
            ("O’Brien’s", "O’Brien’s"),
            ("workers’", "workers"),
            ("’90s", "90s"),
            ("U.S.-Iran", "U.S.-Iran"),
            ("10:30", "10:30"),
            ("1,000,", "1,000"),
            ("10~20", "10~20"),
            ("~50", "50"),
            ("–talks—", "talks"),
            ("x.com/a?b", "x.com/a?b"),
            ("cafe\u{301}", "cafe\u{301}"),
            ("हिन्दी,", "हिन्दी"),
            ("伊朗。", "伊朗"),
        ] {
            assert_eq!(read(chunk, 0), Ok(Some(Ast::Word(expected.into()))), "{chunk}");
        }
        for chunk in ["–", "&", "...", "?", "'", "|", "~", "$", "🙂", "-?"] {
            assert_eq!(read(chunk, 0), Ok(None), "{chunk}");
        }
    }

    #[test]
    fn wildcards_and_fuzzy_words_are_distinguished_from_punctuation() {
        for (chunk, expected) in [
            ("negotiat*", "negotiat*"),
            ("negotiat*,", "negotiat*"),
            ("*gate", "*gate"),
            ("wom?n", "wom?n"),
            ("wom?n?", "wom?n"),
            ("?ran", "?ran"),
            ("(U.S*)", "U.S*"),
            ("#elec*", "#elec*"),
        ] {
            assert_eq!(read(chunk, 0), Ok(Some(Ast::Wildcard(expected.into()))), "{chunk}");
        }
        for (chunk, word, distance) in [("Serbia~1", "Serbia", 1), ("“Serbia~2,", "Serbia", 2)] {
            assert_eq!(read(chunk, 0), Ok(Some(Ast::Fuzzy { word: word.into(), distance })), "{chunk}");
        }
    }

    #[test]
    fn a_literal_word_has_no_wildcards() {
        for (chunk, expected) in
            [("negotiat*", "negotiat"), ("*", ""), ("wom?n", "wom?n"), ("foo:bar", "foo:bar"), ("\"x\"", "x")]
        {
            assert_eq!(literal(chunk), expected, "{chunk}");
        }
    }
}
