//! Reads one committed state of the index.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::ErrorKind,
    ops::ControlFlow,
    path::Path,
    sync::{Arc, OnceLock},
};

use tantivy::{
    DocId, DocSet as _, TERMINATED,
    columnar::{Column, StrColumn},
    directory::MmapDirectory,
    schema::IndexRecordOption,
};

use super::{
    checksums::{self, Checksums, Purpose},
    doc_bitset::DocBitset,
    document_view::DocumentView,
    engine,
    matching_docs::{matching, possible, with_quotations},
    packed_articles::Unpacker,
    ranking::RankedSearch,
    schema::{Fields, RECORD, UNKNOWN_LANGUAGE},
    sealed::COMMIT,
    segment::Segment,
    stored_articles::place_of,
    top_docs::{ScoredDoc, by_date},
};
use crate::{
    analyzed_article::Fingerprint,
    article::{Article, DateFrom},
    backend::{
        BackendError, CopyCandidate, KeyField, MatchOrder, MatchRequest, Matches, QuotationMatch,
        QuotationMatches, Reader, Resolution, SharedFingerprints, TopField, ValueCounts,
        matches::add_quotations,
        resolve::{Cache, MAX_CACHED_FORMS, by_vocabulary},
    },
    copies::Signature,
    dates::DayRange,
    deadline::tick,
    matching::{Bm25, Clause, Feature, FieldPredicate, FuzzyPattern, Statistics, TermPredicate, TextField},
    rank::ArticleProfile,
};

/// Returns a value that differs for each commit in `folder`: the content of the file that the engine writes last; `None` if
/// there is none.
///
/// # Errors
/// If the file is there, or may be, but cannot be read.
pub(crate) fn committed(folder: &Path) -> Result<Option<Vec<u8>>, BackendError> {
    match fs::read(folder.join(COMMIT)) {
        Ok(commit) => Ok(Some(commit)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(engine("reading the last commit")(error)),
    }
}

/// A committed state, open for reading.
pub struct Snapshot {
    pub(super) segments: Vec<Segment>,
    pub(super) fields: Arc<Fields>,
    pub(super) unpacker: Unpacker,
    /// The languages of the articles; computed when first needed.
    languages: OnceLock<Vec<Option<String>>>,
    /// Cached terms of words of queries.
    resolved: Cache<FieldPredicate, Resolution>,
    /// Cached numbers of articles that contain words of queries.
    frequencies: Cache<TermPredicate, u64>,
    /// Cached parts of recent hits that feedback reads: hits are read for feedback, and again to find rewrites among them.
    profiles: Cache<(usize, DocId), ArticleProfile>,
    /// Cached documents of recent hits, by id.
    pub(super) recent_docs: Cache<String, (usize, DocId)>,
}

impl Snapshot {
    /// Opens the state of the last commit in `folder`. Takes no lock and starts no thread.
    ///
    /// # Errors
    /// If there is no commit, or it cannot be read.
    pub fn open(folder: &Path) -> Result<Self, BackendError> {
        Self::open_to(Purpose::Search, folder)
    }

    /// Opens the state of the last commit in `folder`, to copy articles from it. Files that this does not need may be damaged.
    ///
    /// # Errors
    /// If there is no commit, or a file that is needed cannot be read.
    pub(crate) fn open_to_copy(folder: &Path) -> Result<Self, BackendError> {
        Self::open_to(Purpose::Copy, folder)
    }

    fn open_to(purpose: Purpose, folder: &Path) -> Result<Self, BackendError> {
        let fields = Arc::new(Fields::new());
        loop {
            let before = committed(folder)?;
            let directory = MmapDirectory::open(folder).map_err(engine("opening the folder of the index"))?;
            let checksums = Checksums::read(folder);
            let opened = checksums::open(&directory, folder).and_then(|index| {
                let segments = checksums::segments(&index)?;
                checksums.verify(&segments, purpose)?;
                let segments = Segment::open_all(&index, segments, &directory, &checksums, &fields);
                segments.map_err(engine("opening the index"))
            });
            let error = match opened {
                Ok(segments) => {
                    return Ok(Self {
                        segments,
                        fields,
                        // Opened after the segments: a dictionary is written before the first article that needs it.
                        unpacker: Unpacker::open(folder),
                        languages: OnceLock::new(),
                        resolved: Cache::default(),
                        frequencies: Cache::default(),
                        profiles: Cache::default(),
                        recent_docs: Cache::default(),
                    });
                }
                Err(error) => error,
            };
            // A writer may have deleted files of this state while they were opened. In that case there is a newer commit.
            if committed(folder)? == before {
                return Err(error);
            }
        }
    }

    /// Returns the weight of each feature.
    pub(super) fn weights(&self, features: &[Feature], bm25: &Bm25) -> Result<Vec<f64>, BackendError> {
        features.iter().map(|feature| bm25.weight_of(feature, |words| self.frequency(words))).collect()
    }

    /// Returns the number of live articles that contain one of `words`.
    fn frequency(&self, words: &TermPredicate) -> Result<u64, BackendError> {
        if let Some(known) = self.frequencies.get(words) {
            return Ok(known);
        }
        let count = self.segments.iter().map(|segment| segment.frequency(words)).sum::<Result<_, _>>()?;
        if words.forms().len() <= MAX_CACHED_FORMS {
            self.frequencies.insert(words.clone(), count);
        }
        Ok(count)
    }

    /// Returns for each set of terms a number of live articles that surely contain one of them. Reads no postings.
    pub(super) fn at_least(&self, sets: &[TermPredicate]) -> Vec<u64> {
        let certain = |words: &TermPredicate| {
            let undeleted = self.segments.iter().filter(|segment| !segment.reader.has_deletes());
            // What cannot be read is found when the articles are counted.
            undeleted.map(|segment| segment.largest_frequency(words).unwrap_or(0)).sum()
        };
        sets.iter().map(certain).collect()
    }

    /// Returns what feedback reads of a document.
    pub(super) fn profile(&self, segment: usize, doc: DocId) -> Result<ArticleProfile, BackendError> {
        if let Some(known) = self.profiles.get(&(segment, doc)) {
            return Ok(known);
        }
        let profile = self.segments[segment].about(doc, &self.unpacker)?;
        self.profiles.insert((segment, doc), profile.clone());
        Ok(profile)
    }

    /// Returns the live document with this id.
    fn find_doc(&self, id: &str) -> Result<Option<(usize, DocId)>, BackendError> {
        if let Some(known) = self.recent_docs.get(id) {
            return Ok(Some(known));
        }
        for (number, segment) in self.segments.iter().enumerate() {
            if let Some(mut postings) = segment.postings(self.fields.id, id, IndexRecordOption::Basic)? {
                while postings.doc() != TERMINATED {
                    if segment.live.contains(postings.doc()) {
                        return Ok(Some((number, postings.doc())));
                    }
                    postings.advance();
                }
            }
        }
        Ok(None)
    }
}

impl Reader for Snapshot {
    fn statistics(&self) -> Result<Statistics, BackendError> {
        Ok(Statistics {
            articles: self.segments.iter().map(|segment| u64::from(segment.reader.num_docs())).sum(),
            words: self.segments.iter().map(Segment::total_words).sum(),
        })
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
        if field == TextField::Speaker {
            return self.speaker_terms(prefix, visit);
        }
        self.stream_terms(self.fields.of(field), prefix, visit)
    }

    fn fuzzy_terms(
        &self,
        field: TextField,
        near: &FuzzyPattern,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        if field != TextField::Speaker {
            return self.stream_near(self.fields.of(field), near, visit);
        }
        self.speaker_terms("", &mut |term| {
            if near.matches(term) { visit(term) } else { ControlFlow::Continue(()) }
        })
    }

    fn resolve(&self, asked: &FieldPredicate) -> Result<Resolution, BackendError> {
        if let TermPredicate::Forms(forms) = &asked.word {
            return Ok(forms.clone().into());
        }
        if let Some(known) = self.resolved.get(asked) {
            return Ok(known);
        }
        let found = by_vocabulary(self, asked)?;
        if found.forms.len() <= MAX_CACHED_FORMS {
            self.resolved.insert(asked.clone(), found.clone());
        }
        Ok(found)
    }

    fn forms_with_stem(&self, language: &str, stem: &str) -> Result<Vec<String>, BackendError> {
        self.forms_of(language, stem)
    }

    fn languages(&self) -> Result<Vec<Option<String>>, BackendError> {
        if let Some(known) = self.languages.get() {
            return Ok(known.clone());
        }
        let mut languages = BTreeSet::new();
        self.stream_terms(self.fields.language, "", &mut |code| {
            languages.insert((code != UNKNOWN_LANGUAGE).then(|| code.to_owned()));
            ControlFlow::Continue(())
        })?;
        Ok(self.languages.get_or_init(|| languages.into_iter().collect()).clone())
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
                tick()?;
                *days.entry(columns.of(doc)).or_default() += 1;
            }
        }
        Ok(days)
    }

    fn days_of(&self, ids: &[&str]) -> Result<Vec<Option<DayRange>>, BackendError> {
        let find = |id: &&str| match self.find_doc(id)? {
            Some((segment, doc)) => Ok(self.segments[segment].day_columns()?.of(doc)),
            None => Ok(None),
        };
        ids.iter().map(find).collect()
    }

    fn matches(&self, request: &MatchRequest<'_>) -> Result<Matches, BackendError> {
        let matching = |segment| matching(segment, request.clause, &segment.live);
        let docs: Vec<DocBitset> = self.segments.iter().map(matching).collect::<Result<_, _>>()?;
        let total = docs.iter().map(DocBitset::count).sum();
        if request.limit == 0 {
            return Ok(Matches { total, ..Matches::default() });
        }
        if request.order == MatchOrder::Relevance {
            return RankedSearch::of(self, request)?.matches(&docs);
        }
        let dated = |(number, docs): (usize, &DocBitset)| {
            let date = |doc| self.segments[number].date.first(doc);
            docs.iter()
                .map(|doc| ScoredDoc { date: date(doc), ..ScoredDoc::at(number, doc) })
                .collect::<Vec<_>>()
        };
        let mut found: Vec<ScoredDoc> = docs.iter().enumerate().flat_map(dated).collect();
        self.cut(&mut found, request.limit, by_date(request.order))?;
        let best = self.named(found, by_date(request.order))?.into_iter().map(ScoredDoc::into_match);
        Ok(Matches { total, best: best.collect(), ..Matches::default() })
    }

    fn quotations(&self, request: &MatchRequest<'_>) -> Result<QuotationMatches, BackendError> {
        if request.limit == 0 && *request.clause == Clause::All {
            return self.count_quotations();
        }
        // The number of all words is needed only for scores.
        let scored = !request.features.is_empty();
        let bm25 = Bm25::of_articles(if scored { self.statistics()? } else { Statistics::default() });
        let idf = self.weights(request.features, &bm25)?;
        // Ids are read at the end, all at once.
        let (mut articles, mut matches): (Vec<ScoredDoc>, Vec<QuotationMatch>) = (Vec::new(), Vec::new());
        for (number, segment) in self.segments.iter().enumerate() {
            let mut docs = possible(segment, request.clause)?;
            docs.intersect(&with_quotations(segment)?);
            let mut view = DocumentView::new(segment);
            for doc in docs.iter() {
                tick()?;
                view.move_to(doc);
                let before = matches.len();
                add_quotations(&mut view, articles.len(), request, &idf, &mut matches);
                if matches.len() > before {
                    let date = segment.date.first(doc);
                    articles.push(ScoredDoc { date, ..ScoredDoc::at(number, doc) });
                }
            }
            view.finish()?;
        }
        let ids = self.ids(&articles)?;
        let articles = articles.iter().map(|article| article.date).zip(ids).collect();
        Ok(QuotationMatches::ranked(articles, matches, request)?)
    }

    fn speakers(
        &self,
        clause: &Clause,
        among: Option<&BTreeSet<String>>,
    ) -> Result<Vec<(String, usize)>, BackendError> {
        self.count_speakers(clause, among)
    }

    fn value_counts(&self, field: TopField, clause: &Clause) -> Result<ValueCounts, BackendError> {
        self.counted_values(field, clause)
    }

    fn each_article(&self, clause: &Clause, visit: &mut dyn FnMut(Article)) -> Result<(), BackendError> {
        self.each_stored(clause, visit)
    }

    fn articles(&self, ids: &[&str]) -> Result<Vec<Option<Article>>, BackendError> {
        let places: Vec<Option<(usize, DocId)>> =
            ids.iter().map(|id| self.find_doc(id)).collect::<Result<_, _>>()?;
        let known: Vec<(usize, DocId)> = places.iter().flatten().copied().collect();
        let mut articles = self.stored(&known)?.into_iter();
        let found: Vec<Option<Article>> =
            places.iter().map(|place| place.and_then(|_| articles.next())).collect();
        // The checksum of an article does not show that it is stored in the place of another.
        let is_other = |(id, article): (&&str, &Option<Article>)| {
            article.as_ref().is_some_and(|article| article.id != **id)
        };
        if ids.iter().zip(&found).any(is_other) {
            return Err(BackendError::Damaged {
                what: "a stored article is in the place of another".to_owned(),
            });
        }
        Ok(found)
    }

    fn numbered_articles(&self, clause: &Clause) -> Result<Vec<(String, u64)>, BackendError> {
        self.numbered(clause)
    }

    fn articles_by_number(&self, places: &[u64]) -> Result<Vec<Article>, BackendError> {
        self.stored_by_number(places)
    }

    fn signatures(&self, ids: &[&str]) -> Result<Vec<Option<Signature>>, BackendError> {
        let find = |id: &&str| match self.find_doc(id)? {
            Some((segment, doc)) => self.segments[segment].signature_of(doc).map(Some),
            None => Ok(None),
        };
        ids.iter().map(find).collect()
    }

    fn about(&self, ids: &[&str]) -> Result<Vec<Option<ArticleProfile>>, BackendError> {
        let find = |id: &&str| match self.find_doc(id)? {
            Some((segment, doc)) => self.profile(segment, doc).map(Some),
            None => Ok(None),
        };
        ids.iter().map(find).collect()
    }

    fn copy_candidates(&self, within: &Clause) -> Result<Vec<CopyCandidate>, BackendError> {
        self.candidates_for_copies(within)
    }

    fn shared_fingerprints(
        &self,
        fingerprints: Option<&BTreeSet<Fingerprint>>,
        within: &Clause,
        most: usize,
    ) -> Result<SharedFingerprints, BackendError> {
        self.fingerprints_of_several(fingerprints, within, most)
    }

    fn locations(&self, ids: &[&str]) -> Result<Vec<Option<String>>, BackendError> {
        let places = ids.iter().map(|id| self.find_doc(id)).collect::<Result<Vec<_>, _>>()?;
        let known: Vec<(usize, DocId)> = places.iter().flatten().copied().collect();
        let mut locations = self.locations_of(&known)?.into_iter();
        Ok(places.iter().map(|place| place.and_then(|_| locations.next().flatten())).collect())
    }

    fn locations_by_number(&self, numbers: &[u64]) -> Result<Vec<Option<String>>, BackendError> {
        self.locations_of(&numbers.iter().map(|number| place_of(*number)).collect::<Vec<_>>())
    }

    fn ids_by_key(&self, key: KeyField, prefix: &str, limit: usize) -> Result<Vec<String>, BackendError> {
        let field = match key {
            KeyField::Id => self.fields.id,
            KeyField::Path => self.fields.path,
            KeyField::Url => self.fields.url_key,
        };
        let mut keys: Vec<String> = Vec::new();
        self.stream_terms(field, prefix, &mut |term| {
            keys.push(term.to_owned());
            if keys.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        let (mut keys_of, mut docs_of): (Vec<usize>, Vec<ScoredDoc>) = (Vec::new(), Vec::new());
        for (at, key) in keys.iter().enumerate() {
            for (number, segment) in self.segments.iter().enumerate() {
                let mut docs = DocBitset::none(segment.bound());
                segment.add_term(field, key, &mut docs)?;
                docs.intersect(&segment.live);
                docs_of.extend(docs.iter().map(|doc| ScoredDoc::at(number, doc)));
                keys_of.resize(docs_of.len(), at);
            }
        }
        let ids = self.ids(&docs_of)?;
        let mut found: Vec<(usize, String)> = keys_of.into_iter().zip(ids).collect();
        found.sort_unstable();
        Ok(found.into_iter().take(limit).map(|(_, id)| id).collect())
    }
}

#[cfg(test)]
impl Snapshot {
    /// Returns the positions that make `clause` match in the article with this id, read from the index.
    pub(crate) fn marked(&self, clause: &Clause, id: &str) -> Vec<u32> {
        let (segment, doc) = self.find_doc(id).unwrap().unwrap();
        let mut view = DocumentView::new(&self.segments[segment]);
        view.move_to(doc);
        let marked = crate::matching::matched_positions(clause, &mut view, crate::matching::Unit::Article);
        view.finish().unwrap();
        marked
    }
}

impl Segment {
    /// Returns the value of a document in a column of strings.
    pub(super) fn text_of(
        &self,
        column: &Option<StrColumn>,
        doc: DocId,
    ) -> Result<Option<String>, BackendError> {
        let Some(column) = column else { return Ok(None) };
        let Some(ordinal) = column.term_ords(doc).next() else { return Ok(None) };
        let mut text = String::new();
        column.ord_to_str(ordinal, &mut text).map_err(engine("reading a column"))?;
        Ok(Some(text))
    }

    /// Returns the column of the numbers of records.
    pub(super) fn records(&self) -> Result<Column<u64>, BackendError> {
        self.reader.fast_fields().u64(RECORD).map_err(engine("reading a column"))
    }
}
