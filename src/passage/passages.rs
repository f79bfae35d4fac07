//! Splits an article into passages: paragraphs, with short ones joined and long ones split between sentences.

use super::prose::kind_of;
use crate::{
    article::{Article, Paragraph, ParagraphKind},
    span::Span,
};

/// A paragraph with fewer characters is joined with the next paragraph. With fewer than half as many, it is also joined
/// with the previous paragraph.
const SHORT: usize = 160;
/// Maximum number of characters in a passage, unless a single sentence is longer.
const LONG: usize = 600;

/// A part of an article's text that can be read on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// Its span in the text: not empty, without white space at either end.
    pub span: Span,
    /// The heading above it.
    pub heading: Option<Span>,
    /// Whether it is prose.
    pub kind: PassageKind,
}

/// Kind of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassageKind {
    /// Sentences.
    Prose,
    /// Text that says little on its own: a headline, a list of names, a table, a note to editors.
    Other,
}

/// Returns the passages of an article in order. Together they cover every paragraph that is neither heading nor furniture.
///
/// A passage is a paragraph. Short paragraphs are joined, and long paragraphs are split between `sentences`. No passage
/// crosses a heading.
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

/// Returns the spans of paragraphs, with short ones joined to their neighbors.
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

/// Returns `span` split between sentences into pieces of at most [`LONG`] characters, if the sentences permit.
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
    fn short_paragraphs_are_joined_but_not_across_headings() {
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
    fn long_paragraphs_are_split_between_sentences() {
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
