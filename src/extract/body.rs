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

    /// Returns it without a first paragraph that says the same as the title.
    pub(super) fn without_title(self, title: Option<&str>) -> Self {
        let letters = |text: &str| {
            let letters = text.chars().filter(|character| character.is_alphanumeric());
            letters.flat_map(char::to_lowercase).collect::<String>()
        };
        let first = self.paragraphs.first().map(|first| letters(first.span.of(&self.text)));
        if first.is_none() || first != title.map(letters) {
            return self;
        }
        let mut rest = Self::default();
        for paragraph in &self.paragraphs[1..] {
            rest.push(paragraph.kind, paragraph.span.of(&self.text));
        }
        rest
    }

    /// Returns whether nothing was added.
    pub(super) fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_no_part_of_the_text() {
        for (title, expected) in [
            (Some("Rain, falls"), "It fell."),
            (Some("Snow"), "Rain falls\n\nIt fell."),
            (None, "Rain falls\n\nIt fell."),
        ] {
            let mut body = Body::default();
            body.push(ParagraphKind::Heading, "Rain falls");
            body.push(ParagraphKind::Paragraph, "It fell.");
            assert_eq!(body.without_title(title).text, expected, "{title:?}");
        }
    }
}
