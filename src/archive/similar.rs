//! What is similar to an article: its copies, then articles about the same event.
//!
//! Related articles are those that the article's own telling words find by the ordinary ranking; what was published near in
//! time counts for more.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use super::{
    Archive,
    error::SearchError,
    fold::plain,
    lower::{Kin, Lowerer, Target, lower},
    request::Copies,
    results::CopyCount,
};
use crate::{
    analysis::{Analyzed, TellingWords, TermParts},
    article::Article,
    backend::{Match, MatchOrder, MatchRequest, local::words::Words},
    copies::Signature,
    evaluation::{Bm25, Clause, Feature, Form, Languages, WordSet},
    query::{Ast, JoinedBy},
    stages,
};

/// So many of an article's most frequent words are looked up.
const LOOKED_UP: usize = 60;
/// So many of them, the most telling, are asked for.
const ASKED: usize = 20;
/// So many answers are looked at.
const CANDIDATES: usize = 200;
/// An article is related if it scores at least this share of what the article itself does.
const LEAST: f64 = 0.2;
/// In so many days what is nearness in time worth falls to a third.
const NEAR_DAYS: f64 = 7.0;
const SECONDS_A_DAY: i64 = 86_400;

/// What is asked about an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimilarRequest {
    /// How many articles are returned at most; `None`: all.
    pub limit: Option<usize>,
    /// Whether of related articles one of several copies is returned, all of them, or no related article at all.
    pub copies: Copies,
}

/// How an article is similar to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// It is a copy.
    Copy,
    /// It shares telling words.
    Related,
}

/// An article that is similar to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// Its place, from 1.
    pub rank: usize,
    /// How it is similar.
    pub relation: Relation,
    /// From 0 to 1. Of a copy: how much of the shorter text the longer one contains. Else: its score for the article's telling
    /// words, as a share of what the article itself scores.
    pub similarity: f64,
    /// What copies, and then related articles, are ordered by: `similarity`, for related ones lessened by their distance in time.
    pub score: f64,
    /// Days between the two publications, if both are dated; negative: this one was published before.
    pub days: Option<i64>,
    /// How many copies it has itself.
    pub copies: CopyCount,
    /// The article, whole.
    pub article: Arc<Article>,
}

impl Archive {
    /// Returns how many copies of `article` there are.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn copies(&self, article: &Article) -> Result<CopyCount, SearchError> {
        let signature = self.backend().signatures(&[&article.id])?.pop().flatten().unwrap_or_default();
        let copies = self.copies_of(&article.id, &signature, &Clause::All)?;
        Ok(self.counted(&[&copies])?.pop().unwrap_or_default())
    }

    /// Returns the copies of `article`, then related articles, each kind best first.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn similar(&self, article: &Article, request: &SimilarRequest) -> Result<Vec<Similar>, SearchError> {
        let limit = request.limit.unwrap_or(usize::MAX);
        let analyzed = stages::as_it_is(article.clone());
        let copies = self.ranked_copies(&analyzed)?;
        let known: HashSet<String> =
            copies.iter().map(|copy| copy.id.clone()).chain([article.id.clone()]).collect();
        let mut found = copies;
        found.truncate(limit);
        if request.copies != Copies::Only && found.len() < limit {
            let related = self.related(&analyzed, &known)?;
            let related = if request.copies == Copies::Hide { self.folded(related)? } else { related };
            found.extend(related);
            found.truncate(limit);
        }
        let mut similar = Vec::with_capacity(found.len());
        for found in found {
            let Some(other) = self.article(&found.id)? else { continue };
            similar.push(Similar {
                rank: similar.len() + 1,
                relation: found.relation,
                similarity: found.similarity,
                score: found.score,
                days: found.days,
                copies: self.copies(&other)?,
                article: Arc::new(other),
            });
        }
        Ok(similar)
    }

    /// Returns the copies, most similar first; ties by newer date, then id.
    fn ranked_copies(&self, analyzed: &Analyzed) -> Result<Vec<Candidate>, SearchError> {
        let (article, signature) = (&analyzed.article, &analyzed.signature);
        let clause = Clause::CopyOf(signature.clone());
        let request = MatchRequest { limit: usize::MAX, ..plain(&clause) };
        let found: Vec<Match> = self.backend().matches(&request)?.best;
        let found: Vec<Match> = found.into_iter().filter(|found| found.id != article.id).collect();
        let ids: Vec<&str> = found.iter().map(|found| found.id.as_str()).collect();
        let signatures: Vec<Option<Signature>> = self.backend().signatures(&ids)?;
        let similarity = |other: Option<Signature>| other.and_then(|other| other.similarity(signature));
        let mut copies: Vec<Candidate> = found
            .iter()
            .zip(signatures)
            .map(|(found, other)| Candidate::copy(found, similarity(other).unwrap_or(0.0), article))
            .collect();
        // Stable: those equally similar stay in the order of their dates.
        copies.sort_by(|left, right| right.score.total_cmp(&left.score));
        Ok(copies)
    }

    /// Returns the articles that share telling words, best first, without those `known`.
    fn related(&self, analyzed: &Analyzed, known: &HashSet<String>) -> Result<Vec<Candidate>, SearchError> {
        let words: Vec<Ast> = self.telling_words(analyzed)?.into_iter().map(Ast::Word).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let article = &analyzed.article;
        let language = article.lang.as_deref();
        let how = Lowerer { target: Target::Articles, language, joined_by: JoinedBy::Or, kin: Kin::Ignored };
        let lowered = lower(&Ast::Or(words), how)?;
        let Some(clause) = lowered.clause else { return Ok(Vec::new()) };
        let mut looked_up = Words::of(self.backend());
        let clause = looked_up.clause(&clause)?;
        let (features, _) = Feature::merged(looked_up.features(&lowered.features)?);
        let request = MatchRequest {
            features: &features,
            order: MatchOrder::Relevance,
            limit: CANDIDATES,
            ..plain(&clause)
        };
        let found = self.backend().matches(&request)?.best;
        let own = found.iter().find(|found| found.id == article.id).or(found.first());
        let own = own.map_or(1.0, |own| own.score.max(f64::MIN_POSITIVE));
        let others = found.iter().filter(|found| !known.contains(&found.id));
        let mut related: Vec<Candidate> = others
            .map(|found| Candidate::related(found, (found.score / own).min(1.0), article))
            .filter(|candidate| candidate.similarity >= LEAST)
            .collect();
        related.sort_by(|left, right| right.score.total_cmp(&left.score));
        Ok(related)
    }

    /// Returns the article's words that tell it from others, the most telling first.
    fn telling_words(&self, analyzed: &Analyzed) -> Result<Vec<String>, SearchError> {
        let bm25 = Bm25::of_articles(self.backend().statistics()?);
        let mut words: BTreeMap<&str, (Vec<Form>, u32)> = BTreeMap::new();
        let frequent = TellingWords::of(&analyzed.words, analyzed.article.lang.as_deref(), LOOKED_UP);
        for (term, count) in frequent.iter() {
            let (forms, times) = words.entry(TermParts::of(term).folded).or_default();
            forms.push(Form { term: term.to_owned(), languages: Languages::Any });
            forms.sort();
            *times += count;
        }
        let sets: Vec<WordSet> = words.values().map(|(forms, _)| WordSet::Forms(forms.clone())).collect();
        let found = words.into_iter().zip(self.backend().frequencies(&sets)?);
        // A word that stands nowhere else finds nothing.
        let mut weighted: Vec<(f64, String)> = found
            .filter(|(_, articles)| *articles > 1)
            .map(|((word, (_, times)), articles)| {
                (bm25.idf(articles) * (1.0 + f64::from(times).ln()), word.to_owned())
            })
            .collect();
        weighted.sort_by(|left, right| right.0.total_cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
        Ok(weighted.into_iter().take(ASKED).map(|(_, word)| word).collect())
    }

    /// Returns `found` without those that are copies of an earlier one.
    fn folded(&self, found: Vec<Candidate>) -> Result<Vec<Candidate>, SearchError> {
        let ids: Vec<&str> = found.iter().map(|candidate| candidate.id.as_str()).collect();
        let signatures = self.backend().signatures(&ids)?;
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
}

/// An article that may be returned.
struct Candidate {
    id: String,
    relation: Relation,
    similarity: f64,
    score: f64,
    days: Option<i64>,
}

impl Candidate {
    fn copy(found: &Match, similarity: f64, article: &Article) -> Self {
        let days = days_between(found, article);
        Self { id: found.id.clone(), relation: Relation::Copy, similarity, score: similarity, days }
    }

    fn related(found: &Match, similarity: f64, article: &Article) -> Self {
        let days = days_between(found, article);
        // Without a date nothing is known for or against it.
        let nearness = days.map_or(0.5, |days| (-(days.abs() as f64) / NEAR_DAYS).exp());
        let score = similarity * (0.5 + 0.5 * nearness);
        Self { id: found.id.clone(), relation: Relation::Related, similarity, score, days }
    }
}

/// Returns the days from the article's publication to that of the one found.
fn days_between(found: &Match, article: &Article) -> Option<i64> {
    let own = article.date?.order().div_euclid(SECONDS_A_DAY);
    Some(found.date?.div_euclid(SECONDS_A_DAY) - own)
}
