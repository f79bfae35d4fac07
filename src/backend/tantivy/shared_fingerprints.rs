//! Finds fingerprints of quotations that several documents share, in the terms of speakers of all segments and lanes.

use std::{collections::BTreeSet, sync::Arc};

use tantivy::{InvertedIndexReader, Term, postings::TermInfo, schema::IndexRecordOption};

use super::{
    boundary_marks::{LANES, lane_prefix},
    doc_bitset::DocBitset,
    engine,
    matching_docs::matching,
    snapshot::Snapshot,
    top_docs::ScoredDoc,
    vocabulary::term_range,
};
use crate::{
    analyzed_article::{Fingerprint, quotation_terms::FINGERPRINT_PREFIX},
    backend::{BackendError, SharedFingerprints},
    deadline::tick,
    matching::Clause,
};

const DOING: &str = "reading fingerprints of quotations";

/// A lane of a segment that contains fingerprints.
struct Lane {
    segment: usize,
    prefix: &'static str,
    inverted: Arc<InvertedIndexReader>,
}

/// The entry of a fingerprint in the vocabulary of a lane: index of the lane, and data of the term.
type InLane = (usize, TermInfo);

/// Collects the documents that share fingerprints. Documents are numbered over all segments.
struct Gathering<'a> {
    lanes: &'a [Lane],
    /// For each segment, the documents that count and the number of its first document.
    among: Vec<(DocBitset, u32)>,
    most: usize,
    found: Vec<(Fingerprint, u32)>,
}

impl Snapshot {
    /// Returns the fingerprints that several documents share, counting only documents that satisfy `within`: at least two
    /// and at most `most`.
    pub(super) fn fingerprints_of_several(
        &self,
        fingerprints: Option<&BTreeSet<Fingerprint>>,
        within: &Clause,
        most: usize,
    ) -> Result<SharedFingerprints, BackendError> {
        let lanes = self.lanes()?;
        let mut first = 0;
        let mut among = Vec::with_capacity(self.segments.len());
        for segment in &self.segments {
            among.push((matching(segment, within, &segment.live)?, first));
            first += segment.bound();
        }
        let mut gathering = Gathering { lanes: &lanes, among, most, found: Vec::new() };
        match fingerprints {
            Some(fingerprints) => self.gather_some(fingerprints, &mut gathering)?,
            None => gathering.all()?,
        }
        self.with_ids(gathering)
    }

    fn lanes(&self) -> Result<Vec<Lane>, BackendError> {
        let mut lanes = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let inverted = segment.reader.inverted_index(self.fields.speaker).map_err(engine(DOING))?;
            for lane in 0..LANES.len() as u8 {
                let prefix = lane_prefix(lane);
                let mut terms = term_range(inverted.terms(), &format!("{prefix}{FINGERPRINT_PREFIX}"))
                    .map_err(engine(DOING))?;
                if terms.advance() {
                    lanes.push(Lane { segment: number, prefix, inverted: Arc::clone(&inverted) });
                }
            }
        }
        Ok(lanes)
    }

    fn gather_some(
        &self,
        fingerprints: &BTreeSet<Fingerprint>,
        gathering: &mut Gathering<'_>,
    ) -> Result<(), BackendError> {
        for &fingerprint in fingerprints {
            let mut places: Vec<InLane> = Vec::new();
            for (number, lane) in gathering.lanes.iter().enumerate() {
                let term = Term::from_field_text(
                    self.fields.speaker,
                    &format!("{}{}", lane.prefix, fingerprint.term()),
                );
                let info = lane.inverted.get_term_info(&term).map_err(engine(DOING))?;
                places.extend(info.map(|info| (number, info)));
            }
            gathering.add(fingerprint, &places)?;
        }
        Ok(())
    }

    /// Returns what was collected, with the ids of the documents.
    fn with_ids(&self, gathering: Gathering<'_>) -> Result<SharedFingerprints, BackendError> {
        let mut numbers: Vec<u32> = gathering.found.iter().map(|(_, number)| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let found = |&number: &u32| {
            let segment = gathering.among.partition_point(|(_, first)| *first <= number) - 1;
            ScoredDoc::at(segment, number - gathering.among[segment].1)
        };
        let ids = self.ids(&numbers.iter().map(found).collect::<Vec<_>>())?;
        let place = |number: u32| numbers.binary_search(&number).map_or(0, |at| at as u32);
        let pairs =
            gathering.found.into_iter().map(|(fingerprint, number)| (fingerprint, place(number))).collect();
        Ok(SharedFingerprints { ids, pairs })
    }
}

impl Gathering<'_> {
    /// Adds every fingerprint, in one walk over the vocabularies of all lanes.
    fn all(&mut self) -> Result<(), BackendError> {
        let lanes = self.lanes;
        let mut heads = Vec::with_capacity(lanes.len());
        for (number, lane) in lanes.iter().enumerate() {
            let terms = term_range(lane.inverted.terms(), &format!("{}{FINGERPRINT_PREFIX}", lane.prefix));
            let mut terms = terms.map_err(engine(DOING))?;
            if terms.advance() {
                heads.push((number, terms));
            }
        }
        let mut term: Vec<u8> = Vec::new();
        let mut places: Vec<InLane> = Vec::new();
        while let Some(least) =
            heads.iter().map(|(lane, terms)| &terms.key()[lanes[*lane].prefix.len()..]).min()
        {
            term.clear();
            term.extend_from_slice(least);
            places.clear();
            heads.retain_mut(|(lane, terms)| {
                if terms.key()[lanes[*lane].prefix.len()..] != term {
                    return true;
                }
                places.push((*lane, terms.value().clone()));
                terms.advance()
            });
            if let Some(fingerprint) = std::str::from_utf8(&term).ok().and_then(Fingerprint::of_term) {
                self.add(fingerprint, &places)?;
            }
        }
        Ok(())
    }

    /// Adds the documents with a fingerprint, if there are at least two and at most `most`.
    fn add(&mut self, fingerprint: Fingerprint, places: &[InLane]) -> Result<(), BackendError> {
        tick()?;
        if places.iter().map(|(_, info)| info.doc_freq).sum::<u32>() < 2 {
            return Ok(());
        }
        let mut numbers = Vec::new();
        for (lane, info) in places {
            let Lane { segment, inverted, .. } = &self.lanes[*lane];
            let (among, first) = &self.among[*segment];
            let mut postings = inverted
                .read_block_postings_from_terminfo(info, IndexRecordOption::Basic)
                .map_err(engine(DOING))?;
            while !postings.docs().is_empty() {
                let counted = postings.docs().iter().filter(|doc| among.contains(**doc));
                numbers.extend(counted.map(|doc| first + doc));
                postings.advance();
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        if (2..=self.most).contains(&numbers.len()) {
            self.found.extend(numbers.into_iter().map(|number| (fingerprint, number)));
        }
        Ok(())
    }
}
