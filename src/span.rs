//! Half-open byte ranges into an article's text.

use serde::{Deserialize, Serialize};

/// A half-open range `start..end` of bytes of one article's text, with both ends on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Returns the span from `start` to `end`; `start` must not be greater than `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span ends before it starts");
        Self { start, end }
    }

    /// Returns the length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Returns whether the span is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns whether `other` lies entirely inside this span.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns whether the two spans share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Returns the part of `text` that the span covers.
    ///
    /// # Panics
    /// If the span does not lie inside `text` on character boundaries.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// Converts `span` from bytes of `text` to Unicode code points.
#[must_use]
pub fn code_points(text: &str, span: Span) -> Span {
    let start = text[..span.start].chars().count();
    Span::new(start, start + span.of(text).chars().count())
}

/// Returns the longest start of `text` that has at most `bytes` bytes and ends with a whole character.
pub(crate) fn truncated(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_count_characters_not_bytes() {
        let text = "é–“x”";
        let x = text.find('x').unwrap();
        assert_eq!(code_points(text, Span::new(x, x + 1)), Span::new(3, 4));
    }
}
