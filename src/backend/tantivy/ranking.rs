//! Matches in an order by relevance: BM25 over all of them, a closer look at the best, and feedback from the best of these.

use std::collections::HashMap;

use tantivy::DocId;

use super::{
    docs::Docs,
    segment::Segment,
    selection::{Found, by_score},
    snapshot::Snapshot,
    view::DocumentView,
};
use crate::{
    backend::{BackendError, MatchRequest, Matches, Reader as _, Rerank, deadline::tick},
    evaluation::{
        Bm25, Feature, Part, Spans, Unit,
        evaluate::{starts, text_positions},
        evidence, related_saturation,
    },
    rank::{BestArticle, Related, WordFeedback},
};

/// One question whose answers are put in order.
pub(super) struct Ranking<'a> {
    snapshot: &'a Snapshot,
    request: &'a MatchRequest<'a>,
    bm25: Bm25,
    weights: Vec<f64>,
}

impl<'a> Ranking<'a> {
    pub(super) fn of(snapshot: &'a Snapshot, request: &'a MatchRequest<'a>) -> Result<Self, BackendError> {
        let bm25 = Bm25::of_articles(snapshot.statistics()?);
        let weights = snapshot.weights(request.features, &bm25)?;
        Ok(Self { snapshot, request, bm25, weights })
    }

    /// Returns the first of `docs`, which are those of each segment that match, in their order.
    pub(super) fn matches(self, docs: &[Docs]) -> Result<Matches, BackendError> {
        let total = docs.iter().map(Docs::count).sum();
        let mut all = Vec::with_capacity(total);
        for (number, (segment, docs)) in self.snapshot.segments.iter().zip(docs).enumerate() {
            all.extend(self.scored(number, segment, docs)?);
        }
        self.add_related(&mut all, docs, self.request.related)?;
        let Some(rerank) = self.request.rerank else {
            self.snapshot.cut(&mut all, self.request.limit, by_score)?;
            let best = self.snapshot.named(all, by_score)?.into_iter().map(Found::into_match).collect();
            return Ok(Matches { total, best, weights: self.weights, related: Vec::new() });
        };
        let mut related = Vec::new();
        let feedback = rerank.feedback.filter(|_| total > 1);
        let before = feedback.map(|_| all.clone());
        let (mut best, mut rest) = self.candidates(all, rerank)?;
        if let (Some(feedback), Some(mut all)) = (feedback, before) {
            related = self.feedback(feedback, &best)?;
            self.add_related(&mut all, docs, &related)?;
            let known = best.iter().map(|found| ((found.segment, found.doc), found.by_evidence));
            let known: HashMap<(usize, DocId), Option<f64>> = known.collect();
            for found in &mut all {
                found.by_evidence = known.get(&(found.segment, found.doc)).copied().flatten();
            }
            (best, rest) = self.candidates(all, rerank)?;
        }
        self.snapshot.cut(&mut best, self.request.limit, by_score)?;
        let mut named = self.snapshot.named(best, by_score)?;
        rest.truncate(self.request.limit.saturating_sub(named.len()));
        named.extend(self.snapshot.named(rest, by_score)?);
        let best = named.into_iter().map(Found::into_match).collect();
        Ok(Matches { total, best, weights: self.weights, related })
    }

    /// Returns the documents of a segment that match, with their scores by BM25.
    fn scored(&self, number: usize, segment: &Segment, docs: &Docs) -> Result<Vec<Found>, BackendError> {
        let mut scores = vec![0.0; segment.bound() as usize];
        for (feature, weight) in self.request.features.iter().zip(&self.weights) {
            let counts = segment.counts(feature, docs)?;
            for doc in docs.iter() {
                let count = counts[doc as usize];
                if count > 0 {
                    scores[doc as usize] += weight * self.bm25.term(count, segment.words_of(doc));
                }
            }
        }
        let found = |doc| Found {
            date: segment.date.first(doc),
            score: scores[doc as usize],
            ..Found::at(number, doc)
        };
        Ok(docs.iter().map(found).collect())
    }

    /// Adds to the scores of `all` documents that match, which are those of `docs` in order, what related words add.
    fn add_related(&self, all: &mut [Found], docs: &[Docs], related: &[Related]) -> Result<(), BackendError> {
        if related.is_empty() {
            return Ok(());
        }
        let mut all = all.iter_mut();
        for (segment, docs) in self.snapshot.segments.iter().zip(docs) {
            let mut scores = vec![0.0; segment.bound() as usize];
            for word in related {
                segment.each_count(&word.words, docs, &mut |doc, count| {
                    let relative = self.bm25.relative_length(segment.words_of(doc));
                    scores[doc as usize] += word.weight * related_saturation(count, relative);
                })?;
            }
            for (doc, found) in docs.iter().zip(all.by_ref()) {
                found.related = scores[doc as usize];
                found.score += found.related;
            }
        }
        Ok(())
    }

    /// Returns the best by BM25 with their final scores, and the others that may be listed behind them, in order.
    fn candidates(
        &self,
        mut all: Vec<Found>,
        rerank: Rerank,
    ) -> Result<(Vec<Found>, Vec<Found>), BackendError> {
        self.snapshot.cut(&mut all, rerank.candidates.max(self.request.limit), by_score)?;
        let mut rest = Vec::new();
        if all.len() > rerank.candidates {
            self.snapshot.order(&mut all, by_score)?;
            rest = all.split_off(rerank.candidates);
        }
        all.sort_by_key(|found| (found.segment, found.doc));
        for same in all.chunk_by_mut(|left, right| left.segment == right.segment) {
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
        Ok((all, rest))
    }

    /// Returns the words that feedback finds in the best of `candidates`.
    fn feedback(&self, feedback: WordFeedback, candidates: &[Found]) -> Result<Vec<Related>, BackendError> {
        let mut best = candidates.to_vec();
        self.snapshot.cut(&mut best, feedback.articles(), by_score)?;
        self.snapshot.order(&mut best, by_score)?;
        let read = |found: &Found| {
            let about = self.snapshot.segments[found.segment].about(found.doc)?;
            Ok(BestArticle { score: found.score, about })
        };
        let best: Vec<BestArticle> = best.iter().map(read).collect::<Result<_, BackendError>>()?;
        let asked = self.weights.iter().sum();
        feedback.words(&best, asked, &self.bm25, |words| self.snapshot.frequencies(words))
    }
}

impl Segment {
    /// Returns how often a feature occurs in each of `docs`, by document.
    fn counts(&self, feature: &Feature, docs: &Docs) -> Result<Vec<u32>, BackendError> {
        if let (Part::Quotation, Spans::Word(words)) = (feature.part, &feature.spans) {
            return Ok(self.count_quoted(words, docs)?.to_vec());
        }
        let mut counts = vec![0; self.bound() as usize];
        if let (Part::Anywhere, Spans::Word(words)) = (feature.part, &feature.spans) {
            self.each_count(words, docs, &mut |doc, count| counts[doc as usize] = count)?;
            return Ok(counts);
        }
        let mut view = DocumentView::new(self);
        for doc in docs.iter() {
            tick()?;
            view.move_to(doc);
            let found = text_positions(feature.part, &feature.spans, &mut view, Unit::Article);
            counts[doc as usize] = starts(&found).len() as u32;
        }
        view.finish()?;
        Ok(counts)
    }
}
