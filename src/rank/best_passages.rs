//! Chooses the passages of an article that are shown.
//!
//! Input: the passages, and the query's words found in the article with their weights. Output: the best passages, best first.

use std::collections::HashMap;

use crate::{
    passage::{Passage, PassageKind},
    span::Span,
};

/// What two adjacent words add, as a share of the lighter word's weight.
const NEARNESS: f64 = 0.5;
/// Distance in bytes at which two words add half as much.
const NEAR: f64 = 20.0;
/// What a further occurrence of a word adds, as a share of its weight.
const REPEATED: f64 = 0.05;
/// Maximum that all further occurrences add together, as a share of the words' weights.
const MOST_REPEATED: f64 = 0.2;
/// Factor for the first passage of an article: news says the most important thing first.
const LEAD: f64 = 1.08;
/// Factor for a passage that is not prose.
const NOT_PROSE: f64 = 0.5;

/// A chosen passage with its highlights.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredPassage {
    /// The passage's span. If only the heading above the passage contains words of the query, it starts at the heading.
    pub span: Span,
    /// The heading above the passage, unless the span contains it.
    pub heading: Option<Span>,
    /// The highlighted spans inside, ascending.
    pub highlights: Vec<Span>,
}

/// An occurrence of a word of the query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoundWord {
    /// Span of the occurrence.
    pub span: Span,
    /// Number of the query word that it matches. The parts of a compound count as one word.
    pub word: usize,
    /// Weight of that query word.
    pub weight: f64,
}

/// Returns the passages that answer best, at most `limit`, best first. A passage without highlights is returned only if there is no
/// other passage.
///
/// `highlights` are all spans to highlight; `found` are the occurrences that count for the choice. Both are ascending.
#[must_use]
pub fn best_passages(
    passages: &[Passage],
    highlights: &[Span],
    found: &[FoundWord],
    limit: usize,
) -> Vec<ScoredPassage> {
    let mut scored: Vec<(f64, ScoredPassage)> = Vec::new();
    let mut last_heading = None;
    for passage in passages {
        let first_under_heading = passage.heading.filter(|_| passage.heading != last_heading);
        last_heading = passage.heading;
        let in_heading =
            first_under_heading.filter(|heading| !inside(highlights, *heading, |span| *span).is_empty());
        let within = score(passage.span, found);
        let shown =
            in_heading.filter(|_| within == 0.0).map(|heading| Span::new(heading.start, passage.span.end));
        let span = shown.unwrap_or(passage.span);
        let heading = if shown.is_some() { None } else { passage.heading };
        // A word in the heading counts for the passage after it, but less than a word inside the passage.
        let above = in_heading.map_or(0.0, |heading| score(heading, found) * 0.5);
        let is_lead = scored.is_empty();
        let total = (within + above) * if passage.kind == PassageKind::Prose { 1.0 } else { NOT_PROSE };
        let total = if is_lead { total * LEAD } else { total };
        let highlights = inside(highlights, span, |span| *span).to_vec();
        scored.push((total, ScoredPassage { span, heading, highlights }));
    }
    scored.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.span.cmp(&right.1.span)));
    let shown =
        scored.iter().take_while(|(score, passage)| *score > 0.0 || !passage.highlights.is_empty()).count();
    scored.truncate(limit.min(shown.max(1)));
    scored.into_iter().map(|(_, passage)| passage).collect()
}

/// Returns the score of the words inside `span`. Each query word counts once and its further occurrences very little; different words
/// count more the nearer they are to each other. Takes time linear in the number of words inside.
fn score(span: Span, found: &[FoundWord]) -> f64 {
    let mut heaviest: HashMap<usize, f64> = HashMap::new();
    let mut repeated = 0.0;
    let mut near: HashMap<(usize, usize), f64> = HashMap::new();
    let mut last: Option<&FoundWord> = None;
    let mut last_other: Option<&FoundWord> = None;
    for word in inside(found, span, |found| found.span) {
        let weight = heaviest.entry(word.word).or_default();
        if *weight > 0.0 {
            repeated += word.weight;
        }
        *weight = weight.max(word.weight);
        if last.is_some_and(|last| last.word != word.word) {
            last_other = last;
        }
        if let Some(other) = last_other {
            let gap = word.span.start.saturating_sub(other.span.end) as f64;
            let nearness = NEARNESS * word.weight.min(other.weight) / (1.0 + gap / NEAR);
            let pair = (word.word.min(other.word), word.word.max(other.word));
            let nearest = near.entry(pair).or_default();
            *nearest = nearest.max(nearness);
        }
        last = Some(word);
    }
    let once = sum(heaviest.into_values());
    once + sum(near.into_values()) + (REPEATED * repeated).min(MOST_REPEATED * once)
}

/// Returns the sum of numbers, added in ascending order, so that the result does not depend on their order.
fn sum(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.iter().sum()
}

/// Returns the entries of an ascending list whose spans lie inside `span`.
fn inside<T>(list: &[T], span: Span, span_of: impl Fn(&T) -> Span) -> &[T] {
    let start = list.partition_point(|entry| span_of(entry).start < span.start);
    let end = list.partition_point(|entry| span_of(entry).end <= span.end);
    &list[start.min(end)..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(start: usize, word: usize) -> FoundWord {
        FoundWord { span: Span::new(start, start + 2), word, weight: 1.0 }
    }

    fn passages() -> Vec<Passage> {
        let passage = |start| Passage {
            span: Span::new(start, start + 90),
            heading: Some(Span::new(0, 10)),
            kind: PassageKind::Prose,
        };
        vec![passage(10), passage(110), passage(210)]
    }

    fn best(found: &[FoundWord], limit: usize) -> Vec<usize> {
        let highlights: Vec<Span> = found.iter().map(|found| found.span).collect();
        let best = best_passages(&passages(), &highlights, found, limit);
        best.iter().map(|passage| passage.span.start).collect()
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
    fn a_million_occurrences_take_linear_time() {
        let found: Vec<FoundWord> = (0..1_000_000).map(|at| found(10 + at * 3, at % 2)).collect();
        let highlights: Vec<Span> = found.iter().map(|found| found.span).collect();
        let passages = [Passage { span: Span::new(0, 4_000_000), heading: None, kind: PassageKind::Prose }];
        assert_eq!(best_passages(&passages, &highlights, &found, 1)[0].highlights.len(), 1_000_000);
    }

    #[test]
    fn without_highlights_the_first_passage_is_shown() {
        assert_eq!(best(&[], 3), [10]);
    }

    #[test]
    fn a_word_found_only_in_the_heading_shows_the_heading() {
        let shown = best_passages(&passages(), &[Span::new(1, 3)], &[found(1, 0)], 1);
        assert_eq!((shown[0].span, shown[0].heading), (Span::new(0, 100), None));
    }
}
