//! Counts the quotations of each speaker by the names in the speaker field.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use tantivy::{DocId, DocSet as _, TERMINATED, postings::Postings as _, schema::IndexRecordOption};

use super::{
    boundary_marks::{FIRSTS, LANES, lane_prefix},
    doc_bitset::DocBitset,
    document_view::DocumentView,
    engine,
    matching_docs::{possible, with_quotations},
    segment::Segment,
    snapshot::Snapshot,
    top_docs::ScoredDoc,
    vocabulary::term_range,
};
use crate::{
    analyzed_article::quotation_terms::{DESCRIPTION_PREFIX, NAME_PREFIX},
    backend::{BackendError, QuotationMatches},
    deadline::tick,
    matching::{Clause, Unit, View as _, holds},
};

/// The quotations of a segment that are counted.
enum Counted {
    /// All quotations of live documents.
    All,
    /// These quotations: document, lane and position of the first word.
    These(HashSet<(DocId, u8, u32)>),
}

impl Snapshot {
    /// Returns names and descriptions of speakers, in byte order, each with its number of quotations that satisfy `clause`.
    pub(super) fn count_speakers(
        &self,
        clause: &Clause,
        among: Option<&BTreeSet<String>>,
    ) -> Result<Vec<(String, usize)>, BackendError> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let counted = match (clause, among) {
                (Clause::All, None) => Counted::All,
                _ => Counted::These(self.quotations_of(number, clause, among)?),
            };
            segment.count_speakers(&counted, &mut counts)?;
        }
        Ok(counts.into_iter().filter(|(_, count)| *count > 0).collect())
    }

    /// Returns the number of quotations, and of articles with quotations, without reading individual quotations.
    pub(super) fn count_quotations(&self) -> Result<QuotationMatches, BackendError> {
        let mut counted = QuotationMatches::default();
        for segment in &self.segments {
            counted.articles += with_quotations(segment)?.count();
            for mark in FIRSTS.iter().flat_map(|first| LANES.map(|lane| format!("{first}{lane}"))) {
                let option = IndexRecordOption::WithFreqs;
                let Some(mut postings) = segment.postings(self.fields.marks, &mark, option)? else {
                    continue;
                };
                while postings.doc() != TERMINATED {
                    if segment.live.contains(postings.doc()) {
                        counted.total += postings.term_freq() as usize;
                    }
                    postings.advance();
                }
            }
        }
        Ok(counted)
    }

    fn quotations_of(
        &self,
        number: usize,
        clause: &Clause,
        among: Option<&BTreeSet<String>>,
    ) -> Result<HashSet<(DocId, u8, u32)>, BackendError> {
        let segment = &self.segments[number];
        let mut docs: DocBitset = possible(segment, clause)?;
        docs.intersect(&with_quotations(segment)?);
        let mut found = HashSet::new();
        let mut view = DocumentView::new(segment);
        for doc in docs.iter() {
            tick()?;
            if let Some(among) = among
                && !among.contains(&self.id(ScoredDoc::at(number, doc))?)
            {
                continue;
            }
            view.move_to(doc);
            let layout = view.layout();
            for (quotation, place) in layout.quotations.iter().enumerate() {
                if holds(clause, &mut view, Unit::Quotation(quotation)) {
                    found.insert((doc, place.lane, place.start()));
                }
            }
        }
        view.finish()?;
        Ok(found)
    }
}

impl Segment {
    /// Adds the number of counted quotations of each name.
    fn count_speakers(
        &self,
        counted: &Counted,
        counts: &mut BTreeMap<String, usize>,
    ) -> Result<(), BackendError> {
        let doing = "reading speakers";
        let inverted = self.reader.inverted_index(self.fields.speaker).map_err(engine(doing))?;
        let mut positions = Vec::new();
        for lane in 0..LANES.len() as u8 {
            for mark in [NAME_PREFIX, DESCRIPTION_PREFIX] {
                let front = lane_prefix(lane);
                let mut terms =
                    term_range(inverted.terms(), &format!("{front}{mark}")).map_err(engine(doing))?;
                while let Some((term, info)) = terms.next() {
                    tick()?;
                    let Ok(name) = std::str::from_utf8(&term[front.len()..]) else { continue };
                    let option = IndexRecordOption::WithFreqsAndPositions;
                    let mut postings =
                        inverted.read_postings_from_terminfo(info, option).map_err(engine(doing))?;
                    let mut count = 0;
                    while postings.doc() != TERMINATED {
                        let doc = postings.doc();
                        match counted {
                            Counted::All => {
                                count +=
                                    if self.live.contains(doc) { postings.term_freq() as usize } else { 0 }
                            }
                            Counted::These(these) => {
                                postings.positions(&mut positions);
                                count +=
                                    positions.iter().filter(|&&at| these.contains(&(doc, lane, at))).count();
                            }
                        }
                        postings.advance();
                    }
                    match counts.get_mut(name) {
                        Some(known) => *known += count,
                        None => {
                            counts.insert(name.to_owned(), count);
                        }
                    }
                }
            }
        }
        Ok(())
    }
}
