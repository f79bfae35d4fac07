//! Words divided by a hyphen at the end of a line. A text and the place of a sign enter; where the word goes on leaves.

use std::{collections::HashSet, sync::LazyLock};

use crate::word_list::pairs;

/// Parts that are joined to others by a hyphen of their own, by where they stand: `first`, `second`, `third` (words behind a hyphen
/// that stands for a part left out).
static PARTS: LazyLock<HashSet<(&'static str, &'static str)>> = LazyLock::new(|| {
    pairs(include_str!("compounds.tsv"))
        .flat_map(|(place, words)| words.split(' ').map(move |word| (place, word)))
        .collect()
});

/// Returns where the word that the sign at byte `at` divides goes on: the first byte of the next line's first word; `None` where the
/// sign divides no word, or stands in a compound.
///
/// A soft hyphen at the end of a line always divides one; a hyphen only between small letters, unless the two parts stand in `text`
/// with a hyphen between them elsewhere, or are parts of compounds.
pub(crate) fn goes_on(text: &str, at: usize) -> Option<usize> {
    let sign = text[at..].chars().next().filter(|sign| is_dividing(*sign))?;
    let behind = &text[at + sign.len_utf8()..];
    let line = behind.trim_start_matches([' ', '\t', '\r']).strip_prefix('\n')?;
    let next = line.trim_start_matches([' ', '\t']);
    let is_small = |letter: char| letter.is_lowercase() || letter.is_alphabetic() && !letter.is_uppercase();
    let first = word_before(&text[..at]);
    let second = &next[..next.find(|sign: char| !sign.is_alphabetic()).unwrap_or(next.len())];
    let sound = first.chars().next_back().is_some_and(is_small) && second.starts_with(is_small);
    let divided = sound && (sign == '\u{ad}' || !is_compound(near(text, at), first, second));
    divided.then_some(text.len() - next.len())
}

/// Returns whether a sign may divide a word at the end of a line: hyphens, and what scans make of them.
pub(crate) fn is_dividing(sign: char) -> bool {
    matches!(sign, '-' | '\u{2010}' | '\u{ad}' | '¬')
}

/// Returns the text around byte `at`: as much as an article holds.
fn near(text: &str, at: usize) -> &str {
    const NEAR: usize = 10_000;
    let bound = |at: usize| (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    &text[bound(at.saturating_sub(NEAR))..bound(at + NEAR)]
}

/// Returns whether `behind` begins with a word before which a hyphen stands for a part left out (`Strom- und Gaspreise`).
pub(crate) fn follows_part_left_out(behind: &str) -> bool {
    let word = &behind[..behind.find(|sign: char| !sign.is_alphabetic()).unwrap_or(behind.len())];
    PARTS.contains(&("third", word))
}

/// Returns the letters at the end of a text.
fn word_before(text: &str) -> &str {
    let start = text.char_indices().rev().take_while(|(_, sign)| sign.is_alphabetic()).last();
    start.map_or("", |(start, _)| &text[start..])
}

/// Returns whether two parts belong together with a hyphen between them.
fn is_compound(text: &str, first: &str, second: &str) -> bool {
    let (lower, behind) = (first.to_lowercase(), second.to_lowercase());
    follows_part_left_out(&behind)
        || PARTS.contains(&("second", behind.as_str()))
        || PARTS.contains(&("first", lower.as_str())) && (behind.chars().count() > 3 || behind == "old")
        || text.contains(&format!("{first}-{second}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_on_behind_the_line() {
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
            let at = text.find(is_dividing).unwrap();
            assert_eq!(goes_on(text, at).map(|next| &text[next..]), expected, "{text}");
        }
    }
}
