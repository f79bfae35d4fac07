//! Which passages of an article are shown.

use std::collections::HashMap;

use crate::{
    passage::{Passage, PassageKind},
    span::Span,
};

/// What two words side by side add, beside what the lighter one of them weighs.
const NEARNESS: f64 = 0.5;
/// At so many bytes between them two words add half as much.
const NEAR: f64 = 20.0;
/// What a further occurrence adds, and how much all of them may add to the words as they stand once.
const AGAIN: f64 = 0.05;
const MOST_AGAIN: f64 = 0.2;
/// The first passage is taken before another one that is better by less than this: news says the most important thing first.
const LEAD: f64 = 1.08;
/// What words count in a passage that is no prose.
const NO_PROSE: f64 = 0.5;

/// A passage with what was found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredPassage {
    /// The passage's span; it starts at the heading where words were found in that alone.
    pub span: Span,
    /// The heading it stands under, unless the span holds it.
    pub heading: Option<Span>,
    /// The marked spans inside.
    pub highlights: Vec<Span>,
}

/// A word that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Where.
    pub span: Span,
    /// Which word of the query it stands for; the parts of a compound are one.
    pub word: usize,
    /// How much that word weighs.
    pub weight: f64,
}

/// Returns the passages that answer best, at most `limit`, best first; one without anything marked only if there is no other.
///
/// `marked` are all spans to mark, `found` what counts for the choice; both ascending.
#[must_use]
pub fn best_passages(
    passages: &[Passage],
    marked: &[Span],
    found: &[Found],
    limit: usize,
) -> Vec<ScoredPassage> {
    let mut scored: Vec<(f64, ScoredPassage)> = Vec::new();
    let mut last_heading = None;
    for passage in passages {
        let first_under_heading = passage.heading.filter(|_| passage.heading != last_heading);
        last_heading = passage.heading;
        let in_heading =
            first_under_heading.filter(|heading| !inside(marked, *heading, |mark| *mark).is_empty());
        let within = score(passage.span, found);
        let shown =
            in_heading.filter(|_| within == 0.0).map(|heading| Span::new(heading.start, passage.span.end));
        let span = shown.unwrap_or(passage.span);
        let heading = if shown.is_some() { None } else { passage.heading };
        // A word in the heading speaks for what follows, though less than one in it.
        let above = in_heading.map_or(0.0, |heading| score(heading, found) * 0.5);
        let highlights = inside(marked, span, |mark| *mark).to_vec();
        let is_lead = scored.is_empty();
        let all = (within + above) * if passage.kind == PassageKind::Prose { 1.0 } else { NO_PROSE };
        let all = if is_lead { all * LEAD } else { all };
        scored.push((all, ScoredPassage { span, heading, highlights }));
    }
    scored.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.span.cmp(&right.1.span)));
    let shown =
        scored.iter().take_while(|(score, passage)| *score > 0.0 || !passage.highlights.is_empty()).count();
    scored.truncate(limit.min(shown.max(1)));
    scored.into_iter().map(|(_, passage)| passage).collect()
}

/// Returns how much the words inside `span` weigh: each word of the query once, further occurrences hardly, and different ones
/// more the nearer they stand to each other. Takes time linear in the words inside.
fn score(span: Span, found: &[Found]) -> f64 {
    let mut heaviest: HashMap<usize, f64> = HashMap::new();
    let mut again = 0.0;
    let mut near: HashMap<(usize, usize), f64> = HashMap::new();
    let mut last: Option<&Found> = None;
    let mut last_but_other: Option<&Found> = None;
    for word in inside(found, span, |found| found.span) {
        let known = heaviest.entry(word.word).or_default();
        if *known > 0.0 {
            again += word.weight;
        }
        *known = known.max(word.weight);
        if last.is_some_and(|last| last.word != word.word) {
            last_but_other = last;
        }
        if let Some(other) = last_but_other {
            let gap = word.span.start.saturating_sub(other.span.end) as f64;
            let nearness = NEARNESS * word.weight.min(other.weight) / (1.0 + gap / NEAR);
            let pair = (word.word.min(other.word), word.word.max(other.word));
            let known = near.entry(pair).or_default();
            *known = known.max(nearness);
        }
        last = Some(word);
    }
    let once = sum(heaviest.into_values());
    once + sum(near.into_values()) + (AGAIN * again).min(MOST_AGAIN * once)
}

/// Returns the sum of numbers, smallest first, so that the order in which they come does not matter.
fn sum(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.iter().sum()
}

/// Returns the part of an ascending list whose spans lie inside `span`.
fn inside<T>(list: &[T], span: Span, span_of: impl Fn(&T) -> Span) -> &[T] {
    let start = list.partition_point(|entry| span_of(entry).start < span.start);
    let end = list.partition_point(|entry| span_of(entry).end <= span.end);
    &list[start.min(end)..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(start: usize, word: usize) -> Found {
        Found { span: Span::new(start, start + 2), word, weight: 1.0 }
    }

    fn passages() -> Vec<Passage> {
        let passage = |start| Passage {
            span: Span::new(start, start + 90),
            heading: Some(Span::new(0, 10)),
            kind: PassageKind::Prose,
        };
        vec![passage(10), passage(110), passage(210)]
    }

    fn best(found: &[Found], limit: usize) -> Vec<usize> {
        let marked: Vec<Span> = found.iter().map(|found| found.span).collect();
        best_passages(&passages(), &marked, found, limit).iter().map(|passage| passage.span.start).collect()
    }

    #[test]
    fn different_words_beat_repeated_ones() {
        assert_eq!(best(&[found(20, 0), found(40, 0), found(60, 0), found(120, 0), found(150, 1)], 1), [110]);
    }

    #[test]
    fn near_words_beat_distant_ones() {
        assert_eq!(best(&[found(10, 0), found(90, 1), found(210, 0), found(213, 1)], 2), [210, 10]);
    }

    #[test]
    fn a_word_a_million_times_takes_no_time() {
        let found: Vec<Found> = (0..1_000_000).map(|at| found(10 + at * 3, at % 2)).collect();
        let marked: Vec<Span> = found.iter().map(|found| found.span).collect();
        let passages = [Passage { span: Span::new(0, 4_000_000), heading: None, kind: PassageKind::Prose }];
        assert_eq!(best_passages(&passages, &marked, &found, 1)[0].highlights.len(), 1_000_000);
    }

    #[test]
    fn without_marks_the_first_passage_is_shown() {
        assert_eq!(best(&[], 3), [10]);
    }

    #[test]
    fn a_word_in_the_heading_alone_shows_the_heading() {
        let shown = best_passages(&passages(), &[Span::new(1, 3)], &[found(1, 0)], 1);
        assert_eq!((shown[0].span, shown[0].heading), (Span::new(0, 100), None));
    }
}
