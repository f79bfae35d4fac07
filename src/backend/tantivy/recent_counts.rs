//! Counts words and phrases in documents one by one, and keeps the last counts: what was counted for matching is needed again for
//! scores.

use std::{
    collections::VecDeque,
    sync::{Arc, RwLock},
};

use tantivy::DocId;

use super::{
    doc_bitset::DocBitset, document_view::DocumentView, matching_docs::with_words, segment::Segment,
};
use crate::{
    backend::BackendError,
    deadline::tick,
    matching::{Part, Spans, evaluate::count},
};

/// Number of cached results. A search needs one or two, and several searches may run at once.
const MAX_KEPT: usize = 4;

/// The last results. No thread waits for them: if the lock is taken, the words are counted again.
#[derive(Default)]
pub(super) struct RecentCounts(RwLock<VecDeque<Counted>>);

/// Documents with occurrences, ascending, and the numbers of these.
pub(super) type Counts = Vec<(DocId, u32)>;

/// A result.
struct Counted {
    part: Part,
    spans: Spans,
    among: DocBitset,
    counts: Arc<Counts>,
}

impl RecentCounts {
    fn find(&self, part: Part, spans: &Spans, among: &DocBitset) -> Option<Arc<Counts>> {
        let kept = self.0.try_read().ok()?;
        let is_same = |known: &&Counted| (known.part, &known.spans) == (part, spans);
        let known = kept.iter().filter(is_same).find(|known| among.is_subset_of(&known.among))?;
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
    /// Returns the documents of `among` with occurrences of `spans` in a part of them, and maybe others, with the numbers of
    /// occurrences.
    pub(super) fn count_spans(
        &self,
        part: Part,
        spans: &Spans,
        among: &DocBitset,
    ) -> Result<Arc<Counts>, BackendError> {
        if let Some(counts) = self.recent.find(part, spans, among) {
            return Ok(counts);
        }
        let counts = Arc::new(match (part, spans) {
            (Part::Quotation, Spans::Word(words)) => self.counted_in_quotations(words, among)?,
            _ => self.counted_one_by_one(part, spans, among)?,
        });
        let counted =
            Counted { part, spans: spans.clone(), among: among.clone(), counts: Arc::clone(&counts) };
        self.recent.keep(counted);
        Ok(counts)
    }

    fn counted_one_by_one(
        &self,
        part: Part,
        spans: &Spans,
        among: &DocBitset,
    ) -> Result<Counts, BackendError> {
        let mut counts = Counts::new();
        let mut view = DocumentView::new(self);
        for doc in with_words(self, spans.words(), among)?.iter() {
            tick()?;
            view.move_to(doc);
            let count = count(part, spans, &mut view);
            if count > 0 {
                counts.push((doc, count));
            }
        }
        view.finish()?;
        Ok(counts)
    }
}
