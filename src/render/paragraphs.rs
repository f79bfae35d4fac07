//! The paragraphs inside a stretch of an article's text: line ends inside one are only where the input broke its lines.

use crate::{
    article::{Article, ParagraphKind},
    span::Span,
};

/// Returns the parts of `span` that lie in each paragraph, in order, with the paragraph's kind; all of `span` where the article
/// knows no paragraphs there.
pub(crate) fn inside(article: &Article, span: Span) -> Vec<(ParagraphKind, Span)> {
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
    fn a_span_is_cut_at_paragraphs() {
        let text = "One two.\n\nThree four.";
        let kind = ParagraphKind::Paragraph;
        let paragraphs = vec![
            Paragraph { kind: ParagraphKind::Heading, span: Span::new(0, 8) },
            Paragraph { kind, span: Span::new(10, 21) },
        ];
        let article = Article { text: text.into(), paragraphs, ..Article::default() };
        assert_eq!(
            inside(&article, Span::new(4, 15)),
            [(ParagraphKind::Heading, Span::new(4, 8)), (kind, Span::new(10, 15))]
        );
        let bare = Article { text: text.into(), ..Article::default() };
        assert_eq!(inside(&bare, Span::new(4, 15)), [(kind, Span::new(4, 15))]);
        assert_eq!(inside(&bare, Span::new(4, 4)), []);
    }
}
