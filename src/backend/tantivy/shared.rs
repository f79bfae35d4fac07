//! Marks of what is said that several documents have, read from the terms of speakers over all segments and lanes.

use std::{collections::BTreeSet, sync::Arc};

use tantivy::{InvertedIndexReader, Term, postings::TermInfo, schema::IndexRecordOption};

use super::{
    docs::Docs,
    engine,
    marks::{LANES, lane_prefix},
    matching::matching,
    selection::Found,
    snapshot::Snapshot,
    vocabulary::term_range,
};
use crate::{
    analyzed_article::{Fingerprint, quotation_terms::FINGERPRINT_PREFIX},
    backend::{BackendError, SharedMarks},
    deadline::tick,
    matching::Clause,
};

const DOING: &str = "reading marks of what is said";

/// One lane of a segment that has marks.
struct Lane {
    segment: usize,
    prefix: &'static str,
    inverted: Arc<InvertedIndexReader>,
}

/// A mark's place in the vocabulary of a lane.
type InLane = (usize, TermInfo);

/// Collects the documents that have marks, numbered over all segments.
struct Gathering<'a> {
    lanes: &'a [Lane],
    /// Of each segment the documents that count, and the number of its first one.
    among: Vec<(Docs, u32)>,
    most: usize,
    found: Vec<(Fingerprint, u32)>,
}

impl Snapshot {
    /// Returns those of `marks`, or of all, that two to `most` of the documents that satisfy `within` have.
    pub(super) fn marks_of_several(
        &self,
        marks: Option<&BTreeSet<Fingerprint>>,
        within: &Clause,
        most: usize,
    ) -> Result<SharedMarks, BackendError> {
        let lanes = self.lanes()?;
        let mut first = 0;
        let mut among = Vec::with_capacity(self.segments.len());
        for segment in &self.segments {
            among.push((matching(segment, within, &segment.live)?, first));
            first += segment.bound();
        }
        let mut gathering = Gathering { lanes: &lanes, among, most, found: Vec::new() };
        match marks {
            Some(marks) => self.gather_some(marks, &mut gathering)?,
            None => gathering.all()?,
        }
        self.named_marks(gathering)
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
        marks: &BTreeSet<Fingerprint>,
        gathering: &mut Gathering<'_>,
    ) -> Result<(), BackendError> {
        for &mark in marks {
            let mut places: Vec<InLane> = Vec::new();
            for (number, lane) in gathering.lanes.iter().enumerate() {
                let term =
                    Term::from_field_text(self.fields.speaker, &format!("{}{}", lane.prefix, mark.term()));
                let info = lane.inverted.get_term_info(&term).map_err(engine(DOING))?;
                places.extend(info.map(|info| (number, info)));
            }
            gathering.add(mark, &places)?;
        }
        Ok(())
    }

    /// Returns what was gathered, with the ids of the documents.
    fn named_marks(&self, gathering: Gathering<'_>) -> Result<SharedMarks, BackendError> {
        let mut numbers: Vec<u32> = gathering.found.iter().map(|(_, number)| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let found = |&number: &u32| {
            let segment = gathering.among.partition_point(|(_, first)| *first <= number) - 1;
            Found::at(segment, number - gathering.among[segment].1)
        };
        let ids = self.ids(&numbers.iter().map(found).collect::<Vec<_>>())?;
        let place = |number: u32| numbers.binary_search(&number).map_or(0, |at| at as u32);
        let places = gathering.found.into_iter().map(|(mark, number)| (mark, place(number))).collect();
        Ok(SharedMarks { ids, places })
    }
}

impl Gathering<'_> {
    /// Adds every mark, in one walk over the vocabularies of all lanes.
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
            if let Some(mark) = std::str::from_utf8(&term).ok().and_then(Fingerprint::of_term) {
                self.add(mark, &places)?;
            }
        }
        Ok(())
    }

    /// Adds the documents that have a mark, if they are several and not too many.
    fn add(&mut self, mark: Fingerprint, places: &[InLane]) -> Result<(), BackendError> {
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
                let counted = postings.docs().iter().filter(|doc| among.holds(**doc));
                numbers.extend(counted.map(|doc| first + doc));
                postings.advance();
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        if (2..=self.most).contains(&numbers.len()) {
            self.found.extend(numbers.into_iter().map(|number| (mark, number)));
        }
        Ok(())
    }
}
