//! A text put together from marked-up paragraphs, where the input's own text is not kept. Paragraphs enter; text and spans leave.

use super::fields::one_line;
use crate::{
    article::{Paragraph, ParagraphKind},
    span::Span,
};

/// A text under construction: paragraphs, a blank line between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) paragraphs: Vec<Paragraph>,
}

impl Body {
    /// Adds a paragraph, its white space made single; one without words is left out.
    pub(super) fn push(&mut self, kind: ParagraphKind, text: &str) {
        let text = one_line(text);
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(&text);
        self.paragraphs.push(Paragraph { kind, span: Span::new(start, self.text.len()) });
    }

    /// Returns whether nothing was added.
    pub(super) fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }
}
