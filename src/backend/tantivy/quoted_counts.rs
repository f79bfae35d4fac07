//! Counts words inside quotations by their positions and the boundary marks of quotations, without reading the rest of the
//! structure.

use tantivy::{
    DocId,
    postings::{Postings as _, SegmentPostings},
    schema::{Field, IndexRecordOption},
};

use super::{
    boundary_marks::{LANES, STARTS},
    doc_bitset::DocBitset,
    document_view::seek,
    recent_counts::Counts,
    segment::Segment,
};
use crate::{
    backend::BackendError,
    deadline::tick,
    matching::{TermPredicate, TextField},
};

/// The boundary marks of one lane.
struct Lane {
    starts: Vec<SegmentPostings>,
    ends: SegmentPostings,
}

impl Segment {
    /// Returns the documents of `among` with `words` inside their quotations, with the numbers of occurrences.
    pub(super) fn counted_in_quotations(
        &self,
        words: &TermPredicate,
        among: &DocBitset,
    ) -> Result<Counts, BackendError> {
        let mut lanes = self.lanes_of_marks()?;
        let mut counts = Counts::new();
        let (mut ranges, mut positions, mut read) = (Vec::new(), Vec::new(), Read::default());
        let mut forms = Vec::with_capacity(words.forms().len());
        for form in words.forms() {
            let spoken = self.language_filter(&form.languages)?;
            let postings = self.all_postings(self.fields.text, &form.term)?;
            forms.extend(postings.map(|postings| (postings, spoken)));
        }
        let docs = self.of_words(TextField::Text, words, among)?;
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
            let count = positions.iter().filter(inside).count() as u32;
            if count > 0 {
                counts.push((doc, count));
            }
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
