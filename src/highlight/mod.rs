//! What to mark in an article that is shown: word positions that satisfied a query, as spans of its title and text.

mod whole;

pub(crate) use whole::with_whole_matches;

use crate::span::Span;

/// Turns word positions of one article into spans.
#[derive(Debug, Clone)]
pub struct WordSpans {
    title: Vec<Span>,
    text: Vec<Span>,
}

impl WordSpans {
    /// Returns what turns positions into the spans of the words of a title and of a text.
    #[must_use]
    pub fn new(title: Vec<Span>, text: Vec<Span>) -> Self {
        Self { title, text }
    }

    /// Returns the span of the word at `position` in the article's text, `None` for a word of the title.
    #[must_use]
    pub fn in_text(&self, position: u32) -> Option<Span> {
        self.text.get((position as usize).checked_sub(self.title.len())?).copied()
    }

    /// Returns the spans of those of `positions` that are words of the title, in bytes of the title.
    #[must_use]
    pub fn title_spans(&self, positions: &[u32]) -> Vec<Span> {
        positions.iter().filter_map(|&position| self.title.get(position as usize)).copied().collect()
    }

    /// Returns the spans of those of `positions` that are words of the text, in bytes of the text.
    #[must_use]
    pub fn text_spans(&self, positions: &[u32]) -> Vec<Span> {
        positions.iter().filter_map(|&position| self.in_text(position)).collect()
    }

    /// Returns the spans from a first word to a last one, of those that lie in the text.
    #[must_use]
    pub(crate) fn stretches(&self, words: &[(u32, u32)]) -> Vec<Span> {
        let span = |&(first, last): &(u32, u32)| {
            Some(Span::new(self.in_text(first)?.start, self.in_text(last)?.end))
        };
        words.iter().filter_map(span).collect()
    }
}
