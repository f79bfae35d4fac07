//! The back end in memory: a loop over token lists, without any index. It says what a query means.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::ControlFlow,
    sync::Arc,
};

use super::{
    About, Backend, BackendError, BackendWriter, BestArticle, Bm25, Clause, CopyPairs, Evidence, Feature,
    KeyField, Match, MatchOrder, MatchRequest, Matches, Occurrences, Part, QuotationMatch, QuotationMatches,
    Related, SharedMarks, Spans, Statistics, TextField, WordSet,
    bm25::{quotation_term, related_saturation},
    evaluate::{Unit, View, holds, starts, text_positions},
    matches::{by_date, by_relevance},
};
use crate::{
    analysis::{
        Analyzed, Layout, Mark, Words,
        told::{DESCRIPTION, NAME},
    },
    article::{Article, DateFrom, QuotationKind},
    copies::Signature,
    date::{DayRange, PublicationDate},
    query::Filter,
};

/// Articles in memory, by id.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    articles: BTreeMap<String, Arc<Analyzed>>,
}

impl Memory {
    /// Returns the analysed article with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Analyzed> {
        self.articles.get(id).map(Arc::as_ref)
    }
}

impl BackendWriter for Memory {
    fn add(&mut self, article: Analyzed) -> Result<(), BackendError> {
        self.articles.insert(article.article.id.clone(), Arc::new(article));
        Ok(())
    }

    fn delete(&mut self, id: &str) -> Result<(), BackendError> {
        self.articles.remove(id);
        Ok(())
    }

    fn commit(&mut self, _payload: &str) -> Result<(), BackendError> {
        Ok(())
    }
}

impl Backend for Memory {
    fn statistics(&self) -> Result<Statistics, BackendError> {
        let words = self.articles.values().map(|analyzed| u64::from(analyzed.layout.words)).sum();
        Ok(Statistics { articles: self.articles.len() as u64, words })
    }

    fn frequencies(&self, words: &[WordSet]) -> Result<Vec<u64>, BackendError> {
        Ok(words.iter().map(|words| self.frequency(words)).collect())
    }

    fn terms(
        &self,
        field: TextField,
        prefix: &str,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        let mut terms = BTreeSet::new();
        for analyzed in self.articles.values() {
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
        let mut best = self.ranked(request, &bm25, &weights);
        let total = best.len();
        let mut related = Vec::new();
        let rerank = request.rerank.filter(|_| request.order == MatchOrder::Relevance);
        if let Some(feedback) = rerank.and_then(|rerank| rerank.feedback).filter(|_| total > 1) {
            let read: Vec<BestArticle> = best[..total.min(feedback.articles())]
                .iter()
                .map(|found| BestArticle { score: found.score, about: about(&self.articles[&found.id]) })
                .collect();
            related = feedback.words(&read, weights.iter().sum(), &bm25, &|words| self.frequencies(words))?;
            best = self.ranked(&MatchRequest { related: &related, ..*request }, &bm25, &weights);
        }
        best.truncate(request.limit);
        Ok(Matches { total, best, weights, related })
    }

    fn quotations(&self, request: &MatchRequest<'_>) -> Result<QuotationMatches, BackendError> {
        let bm25 = Bm25::of_articles(self.statistics()?);
        let idf = self.weights(request.features, &bm25)?;
        let (mut articles, mut found) = (Vec::new(), Vec::new());
        for analyzed in self.articles.values() {
            let before = found.len();
            let mut view = AnalyzedView::new(analyzed);
            for (quotation, words) in analyzed.layout.quotations.iter().enumerate() {
                if holds(request.clause, &mut view, Unit::Quotation(quotation)) {
                    found.push(QuotationMatch {
                        article: articles.len() as u32,
                        quotation: quotation as u32,
                        confidence: words.confidence,
                        score: quotation_score(&mut view, quotation, request, &idf),
                        unsure: is_unsure(&mut view, quotation, request),
                    });
                }
            }
            if found.len() > before {
                let article = &analyzed.article;
                articles.push((article.date.map(|date| date.order()), article.id.clone()));
            }
        }
        Ok(QuotationMatches::ranked(articles, found, request))
    }

    fn speakers(
        &self,
        clause: &Clause,
        among: Option<&BTreeSet<String>>,
    ) -> Result<Vec<(String, usize)>, BackendError> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for analyzed in self.articles.values() {
            if among.is_some_and(|among| !among.contains(&analyzed.article.id)) {
                continue;
            }
            let mut view = AnalyzedView::new(analyzed);
            for (quotation, terms) in analyzed.speakers.iter().enumerate() {
                if !holds(clause, &mut view, Unit::Quotation(quotation)) {
                    continue;
                }
                for term in terms.iter().filter(|term| term.starts_with([NAME, DESCRIPTION])) {
                    *counts.entry(term.to_owned()).or_default() += 1;
                }
            }
        }
        Ok(counts.into_iter().collect())
    }

    fn each_article(&self, clause: &Clause, visit: &mut dyn FnMut(Article)) -> Result<(), BackendError> {
        for analyzed in self.articles.values() {
            if holds(clause, &mut AnalyzedView::new(analyzed), Unit::Article) {
                visit(analyzed.article.clone());
            }
        }
        Ok(())
    }

    fn articles(&self, ids: &[&str]) -> Result<Vec<Option<Article>>, BackendError> {
        Ok(ids.iter().map(|id| self.articles.get(*id).map(|analyzed| analyzed.article.clone())).collect())
    }

    fn signatures(&self, ids: &[&str]) -> Result<Vec<Option<Signature>>, BackendError> {
        Ok(ids.iter().map(|id| self.articles.get(*id).map(|analyzed| analyzed.signature.clone())).collect())
    }

    fn about(&self, ids: &[&str]) -> Result<Vec<Option<About>>, BackendError> {
        Ok(ids.iter().map(|id| self.articles.get(*id).map(|analyzed| about(analyzed))).collect())
    }

    fn copy_pairs(&self, within: &Clause) -> Result<CopyPairs, BackendError> {
        let among = self.within(within);
        let mut found = CopyPairs::default();
        for (number, article) in among.iter().enumerate() {
            for (other, _) in among
                .iter()
                .enumerate()
                .filter(|(other, copy)| *other != number && copy.signature.agrees(&article.signature))
            {
                found.pairs.push((number as u32, other as u32));
            }
        }
        found.ids = among.iter().map(|analyzed| analyzed.article.id.clone()).collect();
        Ok(found.without_others())
    }

    fn shared_marks(
        &self,
        marks: Option<&BTreeSet<Mark>>,
        within: &Clause,
        most: usize,
    ) -> Result<SharedMarks, BackendError> {
        let among = self.within(within);
        let mut having: BTreeMap<Mark, BTreeSet<u32>> = BTreeMap::new();
        for (number, analyzed) in (0..).zip(&among) {
            let terms = analyzed.speakers.iter().flat_map(Words::iter);
            for mark in
                terms.filter_map(Mark::of_term).filter(|mark| marks.is_none_or(|of| of.contains(mark)))
            {
                having.entry(mark).or_default().insert(number);
            }
        }
        having.retain(|_, articles| (2..=most).contains(&articles.len()));
        let places =
            having.into_iter().flat_map(|(mark, articles)| articles.into_iter().map(move |at| (mark, at)));
        let ids = among.iter().map(|analyzed| analyzed.article.id.clone()).collect();
        Ok(SharedMarks { ids, places: places.collect() })
    }

    fn locations(&self, ids: &[&str]) -> Result<Vec<Option<String>>, BackendError> {
        Ok(ids
            .iter()
            .map(|id| self.articles.get(*id).and_then(|analyzed| analyzed.article.location()))
            .collect())
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
    /// Returns the articles that satisfy the request's clause, in its order.
    fn ranked(&self, request: &MatchRequest<'_>, bm25: &Bm25, weights: &[f64]) -> Vec<Match> {
        let mut found = Vec::new();
        for analyzed in self.articles.values() {
            let mut view = AnalyzedView::new(analyzed);
            if holds(request.clause, &mut view, Unit::Article) {
                found.push(scored(&mut view, request, bm25, weights));
            }
        }
        sort_matches(&mut found, request.order);
        if let Some(rerank) = request.rerank.filter(|_| request.order == MatchOrder::Relevance) {
            let candidates = rerank.candidates.min(found.len());
            for found in &mut found[..candidates] {
                let mut view = AnalyzedView::new(&self.articles[&found.id]);
                let evidence = evidence(&mut view, request.features, bm25);
                let by_evidence = rerank.scorer.by_evidence(&evidence, weights);
                let related = related_score(&mut view, request.related, bm25);
                found.score = rerank.scorer.score(by_evidence, related, found.date);
            }
            sort_matches(&mut found[..candidates], request.order);
        }
        found
    }

    /// Returns the articles that satisfy `clause`.
    fn within(&self, clause: &Clause) -> Vec<&Analyzed> {
        let articles = self.articles.values().map(Arc::as_ref);
        articles.filter(|analyzed| holds(clause, &mut AnalyzedView::new(analyzed), Unit::Article)).collect()
    }

    /// Returns the weight of each feature.
    fn weights(&self, features: &[Feature], bm25: &Bm25) -> Result<Vec<f64>, BackendError> {
        features.iter().map(|feature| bm25.weight_of(feature, |words| Ok(self.frequency(words)))).collect()
    }

    /// Returns how many articles hold one of `words`.
    fn frequency(&self, words: &WordSet) -> u64 {
        let holds = |analyzed: &&Arc<Analyzed>| !AnalyzedView::new(analyzed).positions(words).is_empty();
        self.articles.values().filter(holds).count() as u64
    }
}

/// Returns the match of an article with its score by BM25.
fn scored(view: &mut AnalyzedView<'_>, request: &MatchRequest<'_>, bm25: &Bm25, idf: &[f64]) -> Match {
    let article = &view.analyzed.article;
    let (id, date) = (article.id.clone(), article.date.map(|date| date.order()));
    let mut score = 0.0;
    if request.order == MatchOrder::Relevance {
        for (feature, idf) in request.features.iter().zip(idf) {
            let count =
                starts(&text_positions(feature.part, &feature.spans, view, Unit::Article)).len() as u32;
            if count > 0 {
                score += idf * bm25.term(count, view.layout.words);
            }
        }
        score += related_score(view, request.related, bm25);
    }
    Match { id, date, score }
}

/// Returns what related words add to the score of an article.
fn related_score(view: &mut AnalyzedView<'_>, related: &[Related], bm25: &Bm25) -> f64 {
    let relative = bm25.relative_length(view.layout.words);
    let mut score = 0.0;
    for word in related {
        let count = view.positions(&word.words).len() as u32;
        if count > 0 {
            score += word.weight * related_saturation(count, relative);
        }
    }
    score
}

/// Returns what an article is about.
fn about(analyzed: &Analyzed) -> About {
    About { telling: analyzed.telling.clone(), words: analyzed.layout.words }
}

/// Returns where the features stand in an article.
pub(crate) fn evidence(view: &mut dyn View, features: &[Feature], bm25: &Bm25) -> Evidence {
    let (title_words, words) = view.lengths();
    let features = features.iter().map(|feature| occurrences(view, feature)).collect();
    Evidence { features, title_words, words, average_words: bm25.average_words() }
}

/// Returns where a feature stands in an article.
fn occurrences(view: &mut dyn View, feature: &Feature) -> Occurrences {
    let (Part::Anywhere, Spans::Word(word)) = (feature.part, &feature.spans) else {
        let found = text_positions(feature.part, &feature.spans, view, Unit::Article);
        return Occurrences { positions: starts(&found), inflected: 0, kin: 0 };
    };
    let mut positions = view.positions(word);
    let inflected = match positions.is_empty() || feature.inflected.forms.is_empty() {
        true => 0,
        false => view.positions(&feature.inflected).len() as u32,
    };
    let own = positions.len();
    if !feature.kin.forms.is_empty() {
        positions.extend(view.positions(&feature.kin));
        positions.sort_unstable();
        positions.dedup();
    }
    let kin = (positions.len() - own) as u32;
    Occurrences { positions, inflected, kin }
}

/// Returns whether a quotation that matches may be of somebody else than whom the query means.
pub(crate) fn is_unsure(view: &mut dyn View, quotation: usize, request: &MatchRequest<'_>) -> bool {
    request.unsure.is_some_and(|unsure| holds(unsure.clause, view, Unit::Quotation(quotation)))
}

/// What the words of a paraphrase weigh beside those of speech: less than half as well a quotation of the speaker's own words fits, it
/// follows the paraphrase.
const PARAPHRASE: f64 = 0.6;

/// Returns the score of a quotation by its words.
pub(crate) fn quotation_score(
    view: &mut dyn View,
    quotation: usize,
    request: &MatchRequest<'_>,
    idf: &[f64],
) -> f64 {
    if request.order != MatchOrder::Relevance {
        return 0.0;
    }
    let layout = view.quotations();
    let spoken = &layout.quotations[quotation];
    let term = |count: usize| if count == 0 { 0.0 } else { quotation_term(count as u32, spoken.words()) };
    let manner = if spoken.kind == QuotationKind::Indirect { PARAPHRASE } else { 1.0 };
    let mut score = 0.0;
    for (feature, weight) in request.features.iter().zip(idf) {
        let found = text_positions(feature.part, &feature.spans, view, Unit::Quotation(quotation));
        score += weight * term(starts(&found).len());
    }
    for word in request.related {
        let found = view.positions(&word.words).into_iter().filter(|position| spoken.holds(*position));
        score += word.weight * term(found.count());
    }
    manner * score
}

/// Puts matches in their order.
pub(crate) fn sort_matches(matches: &mut [Match], order: MatchOrder) {
    match order {
        MatchOrder::Relevance => matches.sort_by(|left, right| {
            by_relevance((left.score, left.date, &left.id), (right.score, right.date, &right.id))
        }),
        MatchOrder::Newest | MatchOrder::Oldest => {
            matches.sort_by(|left, right| by_date(order, (left.date, &left.id), (right.date, &right.id)));
        }
    }
}

/// Returns the word streams of a field.
fn streams(analyzed: &Analyzed, field: TextField) -> Vec<&Words> {
    match field {
        TextField::Text => vec![&analyzed.words],
        TextField::Byline => vec![&analyzed.fields.byline],
        TextField::Source => vec![&analyzed.fields.source],
        TextField::Url => vec![&analyzed.fields.url],
        TextField::Section => vec![&analyzed.fields.section],
        TextField::Tag => vec![&analyzed.fields.tags],
        TextField::Speaker => analyzed.speakers.iter().collect(),
    }
}

/// An analysed article as the evaluation sees it.
pub struct AnalyzedView<'a> {
    analyzed: &'a Analyzed,
    layout: Arc<Layout>,
    /// Where words stand in title and text: many quotations of an article are asked for the same words.
    found: HashMap<WordSet, Vec<u32>>,
}

impl<'a> AnalyzedView<'a> {
    /// Returns the view of `analyzed`.
    #[must_use]
    pub fn new(analyzed: &'a Analyzed) -> Self {
        Self { analyzed, layout: Arc::new(analyzed.layout.clone()), found: HashMap::new() }
    }

    fn is_meant(&self, term: &str, words: &WordSet) -> bool {
        let language = self.analyzed.article.lang.as_deref();
        words.forms.iter().any(|form| form.term == term && form.languages.include(language))
    }

    fn find(&self, stream: &Words, words: &WordSet) -> Vec<u32> {
        (0u32..).zip(stream.iter()).filter(|(_, term)| self.is_meant(term, words)).map(|(at, _)| at).collect()
    }
}

impl View for AnalyzedView<'_> {
    fn positions(&mut self, words: &WordSet) -> Vec<u32> {
        if let Some(known) = self.found.get(words) {
            return known.clone();
        }
        let found = self.find(&self.analyzed.words, words);
        self.found.insert(words.clone(), found.clone());
        found
    }

    fn field_positions(&mut self, field: TextField, words: &WordSet) -> Vec<u32> {
        streams(self.analyzed, field).into_iter().flat_map(|stream| self.find(stream, words)).collect()
    }

    fn layout(&mut self) -> Arc<Layout> {
        Arc::clone(&self.layout)
    }

    fn names_speaker(&mut self, quotation: usize, words: &WordSet) -> bool {
        self.analyzed.speakers[quotation].iter().any(|term| self.is_meant(term, words))
    }

    fn agrees(&mut self, signature: &Signature) -> bool {
        self.analyzed.signature.agrees(signature)
    }

    fn satisfies(&mut self, filter: &Filter) -> bool {
        let article = &self.analyzed.article;
        let text_words = u64::from(self.layout.words - self.layout.title_words);
        match filter {
            Filter::Date { from, to } => article.date.is_some_and(|date| {
                from.is_none_or(|from| date.first_day() >= from) && to.is_none_or(|to| date.last_day() <= to)
            }),
            Filter::Undated => article.date.is_none(),
            Filter::Seen { from, to } => {
                from.is_none_or(|from| article.seen >= from) && to.is_none_or(|to| article.seen < to)
            }
            Filter::Run(run) => article.run == *run,
            Filter::Language(code) => article.lang.as_deref() == Some(code),
            Filter::Id(id) => article.id == *id,
            Filter::Words { from, to } => {
                from.is_none_or(|from| text_words >= from) && to.is_none_or(|to| text_words <= to)
            }
            Filter::Under(path) => is_under(&article.path, path),
            // Asked of quotations, not of articles: the evaluation answers it from the layout.
            Filter::Kind(_) | Filter::Confidence(_) => false,
            // Which run is the last one is told before the engine is asked.
            Filter::LastRun => false,
        }
    }
}

/// Returns whether `path` is `folder` or lies under it.
fn is_under(path: &str, folder: &str) -> bool {
    let folder = folder.strip_suffix('/').unwrap_or(folder);
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        && !(folder.is_empty() && path.is_empty())
}
