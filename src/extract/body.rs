//! Text that is built from paragraphs of markup. Input: paragraphs. Output: text and spans, or the draft of an article.

use super::{
    Draft, ExtractError, RecordPlace,
    candidates::{Stated, Surroundings},
    fields::one_line,
};
use crate::{
    article::{Article, Paragraph, ParagraphKind},
    read::RawRecord,
    span::Span,
};

/// A text under construction: paragraphs with blank lines between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) paragraphs: Vec<Paragraph>,
}

impl Body {
    /// Adds a paragraph. Each run of white space becomes one space; an empty paragraph is left out.
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

    /// Adds the paragraphs of another text.
    pub(super) fn append(&mut self, other: &Self) {
        for paragraph in &other.paragraphs {
            self.push(paragraph.kind, paragraph.span.of(&other.text));
        }
    }

    /// Returns the draft of an article with this text, without a first paragraph that repeats the title.
    ///
    /// # Errors
    /// If there is neither a text nor a title.
    pub(super) fn into_draft(self, stated: Stated, record: &RawRecord) -> Result<Draft, ExtractError> {
        if self.is_empty() && stated.title.is_none() {
            return Err(ExtractError::Empty { place: RecordPlace::of(record) });
        }
        let body = self.without_title(stated.title.as_deref());
        let article = Article { text: body.text, paragraphs: body.paragraphs, ..Article::default() };
        Ok(Draft { article, stated, surroundings: Surroundings::default() })
    }

    /// Returns the text without a first paragraph that repeats the title.
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

    /// Returns whether there are no paragraphs.
    pub(super) fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_is_not_part_of_the_text() {
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
