//! Ranks matches by relevance. The server scores all of them by BM25; the best are fetched with their words and scored again here,
//! like on one machine.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{
    answer::Hit,
    found_words::{HitWords, QueryWords},
    query::Query,
    reader::{MOST_NEXT, OpenSearchReader, found},
    scored_queries::{PRECISION, Scored, with_words, words_needed},
    server::Enough,
};
use crate::{
    all_cores::on_all_cores,
    backend::{
        BackendError, Match, MatchRequest, Matches, Reader as _, Rerank,
        matches::{by_relevance, related_score, words_score},
    },
    deadline::tick,
    matching::{Bm25, Feature, TermPredicate, View as _, evidence},
    rank::{BestArticle, FeedbackWord, WordFeedback},
};

/// Maximum number of articles whose words are kept.
const MOST_KEPT: usize = 4_000;
/// Number of articles that are fetched at once with their words.
const FETCHED_AT_ONCE: usize = 1_000;
/// Number of articles that are fetched first, if few are shown: others can seldom be among the best.
const FETCHED_FIRST: usize = 300;
/// Maximum number of articles that are few.
const FEW: usize = 100;

/// Number of candidates that a thread evaluates at once.
const PART: usize = 100;
/// Number of further articles that are fetched at once after feedback. Few are usually better than those that are known.
const OTHERS_AT_ONCE: usize = 250;

/// A match with what its score is computed from.
struct Candidate {
    found: Match,
    /// Its words; `None` if they are not kept.
    words: Option<HitWords>,
    /// Its signature, as the server keeps it.
    signature: String,
    /// Score by the words of the query.
    own: f64,
    /// Score by all evidence; `None` if the article is not a candidate for it.
    by_evidence: Option<f64>,
    related: f64,
}

/// A request whose matches are ranked.
struct Ranked<'a> {
    reader: &'a OpenSearchReader,
    query: &'a Query,
    request: &'a MatchRequest<'a>,
    /// The words of the request.
    words: QueryWords<'a>,
    bm25: Bm25,
    weights: Vec<f64>,
}

impl OpenSearchReader {
    /// Returns the first matches in order of relevance.
    pub(super) fn ranked(&self, query: &Query, request: &MatchRequest<'_>) -> Result<Matches, BackendError> {
        let bm25 = Bm25::of_articles(self.statistics()?);
        let weights = self.weights(request.features, &bm25)?;
        let words = QueryWords::of(request.features, request.related);
        Ranked { reader: self, query, request, words, bm25, weights }.matches()
    }

    /// Returns the weight of each feature.
    pub(super) fn weights(&self, features: &[Feature], bm25: &Bm25) -> Result<Vec<f64>, BackendError> {
        let words = features.iter().flat_map(|feature| feature.spans.words());
        // All at once; then each is known.
        let words: Vec<TermPredicate> = words.cloned().collect();
        let counts: HashMap<&TermPredicate, u64> = words.iter().zip(self.frequencies(&words)?).collect();
        let frequency = |words: &TermPredicate| Ok(counts.get(words).copied().unwrap_or(0));
        features.iter().map(|feature| bm25.weight_of(feature, frequency)).collect()
    }
}

impl Ranked<'_> {
    fn matches(self) -> Result<Matches, BackendError> {
        let limit = self.request.limit;
        let wanted = self.request.rerank.map_or(limit, |rerank| rerank.candidates.max(limit));
        let (total, mut all) = self.best(self.request.related, wanted)?;
        let mut related = Vec::new();
        if let Some(rerank) = self.request.rerank {
            let candidates = rerank.candidates.min(all.len());
            self.rerank(&mut all[..candidates], rerank)?;
            if let Some(feedback) = rerank.feedback.filter(|_| total > 1) {
                related = self.feedback(feedback, &all[..candidates])?;
                all = self.with_related(all, total, wanted, &related)?;
                let candidates = rerank.candidates.min(all.len());
                self.rerank(&mut all[..candidates], rerank)?;
            }
        }
        all.truncate(limit);
        if limit <= MOST_NEXT {
            let shown = all.iter().map(|of| (of.found.id.as_str(), of.signature.as_str()));
            self.reader.fetch_shown(shown)?;
        }
        let best: Vec<Match> = all.into_iter().map(|candidate| candidate.found).collect();
        Ok(Matches { total, best, weights: self.weights, related, ..Matches::default() })
    }

    /// Returns the number of matches, and the best `wanted` by BM25, in order; fewer if the others cannot be among the first by final
    /// score.
    fn best(&self, related: &[FeedbackWord], wanted: usize) -> Result<(usize, Vec<Candidate>), BackendError> {
        let mut all: Vec<Candidate> = Vec::new();
        let scored = self.scored(related);
        let few = self.few().filter(|_| scored.is_exact && related.is_empty());
        let total = self.each_best(scored, wanted, Among::All { few: few.is_some() }, &mut |hits| {
            let estimated = hits.last().and_then(|hit| hit.sort[0].as_f64()).unwrap_or(f64::MAX);
            let keeps = if all.len() < MOST_KEPT { Words::Kept } else { Words::Dropped };
            all.extend(self.candidates(hits, related, keeps)?);
            // All others are worse than this by BM25.
            let is_enough = few.is_some_and(|Few { rerank, number, beyond }| {
                let least =
                    self.final_scores(&all, rerank, number).last().map_or(f64::MIN, |(score, _)| *score);
                all.len() >= number && estimated / PRECISION + beyond < least
            });
            Ok(if is_enough { Enough::Yes } else { Enough::No })
        })?;
        sort(&mut all);
        Ok((total, all))
    }

    /// Returns the number of articles that are wanted, if it is small and limits follow from scores by BM25.
    fn few(&self) -> Option<Few> {
        let rerank = self.request.rerank?;
        let number = rerank.feedback.map_or(0, |feedback| feedback.articles()).max(self.request.limit);
        let beyond = rerank.scorer.most_beyond_words(self.request.features, &self.weights);
        (number <= FEW && beyond.is_finite()).then_some(Few { rerank, number, beyond })
    }

    /// Returns the highest `number` final scores of candidates, in order, each with the score by words.
    fn final_scores(&self, candidates: &[Candidate], rerank: Rerank, number: usize) -> Vec<(f64, f64)> {
        let score = |of: &Candidate| {
            let score = rerank.scorer.score(of.by_evidence.unwrap_or(of.own), of.related, of.found.date);
            (score, of.own + of.related)
        };
        let mut scores: Vec<(f64, f64)> = candidates.iter().map(score).collect();
        scores.sort_by(|left, right| right.0.total_cmp(&left.0));
        scores.truncate(number);
        scores
    }

    /// Returns how many of the words that feedback added an article must contain at least to reach a score of `least`, if it is not among
    /// `known`, which are the best by the words of the query alone.
    fn related_needed(&self, known: &[Candidate], related: &[FeedbackWord], least: f64) -> usize {
        if !self.request.related.is_empty() || !self.scored(&[]).is_exact {
            return 0;
        }
        let own = known.iter().map(|of| of.own).fold(f64::INFINITY, f64::min) / (PRECISION * PRECISION);
        words_needed(related.iter().map(|word| word.weight), PRECISION * least - own)
    }

    /// Returns a score by words: articles with a lower one are not among the first.
    fn least_among_first(&self, candidates: &[Candidate]) -> Option<f64> {
        let Few { rerank, beyond, .. } = self.few()?;
        let first = self.final_scores(candidates, rerank, self.request.limit);
        let last = first.last().filter(|_| first.len() == self.request.limit)?.0;
        // Nor may the first themselves be among the candidates only because better ones are not known.
        Some(first.iter().map(|(_, by_words)| *by_words).fold(last - beyond, f64::min))
    }

    /// Returns the candidates that some hits are, in this order.
    fn candidates(
        &self,
        hits: Vec<Hit>,
        related: &[FeedbackWord],
        keeps: Words,
    ) -> Result<Vec<Candidate>, BackendError> {
        let of = |hits: Vec<Hit>| {
            hits.into_iter().map(|hit| self.candidate(hit, related, keeps)).collect::<Result<Vec<_>, _>>()
        };
        let parts: Result<Vec<_>, _> = on_all_cores(hits, PART, of).into_iter().collect();
        Ok(parts?.into_iter().flatten().collect())
    }

    fn candidate(
        &self,
        mut hit: Hit,
        related: &'_ [FeedbackWord],
        keeps: Words,
    ) -> Result<Candidate, BackendError> {
        tick()?;
        let no_hit = || BackendError::Damaged { what: "an article without an id on the server".to_owned() };
        let mut found = found(&hit.sort[1], &hit.sort[2]).ok_or_else(no_hit)?;
        let signature = hit.fields.signature.pop().unwrap_or_default();
        let words = HitWords::of(&found.id, hit.fields)?;
        let mut view = words.view(&self.words);
        let own = words_score(&mut view, self.request.features, &self.weights, &self.bm25);
        let related = related_score(&mut view, related, &self.bm25);
        let by_evidence = self.request.rerank.filter(|_| keeps == Words::Kept).map(|rerank| {
            let evidence = evidence(&mut view, self.request.features, &self.bm25);
            rerank.scorer.by_evidence(&evidence, &self.weights)
        });
        found.score = own + related;
        let words = Some(words).filter(|_| keeps == Words::Kept);
        Ok(Candidate { found, words, signature, own, by_evidence, related })
    }

    /// Calls `visit` with pages of the matches that the server ranks best, at most `wanted`, until it has enough, and returns the number of all matches; 0 if only
    /// some were asked for.
    fn each_best(
        &self,
        scored: Scored,
        wanted: usize,
        among: Among<'_>,
        visit: &mut dyn FnMut(Vec<Hit>) -> Result<Enough, BackendError>,
    ) -> Result<usize, BackendError> {
        let mut page =
            if matches!(among, Among::All { few: true }) { FETCHED_FIRST } else { FETCHED_AT_ONCE };
        let mut body = json!({ "_source": false, "docvalue_fields": ["packed", "lang", "signature"] });
        let filter = Query::and([self.reader.server.live.clone(), self.query.clone()]).json();
        let mut query = json!({ "bool": { "filter": [filter], "should": scored.queries } });
        if let Among::Others { than, least, having } = among {
            query["bool"]["must_not"] = json!({ "terms": { "id": than } });
            query["bool"]["filter"]
                .as_array_mut()
                .into_iter()
                .for_each(|filter| filter.extend(having.cloned()));
            if let Some(least) = least.filter(|_| scored.is_exact) {
                body["min_score"] = (PRECISION * least).into();
            }
            page = OTHERS_AT_ONCE;
        }
        body["query"] = query;
        let newest = json!({ "date": { "order": "desc", "missing": "_last" } });
        body["sort"] = json!([{ "_score": "desc" }, newest, { "id": "asc" }]);
        body["track_total_hits"] = matches!(among, Among::All { .. }).into();
        let (mut total, mut left) = (None, wanted);
        loop {
            let size = left.min(page);
            body["size"] = size.into();
            let found = self.reader.server.search_in(&self.reader.server.articles, body.clone())?;
            let all = *total.get_or_insert(found.total());
            let count = found.hits.hits.len();
            let last = found.hits.hits.last().map(|hit| hit.sort.clone());
            if visit(found.hits.hits)? == Enough::Yes {
                return Ok(all);
            }
            left -= count;
            match last {
                Some(last) if count == size && left > 0 => body["search_after"] = last.into(),
                _ => return Ok(all),
            }
            body["track_total_hits"] = false.into();
            if matches!(among, Among::All { .. }) {
                page = FETCHED_AT_ONCE;
            }
        }
    }

    fn scored(&self, related: &[FeedbackWord]) -> Scored {
        Scored::of(self.request.features, &self.weights, related, &self.bm25)
    }

    /// Scores the first matches by all evidence and puts them in order.
    fn rerank(&self, candidates: &mut [Candidate], rerank: Rerank) -> Result<(), BackendError> {
        for candidate in candidates.iter_mut() {
            tick()?;
            let by_evidence = candidate.by_evidence.unwrap_or(candidate.own);
            candidate.found.score = rerank.scorer.score(by_evidence, candidate.related, candidate.found.date);
        }
        sort(candidates);
        Ok(())
    }

    /// Returns the words that feedback finds in the best candidates.
    fn feedback(
        &self,
        feedback: WordFeedback,
        candidates: &[Candidate],
    ) -> Result<Vec<FeedbackWord>, BackendError> {
        let best = candidates.iter().take(feedback.articles());
        // The best are among the first pages, whose words are kept.
        let about = |words: &Option<HitWords>| words.as_ref().map(HitWords::profile).unwrap_or_default();
        let read: Vec<BestArticle> = best
            .map(|candidate| BestArticle { score: candidate.found.score, about: about(&candidate.words) })
            .collect();
        let weight = self.weights.iter().sum();
        let among = |words: &[TermPredicate]| self.counts_among(candidates, words);
        let counts = |words: &[TermPredicate]| self.reader.frequencies(words);
        feedback.words_at_least(&read, weight, &self.bm25, (among, counts))
    }

    /// Returns the number of candidates that contain each word. So many articles at least contain it.
    fn counts_among(&self, candidates: &[Candidate], words: &[TermPredicate]) -> Vec<u64> {
        self.reader.await_counts(words);
        let words_of = QueryWords::of_words(words);
        let held: Vec<&HitWords> =
            candidates.iter().filter_map(|candidate| candidate.words.as_ref()).collect();
        let count = |held: Vec<&HitWords>| {
            let mut counts = vec![0; words.len()];
            for held in held {
                let mut view = held.view(&words_of);
                for (count, word) in counts.iter_mut().zip(words) {
                    *count += u64::from(!view.positions(word).is_empty());
                }
            }
            counts
        };
        let mut counts = vec![0; words.len()];
        for part in on_all_cores(held, PART, count) {
            counts.iter_mut().zip(part).for_each(|(count, part)| *count += part);
        }
        counts
    }

    /// Returns the best matches by BM25 with the related words, in order.
    fn with_related(
        &self,
        all: Vec<Candidate>,
        total: usize,
        wanted: usize,
        related: &[FeedbackWord],
    ) -> Result<Vec<Candidate>, BackendError> {
        let words_of = QueryWords::of(&[], related);
        let add_related = |mut candidates: Vec<Candidate>| {
            for candidate in &mut candidates {
                tick()?;
                if let Some(words) = &candidate.words {
                    candidate.related = related_score(&mut words.view(&words_of), related, &self.bm25);
                }
                candidate.found.score = candidate.own + candidate.related;
            }
            Ok::<_, BackendError>(candidates)
        };
        let parts: Result<Vec<_>, _> = on_all_cores(all, PART, add_related).into_iter().collect();
        let mut all: Vec<Candidate> = parts?.into_iter().flatten().collect();
        sort(&mut all);
        if all.len() < total {
            let than: Vec<&str> = all.iter().map(|candidate| candidate.found.id.as_str()).collect();
            let mut scores: Vec<f64> = all.iter().map(|candidate| candidate.found.score).collect();
            scores.truncate(wanted);
            // The score of the last that is wanted, once as many are known.
            let last = |scores: &[f64]| scores.get(wanted - 1).copied();
            let mut others = Vec::new();
            let scored = self.scored(related);
            let is_exact = scored.is_exact;
            let least = last(&scores).into_iter().chain(self.least_among_first(&all)).reduce(f64::max);
            let words = least.map_or(0, |least| self.related_needed(&all, related, least));
            if words > related.len() {
                all.truncate(wanted);
                return Ok(all);
            }
            let having = (words > 0).then(|| with_words(related, words));
            self.each_best(
                scored,
                wanted,
                Among::Others { than: &than, least, having: having.as_ref() },
                &mut |hits| {
                    let estimated = hits.last().and_then(|hit| hit.sort[0].as_f64()).unwrap_or(f64::MAX);
                    let found = add_related(self.candidates(hits, &[], Words::Kept)?)?;
                    scores.extend(found.iter().map(|candidate| candidate.found.score));
                    scores.sort_by(|left, right| right.total_cmp(left));
                    scores.truncate(wanted);
                    others.extend(found);
                    // From here on, all are worse than enough others.
                    let is_enough =
                        is_exact && last(&scores).is_some_and(|last| estimated < PRECISION * last);
                    Ok(if is_enough { Enough::Yes } else { Enough::No })
                },
            )?;
            all.extend(others);
            sort(&mut all);
        }
        all.truncate(wanted);
        Ok(all)
    }
}

/// What is known if few articles are wanted.
#[derive(Clone, Copy)]
struct Few {
    rerank: Rerank,
    /// Number of the wanted articles, or of those that feedback reads.
    number: usize,
    /// A number by which the final score of an article exceeds its score by words at most.
    beyond: f64,
}

/// The matches that the server ranks.
#[derive(Debug, Clone, Copy)]
enum Among<'a> {
    /// All; the first page is small if few are wanted.
    All { few: bool },
    /// Those with other ids than these, with at least this score, and which satisfy `having`.
    Others { than: &'a [&'a str], least: Option<f64>, having: Option<&'a Value> },
}

/// Whether the words of a candidate are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    Kept,
    Dropped,
}

fn sort(candidates: &mut [Candidate]) {
    candidates.sort_by(|left, right| {
        let (left, right) = (&left.found, &right.found);
        by_relevance((left.score, left.date, &left.id), (right.score, right.date, &right.id))
    });
}
