//! Counts words inside quotations by their positions and the boundary marks of quotations, without reading the rest of the
//! structure.

use std::{
    collections::VecDeque,
    sync::{Arc, RwLock},
};

use tantivy::{
    DocId,
    postings::{Postings as _, SegmentPostings},
    schema::{Field, IndexRecordOption},
};

use super::{
    boundary_marks::{LANES, STARTS},
    doc_bitset::DocBitset,
    document_view::seek,
    segment::Segment,
};
use crate::{
    backend::BackendError,
    deadline::tick,
    matching::{Clause, Part, Spans, TermPredicate, TextField},
};

/// Number of cached results. A search needs one or two, and several searches may run at once.
const MAX_KEPT: usize = 4;

/// The last results. No thread waits for them: if the lock is taken, the words are counted again.
#[derive(Default)]
pub(super) struct RecentCounts(RwLock<VecDeque<Counted>>);

/// A result, kept for scoring after it was used for matching.
struct Counted {
    words: TermPredicate,
    among: DocBitset,
    counts: Arc<Vec<u32>>,
}

/// The boundary marks of one lane.
struct Lane {
    starts: Vec<SegmentPostings>,
    ends: SegmentPostings,
}

/// If `clause` only requires that one of some words occurs inside a quotation, returns these words.
pub(super) fn quoted_words(clause: &Clause) -> Option<&TermPredicate> {
    match clause {
        Clause::Text { part: Part::Quotation, spans: Spans::Word(words) } => Some(words),
        Clause::Quotation(inner) => match inner.as_ref() {
            Clause::Text { .. } => quoted_words(inner),
            _ => None,
        },
        _ => None,
    }
}

impl RecentCounts {
    fn counts(&self, words: &TermPredicate, among: &DocBitset) -> Option<Arc<Vec<u32>>> {
        let kept = self.0.try_read().ok()?;
        let known = kept.iter().find(|known| known.words == *words && among.is_subset_of(&known.among))?;
        Some(Arc::clone(&known.counts))
    }

    fn keep(&self, counted: Counted) {
        if let Ok(mut kept) = self.0.try_write() {
            kept.truncate(MAX_KEPT - 1);
            kept.push_front(counted);
        }
    }
}

impl Segment {
    /// Returns for each document the number of occurrences of `words` inside its quotations. For documents outside `among`,
    /// the number may be 0 instead.
    pub(super) fn count_quoted(
        &self,
        words: &TermPredicate,
        among: &DocBitset,
    ) -> Result<Arc<Vec<u32>>, BackendError> {
        if let Some(counts) = self.quoted.counts(words, among) {
            return Ok(counts);
        }
        let counts = Arc::new(self.counted_in_quotations(words, among)?);
        self.quoted.keep(Counted { words: words.clone(), among: among.clone(), counts: Arc::clone(&counts) });
        Ok(counts)
    }

    fn counted_in_quotations(
        &self,
        words: &TermPredicate,
        among: &DocBitset,
    ) -> Result<Vec<u32>, BackendError> {
        let mut lanes = self.lanes_of_marks()?;
        let mut counts = vec![0; self.bound() as usize];
        let (mut ranges, mut positions, mut read) = (Vec::new(), Vec::new(), Read::default());
        let mut forms = Vec::with_capacity(words.forms().len());
        for form in words.forms() {
            let spoken = self.language_filter(&form.languages)?;
            let postings = self.all_postings(self.fields.text, &form.term)?;
            forms.extend(postings.map(|postings| (postings, spoken)));
        }
        let mut docs = self.of_words(TextField::Text, words)?;
        docs.intersect(among);
        for doc in docs.iter() {
            tick()?;
            ranges.clear();
            lanes.iter_mut().for_each(|lane| lane.append_ranges(doc, &mut read, &mut ranges));
            if ranges.is_empty() {
                continue;
            }
            positions.clear();
            for (postings, spoken) in &mut forms {
                if spoken.as_ref().is_none_or(|spoken| spoken.contains(doc)) && seek(postings, doc) {
                    postings.append_positions_with_offset(0, &mut positions);
                }
            }
            let inside = |at: &&u32| ranges.iter().any(|&(first, last)| (first..=last).contains(*at));
            counts[doc as usize] = positions.iter().filter(inside).count() as u32;
        }
        Ok(counts)
    }

    fn lanes_of_marks(&self) -> Result<Vec<Lane>, BackendError> {
        let mut lanes = Vec::new();
        for lane in LANES {
            let marks = self.fields.marks;
            let Some(ends) = self.all_postings(marks, &format!("e{lane}"))? else { continue };
            let mut starts = Vec::new();
            for start in STARTS {
                starts.extend(self.all_postings(marks, &format!("{start}{lane}"))?);
            }
            lanes.push(Lane { starts, ends });
        }
        Ok(lanes)
    }

    fn all_postings(&self, field: Field, term: &str) -> Result<Option<SegmentPostings>, BackendError> {
        self.postings(field, term, IndexRecordOption::WithFreqsAndPositions)
    }
}

/// Buffers for positions.
#[derive(Default)]
struct Read {
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl Lane {
    /// Appends the first and last positions of the spans of the quotations of a document.
    fn append_ranges(&mut self, doc: DocId, read: &mut Read, ranges: &mut Vec<(u32, u32)>) {
        if !seek(&mut self.ends, doc) {
            return;
        }
        self.ends.positions(&mut read.ends);
        read.starts.clear();
        let mut lists = 0;
        for starts in &mut self.starts {
            if seek(starts, doc) {
                starts.append_positions_with_offset(0, &mut read.starts);
                lists += 1;
            }
        }
        if lists > 1 {
            read.starts.sort_unstable();
        }
        // Spans of one lane do not overlap, so beginnings and ends have the same order.
        ranges.extend(read.starts.iter().copied().zip(read.ends.iter().copied()));
    }
}
