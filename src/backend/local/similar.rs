//! Finds articles that are similar to an article: its copies, then articles about the same event.
//!
//! Related articles are found by an ordinary search for the key terms of the article. Articles published at nearly the same
//! time rank higher.

use std::collections::{BTreeMap, HashSet};

use super::{articles, condition::count_only, word_resolver::WordResolver};
use crate::{
    analysis::{TermParts, query_words},
    analyzed_article,
    analyzed_article::{AnalyzedArticle, KeyTerms},
    article::Article,
    backend::{
        BackendError, Copies, LARGEST_PAGE, Match, MatchOrder, MatchRequest, Reader, SimilarHit, SimilarTo,
        Similarity,
    },
    copies::Signature,
    matching::{Bm25, Clause, Feature, Form, Inflected, Languages, Part, Spans, TermPredicate, WhichForms},
};

/// Number of the most frequent words of the article that are looked up.
const LOOKED_UP: usize = 60;
/// Number of these words that are searched for: those with the largest weight.
const SEARCHED: usize = 20;
/// Maximum number of related articles.
const CANDIDATES: usize = 200;
/// Minimum score of a related article, as a share of the score of the article itself (if it is not found: the best score).
const MIN_SCORE: f64 = 0.2;
/// Days after which the bonus for nearness in time falls to a third.
const NEAR_DAYS: f64 = 7.0;
const SECONDS_A_DAY: i64 = 86_400;

/// Returns the answer to `request`.
pub(super) fn answer(reader: &dyn Reader, request: &SimilarTo) -> Result<Vec<SimilarHit>, BackendError> {
    let limit = request.offset.saturating_add(request.limit.min(LARGEST_PAGE));
    let analyzed = analyzed_article::analyze_as_is(request.article.clone());
    let mut found = ranked_copies(reader, &analyzed)?;
    let own = request.article.id.clone();
    let known: HashSet<String> = found.iter().map(|copy| copy.id.clone()).chain([own]).collect();
    found.truncate(limit);
    if request.copies != Copies::Only && found.len() < limit {
        let related = related(reader, &analyzed, &known)?;
        found.extend(if request.copies == Copies::Hide { without_copies(reader, related)? } else { related });
        found.truncate(limit);
    }
    let found: Vec<Candidate> = found.into_iter().skip(request.offset).collect();
    let ids: Vec<&str> = found.iter().map(|found| found.id.as_str()).collect();
    let mut similar = Vec::with_capacity(found.len());
    for (found, article) in found.iter().zip(reader.articles(&ids)?) {
        let Some(article) = article else { continue };
        let Candidate { relation, similarity, score, days, .. } = *found;
        let copies = articles::copies(reader, &found.id)?;
        similar.push(SimilarHit { relation, similarity, score, days, copies, article });
    }
    Ok(similar)
}

/// Returns the copies, most similar first; ties by newer date, then id.
fn ranked_copies(reader: &dyn Reader, analyzed: &AnalyzedArticle) -> Result<Vec<Candidate>, BackendError> {
    let (article, signature) = (&analyzed.article, &analyzed.signature);
    let clause = Clause::CopyOf(signature.clone());
    let request = MatchRequest { limit: usize::MAX, ..count_only(&clause) };
    let found: Vec<Match> = reader.matches(&request)?.best;
    let found: Vec<Match> = found.into_iter().filter(|found| found.id != article.id).collect();
    let ids: Vec<&str> = found.iter().map(|found| found.id.as_str()).collect();
    let signatures: Vec<Option<Signature>> = reader.signatures(&ids)?;
    let similarity = |other: Option<Signature>| other.and_then(|other| other.similarity(signature));
    let mut copies: Vec<Candidate> = found
        .iter()
        .zip(signatures)
        .map(|(found, other)| Candidate::copy(found, similarity(other).unwrap_or(0.0), article))
        .collect();
    // The sort is stable: equally similar copies stay in the order of their dates.
    copies.sort_by(|left, right| right.score.total_cmp(&left.score));
    Ok(copies)
}

/// Returns the articles that share key terms, best first, without the articles `known`.
fn related(
    reader: &dyn Reader,
    analyzed: &AnalyzedArticle,
    known: &HashSet<String>,
) -> Result<Vec<Candidate>, BackendError> {
    let article = &analyzed.article;
    let features = features(reader, &telling_words(reader, analyzed)?, article.lang.as_deref())?;
    if features.is_empty() {
        return Ok(Vec::new());
    }
    let text = |feature: &Feature| Clause::Text { part: feature.part, spans: feature.spans.clone() };
    let clause = Clause::Or(features.iter().map(text).collect());
    let (order, limit) = (MatchOrder::Relevance, CANDIDATES);
    let request = MatchRequest { features: &features, order, limit, ..count_only(&clause) };
    let found = reader.matches(&request)?.best;
    let own = found.iter().find(|found| found.id == article.id).or(found.first());
    let own = own.map_or(1.0, |own| own.score.max(f64::MIN_POSITIVE));
    let others = found.iter().filter(|found| !known.contains(&found.id));
    let mut related: Vec<Candidate> = others
        .map(|found| Candidate::related(found, (found.score / own).min(1.0), article))
        .filter(|candidate| candidate.similarity >= MIN_SCORE)
        .collect();
    related.sort_by(|left, right| right.score.total_cmp(&left.score));
    Ok(related)
}

/// Returns the words that distinguish the article from others, in folded form, the word with the largest weight first.
fn telling_words(reader: &dyn Reader, analyzed: &AnalyzedArticle) -> Result<Vec<String>, BackendError> {
    let bm25 = Bm25::of_articles(reader.statistics()?);
    let mut words: BTreeMap<&str, (Vec<Form>, u32)> = BTreeMap::new();
    let frequent = KeyTerms::of(&analyzed.words, analyzed.article.lang.as_deref(), LOOKED_UP);
    for (term, count) in frequent.iter() {
        let (forms, times) = words.entry(TermParts::of(term).folded).or_default();
        forms.push(Form { term: term.to_owned(), languages: Languages::Any });
        forms.sort();
        *times += count;
    }
    let sets: Vec<TermPredicate> =
        words.values().map(|(forms, _)| TermPredicate::Forms(forms.clone())).collect();
    let found = words.into_iter().zip(reader.frequencies(&sets)?);
    // A word that occurs in only one article finds no others.
    let mut weighted: Vec<(f64, String)> = found
        .filter(|(_, articles)| *articles > 1)
        .map(|((word, (_, times)), articles)| {
            (bm25.idf(articles) * (1.0 + f64::from(times).ln()), word.to_owned())
        })
        .collect();
    weighted.sort_by(|left, right| right.0.total_cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
    Ok(weighted.into_iter().take(SEARCHED).map(|(_, word)| word).collect())
}

/// Returns the features for a search for these words: their inflections in `language`, or in all languages if it is
/// unknown. Words with the same inflections are merged.
fn features(
    reader: &dyn Reader,
    telling: &[String],
    language: Option<&str>,
) -> Result<Vec<Feature>, BackendError> {
    let inflections = |word| {
        TermPredicate::Inflected(Inflected {
            word,
            language: language.map(str::to_owned),
            forms: WhichForms::All,
        })
    };
    let spans = |word: &String| {
        let mut words: Vec<TermPredicate> = query_words(word).into_iter().map(inflections).collect();
        match words.len() {
            0 => None,
            1 => words.pop().map(Spans::Word),
            _ => Some(Spans::Phrase { words, slop: 0 }),
        }
    };
    let features: Vec<Feature> =
        telling.iter().filter_map(spans).map(|spans| Feature::new(Part::Anywhere, spans)).collect();
    WordResolver::of(reader).features(&features)
}

/// Returns `found` without the articles that are copies of an earlier one.
fn without_copies(reader: &dyn Reader, found: Vec<Candidate>) -> Result<Vec<Candidate>, BackendError> {
    let ids: Vec<&str> = found.iter().map(|candidate| candidate.id.as_str()).collect();
    let signatures = reader.signatures(&ids)?;
    let mut shown: Vec<Signature> = Vec::new();
    let mut kept = Vec::new();
    for (candidate, signature) in found.into_iter().zip(signatures) {
        let signature = signature.unwrap_or_default();
        if !shown.iter().any(|earlier| earlier.agrees(&signature)) {
            shown.push(signature);
            kept.push(candidate);
        }
    }
    Ok(kept)
}

/// An article that may be returned.
struct Candidate {
    id: String,
    relation: Similarity,
    similarity: f64,
    score: f64,
    days: Option<i64>,
}

impl Candidate {
    fn copy(found: &Match, similarity: f64, article: &Article) -> Self {
        let days = days_between(found, article);
        Self { id: found.id.clone(), relation: Similarity::Copy, similarity, score: similarity, days }
    }

    fn related(found: &Match, similarity: f64, article: &Article) -> Self {
        let days = days_between(found, article);
        // An article without a date gets half the bonus.
        let nearness = days.map_or(0.5, |days| (-(days.abs() as f64) / NEAR_DAYS).exp());
        let score = similarity * (0.5 + 0.5 * nearness);
        Self { id: found.id.clone(), relation: Similarity::Related, similarity, score, days }
    }
}

/// Returns the days from the publication of the article to that of the match.
fn days_between(found: &Match, article: &Article) -> Option<i64> {
    let own = article.date?.order().div_euclid(SECONDS_A_DAY);
    Some(found.date?.div_euclid(SECONDS_A_DAY) - own)
}
