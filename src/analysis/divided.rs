//! Words divided by a hyphen at the end of a line.
//!
//! Input: a text and the position of a hyphen. Output: where the word continues.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::word_list::pairs;

/// Words that are often part of a hyphenated compound, by their place: the `first` or `second` part, or `third` for a word
/// after an omitted part (`und` in `Strom- und Gaspreise`).
static PARTS: LazyLock<FxHashSet<(&'static str, &'static str)>> = LazyLock::new(|| {
    pairs(include_str!("compounds.tsv"))
        .flat_map(|(place, words)| words.split(' ').map(move |word| (place, word)))
        .collect()
});

/// If the hyphen at byte `at` divides a word, returns where the word continues: the first byte of the next line's first
/// word. Returns `None` if there is no hyphen, or it does not divide a word.
///
/// A hyphen divides a word only at the end of a line and between lower-case letters. A soft hyphen there always does.
/// Another hyphen does not if the two parts are joined by a hyphen elsewhere nearby in `text`, or are typical parts of
/// compounds.
pub(crate) fn continuation(text: &str, at: usize) -> Option<usize> {
    let hyphen = text[at..].chars().next().filter(|character| is_hyphen_at_line_end(*character))?;
    let after = &text[at + hyphen.len_utf8()..];
    if !matches!(after.as_bytes().first(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
        return None; // nearly all hyphens
    }
    let line = after.trim_start_matches([' ', '\t', '\r']).strip_prefix('\n')?;
    let next = line.trim_start_matches([' ', '\t']);
    let is_lower = |letter: char| letter.is_lowercase() || letter.is_alphabetic() && !letter.is_uppercase();
    let first = letters_at_end(&text[..at]);
    let second = letters_at_start(next);
    let is_possible = first.chars().next_back().is_some_and(is_lower) && second.starts_with(is_lower);
    let is_divided = is_possible && (hyphen == '\u{ad}' || !is_compound(near(text, at), first, second));
    is_divided.then_some(text.len() - next.len())
}

/// Returns whether a character may divide a word at the end of a line: a hyphen, or `¬`, which scanned texts have instead.
pub(crate) fn is_hyphen_at_line_end(character: char) -> bool {
    matches!(character, '-' | '\u{2010}' | '\u{ad}' | '¬')
}

/// Returns the text around byte `at`: about 10,000 bytes on each side.
fn near(text: &str, at: usize) -> &str {
    const NEAR: usize = 10_000;
    let bound = |at: usize| (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    &text[bound(at.saturating_sub(NEAR))..bound(at + NEAR)]
}

/// Returns whether `text` begins with a word that follows an omitted part (`und` in `Strom- und Gaspreise`).
pub(crate) fn follows_omitted_part(text: &str) -> bool {
    PARTS.contains(&("third", letters_at_start(text)))
}

fn letters_at_start(text: &str) -> &str {
    &text[..text.find(|character: char| !character.is_alphabetic()).unwrap_or(text.len())]
}

fn letters_at_end(text: &str) -> &str {
    let start = text.char_indices().rev().take_while(|(_, character)| character.is_alphabetic()).last();
    start.map_or("", |(start, _)| &text[start..])
}

/// Returns whether two parts form a compound with a hyphen, in general or elsewhere in `text`.
fn is_compound(text: &str, first: &str, second: &str) -> bool {
    let (lower_first, lower_second) = (first.to_lowercase(), second.to_lowercase());
    follows_omitted_part(&lower_second)
        || PARTS.contains(&("second", lower_second.as_str()))
        || PARTS.contains(&("first", lower_first.as_str()))
            && (lower_second.chars().count() > 3 || lower_second == "old")
        || text.contains(&format!("{first}-{second}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divided_words_continue_on_the_next_line() {
        for (text, expected) in [
            ("in the after-\nnoon rain", Some("noon rain")),
            ("in the after- \r\n  noon rain", Some("noon rain")),
            ("in the after\u{ad}\nnoon rain", Some("noon rain")),
            ("in the after\u{2010}\nnoon rain", Some("noon rain")),
            ("Verwaltungs-\nausschuss", Some("ausschuss")),
            ("правитель-\nство", Some("ство")),
            ("the long-\nterm lease", None),
            ("the Leeds-\nbased firm", None),
            ("a six-year-\nold boat", None),
            ("on Mon-\nday", Some("day")),
            ("the flood-\nlit hall, flood-lit again", None),
            ("Strom-\nund Gaspreise", None),
            ("Anglo-\nSaxon", None),
            ("after-noon", None),
            ("wet -\nand cold", None),
            ("in 1990-\nish", None),
            ("wet-\n\ncold", None),
        ] {
            let at = text.find(is_hyphen_at_line_end).unwrap();
            assert_eq!(continuation(text, at).map(|next| &text[next..]), expected, "{text}");
        }
    }
}
