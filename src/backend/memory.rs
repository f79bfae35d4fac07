//! A reader in memory: a loop over the terms of all articles, without an index. It defines what a query means.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    sync::Arc,
};

use super::{
    BackendError, CopyCandidate, KeyField, Match, MatchOrder, MatchRequest, Matches, QuotationMatches,
    Reader, Resolution, SharedFingerprints,
    matches::{add_quotations, related_score, sort_matches, words_score},
    resolve::any_but,
    speaker_terms,
};
use crate::{
    analysis::{QueryWord, Restriction},
    analyzed_article::{
        AnalyzedArticle, Fingerprint, PackedTerms,
        quotation_terms::{DESCRIPTION_PREFIX, NAME_PREFIX, is_word},
    },
    article::{Article, DateFrom},
    copies::Signature,
    dates::{DayRange, PublicationDate},
    deadline::check,
    matching::{
        AnalyzedView, Bm25, Clause, Feature, FieldPredicate, Form, Inflected, Languages, Statistics,
        TermPredicate, TermTest, TextField, Unit, View as _, evidence, holds, streams,
    },
    rank::{ArticleProfile, BestArticle},
};

/// Articles in memory by id.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    articles: BTreeMap<String, Arc<AnalyzedArticle>>,
}

impl Memory {
    /// Returns the analyzed article with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&AnalyzedArticle> {
        self.articles.get(id).map(Arc::as_ref)
    }

    /// Adds an article with its quotations. An article with the same id is replaced.
    pub fn add(&mut self, article: AnalyzedArticle) {
        self.articles.insert(article.article.id.clone(), Arc::new(article));
    }

    /// Deletes the article with this id, if there is one.
    pub fn delete(&mut self, id: &str) {
        self.articles.remove(id);
    }
}

impl Reader for Memory {
    fn statistics(&self) -> Result<Statistics, BackendError> {
        let words = self.articles.values().map(|analyzed| u64::from(analyzed.layout.words)).sum();
        Ok(Statistics { articles: self.articles.len() as u64, words })
    }

    fn frequencies(&self, words: &[TermPredicate]) -> Result<Vec<u64>, BackendError> {
        words.iter().map(|words| self.frequency(words)).collect()
    }

    fn terms(
        &self,
        field: TextField,
        prefix: &str,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        let mut terms = BTreeSet::new();
        for analyzed in self.articles.values() {
            check()?;
            for words in streams(analyzed, field) {
                terms.extend(words.iter().filter(|term| !term.is_empty() && term.starts_with(prefix)));
            }
        }
        for term in terms {
            if visit(term).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn resolve(&self, asked: &FieldPredicate) -> Result<Resolution, BackendError> {
        Ok(match &asked.word {
            TermPredicate::Forms(forms) => forms.clone().into(),
            TermPredicate::Written(word) => self.written(asked.field, word).into(),
            TermPredicate::Inflected(of) => self.inflections(asked.field, of, &asked.word)?.into(),
            TermPredicate::Wildcard { .. } | TermPredicate::Fuzzy { .. } | TermPredicate::Regex(_) => {
                let test = TermTest::new(&asked.word, &[]);
                let is_word = |term: &&str| asked.field != TextField::Speaker || is_word(term);
                let terms = self.vocabulary(asked.field).into_iter().filter(is_word);
                Resolution::of_pattern(terms.filter(|term| test.holds(term, None)).map(str::to_owned))
            }
            TermPredicate::Speaker { name, certainty } => {
                speaker_terms::named(self, name, *certainty)?.into()
            }
            TermPredicate::NamesWith(text) => speaker_terms::with_words(self, text)?.into(),
            TermPredicate::AnyBut { any, but } => any_but(any, but, |word| {
                self.resolve(&FieldPredicate { field: asked.field, word: word.clone() })
            })?
            .into(),
        })
    }

    fn languages(&self) -> Result<Vec<Option<String>>, BackendError> {
        let languages: BTreeSet<_> =
            self.articles.values().map(|analyzed| analyzed.article.lang.clone()).collect();
        Ok(languages.into_iter().collect())
    }

    fn date_evidence(&self) -> Result<Vec<(DateFrom, u64)>, BackendError> {
        let count = |kind| {
            let of_kind = self.articles.values().filter(|analyzed| analyzed.article.date_from == Some(kind));
            of_kind.count() as u64
        };
        Ok(DateFrom::ALL
            .into_iter()
            .map(|kind| (kind, count(kind)))
            .filter(|(_, count)| *count > 0)
            .collect())
    }

    fn days(&self, clause: &Clause) -> Result<BTreeMap<Option<DayRange>, usize>, BackendError> {
        let mut days = BTreeMap::new();
        for analyzed in self.articles.values() {
            check()?;
            if holds(clause, &mut AnalyzedView::new(analyzed), Unit::Article) {
                *days.entry(analyzed.article.date.map(PublicationDate::days)).or_default() += 1;
            }
        }
        Ok(days)
    }

    fn days_of(&self, ids: &[&str]) -> Result<Vec<Option<DayRange>>, BackendError> {
        let days = |id: &&str| self.articles.get(*id)?.article.date.map(PublicationDate::days);
        Ok(ids.iter().map(days).collect())
    }

    fn matches(&self, request: &MatchRequest<'_>) -> Result<Matches, BackendError> {
        let bm25 = Bm25::of_articles(self.statistics()?);
        let weights = self.weights(request.features, &bm25)?;
        let mut best = self.ranked(request, &bm25, &weights)?;
        let total = best.len();
        let mut related = Vec::new();
        let rerank = request.rerank.filter(|_| request.order == MatchOrder::Relevance);
        if let Some(feedback) = rerank.and_then(|rerank| rerank.feedback).filter(|_| total > 1) {
            let read: Vec<BestArticle> = best[..total.min(feedback.articles())]
                .iter()
                .map(|found| BestArticle { score: found.score, about: about(&self.articles[&found.id]) })
                .collect();
            related = feedback.words(&read, weights.iter().sum(), &bm25, |words| self.frequencies(words))?;
            best = self.ranked(&MatchRequest { related: &related, ..*request }, &bm25, &weights)?;
        }
        best.truncate(request.limit);
        Ok(Matches { total, best, weights, related, ..Matches::default() })
    }

    fn quotations(&self, request: &MatchRequest<'_>) -> Result<QuotationMatches, BackendError> {
        let bm25 = Bm25::of_articles(self.statistics()?);
        let idf = self.weights(request.features, &bm25)?;
        let (mut articles, mut found) = (Vec::new(), Vec::new());
        for analyzed in self.articles.values() {
            check()?;
            let before = found.len();
            let mut view = AnalyzedView::new(analyzed);
            add_quotations(&mut view, articles.len(), request, &idf, &mut found);
            if found.len() > before {
                let article = &analyzed.article;
                articles.push((article.date.map(|date| date.order()), article.id.clone()));
            }
        }
        Ok(QuotationMatches::ranked(articles, found, request)?)
    }

    fn speakers(
        &self,
        clause: &Clause,
        among: Option<&BTreeSet<String>>,
    ) -> Result<Vec<(String, usize)>, BackendError> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for analyzed in self.articles.values() {
            check()?;
            if among.is_some_and(|among| !among.contains(&analyzed.article.id)) {
                continue;
            }
            let mut view = AnalyzedView::new(analyzed);
            for (quotation, terms) in analyzed.quotation_terms.iter().enumerate() {
                if !holds(clause, &mut view, Unit::Quotation(quotation)) {
                    continue;
                }
                for term in terms.iter().filter(|term| term.starts_with([NAME_PREFIX, DESCRIPTION_PREFIX])) {
                    *counts.entry(term.to_owned()).or_default() += 1;
                }
            }
        }
        Ok(counts.into_iter().collect())
    }

    fn each_article(&self, clause: &Clause, visit: &mut dyn FnMut(Article)) -> Result<(), BackendError> {
        for analyzed in self.articles.values() {
            check()?;
            if holds(clause, &mut AnalyzedView::new(analyzed), Unit::Article) {
                visit(analyzed.article.clone());
            }
        }
        Ok(())
    }

    fn numbered_articles(&self, clause: &Clause) -> Result<Vec<(String, u64)>, BackendError> {
        let mut places = Vec::new();
        for (place, analyzed) in (0..).zip(self.articles.values()) {
            check()?;
            if holds(clause, &mut AnalyzedView::new(analyzed), Unit::Article) {
                places.push((analyzed.article.id.clone(), place));
            }
        }
        Ok(places)
    }

    fn articles_by_number(&self, places: &[u64]) -> Result<Vec<Article>, BackendError> {
        let all: Vec<&Arc<AnalyzedArticle>> = self.articles.values().collect();
        Ok(places.iter().map(|place| all[*place as usize].article.clone()).collect())
    }

    fn articles(&self, ids: &[&str]) -> Result<Vec<Option<Article>>, BackendError> {
        let find = |id: &&str| {
            check()?;
            Ok(self.articles.get(*id).map(|analyzed| analyzed.article.clone()))
        };
        ids.iter().map(find).collect()
    }

    fn signatures(&self, ids: &[&str]) -> Result<Vec<Option<Signature>>, BackendError> {
        Ok(ids.iter().map(|id| self.articles.get(*id).map(|analyzed| analyzed.signature.clone())).collect())
    }

    fn about(&self, ids: &[&str]) -> Result<Vec<Option<ArticleProfile>>, BackendError> {
        Ok(ids.iter().map(|id| self.articles.get(*id).map(|analyzed| about(analyzed))).collect())
    }

    fn copy_candidates(&self, within: &Clause) -> Result<Vec<CopyCandidate>, BackendError> {
        let among = self.within(within)?;
        let mut sharing: BTreeMap<u32, usize> = BTreeMap::new();
        for fingerprint in among.iter().flat_map(|analyzed| analyzed.signature.fingerprints()) {
            *sharing.entry(*fingerprint).or_default() += 1;
        }
        let is_shared = |fingerprint: &u32| sharing[fingerprint] > 1;
        let sharing = among.iter().filter(|of| of.signature.fingerprints().iter().any(is_shared));
        let candidate = |analyzed: &&AnalyzedArticle| CopyCandidate {
            id: analyzed.article.id.clone(),
            date: analyzed.article.date.map(|date| date.order()),
            days: analyzed.article.date.map(PublicationDate::days),
            signature: analyzed.signature.clone(),
        };
        Ok(sharing.map(candidate).collect())
    }

    fn shared_fingerprints(
        &self,
        fingerprints: Option<&BTreeSet<Fingerprint>>,
        within: &Clause,
        most: usize,
    ) -> Result<SharedFingerprints, BackendError> {
        let among = self.within(within)?;
        let mut having: BTreeMap<Fingerprint, BTreeSet<u32>> = BTreeMap::new();
        for (number, analyzed) in (0..).zip(&among) {
            let is_wanted = |found: &&Fingerprint| fingerprints.is_none_or(|of| of.contains(found));
            for &fingerprint in analyzed.fingerprints.iter().filter(is_wanted) {
                having.entry(fingerprint).or_default().insert(number);
            }
        }
        having.retain(|_, articles| (2..=most).contains(&articles.len()));
        let places = having
            .into_iter()
            .flat_map(|(fingerprint, articles)| articles.into_iter().map(move |at| (fingerprint, at)));
        let ids = among.iter().map(|analyzed| analyzed.article.id.clone()).collect();
        Ok(SharedFingerprints { ids, pairs: places.collect() })
    }

    fn locations(&self, ids: &[&str]) -> Result<Vec<Option<String>>, BackendError> {
        Ok(ids
            .iter()
            .map(|id| self.articles.get(*id).and_then(|analyzed| analyzed.article.location()))
            .collect())
    }

    fn locations_by_number(&self, numbers: &[u64]) -> Result<Vec<Option<String>>, BackendError> {
        let all: Vec<&Arc<AnalyzedArticle>> = self.articles.values().collect();
        Ok(numbers.iter().map(|number| all[*number as usize].article.location()).collect())
    }

    fn ids_by_key(&self, key: KeyField, prefix: &str, limit: usize) -> Result<Vec<String>, BackendError> {
        let mut found: Vec<(&str, &str)> = self
            .articles
            .values()
            .filter_map(|analyzed| {
                let article = &analyzed.article;
                let value = match key {
                    KeyField::Id => Some(article.id.as_str()),
                    KeyField::Path => Some(article.path.as_str()).filter(|path| !path.is_empty()),
                    KeyField::Url => article.url.as_deref(),
                };
                value.filter(|value| value.starts_with(prefix)).map(|value| (value, article.id.as_str()))
            })
            .collect();
        found.sort_unstable();
        Ok(found.into_iter().take(limit).map(|(_, id)| id.to_owned()).collect())
    }
}

impl Memory {
    /// Returns the terms of a field, in byte order.
    fn vocabulary(&self, field: TextField) -> BTreeSet<&str> {
        let streams = self.articles.values().flat_map(|analyzed| streams(analyzed, field));
        streams.flat_map(PackedTerms::iter).filter(|term| !term.is_empty()).collect()
    }

    /// Returns the terms that are written like a word. The word's own terms are returned even if they do not occur.
    fn written(&self, field: TextField, word: &QueryWord) -> BTreeSet<String> {
        let own = match word.restriction {
            Restriction::Written => word.written_terms(),
            Restriction::Folded => vec![word.folded().to_owned()],
        };
        let known = self.vocabulary(field).into_iter().filter(|term| word.is_written_as(term));
        known.map(str::to_owned).chain(own).collect()
    }

    /// Returns the inflections of a word, each with the languages in which it counts as an inflection.
    fn inflections(
        &self,
        field: TextField,
        of: &Inflected,
        predicate: &TermPredicate,
    ) -> Result<Vec<Form>, BackendError> {
        let alike = self.written(field, &of.word);
        let test = TermTest::new(predicate, &alike.iter().map(String::as_str).collect::<Vec<_>>());
        let languages = self.languages()?;
        let mut terms: BTreeSet<&str> = self.vocabulary(field);
        terms.extend(alike.iter().map(String::as_str));
        terms.extend(of.word.other_number.as_deref().filter(|_| of.word.restriction == Restriction::Folded));
        let form = |term: &str| {
            let spoken = |code: &&Option<String>| test.holds(term, code.as_deref());
            let codes: Vec<Option<String>> = languages.iter().filter(spoken).cloned().collect();
            let is_of_all = of.language.is_some() || test.is_own(of, term);
            let holds = if is_of_all { test.holds(term, None) } else { !codes.is_empty() };
            let everywhere = is_of_all || codes.len() == languages.len();
            let languages = if everywhere { Languages::Any } else { Languages::Only(codes) };
            holds.then(|| Form { term: term.to_owned(), languages })
        };
        Ok(terms.into_iter().filter_map(form).collect())
    }

    /// Returns the articles that satisfy the clause of the request, in the requested order.
    fn ranked(
        &self,
        request: &MatchRequest<'_>,
        bm25: &Bm25,
        weights: &[f64],
    ) -> Result<Vec<Match>, BackendError> {
        let mut found = Vec::new();
        for (number, analyzed) in (0..).zip(self.articles.values()) {
            check()?;
            let mut view = AnalyzedView::new(analyzed);
            if holds(request.clause, &mut view, Unit::Article) {
                found.push(Match { number, ..scored(&mut view, request, bm25, weights) });
            }
        }
        sort_matches(&mut found, request.order);
        if let Some(rerank) = request.rerank.filter(|_| request.order == MatchOrder::Relevance) {
            let candidates = rerank.candidates.min(found.len());
            for found in &mut found[..candidates] {
                check()?;
                let mut view = AnalyzedView::new(&self.articles[&found.id]);
                let evidence = evidence(&mut view, request.features, bm25);
                let by_evidence = rerank.scorer.by_evidence(&evidence, weights);
                let related = related_score(&mut view, request.related, bm25);
                found.score = rerank.scorer.score(by_evidence, related, found.date);
            }
            sort_matches(&mut found[..candidates], request.order);
        }
        Ok(found)
    }

    /// Returns the articles that satisfy `clause`.
    fn within(&self, clause: &Clause) -> Result<Vec<&AnalyzedArticle>, BackendError> {
        let mut within = Vec::new();
        for analyzed in self.articles.values() {
            check()?;
            if holds(clause, &mut AnalyzedView::new(analyzed), Unit::Article) {
                within.push(analyzed.as_ref());
            }
        }
        Ok(within)
    }

    /// Returns the weight of each feature.
    fn weights(&self, features: &[Feature], bm25: &Bm25) -> Result<Vec<f64>, BackendError> {
        features.iter().map(|feature| bm25.weight_of(feature, |words| self.frequency(words))).collect()
    }

    /// Returns the number of articles that contain one of `words`.
    fn frequency(&self, words: &TermPredicate) -> Result<u64, BackendError> {
        let mut articles = 0;
        for analyzed in self.articles.values() {
            check()?;
            articles += u64::from(!AnalyzedView::new(analyzed).positions(words).is_empty());
        }
        Ok(articles)
    }
}

/// Returns the match of an article with its score by BM25.
fn scored(view: &mut AnalyzedView<'_>, request: &MatchRequest<'_>, bm25: &Bm25, idf: &[f64]) -> Match {
    let article = &view.analyzed.article;
    let (id, date) = (article.id.clone(), article.date.map(|date| date.order()));
    let mut score = 0.0;
    if request.order == MatchOrder::Relevance {
        score = words_score(view, request.features, idf, bm25);
        score += related_score(view, request.related, bm25);
    }
    Match { id, date, score, number: 0 }
}

/// Returns what feedback reads of an article.
fn about(analyzed: &AnalyzedArticle) -> ArticleProfile {
    ArticleProfile { key_terms: analyzed.key_terms(), words: analyzed.layout.words }
}
