//! Marks and numbers the quotations in an article's text, in the markup of each format.

use super::fragments::{FragmentKind, fragments};
use crate::{article::Article, span::Span};

/// How a format marks quotations and matches.
pub(crate) trait Annotator {
    /// Returns a fragment of the text in markup.
    fn fragment(&self, text: &str, kind: FragmentKind, context: FragmentContext) -> String;
    /// Returns the markup before a part of the quotation with this one-based number.
    fn open(&self, number: usize) -> String;
    /// Returns the markup after a part of the quotation with this one-based number.
    fn close(&self, number: usize) -> String;
}

/// Whether a fragment belongs to a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FragmentContext {
    /// It belongs to no quotation.
    Narration,
    /// It belongs to at least one quotation.
    Quotation,
}

/// Returns a span of the article's text with its quotations and highlights marked.
///
/// The markup is properly nested: if two quotations overlap, the inner one is closed before the outer one ends and
/// opened again after it.
pub(crate) fn annotate(
    article: &Article,
    part: Span,
    highlights: &[Span],
    annotator: &dyn Annotator,
) -> String {
    let mut quoted: Vec<(Span, usize)> = Vec::new();
    for (number, quotation) in (1..).zip(&article.quotations) {
        let inside = quotation.content.iter().filter(|content| content.overlaps(part));
        quoted.extend(
            inside.map(|span| (Span::new(span.start.max(part.start), span.end.min(part.end)), number)),
        );
    }
    quoted.sort_by_key(|(span, number)| (span.start, std::cmp::Reverse(span.end), *number));
    let mut bounds: Vec<usize> = quoted.iter().flat_map(|(span, _)| [span.start, span.end]).collect();
    bounds.extend([part.start, part.end]);
    bounds.sort_unstable();
    bounds.dedup();
    let (mut text, mut open, mut next) = (String::new(), Vec::<(Span, usize)>::new(), 0);
    for (index, &at) in bounds.iter().enumerate() {
        close(&mut open, at, annotator, &mut text);
        while let Some(&(span, number)) = quoted.get(next).filter(|(span, _)| span.start == at) {
            text.push_str(&annotator.open(number));
            open.push((span, number));
            next += 1;
        }
        let Some(&end) = bounds.get(index + 1) else { break };
        let context = if open.is_empty() { FragmentContext::Narration } else { FragmentContext::Quotation };
        for fragment in fragments(&article.text, Span::new(at, end), highlights) {
            text.push_str(&annotator.fragment(fragment.text, fragment.kind, context));
        }
    }
    text
}

/// Closes the quotations that end at a position and the quotations inside them. Reopens the inner ones that continue.
fn close(open: &mut Vec<(Span, usize)>, at: usize, annotator: &dyn Annotator, text: &mut String) {
    let Some(first) = open.iter().position(|(span, _)| span.end == at) else { return };
    let inner = open.split_off(first);
    inner.iter().rev().for_each(|(_, number)| text.push_str(&annotator.close(*number)));
    for (span, number) in inner.into_iter().filter(|(span, _)| span.end != at) {
        text.push_str(&annotator.open(number));
        open.push((span, number));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::{Quotation, QuotationKind};

    struct Plain;

    impl Annotator for Plain {
        fn fragment(&self, text: &str, kind: FragmentKind, _: FragmentContext) -> String {
            if kind == FragmentKind::Match { format!("*{text}*") } else { text.to_owned() }
        }
        fn open(&self, number: usize) -> String {
            format!("<{number}>")
        }
        fn close(&self, number: usize) -> String {
            format!("</{number}>")
        }
    }

    fn article(text: &str, quotations: &[&[(usize, usize)]]) -> Article {
        let quotation = |spans: &&[(usize, usize)]| Quotation {
            kind: QuotationKind::Direct,
            content: spans.iter().map(|&(start, end)| Span::new(start, end)).collect(),
            speaker: None,
            role: None,
            mention: None,
            cue: None,
            denied: false,
            confidence: 1.0,
            rule: String::new(),
        };
        Article {
            text: text.into(),
            quotations: quotations.iter().map(quotation).collect(),
            ..Article::default()
        }
    }

    #[test]
    fn quotations_are_marked_and_numbered() {
        let whole = Span::new(0, 10);
        for (quotations, expected) in [
            (&[&[(1, 3), (5, 7)][..]][..], "a<1>bc</1>de<1>fg</1>hij"),
            (&[&[(1, 9)], &[(3, 5)]], "a<1>bc<2>de</2>fghi</1>j"),
            (&[&[(1, 5)], &[(3, 8)]], "a<1>bc<2>de</2></1><2>fgh</2>ij"),
            (&[&[(0, 10)]], "<1>abcdefghij</1>"),
            (&[], "abcdefghij"),
        ] {
            let article = article("abcdefghij", quotations);
            assert_eq!(annotate(&article, whole, &[], &Plain), expected);
        }
        let one = article("abcdefghij", &[&[(1, 9)]]);
        assert_eq!(annotate(&one, Span::new(4, 7), &[Span::new(5, 6)], &Plain), "<1>e*f*g</1>");
    }

    proptest! {
        #[test]
        fn markup_is_balanced_and_no_text_is_lost(spans in prop::collection::vec((0..10_usize, 1..10_usize), 0..6)) {
            let spans: Vec<Vec<(usize, usize)>> = spans
                .into_iter()
                .map(|(start, length)| vec![(start, (start + length).min(10))])
                .collect();
            let spans: Vec<&[(usize, usize)]> = spans.iter().map(Vec::as_slice).collect();
            let text = annotate(&article("abcdefghij", &spans), Span::new(0, 10), &[], &Plain);
            let (mut open, mut plain) = (Vec::new(), String::new());
            for piece in text.split_inclusive('>') {
                let (words, tag) = piece.split_once('<').unwrap_or((piece, ""));
                plain.push_str(words);
                match tag.strip_prefix('/') {
                    Some(number) => prop_assert_eq!(open.pop(), Some(number.to_owned())),
                    None if !tag.is_empty() => open.push(tag.to_owned()),
                    None => {}
                }
            }
            prop_assert_eq!(plain, "abcdefghij");
            prop_assert!(open.is_empty());
        }
    }
}
