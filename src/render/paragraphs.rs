//! The paragraphs in a span of an article's text. Newlines inside a paragraph are only the line breaks of the input.

use crate::{
    article::{Article, ParagraphKind},
    span::Span,
};

/// Returns the part of `span` in each paragraph, in order, with the kind of the paragraph.
///
/// Returns the whole span if the article has no paragraphs there.
pub(crate) fn paragraphs_in(article: &Article, span: Span) -> Vec<(ParagraphKind, Span)> {
    let parts: Vec<_> = article
        .paragraphs
        .iter()
        .filter(|paragraph| paragraph.span.overlaps(span))
        .map(|paragraph| {
            let (start, end) = (paragraph.span.start.max(span.start), paragraph.span.end.min(span.end));
            (paragraph.kind, Span::new(start, end))
        })
        .collect();
    if parts.is_empty() && !span.is_empty() { vec![(ParagraphKind::Paragraph, span)] } else { parts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Paragraph;

    #[test]
    fn a_span_is_split_at_paragraphs() {
        let text = "One two.\n\nThree four.";
        let kind = ParagraphKind::Paragraph;
        let paragraphs = vec![
            Paragraph { kind: ParagraphKind::Heading, span: Span::new(0, 8) },
            Paragraph { kind, span: Span::new(10, 21) },
        ];
        let article = Article { text: text.into(), paragraphs, ..Article::default() };
        assert_eq!(
            paragraphs_in(&article, Span::new(4, 15)),
            [(ParagraphKind::Heading, Span::new(4, 8)), (kind, Span::new(10, 15))]
        );
        let bare = Article { text: text.into(), ..Article::default() };
        assert_eq!(paragraphs_in(&bare, Span::new(4, 15)), [(kind, Span::new(4, 15))]);
        assert_eq!(paragraphs_in(&bare, Span::new(4, 4)), []);
    }
}
