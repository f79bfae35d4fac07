//! Cuts an article into passages.

use super::prose::kind_of;
use crate::{
    article::{Article, Paragraph, ParagraphKind},
    span::Span,
};

/// Passages shorter than this many characters are joined with what follows.
const SHORT: usize = 160;
/// Passages are made no longer than this many characters, unless a sentence is.
const LONG: usize = 600;

/// A slice of an article's text that can be read by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands in the text; not empty, no white space at either end.
    pub span: Span,
    /// The heading it stands under.
    pub heading: Option<Span>,
    /// Whether it is prose.
    pub kind: PassageKind,
}

/// What a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassageKind {
    /// Sentences.
    Prose,
    /// Something that says little by itself: a headline, a list of names, a table, a note to editors.
    Other,
}

/// Returns the passages of an article in order; together they hold every paragraph that is neither heading nor furniture.
///
/// A passage is a paragraph: short ones are joined, long ones cut where `sentences` end. None crosses a heading.
#[must_use]
pub fn passages(article: &Article, sentences: &[Span]) -> Vec<Passage> {
    let mut passages = Vec::new();
    let mut heading = None;
    for stretch in article.paragraphs.chunk_by(|left, right| is_shown(left) && is_shown(right)) {
        match stretch[0].kind {
            ParagraphKind::Heading => heading = Some(stretch[0].span),
            ParagraphKind::Furniture => {}
            ParagraphKind::Paragraph | ParagraphKind::Caption => {
                passages.extend(
                    joined(stretch, &article.text)
                        .into_iter()
                        .flat_map(|span| pieces(span, sentences, &article.text))
                        .map(|span| Passage { span, heading, kind: kind_of(span.of(&article.text)) }),
                );
            }
        }
    }
    passages
}

fn is_shown(paragraph: &Paragraph) -> bool {
    matches!(paragraph.kind, ParagraphKind::Paragraph | ParagraphKind::Caption)
}

/// Returns the spans of paragraphs, short ones joined with their neighbours.
fn joined(paragraphs: &[Paragraph], text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for paragraph in paragraphs.iter().filter(|paragraph| !paragraph.span.is_empty()) {
        match spans.last_mut() {
            Some(last) if fits_together(*last, paragraph.span, text) => last.end = paragraph.span.end,
            _ => spans.push(paragraph.span),
        }
    }
    spans
}

fn fits_together(left: Span, right: Span, text: &str) -> bool {
    let (left_length, right_length) = (characters(left, text), characters(right, text));
    (left_length < SHORT || right_length < SHORT / 2) && left_length + right_length <= LONG
}

fn characters(span: Span, text: &str) -> usize {
    span.of(text).chars().count()
}

/// Returns `span` cut at the ends of sentences into pieces that are not too long.
fn pieces(span: Span, sentences: &[Span], text: &str) -> Vec<Span> {
    if characters(span, text) <= LONG {
        return vec![span];
    }
    let first = sentences.partition_point(|sentence| sentence.end <= span.start);
    let inside = sentences[first..].iter().take_while(|sentence| sentence.start < span.end);
    let mut pieces: Vec<Span> = Vec::new();
    for sentence in inside {
        let sentence = Span::new(sentence.start.max(span.start), sentence.end.min(span.end));
        match pieces.last_mut() {
            Some(piece) if characters(Span::new(piece.start, sentence.end), text) <= LONG => {
                piece.end = sentence.end
            }
            _ => pieces.push(sentence),
        }
    }
    if pieces.is_empty() { vec![span] } else { pieces }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(paragraphs: &[(ParagraphKind, &str)]) -> Article {
        let mut article = Article::default();
        for (kind, text) in paragraphs {
            let start = article.text.len();
            article.text.push_str(text);
            article.paragraphs.push(Paragraph { kind: *kind, span: Span::new(start, article.text.len()) });
            article.text.push('\n');
        }
        article
    }

    #[test]
    fn short_paragraphs_are_joined_but_not_over_headings() {
        let article = article(&[
            (ParagraphKind::Paragraph, "One."),
            (ParagraphKind::Paragraph, "Two."),
            (ParagraphKind::Heading, "Head"),
            (ParagraphKind::Paragraph, "Three."),
            (ParagraphKind::Furniture, "Share"),
            (ParagraphKind::Paragraph, "Four."),
        ]);
        let shown: Vec<(&str, Option<&str>)> = passages(&article, &[])
            .iter()
            .map(|passage| {
                (passage.span.of(&article.text), passage.heading.map(|heading| heading.of(&article.text)))
            })
            .collect();
        assert_eq!(shown, [("One.\nTwo.", None), ("Three.", Some("Head")), ("Four.", Some("Head"))]);
    }

    #[test]
    fn long_paragraphs_are_cut_where_sentences_end() {
        let sentence = format!("{}.", "word ".repeat(50).trim_end());
        let text = [sentence.as_str(); 5].join(" ");
        let article = article(&[(ParagraphKind::Paragraph, &text)]);
        let sentences: Vec<Span> = (0..5)
            .map(|index| {
                Span::new(index * (sentence.len() + 1), index * (sentence.len() + 1) + sentence.len())
            })
            .collect();
        let found = passages(&article, &sentences);
        assert!(
            found.len() == 3 && found.iter().all(|passage| passage.span.of(&article.text).ends_with('.'))
        );
    }
}
