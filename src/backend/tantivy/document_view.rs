//! The view of a document, read from postings and columns.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, btree_map::Entry},
    ptr,
    sync::Arc,
};

use tantivy::{
    DocId, DocSet as _,
    postings::{Postings as _, SegmentPostings},
    schema::{Field, IndexRecordOption},
};

use super::{
    boundary_marks::{LANES, LayoutReader, is_of_quotations, lane_prefix},
    doc_bitset::DocBitset,
    languages::LanguageFilter,
    segment::Segment,
};
use crate::{
    analyzed_article::Layout,
    backend::BackendError,
    copies::Signature,
    deadline::{check, tick},
    matching::{Filter, Form, TermPredicate, TextField, View},
};

/// Number of forms of a word that are read between two checks of the deadline.
const FORMS_A_TICK: usize = 64;

/// A view that moves over the documents of a segment, in ascending order.
pub(super) struct DocumentView<'a, 'q> {
    segment: &'a Segment,
    doc: DocId,
    /// Cursors by word, lane and field.
    words: BTreeMap<(ByAddress<'q, TermPredicate>, u8, u8), Vec<Cursor<'a>>>,
    /// Postings of boundary marks by [`Structure`].
    marks: [Option<Vec<(String, SegmentPostings)>>; 4],
    /// The parts of the structure of the current document that were read, by [`Structure`].
    layouts: [Option<Arc<Layout>>; 4],
    /// The positions at which the paragraphs of a document begin, ascending, with the document.
    paragraph_starts: (Option<DocId>, Vec<u32>),
    filters: BTreeMap<ByAddress<'q, Filter>, DocBitset>,
    error: Option<BackendError>,
}

/// A reference that is compared by its address. It keeps the lifetime, so an address cannot be reused by another value.
struct ByAddress<'q, T>(&'q T);

impl<T> PartialEq for ByAddress<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.0, other.0)
    }
}

impl<T> Eq for ByAddress<'_, T> {}

impl<T> PartialOrd for ByAddress<'_, T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for ByAddress<'_, T> {
    fn cmp(&self, other: &Self) -> Ordering {
        ptr::from_ref(self.0).cmp(&ptr::from_ref(other.0))
    }
}

/// A part of the structure of a document that is read from its boundary marks.
#[derive(Debug, Clone, Copy)]
enum Structure {
    Paragraphs,
    /// Paragraphs and sentences.
    Sentences,
    /// Quotations without their confidence.
    Quotations,
    Whole,
}

impl Structure {
    /// Returns the parts that contain this one.
    fn contained_in(self) -> &'static [Self] {
        match self {
            Self::Paragraphs => &[Self::Whole, Self::Sentences, Self::Paragraphs],
            Self::Sentences => &[Self::Whole, Self::Sentences],
            Self::Quotations => &[Self::Whole, Self::Quotations],
            Self::Whole => &[Self::Whole],
        }
    }

    fn has_mark(self, mark: &str) -> bool {
        match self {
            Self::Paragraphs => matches!(mark, "p" | "h"),
            Self::Sentences => matches!(mark, "p" | "h" | "s"),
            Self::Quotations => is_of_quotations(mark),
            Self::Whole => true,
        }
    }
}

/// The postings of one form of a word.
struct Cursor<'a> {
    /// Index of the form.
    form: usize,
    postings: SegmentPostings,
    languages: Option<LanguageFilter<'a>>,
}

impl<'a, 'q> DocumentView<'a, 'q> {
    /// Returns a view before the first document.
    pub(super) fn new(segment: &'a Segment) -> Self {
        Self {
            segment,
            doc: 0,
            words: BTreeMap::new(),
            marks: Default::default(),
            layouts: Default::default(),
            paragraph_starts: Default::default(),
            filters: BTreeMap::new(),
            error: None,
        }
    }

    /// Moves to `doc`, which must not be before the current document.
    pub(super) fn move_to(&mut self, doc: DocId) {
        debug_assert!(doc >= self.doc, "documents are visited in ascending order");
        self.doc = doc;
        self.layouts = Default::default();
    }

    /// Returns the first error of the view. Its results are right only if there was none.
    pub(super) fn finish(self) -> Result<(), BackendError> {
        self.error.map_or_else(|| Ok(check()?), Err)
    }

    /// Returns the value of `result`, or keeps its error for [`finish`](Self::finish).
    fn noted<T: Default>(&mut self, result: Result<T, BackendError>) -> T {
        result.unwrap_or_else(|error| {
            self.error.get_or_insert(error);
            T::default()
        })
    }

    /// Returns the positions of `words` in the current document; for speakers, in one lane.
    fn find(&mut self, field: TextField, lane: u8, words: &'q TermPredicate) -> Vec<u32> {
        self.find_with(field, lane, words, &[]).0
    }

    /// Returns the positions of `words` in the current document, and the number of positions at which there is a form of
    /// `some`.
    fn find_with(
        &mut self,
        field: TextField,
        lane: u8,
        words: &'q TermPredicate,
        some: &[Form],
    ) -> (Vec<u32>, u32) {
        let key = (ByAddress(words), lane, field as u8);
        let cursors = match self.words.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(match cursors(self.segment, field, lane, words) {
                Ok(cursors) => cursors,
                Err(error) => {
                    self.error.get_or_insert(error);
                    Vec::new()
                }
            }),
        };
        let (mut found, mut several, mut of_some) = (Vec::new(), false, 0);
        for cursors in cursors.chunks_mut(FORMS_A_TICK) {
            if let Err(error) = tick() {
                self.error.get_or_insert(error.into());
                break;
            }
            for Cursor { form, postings, languages } in cursors {
                let is_meant = |doc| languages.as_ref().is_none_or(|languages| languages.contains(doc));
                if seek(postings, self.doc) && is_meant(self.doc) {
                    let before = found.len();
                    several |= before > 0;
                    postings.append_positions_with_offset(0, &mut found);
                    if some.binary_search(&words.forms()[*form]).is_ok() {
                        of_some += (found.len() - before) as u32;
                    }
                }
            }
        }
        if several {
            found.sort_unstable();
            found.dedup();
        }
        (found, of_some)
    }

    /// Returns the postings of the boundary marks of `part`.
    fn mark_postings(&self, part: Structure) -> Result<Vec<(String, SegmentPostings)>, BackendError> {
        let field: Field = self.segment.fields.marks;
        let inverted = self.segment.reader.inverted_index(field).map_err(super::engine("reading marks"))?;
        let mut marks = Vec::new();
        let mut terms = inverted.terms().stream().map_err(super::engine("reading marks"))?;
        while let Some((term, info)) = terms.next() {
            let Ok(mark) = std::str::from_utf8(term) else { continue };
            if part.has_mark(mark) {
                let postings = inverted
                    .read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)
                    .map_err(super::engine("reading marks"))?;
                marks.push((mark.to_owned(), postings));
            }
        }
        Ok(marks)
    }

    /// Returns the positions at which the paragraphs of the current document begin. Costs less than their structure.
    fn paragraph_starts(&mut self) -> &[u32] {
        if self.paragraph_starts.0 != Some(self.doc) {
            let mut starts = std::mem::take(&mut self.paragraph_starts.1);
            starts.clear();
            let mut lists = 0;
            let mut marks = self.take_marks(Structure::Paragraphs);
            for (_, postings) in &mut marks {
                if seek(postings, self.doc) {
                    postings.append_positions_with_offset(0, &mut starts);
                    lists += 1;
                }
            }
            self.marks[Structure::Paragraphs as usize] = Some(marks);
            if lists > 1 {
                starts.sort_unstable();
            }
            self.paragraph_starts = (Some(self.doc), starts);
        }
        &self.paragraph_starts.1
    }

    /// Takes the postings of the boundary marks of `part`. They must be put back.
    fn take_marks(&mut self, part: Structure) -> Vec<(String, SegmentPostings)> {
        match self.marks[part as usize].take() {
            Some(marks) => marks,
            None => {
                let marks = self.mark_postings(part);
                self.noted(marks)
            }
        }
    }

    /// Returns a part of the structure of the current document.
    fn structure(&mut self, part: Structure) -> Arc<Layout> {
        let mut known = part.contained_in().iter().filter_map(|&known| self.layouts[known as usize].as_ref());
        if let Some(layout) = known.next() {
            return Arc::clone(layout);
        }
        let mut marks = self.take_marks(part);
        let layout = self.read_layout(&mut marks);
        self.marks[part as usize] = Some(marks);
        self.layouts[part as usize] = Some(Arc::clone(&layout));
        layout
    }

    /// Reads the structure of the current document from `marks`.
    fn read_layout(&self, marks: &mut [(String, SegmentPostings)]) -> Arc<Layout> {
        let mut reader = LayoutReader::default();
        let mut positions = Vec::new();
        for (mark, postings) in marks {
            if seek(postings, self.doc) {
                postings.positions(&mut positions);
                reader.read(mark, &positions);
            }
        }
        Arc::new(reader.finish(self.segment.title_words_of(self.doc), self.segment.words_of(self.doc)))
    }
}

/// Returns the postings of the forms of `words` that occur.
fn cursors<'a>(
    segment: &'a Segment,
    field: TextField,
    lane: u8,
    words: &TermPredicate,
) -> Result<Vec<Cursor<'a>>, BackendError> {
    let mut cursors = Vec::with_capacity(words.forms().len());
    for (number, form) in words.forms().iter().enumerate() {
        let term = format!("{}{}", lane_prefix(lane), form.term);
        let option = IndexRecordOption::WithFreqsAndPositions;
        let Some(postings) = segment.postings(segment.fields.of(field), &term, option)? else {
            continue;
        };
        cursors.push(Cursor { form: number, postings, languages: segment.language_filter(&form.languages)? });
    }
    Ok(cursors)
}

/// Moves postings to `doc`; returns whether they contain it.
pub(super) fn seek(postings: &mut SegmentPostings, doc: DocId) -> bool {
    if postings.doc() < doc {
        postings.seek(doc);
    }
    postings.doc() == doc
}

impl<'q> View<'q> for DocumentView<'_, 'q> {
    fn positions(&mut self, words: &'q TermPredicate) -> Vec<u32> {
        self.find(TextField::Text, 0, words)
    }

    fn positions_with(&mut self, words: &'q TermPredicate, some: &'q TermPredicate) -> (Vec<u32>, u32) {
        self.find_with(TextField::Text, 0, words, some.forms())
    }

    fn field_positions(&mut self, field: TextField, words: &'q TermPredicate) -> Vec<u32> {
        let mut found = self.find(field, 0, words);
        if field == TextField::Speaker {
            for lane in 1..LANES.len() as u8 {
                found.extend(self.find(field, lane, words));
            }
            found.sort_unstable();
            found.dedup();
        }
        found
    }

    fn layout(&mut self) -> Arc<Layout> {
        self.structure(Structure::Whole)
    }

    fn paragraphs(&mut self) -> Arc<Layout> {
        self.structure(Structure::Paragraphs)
    }

    fn are_in_one_paragraph(&mut self, first: u32, last: u32) -> bool {
        let starts = self.paragraph_starts();
        let next = starts.partition_point(|&start| start <= first);
        starts.get(next).is_none_or(|&start| start > last)
    }

    fn sentences(&mut self) -> Arc<Layout> {
        self.structure(Structure::Sentences)
    }

    fn quotations(&mut self) -> Arc<Layout> {
        self.structure(Structure::Quotations)
    }

    fn lengths(&mut self) -> (u32, u32) {
        (self.segment.title_words_of(self.doc), self.segment.words_of(self.doc))
    }

    fn names_speaker(&mut self, quotation: usize, words: &'q TermPredicate) -> bool {
        let layout = self.quotations();
        let quotation = &layout.quotations[quotation];
        debug_assert!((quotation.lane as usize) < LANES.len());
        self.find(TextField::Speaker, quotation.lane, words).contains(&quotation.start())
    }

    fn agrees(&mut self, signature: &Signature) -> bool {
        let is_copy = self.segment.is_copy(self.doc, signature);
        self.noted(is_copy)
    }

    fn satisfies(&mut self, filter: &'q Filter) -> bool {
        let docs = match self.filters.entry(ByAddress(filter)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(self.segment.of_filter(filter).unwrap_or_else(|error| {
                self.error.get_or_insert(error);
                DocBitset::none(self.segment.bound())
            })),
        };
        docs.contains(self.doc)
    }
}
