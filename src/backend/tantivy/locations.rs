//! Reads the locations of documents from columns.

use tantivy::{DocId, columnar::Column};

use super::{segment::Segment, snapshot::Snapshot};
use crate::{backend::BackendError, deadline::tick};

/// A path: its segment, its ordinal in the column of paths, and its text.
type Path = (usize, u64, String);

impl Snapshot {
    /// Returns the locations of documents, each given as its segment and its number in the segment.
    pub(super) fn locations_of(&self, docs: &[(usize, DocId)]) -> Result<Vec<Option<String>>, BackendError> {
        let records = self.segments.iter().map(Segment::records).collect::<Result<Vec<_>, _>>()?;
        // Records of one container follow each other.
        let mut last: Option<Path> = None;
        docs.iter()
            .map(|&(segment, doc)| self.location_of((segment, doc), &records[segment], &mut last))
            .collect()
    }

    fn location_of(
        &self,
        (number, doc): (usize, DocId),
        records: &Column<u64>,
        last: &mut Option<Path>,
    ) -> Result<Option<String>, BackendError> {
        tick()?;
        let segment = &self.segments[number];
        let ordinal = segment.paths()?.as_ref().and_then(|paths| paths.term_ords(doc).next());
        let Some(ordinal) = ordinal else { return Ok(None) };
        let is_last = last.as_ref().is_some_and(|last| (last.0, last.1) == (number, ordinal));
        if !is_last {
            let path = segment.text_of(segment.paths()?, doc)?.unwrap_or_default();
            *last = Some((number, ordinal, path));
        }
        let path = last.as_ref().map_or("", |(.., path)| path.as_str());
        Ok(Some(match records.first(doc) {
            Some(record) => format!("{path}#{record}"),
            None => path.to_owned(),
        }))
    }
}
