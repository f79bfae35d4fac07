//! What to highlight in a displayed article.
//!
//! Input: the word positions that matched a query. Output: spans of the title and the text, without markup.

mod whole_matches;

pub(crate) use whole_matches::with_whole_matches;

use crate::span::Span;

/// The spans of an article's words, by position.
#[derive(Debug, Clone)]
pub struct WordSpans {
    title: Vec<Span>,
    text: Vec<Span>,
}

impl WordSpans {
    /// Returns the spans of the words of a title and of a text.
    #[must_use]
    pub fn new(title: Vec<Span>, text: Vec<Span>) -> Self {
        Self { title, text }
    }

    /// Returns the span of the word at `position` in the article's text, `None` for a word of the title.
    #[must_use]
    pub fn in_text(&self, position: u32) -> Option<Span> {
        self.text.get((position as usize).checked_sub(self.title.len())?).copied()
    }

    /// Returns the spans of the words at `positions` that are in the title, in bytes of the title.
    #[must_use]
    pub fn title_spans(&self, positions: &[u32]) -> Vec<Span> {
        positions.iter().filter_map(|&position| self.title.get(position as usize)).copied().collect()
    }

    /// Returns the spans of the words at `positions` that are in the text, in bytes of the text.
    #[must_use]
    pub fn text_spans(&self, positions: &[u32]) -> Vec<Span> {
        positions.iter().filter_map(|&position| self.in_text(position)).collect()
    }

    /// Returns the span from the first to the last word of each pair. Pairs outside the text are left out.
    #[must_use]
    pub(crate) fn spans_between(&self, words: &[(u32, u32)]) -> Vec<Span> {
        let span = |&(first, last): &(u32, u32)| {
            Some(Span::new(self.in_text(first)?.start, self.in_text(last)?.end))
        };
        words.iter().filter_map(span).collect()
    }
}
