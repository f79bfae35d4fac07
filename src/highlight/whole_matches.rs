//! Extends passages so that they show a match of a phrase or proximity operator as a whole.
//!
//! Input: the chosen passages and the spans of whole matches. Output: passages that do not overlap.

use crate::{rank::ScoredPassage, span::Span};

/// Maximum length in bytes of an extended passage: about 600 words, a long paragraph with its neighbors.
const LONGEST: usize = 4_000;

/// Returns `passages`, each extended by whole sentences if it contains only parts of `whole` matches, so that it contains
/// one of them completely.
///
/// Of several matches, the passage is extended to the match that requires the least text. `passages` must not overlap, and
/// the returned passages do not. A passage whose extension would overlap an earlier passage is not extended, and loses the
/// text that the earlier passage now contains. It is dropped if it loses all its highlights. `sentences` and `highlights`
/// are ascending.
pub(crate) fn with_whole_matches(
    passages: Vec<ScoredPassage>,
    whole: &[Span],
    sentences: &[Span],
    highlights: &[Span],
) -> Vec<ScoredPassage> {
    let mut shown: Vec<ScoredPassage> = Vec::with_capacity(passages.len());
    for passage in passages {
        let is_free = |span: &Span| !shown.iter().any(|earlier| earlier.span.overlaps(*span));
        let span = match extended(passage.span, whole, sentences).filter(is_free) {
            Some(span) => span,
            None if is_free(&passage.span) => {
                shown.push(passage);
                continue;
            }
            None => match rest_of(passage.span, &shown, sentences) {
                Some(span) => span,
                None => continue,
            },
        };
        let highlights: Vec<Span> =
            highlights.iter().copied().filter(|highlight| span.contains(*highlight)).collect();
        if highlights.is_empty() && !passage.highlights.is_empty() {
            continue;
        }
        let is_cut = span.start > passage.span.start;
        let heading = passage.heading.filter(|heading| heading.end <= span.start && !is_cut);
        shown.push(ScoredPassage { span, heading, highlights });
    }
    shown
}

/// Returns the part of a passage, in whole sentences, that no passage of `shown` covers. An earlier passage that was
/// extended into this one covers its beginning or its end, so the rest is one span.
fn rest_of(passage: Span, shown: &[ScoredPassage], sentences: &[Span]) -> Option<Span> {
    let (mut start, mut end) = (passage.start, passage.end);
    for earlier in shown {
        let earlier = earlier.span;
        if earlier.start <= start && start < earlier.end {
            start = earlier.end;
        }
        if earlier.start < end && end <= earlier.end {
            end = earlier.start;
        }
    }
    let first = sentences.partition_point(|sentence| sentence.start < start);
    let last = sentences.partition_point(|sentence| sentence.end <= end);
    let start = if start == passage.start { start } else { sentences.get(first)?.start };
    let end = if end == passage.end { end } else { sentences[last.checked_sub(1)?].end };
    let free = |span: &Span| !shown.iter().any(|earlier| earlier.span.overlaps(*span));
    (start < end).then(|| Span::new(start, end)).filter(free)
}

/// Returns the span to which a passage must be extended to contain a whole match. Returns `None` if it already contains a
/// whole match, or overlaps none that is short enough.
fn extended(passage: Span, whole: &[Span], sentences: &[Span]) -> Option<Span> {
    if whole.iter().any(|matched| passage.contains(*matched)) {
        return None;
    }
    let overlapping =
        whole.iter().filter(|matched| matched.start < passage.end && passage.start < matched.end);
    let extensions = overlapping.map(|matched| {
        let sentences = in_sentences(*matched, sentences);
        Span::new(sentences.start.min(passage.start), sentences.end.max(passage.end))
    });
    extensions.filter(|span| span.len() <= LONGEST).min_by_key(|span| (span.len(), span.start))
}

/// Returns `span` extended to the beginning of its first sentence and the end of its last one.
fn in_sentences(span: Span, sentences: &[Span]) -> Span {
    let first = sentences.partition_point(|sentence| sentence.end <= span.start);
    let last = sentences.partition_point(|sentence| sentence.start < span.end);
    let start = sentences.get(first).map_or(span.start, |sentence| sentence.start.min(span.start));
    let end = last.checked_sub(1).map_or(span.end, |last| sentences[last].end.max(span.end));
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
    fn a_passage_is_extended_by_sentences_to_contain_a_match() {
        assert_eq!(shown(&[(21, 40)], &[(30, 50)]), [(21, 60)]);
        assert_eq!(shown(&[(21, 40)], &[(30, 50), (35, 40)]), [(21, 40)]);
        assert_eq!(shown(&[(21, 40)], &[(45, 50)]), [(21, 40)]);
    }

    #[test]
    fn text_in_an_extended_passage_is_not_shown_again() {
        assert_eq!(shown(&[(21, 40), (41, 60), (0, 20)], &[(30, 50)]), [(21, 60), (0, 20)]);
    }

    #[test]
    fn a_passage_is_not_extended_into_an_earlier_one() {
        assert_eq!(shown(&[(0, 20), (21, 40)], &[(10, 15), (18, 30)]), [(0, 20), (21, 40)]);
        assert_eq!(shown(&[(0, 20), (21, 60)], &[(10, 30)]), [(0, 40), (41, 60)]);
    }

    proptest! {
        #[test]
        fn passages_do_not_overlap_and_lose_no_highlight(
            lengths in prop::collection::vec((1..9_usize, 1..4_usize), 1..12),
            order in any::<prop::sample::Index>(),
            is_reversed in any::<bool>(),
            matches in prop::collection::vec((0..100_usize, 0..100_usize), 0..6),
        ) {
            // Consecutive sentences; the second number of a pair is the number of sentences in a passage.
            let mut sentences = Vec::new();
            let mut spans = Vec::new();
            for (length, count) in lengths {
                let start = sentences.last().map_or(0, |last: &Span| last.end + 1);
                for _ in 0..count {
                    let start = sentences.last().map_or(0, |last: &Span| last.end + 1);
                    sentences.push(Span::new(start, start + length));
                }
                spans.push(Span::new(start, sentences[sentences.len() - 1].end));
            }
            let first = order.index(spans.len());
            spans.rotate_left(first);
            if is_reversed {
                spans.reverse();
            }
            let whole: Vec<Span> =
                matches.iter().map(|&(one, other)| Span::new(one.min(other), one.max(other) + 1)).collect();
            let inside =
                |span: Span| sentences.iter().copied().filter(move |sentence| span.contains(*sentence)).collect();
            let passages: Vec<ScoredPassage> = spans
                .iter()
                .map(|&span| ScoredPassage { span, heading: None, highlights: inside(span) })
                .collect();
            let shown = with_whole_matches(passages, &whole, &sentences, &sentences);
            for (index, passage) in shown.iter().enumerate() {
                for other in &shown[index + 1..] {
                    prop_assert!(!passage.span.overlaps(other.span), "{:?} and {:?}", passage.span, other.span);
                }
            }
            let mut highlights: Vec<Span> =
                shown.iter().flat_map(|passage| passage.highlights.clone()).collect();
            highlights.sort();
            prop_assert_eq!(highlights, sentences);
        }
    }

    #[test]
    fn a_passage_is_not_extended_to_a_very_long_match() {
        assert_eq!(shown(&[(21, 40)], &[(30, 9_000)]), [(21, 40)]);
    }
}
