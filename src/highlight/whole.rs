//! Passages that hold a match of a phrase or proximity whole: passages and matches enter, passages that grew leave.

use crate::{rank::ScoredPassage, span::Span};

/// Passages grow to no more than so many bytes: some 600 words, a long paragraph with its neighbours.
const LONGEST: usize = 4_000;

/// Returns `passages`, each grown by whole sentences until it holds one of the `whole` matches that it holds a part of.
///
/// Of several matches the one is taken that asks for the least. No two that are returned overlap, as no two of `passages`
/// do: what would grow into an earlier one stays as it was, less what that one came to hold, and is left out where nothing
/// marked remains of it. `sentences` and `marked` are ascending.
pub(crate) fn with_whole_matches(
    passages: Vec<ScoredPassage>,
    whole: &[Span],
    sentences: &[Span],
    marked: &[Span],
) -> Vec<ScoredPassage> {
    let mut shown: Vec<ScoredPassage> = Vec::with_capacity(passages.len());
    for passage in passages {
        let is_free = |span: &Span| !shown.iter().any(|earlier| earlier.span.overlaps(*span));
        let span = match grown(passage.span, whole, sentences).filter(is_free) {
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
        let highlights: Vec<Span> = marked.iter().copied().filter(|mark| span.contains(*mark)).collect();
        if highlights.is_empty() && !passage.highlights.is_empty() {
            continue;
        }
        let is_cut = span.start > passage.span.start;
        let heading = passage.heading.filter(|heading| heading.end <= span.start && !is_cut);
        shown.push(ScoredPassage { span, heading, highlights });
    }
    shown
}

/// Returns the whole sentences of a passage that none of `shown` holds; those at an end of it, as a passage that grew over
/// another one has covered the other end.
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
    fn what_would_grow_into_a_shown_passage_stays_as_it_was() {
        assert_eq!(shown(&[(0, 20), (21, 40)], &[(10, 15), (18, 30)]), [(0, 20), (21, 40)]);
        assert_eq!(shown(&[(0, 20), (21, 60)], &[(10, 30)]), [(0, 40), (41, 60)]);
    }

    proptest! {
        #[test]
        fn passages_are_disjoint_and_lose_no_mark(
            lengths in prop::collection::vec((1..9_usize, 1..4_usize), 1..12),
            order in any::<prop::sample::Index>(),
            turned in any::<bool>(),
            matches in prop::collection::vec((0..100_usize, 0..100_usize), 0..6),
        ) {
            // Sentences one after the other; as many of them make a passage as the second numbers say.
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
            if turned {
                spans.reverse();
            }
            let whole: Vec<Span> =
                matches.iter().map(|&(one, other)| Span::new(one.min(other), one.max(other) + 1)).collect();
            let inside = |span: Span| sentences.iter().copied().filter(move |mark| span.contains(*mark)).collect();
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
            let mut marks: Vec<Span> = shown.iter().flat_map(|passage| passage.highlights.clone()).collect();
            marks.sort();
            prop_assert_eq!(marks, sentences);
        }
    }

    #[test]
    fn matches_longer_than_a_long_paragraph_are_not_grown_to() {
        assert_eq!(shown(&[(21, 40)], &[(30, 9_000)]), [(21, 40)]);
    }
}
