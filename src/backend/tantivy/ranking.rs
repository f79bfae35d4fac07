//! Ranks matches by relevance: all by BM25, then the best again by all evidence. Feedback reads the best of the latter.

use super::{
    doc_bitset::{DocBitset, RankedBitset},
    document_view::DocumentView,
    segment::Segment,
    snapshot::Snapshot,
    top_docs::{ScoredDoc, by_score},
};
use crate::{
    backend::{BackendError, MatchRequest, Matches, Reader as _, Rerank},
    deadline::tick,
    matching::{
        Bm25, Feature, Part, Spans, Unit,
        evaluate::{starts, text_positions},
        evidence, related_saturation,
    },
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
        let mut all = Vec::with_capacity(total);
        for (number, (segment, docs)) in self.snapshot.segments.iter().zip(docs).enumerate() {
            all.extend(self.scored(number, segment, docs)?);
        }
        self.add_related(&mut all, docs, self.request.related)?;
        let Some(rerank) = self.request.rerank else {
            self.snapshot.cut(&mut all, self.request.limit, by_score)?;
            let best = self.snapshot.named(all, by_score)?.into_iter().map(ScoredDoc::into_match).collect();
            return Ok(Matches { total, best, weights: self.weights, ..Matches::default() });
        };
        let mut related = Vec::new();
        let feedback = rerank.feedback.filter(|_| total > 1);
        let (mut best, mut rest) = self.candidates(&all, rerank)?;
        if let Some(feedback) = feedback {
            related = self.feedback(feedback, &best)?;
            self.add_related(&mut all, docs, &related)?;
            let place = |found: &ScoredDoc| (found.segment, found.doc);
            for found in &best {
                if let Ok(at) = all.binary_search_by_key(&place(found), place) {
                    all[at].by_evidence = found.by_evidence;
                }
            }
            (best, rest) = self.candidates(&all, rerank)?;
        }
        self.snapshot.cut(&mut best, self.request.limit, by_score)?;
        let mut named = self.snapshot.named(best, by_score)?;
        rest.truncate(self.request.limit.saturating_sub(named.len()));
        named.extend(self.snapshot.named(rest, by_score)?);
        let best = named.into_iter().map(ScoredDoc::into_match).collect();
        Ok(Matches { total, best, weights: self.weights, related, ..Matches::default() })
    }

    /// Returns the matching documents of a segment with their scores by BM25.
    fn scored(
        &self,
        number: usize,
        segment: &Segment,
        docs: &DocBitset,
    ) -> Result<Vec<ScoredDoc>, BackendError> {
        let docs = RankedBitset::of(docs);
        let found = |doc| {
            let (date, words) = (segment.date.first(doc), segment.words_of(doc));
            ScoredDoc { date, words, ..ScoredDoc::at(number, doc) }
        };
        let mut all: Vec<ScoredDoc> = docs.iter().map(found).collect();
        for (feature, weight) in self.request.features.iter().zip(&self.weights) {
            let counts = segment.counts(feature, &docs)?;
            for (found, count) in all.iter_mut().zip(counts).filter(|(_, count)| *count > 0) {
                found.score += weight * self.bm25.term(count, found.words);
            }
        }
        Ok(all)
    }

    /// Adds the scores of related words to `all`, which has the documents of `docs` in order.
    fn add_related(
        &self,
        all: &mut [ScoredDoc],
        docs: &[DocBitset],
        related: &[FeedbackWord],
    ) -> Result<(), BackendError> {
        if related.is_empty() {
            return Ok(());
        }
        let mut rest = all;
        for (segment, docs) in self.snapshot.segments.iter().zip(docs) {
            let docs = RankedBitset::of(docs);
            let (all, others) = rest.split_at_mut(docs.len());
            rest = others;
            all.iter_mut().for_each(|found| found.related = 0.0);
            for word in related {
                let counts = segment.counts_of(&word.words, &docs)?;
                for (found, count) in all.iter_mut().zip(counts).filter(|(_, count)| *count > 0) {
                    let relative = self.bm25.relative_length(found.words);
                    found.related += word.weight * related_saturation(count, relative);
                }
            }
            all.iter_mut().for_each(|found| found.score += found.related);
        }
        Ok(())
    }

    /// Returns the best documents by BM25 with their final scores, and the others that may follow them, in order.
    fn candidates(
        &self,
        all: &[ScoredDoc],
        rerank: Rerank,
    ) -> Result<(Vec<ScoredDoc>, Vec<ScoredDoc>), BackendError> {
        let mut best = self.snapshot.first(all, rerank.candidates.max(self.request.limit), by_score)?;
        let mut rest = Vec::new();
        if best.len() > rerank.candidates {
            self.snapshot.order(&mut best, by_score)?;
            rest = best.split_off(rerank.candidates);
        }
        best.sort_by_key(|found| (found.segment, found.doc));
        for same in best.chunk_by_mut(|left, right| left.segment == right.segment) {
            let mut view = DocumentView::new(&self.snapshot.segments[same[0].segment]);
            for found in same {
                tick()?;
                let by_evidence = found.by_evidence.unwrap_or_else(|| {
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
        feedback.words(&best, asked, &self.bm25, |words| self.snapshot.frequencies(words))
    }
}

impl Segment {
    /// Returns the number of occurrences of a feature in each of `docs`, in order.
    fn counts(&self, feature: &Feature, docs: &RankedBitset<'_>) -> Result<Vec<u32>, BackendError> {
        match (feature.part, &feature.spans) {
            (Part::Quotation, Spans::Word(words)) => {
                let counts = self.count_quoted(words, docs.docs())?;
                Ok(docs.iter().map(|doc| counts[doc as usize]).collect())
            }
            (Part::Anywhere, Spans::Word(words)) => self.counts_of(words, docs),
            _ => {
                let mut view = DocumentView::new(self);
                let mut counts = Vec::with_capacity(docs.len());
                for doc in docs.iter() {
                    tick()?;
                    view.move_to(doc);
                    let found = text_positions(feature.part, &feature.spans, &mut view, Unit::Article);
                    counts.push(starts(&found).len() as u32);
                }
                view.finish()?;
                Ok(counts)
            }
        }
    }
}
