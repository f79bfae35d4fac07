//! Reading through the engine: one committed state.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    path::Path,
    sync::Arc,
};

use tantivy::{
    DocId, DocSet as _, Index, TERMINATED,
    columnar::StrColumn,
    directory::MmapDirectory,
    schema::{IndexRecordOption, Value as _},
    store::StoreReader,
};

use super::{
    docs::Docs,
    engine,
    matching::{matching, possible, with_quotations},
    schema::{Fields, RECORD, UNKNOWN_LANGUAGE},
    segment::{DayColumns, Segment},
    selection::{Found, by_date, by_score},
    view::DocumentView,
};
use crate::{
    article::{Article, DateFrom},
    backend::{
        Backend, BackendError, Bm25, Clause, Feature, KeyField, Match, MatchOrder, MatchRequest, Matches,
        Part, QuotationMatch, QuotationMatches, Rerank, Spans, Statistics, TermPattern, TextField, Unit,
        View as _, WordSet,
        evaluate::{starts, text_positions},
        holds,
        memory::{evidence, quotation_score},
        pattern::fits,
    },
    copies::Signature,
    date::DayRange,
};

/// A committed state, open for reading.
pub struct Snapshot {
    pub(super) segments: Vec<Segment>,
    pub(super) fields: Arc<Fields>,
}

impl Snapshot {
    /// Opens the state of the last commit in `folder`. Takes no lock, starts no thread.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    pub fn open(folder: &Path) -> Result<Self, BackendError> {
        let fields = Arc::new(Fields::new());
        // A writer may delete files of the state before while they are opened: then there is a newer one.
        let mut tries = 0;
        loop {
            let directory = MmapDirectory::open(folder).map_err(engine("opening the folder of the index"))?;
            let opened = Index::open(directory).and_then(|index| Segment::open_all(&index, &fields));
            match opened {
                Ok(segments) => return Ok(Self { segments, fields }),
                Err(_) if tries < 5 => tries += 1,
                Err(error) => return Err(engine("opening the index")(error)),
            }
        }
    }

    /// Returns the weight of each feature.
    fn weights(&self, features: &[Feature], bm25: &Bm25) -> Result<Vec<f64>, BackendError> {
        features.iter().map(|feature| bm25.weight_of(feature, |words| self.frequency(words))).collect()
    }

    /// Returns how many live articles hold one of `words`.
    fn frequency(&self, words: &WordSet) -> Result<u64, BackendError> {
        let counts =
            self.segments.iter().map(|segment| Ok(segment.of_words(TextField::Text, words)?.count() as u64));
        counts.sum()
    }

    /// Returns the live document with this id.
    fn place_of(&self, id: &str) -> Result<Option<(usize, DocId)>, BackendError> {
        for (number, segment) in self.segments.iter().enumerate() {
            if let Some(mut postings) = segment.postings(self.fields.id, id, IndexRecordOption::Basic)? {
                while postings.doc() != TERMINATED {
                    if segment.live.holds(postings.doc()) {
                        return Ok(Some((number, postings.doc())));
                    }
                    postings.advance();
                }
            }
        }
        Ok(None)
    }

    /// Gives the best of `found` their final scores.
    fn rerank(
        &self,
        found: &mut [Found],
        request: &MatchRequest<'_>,
        rerank: Rerank<'_>,
        (bm25, idf): (&Bm25, &[f64]),
    ) -> Result<(), BackendError> {
        found.sort_by_key(|found| (found.segment, found.doc));
        for same in found.chunk_by_mut(|left, right| left.segment == right.segment) {
            let mut view = DocumentView::new(&self.segments[same[0].segment]);
            for found in same {
                view.move_to(found.doc);
                let evidence = evidence(&mut view, request.features, bm25, found.date);
                found.score = rerank.scorer.score(&evidence, idf);
            }
            view.finish()?;
        }
        Ok(())
    }

    fn store(&self, segment: usize) -> Result<StoreReader, BackendError> {
        self.segments[segment].reader.get_store_reader(1).map_err(engine("opening the stored articles"))
    }

    fn stored(&self, store: &StoreReader, doc: DocId) -> Result<Article, BackendError> {
        let document: tantivy::TantivyDocument =
            store.get(doc).map_err(engine("reading a stored article"))?;
        let bytes = document.get_first(self.fields.stored).and_then(|value| value.as_bytes());
        let bytes = bytes
            .ok_or_else(|| BackendError::Damaged { what: "an article that is not stored".to_owned() })?;
        postcard::from_bytes(bytes).map_err(engine("reading a stored article"))
    }
}

impl Segment {
    /// Returns the documents of `docs` with their BM25 scores.
    fn scored(
        &self,
        number: usize,
        docs: &Docs,
        request: &MatchRequest<'_>,
        (bm25, idf): (&Bm25, &[f64]),
    ) -> Result<Vec<Found>, BackendError> {
        let mut scores = Vec::new();
        if request.order == MatchOrder::Relevance {
            scores = vec![0.0; self.bound() as usize];
            for (feature, idf) in request.features.iter().zip(idf) {
                let counts = self.counts(feature, docs)?;
                for doc in docs.iter() {
                    let count = counts[doc as usize];
                    if count > 0 {
                        scores[doc as usize] += idf * bm25.term(count, self.words_of(doc));
                    }
                }
            }
        }
        let score = |doc| scores.get(doc as usize).copied().unwrap_or(0.0);
        let found = |doc| Found { segment: number, doc, date: self.date.first(doc), score: score(doc) };
        Ok(docs.iter().map(found).collect())
    }

    /// Returns how often a feature occurs in each of `docs`, by document.
    fn counts(&self, feature: &Feature, docs: &Docs) -> Result<Vec<u32>, BackendError> {
        if let (Part::Quotation, Spans::Word(words)) = (feature.part, &feature.spans) {
            return Ok(self.count_quoted(words, docs)?.to_vec());
        }
        let mut counts = vec![0; self.bound() as usize];
        if let (Part::Anywhere, Spans::Word(words)) = (feature.part, &feature.spans) {
            self.count_words(words, docs, &mut counts)?;
            return Ok(counts);
        }
        let mut view = DocumentView::new(self);
        for doc in docs.iter() {
            view.move_to(doc);
            let found = text_positions(feature.part, &feature.spans, &mut view, Unit::Article);
            counts[doc as usize] = starts(&found).len() as u32;
        }
        view.finish()?;
        Ok(counts)
    }
}

impl Backend for Snapshot {
    fn statistics(&self) -> Result<Statistics, BackendError> {
        Ok(Statistics {
            articles: self.segments.iter().map(|segment| u64::from(segment.reader.num_docs())).sum(),
            words: self.segments.iter().map(Segment::total_words).sum(),
        })
    }

    fn frequencies(&self, words: &[WordSet]) -> Result<Vec<u64>, BackendError> {
        words.iter().map(|words| self.frequency(words)).collect()
    }

    fn terms(
        &self,
        field: TextField,
        prefix: &str,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        if field == TextField::Speaker {
            return self.speaker_terms(prefix, visit);
        }
        self.stream_terms(self.fields.of(field), prefix, visit)
    }

    fn terms_fitting(
        &self,
        field: TextField,
        pattern: &dyn TermPattern,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        if field != TextField::Speaker {
            return self.stream_fitting(self.fields.of(field), pattern, visit);
        }
        self.speaker_terms("", &mut |term| {
            if fits(pattern, term) { visit(term) } else { ControlFlow::Continue(()) }
        })
    }

    fn languages(&self) -> Result<Vec<Option<String>>, BackendError> {
        let mut languages = BTreeSet::new();
        self.stream_terms(self.fields.language, "", &mut |code| {
            languages.insert((code != UNKNOWN_LANGUAGE).then(|| code.to_owned()));
            ControlFlow::Continue(())
        })?;
        Ok(languages.into_iter().collect())
    }

    fn date_evidence(&self) -> Result<Vec<(DateFrom, u64)>, BackendError> {
        let mut counts = Vec::new();
        for kind in DateFrom::ALL {
            let mut count = 0;
            for segment in &self.segments {
                count += segment.dated_by(kind)?.count() as u64;
            }
            if count > 0 {
                counts.push((kind, count));
            }
        }
        Ok(counts)
    }

    fn days(&self, clause: &Clause) -> Result<BTreeMap<Option<DayRange>, usize>, BackendError> {
        let mut days = BTreeMap::new();
        for segment in &self.segments {
            let docs = matching(segment, clause, &segment.live)?;
            let columns = segment.day_columns()?;
            for doc in docs.iter() {
                *days.entry(columns.of(doc)).or_default() += 1;
            }
        }
        Ok(days)
    }

    fn days_of(&self, ids: &[&str]) -> Result<Vec<Option<DayRange>>, BackendError> {
        let columns: Vec<DayColumns> =
            self.segments.iter().map(Segment::day_columns).collect::<Result<_, _>>()?;
        let find = |id: &&str| Ok(self.place_of(id)?.and_then(|(segment, doc)| columns[segment].of(doc)));
        ids.iter().map(find).collect()
    }

    fn matches(&self, request: &MatchRequest<'_>) -> Result<Matches, BackendError> {
        let scored = request.order == MatchOrder::Relevance && request.limit > 0;
        // Lengths of all articles are added up only where they count.
        let bm25 = Bm25::of_articles(if scored { self.statistics()? } else { Statistics::default() });
        let idf = if scored { self.weights(request.features, &bm25)? } else { Vec::new() };
        let mut found = Vec::new();
        let mut total = 0;
        for (number, segment) in self.segments.iter().enumerate() {
            let docs = matching(segment, request.clause, &segment.live)?;
            total += docs.count();
            if request.limit > 0 {
                found.extend(segment.scored(number, &docs, request, (&bm25, &idf))?);
            }
        }
        let named = if !scored {
            self.cut(&mut found, request.limit, by_date(request.order))?;
            self.named(found, by_date(request.order))?
        } else if let Some(rerank) = request.rerank {
            self.cut(&mut found, rerank.candidates.max(request.limit), by_score)?;
            let mut rest = Vec::new();
            if found.len() > rerank.candidates {
                self.order(&mut found, by_score)?;
                rest = found.split_off(rerank.candidates);
            }
            self.rerank(&mut found, request, rerank, (&bm25, &idf))?;
            self.cut(&mut found, request.limit, by_score)?;
            let mut named = self.named(found, by_score)?;
            rest.truncate(request.limit.saturating_sub(named.len()));
            named.extend(self.named(rest, by_score)?);
            named
        } else {
            self.cut(&mut found, request.limit, by_score)?;
            self.named(found, by_score)?
        };
        let best = named.into_iter().map(|(found, id)| Match { id, date: found.date, score: found.score });
        Ok(Matches { total, best: best.collect() })
    }

    fn quotations(&self, request: &MatchRequest<'_>) -> Result<QuotationMatches, BackendError> {
        // Lengths of all articles are added up only where they count.
        let scored = !request.features.is_empty();
        let bm25 = Bm25::of_articles(if scored { self.statistics()? } else { Statistics::default() });
        let idf = self.weights(request.features, &bm25)?;
        // Ids are read at the end, all at once.
        let mut articles: Vec<Found> = Vec::new();
        let mut matches: Vec<(usize, QuotationMatch)> = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let mut docs = possible(segment, request.clause)?;
            docs.keep(&with_quotations(segment)?);
            let mut view = DocumentView::new(segment);
            for doc in docs.iter() {
                view.move_to(doc);
                let layout = view.layout();
                let before = matches.len();
                let date = segment.date.first(doc);
                for (quotation, words) in layout.quotations.iter().enumerate() {
                    if !holds(request.clause, &mut view, Unit::Quotation(quotation)) {
                        continue;
                    }
                    let score = quotation_score(&mut view, quotation, request, &idf);
                    let (id, confidence) = (String::new(), words.confidence);
                    let found = QuotationMatch { id, quotation, date, confidence, score };
                    matches.push((articles.len(), found));
                }
                if matches.len() > before {
                    articles.push(Found { segment: number, doc, date, score: 0.0 });
                }
            }
            view.finish()?;
        }
        let ids = self.ids(&articles)?;
        let named = |(article, found): (usize, _)| QuotationMatch { id: ids[article].clone(), ..found };
        let matches = matches.into_iter().map(named).collect();
        Ok(QuotationMatches::ranked(matches, articles.len(), request))
    }

    fn speakers(
        &self,
        clause: &Clause,
        among: Option<&BTreeSet<String>>,
    ) -> Result<Vec<(String, usize)>, BackendError> {
        self.count_speakers(clause, among)
    }

    fn each_article(&self, clause: &Clause, visit: &mut dyn FnMut(Article)) -> Result<(), BackendError> {
        for (number, segment) in self.segments.iter().enumerate() {
            let docs = matching(segment, clause, &segment.live)?;
            // Documents are stored in blocks: one is unpacked for many of them.
            let store = self.store(number)?;
            for doc in docs.iter() {
                visit(self.stored(&store, doc)?);
            }
        }
        Ok(())
    }

    fn articles(&self, ids: &[&str]) -> Result<Vec<Option<Article>>, BackendError> {
        let mut places: Vec<((usize, DocId), usize)> = Vec::with_capacity(ids.len());
        for (asked, id) in ids.iter().enumerate() {
            places.extend(self.place_of(id)?.map(|place| (place, asked)));
        }
        places.sort_unstable();
        let mut articles: Vec<Option<Article>> = vec![None; ids.len()];
        for places in places.chunk_by(|left, right| left.0.0 == right.0.0) {
            // Documents are stored in blocks: one is unpacked for many of them.
            let store = self.store(places[0].0.0)?;
            for &((_, doc), asked) in places {
                articles[asked] = Some(self.stored(&store, doc)?);
            }
        }
        Ok(articles)
    }

    fn signatures(&self, ids: &[&str]) -> Result<Vec<Option<Signature>>, BackendError> {
        let find = |id: &&str| match self.place_of(id)? {
            Some((segment, doc)) => self.segments[segment].signature_of(doc).map(Some),
            None => Ok(None),
        };
        ids.iter().map(find).collect()
    }

    fn copied(&self, within: &Clause) -> Result<BTreeSet<String>, BackendError> {
        let found = self.documents_with_copies(within)?;
        found.into_iter().map(|found| self.id(found)).collect()
    }

    fn locations(&self, ids: &[&str]) -> Result<Vec<Option<String>>, BackendError> {
        let find = |id: &&str| {
            let Some((segment, doc)) = self.place_of(id)? else { return Ok(None) };
            let segment = &self.segments[segment];
            let Some(path) = segment.text_of(&segment.paths, doc)? else { return Ok(None) };
            Ok(Some(match segment.record_of(doc)? {
                Some(record) => format!("{path}#{record}"),
                None => path,
            }))
        };
        ids.iter().map(find).collect()
    }

    fn ids_by_key(&self, key: KeyField, prefix: &str, limit: usize) -> Result<Vec<String>, BackendError> {
        let field = match key {
            KeyField::Id => self.fields.id,
            KeyField::Path => self.fields.path,
            KeyField::Url => self.fields.url_key,
        };
        let mut found = Vec::new();
        let mut keys: Vec<String> = Vec::new();
        self.stream_terms(field, prefix, &mut |term| {
            keys.push(term.to_owned());
            if keys.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        for key in keys {
            let mut ids = Vec::new();
            for (number, segment) in self.segments.iter().enumerate() {
                let mut docs = Docs::none(segment.bound());
                segment.add_term(field, &key, &mut docs)?;
                docs.keep(&segment.live);
                for doc in docs.iter() {
                    ids.push(self.id(Found { segment: number, doc, date: None, score: 0.0 })?);
                }
            }
            ids.sort_unstable();
            found.extend(ids);
        }
        found.truncate(limit);
        Ok(found)
    }
}

#[cfg(test)]
impl Snapshot {
    /// Returns the positions that make `clause` hold in the article with this id, read from the index.
    pub(crate) fn marked(&self, clause: &Clause, id: &str) -> Vec<u32> {
        let (segment, doc) = self.place_of(id).unwrap().unwrap();
        let mut view = DocumentView::new(&self.segments[segment]);
        view.move_to(doc);
        let marked = crate::backend::marked_positions(clause, &mut view, Unit::Article);
        view.finish().unwrap();
        marked
    }
}

impl Segment {
    /// Returns the value that a column of texts has for a document.
    fn text_of(&self, column: &Option<StrColumn>, doc: DocId) -> Result<Option<String>, BackendError> {
        let Some(column) = column else { return Ok(None) };
        let Some(ordinal) = column.term_ords(doc).next() else { return Ok(None) };
        let mut text = String::new();
        column.ord_to_str(ordinal, &mut text).map_err(engine("reading a column"))?;
        Ok(Some(text))
    }

    fn record_of(&self, doc: DocId) -> Result<Option<u64>, BackendError> {
        Ok(self.reader.fast_fields().u64(RECORD).map_err(engine("reading a column"))?.first(doc))
    }
}
