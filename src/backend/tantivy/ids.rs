//! Reads the ids of documents. The column stores them in compressed blocks, so many are read at once, in the order of the
//! column. Each block is then unpacked only once.

use std::cmp::Ordering;

use tantivy::DocId;

use super::{engine, segment::Segment, snapshot::Snapshot, top_docs::ScoredDoc};
use crate::backend::BackendError;
use crate::deadline::{check, sort_by, tick};

/// Maximum number of hits whose documents are cached by id: so few hits are probably a page that will be read.
const MAX_REMEMBERED: usize = 64;

/// Segment of a document, ordinal of its id in the column, and index in the request.
type Place = (usize, u64, usize);

/// Number of ids that are read between two checks of the deadline.
const READ_AT_ONCE: usize = 4096;

impl Snapshot {
    /// Returns the ids of documents, in the order of `found`.
    pub(super) fn ids(&self, found: &[ScoredDoc]) -> Result<Vec<String>, BackendError> {
        let mut places: Vec<Place> = Vec::with_capacity(found.len());
        for (asked, found) in found.iter().enumerate() {
            tick()?;
            places.push((found.segment, self.segments[found.segment].ordinal_of_id(found.doc)?, asked));
        }
        sort_by(&mut places, Place::cmp)?;
        let mut ids = vec![String::new(); found.len()];
        for places in places.chunk_by(|left, right| left.0 == right.0) {
            for places in places.chunks(READ_AT_ONCE) {
                check()?;
                self.segments[places[0].0].read_ids(places, &mut ids)?;
            }
        }
        Ok(ids)
    }

    /// Returns the id of a document.
    pub(super) fn id(&self, found: ScoredDoc) -> Result<String, BackendError> {
        Ok(self.ids(&[found])?.remove(0))
    }

    /// Returns the documents with their ids, in the order of `compare`, ties by id.
    pub(super) fn named(
        &self,
        found: Vec<ScoredDoc>,
        compare: impl Fn(&ScoredDoc, &ScoredDoc) -> Ordering,
    ) -> Result<Vec<(ScoredDoc, String)>, BackendError> {
        let ids = self.ids(&found)?;
        if found.len() <= MAX_REMEMBERED {
            for (found, id) in found.iter().zip(&ids) {
                self.recent_docs.insert(id.clone(), (found.segment, found.doc));
            }
        }
        let mut named: Vec<(ScoredDoc, String)> = found.into_iter().zip(ids).collect();
        sort_by(&mut named, |left, right| compare(&left.0, &right.0).then_with(|| left.1.cmp(&right.1)))?;
        Ok(named)
    }
}

impl Segment {
    fn ordinal_of_id(&self, doc: DocId) -> Result<u64, BackendError> {
        self.ids.as_ref().and_then(|ids| ids.term_ords(doc).next()).ok_or_else(without_id)
    }

    /// Writes ids to the requested indexes. `places` are of this segment, in ascending order.
    fn read_ids(&self, places: &[Place], ids: &mut [String]) -> Result<(), BackendError> {
        let column = self.ids.as_ref().ok_or_else(without_id)?;
        let ordinals: Vec<u64> = places.iter().map(|(_, ordinal, _)| *ordinal).collect();
        let mut asked = places.iter().map(|(_, _, asked)| *asked);
        let mut write = |id: &[u8]| {
            if let (Some(asked), Ok(id)) = (asked.next(), std::str::from_utf8(id)) {
                ids[asked].push_str(id);
            }
        };
        let read = column.dictionary().sorted_ords_to_term_cb(&ordinals, &mut write);
        read.map_err(engine("reading a column"))?;
        if places.iter().all(|(_, _, asked)| !ids[*asked].is_empty()) { Ok(()) } else { Err(without_id()) }
    }
}

fn without_id() -> BackendError {
    BackendError::Damaged { what: "an article without an id".to_owned() }
}
