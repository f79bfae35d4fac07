//! Visits the terms of a field that live articles contain, in byte order over all segments.

use std::{collections::BTreeSet, ops::ControlFlow, sync::Arc};

use tantivy::{
    InvertedIndexReader,
    postings::TermInfo,
    schema::{Field, IndexRecordOption},
    termdict::{TermDictionary, TermStreamer},
};
use tantivy_fst::Automaton;

use super::{boundary_marks, engine, segment::Segment, snapshot::Snapshot};
use crate::{analysis::Stemmer, backend::BackendError, deadline::tick, matching::FuzzyPattern};

const DOING: &str = "reading the vocabulary";

impl Snapshot {
    /// Visits the terms of a field that begin with `prefix`, in byte order.
    pub(super) fn stream_terms(
        &self,
        field: Field,
        prefix: &str,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        let inverted = self.opened(field)?;
        let streams = inverted.iter().map(|inverted| term_range(inverted.terms(), prefix));
        let streams = streams.collect::<Result<_, _>>().map_err(engine(DOING))?;
        self.merged(&inverted, streams, visit)
    }

    /// Visits the terms of a field that match `pattern`, in byte order.
    pub(super) fn stream_near(
        &self,
        field: Field,
        near: &FuzzyPattern,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        let inverted = self.opened(field)?;
        let streams = inverted.iter().map(|inverted| inverted.terms().search(Walk(near)).into_stream());
        let streams = streams.collect::<Result<_, _>>().map_err(engine(DOING))?;
        self.merged(&inverted, streams, visit)
    }

    /// Returns the inverted index of a field in each segment.
    fn opened(&self, field: Field) -> Result<Vec<Arc<InvertedIndexReader>>, BackendError> {
        let open = |segment: &Segment| segment.reader.inverted_index(field).map_err(engine(DOING));
        self.segments.iter().map(open).collect()
    }

    /// Visits the terms of `streams` that a live article contains, in byte order. There is one stream per segment.
    fn merged<'a, A: Automaton>(
        &'a self,
        inverted: &'a [Arc<InvertedIndexReader>],
        streams: Vec<TermStreamer<'a, A>>,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError>
    where
        A::State: Clone,
    {
        let mut heads = Vec::with_capacity(streams.len());
        for ((segment, inverted), mut terms) in self.segments.iter().zip(inverted).zip(streams) {
            if terms.advance() {
                heads.push((segment, inverted, terms));
            }
        }
        let mut term: Vec<u8> = Vec::new();
        while let Some(least) = heads.iter().map(|(.., terms)| terms.key()).min() {
            tick()?;
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
                // A stream that has ended still returns its last term. All others are beyond it.
                heads.retain(|(.., terms)| terms.key() > term.as_slice());
            }
            let Ok(term) = std::str::from_utf8(&term) else { continue };
            if live && visit(term).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Returns the terms of title and text with this stem in `language`, in byte order.
    pub(super) fn forms_of(&self, language: &str, stem: &str) -> Result<Vec<String>, BackendError> {
        let stemmer = Stemmer::of_language(Some(language));
        let mut forms = BTreeSet::new();
        for segment in &self.segments {
            let inverted = segment.reader.inverted_index(self.fields.text).map_err(engine(DOING))?;
            let terms = inverted.terms();
            let mut take = |term: &[u8]| -> Result<(), BackendError> {
                if let Ok(form) = std::str::from_utf8(term)
                    && !forms.contains(form)
                    && stemmer.is_form(form, stem)
                    && let Some(info) = terms.get(term).map_err(engine(DOING))?
                    && segment.is_live(&inverted, &info)?
                {
                    forms.insert(form.to_owned());
                }
                Ok(())
            };
            if let Some(ordinals) =
                segment.stem_table.as_ref().and_then(|known| known.with_stem(language, stem))
            {
                let mut term = Vec::new();
                for ordinal in ordinals {
                    if terms.ord_to_term(ordinal, &mut term).map_err(engine(DOING))? {
                        take(&term)?;
                    }
                }
            } else {
                let mut range = term_range(terms, stemmer.common_prefix(stem)).map_err(engine(DOING))?;
                while range.advance() {
                    tick()?;
                    take(range.key())?;
                }
            }
        }
        Ok(forms.into_iter().collect())
    }

    /// Visits the terms of speakers, of all lanes.
    pub(super) fn speaker_terms(
        &self,
        prefix: &str,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        // Few quotations overlap, so the other lanes have few terms. They are merged with the terms of lane 0.
        let mut inner = BTreeSet::new();
        for lane in 1..boundary_marks::LANES.len() as u8 {
            let lane = boundary_marks::lane_prefix(lane);
            self.stream_terms(self.fields.speaker, &format!("{lane}{prefix}"), &mut |term| {
                inner.insert(term[lane.len()..].to_owned());
                ControlFlow::Continue(())
            })?;
        }
        let mut inner = inner.into_iter().peekable();
        let mut flow = ControlFlow::Continue(());
        self.stream_terms(self.fields.speaker, prefix, &mut |term| {
            if term.starts_with(|first: char| first < ' ') {
                return ControlFlow::Continue(());
            }
            while let Some(before) = inner.next_if(|inner| inner.as_str() < term) {
                flow = visit(&before);
                flow?;
            }
            inner.next_if(|inner| inner == term);
            flow = visit(term);
            flow
        })?;
        for term in inner {
            if flow.is_break() {
                break;
            }
            flow = visit(&term);
        }
        Ok(())
    }
}

/// A fuzzy pattern as an automaton of the engine.
struct Walk<'a>(&'a FuzzyPattern);

impl Automaton for Walk<'_> {
    type State = Option<u32>;

    fn start(&self) -> Option<u32> {
        Some(self.0.start())
    }

    fn is_match(&self, state: &Option<u32>) -> bool {
        state.is_some_and(|state| self.0.is_end(state))
    }

    fn can_match(&self, state: &Option<u32>) -> bool {
        state.is_some()
    }

    fn accept(&self, state: &Option<u32>, byte: u8) -> Option<u32> {
        self.0.next((*state)?, byte)
    }
}

impl Segment {
    /// Returns whether a live document contains the term that `info` describes.
    fn is_live(&self, inverted: &InvertedIndexReader, info: &TermInfo) -> Result<bool, BackendError> {
        if !self.reader.has_deletes() {
            return Ok(true);
        }
        let mut postings = inverted
            .read_block_postings_from_terminfo(info, IndexRecordOption::Basic)
            .map_err(engine(DOING))?;
        while !postings.docs().is_empty() {
            if postings.docs().iter().any(|&doc| self.live.contains(doc)) {
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

/// Returns the smallest byte string after all strings that begin with `prefix`; `None` if there is none.
fn successor(prefix: &str) -> Option<Vec<u8>> {
    let mut bytes = prefix.as_bytes().to_vec();
    *bytes.last_mut()? += 1;
    Some(bytes)
}
