//! Reads one committed state of an archive on a server.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::ControlFlow,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use serde_json::{Value, json};

use super::{
    answer::Found,
    document::{field_name, number_of},
    query::Query,
    records::Record,
    server::{Enough, Missing, Server},
    slices::Slices,
    spans,
    value_counts::{ROWS, codes, source},
    verify::Matching,
};
use crate::{
    analyzed_article::Fingerprint,
    article::{Article, DateFrom},
    backend::{
        BackendError, CopyCandidate, KeyField, Match, MatchOrder, MatchRequest, Matches, QuotationMatches,
        Reader, Resolution, SharedFingerprints, TopField, ValueCounts,
        reader::forms_by_walk,
        resolve::{Cache, MAX_CACHED_FORMS, by_vocabulary},
    },
    copies::Signature,
    dates::DayRange,
    matching::{Bm25, Clause, FieldPredicate, Form, FuzzyPattern, Statistics, TermPredicate, TextField},
    opensearch::{
        Client,
        layout::{Names, StateDocument},
    },
    rank::ArticleProfile,
};

/// How much a reader does to be exact, and what it does without.
#[derive(Debug, Clone, Copy)]
pub struct ReaderOptions {
    /// Maximum number of articles that are evaluated here for a clause that the server cannot say exactly.
    pub verified: usize,
    /// What happens if a part of the cluster does not answer.
    pub missing: Missing,
}

impl Default for ReaderOptions {
    fn default() -> Self {
        Self { verified: 10_000, missing: Missing::Fails }
    }
}

/// A committed state of an archive on a server, open for reading.
pub struct OpenSearchReader {
    pub(super) server: Server,
    pub(super) options: ReaderOptions,
    statistics: Statistics,
    /// Whether the indexes hold articles that are not of this state; found out when first needed.
    others: OnceLock<bool>,
    languages: OnceLock<Vec<Option<String>>>,
    resolved: Cache<FieldPredicate, Resolution>,
    /// Recent look-ups of the vocabulary: the terms of live articles, by field and query.
    pub(super) looked_up: Cache<String, Arc<Vec<String>>>,
    /// All terms of a field with the same beginning, by field and beginning; some may be of removed articles.
    pub(super) listed: Cache<String, Arc<Vec<String>>>,
    /// Terms that live articles have, by field, as far as look-ups found them.
    pub(super) present: Cache<(TextField, String), ()>,
    frequencies: Cache<TermPredicate, u64>,
    /// Recent hits by id.
    pub(super) records: Cache<String, Arc<Record>>,
    /// The copies of recent hits, by their signatures.
    pub(super) copies: Cache<Signature, Arc<Vec<Match>>>,
    /// The first hits of the last answer: whoever asks about one soon asks about the others.
    next: Mutex<Arc<Vec<String>>>,
    /// The last clause of which some articles were evaluated here, for its next page.
    pub(super) verified: Mutex<Option<(Clause, Matching)>>,
    /// Words whose frequencies will be asked for.
    awaited: Mutex<Vec<TermPredicate>>,
}

impl OpenSearchReader {
    /// Returns a reader of the state that `state` describes. Nothing is sent yet.
    #[must_use]
    pub fn new(client: Client, names: &Names, state: &StateDocument, options: ReaderOptions) -> Self {
        let mut server = Server::new(
            client,
            names.articles(state.build),
            names.vocabulary(state.build),
            Query::Of(state.live()),
        );
        (server.generation, server.missing) = (state.generation, options.missing);
        server.slices = Slices::of(names, state);
        Self {
            server,
            options,
            statistics: Statistics { articles: state.articles, words: state.words },
            others: OnceLock::new(),
            languages: state.languages.clone().map_or_else(OnceLock::new, OnceLock::from),
            resolved: Cache::default(),
            looked_up: Cache::default(),
            listed: Cache::default(),
            present: Cache::default(),
            frequencies: Cache::default(),
            records: Cache::default(),
            copies: Cache::default(),
            next: Mutex::default(),
            verified: Mutex::default(),
            awaited: Mutex::default(),
        }
    }

    /// Notes words whose frequencies will be asked for, so that they are counted together.
    pub(super) fn await_counts(&self, words: &[TermPredicate]) {
        let mut awaited = self.awaited.lock().unwrap_or_else(PoisonError::into_inner);
        let free = MOST_AWAITED.saturating_sub(awaited.len());
        awaited.extend(words.iter().take(free).cloned());
    }

    fn set_next(&self, ids: Vec<String>) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(ids);
    }

    /// Returns the ids of the first hits of the last answer.
    pub(super) fn next_ids(&self) -> Arc<Vec<String>> {
        Arc::clone(&self.next.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns whether the indexes hold articles that are not of this state: removed, or not committed.
    pub(super) fn has_others(&self) -> Result<bool, BackendError> {
        if let Some(known) = self.others.get() {
            return Ok(*known);
        }
        let has_others = self.server.search_in(&self.server.articles, self.search_for_others())?.total() > 0;
        Ok(*self.others.get_or_init(|| has_others))
    }

    fn search_for_others(&self) -> Value {
        let query = self.server.live.clone().negated().json();
        json!({ "size": 0, "terminate_after": 1, "track_total_hits": true, "query": query })
    }

    fn search_for_languages(&self) -> Value {
        let aggregation = json!({ "rows": { "composite": { "size": ROWS, "sources": [source("lang")] } } });
        json!({ "size": 0, "query": self.server.live.clone().json(), "aggs": aggregation })
    }

    /// Returns the languages of the articles, if they are known.
    pub(super) fn known_languages(&self) -> Option<Vec<Option<String>>> {
        self.languages.get().cloned()
    }

    /// Does some searches, and together with them what is not known yet about the state: whether there are other articles, and the
    /// languages.
    pub(super) fn search_with_state<'a>(
        &'a self,
        mut searches: Vec<(&'a str, Value)>,
    ) -> Result<Vec<Found>, BackendError> {
        let count = searches.len();
        let asks = (self.others.get().is_none(), self.languages.get().is_none());
        searches.extend(asks.0.then(|| (&*self.server.articles, self.search_for_others())));
        searches.extend(asks.1.then(|| (&*self.server.articles, self.search_for_languages())));
        let mut found = self.server.search_all(&searches)?;
        let mut about = found.split_off(count.min(found.len())).into_iter();
        if let Some(others) = asks.0.then(|| about.next()).flatten() {
            self.others.get_or_init(|| others.total() > 0);
        }
        if let Some(languages) = asks.1.then(|| about.next()).flatten() {
            let buckets = languages.aggregations["rows"]["buckets"].as_array().cloned().unwrap_or_default();
            if buckets.len() < ROWS {
                self.languages.get_or_init(|| codes(buckets.iter().map(|bucket| &bucket["key"])));
            }
        }
        Ok(found)
    }

    /// Returns the query for articles with this encoded term.
    pub(super) fn with_term(&self, field: TextField, term: &str) -> Query {
        match field {
            TextField::Speaker => Query::any_of("quotations.speaker", vec![json!(term)]).in_quotation(),
            field => Query::any_of(field_name(field), vec![json!(term)]),
        }
    }
}

impl Reader for OpenSearchReader {
    fn warnings(&self) -> Vec<String> {
        let mut warnings = self.server.client.warnings();
        warnings.extend(self.server.warnings());
        warnings
    }

    fn statistics(&self) -> Result<Statistics, BackendError> {
        Ok(self.statistics)
    }

    fn frequencies(&self, words: &[TermPredicate]) -> Result<Vec<u64>, BackendError> {
        let mut known: HashMap<&TermPredicate, u64> =
            words.iter().filter_map(|word| Some((word, self.frequencies.get(word)?))).collect();
        if words.iter().all(|word| known.contains_key(word)) {
            return Ok(words.iter().map(|word| known[word]).collect());
        }
        let awaited = std::mem::take(&mut *self.awaited.lock().unwrap_or_else(PoisonError::into_inner));
        let mut asked: Vec<&TermPredicate> = Vec::new();
        for word in words.iter().chain(&awaited) {
            if !known.contains_key(word) && !asked.contains(&word) {
                asked.push(word);
            }
        }
        let queries = asked.iter().map(|word| spans::word("text", "lang", word)).collect();
        for (word, count) in asked.into_iter().zip(self.server.counts_together(queries)?) {
            known.insert(word, count as u64);
            if word.forms().len() <= MAX_CACHED_FORMS {
                self.frequencies.insert(word.clone(), count as u64);
            }
        }
        Ok(words.iter().map(|word| known.get(word).copied().unwrap_or_default()).collect())
    }

    fn terms(
        &self,
        field: TextField,
        prefix: &str,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        self.terms_with_prefix(field, prefix, visit)
    }

    fn terms_such_that(
        &self,
        field: TextField,
        prefix: &str,
        test: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<String>, BackendError> {
        self.terms_passing(field, prefix, test)
    }

    fn fuzzy_terms(
        &self,
        field: TextField,
        pattern: &FuzzyPattern,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        self.terms_like(field, pattern, visit)
    }

    fn has_terms(&self, field: TextField, terms: &[Form]) -> Result<bool, BackendError> {
        self.has_any_of(field, terms)
    }

    fn expect(&self, words: &[FieldPredicate]) -> Result<(), BackendError> {
        let unknown: Vec<&FieldPredicate> =
            words.iter().filter(|asked| self.resolved.get(*asked).is_none()).collect();
        self.look_up(&unknown)
    }

    fn resolve(&self, asked: &FieldPredicate) -> Result<Resolution, BackendError> {
        if let TermPredicate::Forms(forms) = &asked.word {
            return Ok(forms.clone().into());
        }
        if let Some(known) = self.resolved.get(asked) {
            return Ok(known);
        }
        let found = match &asked.word {
            // The server matches these against the whole vocabulary faster than they could be listed.
            TermPredicate::Wildcard { pattern, .. } => self.matching_terms(asked, pattern)?,
            _ => by_vocabulary(self, asked)?,
        };
        if found.forms.len() <= MAX_CACHED_FORMS {
            self.resolved.insert(asked.clone(), found.clone());
            if asked.field == TextField::Text
                && matches!(asked.word, TermPredicate::Written(_) | TermPredicate::Inflected(_))
            {
                self.await_counts(&[TermPredicate::Forms(found.forms.clone())]);
            }
        }
        Ok(found)
    }

    fn forms_with_stem(&self, language: &str, stem: &str) -> Result<Vec<String>, BackendError> {
        match self.terms_with_stem(language, stem)? {
            Some(forms) => Ok(forms),
            None => forms_by_walk(self, TextField::Text, language, stem),
        }
    }

    fn languages(&self) -> Result<Vec<Option<String>>, BackendError> {
        if let Some(known) = self.languages.get() {
            return Ok(known.clone());
        }
        let (_, rows) = self.composite(&Query::All, &["lang"], &|of| json!({ "rows": of }), "/rows")?;
        let languages = codes(rows.iter().map(|(key, _)| key));
        Ok(self.languages.get_or_init(|| languages).clone())
    }

    fn date_evidence(&self) -> Result<Vec<(DateFrom, u64)>, BackendError> {
        let (_, rows) = self.composite(&Query::All, &["date_from"], &|of| json!({ "rows": of }), "/rows")?;
        let count = |kind: DateFrom| {
            let row = rows.iter().find(|(key, _)| key["date_from"].as_str() == Some(kind.name()));
            row.map_or(0, |(_, count)| *count as u64)
        };
        let counts = DateFrom::ALL.into_iter().map(|kind| (kind, count(kind)));
        Ok(counts.filter(|(_, count)| *count > 0).collect())
    }

    fn days(&self, clause: &Clause) -> Result<BTreeMap<Option<DayRange>, usize>, BackendError> {
        let query = self.matching(clause)?.query;
        let fields = ["first_day", "last_day"];
        let (_, rows) = self.composite(&query, &fields, &|of| json!({ "rows": of }), "/rows")?;
        let day = |value: &Value| value.as_i64().and_then(|day| i32::try_from(day).ok());
        let range =
            |key: &Value| Some(DayRange { first: day(&key["first_day"])?, last: day(&key["last_day"])? });
        Ok(rows.iter().map(|(key, count)| (range(key), *count)).collect())
    }

    fn days_of(&self, ids: &[&str]) -> Result<Vec<Option<DayRange>>, BackendError> {
        let days = |record: Option<Arc<Record>>| record?.article.date.map(|date| date.days());
        Ok(self.records_of(ids)?.into_iter().map(days).collect())
    }

    fn matches(&self, request: &MatchRequest<'_>) -> Result<Matches, BackendError> {
        if let Some(known) = self.known_copies(request) {
            return Ok(known);
        }
        let matching = self.matching(request.clause)?;
        let mut matches = if matching.query == Query::None {
            self.nothing(request)?
        } else if request.limit == 0 {
            let total = self.server.counts(vec![matching.query])?.pop().unwrap_or(0);
            Matches { total, ..Matches::default() }
        } else if request.order == MatchOrder::Relevance {
            self.ranked(&matching.query, request)?
        } else {
            self.dated(&matching.query, request)?
        };
        matches.relation = matching.relation;
        if request.limit > 0 && request.limit <= MOST_NEXT {
            self.set_next(matches.best.iter().map(|found| found.id.clone()).collect());
        }
        Ok(matches)
    }

    fn quotations(&self, request: &MatchRequest<'_>) -> Result<QuotationMatches, BackendError> {
        let matches = self.matching_quotations(request)?;
        self.set_next(matches.ids.iter().take(MOST_NEXT).cloned().collect());
        Ok(matches)
    }

    fn speakers(
        &self,
        clause: &Clause,
        among: Option<&BTreeSet<String>>,
    ) -> Result<Vec<(String, usize)>, BackendError> {
        self.count_speakers(clause, among)
    }

    fn value_counts(&self, field: TopField, clause: &Clause) -> Result<ValueCounts, BackendError> {
        self.count_values(field, clause)
    }

    fn each_article(&self, clause: &Clause, visit: &mut dyn FnMut(Article)) -> Result<(), BackendError> {
        let query = self.matching(clause)?.query;
        self.server.each(&query, &json!({ "_source": ["article"] }), &mut |hit| {
            hit.source.into_iter().for_each(|source| visit(source.article));
            Ok(Enough::No)
        })?;
        Ok(())
    }

    fn numbered_articles(&self, clause: &Clause) -> Result<Vec<(String, u64)>, BackendError> {
        let query = self.matching(clause)?.query;
        let mut found = Vec::new();
        self.server.each(&query, &json!({ "_source": false }), &mut |hit| {
            if let Some(id) = hit.sort.first().and_then(Value::as_str) {
                found.push((id.to_owned(), number_of(id)));
            }
            Ok(Enough::No)
        })?;
        Ok(found)
    }

    fn articles_after(
        &self,
        clause: &Clause,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Option<(Vec<Article>, bool)>, BackendError> {
        let query = self.matching(clause)?.query;
        let mut articles = Vec::new();
        let has_more = self.server.after(&query, &["article"], (after, limit), &mut |source| {
            articles.push(source.article);
        })?;
        Ok(Some((articles, has_more)))
    }

    fn articles_by_number(&self, numbers: &[u64]) -> Result<Vec<Article>, BackendError> {
        let articles = self.with_numbers(numbers)?;
        let missing = || BackendError::Expired { generation: self.server.generation };
        articles.into_iter().map(|article| article.ok_or_else(missing)).collect()
    }

    fn articles(&self, ids: &[&str]) -> Result<Vec<Option<Article>>, BackendError> {
        let article = |record: Option<Arc<Record>>| Some(record?.article.clone());
        Ok(self.records_of(ids)?.into_iter().map(article).collect())
    }

    fn signatures(&self, ids: &[&str]) -> Result<Vec<Option<Signature>>, BackendError> {
        let records = self.records_of(ids)?;
        self.look_for_copies(&records)?;
        Ok(records.into_iter().map(|record| Some(record?.signature.clone())).collect())
    }

    fn about(&self, ids: &[&str]) -> Result<Vec<Option<ArticleProfile>>, BackendError> {
        let about = |record: Option<Arc<Record>>| Some(record?.about.clone());
        Ok(self.records_of(ids)?.into_iter().map(about).collect())
    }

    fn copy_candidates(&self, within: &Clause) -> Result<Vec<CopyCandidate>, BackendError> {
        self.sharing_marks(within)
    }

    fn shared_fingerprints(
        &self,
        fingerprints: Option<&BTreeSet<Fingerprint>>,
        within: &Clause,
        most: usize,
    ) -> Result<SharedFingerprints, BackendError> {
        self.sharing_quotations(fingerprints, within, most)
    }

    fn locations(&self, ids: &[&str]) -> Result<Vec<Option<String>>, BackendError> {
        let numbers: Vec<u64> = ids.iter().map(|id| number_of(id)).collect();
        self.locations_by_number(&numbers)
    }

    fn locations_by_number(&self, numbers: &[u64]) -> Result<Vec<Option<String>>, BackendError> {
        self.locations_in_columns(numbers)
    }

    fn ids_by_key(&self, key: KeyField, prefix: &str, limit: usize) -> Result<Vec<String>, BackendError> {
        self.with_key(key, prefix, limit)
    }

    fn records_at(
        &self,
        path: &str,
        record: Option<u64>,
    ) -> Result<Vec<(String, Option<u64>)>, BackendError> {
        self.records_with_path(path, record)
    }

    fn ids_by_path_end(&self, ends: &[&str]) -> Result<Vec<String>, BackendError> {
        self.with_path_end(ends)
    }
}

/// Maximum number of hits that are fetched and compared with others as soon as one of them is.
pub(super) const MOST_NEXT: usize = 64;
/// Maximum number of words that are counted together with others.
const MOST_AWAITED: usize = 100;

/// Maximum number of ids in a query.
pub(super) const MOST_IDS: usize = 50_000;

impl OpenSearchReader {
    /// Returns no matches.
    fn nothing(&self, request: &MatchRequest<'_>) -> Result<Matches, BackendError> {
        let by_relevance = request.order == MatchOrder::Relevance && request.limit > 0;
        let weights = match by_relevance {
            true => self.weights(request.features, &Bm25::of_articles(self.statistics))?,
            false => Vec::new(),
        };
        Ok(Matches { weights, ..Matches::default() })
    }

    /// Returns the matches in order of their dates.
    fn dated(&self, query: &Query, request: &MatchRequest<'_>) -> Result<Matches, BackendError> {
        let order = if request.order == MatchOrder::Oldest { "asc" } else { "desc" };
        let body = json!({
            "_source": false, "sort": [{ "date": { "order": order, "missing": "_last" } }, { "id": "asc" }],
        });
        let mut best = Vec::new();
        let total = self.server.each(query, &body, &mut |hit| {
            best.extend(found(&hit.sort[0], &hit.sort[1]));
            Ok(if best.len() >= request.limit { Enough::Yes } else { Enough::No })
        })?;
        Ok(Matches { total, best, ..Matches::default() })
    }
}

/// Returns the match with this sort key and id.
pub(super) fn found(date: &Value, id: &Value) -> Option<Match> {
    let id = id.as_str()?.to_owned();
    // The server gives the least or the greatest number for a missing date.
    let date = date.as_i64().filter(|date| *date != i64::MIN && *date != i64::MAX);
    Some(Match { number: number_of(&id), id, date, score: 0.0 })
}
