//! The terms of a field that live articles hold, in byte order over all segments.

use std::{collections::BTreeSet, ops::ControlFlow};

use tantivy::{
    InvertedIndexReader,
    postings::TermInfo,
    schema::{Field, IndexRecordOption},
    termdict::{TermDictionary, TermStreamer},
};

use super::{engine, marks, segment::Segment, snapshot::Snapshot};
use crate::backend::BackendError;

impl Snapshot {
    /// Visits the terms of a field that begin with `prefix` and that a live article holds, in byte order over all segments.
    pub(super) fn stream_terms(
        &self,
        field: Field,
        prefix: &str,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        let doing = "reading the vocabulary";
        let open = |segment: &Segment| segment.reader.inverted_index(field).map_err(engine(doing));
        let inverted: Vec<_> = self.segments.iter().map(open).collect::<Result<_, _>>()?;
        let mut heads = Vec::with_capacity(inverted.len());
        for (segment, inverted) in self.segments.iter().zip(&inverted) {
            let mut terms = term_range(inverted.terms(), prefix).map_err(engine(doing))?;
            if terms.advance() {
                heads.push((segment, inverted, terms));
            }
        }
        let mut term: Vec<u8> = Vec::new();
        while let Some(least) = heads.iter().map(|(.., terms)| terms.key()).min() {
            term.clear();
            term.extend_from_slice(least);
            let mut live = false;
            let mut ended = false;
            for (segment, inverted, terms) in &mut heads {
                if terms.key() == term {
                    live = live || segment.is_live(inverted, terms.value())?;
                    ended |= !terms.advance();
                }
            }
            if ended {
                // A stream that has ended keeps its last term; all others have moved on.
                heads.retain(|(.., terms)| terms.key() > term.as_slice());
            }
            let Ok(term) = std::str::from_utf8(&term) else { continue };
            if live && visit(term).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Visits the words that name speakers, in whatever lane.
    pub(super) fn speaker_terms(
        &self,
        prefix: &str,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        let mut terms = BTreeSet::new();
        for lane in 0..marks::LANES.len() as u8 {
            let lane = marks::lane_prefix(lane);
            self.stream_terms(self.fields.speaker, &format!("{lane}{prefix}"), &mut |term| {
                let word = &term[lane.len()..];
                if !word.starts_with(|first: char| first < ' ') {
                    terms.insert(word.to_owned());
                }
                ControlFlow::Continue(())
            })?;
        }
        for term in terms {
            if visit(&term).is_break() {
                break;
            }
        }
        Ok(())
    }
}

impl Segment {
    /// Returns whether a live document holds the term of `info`.
    fn is_live(&self, inverted: &InvertedIndexReader, info: &TermInfo) -> Result<bool, BackendError> {
        if !self.reader.has_deletes() {
            return Ok(true);
        }
        let mut postings = inverted
            .read_block_postings_from_terminfo(info, IndexRecordOption::Basic)
            .map_err(engine("reading the vocabulary"))?;
        while !postings.docs().is_empty() {
            if postings.docs().iter().any(|&doc| self.live.holds(doc)) {
                return Ok(true);
            }
            postings.advance();
        }
        Ok(false)
    }
}

/// Returns the terms that begin with `prefix`.
pub(super) fn term_range<'a>(terms: &'a TermDictionary, prefix: &str) -> std::io::Result<TermStreamer<'a>> {
    let range = terms.range().ge(prefix);
    match successor(prefix) {
        Some(end) => range.lt(end).into_stream(),
        None => range.into_stream(),
    }
}

/// Returns the first byte string behind all that begin with `prefix`; `None` where there is no end.
fn successor(prefix: &str) -> Option<Vec<u8>> {
    let mut bytes = prefix.as_bytes().to_vec();
    *bytes.last_mut()? += 1;
    Some(bytes)
}
