//! `--expand`: the telling words of the best answers, articles or quotations, are asked in a second round.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{
    Archive,
    error::SearchError,
    lower::{Target, is_function_word},
    request::{JoinedBy, SearchRequest, Sort},
    results::RelatedWord,
    search::Question,
};
use crate::{
    analysis::{Stemmer, TermParts},
    article::{Article, Paragraph, ParagraphKind},
    backend::{Bm25, Clause, Feature, Form, Languages, Part, Spans, WordSet},
    rank::feedback,
    span::Span,
    stages,
};

/// So many of the words that the best articles support most are looked up in the index.
const LOOKED_UP: usize = 400;

/// The best answers, `None` where one has gone, and their scores.
type Texts = (Vec<Option<Article>>, Vec<f64>);

/// A word in the best articles.
#[derive(Default)]
struct Candidate {
    /// Its forms there, with their occurrences.
    forms: BTreeMap<String, u32>,
    support: f64,
}

impl Archive {
    /// Adds to `question` the words that feedback finds. They count for the score; where one word of the query is enough,
    /// one of them is, too. Nothing changes if there is no answer, or the order is not by relevance.
    pub(super) fn expand(
        &self,
        question: &mut Question,
        request: &SearchRequest,
        target: Target,
    ) -> Result<(), SearchError> {
        if request.sort != Sort::Relevance || question.features.is_empty() {
            return Ok(());
        }
        let (part, (texts, scores)) = match target {
            Target::Articles => (Part::Anywhere, self.best_articles(question)?),
            Target::Quotations => (Part::Quotation, self.best_quotations(question)?),
        };
        if texts.is_empty() {
            return Ok(());
        }
        let bm25 = Bm25::of_articles(self.backend().statistics()?);
        let mut candidates = BTreeMap::new();
        for (text, trust) in texts.into_iter().zip(feedback::trust(&scores)) {
            if let Some(text) = text {
                add_words(text, trust, &bm25, &mut candidates);
            }
        }
        let chosen = self.telling(candidates, &bm25)?;
        let mut weights: Vec<f64> = chosen.iter().map(|(weight, _)| *weight).collect();
        feedback::weigh(&mut weights, self.weights(&question.features, &bm25)?.iter().sum());
        let asked: HashSet<String> = terms(&question.features).map(str::to_owned).collect();
        let mut found_by = Vec::new();
        for ((_, candidate), weight) in chosen.into_iter().zip(weights) {
            let spans = Spans::Word(candidate.word_set());
            if candidate.forms.keys().all(|term| !asked.contains(term)) {
                question.summary.related.push(RelatedWord { word: candidate.shown(), weight });
                found_by.push(Clause::Text { part, spans: spans.clone() });
            }
            question.features.push(Feature { weight: Some(weight), ..Feature::new(part, spans) });
        }
        if request.joined_by == JoinedBy::Or {
            let clause = std::mem::replace(&mut question.clause, Clause::Nothing);
            question.clause = or_related(clause, found_by);
        }
        Ok(())
    }

    /// Returns the best articles with their scores.
    fn best_articles(&self, question: &Question) -> Result<Texts, SearchError> {
        let best = self.matches(question, feedback::ARTICLES)?.best;
        let ids: Vec<&str> = best.iter().map(|found| found.id.as_str()).collect();
        Ok((self.backend().articles(&ids)?, best.iter().map(|found| found.score).collect()))
    }

    /// Returns the contents of the best quotations, as articles, with their scores.
    fn best_quotations(&self, question: &Question) -> Result<Texts, SearchError> {
        let best = self.backend().quotations(&question.request(feedback::ARTICLES))?.best;
        let ids: Vec<&str> = best.iter().map(|found| found.id.as_str()).collect();
        let articles = self.backend().articles(&ids)?.into_iter();
        let contents = articles
            .zip(&best)
            .map(|(article, found)| article.and_then(|article| content(article, found.quotation)))
            .collect();
        Ok((contents, best.iter().map(|found| found.score).collect()))
    }

    /// Returns the most telling of the candidates with their weights, heaviest first.
    fn telling(
        &self,
        candidates: BTreeMap<String, Candidate>,
        bm25: &Bm25,
    ) -> Result<Vec<(f64, Candidate)>, SearchError> {
        let mut candidates: Vec<Candidate> = candidates.into_values().collect();
        // The map is in the order of stems, and sorting keeps it between equals: the same words are chosen every time.
        candidates.sort_by(|left, right| right.support.total_cmp(&left.support));
        candidates.truncate(LOOKED_UP);
        let sets: Vec<WordSet> = candidates.iter().map(Candidate::word_set).collect();
        let frequencies = self.backend().frequencies(&sets)?;
        let all = bm25.statistics.articles;
        let known = candidates.into_iter().zip(frequencies);
        let telling = known.filter(|&(_, with)| feedback::is_telling(with, all));
        let mut weighed: Vec<(f64, Candidate)> =
            telling.map(|(word, with)| (word.support * bm25.idf(with), word)).collect();
        weighed.sort_by(|left, right| right.0.total_cmp(&left.0));
        weighed.truncate(feedback::WORDS);
        Ok(weighed)
    }
}

impl Candidate {
    fn word_set(&self) -> WordSet {
        let form = |term: &String| Form { term: term.clone(), languages: Languages::Any };
        WordSet { forms: self.forms.keys().map(form).collect() }
    }

    /// Returns the form that occurs most, for people.
    fn shown(&self) -> String {
        let most = self.forms.iter().rev().max_by_key(|(_, count)| **count);
        let parts = TermParts::of(most.map_or("", |(term, _)| term));
        let written = parts.written.map(|written| written.trim_end_matches('?'));
        written.filter(|written| !written.is_empty()).unwrap_or(parts.folded).to_owned()
    }
}

/// Returns what is quoted in the quotation that is the n-th of the article's layout, as an article.
fn content(article: Article, quotation: usize) -> Option<Article> {
    let analyzed = stages::as_it_is(article);
    let article = &analyzed.article;
    let quotation = article.quotations.get(*analyzed.quotations.get(quotation)?)?;
    let pieces: Vec<&str> = quotation.content.iter().map(|piece| piece.of(&article.text)).collect();
    let text = pieces.join("\n");
    let whole = Paragraph { kind: ParagraphKind::Paragraph, span: Span::new(0, text.len()) };
    Some(Article { text, lang: article.lang.clone(), paragraphs: vec![whole], ..Article::default() })
}

/// Adds the words of an article, by their stems in its language.
fn add_words(article: Article, trust: f64, bm25: &Bm25, candidates: &mut BTreeMap<String, Candidate>) {
    let stemmer = Stemmer::of_language(article.lang.as_deref());
    let analyzed = stages::as_it_is(article);
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for term in analyzed.words.iter() {
        *counts.entry(term).or_default() += 1;
    }
    let mut stems: BTreeMap<String, u32> = BTreeMap::new();
    for (&term, &count) in counts.iter().filter(|(term, _)| says_something(term)) {
        let form = TermParts::of(term).for_stemming();
        let stem = form.map_or_else(|| term.to_owned(), |form| stemmer.stem(form));
        *stems.entry(stem.clone()).or_default() += count;
        *candidates.entry(stem).or_default().forms.entry(term.to_owned()).or_default() += count;
    }
    let relative = f64::from(analyzed.layout.words) / bm25.average_words();
    for (stem, count) in stems {
        candidates.entry(stem).or_default().support += trust * feedback::support(count, relative);
    }
}

/// Returns whether a term is more than a letter, a number, or a word that only joins others.
fn says_something(term: &str) -> bool {
    let folded = TermParts::of(term).folded;
    folded.chars().nth(1).is_some() && folded.chars().any(char::is_alphabetic) && !is_function_word(folded)
}

/// Returns the terms that stand for single words.
fn terms(features: &[Feature]) -> impl Iterator<Item = &str> {
    let sets: BTreeSet<&str> = features
        .iter()
        .flat_map(|feature| feature.spans.words())
        .flat_map(|words| words.forms.iter().map(|form| form.term.as_str()))
        .collect();
    sets.into_iter()
}

/// Returns `clause` with related words as alternatives to its words; other conditions stay required.
fn or_related(clause: Clause, related: Vec<Clause>) -> Clause {
    match clause {
        Clause::Text { .. } => Clause::Or(std::iter::once(clause).chain(related).collect()),
        Clause::Or(parts) if parts.iter().all(|part| matches!(part, Clause::Text { .. })) => {
            Clause::Or(parts.into_iter().chain(related).collect())
        }
        // Conditions beside the query stand behind it.
        Clause::And(mut parts) if !parts.is_empty() => {
            let query = parts.remove(0);
            parts.insert(0, or_related(query, related));
            Clause::And(parts)
        }
        other => other,
    }
}
