//! Text as readers see it: accents composed with their letters, no invisible characters, and words divided at line ends joined.
//!
//! Input: text as written. Output: the visible text, and the conversion of spans between the two.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{ascii::first_special, continuation, is_hyphen_at_line_end};
use crate::span::Span;

/// Text as readers see it.
#[derive(Debug)]
pub(crate) struct Visible {
    pub(crate) text: String,
    /// The stretches where the written and the visible text differ, in order.
    changes: Vec<Change>,
}

/// A stretch where the written and the visible text differ.
#[derive(Debug, Clone, Copy)]
struct Change {
    written: Span,
    visible: Span,
}

impl Visible {
    /// Returns `text` as readers see it; `None` if the visible text is the same.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let mut visible = Self { text: String::new(), changes: Vec::new() };
        let (mut copied, mut at) = (0, 0);
        while let Some(next) = next_candidate(text, at) {
            let character = text[next..].chars().next()?;
            let end = next + character.len_utf8();
            at = end;
            let end = if is_hyphen_at_line_end(character)
                && let Some(rest) = continuation(text, next)
            {
                rest
            } else if is_invisible(character) {
                end
            } else {
                let marks = text[end..].chars().take_while(|mark| is_mark(*mark)).map(char::len_utf8);
                match marks.sum::<usize>() {
                    0 => continue,
                    marks => end + marks,
                }
            };
            visible.change(text, copied, Span::new(next, end));
            (copied, at) = (end, end);
        }
        visible.text.push_str(&text[copied..]);
        (!visible.changes.is_empty()).then_some(visible)
    }

    /// Appends the text between `copied` and `written` unchanged, then the text at `written` as readers see it.
    fn change(&mut self, text: &str, copied: usize, written: Span) {
        self.text.push_str(&text[copied..written.start]);
        let start = self.text.len();
        let whole = written.of(text);
        let is_visible = |character: &char| {
            !is_invisible(*character) && !is_hyphen_at_line_end(*character) && !character.is_whitespace()
        };
        self.text.extend(whole.chars().filter(is_visible).nfc());
        if &self.text[start..] != whole {
            self.changes.push(Change { written, visible: Span::new(start, self.text.len()) });
        }
    }

    /// Returns the span of the visible text for a span of the written text.
    pub(crate) fn visible_span(&self, written: Span) -> Span {
        let convert = |at: usize| {
            let before =
                self.changes[..self.changes.partition_point(|change| change.written.start < at)].last();
            before.map_or(at, |change| match at < change.written.end {
                true => change.visible.start,
                false => at - change.written.end + change.visible.end,
            })
        };
        Span::new(convert(written.start), convert(written.end))
    }

    /// Returns the span of the written text for a span of the visible text, without invisible characters at its end.
    pub(crate) fn written_span(&self, visible: Span) -> Span {
        let convert = |at: usize, last: Option<&Change>| {
            last.map_or(at, |change| at - change.visible.end + change.written.end)
        };
        let before_start = self.changes.partition_point(|change| change.visible.end <= visible.start);
        let before_end = self.changes.partition_point(|change| {
            change.visible.end < visible.end
                || change.visible.end == visible.end && !change.visible.is_empty()
        });
        let start = convert(visible.start, self.changes[..before_start].last());
        Span::new(start, convert(visible.end, self.changes[..before_end].last()).max(start))
    }
}

/// Returns `text` as readers see it.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    Visible::of(text).map_or(Cow::Borrowed(text), |visible| Cow::Owned(visible.text))
}

/// Returns the first byte, at or after `from`, of a character that readers may see differently: a hyphen, a character that is
/// not ASCII, or the character before it, which may carry marks.
fn next_candidate(text: &str, from: usize) -> Option<usize> {
    let bytes = &text.as_bytes()[from..];
    let at = first_special(bytes, b'-')?;
    let carries_mark = at > 0 && bytes[at] != b'-' && text[from + at..].starts_with(is_mark);
    Some(from + at - usize::from(carries_mark))
}

/// Returns whether a character is a combining mark. The first test settles the letters and the punctuation of most texts.
fn is_mark(character: char) -> bool {
    let is_common = character < '\u{300}' || ('\u{2000}'..'\u{20d0}').contains(&character);
    !is_common && is_combining_mark(character)
}

/// Returns whether a character is invisible inside a word: soft hyphens, zero-width spaces, direction marks.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_see_composed_letters_and_whole_words() {
        for (text, expected) in [
            ("Rain fell.", None),
            ("Désirée", None),
            ("De\u{301}sire\u{301}e", Some("Désirée")),
            ("co\u{ad}ope\u{ad}rate", Some("cooperate")),
            ("\u{feff}Rain\u{200b}", Some("Rain")),
            ("after-\nnoon", Some("afternoon")),
            ("long-\nterm", None),
            ("हिन्दी", None),
        ] {
            assert_eq!(Visible::of(text).map(|visible| visible.text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn spans_are_converted_in_both_directions() {
        let text = "Mrs Go\u{301}\u{ad}mez\u{ad} said: e\u{301}tude in the after-\nnoon.";
        let visible = Visible::of(text).unwrap();
        for (seen, written) in [
            ("Mrs", "Mrs"),
            ("Gómez", "Go\u{301}\u{ad}mez"),
            ("étude", "e\u{301}tude"),
            ("afternoon", "after-\nnoon"),
            ("noon.", "noon."),
            ("said", "said"),
        ] {
            let find = |text: &str, part: &str| {
                let start = text.find(part).unwrap();
                Span::new(start, start + part.len())
            };
            let (seen, written) = (find(&visible.text, seen), find(text, written));
            assert_eq!(visible.written_span(seen), written, "{}", seen.of(&visible.text));
            assert_eq!(visible.visible_span(written), seen, "{}", written.of(text));
        }
    }
}
