//! Splits text into sentences.
//!
//! Input: a text and its paragraphs. Output: one span per sentence, which together cover every word of the paragraphs that
//! are not furniture. One pass over the bytes of each paragraph stops only at bytes that may end a sentence. The text
//! around such a byte decides whether it ends one.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    article::{Paragraph, ParagraphKind},
    span::Span,
    word_list::{classes, kind_of, word_set},
};

/// When the full stop of an abbreviation ends a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StopStrength {
    Never,
    /// It does if the next word commonly begins a sentence.
    Seldom,
    /// It does unless a digit follows.
    NotBeforeDigit,
}

static ABBREVIATIONS: LazyLock<FxHashMap<&'static str, StopStrength>> = LazyLock::new(|| {
    let mut known = FxHashMap::default();
    let strengths = [
        ("never", StopStrength::Never),
        ("seldom", StopStrength::Seldom),
        ("number", StopStrength::NotBeforeDigit),
    ];
    for (class, words) in classes(include_str!("abbreviations.txt")) {
        let strength = kind_of(class, &strengths);
        known.extend(words.split_whitespace().map(|word| (word, strength)));
    }
    known
});

static STARTERS: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| word_set(include_str!("sentence_starters.txt")));

/// Bytes at which a sentence may end: `.`, `!`, `?` and the first bytes of other scripts' stops.
static STOPS: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = [b'.', b'!', b'?', 0xE2, 0xE3, 0xEF, 0xD8, 0xDB, 0xE0];
    let mut i = 0;
    while i < bytes.len() {
        table[bytes[i] as usize] = true;
        i += 1;
    }
    table
};

/// Number of characters after a stop in which the next sentence's first letter is searched. The limit keeps the work linear.
const FARTHEST_LETTER: usize = 40;

/// Maximum length in bytes of an abbreviation that is looked up.
const LONGEST_ABBREVIATION: usize = 8;

/// Returns the sentences of `text` in order; they do not overlap.
///
/// Every word of a paragraph that is not furniture is in exactly one sentence. A heading is one sentence. Sentences never cross
/// paragraphs and have no white space at either end.
#[must_use]
pub fn sentences(text: &str, paragraphs: &[Paragraph]) -> Vec<Span> {
    let mut found = Vec::with_capacity(text.len() / 100 + paragraphs.len());
    for paragraph in paragraphs {
        match paragraph.kind {
            ParagraphKind::Furniture => {}
            ParagraphKind::Heading => push_trimmed(text, paragraph.span, &mut found),
            ParagraphKind::Paragraph | ParagraphKind::Caption => cut(text, paragraph.span, &mut found),
        }
    }
    found
}

/// Adds the sentences of one paragraph to `found`.
fn cut(text: &str, paragraph: Span, found: &mut Vec<Span>) {
    let bytes = &text.as_bytes()[..paragraph.end];
    let mut start = paragraph.start;
    let mut at = paragraph.start;
    while let Some(skipped) = bytes[at..].iter().position(|&byte| STOPS[byte as usize]) {
        at += skipped;
        let stop = stop_at(bytes, at);
        if stop.width == 0 {
            at += 1;
            continue;
        }
        let end = end_of_closers(text, end_of_stops(bytes, at), paragraph.end);
        if ends_sentence(text, Span::new(start, paragraph.end), Span::new(at, end), stop.needs_space) {
            push_trimmed(text, Span::new(start, end), found);
            start = end;
        }
        at = end;
    }
    push_trimmed(text, Span::new(start, paragraph.end), found);
}

fn push_trimmed(text: &str, span: Span, found: &mut Vec<Span>) {
    let slice = span.of(text);
    let start = span.start + (slice.len() - slice.trim_start().len());
    let end = span.start + slice.trim_end().len();
    if start < end {
        found.push(Span::new(start, end));
    }
}

/// A punctuation mark that may end a sentence.
struct Stop {
    /// Length in bytes; 0 if there is none.
    width: usize,
    /// Whether it ends a sentence only if white space follows.
    needs_space: bool,
}

fn stop_at(bytes: &[u8], at: usize) -> Stop {
    let rest = &bytes[at..];
    let (width, needs_space) = match rest {
        [b'.' | b'!' | b'?', ..] => (1, true),
        [0xE2, 0x80, 0xA6, ..] | [0xE0, 0xA5, 0xA4, ..] => (3, true), // … and danda
        [0xD8, 0x9F, ..] | [0xDB, 0x94, ..] => (2, true),             // Arabic question mark and full stop
        [0xE3, 0x80, 0x82, ..] | [0xEF, 0xBD, 0xA1, ..] => (3, false), // ideographic full stops
        [0xEF, 0xBC, 0x81 | 0x9F | 0x8E, ..] => (3, false),           // full-width ! ? .
        _ => (0, true),
    };
    Stop { width, needs_space }
}

/// Returns where a run of stops from `at` ends; spaced ellipses (`. . .`) are one run.
fn end_of_stops(bytes: &[u8], mut at: usize) -> usize {
    loop {
        let width = stop_at(bytes, at).width;
        if width > 0 {
            at += width;
        } else if matches!(&bytes[at..], [b' ', b'.', ..]) {
            at += 1;
        } else {
            return at;
        }
        if at >= bytes.len() {
            return bytes.len();
        }
    }
}

/// Returns where the closing quotation marks and brackets after a stop end.
fn end_of_closers(text: &str, at: usize, limit: usize) -> usize {
    let closers = text[at..limit].char_indices().find(|(_, c)| !is_closer(*c));
    closers.map_or(limit, |(offset, _)| at + offset)
}

fn is_closer(c: char) -> bool {
    // `“` and `‘` close in German; directly after a full stop they open nothing.
    matches!(c, '"' | '\'' | '”' | '’' | '“' | '‘' | '»' | '›' | ')' | ']' | '」' | '』' | '）' | '*')
}

/// Returns whether the stops and closers at `stop` end the sentence that begins at the start of `within`. `within` ends
/// with the paragraph.
fn ends_sentence(text: &str, within: Span, stop: Span, needs_space: bool) -> bool {
    let rest = &text[stop.end..within.end];
    if !needs_space {
        return true;
    }
    let next = rest.trim_start();
    if next.is_empty() {
        return true;
    }
    if next.len() == rest.len() {
        return false;
    }
    let Some(first) = next.chars().take(FARTHEST_LETTER).find(|c| c.is_alphanumeric()) else { return true };
    if first.is_lowercase() {
        return false;
    }
    // "Hollis (U.K.) Ltd"
    let only_stop = stop
        .of(text)
        .strip_prefix('.')
        .is_some_and(|closers| closers.chars().all(|c| matches!(c, ')' | ']')));
    !only_stop || stop_after_word_ends(text, Span::new(within.start, stop.start), next)
}

/// Returns whether a single full stop after `before` ends a sentence if `next` follows.
fn stop_after_word_ends(text: &str, before: Span, next: &str) -> bool {
    let head = before.of(text).trim_start();
    let word_start = head.rfind(|c: char| c.is_whitespace() || "([\"“‘—–-/".contains(c));
    let word = word_start.map_or(head, |at| head[at..].trim_start_matches(|c: char| !c.is_alphanumeric()));
    if word.is_empty() {
        return true;
    }
    if word_start.is_none() && word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit()) {
        return false; // the number of a list item
    }
    match strength(word) {
        None => true,
        Some(StopStrength::Never) => false,
        Some(StopStrength::Seldom) => begins_sentence(next),
        Some(StopStrength::NotBeforeDigit) => !next.starts_with(|c: char| c.is_ascii_digit()),
    }
}

fn strength(word: &str) -> Option<StopStrength> {
    let mut letters = word.chars();
    if let (Some(only), None) = (letters.next(), letters.next()) {
        return only.is_uppercase().then_some(StopStrength::Seldom); // an initial
    }
    if word.len() > LONGEST_ABBREVIATION {
        return None;
    }
    let known = ABBREVIATIONS.get(word.to_ascii_lowercase().as_str()).copied();
    known.or_else(|| is_dotted_initials(word).then_some(StopStrength::Seldom))
}

/// Returns whether `word` consists of single letters with stops between them (`U.S`).
fn is_dotted_initials(word: &str) -> bool {
    word.contains('.')
        && word.split('.').all(|part| part.len() == 1 && part.as_bytes()[0].is_ascii_alphabetic())
}

fn begins_sentence(next: &str) -> bool {
    if next.starts_with(['"', '“', '‘', '«', '„']) {
        return true;
    }
    let end = next.find(|c: char| !c.is_alphanumeric()).unwrap_or(next.len());
    STARTERS.contains(&next[..end])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut_whole(text: &str) -> Vec<&str> {
        let paragraph = Paragraph { kind: ParagraphKind::Paragraph, span: Span::new(0, text.len()) };
        sentences(text, &[paragraph]).into_iter().map(|span| span.of(text)).collect()
    }

    const CASES: &[&[&str]] = &[
        &["Rain fell on Leeds.", "Nobody minded."],
        &["Mr. Holt met Gov. Anna Reyes on Jan. 5 in the U.S. Senate.", "It was late."],
        &["They left the U.S.", "The rest stayed."],
        &["John F. Marsh and J. R. Dale won No. 3 with 2.5 points."],
        &["“We won.”", "“You did?” she asked.", "He nodded."],
        &["It grew, e.g. Ohio did, by 3.5 percent.", "Prices fell."],
        &["He said ''we won.''", "She left."],
        &["Well ... maybe not.", "Or . . . perhaps."],
        &["Wait…", "Now go!", "(Why?)", "So."],
        &["你好。", "再见！", "走吧"],
        &["The line is broken\nby hand here.", "Another line."],
        &["1. Open the lid.", "2. Close it."],
        &["The firm, Dale Inc., paid $3.5 million.", "It closed."],
        &["Dale Bridges (U.K.) Ltd closed (in the fall.)", "Nobody minded."],
        &["هل وصل؟", "نعم."],
        &["At 5 p.m. Tuesday they met at 7 a.m.", "They left."],
    ];

    #[test]
    fn text_is_split_into_sentences() {
        for case in CASES {
            assert_eq!(cut_whole(&case.join(" ")), *case);
        }
    }

    #[test]
    fn ideographic_stops_need_no_space() {
        assert_eq!(cut_whole("他说。她说。"), ["他说。", "她说。"]);
    }

    #[test]
    fn a_heading_is_one_sentence_and_furniture_has_none() {
        let text = "Rain. Again. Sign in";
        let heading = Paragraph { kind: ParagraphKind::Heading, span: Span::new(0, 12) };
        let furniture = Paragraph { kind: ParagraphKind::Furniture, span: Span::new(13, 20) };
        assert_eq!(sentences(text, &[heading, furniture]), [Span::new(0, 12)]);
    }

    proptest! {
        #[test]
        fn every_word_is_in_one_sentence(text in "[a-zA-Z.!?…“”\"'。 \n0-9é]{0,200}") {
            let whole = Paragraph { kind: ParagraphKind::Paragraph, span: Span::new(0, text.len()) };
            let found = sentences(&text, &[whole]);
            prop_assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
            for (at, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
                prop_assert!(found.iter().any(|s| s.start <= at && at + c.len_utf8() <= s.end));
            }
        }
    }
}
