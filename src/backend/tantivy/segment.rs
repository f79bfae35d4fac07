//! A segment of the index: sets of documents by word and by filter.

use std::sync::{Arc, OnceLock};

use tantivy::{
    DocId, Index, InvertedIndexReader, SegmentReader, Term,
    columnar::{Column, StrColumn},
    directory::MmapDirectory,
    index::SegmentMeta,
    postings::{SegmentPostings, TermInfo},
    schema::{Field, IndexRecordOption},
    store::StoreReader,
};

use super::{
    checksums::Checksums,
    doc_bitset::{DocBitset, RankedBitset},
    document_view::seek,
    engine,
    languages::ByLanguage,
    recent_counts::RecentCounts,
    schema::{FINGERPRINTS, Fields, ID, PATH, SIGNATURE},
    stem_table::StemTable,
};
use crate::{
    article::DateFrom,
    backend::{
        BackendError,
        resolve::{Cache, MAX_CACHED_FORMS},
    },
    dates::DayRange,
    deadline::tick,
    matching::{Filter, TermPredicate, TextField},
};

/// Cost of finding a document in a posting list, relative to reading a posting.
pub(super) const SEEK_COST: u32 = 8;

/// Number of documents whose values in a column are read at once.
const COLUMN_CHUNK: usize = 256;

/// A segment that is open for reading.
pub(super) struct Segment {
    pub(super) reader: SegmentReader,
    pub(super) fields: Arc<Fields>,
    pub(super) live: DocBitset,
    pub(super) words: Column<u64>,
    pub(super) title_words: Column<u64>,
    pub(super) date: Column<i64>,
    pub(super) fingerprints: Column<u64>,
    pub(super) signature: Column<u64>,
    pub(super) ids: Option<StrColumn>,
    /// The paths of the inputs; opened when first needed.
    paths: OnceLock<Option<StrColumn>>,
    /// Table of stems; `None` if it is missing.
    pub(super) stem_table: Option<StemTable>,
    /// Number of words of the live articles; computed when first needed.
    total_words: OnceLock<u64>,
    /// The stored articles; opened when first needed.
    pub(super) store: OnceLock<StoreReader>,
    /// The documents of each language; computed when first needed.
    pub(super) by_language: OnceLock<ByLanguage>,
    days: OnceLock<DayColumns>,
    pub(super) recent: RecentCounts,
    /// Cached numbers of live documents that contain words of queries in title or text.
    pub(super) frequencies: Cache<TermPredicate, u64>,
}

impl Segment {
    fn open(
        segment: &tantivy::index::Segment,
        stem_table: Option<StemTable>,
        fields: &Arc<Fields>,
    ) -> tantivy::Result<Self> {
        let reader = SegmentReader::open(segment)?;
        let mut live = DocBitset::all(reader.max_doc());
        if let Some(alive) = reader.alive_bitset() {
            live = DocBitset::none(reader.max_doc());
            alive.iter_alive().for_each(|doc| live.insert(doc));
        }
        let columns = reader.fast_fields();
        let (words, title_words) = (columns.u64("words")?, columns.u64("title_words")?);
        let (date, signature) = (columns.i64("date")?, columns.u64(SIGNATURE)?);
        // An index of an earlier format, from which articles are copied, has no column of fingerprints.
        let fingerprints = columns.u64(FINGERPRINTS).unwrap_or_else(|_| signature.clone());
        let ids = columns.str(ID)?;
        let fields = Arc::clone(fields);
        Ok(Self {
            reader,
            fields,
            live,
            words,
            title_words,
            date,
            fingerprints,
            signature,
            ids,
            paths: OnceLock::new(),
            stem_table,
            total_words: OnceLock::new(),
            store: OnceLock::new(),
            by_language: OnceLock::new(),
            days: OnceLock::new(),
            recent: RecentCounts::default(),
            frequencies: Cache::default(),
        })
    }

    /// Opens the segments of a commit, which `checksums` says are sound.
    pub(super) fn open_all(
        index: &Index,
        segments: Vec<SegmentMeta>,
        folder: &MmapDirectory,
        checksums: &Checksums,
        fields: &Arc<Fields>,
    ) -> tantivy::Result<Vec<Self>> {
        let open = |segment: SegmentMeta| {
            let stem_table = StemTable::of(segment.id(), folder, checksums);
            Self::open(&index.segment(segment), stem_table, fields)
        };
        segments.into_iter().map(open).collect()
    }

    /// Returns the inverted index of a field.
    pub(super) fn inverted(
        &self,
        field: Field,
        doing: &'static str,
    ) -> Result<Arc<InvertedIndexReader>, BackendError> {
        self.reader.inverted_index(field).map_err(engine(doing))
    }

    pub(super) fn bound(&self) -> DocId {
        self.reader.max_doc()
    }

    pub(super) fn words_of(&self, doc: DocId) -> u32 {
        self.words.first(doc).unwrap_or(0) as u32
    }

    /// Returns the numbers of words of `docs`, in order.
    pub(super) fn words_of_all(&self, docs: &RankedBitset<'_>) -> Vec<u32> {
        let mut words = Vec::with_capacity(docs.len());
        let (mut some, mut values) = ([0; COLUMN_CHUNK], [None; COLUMN_CHUNK]);
        let mut docs = docs.iter();
        loop {
            let count = some.iter_mut().zip(docs.by_ref()).map(|(place, doc)| *place = doc).count();
            if count == 0 {
                return words;
            }
            self.words.first_vals(&some[..count], &mut values[..count]);
            words.extend(values[..count].iter().map(|value| value.unwrap_or(0) as u32));
        }
    }

    pub(super) fn title_words_of(&self, doc: DocId) -> u32 {
        self.title_words.first(doc).unwrap_or(0) as u32
    }

    /// Returns the number of words of the live articles.
    pub(super) fn total_words(&self) -> u64 {
        let of_deleted = |doc| if self.live.contains(doc) { 0 } else { u64::from(self.words_of(doc)) };
        *self.total_words.get_or_init(|| match &self.stem_table {
            Some(table) if self.reader.has_deletes() => {
                table.words() - (0..self.bound()).map(of_deleted).sum::<u64>()
            }
            Some(table) => table.words(),
            None => self.live.iter().map(|doc| u64::from(self.words_of(doc))).sum(),
        })
    }

    /// Adds the documents that contain `term` to `docs`, including deleted ones.
    pub(super) fn add_term(
        &self,
        field: Field,
        term: &str,
        docs: &mut DocBitset,
    ) -> Result<(), BackendError> {
        self.add(&Term::from_field_text(field, term), docs)
    }

    /// Adds the documents that contain `term` to `docs`, including deleted ones.
    pub(super) fn add(&self, term: &Term, docs: &mut DocBitset) -> Result<(), BackendError> {
        let doing = "reading postings";
        let inverted = self.inverted(term.field(), doing)?;
        let Some(info) = inverted.get_term_info(term).map_err(engine(doing))? else { return Ok(()) };
        self.add_postings(&inverted, &info, docs)
    }

    /// Adds the documents of a term to `docs`, including deleted ones.
    pub(super) fn add_postings(
        &self,
        inverted: &InvertedIndexReader,
        info: &TermInfo,
        docs: &mut DocBitset,
    ) -> Result<(), BackendError> {
        let postings = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::Basic);
        let mut postings = postings.map_err(engine("reading postings"))?;
        while !postings.docs().is_empty() {
            tick()?;
            postings.docs().iter().for_each(|&doc| docs.insert(doc));
            postings.advance();
        }
        Ok(())
    }

    /// Returns the postings of `term`; `None` if no document contains it.
    pub(super) fn postings(
        &self,
        field: Field,
        term: &str,
        option: IndexRecordOption,
    ) -> Result<Option<SegmentPostings>, BackendError> {
        tick()?;
        let doing = "reading postings";
        let inverted = self.reader.inverted_index(field).map_err(engine(doing))?;
        inverted.read_postings(&Term::from_field_text(field, term), option).map_err(engine(doing))
    }

    /// Returns the documents of `within` that contain one of `words` in `field`. All of `within` must be live.
    pub(super) fn of_words(
        &self,
        field: TextField,
        words: &TermPredicate,
        within: &DocBitset,
    ) -> Result<DocBitset, BackendError> {
        let mut docs = DocBitset::none(self.bound());
        let among = (within, within.count() as u32);
        for form in words.forms() {
            let term = Term::from_field_text(self.fields.of(field), &form.term);
            match self.language_filter(&form.languages)? {
                None => self.add_within(&term, among, &mut docs)?,
                Some(spoken) => {
                    let mut with_form = DocBitset::none(self.bound());
                    self.add_within(&term, among, &mut with_form)?;
                    spoken.keep_in(&mut with_form);
                    docs.union(&with_form);
                }
            }
        }
        docs.intersect(within);
        if field == TextField::Text && within == &self.live && words.forms().len() <= MAX_CACHED_FORMS {
            self.frequencies.insert(words.clone(), docs.count() as u64);
        }
        Ok(docs)
    }

    /// Adds the documents of `within` that contain `term` to `docs`, and maybe others. `within` is given with its number of members.
    fn add_within(
        &self,
        term: &Term,
        (within, members): (&DocBitset, u32),
        docs: &mut DocBitset,
    ) -> Result<(), BackendError> {
        let doing = "reading postings";
        let inverted = self.inverted(term.field(), doing)?;
        let Some(info) = inverted.get_term_info(term).map_err(engine(doing))? else { return Ok(()) };
        if members.saturating_mul(SEEK_COST) >= info.doc_freq {
            return self.add_postings(&inverted, &info, docs);
        }
        let postings = inverted.read_postings_from_terminfo(&info, IndexRecordOption::Basic);
        let mut postings = postings.map_err(engine(doing))?;
        for doc in within.iter() {
            tick()?;
            if seek(&mut postings, doc) {
                docs.insert(doc);
            }
        }
        Ok(())
    }

    /// Returns the live documents whose date has this kind of evidence.
    pub(super) fn dated_by(&self, kind: DateFrom) -> Result<DocBitset, BackendError> {
        let mut docs = DocBitset::none(self.bound());
        self.add_term(self.fields.date_from, kind.name(), &mut docs)?;
        docs.intersect(&self.live);
        Ok(docs)
    }

    /// Returns the live documents that satisfy a filter on metadata.
    pub(super) fn of_filter(&self, filter: &Filter) -> Result<DocBitset, BackendError> {
        let mut docs = DocBitset::none(self.bound());
        match filter {
            Filter::Date { from, to } => {
                let columns = self.day_columns()?;
                let (from, to) = (from.unwrap_or(i32::MIN), to.unwrap_or(i32::MAX));
                let inside = |doc| columns.of(doc).is_some_and(|days| days.first >= from && days.last <= to);
                self.live.iter().filter(|&doc| inside(doc)).for_each(|doc| docs.insert(doc));
            }
            Filter::Undated => {
                self.live
                    .iter()
                    .filter(|&doc| self.date.first(doc).is_none())
                    .for_each(|doc| docs.insert(doc));
            }
            Filter::Seen { from, to } => {
                let seen = self.signed("seen")?;
                let (from, to) = (from.unwrap_or(i64::MIN), to.unwrap_or(i64::MAX));
                let inside = |doc| seen.first(doc).is_some_and(|seen| seen >= from && seen < to);
                self.live.iter().filter(|&doc| inside(doc)).for_each(|doc| docs.insert(doc));
            }
            Filter::Run(wanted) => {
                let run = self.signed("run")?;
                let is_of = |doc| run.first(doc) == Some(*wanted);
                self.live.iter().filter(|&doc| is_of(doc)).for_each(|doc| docs.insert(doc));
            }
            Filter::Words { from, to } => {
                let (from, to) = (from.unwrap_or(0), to.unwrap_or(u64::MAX));
                let count = |doc| u64::from(self.words_of(doc) - self.title_words_of(doc));
                self.live
                    .iter()
                    .filter(|&doc| (from..=to).contains(&count(doc)))
                    .for_each(|doc| docs.insert(doc));
            }
            Filter::Language(code) => self.add_term(self.fields.language, code, &mut docs)?,
            Filter::Id(id) => self.add_term(self.fields.id, id, &mut docs)?,
            Filter::Under(path) => {
                self.add_term(self.fields.under, path.strip_suffix('/').unwrap_or(path), &mut docs)?;
            }
            // Replaced by [`Filter::Run`] before the clause reaches an engine.
            Filter::LastRun => {}
            // Evaluated on quotations, from the layout; no article satisfies these filters.
            Filter::Kind(_) | Filter::Confidence(_) => {}
        }
        docs.intersect(&self.live);
        Ok(docs)
    }

    /// Returns the column of the paths of the inputs.
    pub(super) fn paths(&self) -> Result<&Option<StrColumn>, BackendError> {
        if let Some(known) = self.paths.get() {
            return Ok(known);
        }
        let paths = self.reader.fast_fields().str(PATH).map_err(engine("reading a column"))?;
        Ok(self.paths.get_or_init(|| paths))
    }

    /// Returns the columns of the days on which documents may have been published.
    pub(super) fn day_columns(&self) -> Result<&DayColumns, BackendError> {
        if let Some(known) = self.days.get() {
            return Ok(known);
        }
        let columns = DayColumns { first: self.signed("first_day")?, last: self.signed("last_day")? };
        Ok(self.days.get_or_init(|| columns))
    }

    fn signed(&self, name: &str) -> Result<Column<i64>, BackendError> {
        self.reader.fast_fields().i64(name).map_err(engine("reading a column"))
    }
}

/// The days on which documents may have been published.
pub(super) struct DayColumns {
    first: Column<i64>,
    last: Column<i64>,
}

impl DayColumns {
    /// Returns the days of a document; `None` if it has no date.
    pub(super) fn of(&self, doc: DocId) -> Option<DayRange> {
        let day = |column: &Column<i64>| column.first(doc).and_then(|day| i32::try_from(day).ok());
        Some(DayRange { first: day(&self.first)?, last: day(&self.last)? })
    }
}
