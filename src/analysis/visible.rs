//! Text as readers see it: letters composed with their accents, no invisible signs inside of words, words that a line divides whole.
//! A text enters; what readers see leaves, with places that lead back to what was written.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{goes_on, is_dividing};
use crate::span::Span;

/// A text as readers see it.
#[derive(Debug)]
pub(crate) struct Visible {
    pub(crate) text: String,
    /// Where the two differ, in order.
    changes: Vec<Change>,
}

/// A stretch that is written in one way and seen in another.
#[derive(Debug, Clone, Copy)]
struct Change {
    written: Span,
    seen: Span,
}

impl Visible {
    /// Returns what readers see of `text`, `None` where that is the same.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let mut visible = Self { text: String::new(), changes: Vec::new() };
        let mut copied = 0;
        let mut signs = text.char_indices().peekable();
        while let Some((at, sign)) = signs.next() {
            let end = if let Some(next) = goes_on(text, at) {
                next
            } else if is_invisible(sign) {
                at + sign.len_utf8()
            } else if signs.peek().is_some_and(|(_, next)| !next.is_ascii() && is_combining_mark(*next)) {
                let marks = text[at + sign.len_utf8()..].chars().take_while(|mark| is_combining_mark(*mark));
                at + sign.len_utf8() + marks.map(char::len_utf8).sum::<usize>()
            } else {
                continue;
            };
            visible.change(text, copied, Span::new(at, end));
            copied = end;
            while signs.next_if(|(at, _)| *at < end).is_some() {}
        }
        visible.text.push_str(&text[copied..]);
        (!visible.changes.is_empty()).then_some(visible)
    }

    /// Writes the text from `copied` on up to `written`, and that as it is seen.
    fn change(&mut self, text: &str, copied: usize, written: Span) {
        self.text.push_str(&text[copied..written.start]);
        let start = self.text.len();
        let whole = written.of(text);
        let is_kept = |sign: &char| !is_invisible(*sign) && !is_dividing(*sign) && !sign.is_whitespace();
        self.text.extend(whole.chars().filter(is_kept).nfc());
        if &self.text[start..] != whole {
            self.changes.push(Change { written, seen: Span::new(start, self.text.len()) });
        }
    }

    /// Returns where a span of what was written is seen.
    pub(crate) fn seen(&self, written: Span) -> Span {
        let place = |at: usize| {
            let before =
                self.changes[..self.changes.partition_point(|change| change.written.start < at)].last();
            before.map_or(at, |change| match at < change.written.end {
                true => change.seen.start,
                false => at - change.written.end + change.seen.end,
            })
        };
        Span::new(place(written.start), place(written.end))
    }

    /// Returns where a span of what is seen was written.
    pub(crate) fn written(&self, seen: Span) -> Span {
        let behind = |at: usize, last: Option<&Change>| {
            last.map_or(at, |change| at - change.seen.end + change.written.end)
        };
        let started = self.changes.partition_point(|change| change.seen.end <= seen.start);
        // What is not seen at the end of a span is none of it.
        let ended = self.changes.partition_point(|change| {
            change.seen.end < seen.end || change.seen.end == seen.end && !change.seen.is_empty()
        });
        let start = behind(seen.start, self.changes[..started].last());
        Span::new(start, behind(seen.end, self.changes[..ended].last()).max(start))
    }
}

/// Returns `text` as readers see it.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    Visible::of(text).map_or(Cow::Borrowed(text), |visible| Cow::Owned(visible.text))
}

/// Returns whether a sign inside of words is not seen: soft hyphens, spaces without width, marks of direction.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}')
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
    fn places_lead_both_ways() {
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
            let place = |text: &str, part: &str| {
                let start = text.find(part).unwrap();
                Span::new(start, start + part.len())
            };
            let (seen, written) = (place(&visible.text, seen), place(text, written));
            assert_eq!(visible.written(seen), written, "{}", seen.of(&visible.text));
            assert_eq!(visible.seen(written), seen, "{}", written.of(text));
        }
    }
}
