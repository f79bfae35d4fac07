//! All matching documents of a segment with their scores, in columns: a common word has so many that each byte that a pass over
//! them reads counts.

use tantivy::DocId;

use super::{
    doc_bitset::{DocBitset, RankedBitset},
    segment::Segment,
    top_docs::ScoredDoc,
    word_counts::WordCounts,
};
use crate::{
    backend::BackendError,
    matching::{Bm25, TermPredicate, related_saturation},
    rank::FeedbackWord,
};

/// The matching documents of a segment. The columns have a value for each of them, in order.
pub(super) struct ScoredDocs<'a> {
    number: usize,
    pub(super) segment: &'a Segment,
    pub(super) docs: RankedBitset<'a>,
    /// Numbers of words.
    words: Vec<u32>,
    /// Scores by BM25, with those of related words that were added before the last time.
    scores: Vec<f64>,
    /// What related words added to the scores the last time; empty before that.
    related: Vec<f64>,
}

impl<'a> ScoredDocs<'a> {
    /// Returns the documents `docs` of `segment`, which has this number, with scores of 0.
    pub(super) fn of(number: usize, segment: &'a Segment, docs: &'a DocBitset) -> Self {
        let docs = RankedBitset::of(docs);
        let words = segment.words_of_all(&docs);
        let (scores, related) = (vec![0.0; docs.len()], Vec::new());
        Self { number, segment, docs, words, scores, related }
    }

    /// Adds the scores of a word of the query with this weight.
    pub(super) fn add_word(
        &mut self,
        words: &TermPredicate,
        weight: f64,
        bm25: &Bm25,
        counts: &mut WordCounts,
    ) -> Result<(), BackendError> {
        let Self { segment, docs, scores, .. } = self;
        let lengths = &self.words;
        counts.visit(segment, words, docs, &mut |nth, count| {
            scores[nth] += weight * bm25.term(count, lengths[nth]);
        })
    }

    /// Adds the scores of a feature with this weight, given its numbers of occurrences.
    pub(super) fn add_counts(&mut self, counts: &[(DocId, u32)], weight: f64, bm25: &Bm25) {
        for &(doc, count) in counts {
            if let Some(nth) = self.docs.rank(doc) {
                self.scores[nth] += weight * bm25.term(count, self.words[nth]);
            }
        }
    }

    /// Adds the scores of related words.
    pub(super) fn add_related(
        &mut self,
        added: &[FeedbackWord],
        bm25: &Bm25,
        counts: &mut WordCounts,
    ) -> Result<(), BackendError> {
        let Self { segment, docs, scores, related, .. } = self;
        scores.iter_mut().zip(related.iter()).for_each(|(score, related)| *score += related);
        related.clear();
        related.resize(scores.len(), 0.0);
        let lengths = &self.words;
        for word in added {
            counts.visit(segment, &word.words, docs, &mut |nth, count| {
                related[nth] += word.weight * related_saturation(count, bm25.relative_length(lengths[nth]));
            })?;
        }
        Ok(())
    }

    /// Calls `visit` with each score that is not below `least`, in order of the documents. It returns the next `least`.
    fn each_at_least(&self, mut least: f64, mut visit: impl FnMut(usize, f64) -> f64) {
        // Most scores are below, so the comparison must cost next to nothing.
        if self.related.is_empty() {
            for (nth, &score) in self.scores.iter().enumerate() {
                if score >= least {
                    least = visit(nth, score);
                }
            }
            return;
        }
        for (nth, (score, related)) in self.scores.iter().zip(&self.related).enumerate() {
            let score = score + related;
            if score >= least {
                least = visit(nth, score);
            }
        }
    }

    /// Adds the documents with a score of `least` or more to `found`.
    fn add_at_least(&self, least: f64, found: &mut Vec<ScoredDoc>) {
        let mut docs = self.docs.by_rank();
        self.each_at_least(least, |nth, score| {
            let doc = docs.doc(nth);
            let related = self.related.get(nth).copied().unwrap_or(0.0);
            let date = self.segment.date.first(doc);
            found.push(ScoredDoc { date, score, related, ..ScoredDoc::at(self.number, doc) });
            least
        });
    }
}

/// Returns the `count` documents with the highest scores, and those with the same score as the last of them. Their order is
/// undefined.
pub(super) fn best_and_tied(all: &[ScoredDocs<'_>], count: usize) -> Vec<ScoredDoc> {
    let total = all.iter().map(|docs| docs.scores.len()).sum();
    let least = if 0 < count && count < total { highest(all, count) } else { f64::NEG_INFINITY };
    let mut found = Vec::with_capacity(count.min(total));
    all.iter().for_each(|docs| docs.add_at_least(least, &mut found));
    found
}

/// Returns the score with this rank, counted from 1, among the scores of `all`, of which there are more.
fn highest(all: &[ScoredDocs<'_>], rank: usize) -> f64 {
    let mut kept: Vec<f64> = Vec::with_capacity(2 * rank);
    let mut least = f64::NEG_INFINITY;
    let cut = |kept: &mut Vec<f64>| {
        let least = *kept.select_nth_unstable_by(rank - 1, |one, other| other.total_cmp(one)).1;
        kept.truncate(rank);
        least
    };
    for docs in all {
        docs.each_at_least(least, |_, score| {
            kept.push(score);
            if kept.len() == 2 * rank {
                least = cut(&mut kept);
            }
            least
        });
    }
    cut(&mut kept)
}
