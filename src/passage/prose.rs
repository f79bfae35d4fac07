//! Distinguishes passages of prose from headlines, datelines, lists of names, tables and notes to editors.

use std::sync::LazyLock;

use super::passages::PassageKind;
use crate::word_list::lines;

/// Minimum number of words of prose. Shorter text is a heading or a dateline.
const FEWEST_WORDS: usize = 8;
/// Minimum number of characters outside ASCII, for prose without spaces between words.
const FEWEST_CHARACTERS: usize = 40;
/// Minimum share of words that begin with a lower-case letter. In German prose it is about two thirds, in tables and lists of names a
/// third or less.
const LOWER_CASE: f64 = 0.4;

/// Returns the kind of the passage `text`.
pub(super) fn kind_of(text: &str) -> PassageKind {
    let (mut words, mut lower_case) = (0, 0);
    for word in text.split_whitespace() {
        let Some(first) = word.chars().find(|character| character.is_alphanumeric()) else { continue };
        words += 1;
        // Letters of scripts without case count as lower case.
        lower_case += usize::from(first.is_alphabetic() && !first.is_uppercase());
    }
    let is_long = words >= FEWEST_WORDS
        || text.chars().filter(|character| !character.is_ascii()).count() >= FEWEST_CHARACTERS;
    let is_prose = is_long && lower_case as f64 >= LOWER_CASE * words as f64 && !is_editors_note(text);
    if is_prose { PassageKind::Prose } else { PassageKind::Other }
}

/// Returns whether `text` begins like a note to editors.
fn is_editors_note(text: &str) -> bool {
    static BEGINNINGS: LazyLock<Vec<&str>> =
        LazyLock::new(|| lines(include_str!("editors_notes.txt")).collect());
    let text = text.trim_start_matches(|character: char| !character.is_alphanumeric());
    let begins = |beginning: &&str| {
        text.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
    };
    BEGINNINGS.iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sentences_are_prose() {
        for (text, kind) in [
            ("The pilots of Port Ellis went on strike on Monday, and no ship left.", PassageKind::Prose),
            ("Die Lotsen von Port Ellis streiken seit Montag, kein Schiff lief aus.", PassageKind::Prose),
            (
                "埃利斯港的引航员星期一开始罢工，没有一艘船离开港口，码头工人也加入了罢工行列，工会要求增加工资并改善工作条件。",
                PassageKind::Prose,
            ),
            ("Dockers Strike at Port Ellis", PassageKind::Other),
            ("PORT ELLIS, March 3 -", PassageKind::Other),
            (
                "Ada Quill, Ben Ode, Cleo Marsh, Dan Pike, Eva Holt, Finn Reed and Gil Stone.",
                PassageKind::Other,
            ),
            (
                "Editor's note: this story replaces the one that was sent in the morning, with more.",
                PassageKind::Other,
            ),
            ("Wheat 1,655.8 872.0 2,692.4 Maize 48.0 nil Sorghum nil nil total 20.0", PassageKind::Other),
        ] {
            assert_eq!(kind_of(text), kind, "{text}");
        }
    }
}
