//! Ranks matches by relevance: all by BM25, then the best again by all evidence. Feedback reads the best of the latter.

use super::{
    doc_bitset::DocBitset,
    document_view::DocumentView,
    scored_docs::{ScoredDocs, best_and_tied},
    segment::Segment,
    snapshot::Snapshot,
    top_docs::{ScoredDoc, by_score},
    word_counts::WordCounts,
};
use crate::{
    backend::{BackendError, MatchRequest, Matches, Reader as _, Rerank},
    deadline::tick,
    matching::{Bm25, Part, Spans, TermPredicate, evidence},
    rank::{BestArticle, FeedbackWord, WordFeedback},
};

/// A request whose matches are ranked.
pub(super) struct RankedSearch<'a> {
    snapshot: &'a Snapshot,
    request: &'a MatchRequest<'a>,
    bm25: Bm25,
    weights: Vec<f64>,
}

impl<'a> RankedSearch<'a> {
    pub(super) fn of(snapshot: &'a Snapshot, request: &'a MatchRequest<'a>) -> Result<Self, BackendError> {
        let bm25 = Bm25::of_articles(snapshot.statistics()?);
        let weights = snapshot.weights(request.features, &bm25)?;
        Ok(Self { snapshot, request, bm25, weights })
    }

    /// Returns the first matches in order. `docs` has the matching documents of each segment.
    pub(super) fn matches(self, docs: &[DocBitset]) -> Result<Matches, BackendError> {
        let total = docs.iter().map(DocBitset::count).sum();
        let mut counts = WordCounts::default();
        let segments = self.snapshot.segments.iter().zip(docs).enumerate();
        let scored =
            segments.map(|(number, (segment, docs))| self.scored(number, segment, docs, &mut counts));
        let mut all: Vec<ScoredDocs<'_>> = scored.collect::<Result<_, _>>()?;
        self.add_related(&mut all, self.request.related, &mut counts)?;
        let Some(rerank) = self.request.rerank else {
            let mut best = best_and_tied(&all, self.request.limit);
            self.snapshot.cut(&mut best, self.request.limit, by_score)?;
            let best = self.snapshot.named(best, by_score)?.into_iter().map(ScoredDoc::into_match).collect();
            return Ok(Matches { total, best, weights: self.weights, ..Matches::default() });
        };
        let mut related = Vec::new();
        let feedback = rerank.feedback.filter(|_| total > 1);
        let (mut best, mut rest) = self.candidates(&all, rerank, &[])?;
        if let Some(feedback) = feedback {
            related = self.feedback(feedback, &best)?;
            self.add_related(&mut all, &related, &mut counts)?;
            (best, rest) = self.candidates(&all, rerank, &best)?;
        }
        self.snapshot.cut(&mut best, self.request.limit, by_score)?;
        let mut named = self.snapshot.named(best, by_score)?;
        rest.truncate(self.request.limit.saturating_sub(named.len()));
        named.extend(self.snapshot.named(rest, by_score)?);
        let best = named.into_iter().map(ScoredDoc::into_match).collect();
        Ok(Matches { total, best, weights: self.weights, related, ..Matches::default() })
    }

    /// Returns the matching documents of a segment with their scores by BM25.
    fn scored<'d>(
        &self,
        number: usize,
        segment: &'d Segment,
        docs: &'d DocBitset,
        counts: &mut WordCounts,
    ) -> Result<ScoredDocs<'d>, BackendError> {
        let mut all = ScoredDocs::of(number, segment, docs);
        for (feature, &weight) in self.request.features.iter().zip(&self.weights) {
            if let (Part::Anywhere, Spans::Word(words)) = (feature.part, &feature.spans) {
                all.add_word(words, weight, &self.bm25, counts)?;
            } else {
                let counts = segment.count_spans(feature.part, &feature.spans, docs)?;
                all.add_counts(&counts, weight, &self.bm25);
            }
        }
        Ok(all)
    }

    /// Adds the scores of related words to `all`.
    fn add_related(
        &self,
        all: &mut [ScoredDocs<'_>],
        related: &[FeedbackWord],
        counts: &mut WordCounts,
    ) -> Result<(), BackendError> {
        if related.is_empty() {
            return Ok(());
        }
        all.iter_mut().try_for_each(|docs| docs.add_related(related, &self.bm25, counts))
    }

    /// Returns the best documents by BM25 with their final scores, and the others that may follow them, in order.
    ///
    /// `known` has documents, in order, whose scores by all evidence are known.
    fn candidates(
        &self,
        all: &[ScoredDocs<'_>],
        rerank: Rerank,
        known: &[ScoredDoc],
    ) -> Result<(Vec<ScoredDoc>, Vec<ScoredDoc>), BackendError> {
        let count = rerank.candidates.max(self.request.limit);
        let mut best = best_and_tied(all, count);
        self.snapshot.cut(&mut best, count, by_score)?;
        let mut rest = Vec::new();
        if best.len() > rerank.candidates {
            self.snapshot.order(&mut best, by_score)?;
            rest = best.split_off(rerank.candidates);
        }
        let place = |found: &ScoredDoc| (found.segment, found.doc);
        best.sort_by_key(place);
        for same in best.chunk_by_mut(|left, right| left.segment == right.segment) {
            let mut view = DocumentView::new(&self.snapshot.segments[same[0].segment]);
            for found in same {
                tick()?;
                let before = known.binary_search_by_key(&place(found), place).ok();
                let by_evidence = before.and_then(|at| known[at].by_evidence).unwrap_or_else(|| {
                    view.move_to(found.doc);
                    let evidence = evidence(&mut view, self.request.features, &self.bm25);
                    rerank.scorer.by_evidence(&evidence, &self.weights)
                });
                found.by_evidence = Some(by_evidence);
                found.score = rerank.scorer.score(by_evidence, found.related, found.date);
            }
            view.finish()?;
        }
        Ok((best, rest))
    }

    /// Returns the words that feedback finds in the best of `candidates`.
    fn feedback(
        &self,
        feedback: WordFeedback,
        candidates: &[ScoredDoc],
    ) -> Result<Vec<FeedbackWord>, BackendError> {
        let mut best = self.snapshot.first(candidates, feedback.articles(), by_score)?;
        self.snapshot.order(&mut best, by_score)?;
        let read = |found: &ScoredDoc| {
            let about = self.snapshot.segments[found.segment].about(found.doc, &self.snapshot.unpacker)?;
            Ok(BestArticle { score: found.score, about })
        };
        let best: Vec<BestArticle> = best.iter().map(read).collect::<Result<_, BackendError>>()?;
        let asked = self.weights.iter().sum();
        let at_least = |words: &[TermPredicate]| self.snapshot.at_least(words);
        let frequencies = |words: &[TermPredicate]| self.snapshot.frequencies(words);
        feedback.words_at_least(&best, asked, &self.bm25, (at_least, frequencies))
    }
}
