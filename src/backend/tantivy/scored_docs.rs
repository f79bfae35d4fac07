//! All matching documents of a segment with their scores, in columns: a common word has so many that each byte that a pass over
//! them reads counts.

use super::{
    doc_bitset::{DocBitset, RankedBitset},
    segment::Segment,
    top_docs::ScoredDoc,
};

/// The matching documents of a segment. The columns have a value for each of them, in order.
pub(super) struct ScoredDocs<'a> {
    number: usize,
    pub(super) segment: &'a Segment,
    pub(super) docs: RankedBitset<'a>,
    /// Numbers of words.
    pub(super) words: Vec<u32>,
    /// Scores by BM25, with those of related words once they are added.
    pub(super) scores: Vec<f64>,
    /// The parts of the scores that related words added last.
    pub(super) related: Vec<f64>,
}

impl<'a> ScoredDocs<'a> {
    /// Returns the documents `docs` of `segment`, which has this number, with scores of 0.
    pub(super) fn of(number: usize, segment: &'a Segment, docs: &'a DocBitset) -> Self {
        let docs = RankedBitset::of(docs);
        let mut words = Vec::with_capacity(docs.len());
        words.extend(docs.iter().map(|doc| segment.words_of(doc)));
        let zeros = vec![0.0; docs.len()];
        Self { number, segment, docs, words, scores: zeros.clone(), related: zeros }
    }

    /// Returns the documents with a score of `least` or more.
    fn at_least(&self, least: f64) -> impl Iterator<Item = ScoredDoc> + '_ {
        let all = self.docs.iter().zip(&self.scores).zip(&self.related);
        all.filter(move |((_, score), _)| score.total_cmp(&least).is_ge()).map(|((doc, &score), &related)| {
            let date = self.segment.date.first(doc);
            ScoredDoc { date, score, related, ..ScoredDoc::at(self.number, doc) }
        })
    }
}

/// Returns the `count` documents with the highest scores, and those with the same score as the last of them. Their order is
/// undefined.
pub(super) fn best_and_tied(all: &[ScoredDocs<'_>], count: usize) -> Vec<ScoredDoc> {
    let total = all.iter().map(|docs| docs.scores.len()).sum();
    let mut least = f64::NEG_INFINITY;
    if 0 < count && count < total {
        let mut scores = Vec::with_capacity(total);
        all.iter().for_each(|docs| scores.extend_from_slice(&docs.scores));
        least = *scores.select_nth_unstable_by(count - 1, |one, other| other.total_cmp(one)).1;
    }
    all.iter().flat_map(|docs| docs.at_least(least)).collect()
}
