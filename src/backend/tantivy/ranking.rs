//! Ranks matches by relevance: all by BM25, then the best again by all evidence. Feedback reads the best of the latter.

use tantivy::DocId;

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

/// Number of documents whose evidence is read first; then of twice as many at a time, unless they cannot be among the best.
const FIRST_RERANKED: usize = 64;

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
        let wanted = feedback.map_or(self.request.limit, |feedback| feedback.articles());
        let (mut best, mut rest) = self.candidates(&all, rerank, wanted, &[])?;
        if let Some(feedback) = feedback {
            related = self.feedback(feedback, &best)?;
            self.add_related(&mut all, &related, &mut counts)?;
            (best, rest) = self.candidates(&all, rerank, self.request.limit, &best)?;
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

    /// Returns the best documents by BM25 with their final scores, and the others that may follow them, in order. The first
    /// `wanted` by final score are among the former; others may be missing.
    ///
    /// `known` has documents, in order, whose scores by all evidence are known.
    fn candidates(
        &self,
        all: &[ScoredDocs<'_>],
        rerank: Rerank,
        wanted: usize,
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
        Ok((self.reranked(best, rerank, wanted, known)?, rest))
    }

    /// Returns the documents of `best` that may be among the first `wanted` by final score, with their final scores, in order
    /// of their places. The others cannot be, given their scores by BM25; the evidence for these is not read.
    fn reranked(
        &self,
        best: Vec<ScoredDoc>,
        rerank: Rerank,
        wanted: usize,
        known: &[ScoredDoc],
    ) -> Result<Vec<ScoredDoc>, BackendError> {
        let beyond = rerank.scorer.most_beyond_words(self.request.features, &self.weights);
        let most = |found: &ScoredDoc| {
            rerank.scorer.score(found.score - found.related + beyond, found.related, found.date)
        };
        let mut some = match wanted < best.len() && beyond.is_finite() {
            true => FIRST_RERANKED.max(2 * wanted),
            false => best.len(),
        };
        let mut left: Vec<(f64, ScoredDoc)> = best.into_iter().map(|found| (most(&found), found)).collect();
        let mut reranked: Vec<ScoredDoc> = Vec::new();
        while !left.is_empty() {
            let mut later = Vec::new();
            if some < left.len() {
                left.select_nth_unstable_by(some, |(one, _), (other, _)| other.total_cmp(one));
                later = left.split_off(some);
            }
            let mut next: Vec<ScoredDoc> = left.into_iter().map(|(_, found)| found).collect();
            self.rerank(&mut next, rerank, known)?;
            reranked.append(&mut next);
            left = later;
            if !left.is_empty() && wanted > 0 && wanted <= reranked.len() {
                let mut scores: Vec<f64> = reranked.iter().map(|found| found.score).collect();
                let (_, &mut least, _) =
                    scores.select_nth_unstable_by(wanted - 1, |one, other| other.total_cmp(one));
                // Sums of the same numbers in another order may differ in their last digits.
                left.retain(|(most, _)| most * (1.0 + 1e-9) >= least);
            }
            some *= 2;
        }
        reranked.sort_unstable_by_key(place);
        Ok(reranked)
    }

    /// Gives `best` their final scores, and leaves them in order of their places.
    fn rerank(
        &self,
        best: &mut [ScoredDoc],
        rerank: Rerank,
        known: &[ScoredDoc],
    ) -> Result<(), BackendError> {
        best.sort_unstable_by_key(place);
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
        Ok(())
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
            let about = self.snapshot.profile(found.segment, found.doc)?;
            Ok(BestArticle { score: found.score, about })
        };
        let best: Vec<BestArticle> = best.iter().map(read).collect::<Result<_, BackendError>>()?;
        let asked = self.weights.iter().sum();
        let at_least = |words: &[TermPredicate]| self.snapshot.at_least(words);
        let frequencies = |words: &[TermPredicate]| self.snapshot.frequencies(words);
        feedback.words_at_least(&best, asked, &self.bm25, (at_least, frequencies))
    }
}

/// Returns the segment of a document, and its number in it.
fn place(found: &ScoredDoc) -> (usize, DocId) {
    (found.segment, found.doc)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analyzed_article::analyze,
        article::Article,
        backend::{MatchOrder, memory::Memory, tantivy::Writer},
        dates::PublicationDate,
        matching::{Clause, Feature},
        rank::{ArticleScorer, Recency, Weights},
    };

    /// Returns a text of up to 90 words, different for each number.
    fn text(number: u64) -> String {
        const WORDS: [&str; 12] = [
            "ferry", "strike", "harbour", "pilots", "the", "quarry", "budget", "bridge", "toll", "mayor",
            "rain", "talks",
        ];
        let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let length = 5 + next(85);
        let words = (0..length).map(|_| WORDS[next(12).min(next(12)) as usize]);
        words.collect::<Vec<_>>().join(" ")
    }

    fn word(word: &str) -> TermPredicate {
        TermPredicate::of_terms([word.to_owned()])
    }

    #[test]
    fn articles_whose_evidence_is_not_read_are_not_among_the_best() {
        let folder = tempfile::tempdir().unwrap();
        let (mut writer, mut memory) = (Writer::open(folder.path(), 15_000_000).unwrap(), Memory::default());
        for number in 0..900 {
            let date =
                format!("2026-{:02}-{:02}", number % 12 + 1, number % 28 + 1).parse::<PublicationDate>().ok();
            let article = Article {
                id: format!("{number:03}"),
                title: (number % 7 == 0).then(|| text(number + 5_000)),
                text: text(number),
                date,
                ..Article::default()
            };
            let analyzed = analyze(article);
            memory.add(analyzed.clone());
            writer.add(analyzed).unwrap();
            if number == 300 {
                writer.commit("").unwrap();
            }
        }
        writer.commit("").unwrap();
        let snapshot = Snapshot::open(folder.path()).unwrap();
        let anywhere = |words: &str| Feature::new(Part::Anywhere, Spans::Word(word(words)));
        let with_demonym = Feature { demonyms: word("mayor"), ..anywhere("rain") };
        let phrase = Spans::Phrase { words: vec![word("harbour"), word("pilots")], slop: 0 };
        let feedback = [None, Some(WordFeedback::FOR_ORDER)];
        let now = "2026-12-31".parse::<PublicationDate>().unwrap().order();
        for (features, limit) in [
            (vec![anywhere("ferry")], 60),
            (vec![anywhere("talks"), anywhere("strike")], 60),
            (vec![with_demonym, anywhere("toll")], 60),
            (vec![Feature::new(Part::Anywhere, phrase), anywhere("quarry")], 60),
        ] {
            let clause = Clause::Or(
                features.iter().map(|of| Clause::Text { part: of.part, spans: of.spans.clone() }).collect(),
            );
            for (feedback, recency) in feedback.into_iter().flat_map(|feedback| {
                [None, Some(Recency { now, half_life: 5_000_000.0 })].map(|recency| (feedback, recency))
            }) {
                let scorer = ArticleScorer { weights: Weights::TUNED, recency };
                let request = MatchRequest {
                    clause: &clause,
                    features: &features,
                    related: &[],
                    order: MatchOrder::Relevance,
                    limit,
                    unsure: None,
                    rerank: Some(Rerank { candidates: 1_000, scorer, feedback }),
                };
                let (found, expected) =
                    (snapshot.matches(&request).unwrap(), memory.matches(&request).unwrap());
                assert!(found.total == expected.total && found.total > 2 * FIRST_RERANKED, "{}", found.total);
                let listed = |matches: &Matches| {
                    let best = matches.best.iter();
                    best.map(|one| (one.id.clone(), (one.score * 1e9).round() as i64)).collect::<Vec<_>>()
                };
                assert_eq!(listed(&found), listed(&expected), "{features:?} {feedback:?} {recency:?}");
            }
        }
    }
}
