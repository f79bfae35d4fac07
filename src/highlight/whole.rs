//! Passages that hold a match of a phrase or proximity whole: passages and matches enter, passages that grew leave.

use crate::{rank::ScoredPassage, span::Span};

/// Passages grow to no more than so many bytes: some 600 words, a long paragraph with its neighbours.
const LONGEST: usize = 4_000;

/// Returns `passages`, each grown by whole sentences until it holds one of the `whole` matches that it holds a part of.
///
/// Of several matches the one is taken that asks for the least. Passages that an earlier one came to hold are left out.
/// `sentences` and `marked` are ascending.
pub(crate) fn with_whole_matches(
    passages: Vec<ScoredPassage>,
    whole: &[Span],
    sentences: &[Span],
    marked: &[Span],
) -> Vec<ScoredPassage> {
    let mut shown: Vec<ScoredPassage> = Vec::with_capacity(passages.len());
    for passage in passages {
        let passage = match grown(passage.span, whole, sentences) {
            Some(span) => ScoredPassage {
                span,
                heading: passage.heading.filter(|heading| heading.end <= span.start),
                highlights: marked.iter().copied().filter(|mark| span.contains(*mark)).collect(),
            },
            None => passage,
        };
        if !shown.iter().any(|earlier| earlier.span.contains(passage.span)) {
            shown.push(passage);
        }
    }
    shown
}

/// Returns what a passage has to be to hold a match whole; `None` where it does, or where it holds no part of one that
/// is short enough.
fn grown(passage: Span, whole: &[Span], sentences: &[Span]) -> Option<Span> {
    if whole.iter().any(|matched| passage.contains(*matched)) {
        return None;
    }
    let overlapping =
        whole.iter().filter(|matched| matched.start < passage.end && passage.start < matched.end);
    let hulls = overlapping.map(|matched| {
        let sentences = in_sentences(*matched, sentences);
        Span::new(sentences.start.min(passage.start), sentences.end.max(passage.end))
    });
    hulls
        .filter(|hull| hull.end - hull.start <= LONGEST)
        .min_by_key(|hull| (hull.end - hull.start, hull.start))
}

/// Returns `span` from the beginning of its first sentence to the end of its last one.
fn in_sentences(span: Span, sentences: &[Span]) -> Span {
    let first = sentences.partition_point(|sentence| sentence.end <= span.start);
    let last = sentences.partition_point(|sentence| sentence.start < span.end);
    let start = sentences.get(first).map_or(span.start, |sentence| sentence.start.min(span.start));
    let end = last.checked_sub(1).map_or(span.end, |last| sentences[last].end.max(span.end));
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCES: [Span; 3] =
        [Span { start: 0, end: 20 }, Span { start: 21, end: 40 }, Span { start: 41, end: 60 }];

    fn shown(spans: &[(usize, usize)], whole: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let passage = |&(start, end)| ScoredPassage {
            span: Span::new(start, end),
            heading: None,
            highlights: Vec::new(),
        };
        let whole: Vec<Span> = whole.iter().map(|&(start, end)| Span::new(start, end)).collect();
        with_whole_matches(spans.iter().map(passage).collect(), &whole, &SENTENCES, &[])
            .into_iter()
            .map(|passage| (passage.span.start, passage.span.end))
            .collect()
    }

    #[test]
    fn a_passage_grows_by_sentences_to_hold_a_match() {
        assert_eq!(shown(&[(21, 40)], &[(30, 50)]), [(21, 60)]);
        assert_eq!(shown(&[(21, 40)], &[(30, 50), (35, 40)]), [(21, 40)]);
        assert_eq!(shown(&[(21, 40)], &[(45, 50)]), [(21, 40)]);
    }

    #[test]
    fn what_a_grown_passage_holds_is_not_shown_again() {
        assert_eq!(shown(&[(21, 40), (41, 60), (0, 20)], &[(30, 50)]), [(21, 60), (0, 20)]);
    }

    #[test]
    fn matches_longer_than_a_long_paragraph_are_not_grown_to() {
        assert_eq!(shown(&[(21, 40)], &[(30, 9_000)]), [(21, 40)]);
    }
}
